//! Statements that may have nearly the words of a text: those that have runs of three words (shingles) in common with
//! it. Words are stems here, so there can be more of them than are alike.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
};

use domain::StatementId;
use service::SHINGLE_WORDS;

use super::{
    bits::Bits,
    segment::Segment,
    texts::Detail,
    words::{Analysis, Term},
};

/// Up to `most` statements with the most shingles in common with a text, those first.
pub(super) fn candidates<'a>(
    segments: impl Iterator<Item = (&'a Segment, Cow<'a, Bits>)>,
    text: &str,
    most: usize,
) -> Vec<StatementId> {
    let terms = shingles(text);
    let mut common: HashMap<i64, u32> = HashMap::new();
    for (segment, live) in segments {
        for term in &terms {
            let mut rows = BTreeSet::new();
            segment.texts.each(term, Detail::Rows, |row, _| {
                rows.insert(row);
            });
            for row in rows.into_iter().filter(|row| live.contains(*row)) {
                *common.entry(segment.columns.ids[row]).or_default() += 1;
            }
        }
    }
    let mut found: Vec<(i64, u32)> = common.into_iter().collect();
    found.sort_unstable_by_key(|(id, shingles)| (Reverse(*shingles), *id));
    found.into_iter().take(most).map(|(id, _)| StatementId(id)).collect()
}

/// The runs of words of a text; a text of fewer words is one.
fn shingles(text: &str) -> Vec<Term> {
    let places: Vec<_> = Analysis::Names.words(text).into_iter().map(|(_, place)| place).collect();
    let runs = places.windows(SHINGLE_WORDS.min(places.len()).max(1));
    let runs: BTreeSet<&str> = runs.map(|run| &text[run[0].start..run[run.len() - 1].end]).collect();
    runs.into_iter().filter_map(Term::new).collect()
}
