//! Everybody's accounts, for admins.

use axum::{extract::Path, response::Response};
use domain::{EmailAddress, Role, User, UserId};
use pages::desk::{NewUserForm, link_page, user_page, users_page};
use service::{
    accounts::AccountError,
    authorisation::{AccountManager, Admin},
    ports::Account,
};
use words::paths::Address;

use super::{
    answer::Answer,
    forms::FormFields,
    proof::{As, AsAdmin, Visit},
};

/// `GET /edit/users`: all accounts, with a form for a new one.
pub(super) async fn list(As { visit, proof: admin }: AsAdmin) -> Answer {
    show_list(&visit, &admin, NewUserForm::default(), &[]).await
}

async fn show_list(visit: &Visit, admin: &Admin, form: NewUserForm, errors: &[AccountError]) -> Answer {
    let accounts = visit.site.accounts.users(admin).await?;
    Ok(visit.page(users_page(visit.locale, accounts, form, errors)))
}

/// The page with a link that sets the password of somebody.
fn link(visit: &Visit, name: String, token: String) -> Response {
    let link = format!("{}{}", visit.site.facts.public_url, Address::Password(token).in_locale(visit.locale));
    visit.page(link_page(visit.locale, name, link))
}

/// `POST /edit/users`: opens an account. `name`, `email`, `role`; shows the link that sets its password.
pub(super) async fn add(As { visit, proof: admin }: AsAdmin, fields: FormFields) -> Answer {
    let form = NewUserForm {
        name: fields.get("name").to_owned(),
        email: fields.get("email").to_owned(),
        role: fields.get("role").to_owned(),
    };
    let email = form.email.parse::<EmailAddress>();
    let role = form.role.parse::<Role>().unwrap_or(Role::Editor);
    let mut errors: Vec<AccountError> = email.is_err().then_some(AccountError::BadEmail).into_iter().collect();
    if form.name.trim().is_empty() {
        errors.insert(0, AccountError::BadName);
    }
    if let (Ok(email), true) = (email, errors.is_empty()) {
        match visit.site.accounts.add_user(&AccountManager::from(&admin), &form.name, &email, role).await {
            Ok(token) => return Ok(link(&visit, form.name, token)),
            Err(error @ (AccountError::BadName | AccountError::EmailTaken)) => errors.push(error),
            Err(error) => return Err(error.into()),
        }
    }
    show_list(&visit, &admin, form, &errors).await
}

async fn find(visit: &Visit, admin: &Admin, id: i64) -> Result<Account, AccountError> {
    let accounts = visit.site.accounts.users(admin).await?;
    accounts.into_iter().find(|account| account.user.id == UserId(id)).ok_or(AccountError::NotFound)
}

/// `GET /edit/users/{id}`: an account.
pub(super) async fn show(As { visit, proof: admin }: AsAdmin, Path(id): Path<i64>) -> Answer {
    let account = find(&visit, &admin, id).await?;
    Ok(visit.page(user_page(visit.locale, account, &[])))
}

/// `POST /edit/users/{id}`: changes an account. `name`, `role`, `active` if it is; back to all of them.
pub(super) async fn change(As { visit, proof: admin }: AsAdmin, Path(id): Path<i64>, fields: FormFields) -> Answer {
    let account = find(&visit, &admin, id).await?;
    let changed = User {
        name: fields.get("name").to_owned(),
        role: fields.get("role").parse().unwrap_or(account.user.role),
        active: fields.has("active"),
        ..account.user.clone()
    };
    match visit.site.accounts.change_user(&admin, changed.clone()).await {
        Ok(()) => Ok(visit.see_other(&Address::Users)),
        Err(error @ (AccountError::BadName | AccountError::LastAdmin)) => {
            Ok(visit.page(user_page(visit.locale, Account { user: changed, ..account }, &[error])))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /edit/users/{id}/link`: shows a new link that sets the password.
pub(super) async fn renew_link(As { visit, proof: admin }: AsAdmin, Path(id): Path<i64>) -> Answer {
    let account = find(&visit, &admin, id).await?;
    let token = visit.site.accounts.renew_link(&AccountManager::from(&admin), account.user.id).await?;
    Ok(link(&visit, account.user.name, token))
}

/// `POST /edit/users/{id}/second-factor/remove`: takes the second factor away; back to the account.
pub(super) async fn remove_second_factor(As { visit, proof: admin }: AsAdmin, Path(id): Path<i64>) -> Answer {
    visit.site.accounts.reset_second_factor(&AccountManager::from(&admin), UserId(id)).await?;
    Ok(visit.see_other(&Address::User(UserId(id))))
}
