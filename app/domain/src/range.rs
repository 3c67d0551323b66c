//! The stretch of time that is looked at, and how to move from it to another.

use chrono::{Days, NaiveDate};

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    /// The first day.
    pub first: NaiveDate,
    /// The last day; not before the first.
    pub last: NaiveDate,
}

impl DayRange {
    /// The days from one to another, whichever is first.
    #[must_use]
    pub fn new(one: NaiveDate, other: NaiveDate) -> Self {
        Self { first: one.min(other), last: one.max(other) }
    }

    /// How many days there are.
    #[must_use]
    pub fn days(self) -> u64 {
        (self.last - self.first).num_days().unsigned_abs() + 1
    }

    /// The middle half; `None` when there is but one day.
    #[must_use]
    pub fn zoomed_in(self) -> Option<Self> {
        let days = self.days();
        let left_out = days - days.div_ceil(2);
        let first = self.first.checked_add_days(Days::new(left_out / 2))?;
        (days > 1).then(|| Self::starting(first, days - left_out))
    }

    /// Twice as many days around the same middle, as far as there are any; `None` when there are no more.
    #[must_use]
    pub fn zoomed_out(self, whole: Self) -> Option<Self> {
        let more = Days::new(self.days().div_ceil(2));
        let wider = Self {
            first: self.first.checked_sub_days(more)?.max(whole.first.min(self.first)),
            last: self.last.checked_add_days(more)?.min(whole.last.max(self.last)),
        };
        (wider != self).then_some(wider)
    }

    /// As many days, half of them earlier, as far as there are any; `None` when there are no earlier ones.
    #[must_use]
    pub fn earlier(self, whole: Self) -> Option<Self> {
        let step = Days::new(self.days().div_ceil(2));
        let first = self.first.checked_sub_days(step)?.max(whole.first);
        (first < self.first).then(|| Self::starting(first, self.days()))
    }

    /// As many days, half of them later, as far as there are any; `None` when there are no later ones.
    #[must_use]
    pub fn later(self, whole: Self) -> Option<Self> {
        let step = Days::new(self.days().div_ceil(2));
        let last = self.last.checked_add_days(step)?.min(whole.last);
        let first = last.checked_sub_days(Days::new(self.days() - 1))?;
        (last > self.last).then_some(Self { first, last })
    }

    fn starting(first: NaiveDate, days: u64) -> Self {
        Self { first, last: first.checked_add_days(Days::new(days - 1)).unwrap_or(NaiveDate::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(first: &str, last: &str) -> DayRange {
        DayRange::new(first.parse().expect("a day"), last.parse().expect("a day"))
    }

    #[test]
    fn zooms_about_the_middle_within_the_whole() {
        let whole = range("2025-01-01", "2025-12-31");
        let month = range("2025-03-01", "2025-03-31");
        assert_eq!(month.zoomed_in(), Some(range("2025-03-08", "2025-03-23")));
        assert_eq!(month.zoomed_out(whole), Some(range("2025-02-13", "2025-04-16")));
        assert_eq!(range("2025-01-05", "2025-03-31").zoomed_out(whole), Some(range("2025-01-01", "2025-05-13")));
        assert_eq!(whole.zoomed_out(whole), None);
        assert_eq!(range("2025-03-01", "2025-03-01").zoomed_in(), None);
    }

    #[test]
    fn moves_by_half_and_stops_at_the_ends() {
        let whole = range("2025-01-01", "2025-12-31");
        let month = range("2025-03-01", "2025-03-31");
        assert_eq!(month.earlier(whole), Some(range("2025-02-13", "2025-03-15")));
        assert_eq!(month.later(whole), Some(range("2025-03-17", "2025-04-16")));
        assert_eq!(range("2025-01-05", "2025-02-05").earlier(whole), Some(range("2025-01-01", "2025-02-01")));
        assert_eq!(range("2025-12-01", "2025-12-31").later(whole), None);
    }

    proptest! {
        #[test]
        fn every_move_stays_within_and_keeps_or_changes_the_length(start in 0u64..3000, length in 0u64..900, at in 0u64..3000, all in 0u64..3000) {
            let day = |n| NaiveDate::default() + Days::new(n);
            let whole = DayRange::new(day(at), day(at + all));
            let range = DayRange::new(day(start), day(start + length));
            let inside = |r: DayRange| r.first >= whole.first.min(range.first) && r.last <= whole.last.max(range.last);
            for moved in [range.earlier(whole), range.later(whole)].into_iter().flatten() {
                prop_assert_eq!(moved.days(), range.days());
                prop_assert!(moved != range);
            }
            if let Some(closer) = range.zoomed_in() {
                prop_assert!(closer.days() < range.days() && closer.first >= range.first && closer.last <= range.last);
            }
            if let Some(wider) = range.zoomed_out(whole) {
                prop_assert!(wider.days() > range.days() && inside(wider));
                prop_assert!(wider.first <= range.first && wider.last >= range.last);
            }
        }
    }
}
