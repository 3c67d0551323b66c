//! One consistent set of statements: what a search sees from its beginning to its end.
//!
//! It has a built segment with most statements and a small one with those that have changed since. What became of a
//! statement of the built segment is a bit that is not set any more, so a change costs as little as the small segment.

use std::{borrow::Cow, sync::Arc};

use domain::StatementId;

use super::{
    bits::Bits,
    dictionary::{Dictionary, Stakeholders},
    plan::Plan,
    relevance::{Collection, steps},
    segment::Segment,
    selection::with_term,
    similar,
    texts::Detail,
};

/// A consistent set of statements.
#[derive(Clone)]
pub(super) struct Generation {
    pub(super) dictionary: Arc<Dictionary>,
    pub(super) stakeholders: Arc<Stakeholders>,
    pub(super) built: Arc<Segment>,
    /// The rows of the built segment that are as they were.
    pub(super) unchanged: Arc<Bits>,
    pub(super) changed: Arc<Segment>,
}

/// The scores of the rows of a segment; zero for rows that were not found.
pub(super) type Scores = Vec<u32>;

impl Generation {
    pub(super) fn segments(&self) -> impl Iterator<Item = &Segment> {
        [&*self.built, &*self.changed].into_iter()
    }

    /// The segments with the rows that count.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&Segment, Cow<'_, Bits>)> {
        let all = Bits::range(&(0..self.changed.rows()));
        [(&*self.built, Cow::Borrowed(&*self.unchanged)), (&*self.changed, Cow::Owned(all))].into_iter()
    }

    /// How well each row matches the terms of a plan.
    pub(super) fn scores(&self, plan: &Plan) -> Vec<Scores> {
        let collection = self.collection();
        let mut sums: Vec<Vec<f64>> = self.segments().map(|segment| vec![0.0; segment.rows()]).collect();
        for (term, named) in plan.terms.iter().flatten() {
            let found = |(segment, live): (&Segment, Cow<'_, Bits>)| {
                with_term(segment, term, named, &(0..segment.rows())).count_common(&live)
            };
            let weight = collection.weight(self.parts().map(found).sum());
            for (segment, sums) in self.segments().zip(&mut sums) {
                let mut frequencies: Vec<u32> = vec![0; segment.rows()];
                segment.texts.each(term, Detail::Frequencies, |row, count| frequencies[row] += count);
                let rows = named.iter().flat_map(|number| segment.by_stakeholder.get(*number));
                rows.for_each(|row| frequencies[*row as usize] += 1);
                for ((sum, frequency), length) in sums.iter_mut().zip(frequencies).zip(&segment.columns.lengths) {
                    if frequency > 0 {
                        *sum += collection.part(weight, frequency, *length);
                    }
                }
            }
        }
        sums.into_iter().map(|sums| sums.into_iter().map(steps).collect()).collect()
    }

    /// The day on which each row was recorded, as what lists are in the order of.
    pub(super) fn days_of_recording(&self) -> Vec<Scores> {
        let days = |segment: &Segment| segment.columns.recorded.iter().map(|day| day.unsigned_abs()).collect();
        self.segments().map(days).collect()
    }

    fn collection(&self) -> Collection {
        let mut collection = Collection { statements: 0, words: 0 };
        for (segment, live) in self.parts() {
            collection.statements += live.count();
            collection.words += segment.words;
            live.each_absent(segment.rows(), |row| collection.words -= u64::from(segment.columns.lengths[row]));
        }
        collection
    }

    /// Statements that may have nearly the words of a text.
    pub(super) fn candidates(&self, text: &str, most: usize) -> Vec<StatementId> {
        similar::candidates(self.parts(), text, most)
    }
}
