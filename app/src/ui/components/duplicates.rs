//! Statements that may be the same as one that is being written.

use leptos::prelude::*;

use crate::{
    api::DuplicateHint,
    domain::{Catalogue, Locale, Slug},
    paths::Address,
    service::Duplicate,
    ui::{
        islands::{DuplicateWatch, DuplicateWords},
        words::{self, text},
    },
};

/// The most characters of the words that are shown.
const EXCERPT: usize = 160;

/// What is shown of each.
pub(crate) fn duplicate_hints(locale: Locale, catalogue: &Catalogue, found: &[Duplicate]) -> Vec<DuplicateHint> {
    let hint = |duplicate: &Duplicate| {
        let statement = &duplicate.stored.statement;
        let who = catalogue.stakeholders.get(&statement.stakeholder);
        let who = who.map_or_else(|| statement.stakeholder.to_string(), |stakeholder| stakeholder.short_name.clone());
        let why = match duplicate.likeness {
            Some(percent) => text!(locale, duplicates.same_words, percent = u64::from(percent)),
            None => text!(locale, duplicates.same_source),
        };
        DuplicateHint {
            slug: statement.slug.to_string(),
            href: Address::Statement(statement.slug.clone()).in_locale(locale),
            title: format!("{who}, {}", words::stated_date(locale, statement.said_on)),
            words: statement.text.chars().take(EXCERPT).collect(),
            why,
        }
    };
    found.iter().map(hint).collect()
}

/// The list, which follows what is typed. Without `may_reprint` there is no button to make an appearance of it.
pub(crate) fn duplicate_list(
    locale: Locale,
    found: Vec<DuplicateHint>,
    except: Option<&Slug>,
    may_reprint: bool,
) -> AnyView {
    let words = DuplicateWords {
        heading: text!(locale, duplicates.heading),
        lead: text!(locale, duplicates.lead),
        reprint: text!(locale, duplicates.reprint),
        new_tab: text!(locale, duplicates.new_tab),
    };
    let except = except.map(ToString::to_string).unwrap_or_default();
    view! { <DuplicateWatch found except may_reprint locale words/> }.into_any()
}
