//! What was changed lately in the published record.

use domain::{Catalogue, Locale};
use leptos::prelude::*;
use service::{Correction, Library};
use words::{paths::Address, text};

use super::history_page::{change_head, difference_table};
use crate::{PageError, components::differences, document::Page};

/// How many changes are shown.
const SHOWN: u32 = 50;

/// The page of corrections.
///
/// # Errors
/// When the record does not answer.
pub async fn corrections_page(library: &Library, locale: Locale) -> Result<Page, PageError> {
    let corrections = library.newest_corrections(SHOWN).await?;
    let catalogue = library.catalogue();
    Ok(Page {
        status: 200,
        title: text!(locale, corrections.title),
        description: Some(text!(locale, corrections.lead)),
        address: Some(Address::Corrections),
        section: None,
        structured: None,
        view: Box::new(move || view(locale, &catalogue, corrections)),
    })
}

fn view(locale: Locale, catalogue: &Catalogue, corrections: Vec<Correction>) -> AnyView {
    let items = corrections.into_iter().map(|correction| entry(locale, catalogue, correction)).collect::<Vec<_>>();
    let list = if items.is_empty() {
        view! { <p class="empty">{text!(locale, corrections.none)}</p> }.into_any()
    } else {
        view! { <ol class="history">{items}</ol> }.into_any()
    };
    view! {
        <div class="desk">
            <h1>{text!(locale, corrections.title)}</h1>
            <p class="lead">{text!(locale, corrections.lead)}</p>
            {list}
        </div>
    }
    .into_any()
}

fn entry(locale: Locale, catalogue: &Catalogue, correction: Correction) -> AnyView {
    let Correction { revision, after } = correction;
    let who = catalogue.stakeholders.get(&after.stakeholder);
    let who =
        who.map_or_else(|| after.stakeholder.to_string(), |stakeholder| stakeholder.short_name_for(locale).to_owned());
    let title = text!(locale, statement.title, who = who, date = words::stated_date(locale, after.said_on));
    let href = Address::History(revision.slug.clone()).in_locale(locale);
    view! {
        <li>
            {change_head(locale, revision.replaced_at, None, revision.reason.clone())} <p><a href=href>{title}</a></p>
            {difference_table(locale, differences(locale, catalogue, &revision.before, &after))}
        </li>
    }
    .into_any()
}
