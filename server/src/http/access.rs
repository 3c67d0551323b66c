//! Who may use a route. The table of routes names it; this is where it is asked, before any handler runs.
//! Handlers then hand the services a proof, so that a route with the wrong access here still does nothing.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, OriginalUri, State},
    http::{HeaderMap, Method, Request, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Locale, Role};
use pages::PageError;
use service::authorisation::{Forbidden, Session};
use tracing::Instrument;
use words::paths::Address;

use super::{
    Site,
    answer::{Refusal, explained, refused},
    error_pages::{Typed, is_bare, page_for, reference},
    failure::read_only,
    forms::FormFields,
    late_form::LateForm,
    policy::{BodyRefused, Kind, STRANGER_BODY, read_body},
    sign_in,
    viewer::Viewer,
};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Anyone,
    /// Whoever has given the right password, though the second factor may be missing still.
    PasswordGiven,
    /// Whoever has signed in, though a second factor may have to be set up first.
    SignedIn,
    /// People with a role, or one above it, who have signed in completely.
    Role(Role),
    /// The same, who have given their password within the last quarter of an hour: what they do gives others access.
    Confirmed(Role),
}

impl Access {
    fn check(self, session: Option<&Session>) -> Result<(), Denied> {
        let Access::Anyone = self else {
            let session = session.ok_or(Denied::NotSignedIn)?;
            return match self {
                Self::Anyone | Self::PasswordGiven => Ok(()),
                Self::SignedIn => match session.editor() {
                    Err(Forbidden::CodeNeeded) => Err(Denied::Forbidden(Forbidden::CodeNeeded)),
                    _ => Ok(()),
                },
                Self::Role(role) | Self::Confirmed(role) => match role {
                    Role::Editor => session.editor().map(drop),
                    Role::Reviewer => session.reviewer().map(drop),
                    Role::Admin => session.admin().map(drop),
                }
                .map_err(Denied::Forbidden),
            };
        };
        Ok(())
    }
}

/// Why somebody may not use a route.
enum Denied {
    NotSignedIn,
    Forbidden(Forbidden),
}

/// Lets a request through to its handler, or says what is missing.
pub(super) async fn require(
    State((site, access, kind)): State<(Site, Access, Kind)>,
    mut request: Request<Body>,
    next: Next,
) -> Response {
    let locale = request.extensions().get::<Locale>().copied().unwrap_or(Locale::En);
    let token = site.cookies.token(request.headers());
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_safe && token.is_some() && !says_where_it_comes_from(request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let session = match token {
        Some(token) => match site.accounts.authenticate(&token).await {
            Ok(session) => session,
            Err(error) => return Refusal::from(error).into_response(),
        },
        None => None,
    };
    if !is_safe {
        request = match with_its_body(request, session.as_ref(), kind).await {
            Ok(request) => request,
            Err(refused) => return refused.status().into_response(),
        };
    }
    match access.check(session.as_ref()) {
        Ok(()) => {
            if let (Access::Confirmed(_), Some(known)) = (access, &session)
                && !site.accounts.is_confirmed(known)
            {
                return keep_and_confirm(&site, locale, &Viewer(session), request).await;
            }
            let viewer = Viewer(session);
            request.extensions_mut().insert(viewer.clone());
            let answer = if is_safe { next.run(request).await } else { to_its_end(&site, locale, request, next).await };
            explained(&site, locale, &viewer, answer)
        }
        // A program is not shown where to sign in.
        Err(_) if kind == Kind::Data => StatusCode::UNAUTHORIZED.into_response(),
        Err(Denied::Forbidden(Forbidden::RoleNeeded(role))) => {
            let viewer = Viewer(session);
            refused(&site, locale, &viewer, PageError::RoleNeeded(role))
        }
        Err(Denied::Forbidden(Forbidden::CodeNeeded)) if is_safe => {
            Redirect::to(&Address::SignInCode.after(locale, &whole_path(&request))).into_response()
        }
        Err(Denied::Forbidden(Forbidden::SecondFactorNeeded)) if is_safe => {
            Redirect::to(&Address::SecondFactor.in_locale(locale)).into_response()
        }
        Err(Denied::NotSignedIn) if is_safe => {
            Redirect::to(&Address::SignIn.after(locale, &whole_path(&request))).into_response()
        }
        Err(_) => keep_and_sign_in(&site, locale, request).await,
    }
}

/// Whether a browser says which site a form comes from. All do since 2020; what shows a cookie and does not is none, or is
/// made to hide it.
fn says_where_it_comes_from(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site")
}

/// The request with its body read whole, before anything holds on to it: a task that waits for a body cannot be given up.
async fn with_its_body(
    request: Request<Body>,
    session: Option<&Session>,
    kind: Kind,
) -> Result<Request<Body>, BodyRefused> {
    let (policy, is_known) = (kind.policy(), session.is_some_and(|session| session.editor().is_ok()));
    let longest = if is_known { policy.body } else { policy.body.min(STRANGER_BODY) };
    let (parts, body) = request.into_parts();
    let body = read_body(&parts.headers, body, longest, policy.read).await?;
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Has a form handled, also when the client goes away meanwhile, so that a change is never left half done. When that fails
/// what was typed comes back.
async fn to_its_end(site: &Site, locale: Locale, request: Request<Body>, next: Next) -> Response {
    let (reference, path) = (reference(&request), asked_for(&request).path().to_owned());
    let (parts, body) = request.into_parts();
    // It was read already; this is what was read.
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else { return StatusCode::BAD_REQUEST.into_response() };
    let copy = (parts.headers.clone(), body.clone());
    let response = if site.library.is_read_only() {
        read_only()
    } else {
        let done = tokio::spawn(next.run(Request::from_parts(parts, Body::from(body))).in_current_span()).await;
        done.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    };
    if !(is_bare(&response) && response.status().is_server_error()) {
        return response;
    }
    let typed = typed(copy).await.map(|fields| Typed { path, fields });
    page_for(site, locale, &reference, response, typed)
}

/// What was typed into a form, unless it is secret.
async fn typed((headers, body): (HeaderMap, Bytes)) -> Option<FormFields> {
    let mut request = Request::new(Body::from(body));
    *request.headers_mut() = headers;
    let fields = FormFields::from_request(request, &()).await.ok()?;
    let is_secret = |(name, _): &(String, String)| SECRET_FIELDS.iter().any(|part| name.contains(part));
    (!fields.pairs().iter().any(is_secret)).then_some(fields)
}

/// Parts of the names of fields that are not shown again.
const SECRET_FIELDS: &[&str] = &["password", "code", "secret", "token"];

/// The address as it was asked for; further in, the prefix of the language is taken away.
fn asked_for(request: &Request<Body>) -> &Uri {
    request.extensions().get::<OriginalUri>().map_or_else(|| request.uri(), |uri| &uri.0)
}

fn whole_path(request: &Request<Body>) -> String {
    asked_for(request).path_and_query().map(ToString::to_string).unwrap_or_default()
}

/// Somebody sent a form for which the password is asked again: what was typed goes along.
async fn keep_and_confirm(site: &Site, locale: Locale, viewer: &Viewer, request: Request<Body>) -> Response {
    let path = asked_for(&request).path().to_owned();
    match FormFields::from_request(request, &()).await {
        Ok(fields) => sign_in::ask_to_confirm(site, locale, viewer, LateForm { path, fields }, false),
        Err(refused) => refused,
    }
}

/// Somebody sent a form whose session is over: what was typed goes along through signing in.
async fn keep_and_sign_in(site: &Site, locale: Locale, request: Request<Body>) -> Response {
    let path = asked_for(&request).path().to_owned();
    match FormFields::from_request(request, &()).await {
        Ok(fields) => sign_in::ask_again(site, locale, Some(LateForm { path, fields })),
        Err(refused) => refused,
    }
}
