//! How alike two texts are, by the short runs of words (shingles) they share, after A. Broder, "On the
//! resemblance and containment of documents" (1997). Words are folded first, so that case, accents and
//! punctuation make no difference.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use super::text::folded_words;

/// How many words a shingle has.
pub const SHINGLE_WORDS: usize = 3;

/// The least share of all shingles of two texts that both have, in percent, for them to be near-identical.
const RESEMBLANCE: usize = 50;

/// The least share of the shingles of the shorter text that the longer one has too, in percent, for the one to
/// be a cut of the other.
const CONTAINMENT: usize = 80;

/// The least shingles of a text for which being contained in another says anything.
const CONTAINED: usize = 5;

/// The shingles of a text, as hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shingles(BTreeSet<u64>);

impl Shingles {
    /// The shingles of a text. A text of fewer words than a shingle is one shingle.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let words = folded_words(text);
        if words.is_empty() {
            return Self::default();
        }
        Self(words.windows(SHINGLE_WORDS.min(words.len())).map(hash).collect())
    }

    /// How alike two texts are, in percent; `None` when they are not near-identical and neither is a cut of the
    /// other.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Option<u8> {
        let shorter = self.0.len().min(other.0.len());
        if shorter == 0 {
            return None;
        }
        let common = self.0.intersection(&other.0).count();
        let all = self.0.len() + other.0.len() - common;
        let (resemblance, containment) = (common * 100 / all, common * 100 / shorter);
        let is_cut = containment >= CONTAINMENT && shorter >= CONTAINED;
        let likeness = if is_cut { containment } else { resemblance };
        u8::try_from(likeness).ok().filter(|_| is_cut || resemblance >= RESEMBLANCE)
    }
}

fn hash(words: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const QUOTE: &str = "Access to medicines must come first in the review of the agreement, and patents second.";

    fn likeness(a: &str, b: &str) -> Option<u8> {
        Shingles::new(a).likeness(&Shingles::new(b))
    }

    #[test]
    fn the_same_words_are_alike_whatever_their_form() {
        assert_eq!(likeness(QUOTE, &QUOTE.to_uppercase().replace(',', " \u{2014}")), Some(100));
        assert_eq!(likeness("Nunca m\u{e1}s", "nunca mas"), Some(100));
    }

    #[test]
    fn a_changed_word_or_a_cut_leaves_them_alike() {
        let changed = QUOTE.replace("first", "foremost");
        assert!(likeness(QUOTE, &changed).is_some_and(|percent| (50..100).contains(&percent)));
        assert_eq!(likeness(QUOTE, "medicines must come first in the review of the agreement"), Some(100));
    }

    #[test]
    fn other_words_are_not_alike() {
        assert_eq!(likeness(QUOTE, "Patents must be protected in the review of the agreement."), None);
        assert_eq!(likeness(QUOTE, "must come first"), None, "too short to be a cut of anything");
        assert_eq!(likeness(QUOTE, ""), None);
        assert_eq!(likeness("", ""), None);
    }

    proptest! {
        #[test]
        fn likeness_does_not_depend_on_the_order(a in "([abc]{1,2} ){0,12}", b in "([abc]{1,2} ){0,12}") {
            prop_assert_eq!(likeness(&a, &b), likeness(&b, &a));
        }

        #[test]
        fn a_text_is_wholly_like_itself(text in "([a-z]{1,5} ){1,12}") {
            prop_assert_eq!(likeness(&text, &text), Some(100));
        }
    }
}
