//! One's own account: password, second factor, sessions.

use chrono::{DateTime, Utc};
use domain::Locale;
use leptos::prelude::*;
use service::{accounts::OwnAccount, ports::TokenHash};
use words::{paths::Address, text};

use super::{
    button_form, page,
    sign_in_page::{PasswordForm, new_password_fields, password_field},
    status_of,
};
use crate::{
    components::{ErrorSummary, FieldError, Kept, Notice, error_of, scrolling_table},
    document::Page,
};

/// What the forms of the page have come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AccountForm {
    /// Nothing yet.
    #[default]
    Empty,
    /// The new password cannot be taken.
    BadPassword(PasswordForm),
    /// The password one has was typed wrongly in the form that changes it.
    WrongPassword,
    /// The password one has was typed wrongly in the forms of the second factor.
    WrongPasswordForFactor,
    /// The second factor is required here and stays.
    FactorRequired,
    /// The password was changed.
    PasswordChanged,
    /// The second factor was taken away.
    FactorRemoved,
    /// Sessions were ended.
    SessionsEnded,
}

impl AccountForm {
    fn errors(self, locale: Locale) -> Vec<FieldError> {
        match self {
            Self::BadPassword(form) => form.errors(locale),
            Self::WrongPassword => vec![FieldError::new("password", text!(locale, account.wrong_password))],
            Self::WrongPasswordForFactor => {
                vec![FieldError::new("factor-password", text!(locale, account.wrong_password))]
            }
            Self::FactorRequired => vec![FieldError::new("factor-password", text!(locale, account.factor_required))],
            Self::Empty | Self::PasswordChanged | Self::FactorRemoved | Self::SessionsEnded => Vec::new(),
        }
    }

    fn notice(self, locale: Locale) -> Option<String> {
        match self {
            Self::PasswordChanged => Some(text!(locale, account.password_is_set)),
            Self::FactorRemoved => Some(text!(locale, account.factor_removed)),
            Self::SessionsEnded => Some(text!(locale, account.sessions_ended)),
            _ => None,
        }
    }
}

/// The page of one's own account. `current` is the session it is seen in.
#[must_use]
pub fn account_page(locale: Locale, own: OwnAccount, current: TokenHash, form: AccountForm) -> Page {
    let errors = form.errors(locale);
    page(status_of(&errors), text!(locale, account.title), Address::Account, move || {
        let notice = form.notice(locale).map(|message| view! { <Notice message/> });
        let user = &own.account.user;
        let who = text!(
            locale,
            account.signed_in_as,
            name = user.name.clone(),
            email = user.email.to_string(),
            role = words::role(locale, user.role)
        );
        let password = password_form(locale, &errors);
        let factor = second_factor(locale, &own, &errors);
        let sessions = sessions(locale, &own, &current);
        view! {
            <div class="desk">
                <ErrorSummary locale errors kept=Kept::Nothing/>
                <h1>{text!(locale, account.title)}</h1>
                {notice}
                <p>{who}</p>
                {password} {factor} {sessions}
            </div>
        }
        .into_any()
    })
}

fn password_form(locale: Locale, errors: &[FieldError]) -> AnyView {
    let old = password_field(
        "password",
        text!(locale, account.old_password),
        "current-password",
        None,
        error_of(errors, "password"),
    );
    view! {
        <section>
            <h2>{text!(locale, account.change_password)}</h2>
            <form method="post" action=Address::Account.in_locale(locale) class="stacked" novalidate>
                {old.view()} {new_password_fields(locale, errors)}
                <button type="submit">{text!(locale, account.change_password)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn second_factor(locale: Locale, own: &OwnAccount, errors: &[FieldError]) -> AnyView {
    let body = if own.account.second_factor.is_some() {
        let password = password_field(
            "factor-password",
            text!(locale, account.old_password),
            "current-password",
            None,
            error_of(errors, "factor-password"),
        );
        view! {
            <p>{text!(locale, account.factor_is_set)} " " {text!(locale, account.codes_left, count = own.recovery_codes)}</p>
            <form method="post" action=Address::RecoveryCodes.in_locale(locale) class="stacked" novalidate>
                {password.view()}
                <button type="submit">{text!(locale, account.new_codes)}</button>
                <button type="submit" class="quiet" formaction=Address::SecondFactorRemoval.in_locale(locale)>
                    {text!(locale, account.remove_factor)}
                </button>
            </form>
        }
        .into_any()
    } else {
        view! {
            <p>{text!(locale, account.factor_why)}</p>
            <p><a href=Address::SecondFactor.in_locale(locale)>{text!(locale, account.add_factor)}</a></p>
        }
        .into_any()
    };
    view! { <section><h2>{text!(locale, account.second_factor)}</h2>{body}</section> }.into_any()
}

fn sessions(locale: Locale, own: &OwnAccount, current: &TokenHash) -> AnyView {
    let rows = own
        .sessions
        .iter()
        .map(|session| {
            let end = if session.hash == *current {
                view! { <span>{text!(locale, account.this_session)}</span> }.into_any()
            } else {
                let which = vec![("session".to_owned(), session.hash.0.clone())];
                button_form(locale, &Address::Sessions, which, text!(locale, account.end_session))
            };
            view! {
                <tr>
                    <th scope="row">{session.agent.clone()}</th>
                    <td>{moment(locale, session.created_at)}</td>
                    <td>{moment(locale, session.last_seen_at)}</td>
                    <td>{end}</td>
                </tr>
            }
        })
        .collect_view();
    let others = (own.sessions.len() > 1)
        .then(|| button_form(locale, &Address::Sessions, Vec::new(), text!(locale, account.end_others)));
    let table = scrolling_table(
        text!(locale, account.sessions),
        "",
        vec![
            text!(locale, account.browser),
            text!(locale, account.began),
            text!(locale, account.last_used),
            text!(locale, account.action),
        ],
        rows.into_any(),
    );
    view! {
        <section>
            <h2>{text!(locale, account.sessions)}</h2>
            {table}
            {others}
        </section>
    }
    .into_any()
}

/// A moment in words, in UTC.
fn moment(locale: Locale, moment: DateTime<Utc>) -> String {
    format!("{}, {} UTC", words::day(locale, moment.date_naive()), moment.format("%H:%M"))
}
