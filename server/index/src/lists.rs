//! For each of many values the rows that have it, upwards.

use std::ops::Range;

/// Lists of rows by the number of a value.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Where the list of each value begins; one more for the end of the last.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Lists {
    /// The lists of all values of all rows, which are gone through twice.
    pub(super) fn new<I: IntoIterator<Item = (u32, usize)>>(values: impl Fn() -> I) -> Self {
        let mut starts = Vec::new();
        for (value, _) in values() {
            let after = value as usize + 2;
            if starts.len() <= after {
                starts.resize(after + 1, 0);
            }
            starts[after] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        // While the rows are put in, `starts[value + 1]` is where the next row of the value goes.
        let mut rows = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (value, row) in values() {
            let next = &mut starts[value as usize + 1];
            rows[*next as usize] = row as u32;
            *next += 1;
        }
        Self { starts, rows }
    }

    /// The rows of a value.
    pub(super) fn get(&self, value: u32) -> &[u32] {
        &self.rows[self.place(value)]
    }

    /// Where the rows of a value are in [`Lists::rows`].
    pub(super) fn place(&self, value: u32) -> Range<usize> {
        let start = |value: usize| self.starts.get(value).or(self.starts.last()).map_or(0, |start| *start as usize);
        start(value as usize)..start(value as usize + 1)
    }

    /// The rows of all values, one value after the other.
    pub(super) fn rows(&self) -> &[u32] {
        &self.rows
    }
}

/// Where in a list of rows those of a range are; both go upwards.
pub(super) fn within(list: &[u32], rows: &Range<usize>) -> Range<usize> {
    let place = |row: usize| list.partition_point(|listed| (*listed as usize) < row);
    place(rows.start)..place(rows.end)
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn every_value_has_its_rows(values in vec(0u32..20, 0..60)) {
            let lists = Lists::new(|| values.iter().copied().zip(0..));
            for value in 0..25 {
                let rows: Vec<u32> = (0..).zip(&values).filter(|(_, v)| **v == value).map(|(row, _)| row).collect();
                prop_assert_eq!(lists.get(value), rows);
            }
        }
    }
}
