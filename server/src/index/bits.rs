//! Sets of rows, one bit a row.

use std::ops::Range;

const WORD: usize = u64::BITS as usize;

/// A set of rows of a segment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// No row of so many.
    pub(super) fn none(rows: usize) -> Self {
        Self { words: vec![0; rows.div_ceil(WORD)] }
    }

    /// The rows of a range, of so many in all.
    pub(super) fn range(range: Range<usize>, rows: usize) -> Self {
        let mut bits = Self::none(rows);
        for (at, word) in bits.words.iter_mut().enumerate() {
            *word = mask(at, &range);
        }
        bits
    }

    /// These rows, of so many in all.
    pub(super) fn of(members: impl IntoIterator<Item = usize>, rows: usize) -> Self {
        let mut bits = Self::none(rows);
        members.into_iter().for_each(|row| bits.insert(row));
        bits
    }

    pub(super) fn insert(&mut self, row: usize) {
        self.words[row / WORD] |= 1 << (row % WORD);
    }

    pub(super) fn remove(&mut self, row: usize) {
        self.words[row / WORD] &= !(1 << (row % WORD));
    }

    pub(super) fn contains(&self, row: usize) -> bool {
        self.words[row / WORD] >> (row % WORD) & 1 == 1
    }

    /// Keeps what is also in another set.
    pub(super) fn keep(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Takes in what is in another set.
    pub(super) fn add(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many rows are in both sets.
    pub(super) fn count_common(&self, other: &Self) -> u64 {
        self.words.iter().zip(&other.words).map(|(a, b)| u64::from((a & b).count_ones())).sum()
    }

    /// How many rows of a range are in the set.
    pub(super) fn count_in(&self, range: Range<usize>) -> u64 {
        let words = range.start / WORD..range.end.div_ceil(WORD).min(self.words.len());
        words.map(|at| u64::from((self.words[at] & mask(at, &range)).count_ones())).sum()
    }

    /// Calls for every row of the set, from the first to the last.
    pub(super) fn each(&self, mut visit: impl FnMut(usize)) {
        for (at, word) in self.words.iter().enumerate() {
            each_of_word(at, *word, &mut visit);
        }
    }

    /// Calls for every row of the set that is in a range, from the first to the last.
    pub(super) fn each_in(&self, range: Range<usize>, mut visit: impl FnMut(usize)) {
        for at in range.start / WORD..range.end.div_ceil(WORD).min(self.words.len()) {
            each_of_word(at, self.words[at] & mask(at, &range), &mut visit);
        }
    }

    /// Calls for every one of `rows` rows that is not in the set, from the first to the last.
    pub(super) fn each_absent(&self, rows: usize, mut visit: impl FnMut(usize)) {
        for (at, word) in self.words.iter().enumerate() {
            each_of_word(at, !word & mask(at, &(0..rows)), &mut visit);
        }
    }

    /// The rows of the set from one on, upwards.
    pub(super) fn upwards(&self, from: usize) -> impl Iterator<Item = usize> + '_ {
        let first = from / WORD;
        self.words.iter().enumerate().skip(first).flat_map(move |(at, word)| {
            let mut word = if at == first { *word & (u64::MAX << (from % WORD)) } else { *word };
            std::iter::from_fn(move || {
                let row = (word != 0).then(|| at * WORD + word.trailing_zeros() as usize);
                word &= word.wrapping_sub(1);
                row
            })
        })
    }

    /// The rows of the set below one, downwards.
    pub(super) fn downwards(&self, below: usize) -> impl Iterator<Item = usize> + '_ {
        let words = below.div_ceil(WORD).min(self.words.len());
        self.words[..words].iter().enumerate().rev().flat_map(move |(at, word)| {
            let mut word = word & mask(at, &(0..below));
            std::iter::from_fn(move || {
                let bit = WORD.checked_sub(1 + word.leading_zeros() as usize)?;
                word &= !(1 << bit);
                Some(at * WORD + bit)
            })
        })
    }

    pub(super) fn first(&self) -> Option<usize> {
        self.upwards(0).next()
    }

    pub(super) fn last(&self) -> Option<usize> {
        self.downwards(self.words.len() * WORD).next()
    }
}

/// The bits of a word that stand for rows of a range.
fn mask(word: usize, range: &Range<usize>) -> u64 {
    let below = |row: usize| match row.saturating_sub(word * WORD) {
        bits if bits >= WORD => u64::MAX,
        bits => (1 << bits) - 1,
    };
    below(range.end) & !below(range.start)
}

fn each_of_word(at: usize, mut word: u64, visit: &mut impl FnMut(usize)) {
    while word != 0 {
        visit(at * WORD + word.trailing_zeros() as usize);
        word &= word - 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::btree_set, prelude::*};

    use super::*;

    const ROWS: usize = 300;

    proptest! {
        #[test]
        fn is_a_set(rows in btree_set(0..ROWS, 0..80), others in btree_set(0..ROWS, 0..80), start in 0..ROWS, length in 0..ROWS) {
            let (bits, other) = (Bits::of(rows.clone(), ROWS), Bits::of(others.clone(), ROWS));
            let range = start..(start + length).min(ROWS);
            prop_assert_eq!(bits.count(), rows.len() as u64);
            prop_assert_eq!(bits.count_common(&other), rows.intersection(&others).count() as u64);
            prop_assert_eq!(bits.count_in(range.clone()), rows.range(range.clone()).count() as u64);
            prop_assert_eq!(bits.upwards(start).collect::<Vec<_>>(), rows.range(start..).copied().collect::<Vec<_>>());
            prop_assert_eq!(bits.downwards(start).collect::<Vec<_>>(), rows.range(..start).rev().copied().collect::<Vec<_>>());
            prop_assert_eq!((bits.first(), bits.last()), (rows.first().copied(), rows.last().copied()));
            prop_assert_eq!(Bits::range(range.clone(), ROWS), Bits::of(range.clone(), ROWS));
            let (mut both, mut either) = (bits.clone(), bits.clone());
            both.keep(&other);
            either.add(&other);
            let mut seen = BTreeSet::new();
            both.each(|row| { seen.insert(row); });
            prop_assert_eq!(seen, rows.intersection(&others).copied().collect::<BTreeSet<_>>());
            let mut in_range = BTreeSet::new();
            bits.each_in(range.clone(), |row| { in_range.insert(row); });
            prop_assert_eq!(in_range, rows.range(range.clone()).copied().collect::<BTreeSet<_>>());
            let mut absent = BTreeSet::new();
            either.each_absent(ROWS, |row| { absent.insert(row); });
            prop_assert_eq!(absent, (0..ROWS).filter(|row| !rows.contains(row) && !others.contains(row)).collect::<BTreeSet<_>>());
        }

        #[test]
        fn what_is_removed_is_gone(mut rows in btree_set(0..ROWS, 1..80)) {
            let mut bits = Bits::of(rows.clone(), ROWS);
            let first = rows.pop_first().expect("a row");
            prop_assert!(bits.contains(first));
            bits.remove(first);
            prop_assert!(!bits.contains(first));
            prop_assert_eq!(bits, Bits::of(rows, ROWS));
        }
    }
}
