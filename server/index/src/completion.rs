//! How a word that is being typed may go on.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use domain::StatementFilter;
use service::ports::Completion;

use super::{
    generation::Generation,
    segment::Segment,
    selection::{Selection, with_term},
    view::View,
    words::{self, Term},
};

/// How many words are counted, those that stand in most statements.
const COUNTED: usize = 24;

/// A word that begins so, however it is written.
#[derive(Default)]
pub(super) struct Candidate {
    /// In about how many statements each way of writing it stands.
    writings: HashMap<String, u64>,
}

impl Candidate {
    pub(super) fn add(&mut self, written: &str, statements: u64) {
        match self.writings.get_mut(written) {
            Some(sum) => *sum += statements,
            None => drop(self.writings.insert(written.to_owned(), statements)),
        }
    }

    fn statements(&self) -> u64 {
        self.writings.values().sum()
    }

    /// The way it is written most.
    fn written(self) -> String {
        let most = self.writings.into_iter().max_by_key(|(written, count)| (*count, Reverse(written.clone())));
        most.map(|(written, _)| written).unwrap_or_default()
    }
}

/// The words that a beginning may become, as they are written, those in most statements first; at most as many as are
/// counted.
pub(super) fn likeliest(candidates: HashMap<String, Candidate>) -> impl Iterator<Item = String> {
    let mut all: Vec<(String, Candidate)> = candidates.into_iter().collect();
    all.sort_unstable_by(|(a, of_a), (b, of_b)| of_b.statements().cmp(&of_a.statements()).then_with(|| a.cmp(b)));
    all.truncate(COUNTED);
    all.into_iter().map(|(_, candidate)| candidate.written())
}

/// Those of some words with which a filter leaves anything, those that leave most first.
pub(super) fn counted(
    words: impl Iterator<Item = String>,
    count: impl Fn(&Term) -> u64,
    most: usize,
) -> Vec<Completion> {
    let completion = |word: String| {
        let statements = count(&Term::new(&word)?);
        Some(Completion { word, statements }).filter(|completion| completion.statements > 0)
    };
    let mut completions: Vec<Completion> = words.filter_map(completion).collect();
    completions.sort_unstable_by(|a, b| b.statements.cmp(&a.statements).then_with(|| a.word.cmp(&b.word)));
    completions.truncate(most);
    completions
}

/// The words that begin as one does that is being typed, with how many statements pass a filter and have the word, too.
pub(super) fn completions(
    generation: &Arc<Generation>,
    filter: &StatementFilter,
    beginning: &str,
    most: usize,
) -> Vec<Completion> {
    let Some(beginning) = words::beginning(beginning) else { return Vec::new() };
    let mut candidates: HashMap<String, Candidate> = HashMap::new();
    for segment in generation.segments() {
        segment.texts.each_word_beginning(&beginning, |folded, written, statements| match candidates.get_mut(folded) {
            Some(candidate) => candidate.add(written, statements),
            None => candidates.entry(folded.to_owned()).or_default().add(written, statements),
        });
    }
    let view = View::new(Arc::clone(generation), filter);
    let count = |term: &Term| {
        let named = generation.stakeholders.named(term);
        let count = |(segment, selection): (&Segment, &Selection)| {
            selection.passing.count_common(&with_term(segment, term, &named, &(0..segment.rows())))
        };
        view.segments().map(count).sum()
    };
    counted(likeliest(candidates), count, most)
}
