//! Everybody's accounts, for admins.

use app::{
    domain::{EmailAddress, Locale, Role, User, UserId},
    paths::Address,
    ports::Account,
    service::{
        accounts::AccountError,
        authorisation::{AccountManager, Admin},
    },
    ui::pages::{
        PageError,
        desk::{NewUserForm, link_page, user_page, users_page},
    },
};
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    Site,
    access::Viewer,
    account::{Desk, signed_in},
    forms::FormFields,
    pages::{failed, refused, respond},
};

/// The proof that an admin asks, or the answer to somebody who is none.
macro_rules! admin {
    ($site:expr, $locale:expr, $viewer:expr) => {
        match signed_in!($site, $locale, $viewer).admin() {
            Ok(admin) => admin,
            Err(_) => return refused($site, $locale, &$viewer, PageError::RoleNeeded(Role::Admin)),
        }
    };
}

pub(super) async fn list((State(site), Extension(locale), Extension(viewer)): Desk) -> Response {
    let admin = admin!(&site, locale, viewer);
    show_list(&site, locale, &viewer, &admin, NewUserForm::default(), &[]).await
}

async fn show_list(
    site: &Site,
    locale: Locale,
    viewer: &Viewer,
    admin: &Admin,
    form: NewUserForm,
    errors: &[AccountError],
) -> Response {
    match site.accounts.users(admin).await {
        Ok(accounts) => respond(site, locale, viewer, users_page(locale, accounts, form, errors)),
        Err(error) => failed(&error),
    }
}

/// The address of a link that sets a password.
fn link(site: &Site, locale: Locale, token: String) -> String {
    format!("{}{}", site.public_url, Address::Password(token).in_locale(locale))
}

pub(super) async fn add((State(site), Extension(locale), Extension(viewer)): Desk, fields: FormFields) -> Response {
    let admin = admin!(&site, locale, viewer);
    let form = NewUserForm {
        name: fields.get("name").to_owned(),
        email: fields.get("email").to_owned(),
        role: fields.get("role").to_owned(),
    };
    let email = form.email.parse::<EmailAddress>();
    let role = form.role.parse::<Role>().unwrap_or(Role::Editor);
    let mut errors: Vec<AccountError> = email.is_err().then_some(AccountError::NotFound).into_iter().collect();
    if form.name.trim().is_empty() {
        errors.insert(0, AccountError::BadName);
    }
    if let (Ok(email), true) = (email, errors.is_empty()) {
        match site.accounts.add_user(&AccountManager::from(&admin), &form.name, &email, role).await {
            Ok(token) => {
                return respond(&site, locale, &viewer, link_page(locale, form.name, link(&site, locale, token)));
            }
            Err(AccountError::Store(error)) => return failed(&AccountError::Store(error)),
            Err(error) => errors.push(error),
        }
    }
    show_list(&site, locale, &viewer, &admin, form, &errors).await
}

async fn find(site: &Site, admin: &Admin, id: UserId) -> Result<Account, AccountError> {
    let accounts = site.accounts.users(admin).await?;
    accounts.into_iter().find(|account| account.user.id == id).ok_or(AccountError::NotFound)
}

fn failed_or_not_found(site: &Site, locale: Locale, viewer: &Viewer, error: AccountError) -> Response {
    match error {
        AccountError::NotFound => refused(site, locale, viewer, PageError::NotFound),
        error => failed(&error),
    }
}

pub(super) async fn show((State(site), Extension(locale), Extension(viewer)): Desk, Path(id): Path<i64>) -> Response {
    let admin = admin!(&site, locale, viewer);
    match find(&site, &admin, UserId(id)).await {
        Ok(account) => respond(&site, locale, &viewer, user_page(locale, account, &[])),
        Err(error) => failed_or_not_found(&site, locale, &viewer, error),
    }
}

pub(super) async fn change(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Response {
    let admin = admin!(&site, locale, viewer);
    let account = match find(&site, &admin, UserId(id)).await {
        Ok(account) => account,
        Err(error) => return failed_or_not_found(&site, locale, &viewer, error),
    };
    let changed = User {
        name: fields.get("name").to_owned(),
        role: fields.get("role").parse().unwrap_or(account.user.role),
        active: fields.has("active"),
        ..account.user.clone()
    };
    match site.accounts.change_user(&admin, changed.clone()).await {
        Ok(()) => Redirect::to(&Address::Users.in_locale(locale)).into_response(),
        Err(error @ (AccountError::BadName | AccountError::LastAdmin)) => {
            respond(&site, locale, &viewer, user_page(locale, Account { user: changed, ..account }, &[error]))
        }
        Err(error) => failed_or_not_found(&site, locale, &viewer, error),
    }
}

pub(super) async fn renew_link(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
) -> Response {
    let admin = admin!(&site, locale, viewer);
    let done = async {
        let account = find(&site, &admin, UserId(id)).await?;
        let token = site.accounts.renew_link(&AccountManager::from(&admin), account.user.id).await?;
        Ok((account.user.name, token))
    };
    match done.await {
        Ok((name, token)) => respond(&site, locale, &viewer, link_page(locale, name, link(&site, locale, token))),
        Err(error) => failed_or_not_found(&site, locale, &viewer, error),
    }
}

pub(super) async fn remove_second_factor(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
) -> Response {
    let admin = admin!(&site, locale, viewer);
    match site.accounts.reset_second_factor(&AccountManager::from(&admin), UserId(id)).await {
        Ok(()) => Redirect::to(&Address::User(UserId(id)).in_locale(locale)).into_response(),
        Err(error) => failed_or_not_found(&site, locale, &viewer, error),
    }
}
