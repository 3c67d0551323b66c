//! Signing in, the second factor, and setting a password by a link.

use domain::{Locale, User};
use leptos::prelude::*;
use service::accounts::{LINK_LIMIT, PASSWORD_LENGTH};
use words::{paths::Address, text};

use super::{hidden, page};
use crate::{
    components::{ErrorSummary, FieldError, Kept, TextField, error_of},
    document::Page,
};

/// What stands in the form that signs in.
#[derive(Debug, Clone, Default)]
pub struct SignInForm {
    /// The address, as typed.
    pub email: String,
    /// Whether it was wrong.
    pub wrong: bool,
    /// Where to go on to afterwards, and what is kept on the way, as hidden fields.
    pub carried: Vec<(String, String)>,
    /// Whether a form was sent whose session is over.
    pub keeps_form: bool,
    /// Whether signing in is possible here at all.
    pub possible: bool,
}

/// The page that signs in.
#[must_use]
pub fn sign_in_page(locale: Locale, form: SignInForm) -> Page {
    let status = if form.wrong || form.keeps_form { 401 } else { 200 };
    page(status, text!(locale, sign_in.title), Address::SignIn, move || sign_in_view(locale, form))
}

fn sign_in_view(locale: Locale, form: SignInForm) -> AnyView {
    if !form.possible {
        return view! {
            <div class="prose">
                <h1>{text!(locale, sign_in.title)}</h1>
                <p>{text!(locale, sign_in.not_possible)}</p>
                <p><code>"postura serve --public-url https://…"</code></p>
            </div>
        }
        .into_any();
    }
    let errors = if form.wrong { vec![FieldError::new("email", text!(locale, sign_in.wrong))] } else { Vec::new() };
    let email = TextField {
        name: "email".to_owned(),
        label: text!(locale, account.email),
        value: form.email,
        error: error_of(&errors, "email"),
        kind: "email",
        autocomplete: "username",
        ..TextField::default()
    };
    let kept = form.keeps_form.then(|| view! { <p class="notice" role="status">{text!(locale, sign_in.kept)}</p> });
    view! {
        <div class="prose">
            <ErrorSummary locale errors kept=Kept::Nothing/>
            <h1>{text!(locale, sign_in.title)}</h1>
            {kept}
            <p>{text!(locale, sign_in.lead)}</p>
            <form method="post" action=Address::SignIn.in_locale(locale) class="stacked" novalidate>
                {email.view()}
                {password_field("password", text!(locale, account.password), "current-password", None, None).view()}
                {form.carried.into_iter().map(hidden).collect_view()}
                <button type="submit">{text!(locale, sign_in.button)}</button>
            </form>
            <p class="hint">{text!(locale, sign_in.forgotten)}</p>
        </div>
    }
    .into_any()
}

/// A field for a password.
pub(super) fn password_field(
    name: &str,
    label: String,
    autocomplete: &'static str,
    hint: Option<String>,
    error: Option<String>,
) -> TextField {
    TextField { name: name.to_owned(), label, hint, error, kind: "password", autocomplete, ..TextField::default() }
}

/// A field for a code of the second factor.
pub(super) fn code_field(label: String, hint: Option<String>, error: Option<String>) -> TextField {
    TextField { name: "code".to_owned(), label, hint, error, autocomplete: "one-time-code", ..TextField::default() }
}

/// The page that asks for the second factor.
#[must_use]
pub fn code_page(locale: Locale, wrong: bool, carried: Vec<(String, String)>) -> Page {
    let status = if wrong { 401 } else { 200 };
    page(status, text!(locale, sign_in.code_title), Address::SignInCode, move || {
        let errors = if wrong { vec![FieldError::new("code", text!(locale, sign_in.code_wrong))] } else { Vec::new() };
        let hint = Some(text!(locale, sign_in.code_hint));
        let field = code_field(text!(locale, sign_in.code), hint, error_of(&errors, "code"));
        view! {
            <div class="prose">
                <ErrorSummary locale errors kept=Kept::Nothing/>
                <h1>{text!(locale, sign_in.code_title)}</h1>
                <form method="post" action=Address::SignInCode.in_locale(locale) class="stacked" novalidate>
                    {field.view()} {carried.into_iter().map(hidden).collect_view()}
                    <button type="submit">{text!(locale, sign_in.go_on)}</button>
                </form>
            </div>
        }
        .into_any()
    })
}

/// The page that gives back what was typed when the session was over: `fields` go to `path` again.
#[must_use]
pub fn kept_page(locale: Locale, path: String, fields: Vec<(String, String)>) -> Page {
    let (title, text) = (text!(locale, sign_in.back_title), text!(locale, sign_in.back_text));
    send_again_page(title, text, text!(locale, sign_in.back_button), path, fields)
}

/// The page that gives back what waited for the password: `fields` go to `path` again.
#[must_use]
pub fn confirmed_page(locale: Locale, path: String, fields: Vec<(String, String)>) -> Page {
    let (title, text) = (text!(locale, sign_in.confirmed_title), text!(locale, sign_in.confirmed_text));
    send_again_page(title, text, text!(locale, sign_in.confirmed_button), path, fields)
}

fn send_again_page(title: String, text: String, button: String, path: String, fields: Vec<(String, String)>) -> Page {
    page(200, title.clone(), Address::Desk, move || {
        view! {
            <div class="prose">
                <h1>{title}</h1>
                <p>{text}</p>
                <form method="post" action=path class="stacked">
                    {fields.into_iter().map(hidden).collect_view()}
                    <button type="submit">{button}</button>
                </form>
            </div>
        }
        .into_any()
    })
}

/// The page that asks for the password again before something on which much depends. `carried` is the form that waits.
#[must_use]
pub fn confirm_page(locale: Locale, wrong: bool, carried: Vec<(String, String)>) -> Page {
    let errors: Vec<FieldError> =
        wrong.then(|| FieldError::new("password", text!(locale, sign_in.confirm_wrong))).into_iter().collect();
    let status = if wrong { 422 } else { 403 };
    page(status, text!(locale, sign_in.confirm_title), Address::SignIn, move || {
        let label = text!(locale, account.password);
        let password = password_field("password", label, "current-password", None, error_of(&errors, "password"));
        view! {
            <div class="prose">
                <ErrorSummary locale errors kept=Kept::Nothing/>
                <h1>{text!(locale, sign_in.confirm_title)}</h1>
                <p>{text!(locale, sign_in.confirm_text)}</p>
                <form method="post" action=Address::Confirmation.in_locale(locale) class="stacked" novalidate>
                    {carried.into_iter().map(hidden).collect_view()} {password.view()}
                    <button type="submit">{text!(locale, sign_in.confirm_button)}</button>
                </form>
            </div>
        }
        .into_any()
    })
}

/// The page for somebody who tries too fast.
#[must_use]
pub fn too_fast_page(locale: Locale, seconds: u64) -> Page {
    page(429, text!(locale, sign_in.too_fast_title), Address::SignIn, move || {
        view! {
            <div class="prose">
                <h1>{text!(locale, sign_in.too_fast_title)}</h1>
                <p>{text!(locale, sign_in.too_fast_text, count = seconds)}</p>
                <p><a href=Address::SignIn.in_locale(locale)>{text!(locale, sign_in.title)}</a></p>
            </div>
        }
        .into_any()
    })
}

/// What is wrong with the form that sets a password.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PasswordForm {
    /// Nothing yet.
    #[default]
    Empty,
    /// The password is too short or too long.
    BadLength,
    /// It is tried among the first.
    Guessable,
    /// The second time something else was typed.
    NotAlike,
}

impl PasswordForm {
    /// The errors in words.
    pub(super) fn errors(self, locale: Locale) -> Vec<FieldError> {
        match self {
            Self::Empty => Vec::new(),
            Self::BadLength => vec![FieldError::new("new-password", password_rule(locale))],
            Self::Guessable => vec![FieldError::new("new-password", text!(locale, account.guessable))],
            Self::NotAlike => vec![FieldError::new("repeat-password", text!(locale, account.not_alike))],
        }
    }
}

/// How long a password is to be.
pub(super) fn password_rule(locale: Locale) -> String {
    text!(locale, account.password_rule, least = *PASSWORD_LENGTH.start(), most = *PASSWORD_LENGTH.end())
}

/// The two fields for a new password.
pub(super) fn new_password_fields(locale: Locale, errors: &[FieldError]) -> AnyView {
    let new = password_field(
        "new-password",
        text!(locale, account.new_password),
        "new-password",
        Some(password_rule(locale)),
        error_of(errors, "new-password"),
    );
    let repeat = password_field(
        "repeat-password",
        text!(locale, account.repeat_password),
        "new-password",
        None,
        error_of(errors, "repeat-password"),
    );
    view! { {new.view()} {repeat.view()} }.into_any()
}

/// The page that sets a password by a link.
#[must_use]
pub fn password_page(locale: Locale, token: String, owner: User, form: PasswordForm) -> Page {
    let address = Address::Password(token);
    let errors = form.errors(locale);
    let action = address.in_locale(locale);
    page(super::status_of(&errors), text!(locale, account.set_password), address, move || {
        let fields = new_password_fields(locale, &errors);
        view! {
            <div class="prose">
                <ErrorSummary locale errors kept=Kept::Nothing/>
                <h1>{text!(locale, account.set_password)}</h1>
                <p>{text!(locale, account.set_password_for, name = owner.name, email = owner.email.to_string())}</p>
                <form method="post" action=action class="stacked" novalidate>
                    {fields} <button type="submit">{text!(locale, account.set_password)}</button>
                </form>
            </div>
        }
        .into_any()
    })
}

/// The page after a password was set by a link.
#[must_use]
pub fn password_set_page(locale: Locale) -> Page {
    page(200, text!(locale, account.password_is_set), Address::SignIn, move || {
        view! {
            <div class="prose">
                <h1>{text!(locale, account.password_is_set)}</h1>
                <p><a href=Address::SignIn.in_locale(locale)>{text!(locale, sign_in.title)}</a></p>
            </div>
        }
        .into_any()
    })
}

/// The page for a link that is not good, or not any more.
#[must_use]
pub fn link_not_good_page(locale: Locale) -> Page {
    let hours = words::number(locale, LINK_LIMIT.num_hours().unsigned_abs());
    page(410, text!(locale, account.link_not_good), Address::SignIn, move || {
        view! {
            <div class="prose">
                <h1>{text!(locale, account.link_not_good)}</h1>
                <p>{text!(locale, account.link_not_good_text, hours = hours)}</p>
                <p><a href=Address::SignIn.in_locale(locale)>{text!(locale, sign_in.title)}</a></p>
            </div>
        }
        .into_any()
    })
}
