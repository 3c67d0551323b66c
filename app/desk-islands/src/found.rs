//! What is found on the server, in the words of whoever writes.

use domain::{Catalogue, Locale};
use service::Duplicate;
use words::{paths::Address, text};

use crate::DuplicateHint;

/// The most characters of the words that are shown.
const EXCERPT: usize = 160;

/// What is shown of each.
pub fn duplicate_hints(locale: Locale, catalogue: &Catalogue, found: &[Duplicate]) -> Vec<DuplicateHint> {
    let hint = |duplicate: &Duplicate| {
        let statement = &duplicate.stored.statement;
        let who = catalogue.stakeholders.get(&statement.stakeholder);
        let who = who.map_or_else(
            || statement.stakeholder.to_string(),
            |stakeholder| stakeholder.short_name_for(locale).to_owned(),
        );
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
