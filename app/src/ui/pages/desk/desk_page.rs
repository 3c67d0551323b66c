//! The editor's desk: what there is to do.

use leptos::prelude::*;

use super::page;
use crate::{
    domain::{Locale, Role, User},
    paths::Address,
    ui::{document::Page, words::text},
};

/// The first page of the desk.
#[must_use]
pub fn desk_page(locale: Locale, user: &User) -> Page {
    let is_admin = user.role >= Role::Admin;
    page(200, text!(locale, desk.title), Address::Desk, move || {
        let users = is_admin
            .then(|| view! { <li><a href=Address::Users.in_locale(locale)>{text!(locale, users.title)}</a></li> });
        view! {
            <div class="desk">
                <h1>{text!(locale, desk.title)}</h1>
                <ul class="plain">
                    <li><a href=Address::Account.in_locale(locale)>{text!(locale, account.title)}</a></li>
                    {users}
                </ul>
            </div>
        }
        .into_any()
    })
}
