//! The pages of those who work on the record: signing in, one's account, people, drafts and reviews.

mod account_page;
mod batch_page;
mod desk_page;
mod draft_page;
mod field_labels;
mod import_page;
mod reference_item_page;
mod reference_page;
mod review_page;
mod second_factor_page;
mod sign_in_page;
mod source_page;
mod source_standing;
mod sources_page;
mod users_page;
mod withdrawal_page;

pub use account_page::{AccountForm, account_page};
pub use batch_page::{BatchProblem, batch_page};
pub use desk_page::desk_page;
pub use draft_page::{Conflict, DraftForm, Faster, draft_page};
pub use import_page::import_page;
pub use reference_item_page::{
    MergeForm, ReferenceForm, ReferenceNews, ReferenceProblem, reference_item_page, reference_name,
};
pub use reference_page::reference_page;
pub use review_page::{ReviewProblem, review_page};
pub use second_factor_page::{recovery_codes_page, second_factor_page};
pub use sign_in_page::{
    PasswordForm, SignInForm, code_page, confirm_page, confirmed_page, kept_page, link_not_good_page, password_page,
    password_set_page, sign_in_page, too_fast_page,
};
pub use source_page::{SourceNews, source_page};
pub use sources_page::{NewSourceForm, sources_page};
pub use users_page::{NewUserForm, link_page, user_page, users_page};
pub use withdrawal_page::{WithdrawalForm, withdrawal_page};

use domain::Locale;
use leptos::prelude::*;
use words::paths::Address;

use crate::{
    components::FieldError,
    document::{Page, Section},
};

/// A page of the desk.
fn page(status: u16, title: String, address: Address, view: impl FnOnce() -> AnyView + Send + 'static) -> Page {
    let section = address.is_private().then_some(Section::Desk);
    Page { status, title, description: None, address: Some(address), section, structured: None, view: Box::new(view) }
}

/// The status of a page with a form: with errors, what was sent could not be taken.
fn status_of(errors: &[FieldError]) -> u16 {
    if errors.is_empty() { 200 } else { 422 }
}

/// A field that is sent along and not shown.
pub(super) fn hidden((name, value): (String, String)) -> AnyView {
    view! { <input type="hidden" name=name value=value/> }.into_any()
}

/// A form with nothing but a button.
fn button_form(locale: Locale, address: &Address, hidden_fields: Vec<(String, String)>, label: String) -> AnyView {
    let fields = hidden_fields.into_iter().map(hidden).collect_view();
    view! {
        <form method="post" action=address.in_locale(locale) class="button-form">
            {fields} <button type="submit" class="quiet">{label}</button>
        </form>
    }
    .into_any()
}
