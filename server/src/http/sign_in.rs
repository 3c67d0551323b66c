//! Signing in and out, and setting a password by a link.

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::{Path, Query},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{EmailAddress, Locale};
use metrics::counter;
use pages::desk::{
    PasswordForm, SignInForm, code_page, confirm_page, confirmed_page, kept_page, link_not_good_page, password_page,
    password_set_page, sign_in_page, too_fast_page,
};
use serde::Deserialize;
use service::{
    accounts::{AccountError, NewSession},
    authorisation::{Session, Stage},
};
use tokio::sync::OwnedSemaphorePermit;
use words::paths::Address;

use super::{
    Site,
    answer::{Answer, Refusal, respond},
    cookie::CookiePolicy,
    forms::FormFields,
    late_form::{LateForm, is_own_path},
    peer::{PeerAddress, sender},
    proof::{As, AsSignedIn, Visit},
    throttle::TooFast,
    viewer::Viewer,
};
use crate::metrics::names;

/// Where to go on to afterwards.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Onward {
    #[serde(default)]
    next: String,
}

/// What goes along through signing in: where to go on to, and a form that was sent too late.
struct Carried {
    next: String,
    kept: Option<LateForm>,
}

impl Carried {
    fn read(fields: &FormFields) -> Self {
        Self { next: fields.get("next").to_owned(), kept: LateForm::read(fields) }
    }

    fn hidden_fields(&self) -> Vec<(String, String)> {
        let next = (!self.next.is_empty()).then(|| ("next".to_owned(), self.next.clone()));
        next.into_iter().chain(self.kept.iter().flat_map(LateForm::hidden_fields)).collect()
    }
}

fn show_form(site: &Site, locale: Locale, email: &str, wrong: bool, carried: &Carried) -> Response {
    let form = SignInForm {
        email: email.to_owned(),
        wrong,
        carried: carried.hidden_fields(),
        keeps_form: carried.kept.is_some(),
        possible: site.cookies != CookiePolicy::Never,
    };
    respond(site, locale, &Viewer::default(), sign_in_page(locale, form))
}

/// Asks somebody to sign in who sent a form when their session was over.
pub(super) fn ask_again(site: &Site, locale: Locale, kept: Option<LateForm>) -> Response {
    show_form(site, locale, "", false, &Carried { next: String::new(), kept })
}

/// `GET /login`: the form. `next`: where to go on to.
pub(super) async fn form(visit: Visit, Query(onward): Query<Onward>) -> Response {
    match visit.session().map(Session::stage) {
        Some(Stage::Complete) => Redirect::to(&onward_or_desk(visit.locale, &onward.next)).into_response(),
        _ => show_form(&visit.site, visit.locale, "", false, &Carried { next: onward.next, kept: None }),
    }
}

fn onward_or_desk(locale: Locale, next: &str) -> String {
    if is_own_path(next) { next.to_owned() } else { Address::Desk.in_locale(locale) }
}

/// The answer to somebody who tries too fast.
fn too_fast(site: &Site, locale: Locale, TooFast(wait): TooFast) -> Response {
    let seconds = wait.as_secs() + 1;
    let mut response = respond(site, locale, &Viewer::default(), too_fast_page(locale, seconds));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Holds who is signed in to the rate at which they may try their own password: a cookie that was stolen must not be enough
/// to guess it.
pub(super) async fn slow_down(visit: &Visit, session: &Session) -> Result<(), Refusal> {
    let passed = visit.site.throttle.pass_own_password(session.user().id).await;
    passed.map_err(|wait| Refusal::other(too_fast(&visit.site, visit.locale, wait)))
}

/// Notes that an attempt was refused, in the log of the server and in that of the record. What was typed as the account is
/// noted where it can be one.
async fn note_refusal(site: &Site, from: IpAddr, account: Option<&EmailAddress>, why: &'static str) {
    let account = account.map_or("?", EmailAddress::as_str);
    counter!(names::SIGN_INS_REFUSED, "why" => why).increment(1);
    tracing::warn!(account, address = %from, "an attempt to sign in was refused: {why}");
    if let Err(error) = site.accounts.note_refusal(account, &from.to_string()).await {
        tracing::error!(%error, "a refused attempt could not be noted");
    }
}

fn agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or("?")
}

/// `POST /login`: signs in. `email`, `password`, `next`, and a form that was sent too late; on to the code, to `next` or to
/// that form.
pub(super) async fn submit(
    Visit { site, locale, .. }: Visit,
    Extension(peer): Extension<PeerAddress>,
    headers: HeaderMap,
    fields: FormFields,
) -> Answer {
    let (carried, email) = (Carried::read(&fields), fields.get("email"));
    if site.cookies == CookiePolicy::Never {
        return Ok(show_form(&site, locale, email, false, &carried));
    }
    let (from, account) = (sender(&headers, peer, site.behind_proxy), email.parse::<EmailAddress>().ok());
    let browser = match (&account, site.cookies.browser(&headers)) {
        (Some(account), Some(token)) => site.accounts.known_browser(account, &token).await?,
        _ => None,
    };
    let name = account.as_ref().map(EmailAddress::as_str);
    if let Err(wait) = site.throttle.pass(from, name, browser.as_ref()).await {
        tracing::warn!(account = name.unwrap_or("?"), address = %from, "somebody tries to sign in too fast");
        return Ok(too_fast(&site, locale, wait));
    }
    let Ok(_turn) = turn(&site, browser.is_some()).await else {
        return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response());
    };
    match site.accounts.sign_in(email, fields.get("password"), agent(&headers)).await {
        Ok(session) => Ok(go_on(&site, locale, &session, carried)),
        Err(AccountError::WrongPassword) => {
            note_refusal(&site, from, account.as_ref(), "the password was wrong").await;
            Ok(show_form(&site, locale, email, true, &carried))
        }
        Err(error) => Err(error.into()),
    }
}

/// How long somebody waits for others who sign in.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Nobody got a turn for so long.
struct TooMany;

/// A turn to have a password checked, of which but a few are at once. Strangers come one after the other, so that however
/// many there are, those who were here before find a place.
async fn turn(site: &Site, is_known: bool) -> Result<Option<OwnedSemaphorePermit>, TooMany> {
    if is_known {
        return Ok(None);
    }
    let turn = tokio::time::timeout(LONGEST_WAIT, Arc::clone(&site.strangers).acquire_owned()).await;
    turn.map_err(|_| TooMany)?.map(Some).map_err(|_| TooMany)
}

/// What comes after a step of signing in.
fn go_on(site: &Site, locale: Locale, session: &NewSession, carried: Carried) -> Response {
    let page = |page| respond(site, locale, &Viewer::default(), page);
    let mut response = match (session.stage, carried.kept) {
        (Stage::AwaitingCode, Some(kept)) => {
            let hidden = Carried { next: carried.next, kept: Some(kept) }.hidden_fields();
            page(code_page(locale, false, hidden))
        }
        (Stage::AwaitingCode, None) => Redirect::to(&Address::SignInCode.after(locale, &carried.next)).into_response(),
        (Stage::SecondFactorMissing, _) => Redirect::to(&Address::SecondFactor.in_locale(locale)).into_response(),
        (Stage::Complete, Some(kept)) => page(kept_page(locale, kept.path, kept.fields.pairs().to_vec())),
        (Stage::Complete, None) => Redirect::to(&onward_or_desk(locale, &carried.next)).into_response(),
    };
    if let Some(cookie) = site.cookies.set(&session.token) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    if let Some(cookie) = session.browser.as_ref().and_then(|browser| site.cookies.set_browser(browser)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Asks somebody for their password again, with the form that they sent.
pub(super) fn ask_to_confirm(site: &Site, locale: Locale, viewer: &Viewer, kept: LateForm, wrong: bool) -> Response {
    let carried = Carried { next: String::new(), kept: Some(kept) };
    respond(site, locale, viewer, confirm_page(locale, wrong, carried.hidden_fields()))
}

/// `POST /login/confirm`: takes the `password` again, and gives the form back that it was asked for.
pub(super) async fn confirm(As { visit, proof: session }: AsSignedIn, fields: FormFields) -> Answer {
    let Some(kept) = LateForm::read(&fields) else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    slow_down(&visit, &session).await?;
    match visit.site.accounts.confirm(&session, fields.get("password")).await {
        Ok(()) => Ok(visit.page(confirmed_page(visit.locale, kept.path, kept.fields.into_pairs()))),
        Err(AccountError::WrongPassword) => Ok(ask_to_confirm(&visit.site, visit.locale, &visit.viewer, kept, true)),
        Err(error) => Err(error.into()),
    }
}

/// `GET /login/code`: asks for the code of the second factor. `next`: where to go on to.
pub(super) async fn code_form(visit: Visit, Query(onward): Query<Onward>) -> Response {
    let Visit { site, locale, .. } = &visit;
    if visit.session().is_some_and(|session| session.stage() != Stage::AwaitingCode) {
        return Redirect::to(&onward_or_desk(*locale, &onward.next)).into_response();
    }
    let carried = Carried { next: onward.next, kept: None };
    respond(site, *locale, &Viewer::default(), code_page(*locale, false, carried.hidden_fields()))
}

/// `POST /login/code`: takes the `code`; on as after the password.
pub(super) async fn submit_code(
    Visit { site, locale, viewer: Viewer(viewer) }: Visit,
    Extension(peer): Extension<PeerAddress>,
    headers: HeaderMap,
    fields: FormFields,
) -> Answer {
    let carried = Carried::read(&fields);
    let Some(session) = viewer.filter(|session| session.stage() == Stage::AwaitingCode) else {
        let mut response = show_form(&site, locale, "", false, &carried);
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        return Ok(response);
    };
    let from = sender(&headers, peer, site.behind_proxy);
    if let Err(wait) = site.throttle.pass_code(session.user().id).await {
        return Ok(too_fast(&site, locale, wait));
    }
    match site.accounts.confirm_code(&session, fields.get("code"), agent(&headers)).await {
        Ok(session) => Ok(go_on(&site, locale, &session, carried)),
        Err(AccountError::WrongCode) => {
            note_refusal(&site, from, Some(&session.user().email), "the code was wrong").await;
            Ok(respond(&site, locale, &Viewer::default(), code_page(locale, true, carried.hidden_fields())))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /logout`: ends the session; on to the front page.
pub(super) async fn sign_out(visit: Visit) -> Answer {
    if let Some(session) = visit.session() {
        visit.site.accounts.sign_out(session).await?;
    }
    let mut response = visit.see_other(&Address::Front);
    if let Some(cookie) = visit.site.cookies.clear() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `GET /password/{token}`: asks for a new password.
pub(super) async fn password_form(Visit { site, locale, .. }: Visit, Path(token): Path<String>) -> Answer {
    show_password_form(&site, locale, token, PasswordForm::Empty).await
}

async fn show_password_form(site: &Site, locale: Locale, token: String, form: PasswordForm) -> Answer {
    let page = match site.accounts.owner_of_link(&token).await {
        Ok(owner) => password_page(locale, token, owner, form),
        Err(AccountError::LinkNotGood) => link_not_good_page(locale),
        Err(error) => return Err(error.into()),
    };
    Ok(respond(site, locale, &Viewer::default(), page))
}

/// `POST /password/{token}`: sets it. `new-password`, `repeat-password`.
pub(super) async fn set_password(
    Visit { site, locale, .. }: Visit,
    Path(token): Path<String>,
    fields: FormFields,
) -> Answer {
    if fields.get("new-password") != fields.get("repeat-password") {
        return show_password_form(&site, locale, token, PasswordForm::NotAlike).await;
    }
    match site.accounts.set_password_by_link(&token, fields.get("new-password")).await {
        Ok(()) => Ok(respond(&site, locale, &Viewer::default(), password_set_page(locale))),
        Err(AccountError::BadPassword) => show_password_form(&site, locale, token, PasswordForm::BadLength).await,
        Err(AccountError::GuessablePassword) => show_password_form(&site, locale, token, PasswordForm::Guessable).await,
        Err(AccountError::LinkNotGood) => Ok(respond(&site, locale, &Viewer::default(), link_not_good_page(locale))),
        Err(error) => Err(error.into()),
    }
}
