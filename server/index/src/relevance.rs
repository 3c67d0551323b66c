//! How well a statement matches what is searched for: BM25, after S. Robertson and H. Zaragoza, "The Probabilistic
//! Relevance Framework: BM25 and Beyond" (2009), with the logarithm that is never negative. A term is a word or a
//! phrase; the collection is all that is published, whatever else is filtered.

/// How soon more of the same word stops to matter.
const K1: f64 = 1.2;

/// How much longer texts are held back.
const B: f64 = 0.75;

/// Steps of a score for each unit, so that it can stand in a cursor as a whole number.
const STEPS: f64 = 65_536.0;

/// What all statements are, together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Collection {
    /// How many there are.
    pub(super) statements: u64,
    /// How many words they have.
    pub(super) words: u64,
}

impl Collection {
    /// How much a term tells that stands in so many statements.
    #[expect(clippy::cast_precision_loss, reason = "numbers of statements are far from where that begins")]
    pub(super) fn weight(self, statements_with_term: u64) -> f64 {
        let (all, with) = (self.statements as f64, statements_with_term as f64);
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }

    /// What a term of a weight adds to the score of a statement of so many words in which it stands so often.
    #[expect(clippy::cast_precision_loss, reason = "numbers of words are far from where that begins")]
    pub(super) fn part(self, weight: f64, frequency: u32, length: u32) -> f64 {
        let average = self.words.max(1) as f64 / self.statements.max(1) as f64;
        let frequency = f64::from(frequency);
        weight * frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * f64::from(length) / average))
    }
}

/// A score as it stands in a cursor.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut off at both ends")]
pub(super) fn steps(score: f64) -> u32 {
    (score * STEPS).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Collection = Collection { statements: 100, words: 5_000 };

    #[test]
    fn rarer_terms_weigh_more_and_none_weighs_less_than_nothing() {
        assert!(ALL.weight(1) > ALL.weight(50));
        assert!(ALL.weight(100) > 0.0);
    }

    #[test]
    fn more_of_a_term_counts_more_and_a_longer_text_less() {
        let part = |frequency, length| ALL.part(2.0, frequency, length);
        assert!(part(2, 50) > part(1, 50));
        assert!(part(1, 100) < part(1, 50));
        assert!((part(1, 50) - 2.0).abs() < 1e-9, "once in a text of average length is the weight itself");
        assert!(part(1_000_000, 50) < 2.0 * (K1 + 1.0), "there is an end to it");
    }
}
