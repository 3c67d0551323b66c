//! Everybody's accounts, for admins.

use domain::{Locale, Role};
use leptos::prelude::*;
use service::{
    accounts::{AccountError, LINK_LIMIT, NAME_LENGTH},
    ports::Account,
};
use words::{paths::Address, text};

use super::{button_form, page, status_of};
use crate::{
    components::{ErrorSummary, FieldError, Kept, SelectField, TextField, error_of, scrolling_table, tick_box},
    document::Page,
};

/// What stands in the form for a new account.
#[derive(Debug, Clone, Default)]
pub struct NewUserForm {
    /// The name, as typed.
    pub name: String,
    /// The address, as typed.
    pub email: String,
    /// The role, by its code.
    pub role: String,
}

/// What is wrong with the fields of an account, by the fields' names.
fn field_errors(locale: Locale, errors: &[AccountError]) -> Vec<FieldError> {
    errors
        .iter()
        .filter_map(|error| match error {
            AccountError::BadName => Some(FieldError::new("name", text!(locale, users.bad_name, most = NAME_LENGTH))),
            AccountError::BadEmail => Some(FieldError::new("email", text!(locale, users.bad_email))),
            AccountError::EmailTaken => Some(FieldError::new("email", text!(locale, users.email_taken))),
            AccountError::LastAdmin => Some(FieldError::new("role", text!(locale, users.last_admin))),
            // None of these is of a field here.
            AccountError::WrongPassword
            | AccountError::WrongCode
            | AccountError::LinkNotGood
            | AccountError::BadPassword
            | AccountError::GuessablePassword
            | AccountError::NotFound
            | AccountError::SecondFactorRequired
            | AccountError::Store(_) => None,
        })
        .collect()
}

fn name_field(locale: Locale, value: String, errors: &[FieldError]) -> AnyView {
    let error = error_of(errors, "name");
    TextField { name: "name".to_owned(), label: text!(locale, users.name), value, error, ..TextField::default() }.view()
}

fn role_field(locale: Locale, chosen: String, errors: &[FieldError]) -> AnyView {
    let options = Role::ALL
        .iter()
        .map(|role| {
            let label = format!("{}: {}", words::role(locale, *role), words::role_meaning(locale, *role));
            (role.code().to_owned(), label)
        })
        .collect();
    let (label, error) = (text!(locale, users.role), error_of(errors, "role"));
    SelectField { name: "role".to_owned(), label, options, chosen, error, ..SelectField::default() }.view()
}

/// The page of all accounts, with a form for a new one.
#[must_use]
pub fn users_page(locale: Locale, accounts: Vec<Account>, form: NewUserForm, errors: &[AccountError]) -> Page {
    let errors = field_errors(locale, errors);
    page(status_of(&errors), text!(locale, users.title), Address::Users, move || {
        let rows = accounts.into_iter().map(|account| row(locale, account)).collect_view();
        let email = TextField {
            name: "email".to_owned(),
            label: text!(locale, account.email),
            value: form.email,
            error: error_of(&errors, "email"),
            kind: "email",
            ..TextField::default()
        };
        let name = name_field(locale, form.name, &errors);
        let role = role_field(locale, form.role, &errors);
        let table = scrolling_table(
            text!(locale, users.title),
            "",
            vec![
                text!(locale, users.name),
                text!(locale, account.email),
                text!(locale, users.role),
                text!(locale, users.state),
            ],
            rows.into_any(),
        );
        view! {
            <div class="desk">
                <ErrorSummary locale errors kept=Kept::Typed/>
                <h1>{text!(locale, users.title)}</h1>
                {table}
                <section>
                    <h2>{text!(locale, users.add)}</h2>
                    <p>{text!(locale, users.add_lead)}</p>
                    <form method="post" action=Address::Users.in_locale(locale) class="stacked" novalidate>
                        {name} {email.view()} {role}
                        <button type="submit">{text!(locale, users.add)}</button>
                    </form>
                </section>
            </div>
        }
        .into_any()
    })
}

fn row(locale: Locale, account: Account) -> impl IntoView {
    let state = match (account.user.active, account.password_hash.is_some(), account.second_factor.is_some()) {
        (false, _, _) => text!(locale, users.closed),
        (true, false, _) => text!(locale, users.no_password),
        (true, true, false) => text!(locale, users.active),
        (true, true, true) => text!(locale, users.active_with_factor),
    };
    let href = Address::User(account.user.id).in_locale(locale);
    view! {
        <tr>
            <th scope="row"><a href=href>{account.user.name}</a></th>
            <td>{account.user.email.to_string()}</td>
            <td>{words::role(locale, account.user.role)}</td>
            <td>{state}</td>
        </tr>
    }
    .into_any()
}

/// The page of one account.
#[must_use]
pub fn user_page(locale: Locale, account: Account, errors: &[AccountError]) -> Page {
    let errors = field_errors(locale, errors);
    let user = account.user;
    let address = Address::User(user.id);
    let has_factor = account.second_factor.is_some();
    page(status_of(&errors), user.name.clone(), address.clone(), move || {
        let factor = has_factor.then(|| {
            let label = text!(locale, users.remove_factor);
            button_form(locale, &Address::UserSecondFactor(user.id), Vec::new(), label)
        });
        let name = name_field(locale, user.name.clone(), &errors);
        let role = role_field(locale, user.role.code().to_owned(), &errors);
        view! {
            <div class="desk">
                <ErrorSummary locale errors kept=Kept::Typed/>
                <p class="kicker"><a href=Address::Users.in_locale(locale)>{text!(locale, users.title)}</a></p>
                <h1>{user.name.clone()}</h1>
                <p>{user.email.to_string()}</p>
                <form method="post" action=address.in_locale(locale) class="stacked" novalidate>
                    {name} {role} {tick_box("active", text!(locale, users.may_sign_in), user.active)}
                    <button type="submit">{text!(locale, form.save)}</button>
                </form>
                <section>
                    <h2>{text!(locale, users.help)}</h2>
                    <p>{text!(locale, users.help_lead)}</p>
                    {button_form(locale, &Address::UserLink(user.id), Vec::new(), text!(locale, users.new_link))}
                    {factor}
                </section>
            </div>
        }
        .into_any()
    })
}

/// The page that shows a link to set a password, this one time.
#[must_use]
pub fn link_page(locale: Locale, name: String, link: String) -> Page {
    let hours = words::number(locale, LINK_LIMIT.num_hours().unsigned_abs());
    page(200, text!(locale, users.link_title), Address::Users, move || {
        view! {
            <div class="prose">
                <h1>{text!(locale, users.link_title)}</h1>
                <p>{text!(locale, users.link_text, name = name, hours = hours)}</p>
                <p class="one-time-link"><code>{link}</code></p>
                <p><a href=Address::Users.in_locale(locale)>{text!(locale, users.title)}</a></p>
            </div>
        }
        .into_any()
    })
}
