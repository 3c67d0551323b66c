//! Who may use a route. The table of routes names it; this is where it is asked, before any handler runs.
//! Handlers then hand the services a proof, so that a route with the wrong access here still does nothing.

use app::{
    domain::{Locale, Role},
    paths::Address,
    service::authorisation::{Forbidden, Session},
    ui::pages::PageError,
};
use axum::{
    body::Body,
    extract::{FromRequest, OriginalUri, State},
    http::{Method, Request, Uri},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use super::{Site, forms::FormFields, kept::Kept, pages, sign_in};

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
                Self::Role(Role::Editor) => session.editor().map(drop).map_err(Denied::Forbidden),
                Self::Role(Role::Reviewer) => session.reviewer().map(drop).map_err(Denied::Forbidden),
                Self::Role(Role::Admin) => session.admin().map(drop).map_err(Denied::Forbidden),
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

/// Who asks: nobody known, or somebody who is signed in.
#[derive(Debug, Clone, Default)]
pub(super) struct Viewer(pub(super) Option<Session>);

/// Lets a request through to its handler, or says what is missing.
pub(super) async fn require(
    State((site, access)): State<(Site, Access)>,
    mut request: Request<Body>,
    next: Next,
) -> Response {
    let locale = request.extensions().get::<Locale>().copied().unwrap_or(Locale::En);
    let session = match site.cookies.token(request.headers()) {
        Some(token) => match site.accounts.authenticate(&token).await {
            Ok(session) => session,
            Err(error) => return pages::failed(&site, locale, &error),
        },
        None => None,
    };
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    match access.check(session.as_ref()) {
        Ok(()) => {
            request.extensions_mut().insert(Viewer(session));
            if is_safe {
                return next.run(request).await;
            }
            // Goes on to its end when the client goes away, so that a change is never left half done.
            let done = tokio::spawn(next.run(request)).await;
            done.unwrap_or_else(|_| pages::broken(&site, locale))
        }
        Err(Denied::Forbidden(Forbidden::RoleNeeded(role))) => {
            let viewer = Viewer(session);
            pages::refused(&site, locale, &viewer, PageError::RoleNeeded(role))
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

/// The address as it was asked for; further in, the prefix of the language is taken away.
fn asked_for(request: &Request<Body>) -> &Uri {
    request.extensions().get::<OriginalUri>().map_or_else(|| request.uri(), |uri| &uri.0)
}

fn whole_path(request: &Request<Body>) -> String {
    asked_for(request).path_and_query().map(ToString::to_string).unwrap_or_default()
}

/// Somebody sent a form whose session is over: what was typed goes along through signing in.
async fn keep_and_sign_in(site: &Site, locale: Locale, request: Request<Body>) -> Response {
    let path = asked_for(&request).path().to_owned();
    match FormFields::from_request(request, &()).await {
        Ok(fields) => sign_in::ask_again(site, locale, Some(Kept { path, fields })),
        Err(refused) => refused,
    }
}
