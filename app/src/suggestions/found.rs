//! What is found on the server, in the reader's words.

use domain::{Catalogue, Facet, ListQuery, Locale, Slug};
use service::{Duplicate, Library, ports::Completion, text::has_word_starting};

use super::{
    Choice, DuplicateHint,
    facet_values::{FacetValue, facet_values},
};
use crate::{
    paths::{self, Address},
    words::{self, text},
};

/// How many suggestions a type-ahead shows.
const SUGGESTED: usize = 12;

/// The query of an address, as far as the record knows what it names.
fn read_query(library: &Library, query: &str) -> ListQuery {
    let parameters = paths::decode(query);
    let (mut query, _) = ListQuery::read(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    library.follow_merges(&mut query);
    library.check(&mut query);
    query
}

/// The values of a facet of which some word begins with what was typed; also by the other names of
/// stakeholders.
pub(super) fn choices_of(library: &Library, facet: Facet, typed: &str, query: &str, locale: Locale) -> Vec<Choice> {
    let query = read_query(library, query);
    let catalogue = library.catalogue();
    let counts = library.facets(&query.filter, &[facet]);
    let names = |value: &FacetValue| -> Vec<String> {
        let stakeholder = (facet == Facet::Stakeholder)
            .then(|| value.code.parse::<Slug>().ok().and_then(|slug| catalogue.stakeholders.get(&slug)))
            .flatten();
        let more = stakeholder.into_iter().flat_map(|s| s.aliases.iter().chain([&s.name]).cloned());
        std::iter::once(value.label.clone()).chain(more).collect()
    };
    let (values, _) = facet_values(locale, &catalogue, &query, &counts, facet, usize::MAX);
    values
        .into_iter()
        .filter(|value| !value.is_chosen && names(value).iter().any(|name| has_word_starting(name, typed)))
        .take(SUGGESTED)
        .map(|value| value.choice(locale))
        .collect()
}

/// What was typed with its last word completed, in each way that leaves any statement under the rest of the filter.
pub(super) fn completions_of(library: &Library, typed: &str, query: &str, locale: Locale) -> Vec<Choice> {
    let mut query = read_query(library, query);
    let last = typed
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + typed[at..].chars().next().map_or(0, char::len_utf8));
    let (before, beginning) = typed.split_at(last);
    query.filter.q = ListQuery::read([("q", before)]).0.filter.q;
    let completions = library.completions(&query.filter, beginning, SUGGESTED);
    let choice = |completion: Completion| Choice {
        value: format!("{before}{}", completion.word),
        label: completion.word,
        count: words::number(locale, completion.statements),
    };
    completions.into_iter().map(choice).collect()
}

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
