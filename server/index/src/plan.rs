//! A filter in the numbers of the index.

use std::{collections::BTreeSet, ops::Range};

use chrono::{Datelike, NaiveDate};
use domain::{Directness, EvidenceGrade, Facet, Language, Stance, StatementFilter, Venue};

use super::{
    columns::{CODED, ordinal, topic_and_stance},
    dictionary::{Dictionary, Names, Stakeholders},
    words::{self, Term},
};

/// What passes a filter; `None` where everything does.
pub(super) struct Plan {
    /// Terms that must all occur, each with the stakeholders in whose names it does.
    pub(super) terms: Option<Vec<(Term, Vec<u32>)>>,
    /// Whether each stakeholder passes, by number.
    pub(super) stakeholders: Option<Vec<bool>>,
    /// Topics by number.
    pub(super) topics: Option<Vec<u32>>,
    /// Stances, one bit each.
    pub(super) stances: Option<u8>,
    /// For each facet of [`CODED`] the places of the values.
    pub(super) coded: [Option<Vec<usize>>; CODED.len()],
    /// From the first day up to the day after the last.
    pub(super) days: Range<i32>,
    /// The same for the days of recording; `None` where all pass.
    pub(super) recorded: Option<Range<i32>>,
    /// The filter on stakeholder, kind and country, each for itself.
    pub(super) actors: ActorFilter,
}

/// What a stakeholder has to be.
pub(super) struct ActorFilter {
    stakeholders: Option<BTreeSet<u32>>,
    kinds: BTreeSet<domain::StakeholderKind>,
    countries: BTreeSet<domain::Country>,
}

impl ActorFilter {
    fn new(filter: &StatementFilter, names: &Names) -> Self {
        let numbers = || filter.stakeholder.iter().filter_map(|slug| names.number(slug)).collect();
        Self {
            stakeholders: (!filter.stakeholder.is_empty()).then(numbers),
            kinds: filter.kind.clone(),
            countries: filter.country.clone(),
        }
    }

    fn is_empty(&self) -> bool {
        self.stakeholders.is_none() && self.kinds.is_empty() && self.countries.is_empty()
    }

    /// Whether a stakeholder passes all but one facet.
    pub(super) fn passes_but(&self, facet: Option<Facet>, number: u32, known: &Stakeholders) -> bool {
        let is_open = |of: Facet| facet == Some(of);
        let stakeholder = self.stakeholders.as_ref().is_none_or(|set| set.contains(&number));
        let known = known.get(number as usize);
        (is_open(Facet::Stakeholder) || stakeholder)
            && (is_open(Facet::Kind) || self.kinds.is_empty() || known.is_some_and(|k| self.kinds.contains(&k.kind)))
            && (is_open(Facet::Country)
                || self.countries.is_empty()
                || known.is_some_and(|k| self.countries.contains(&k.country)))
    }
}

impl Plan {
    pub(super) fn new(filter: &StatementFilter, dictionary: &Dictionary, known: &Stakeholders) -> Self {
        let actors = ActorFilter::new(filter, &dictionary.stakeholders);
        let all = 0..dictionary.stakeholders.slugs().len() as u32;
        let passing = || all.map(|number| actors.passes_but(None, number, known)).collect();
        let with_names = |term: Term| {
            let named = known.named(&term);
            (term, named)
        };
        let topics = || filter.topic.iter().filter_map(|slug| dictionary.topics.number(slug)).collect();
        let stances = || filter.stance.iter().fold(0, |mask, stance| mask | 1 << ordinal(stance, Stance::ALL));
        Self {
            terms: filter.q.as_ref().map(|q| words::terms(q).into_iter().map(with_names).collect()),
            stakeholders: (!actors.is_empty()).then(passing),
            topics: (!filter.topic.is_empty()).then(topics),
            stances: (!filter.stance.is_empty()).then(stances),
            coded: [
                places(&filter.directness, Directness::ALL),
                places(&filter.venue, Venue::ALL),
                places(&filter.grade, EvidenceGrade::ALL),
                places(&filter.language, Language::ALL),
            ],
            days: days(filter.from, filter.last_day()),
            recorded: filter.has_added_dates().then(|| days(filter.added_from, filter.added_to)),
            actors,
        }
    }

    /// The stances that pass, one bit each.
    pub(super) fn stance_mask(&self) -> u8 {
        self.stances.unwrap_or(u8::MAX)
    }

    /// Whether a position is one that is asked for.
    pub(super) fn takes_position(&self, code: u32) -> bool {
        let (topic, stance) = topic_and_stance(code);
        self.stance_mask() >> stance & 1 == 1 && self.takes_topic(topic as u32)
    }

    pub(super) fn takes_topic(&self, topic: u32) -> bool {
        self.topics.as_ref().is_none_or(|topics| topics.contains(&topic))
    }
}

/// From the first day up to the day after the last.
fn days(first: Option<NaiveDate>, last: Option<NaiveDate>) -> Range<i32> {
    first.map_or(i32::MIN, |day| day.num_days_from_ce())..last.map_or(i32::MAX, |day| day.num_days_from_ce() + 1)
}

/// The places of values in their vocabulary.
fn places<T: Ord>(values: &BTreeSet<T>, all: &[T]) -> Option<Vec<usize>> {
    (!values.is_empty()).then(|| values.iter().map(|value| ordinal(value, all)).collect())
}
