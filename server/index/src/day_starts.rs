//! Where each day begins among rows in the order of days: a few thousand days are looked at instead of all rows.

use std::ops::Range;

/// The days on which there are rows.
#[derive(Debug, Default)]
pub(super) struct DayStarts {
    /// Each day once, upwards.
    days: Vec<i32>,
    /// The first row of each; one more for the end of the last.
    starts: Vec<usize>,
}

impl DayStarts {
    /// From the day of each row, upwards.
    pub(super) fn new(days_of_rows: &[i32]) -> Self {
        let mut all = Self::default();
        for (row, day) in days_of_rows.iter().enumerate() {
            if all.days.last() != Some(day) {
                all.days.push(*day);
                all.starts.push(row);
            }
        }
        all.starts.push(days_of_rows.len());
        all
    }

    /// The rows of the days from one up to another, that one not included.
    pub(super) fn rows(&self, days: &Range<i32>) -> Range<usize> {
        let row = |day: i32| self.starts[self.days.partition_point(|known| *known < day)];
        let start = row(days.start);
        start..row(days.end).max(start)
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn a_range_of_days_is_the_range_of_their_rows(mut days in vec(0i32..30, 0..60), start in -2i32..32, end in -2i32..32) {
            days.sort_unstable();
            let rows = DayStarts::new(&days).rows(&(start..end));
            let expected = (0..days.len()).filter(|row| (start..end).contains(&days[*row]));
            prop_assert_eq!(rows.clone().collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        }
    }
}
