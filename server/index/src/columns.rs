//! What is known of each statement, one array for each kind of fact.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use domain::{DatePrecision, Directness, EvidenceGrade, Facet, Language, PossibleDays, SourceId, Stance, Venue};
use service::ports::IndexEntry;

use super::dictionary::Dictionary;

/// The facets of which a statement has one value out of a closed list.
pub(super) const CODED: [Facet; 4] = [Facet::Directness, Facet::Venue, Facet::Grade, Facet::Language];

/// The place of the grade among them.
const GRADES: usize = 2;

/// How many values each of those facets has.
pub(super) const CODES: [&[&str]; 4] = [Directness::CODES, Venue::CODES, EvidenceGrade::CODES, Language::CODES];

/// How many stances there are.
pub(super) const STANCES: usize = Stance::ALL.len();

/// The place of a value among those of its vocabulary.
pub(super) fn ordinal<T: PartialEq>(value: &T, all: &[T]) -> usize {
    all.iter().position(|known| known == value).unwrap_or_default()
}

/// A topic and a stance on it as one number.
pub(super) fn position_code(topic: u32, stance: usize) -> u32 {
    topic * STANCES as u32 + stance as u32
}

/// The topic and the stance of a number.
pub(super) fn topic_and_stance(code: u32) -> (usize, usize) {
    (code as usize / STANCES, code as usize % STANCES)
}

/// The columns of a segment. They are filled in any order and then sorted by day and number of the statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// The number of the statement.
    pub(super) ids: Vec<i64>,
    /// The latest day on which it can have been made, in days from the beginning of the calendar.
    pub(super) days: Vec<i32>,
    /// How much of the date is known: a place in [`DatePrecision::ALL`].
    pub(super) precisions: Vec<u8>,
    /// The number of the stakeholder.
    pub(super) stakeholders: Vec<u32>,
    /// For each facet of [`CODED`], the place of the value.
    pub(super) codes: [Vec<u8>; CODED.len()],
    /// How many words there are to find.
    pub(super) lengths: Vec<u32>,
    /// Where the positions of each statement end in `positions`.
    pub(super) position_ends: Vec<u32>,
    /// Topics with stances.
    pub(super) positions: Vec<u32>,
    /// The day it was recorded, in days from the beginning of the calendar.
    pub(super) recorded: Vec<i32>,
    /// Where the sources of each statement end in `sources`.
    pub(super) source_ends: Vec<u32>,
    /// The sources in which statements appear.
    pub(super) sources: Vec<SourceId>,
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Adds a statement of so many words, and numbers for its stakeholder and topics where they have none.
    pub(super) fn push(&mut self, entry: &IndexEntry, length: u32, dictionary: &mut Dictionary) {
        self.ids.push(entry.id.0);
        self.days.push(entry.days.latest.num_days_from_ce());
        self.precisions.push(ordinal(&entry.days.precision, DatePrecision::ALL) as u8);
        self.stakeholders.push(dictionary.stakeholders.number_or_new(&entry.stakeholder));
        let codes = [
            ordinal(&entry.directness, Directness::ALL),
            ordinal(&entry.venue, Venue::ALL),
            ordinal(&entry.grade, EvidenceGrade::ALL),
            ordinal(&entry.language, Language::ALL),
        ];
        for (column, code) in self.codes.iter_mut().zip(codes) {
            column.push(code as u8);
        }
        self.lengths.push(length);
        for (topic, stance) in &entry.positions {
            let topic = dictionary.topics.number_or_new(topic);
            self.positions.push(position_code(topic, ordinal(stance, Stance::ALL)));
        }
        self.position_ends.push(self.positions.len() as u32);
        self.recorded.push(entry.recorded_on.num_days_from_ce());
        self.sources.extend(&entry.sources);
        self.source_ends.push(self.sources.len() as u32);
    }

    /// The topics with stances of a row.
    pub(super) fn positions_of(&self, row: usize) -> &[u32] {
        &self.positions[self.places_of_positions(row)]
    }

    /// Where in `positions` those of a row are.
    pub(super) fn places_of_positions(&self, row: usize) -> Range<usize> {
        places(&self.position_ends, row)
    }

    /// The sources of a row.
    pub(super) fn sources_of(&self, row: usize) -> &[SourceId] {
        &self.sources[places(&self.source_ends, row)]
    }

    /// The grade of a row.
    pub(super) fn grade(&self, row: usize) -> EvidenceGrade {
        EvidenceGrade::ALL[usize::from(self.codes[GRADES][row])]
    }

    /// The same statements by day and number, and for each of them where it was before.
    pub(super) fn sorted(&self) -> (Self, Vec<u32>) {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_unstable_by_key(|at| self.place_of(*at as usize));
        let mut sorted = Self {
            ids: pick(&self.ids, &order),
            days: pick(&self.days, &order),
            precisions: pick(&self.precisions, &order),
            stakeholders: pick(&self.stakeholders, &order),
            codes: self.codes.each_ref().map(|column| pick(column, &order)),
            lengths: pick(&self.lengths, &order),
            position_ends: Vec::with_capacity(self.len()),
            positions: Vec::with_capacity(self.positions.len()),
            recorded: pick(&self.recorded, &order),
            source_ends: Vec::with_capacity(self.len()),
            sources: Vec::with_capacity(self.sources.len()),
        };
        for at in &order {
            sorted.positions.extend(self.positions_of(*at as usize));
            sorted.position_ends.push(sorted.positions.len() as u32);
            sorted.sources.extend(self.sources_of(*at as usize));
            sorted.source_ends.push(sorted.sources.len() as u32);
        }
        (sorted, order)
    }

    /// Where a row belongs among others: by its day, how certain that is, and its number.
    pub(super) fn place_of(&self, row: usize) -> (i32, u8, i64) {
        (self.days[row], self.precision(row).certainty(), self.ids[row])
    }

    fn precision(&self, row: usize) -> DatePrecision {
        DatePrecision::ALL[usize::from(self.precisions[row])]
    }

    /// When the statement of a row was made.
    pub(super) fn possible_days(&self, row: usize) -> Option<PossibleDays> {
        let latest = NaiveDate::from_num_days_from_ce_opt(self.days[row])?;
        Some(PossibleDays { latest, precision: self.precision(row) })
    }

    /// How many rows come before a place.
    pub(super) fn rows_before(&self, place: (i32, u8, i64)) -> usize {
        let start = self.days.partition_point(|known| *known < place.0);
        let length = self.days[start..].partition_point(|known| *known == place.0);
        let (mut from, mut to) = (start, start + length);
        while from < to {
            let middle = from.midpoint(to);
            if self.place_of(middle) < place { from = middle + 1 } else { to = middle }
        }
        from
    }
}

/// Where the parts of a row stand among those of all.
fn places(ends: &[u32], row: usize) -> Range<usize> {
    let start = row.checked_sub(1).map_or(0, |before| ends[before]);
    start as usize..ends[row] as usize
}

fn pick<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|at| values[*at as usize]).collect()
}
