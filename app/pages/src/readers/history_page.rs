//! What was changed in one statement: who, when, why, and what. Names are for those who are signed in.

use chrono::{DateTime, Utc};
use domain::{Catalogue, Locale, Slug, Statement, StatementStatus};
use leptos::prelude::*;
use service::{
    Library,
    ports::{Revision, StoredStatement},
};
use words::{paths::Address, text};

use crate::{
    PageError,
    components::{Difference, DifferenceTable, differences},
    document::{Page, Section},
};

/// The history of a statement. Editors see names, and can give it back what it was.
///
/// # Errors
/// When there is none of that slug that readers may see, or the record does not answer.
pub async fn history_page(
    library: &Library,
    locale: Locale,
    slug: &Slug,
    for_editors: bool,
) -> Result<Page, PageError> {
    let (stored, revisions) = library.history(slug).await?;
    let catalogue = library.catalogue();
    Ok(Page {
        status: 200,
        title: text!(locale, history.title),
        description: None,
        address: Some(Address::History(slug.clone())),
        section: Some(Section::Timeline),
        structured: None,
        view: Box::new(move || view(locale, &catalogue, &stored, revisions, for_editors)),
    })
}

fn view(
    locale: Locale,
    catalogue: &Catalogue,
    stored: &StoredStatement,
    revisions: Vec<Revision>,
    for_editors: bool,
) -> AnyView {
    let statement = &stored.statement;
    let who = catalogue.stakeholders.get(&statement.stakeholder);
    let who = who
        .map_or_else(|| statement.stakeholder.to_string(), |stakeholder| stakeholder.short_name_for(locale).to_owned());
    let date = words::stated_date(locale, statement.said_on);
    let title = text!(locale, statement.title, who = who, date = date);
    let mut after = statement.clone();
    let mut changes = Vec::new();
    for revision in revisions.into_iter().rev() {
        let before = revision.before.clone();
        changes.push(change(locale, catalogue, &revision, &after, for_editors));
        after = before;
    }
    let changes = if changes.is_empty() {
        view! { <p class="empty">{text!(locale, history.none)}</p> }.into_any()
    } else {
        view! { <ol class="history">{changes}</ol> }.into_any()
    };
    let is_public = statement.status == StatementStatus::Published;
    let back = is_public.then(|| {
        let href = Address::Statement(statement.slug.clone()).in_locale(locale);
        view! { <p class="kicker"><a href=href>{title.clone()}</a></p> }
    });
    view! {
        <div class="desk">
            {back} <h1>{text!(locale, history.title)}</h1> <p class="lead">{text!(locale, history.lead)}</p> {changes}
        </div>
    }
    .into_any()
}

fn change(locale: Locale, catalogue: &Catalogue, revision: &Revision, after: &Statement, for_editors: bool) -> AnyView {
    let restore = for_editors.then(|| {
        let action = Address::Restoration(revision.slug.clone()).in_locale(locale);
        view! {
            <form method="post" action=action class="button-form">
                <input type="hidden" name="version" value=revision.version/>
                <button type="submit" class="quiet">{text!(locale, history.restore)}</button>
            </form>
        }
    });
    let by = for_editors.then(|| text!(locale, history.by, name = revision.replaced_by.clone()));
    view! {
        <li>
            {change_head(locale, revision.replaced_at, by, revision.reason.clone())}
            {difference_table(locale, differences(locale, catalogue, &revision.before, after))} {restore}
        </li>
    }
    .into_any()
}

/// When, by whom and why.
pub(super) fn change_head(locale: Locale, when: DateTime<Utc>, by: Option<String>, reason: Option<String>) -> AnyView {
    let reason = reason.map(|reason| view! { <p class="reason">{text!(locale, history.reason)} " " {reason}</p> });
    let day = words::day(locale, when.date_naive());
    view! {
        <h2><time datetime=when.to_rfc3339()>{format!("{day}, {} UTC", when.format("%H:%M"))}</time></h2>
        {by.map(|by| view! { <p>{by}</p> })} {reason}
    }
    .into_any()
}

/// What was changed.
pub(super) fn difference_table(locale: Locale, differences: Vec<Difference>) -> AnyView {
    view! {
        <DifferenceTable
            before=text!(locale, history.before)
            after=text!(locale, history.after)
            field=text!(locale, history.field)
            differences
        />
    }
    .into_any()
}
