//! Taking a statement back.

use domain::Locale;
use leptos::prelude::*;
use service::ports::StoredStatement;
use words::{paths::Address, text};

use super::{hidden, page, status_of};
use crate::{
    components::{ErrorSummary, FieldError, Kept, StatementWords, TextArea, error_of},
    document::Page,
};

/// What is wrong with the form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WithdrawalForm {
    /// Nothing yet.
    #[default]
    Empty,
    /// The reason is missing.
    ReasonMissing,
    /// The statement was changed meanwhile.
    Changed,
}

/// The page that takes a statement back.
#[must_use]
pub fn withdrawal_page(locale: Locale, stored: StoredStatement, form: WithdrawalForm, reason: String) -> Page {
    let errors = match form {
        WithdrawalForm::Empty => Vec::new(),
        WithdrawalForm::ReasonMissing => vec![FieldError::new("reason", text!(locale, draft.reason_missing))],
        WithdrawalForm::Changed => vec![FieldError::new("reason", text!(locale, draft.changed_meanwhile))],
    };
    let address = Address::Withdrawal(stored.statement.slug.clone());
    let action = address.in_locale(locale);
    page(status_of(&errors), text!(locale, draft.withdraw), address, move || {
        let field = TextArea {
            name: "reason".to_owned(),
            label: text!(locale, draft.withdraw_reason),
            value: reason,
            hint: Some(text!(locale, draft.withdraw_hint)),
            error: error_of(&errors, "reason"),
            rows: 3,
        };
        let back = Address::Statement(stored.statement.slug.clone()).in_locale(locale);
        view! {
            <div class="desk">
                <ErrorSummary locale errors kept=Kept::Typed/>
                <h1>{text!(locale, draft.withdraw)}</h1>
                <StatementWords locale statement=&stored.statement/>
                <form method="post" action=action class="stacked" novalidate>
                    {hidden(("version".to_owned(), stored.version.to_string()))} {field.view()}
                    <div class="buttons">
                        <button type="submit" class="danger">{text!(locale, draft.withdraw)}</button>
                        <a href=back>{text!(locale, draft.leave)}</a>
                    </div>
                </form>
            </div>
        }
        .into_any()
    })
}
