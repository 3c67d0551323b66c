//! One's own account.

use app::{
    domain::Locale,
    paths::Address,
    ports::TokenHash,
    service::{
        accounts::AccountError,
        authorisation::{Session, Stage},
    },
    ui::pages::desk::{AccountForm, PasswordForm, account_page, recovery_codes_page, second_factor_page},
};
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    Site,
    access::Viewer,
    forms::FormFields,
    pages::{failed, respond},
};

/// What every handler of the desk takes: the site, the language, and who asks.
pub(super) type Desk = (State<Site>, Extension<Locale>, Extension<Viewer>);

/// The session that the table of routes has asked for. That there is none means that the table is wrong.
macro_rules! signed_in {
    ($site:expr, $locale:expr, $viewer:expr) => {
        match &$viewer.0 {
            Some(session) => session,
            None => return axum::response::IntoResponse::into_response(axum::http::StatusCode::INTERNAL_SERVER_ERROR),
        }
    };
}
pub(super) use signed_in;

/// Holds who is signed in to the rate at which they may try their own password: a cookie that was stolen must not be enough
/// to guess it.
macro_rules! slow_down {
    ($site:expr, $locale:expr, $session:expr) => {
        if let Err(wait) = $site.throttle.pass_own_password($session.user().id).await {
            return $crate::http::sign_in::too_fast($site, $locale, wait);
        }
    };
}

pub(super) async fn account((State(site), Extension(locale), Extension(viewer)): Desk) -> Response {
    let session = signed_in!(&site, locale, viewer);
    show_account(&site, locale, &viewer, session, AccountForm::Empty).await
}

async fn show_account(site: &Site, locale: Locale, viewer: &Viewer, session: &Session, form: AccountForm) -> Response {
    match site.accounts.own_account(session).await {
        Ok(own) => respond(site, locale, viewer, account_page(locale, own, session.hash().clone(), form)),
        Err(error) => failed(&error),
    }
}

pub(super) async fn change_password(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    fields: FormFields,
) -> Response {
    let session = signed_in!(&site, locale, viewer);
    slow_down!(&site, locale, session);
    let form = if fields.get("new-password") == fields.get("repeat-password") {
        match site.accounts.change_password(session, fields.get("password"), fields.get("new-password")).await {
            Ok(()) => AccountForm::PasswordChanged,
            Err(AccountError::WrongPassword) => AccountForm::WrongPassword,
            Err(AccountError::BadPassword) => AccountForm::BadPassword(PasswordForm::BadLength),
            Err(AccountError::GuessablePassword) => AccountForm::BadPassword(PasswordForm::Guessable),
            Err(error) => return failed(&error),
        }
    } else {
        AccountForm::BadPassword(PasswordForm::NotAlike)
    };
    show_account(&site, locale, &viewer, session, form).await
}

pub(super) async fn end_sessions(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    fields: FormFields,
) -> Response {
    let session = signed_in!(&site, locale, viewer);
    let which = fields.get("session");
    let done = if which.is_empty() {
        site.accounts.end_other_sessions(session).await
    } else {
        site.accounts.end_session(session, &TokenHash(which.to_owned())).await
    };
    match done {
        // One that is not there any more has ended too.
        Ok(()) | Err(AccountError::NotFound) => {
            show_account(&site, locale, &viewer, session, AccountForm::SessionsEnded).await
        }
        Err(error) => failed(&error),
    }
}

pub(super) async fn second_factor((State(site), Extension(locale), Extension(viewer)): Desk) -> Response {
    let session = signed_in!(&site, locale, viewer);
    let offer = site.accounts.offer_second_factor(session);
    let required = session.stage() == Stage::SecondFactorMissing;
    respond(&site, locale, &viewer, second_factor_page(locale, offer, required, None))
}

pub(super) async fn add_second_factor(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    fields: FormFields,
) -> Response {
    let session = signed_in!(&site, locale, viewer);
    slow_down!(&site, locale, session);
    let secret = fields.get("secret");
    match site.accounts.add_second_factor(session, fields.get("password"), secret, fields.get("code")).await {
        Ok(codes) => respond(&site, locale, &viewer, recovery_codes_page(locale, codes)),
        Err(error @ (AccountError::WrongPassword | AccountError::WrongCode)) => {
            let offer = site.accounts.offer(session, secret.to_owned());
            let required = session.stage() == Stage::SecondFactorMissing;
            respond(&site, locale, &viewer, second_factor_page(locale, offer, required, Some(&error)))
        }
        Err(error) => failed(&error),
    }
}

pub(super) async fn remove_second_factor(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    fields: FormFields,
) -> Response {
    let session = signed_in!(&site, locale, viewer);
    slow_down!(&site, locale, session);
    let form = match site.accounts.remove_second_factor(session, fields.get("factor-password")).await {
        Ok(()) => AccountForm::FactorRemoved,
        Err(AccountError::WrongPassword) => AccountForm::WrongPasswordForFactor,
        Err(AccountError::SecondFactorRequired) => AccountForm::FactorRequired,
        Err(error) => return failed(&error),
    };
    show_account(&site, locale, &viewer, session, form).await
}

pub(super) async fn renew_recovery_codes(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    fields: FormFields,
) -> Response {
    let session = signed_in!(&site, locale, viewer);
    slow_down!(&site, locale, session);
    match site.accounts.renew_recovery_codes(session, fields.get("factor-password")).await {
        Ok(codes) => respond(&site, locale, &viewer, recovery_codes_page(locale, codes)),
        Err(AccountError::WrongPassword) => {
            show_account(&site, locale, &viewer, session, AccountForm::WrongPasswordForFactor).await
        }
        Err(AccountError::NotFound) => Redirect::to(&Address::Account.in_locale(locale)).into_response(),
        Err(error) => failed(&error),
    }
}
