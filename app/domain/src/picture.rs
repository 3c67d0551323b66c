//! The timeline as numbers: lanes, bins of time, and how many statements of each stance are in each.
//!
//! The picture weighs the same with 5 and with 5,000,000 statements, because time is cut into at most
//! a fixed number of bins and only so many lanes are drawn; what is left out is counted.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{Group, PossibleDays, Slug, Stance};

/// A unit that time is cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Single days.
    Day,
    /// Weeks, from Monday.
    Week,
    /// This many months; divides twelve.
    Months(u32),
    /// This many years.
    Years(u32),
}

impl TimeUnit {
    const FINE_TO_COARSE: [Self; 10] = [
        Self::Day,
        Self::Week,
        Self::Months(1),
        Self::Months(2),
        Self::Months(3),
        Self::Months(6),
        Self::Years(1),
        Self::Years(5),
        Self::Years(10),
        Self::Years(50),
    ];

    /// The start of the bin that a day is in.
    #[must_use]
    pub fn floor(self, day: NaiveDate) -> NaiveDate {
        let start = match self {
            Self::Day => Some(day),
            Self::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())),
            Self::Months(n) => NaiveDate::from_ymd_opt(day.year(), day.month0() / n * n + 1, 1),
            Self::Years(n) => {
                let n = i32::try_from(n).unwrap_or(1);
                NaiveDate::from_ymd_opt(day.year().div_euclid(n) * n, 1, 1)
            }
        };
        start.unwrap_or(day)
    }

    /// The start of the bin after the one that starts on a day.
    pub(super) fn next(self, start: NaiveDate) -> NaiveDate {
        let next = match self {
            Self::Day => start.checked_add_days(Days::new(1)),
            Self::Week => start.checked_add_days(Days::new(7)),
            Self::Months(n) => start.checked_add_months(Months::new(n)),
            Self::Years(n) => start.checked_add_months(Months::new(12 * n)),
        };
        next.unwrap_or(NaiveDate::MAX)
    }
}

/// Time cut into bins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeScale {
    /// What a bin is.
    pub unit: TimeUnit,
    /// The first day of every bin, then the day after the last bin.
    edges: Vec<NaiveDate>,
}

impl TimeScale {
    /// Cuts the days from `first` to `last` into at most `most` bins of the finest unit that will do.
    #[must_use]
    pub fn covering(first: NaiveDate, last: NaiveDate, most: usize) -> Self {
        let last = last.max(first);
        let cut = |unit: TimeUnit| {
            let mut edges = vec![unit.floor(first)];
            while edges.last().is_some_and(|edge| *edge <= last) && edges.len() <= most + 1 {
                edges.extend(edges.last().map(|edge| unit.next(*edge)));
            }
            Self { unit, edges }
        };
        let scales = TimeUnit::FINE_TO_COARSE.into_iter().map(cut);
        scales
            .reduce(|finer, coarser| if finer.bins() <= most { finer } else { coarser })
            .unwrap_or_else(|| cut(TimeUnit::Day))
    }

    /// The same time, with nothing before one day and after another, where those are given.
    #[must_use]
    pub fn within(mut self, first: Option<NaiveDate>, last: Option<NaiveDate>) -> Self {
        let end = last.and_then(|day| day.succ_opt());
        let (start, stop) = (self.edges.first().copied(), self.edges.last().copied());
        let is_inside =
            |day: &NaiveDate| start.is_some_and(|start| start < *day) && stop.is_some_and(|stop| *day < stop);
        if let Some(first) = first.filter(is_inside) {
            self.edges.retain(|edge| *edge > first);
            self.edges.insert(0, first);
        }
        if let Some(end) = end.filter(is_inside).filter(|end| self.edges.first() < Some(end)) {
            self.edges.retain(|edge| *edge < end);
            self.edges.push(end);
        }
        self
    }

    /// The same time, cut further, so that no bin reaches across one of some moments: what was said before a review must
    /// not be drawn after it. The day of a moment begins a bin and, with `alone`, has it to itself.
    #[must_use]
    pub fn cut_at(mut self, moments: impl IntoIterator<Item = NaiveDate>, alone: bool) -> Self {
        let (Some(start), Some(end)) = (self.edges.first().copied(), self.edges.last().copied()) else { return self };
        for moment in moments {
            let after = moment.succ_opt().filter(|_| alone);
            self.edges.extend([Some(moment), after].into_iter().flatten().filter(|day| start < *day && *day < end));
        }
        self.edges.sort_unstable();
        self.edges.dedup();
        self
    }

    /// Whether a bin is a whole week, month or year, or several, as the unit says.
    #[must_use]
    pub fn is_whole(&self, bin: usize) -> bool {
        let start = self.edges[bin];
        self.unit.floor(start) == start && self.unit.next(start) == self.edges[bin + 1]
    }

    /// How many bins there are.
    #[must_use]
    pub fn bins(&self) -> usize {
        self.edges.len() - 1
    }

    /// The day after the last bin.
    #[must_use]
    pub fn end(&self) -> NaiveDate {
        self.edges[self.bins()]
    }

    /// The first and last day of a bin.
    #[must_use]
    pub fn days_of(&self, bin: usize) -> (NaiveDate, NaiveDate) {
        let (start, end) = (self.edges[bin], self.edges[bin + 1]);
        (start, end.pred_opt().unwrap_or(end))
    }

    /// The bin that a day is in.
    #[must_use]
    pub fn bin_of(&self, day: NaiveDate) -> Option<usize> {
        let after = self.edges.partition_point(|edge| *edge <= day);
        (1..self.edges.len()).contains(&after).then(|| after - 1)
    }

    /// Where a day begins between the start of the first bin (0) and the end of the last (1): all days are equally wide.
    #[must_use]
    pub fn position_of(&self, day: NaiveDate) -> Option<f64> {
        self.bin_of(day).map(|_| self.part(day))
    }

    /// Where a bin begins and where it ends, likewise.
    #[must_use]
    pub fn extent_of(&self, bin: usize) -> (f64, f64) {
        (self.part(self.edges[bin]), self.part(self.edges[bin + 1]))
    }

    #[expect(clippy::cast_precision_loss, reason = "days are small numbers")]
    fn part(&self, day: NaiveDate) -> f64 {
        let (start, end) = (self.edges[0], self.edges[self.bins()]);
        (day - start).num_days() as f64 / (end - start).num_days().max(1) as f64
    }
}

/// What is asked of the index for a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureRequest {
    /// What a lane stands for.
    pub group: Group,
    /// How time is cut.
    pub scale: TimeScale,
    /// How many lanes are drawn at most.
    pub lanes: usize,
    /// Whether stances are told apart. Where a lane holds stances on several propositions they say nothing together, and a
    /// statement that takes two of them is still one.
    pub by_stance: bool,
}

/// The lanes of the picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// The lanes with the most statements, most first.
    pub lanes: Vec<Lane>,
    /// How many more lanes there would be.
    pub more_lanes: u64,
    /// How many statements are in each bin, over all lanes, those that are not drawn too.
    pub totals: Vec<u64>,
}

impl Picture {
    /// More marks than this cannot be told apart.
    const MARKS: usize = 240;

    /// A mark for more statements than this says too little of how many they are, and on a small screen, where a bin is
    /// twice as long, its number runs into the next mark.
    const STATEMENTS: u64 = 50;

    /// Whether marks would be too many to tell apart, or would stand for too many statements.
    #[must_use]
    pub fn is_crowded(&self) -> bool {
        let cells = || self.lanes.iter().flat_map(|lane| &lane.cells);
        cells().count() > Self::MARKS || cells().any(|cell| cell.count > Self::STATEMENTS)
    }

    /// The same picture over bins that are made of one or more of its own.
    #[must_use]
    pub fn joined(self, from: &TimeScale, to: &TimeScale) -> Self {
        let place = |bin: usize| to.bin_of(from.days_of(bin).0);
        let mut totals = vec![0; to.bins()];
        for (bin, total) in self.totals.iter().enumerate() {
            if let Some(place) = place(bin) {
                totals[place] += total;
            }
        }
        let join = |cells: Vec<Cell>| {
            let mut joined: Vec<Cell> =
                cells.into_iter().filter_map(|cell| Some(Cell { bin: place(cell.bin)?, ..cell })).collect();
            joined.sort_by_key(|cell| (cell.bin, cell.stance));
            joined.dedup_by(|later, earlier| {
                let is_same = (later.bin, later.stance) == (earlier.bin, earlier.stance);
                earlier.count += if is_same { later.count } else { 0 };
                is_same
            });
            joined
        };
        let lanes = self.lanes.into_iter().map(|lane| Lane { cells: join(lane.cells), ..lane }).collect();
        Self { lanes, more_lanes: self.more_lanes, totals }
    }
}

/// The statements of one stakeholder or on one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// The stakeholder or the topic.
    pub key: Slug,
    /// How many statements are in the lane.
    pub total: u64,
    /// How many statements of a stance are in a bin, in the order of bins and stances. A statement
    /// that takes two stances is in two cells.
    pub cells: Vec<Cell>,
    /// The same statements one by one, in the order of their days and stances; none where the picture is crowded.
    pub dots: Vec<Dot>,
}

/// The statements of one lane and stance in one bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The bin.
    pub bin: usize,
    /// The stance, where stances are told apart.
    pub stance: Option<Stance>,
    /// How many statements.
    pub count: u64,
}

/// A statement of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dot {
    /// The days between which it was made. It stands at the latest of them.
    pub days: PossibleDays,
    /// The stance, where stances are told apart.
    pub stance: Option<Stance>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn takes_the_finest_unit_that_fits() {
        let unit = |first, last| TimeScale::covering(day(first), day(last), 45).unit;
        assert_eq!(unit("2025-11-25", "2025-11-25"), TimeUnit::Day);
        assert_eq!(unit("2025-06-01", "2026-01-31"), TimeUnit::Week);
        assert_eq!(unit("2024-01-01", "2026-11-23"), TimeUnit::Months(1));
        assert_eq!(unit("2017-01-01", "2026-11-23"), TimeUnit::Months(3));
        assert_eq!(unit("1990-01-01", "2030-01-01"), TimeUnit::Years(1));
    }

    #[test]
    fn many_marks_and_marks_for_many_are_crowded() {
        let picture = |cells: usize, count: u64| {
            let cells = (0..cells).map(|bin| Cell { bin, stance: Some(Stance::Oppose), count }).collect();
            let lane = Lane { key: "msf".parse().expect("a slug"), total: 1, cells, dots: Vec::new() };
            Picture { lanes: vec![lane], ..Picture::default() }
        };
        assert!(!picture(240, 50).is_crowded());
        assert!(picture(241, 1).is_crowded());
        assert!(picture(1, 51).is_crowded());
    }

    proptest! {
        #[test]
        fn every_day_of_the_range_is_in_one_bin(start in 0u64..50_000, length in 0u64..40_000, most in 4usize..80, at in 0.0f64..=1.0) {
            let first = NaiveDate::default() + Days::new(start);
            let last = first + Days::new(length);
            let scale = TimeScale::covering(first, last, most);
            prop_assert!(scale.bins() <= most);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a day within the range")]
            let day = first + Days::new((length as f64 * at) as u64);
            let bin = scale.bin_of(day).expect("a bin");
            let (from, to) = scale.days_of(bin);
            prop_assert!(from <= day && day <= to);
            let position = scale.position_of(day).expect("a place");
            prop_assert!((0.0..=1.0).contains(&position));
        }
    }

    #[test]
    fn no_bin_reaches_across_a_moment_or_an_end() {
        let moments = [day("2026-07-01"), day("2026-07-14"), day("2030-01-01")];
        let scale = TimeScale::covering(day("2026-05-02"), day("2026-08-20"), 5);
        let scale = scale.within(Some(day("2026-05-02")), None).cut_at(moments, true);
        let bins: Vec<String> = (0..scale.bins())
            .map(|bin| {
                let (first, last) = scale.days_of(bin);
                format!("{} {}", first.format("%m-%d"), last.format("%m-%d"))
            })
            .collect();
        assert_eq!(
            bins,
            ["05-02 05-31", "06-01 06-30", "07-01 07-01", "07-02 07-13", "07-14 07-14", "07-15 07-31", "08-01 08-31"]
        );
        let whole: Vec<bool> = (0..scale.bins()).map(|bin| scale.is_whole(bin)).collect();
        assert_eq!(whole, [false, true, false, false, false, false, true]);
    }

    #[test]
    fn bins_that_are_joined_keep_their_counts() {
        let base = TimeScale::covering(day("2026-01-01"), day("2026-12-31"), 12);
        let (fine, coarse) = (
            base.clone().cut_at([day("2026-07-01"), day("2026-09-15")], true),
            base.cut_at([day("2026-07-01"), day("2026-09-15")], false),
        );
        let cells = (0..fine.bins()).map(|bin| Cell { bin, stance: Some(Stance::Oppose), count: 1 }).collect();
        let lane = Lane { key: "msf".parse().expect("a slug"), total: 1, cells, dots: Vec::new() };
        let picture = Picture { lanes: vec![lane], more_lanes: 0, totals: vec![1; fine.bins()] };
        let joined = picture.joined(&fine, &coarse);
        assert_eq!(joined.totals, [1, 1, 1, 1, 1, 1, 2, 1, 1, 2, 1, 1, 1]);
        assert_eq!(joined.lanes[0].cells.iter().map(|cell| cell.count).collect::<Vec<_>>(), joined.totals);
    }

    #[test]
    fn a_day_outside_has_no_bin() {
        let scale = TimeScale::covering(day("2025-01-01"), day("2025-01-10"), 20);
        assert_eq!(scale.bin_of(day("2024-12-31")), None);
        assert_eq!(scale.bin_of(day("2025-01-11")), None);
        assert_eq!(scale.bin_of(day("2025-01-10")), Some(9));
    }
}
