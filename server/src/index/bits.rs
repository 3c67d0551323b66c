//! Sets of rows, one bit a row.

use std::ops::Range;

const WORD: usize = u64::BITS as usize;

/// How many rows are in a batch at most.
pub(super) const BATCH: usize = 64;

/// A set of rows of a segment. It holds the words of a window; there is no row outside of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Bits {
    /// The word that the window begins with.
    first: usize,
    words: Vec<u64>,
}

impl Bits {
    /// No row, with a window over a range of rows.
    pub(super) fn none(window: &Range<usize>) -> Self {
        let first = window.start / WORD;
        Self { first, words: vec![0; window.end.div_ceil(WORD).saturating_sub(first)] }
    }

    /// The rows of a range, which is the window too.
    pub(super) fn range(range: &Range<usize>) -> Self {
        let mut bits = Self::none(range);
        for (at, word) in (bits.first..).zip(&mut bits.words) {
            *word = mask(at, range);
        }
        bits
    }

    /// These rows, with a window over a range that has all of them.
    pub(super) fn of(members: impl IntoIterator<Item = usize>, window: &Range<usize>) -> Self {
        let mut bits = Self::none(window);
        members.into_iter().for_each(|row| bits.insert(row));
        bits
    }

    /// The rows of the set that are in a range, which becomes the window.
    pub(super) fn within(&self, range: &Range<usize>) -> Self {
        let mut bits = Self::range(range);
        bits.keep(self);
        bits
    }

    /// Adds a row of the window.
    pub(super) fn insert(&mut self, row: usize) {
        self.words[row / WORD - self.first] |= 1 << (row % WORD);
    }

    /// Takes out a row of the window.
    pub(super) fn remove(&mut self, row: usize) {
        self.words[row / WORD - self.first] &= !(1 << (row % WORD));
    }

    /// The word at a place counted from the first row.
    fn word(&self, at: usize) -> u64 {
        at.checked_sub(self.first).and_then(|at| self.words.get(at)).copied().unwrap_or_default()
    }

    /// The words with their places.
    fn placed(&self) -> impl DoubleEndedIterator<Item = (usize, u64)> {
        self.words.iter().enumerate().map(|(at, word)| (self.first + at, *word))
    }

    /// The places of the words that both windows have.
    fn common(&self, other: &Self) -> Range<usize> {
        let end = |bits: &Self| bits.first + bits.words.len();
        let start = self.first.max(other.first);
        start..end(self).min(end(other)).max(start)
    }

    /// The words at some places of the window.
    fn at(&self, places: &Range<usize>) -> &[u64] {
        if places.is_empty() { &[] } else { &self.words[places.start - self.first..places.end - self.first] }
    }

    pub(super) fn contains(&self, row: usize) -> bool {
        self.word(row / WORD) >> (row % WORD) & 1 == 1
    }

    /// Keeps what is also in another set.
    pub(super) fn keep(&mut self, other: &Self) {
        let places = self.common(other);
        let own = places.start.saturating_sub(self.first).min(self.words.len());
        let end = own + places.len();
        self.words[..own].fill(0);
        self.words[end..].fill(0);
        for (word, other) in self.words[own..end].iter_mut().zip(other.at(&places)) {
            *word &= other;
        }
    }

    /// Takes in what another set has in the words of the window.
    pub(super) fn add(&mut self, other: &Self) {
        let places = self.common(other);
        let own = places.start.saturating_sub(self.first).min(self.words.len());
        for (word, other) in self.words[own..].iter_mut().zip(other.at(&places)) {
            *word |= other;
        }
    }

    /// How many words the window has.
    pub(super) fn width(&self) -> usize {
        self.words.len()
    }

    pub(super) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many rows are in both sets.
    pub(super) fn count_common(&self, other: &Self) -> u64 {
        let places = self.common(other);
        self.at(&places).iter().zip(other.at(&places)).map(|(a, b)| u64::from((a & b).count_ones())).sum()
    }

    /// The words that have rows of a range, without those outside of the range.
    fn placed_in(&self, range: Range<usize>) -> impl Iterator<Item = (usize, u64)> {
        let window = self.first..self.first + self.words.len();
        let places = (range.start / WORD).max(window.start)..range.end.div_ceil(WORD).min(window.end);
        places.map(move |at| (at, self.words[at - self.first] & mask(at, &range)))
    }

    /// How many rows of a range are in the set.
    pub(super) fn count_in(&self, range: Range<usize>) -> u64 {
        self.placed_in(range).map(|(_, word)| u64::from(word.count_ones())).sum()
    }

    /// Calls for every row of the set, from the first to the last.
    pub(super) fn each(&self, mut visit: impl FnMut(usize)) {
        for (at, word) in self.placed() {
            each_of_word(at, word, &mut visit);
        }
    }

    /// Calls for all rows of the set in batches, from the first to the last: what is looked up for each of them is
    /// looked up for many at once.
    pub(super) fn each_batch(&self, mut visit: impl FnMut(&[usize])) {
        let (mut batch, mut rows) = ([0; BATCH], 0);
        self.each(|row| {
            batch[rows] = row;
            rows += 1;
            if rows == BATCH {
                visit(&batch);
                rows = 0;
            }
        });
        visit(&batch[..rows]);
    }

    /// Calls for every row of the set that is in a range, from the first to the last.
    pub(super) fn each_in(&self, range: Range<usize>, mut visit: impl FnMut(usize)) {
        for (at, word) in self.placed_in(range) {
            each_of_word(at, word, &mut visit);
        }
    }

    /// Calls for every one of `rows` rows that is not in the set, from the first to the last.
    pub(super) fn each_absent(&self, rows: usize, mut visit: impl FnMut(usize)) {
        for at in 0..rows.div_ceil(WORD) {
            each_of_word(at, !self.word(at) & mask(at, &(0..rows)), &mut visit);
        }
    }

    /// The rows of the set from one on, upwards.
    pub(super) fn upwards(&self, from: usize) -> impl Iterator<Item = usize> + '_ {
        let first = from / WORD;
        self.placed().skip(first.saturating_sub(self.first)).flat_map(move |(at, word)| {
            let mut word = if at == first { word & (u64::MAX << (from % WORD)) } else { word };
            std::iter::from_fn(move || {
                let row = (word != 0).then(|| at * WORD + word.trailing_zeros() as usize);
                word &= word.wrapping_sub(1);
                row
            })
        })
    }

    /// The rows of the set below one, downwards.
    pub(super) fn downwards(&self, below: usize) -> impl Iterator<Item = usize> + '_ {
        let words = below.div_ceil(WORD).saturating_sub(self.first).min(self.words.len());
        self.words[..words].iter().enumerate().rev().flat_map(move |(at, word)| {
            let at = self.first + at;
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
        self.downwards((self.first + self.words.len()) * WORD).next()
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

    fn rows_of(bits: &Bits) -> BTreeSet<usize> {
        let mut rows = BTreeSet::new();
        bits.each(|row| {
            rows.insert(row);
        });
        rows
    }

    proptest! {
        #[test]
        fn is_a_set(rows in btree_set(0..ROWS, 0..80), others in btree_set(0..ROWS, 0..80), start in 0..ROWS, length in 0..ROWS, cut in 0..ROWS, kept in 0..ROWS) {
            // One has a window over all rows, the other over some; whole words are in it or not.
            let window = cut..(cut + kept).min(ROWS);
            let words = window.start / WORD * WORD..window.end.div_ceil(WORD) * WORD;
            let others: BTreeSet<usize> = others.into_iter().filter(|row| words.contains(row)).collect();
            let (bits, other) = (Bits::of(rows.clone(), &(0..ROWS)), Bits::of(others.clone(), &window));
            let range = start..(start + length).min(ROWS);
            let both: BTreeSet<usize> = rows.intersection(&others).copied().collect();
            for (bits, other, rows) in [(&bits, &other, &rows), (&other, &bits, &others)] {
                prop_assert_eq!(bits.count(), rows.len() as u64);
                prop_assert_eq!(&rows_of(bits), rows);
                let mut batched = Vec::new();
                bits.each_batch(|batch| batched.extend_from_slice(batch));
                prop_assert_eq!(batched, rows.iter().copied().collect::<Vec<_>>());
                prop_assert_eq!(bits.count_common(other), both.len() as u64);
                prop_assert_eq!(bits.count_in(range.clone()), rows.range(range.clone()).count() as u64);
                prop_assert_eq!(bits.upwards(start).collect::<Vec<_>>(), rows.range(start..).copied().collect::<Vec<_>>());
                prop_assert_eq!(bits.downwards(start).collect::<Vec<_>>(), rows.range(..start).rev().copied().collect::<Vec<_>>());
                prop_assert_eq!((bits.first(), bits.last()), (rows.first().copied(), rows.last().copied()));
                prop_assert!((0..ROWS).all(|row| bits.contains(row) == rows.contains(&row)));
                let in_range: BTreeSet<usize> = rows.range(range.clone()).copied().collect();
                prop_assert_eq!(&rows_of(&bits.within(&range)), &in_range);
                let mut seen = BTreeSet::new();
                bits.each_in(range.clone(), |row| { seen.insert(row); });
                prop_assert_eq!(seen, in_range);
                let mut absent = BTreeSet::new();
                bits.each_absent(ROWS, |row| { absent.insert(row); });
                prop_assert_eq!(absent, (0..ROWS).filter(|row| !rows.contains(row)).collect::<BTreeSet<_>>());
                let mut kept = bits.clone();
                kept.keep(other);
                prop_assert_eq!(&rows_of(&kept), &both);
            }
            prop_assert_eq!(rows_of(&Bits::range(&range)), range.collect::<BTreeSet<_>>());
            let mut either = bits.clone();
            either.add(&other);
            prop_assert_eq!(rows_of(&either), rows.union(&others).copied().collect::<BTreeSet<_>>());
        }

        #[test]
        fn what_is_removed_is_gone(mut rows in btree_set(0..ROWS, 1..80)) {
            let mut bits = Bits::of(rows.clone(), &(0..ROWS));
            let first = rows.pop_first().expect("a row");
            prop_assert!(bits.contains(first));
            bits.remove(first);
            prop_assert!(!bits.contains(first));
            prop_assert_eq!(rows_of(&bits), rows);
        }
    }
}
