//! The values of a facet, as readers call them and in the order in which they see them.

use std::{cmp::Reverse, collections::BTreeSet};

use domain::{Catalogue, EvidenceGrade, Facet, FacetCounts, ListQuery, Locale, Slug, Stance};
use words;

use super::Choice;

/// What readers call a value of a facet; the code itself where it means nothing.
pub fn value_label(locale: Locale, catalogue: &Catalogue, facet: Facet, code: &str) -> String {
    fn coded<T: std::str::FromStr>(locale: Locale, code: &str, label: impl Fn(Locale, T) -> String) -> Option<String> {
        code.parse().ok().map(|value| label(locale, value))
    }
    let label = match facet {
        Facet::Stakeholder => code
            .parse::<Slug>()
            .ok()
            .and_then(|slug| Some(catalogue.stakeholders.get(&slug)?.short_name_for(locale).to_owned())),
        Facet::Topic => {
            code.parse::<Slug>().ok().and_then(|slug| Some(catalogue.topics.get(&slug)?.label.get(locale).0.to_owned()))
        }
        Facet::Kind => coded(locale, code, words::kind),
        Facet::Country => coded(locale, code, words::country),
        Facet::Stance => coded(locale, code, words::stance),
        Facet::Directness => coded(locale, code, words::directness),
        Facet::Venue => coded(locale, code, words::venue),
        Facet::Grade => coded(locale, code, words::grade),
        Facet::Language => coded(locale, code, words::language),
    };
    label.unwrap_or_else(|| code.to_owned())
}

/// The values of a facet that are chosen.
pub fn chosen_codes(query: &ListQuery, facet: Facet) -> BTreeSet<String> {
    query.filter.parameters().into_iter().filter(|(name, _)| *name == facet.code()).map(|(_, value)| value).collect()
}

/// A value of a facet.
pub struct FacetValue {
    /// The value, as it stands in an address.
    pub code: String,
    /// What readers call it.
    pub label: String,
    /// How many statements have it.
    pub count: u64,
    /// Whether the filter asks for it.
    pub is_chosen: bool,
}

impl FacetValue {
    /// As an island is told of it.
    #[must_use]
    pub fn choice(self, locale: Locale) -> Choice {
        Choice { value: self.code, label: self.label, count: words::number(locale, self.count) }
    }
}

/// The values of a facet: chosen ones first, then by count. Scales keep their order. With the number of all there are,
/// which may be more than the `most` that are wanted.
pub fn facet_values(
    locale: Locale,
    catalogue: &Catalogue,
    query: &ListQuery,
    counts: &FacetCounts,
    facet: Facet,
    most: usize,
) -> (Vec<FacetValue>, usize) {
    let chosen = chosen_codes(query, facet);
    let counted = counts.of(facet);
    let mut codes: Vec<(bool, Reverse<u64>, &str)> =
        counted.map(|(code, count)| (true, Reverse(count), code)).collect();
    for code in &chosen {
        match codes.binary_search_by(|(.., known)| (*known).cmp(code)) {
            Ok(place) => codes[place].0 = false,
            Err(place) => codes.insert(place, (false, Reverse(0), code)),
        }
    }
    let all = codes.len();
    if all > most {
        // Labels are made for those alone that are wanted.
        codes.select_nth_unstable(most);
        codes.truncate(most);
    }
    let scale: Option<&[&str]> = match facet {
        Facet::Stance => Some(Stance::CODES),
        Facet::Grade => Some(EvidenceGrade::CODES),
        _ => None,
    };
    let value = |(is_open, Reverse(count), code): (bool, Reverse<u64>, &str)| FacetValue {
        code: code.to_owned(),
        label: value_label(locale, catalogue, facet, code),
        count,
        is_chosen: !is_open,
    };
    let mut values: Vec<FacetValue> = codes.into_iter().map(value).collect();
    values.sort_by(|a, b| match scale {
        Some(codes) => {
            let place = |code: &str| codes.iter().position(|known| *known == code);
            place(&a.code).cmp(&place(&b.code))
        }
        None => (b.is_chosen, b.count, &a.label, &a.code).cmp(&(a.is_chosen, a.count, &b.label, &b.code)),
    });
    (values, all)
}
