//! What is found on the server, in the reader's words.

use domain::{Facet, ListQuery, Locale, Slug};
use service::{Library, ports::Completion, text::has_word_starting};
use words::paths;

use crate::{
    Choice,
    facet_values::{FacetValue, facet_values},
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
