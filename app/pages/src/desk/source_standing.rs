//! What stands on a source, and what it was before: shown where it is described otherwise.

use domain::{Locale, ReferenceKind};
use leptos::prelude::*;
use service::{
    desk::{ReferenceItem, SourceStanding},
    ports::{SourceVersion, StoredStatement},
};
use words::{paths::Address, text};

use super::reference_item_page::reference_label;
use crate::components::{DifferenceTable, GradeBadge, field_differences};

/// The most characters of a statement's words that are shown.
const EXCERPT: usize = 100;

/// The most statements that are listed.
const LISTED: usize = 20;

/// The part of the page for a source.
pub(super) fn source_standing(locale: Locale, item: &ReferenceItem, standing: &SourceStanding) -> AnyView {
    let cited = (!standing.cited.is_empty()).then(|| cited(locale, &standing.cited));
    // Each was followed by the one after it, and the last by what is on record.
    let mut after = item.fields();
    let mut changes = Vec::new();
    for version in &standing.earlier {
        let before = ReferenceItem::source_fields(&version.source);
        changes.push(earlier(locale, version, &before, &after));
        after = before;
    }
    let earlier = (!changes.is_empty()).then(|| {
        view! {
            <details class="group">
                <summary>{text!(locale, reference.earlier_descriptions)}</summary>
                <ol class="history">{changes}</ol>
            </details>
        }
    });
    view! { {cited} {earlier} }.into_any()
}

fn cited(locale: Locale, cited: &[StoredStatement]) -> AnyView {
    let items = cited
        .iter()
        .take(LISTED)
        .map(|stored| {
            let statement = &stored.statement;
            let href = Address::Statement(statement.slug.clone()).in_locale(locale);
            let words = words::shorten(&statement.text, EXCERPT);
            view! {
                <li>
                    <GradeBadge locale grade=statement.grade()/>
                    " "
                    <a href=href lang=statement.language.code()>{words}</a>
                </li>
            }
        })
        .collect_view();
    let more = (cited.len() > LISTED).then(|| {
        let more = (cited.len() - LISTED) as u64;
        view! { <li>{text!(locale, topic.more, count = more)}</li> }
    });
    view! {
        <section class="group cited">
            <h2>{text!(locale, reference.cited)}</h2>
            <p class="hint">{text!(locale, reference.cited_hint)}</p>
            <ul>{items} {more}</ul>
        </section>
    }
    .into_any()
}

fn earlier(
    locale: Locale,
    version: &SourceVersion,
    before: &[(String, String)],
    after: &[(String, String)],
) -> AnyView {
    let differences = field_differences(before, after, |name| reference_label(locale, ReferenceKind::Source, name));
    let day = words::day(locale, version.replaced_at.date_naive());
    view! {
        <li>
            <p class="meta">
                <span>{day}</span>
                <span class="dot">{text!(locale, history.by, name = version.replaced_by.clone())}</span>
            </p>
            {version.reason.clone().map(|reason| view! { <p>{reason}</p> })}
            <DifferenceTable
                before=text!(locale, history.before)
                after=text!(locale, history.after)
                field=text!(locale, history.field)
                differences
            />
        </li>
    }
    .into_any()
}
