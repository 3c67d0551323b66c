//! Sets of rows, one bit a row.

use std::ops::Range;

use super::lists::within;

const WORD: usize = u64::BITS as usize;

/// How many rows are in a batch at most.
pub(super) const BATCH: usize = 256;

/// Copied without a branch: so many rows of a word, whatever number it has.
const AT_ONCE: usize = 4;

/// A set of rows of a segment. It holds the words of a window; there is no row outside of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Bits {
    /// The word that the window begins with.
    first: usize,
    words: Vec<u64>,
    /// The rows one by one, where [`Bits::list_few`] found them few. Whatever changes the set takes the list away.
    few: Option<Vec<u32>>,
}

impl Bits {
    /// No row, with a window over a range of rows.
    pub(super) fn none(window: &Range<usize>) -> Self {
        let first = window.start / WORD;
        Self { first, words: vec![0; window.end.div_ceil(WORD).saturating_sub(first)], few: None }
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
        bits.insert_all(members);
        bits
    }

    /// The rows of a window that pass.
    pub(super) fn passing(window: &Range<usize>, passes: impl Fn(usize) -> bool) -> Self {
        let mut bits = Self::none(window);
        for (at, word) in (bits.first..).zip(&mut bits.words) {
            // One bit after the other, whether it is set or not: where about half of them are, nobody can guess which.
            let rows = (at * WORD).max(window.start)..((at + 1) * WORD).min(window.end);
            *word = rows.fold(0, |word, row| word | u64::from(passes(row)) << (row % WORD));
        }
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
        self.insert_all([row]);
    }

    /// Adds rows of the window.
    pub(super) fn insert_all(&mut self, rows: impl IntoIterator<Item = usize>) {
        self.few = None;
        let (first, words) = (self.first, self.words.as_mut_slice());
        rows.into_iter().for_each(|row| words[row / WORD - first] |= 1 << (row % WORD));
    }

    /// Takes out a row of the window.
    pub(super) fn remove(&mut self, row: usize) {
        self.few = None;
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
        self.few = None;
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
        self.few = None;
        let places = self.common(other);
        let own = places.start.saturating_sub(self.first).min(self.words.len());
        for (word, other) in self.words[own..].iter_mut().zip(other.at(&places)) {
            *word |= other;
        }
    }

    /// Lists the rows one by one if there are fewer of them than words, so that who goes through them does not go
    /// through all words. For sets that are gone through more than once.
    pub(super) fn list_few(&mut self) {
        let rows = usize::try_from(self.count()).unwrap_or(usize::MAX);
        if rows <= self.words.len() {
            let mut few = Vec::with_capacity(rows);
            self.each_batch(|batch| few.extend_from_slice(batch));
            self.few = Some(few);
        }
    }

    /// How many words the window has.
    pub(super) fn width(&self) -> usize {
        self.words.len()
    }

    pub(super) fn count(&self) -> u64 {
        if let Some(few) = &self.few {
            return few.len() as u64;
        }
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many rows are in both sets.
    pub(super) fn count_common(&self, other: &Self) -> u64 {
        if let Some(few) = &self.few {
            return few.iter().map(|row| u64::from(other.contains(*row as usize))).sum();
        }
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
        if let Some(few) = &self.few {
            return within(few, &range).len() as u64;
        }
        self.placed_in(range).map(|(_, word)| u64::from(word.count_ones())).sum()
    }

    /// Calls for every row of the set, from the first to the last.
    pub(super) fn each(&self, mut visit: impl FnMut(usize)) {
        self.each_batch(|rows| rows.iter().for_each(|row| visit(*row as usize)));
    }

    /// Calls for every row of the set, from the last to the first.
    pub(super) fn each_downwards(&self, mut visit: impl FnMut(usize)) {
        if let Some(few) = &self.few {
            return few.iter().rev().for_each(|row| visit(*row as usize));
        }
        for (at, mut word) in self.placed().rev() {
            while word != 0 {
                let bit = WORD - 1 - word.leading_zeros() as usize;
                word &= !(1 << bit);
                visit(at * WORD + bit);
            }
        }
    }

    /// Calls for every row of the set that is in a range, from the first to the last.
    pub(super) fn each_in(&self, range: Range<usize>, mut visit: impl FnMut(usize)) {
        self.each_batch_in(range, |rows| rows.iter().for_each(|row| visit(*row as usize)));
    }

    /// Calls for all rows of the set in batches, from the first to the last: what is looked up for each of them is
    /// looked up for many at once.
    pub(super) fn each_batch(&self, visit: impl FnMut(&[u32])) {
        self.each_batch_in(self.first * WORD..(self.first + self.words.len()) * WORD, visit);
    }

    /// Calls for all rows of the set that are in a range in batches, from the first to the last.
    ///
    /// A processor that has to guess how many rows a word has guesses wrongly most of the time, so some are taken from
    /// every word and those that are none are written over by the next, as in Lemire's "Really fast bitset decoding for
    /// average densities" (2019).
    pub(super) fn each_batch_in(&self, range: Range<usize>, mut visit: impl FnMut(&[u32])) {
        if let Some(few) = &self.few {
            return few[within(few, &range)].chunks(BATCH).for_each(visit);
        }
        let (mut batch, mut rows) = ([0; BATCH], 0);
        for (at, mut word) in self.placed_in(range) {
            let end = rows + word.count_ones() as usize;
            let mut take = |row: &mut u32| {
                *row = (at * WORD) as u32 + word.trailing_zeros();
                word &= word.wrapping_sub(1);
            };
            batch[rows..rows + AT_ONCE].iter_mut().for_each(&mut take);
            if end > rows + AT_ONCE {
                batch[rows + AT_ONCE..end].iter_mut().for_each(take);
            }
            rows = end;
            // Another word may not fit.
            if rows > BATCH - WORD {
                visit(&batch[..rows]);
                rows = 0;
            }
        }
        visit(&batch[..rows]);
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
            let listed = |bits: &Bits| {
                let mut listed = bits.clone();
                listed.list_few();
                listed
            };
            let (few, few_others) = (listed(&bits), listed(&other));
            let pairs =
                [(&bits, &other, &rows), (&other, &bits, &others), (&few, &other, &rows), (&few_others, &few, &others)];
            for (bits, other, rows) in pairs {
                prop_assert_eq!(bits.count(), rows.len() as u64);
                prop_assert_eq!(&rows_of(bits), rows);
                let mut batched = Vec::new();
                bits.each_batch(|batch| batched.extend(batch.iter().map(|row| *row as usize)));
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
            let even = Bits::passing(&range, |row| row % 2 == 0);
            prop_assert_eq!(rows_of(&even), range.clone().filter(|row| row % 2 == 0).collect::<BTreeSet<_>>());
            prop_assert_eq!(rows_of(&Bits::range(&range)), range.collect::<BTreeSet<_>>());
            let mut either = bits.clone();
            either.add(&other);
            prop_assert_eq!(rows_of(&either), rows.union(&others).copied().collect::<BTreeSet<_>>());
        }

        #[test]
        fn what_is_removed_is_gone(mut rows in btree_set(0..ROWS, 1..80), listed: bool) {
            let mut bits = Bits::of(rows.clone(), &(0..ROWS));
            if listed {
                bits.list_few();
            }
            let first = rows.pop_first().expect("a row");
            prop_assert!(bits.contains(first));
            bits.remove(first);
            prop_assert!(!bits.contains(first));
            prop_assert_eq!(rows_of(&bits), rows);
        }
    }
}
