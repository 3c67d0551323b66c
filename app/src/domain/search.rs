//! What the index answers to a list query.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Cursor, StatementId};

vocabulary! {
    /// The fields of the filter that have counts, in the order in which readers see them.
    Facet {
        /// Who said it.
        Stakeholder = "stakeholder",
        /// With which stance.
        Stance = "stance",
        /// On which topic.
        Topic = "topic",
        /// What kind of body said it.
        Kind = "kind",
        /// Where that body is based.
        Country = "country",
        /// How directly the words are the speaker's.
        Directness = "directness",
        /// How good the evidence is.
        Grade = "grade",
        /// On what occasion.
        Venue = "venue",
        /// The language of the words.
        Language = "language",
    }
}

/// How many statements each value of each facet would leave. Each facet's counts apply every filter
/// but its own. A value that no statement has is not listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetCounts(pub BTreeMap<Facet, BTreeMap<String, u64>>);

impl FacetCounts {
    /// The counts of one facet by the code of its values.
    pub fn of(&self, facet: Facet) -> impl Iterator<Item = (&str, u64)> {
        self.0.get(&facet).into_iter().flatten().map(|(code, count)| (code.as_str(), *count))
    }

    /// The count of one value of a facet.
    #[must_use]
    pub fn count(&self, facet: Facet, code: &str) -> u64 {
        self.0.get(&facet).and_then(|counts| counts.get(code)).copied().unwrap_or_default()
    }
}

/// One page of a list with its exact counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchResult {
    /// How many statements match.
    pub total: u64,
    /// How many stakeholders made them.
    pub stakeholders: u64,
    /// The first and last day of those statements.
    pub span: Option<(NaiveDate, NaiveDate)>,
    /// How many matching statements come before this page.
    pub skipped: u64,
    /// The statements of this page, in order.
    pub page: Vec<StatementId>,
    /// From where the previous page is read; `None` on the first.
    pub previous: Option<Cursor>,
    /// From where the next page is read; `None` on the last.
    pub next: Option<Cursor>,
    /// Exact counts of every facet.
    pub facets: FacetCounts,
}
