//! What the index answers to a list query.

use std::{cmp::Ordering, collections::BTreeMap};

use chrono::{Months, NaiveDate};

use super::{Cursor, PossibleDays, Slug, Stance, StatementId, TimeUnit};

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
pub struct FacetCounts(BTreeMap<Facet, Values>);

/// The values of a facet in the order of their codes. The codes stand one after the other in one text, because there
/// can be thousands, and as many texts would take longer to make than the counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Values {
    codes: String,
    /// Where each code ends, and its count.
    ends: Vec<(usize, u64)>,
}

impl Values {
    fn new(mut counts: Vec<(&str, u64)>) -> Self {
        counts.sort_unstable();
        let mut values = Self::default();
        for (code, count) in counts {
            values.codes.push_str(code);
            values.ends.push((values.codes.len(), count));
        }
        values
    }

    fn at(&self, place: usize) -> (&str, u64) {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before].0);
        let (end, count) = self.ends[place];
        (&self.codes[start..end], count)
    }

    /// The count of a code, by halving.
    fn count(&self, code: &str) -> u64 {
        let (mut from, mut to) = (0, self.ends.len());
        while from < to {
            let middle = from.midpoint(to);
            let (found, count) = self.at(middle);
            match found.cmp(code) {
                Ordering::Equal => return count,
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
            }
        }
        0
    }
}

impl FacetCounts {
    /// Counts by the code of the value, in any order, for each facet.
    #[must_use]
    pub fn new<'a>(counts: impl IntoIterator<Item = (Facet, Vec<(&'a str, u64)>)>) -> Self {
        Self(counts.into_iter().map(|(facet, counts)| (facet, Values::new(counts))).collect())
    }

    /// The counts of one facet by the code of its values, in the order of the codes.
    pub fn of(&self, facet: Facet) -> impl Iterator<Item = (&str, u64)> {
        self.0.get(&facet).into_iter().flat_map(|values| (0..values.ends.len()).map(|place| values.at(place)))
    }

    /// The count of one value of a facet.
    #[must_use]
    pub fn count(&self, facet: Facet, code: &str) -> u64 {
        self.0.get(&facet).map_or(0, |values| values.count(code))
    }
}

/// From the first statement of a list to the last, in the order of their days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// When the first was made.
    pub first: PossibleDays,
    /// When the last was made.
    pub last: PossibleDays,
}

impl Span {
    /// Of one statement.
    #[must_use]
    pub const fn of(days: PossibleDays) -> Self {
        Self { first: days, last: days }
    }

    /// Of two spans together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            first: std::cmp::min_by_key(self.first, other.first, |days| days.rank()),
            last: std::cmp::max_by_key(self.last, other.last, |days| days.rank()),
        }
    }

    /// The days that its statements are sorted by: the first and the last.
    #[must_use]
    pub const fn days(self) -> (NaiveDate, NaiveDate) {
        (self.first.latest, self.last.latest)
    }
}

/// One page of a list with its exact counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchResult {
    /// How many statements match.
    pub total: u64,
    /// How many stakeholders made them.
    pub stakeholders: u64,
    /// The time of those statements.
    pub span: Option<Span>,
    /// How they spread over that time; `None` when nothing matches.
    pub histogram: Option<Histogram>,
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

/// A page of a list, without what is counted beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    /// How many statements the list has.
    pub total: u64,
    /// How many of them come before this page.
    pub skipped: u64,
    /// The statements of this page, in order.
    pub ids: Vec<StatementId>,
    /// From where the previous page is read; `None` on the first.
    pub previous: Option<Cursor>,
    /// From where the next page is read; `None` on the last.
    pub next: Option<Cursor>,
}

/// How many statements take a stance on a topic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PositionCount {
    /// The topic.
    pub topic: Slug,
    /// The stance on it.
    pub stance: Stance,
    /// How many statements; never none.
    pub statements: u64,
}

/// Who takes a stance on a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StanceHolders {
    /// The stance.
    pub stance: Stance,
    /// How many statements take it.
    pub statements: u64,
    /// How many stakeholders take it; never none.
    pub stakeholders: u64,
    /// Those with the most statements that take it, with how many; as many as were asked for.
    pub first: Vec<(Slug, u64)>,
}

/// Statements by month, by day where that is less than 90 days, by year where it is more than 15 years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    /// What a bar stands for.
    pub unit: TimeUnit,
    /// The bars in the order of time, empty ones too.
    pub bars: Vec<HistogramBar>,
}

/// The statements of a day, month or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistogramBar {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
    /// How many statements.
    pub count: u64,
}

/// Below so many days a bar is a day.
const DAYS: i64 = 90;

/// Above so many months a bar is a year.
const MONTHS: Months = Months::new(12 * 15);

impl Histogram {
    /// Bars for the time from one day to another, empty so far.
    #[must_use]
    pub fn between(first: NaiveDate, last: NaiveDate) -> Self {
        let unit = if (last - first).num_days() < DAYS {
            TimeUnit::Day
        } else if first.checked_add_months(MONTHS).is_some_and(|end| end < last) {
            TimeUnit::Years(1)
        } else {
            TimeUnit::Months(1)
        };
        let starts = std::iter::successors(Some(unit.floor(first)), |start| Some(unit.next(*start)));
        let bar = |start: NaiveDate| HistogramBar {
            first: start,
            last: unit.next(start).pred_opt().unwrap_or(start),
            count: 0,
        };
        Self { unit, bars: starts.take_while(|start| *start <= last).map(bar).collect() }
    }

    /// Counts a day.
    pub fn add(&mut self, day: NaiveDate) {
        let after = self.bars.partition_point(|bar| bar.first <= day);
        if let Some(bar) = after.checked_sub(1).and_then(|at| self.bars.get_mut(at)) {
            bar.count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(first: &str, last: &str) -> Histogram {
        Histogram::between(first.parse().expect("a day"), last.parse().expect("a day"))
    }

    #[test]
    fn counts_are_found_by_their_codes() {
        let given = vec![("mx", 3), ("ca", 12), ("us", 1)];
        let counts = FacetCounts::new([(Facet::Country, given)]);
        assert_eq!(counts.of(Facet::Country).collect::<Vec<_>>(), [("ca", 12), ("mx", 3), ("us", 1)]);
        assert_eq!(
            ["ca", "mx", "us", "", "d", "uss"].map(|code| counts.count(Facet::Country, code)),
            [12, 3, 1, 0, 0, 0]
        );
        assert_eq!((counts.of(Facet::Kind).count(), counts.count(Facet::Kind, "ca")), (0, 0));
    }

    #[test]
    fn a_bar_is_as_long_as_the_time_asks_for() {
        let of = |first, last| {
            let histogram = histogram(first, last);
            (histogram.unit, histogram.bars.len())
        };
        assert_eq!(of("2025-11-25", "2025-11-25"), (TimeUnit::Day, 1));
        assert_eq!(of("2025-01-01", "2025-03-31"), (TimeUnit::Day, 90));
        assert_eq!(of("2025-01-01", "2025-04-01"), (TimeUnit::Months(1), 4));
        assert_eq!(of("2010-01-15", "2025-01-15"), (TimeUnit::Months(1), 181));
        assert_eq!(of("2010-01-15", "2025-01-16"), (TimeUnit::Years(1), 16));
    }

    #[test]
    fn a_day_is_counted_in_the_bar_it_is_in() {
        let mut histogram = histogram("2025-01-20", "2025-06-03");
        histogram.add("2025-01-31".parse().expect("a day"));
        histogram.add("2025-06-03".parse().expect("a day"));
        assert_eq!(histogram.bars.iter().map(|bar| bar.count).collect::<Vec<_>>(), [1, 0, 0, 0, 0, 1]);
        assert_eq!(
            (histogram.bars[1].first, histogram.bars[1].last),
            ("2025-02-01".parse().expect("a day"), "2025-02-28".parse().expect("a day"))
        );
    }
}
