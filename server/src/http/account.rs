//! One's own account.

use pages::desk::{AccountForm, PasswordForm, account_page, recovery_codes_page, second_factor_page};
use service::{
    accounts::AccountError,
    authorisation::{Session, Stage},
    ports::TokenHash,
};
use words::paths::Address;

use super::{
    answer::Answer,
    forms::FormFields,
    proof::{As, AsSignedIn, Visit},
    sign_in::slow_down,
};

/// `GET /edit/account`: one's own account and sessions.
pub(super) async fn account(As { visit, proof: session }: AsSignedIn) -> Answer {
    show_account(&visit, &session, AccountForm::Empty).await
}

async fn show_account(visit: &Visit, session: &Session, form: AccountForm) -> Answer {
    let own = visit.site.accounts.own_account(session).await?;
    Ok(visit.page(account_page(visit.locale, own, session.hash().clone(), form)))
}

/// `POST /edit/account`: changes the password. `password`, `new-password`, `repeat-password`; the account again.
pub(super) async fn change_password(As { visit, proof: session }: AsSignedIn, fields: FormFields) -> Answer {
    slow_down(&visit, &session).await?;
    let form = if fields.get("new-password") == fields.get("repeat-password") {
        let accounts = &visit.site.accounts;
        match accounts.change_password(&session, fields.get("password"), fields.get("new-password")).await {
            Ok(()) => AccountForm::PasswordChanged,
            Err(AccountError::WrongPassword) => AccountForm::WrongPassword,
            Err(AccountError::BadPassword) => AccountForm::BadPassword(PasswordForm::BadLength),
            Err(AccountError::GuessablePassword) => AccountForm::BadPassword(PasswordForm::Guessable),
            Err(error) => return Err(error.into()),
        }
    } else {
        AccountForm::BadPassword(PasswordForm::NotAlike)
    };
    show_account(&visit, &session, form).await
}

/// `POST /edit/account/sessions`: ends a session, or all others. `session`; the account again.
pub(super) async fn end_sessions(As { visit, proof: session }: AsSignedIn, fields: FormFields) -> Answer {
    let which = fields.get("session");
    let done = if which.is_empty() {
        visit.site.accounts.end_other_sessions(&session).await
    } else {
        visit.site.accounts.end_session(&session, &TokenHash(which.to_owned())).await
    };
    match done {
        // One that is not there any more has ended too.
        Ok(()) | Err(AccountError::NotFound) => show_account(&visit, &session, AccountForm::SessionsEnded).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET /edit/account/second-factor`: offers a second factor.
pub(super) async fn second_factor(As { visit, proof: session }: AsSignedIn) -> Answer {
    let offer = visit.site.accounts.offer_second_factor(&session);
    let required = session.stage() == Stage::SecondFactorMissing;
    Ok(visit.page(second_factor_page(visit.locale, offer, required, None)))
}

/// `POST /edit/account/second-factor`: sets it up. `password`, `secret`, `code`; shows the recovery codes.
pub(super) async fn add_second_factor(As { visit, proof: session }: AsSignedIn, fields: FormFields) -> Answer {
    slow_down(&visit, &session).await?;
    let (accounts, secret) = (&visit.site.accounts, fields.get("secret"));
    match accounts.add_second_factor(&session, fields.get("password"), secret, fields.get("code")).await {
        Ok(codes) => Ok(visit.page(recovery_codes_page(visit.locale, codes))),
        Err(error @ (AccountError::WrongPassword | AccountError::WrongCode)) => {
            let offer = accounts.offer(&session, secret.to_owned());
            let required = session.stage() == Stage::SecondFactorMissing;
            Ok(visit.page(second_factor_page(visit.locale, offer, required, Some(&error))))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /edit/account/second-factor/remove`: takes it away. `factor-password`; the account again.
pub(super) async fn remove_second_factor(As { visit, proof: session }: AsSignedIn, fields: FormFields) -> Answer {
    slow_down(&visit, &session).await?;
    let form = match visit.site.accounts.remove_second_factor(&session, fields.get("factor-password")).await {
        Ok(()) => AccountForm::FactorRemoved,
        Err(AccountError::WrongPassword) => AccountForm::WrongPasswordForFactor,
        Err(AccountError::SecondFactorRequired) => AccountForm::FactorRequired,
        Err(error) => return Err(error.into()),
    };
    show_account(&visit, &session, form).await
}

/// `POST /edit/account/recovery-codes`: makes new ones. `factor-password`; shows them.
pub(super) async fn renew_recovery_codes(As { visit, proof: session }: AsSignedIn, fields: FormFields) -> Answer {
    slow_down(&visit, &session).await?;
    match visit.site.accounts.renew_recovery_codes(&session, fields.get("factor-password")).await {
        Ok(codes) => Ok(visit.page(recovery_codes_page(visit.locale, codes))),
        Err(AccountError::WrongPassword) => show_account(&visit, &session, AccountForm::WrongPasswordForFactor).await,
        Err(AccountError::NotFound) => Ok(visit.see_other(&Address::Account)),
        Err(error) => Err(error.into()),
    }
}
