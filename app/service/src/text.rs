//! Comparing words as readers do: without regard to case, accents and punctuation.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The words of a text, folded: decomposed, without accents, in lower case, and cut at everything that
/// is neither letter nor digit.
#[must_use]
pub fn folded_words(text: &str) -> Vec<String> {
    let folded: String = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A text by its folded words, with a space between them.
#[must_use]
pub fn folded(text: &str) -> String {
    folded_words(text).join(" ")
}

/// Whether some word of a text, or the text from some word on, begins with what was typed.
#[must_use]
pub fn has_word_starting(text: &str, typed: &str) -> bool {
    has_folded_word_starting(&folded(text), &folded(typed))
}

/// The same of a text and of what was typed that are folded already.
#[must_use]
pub fn has_folded_word_starting(text: &str, typed: &str) -> bool {
    text.starts_with(typed) || text.contains(&format!(" {typed}"))
}

/// The folded words of a text, ready to look for words and phrases in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchableText(String);

impl SearchableText {
    /// Folds a text; a phrase is not found across the end of a line.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.lines().map(padded).collect::<Vec<_>>().join("\n"))
    }

    /// How often a word or phrase occurs. A text without words, like a lone hyphen, occurs nowhere.
    #[must_use]
    pub fn count(&self, term: &FoldedTerm) -> usize {
        if term.0.trim().is_empty() {
            return 0;
        }
        // Two occurrences may share the space between them, so the search goes on from the last one.
        let mut from = 0;
        let mut count = 0;
        while let Some(at) = self.0[from..].find(&term.0) {
            count += 1;
            from += at + term.0.len() - 1;
        }
        count
    }
}

/// A word or phrase to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedTerm(String);

impl FoldedTerm {
    /// Folds a word or phrase.
    #[must_use]
    pub fn new(term: &str) -> Self {
        Self(padded(term))
    }
}

fn padded(text: &str) -> String {
    format!(" {} ", folded(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn count(text: &str, term: &str) -> usize {
        SearchableText::new(text).count(&FoldedTerm::new(term))
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(count("Eduardo S\u{e1}nchez dijo", "sanchez"), 1);
        assert_eq!(count("Eduardo Sanchez", "S\u{c1}NCHEZ"), 1);
        assert_eq!(count("l\u{2019}ACC\u{c8}S aux m\u{e9}dicaments", "acces"), 1);
    }

    #[test]
    fn words_are_whole_and_phrases_in_order() {
        assert_eq!(count("patent linkage and patents", "patent"), 1);
        assert_eq!(count("the T-MEC, the T-MEC", "t-mec"), 2);
        assert_eq!(count("linkage patent", "patent linkage"), 0);
        assert_eq!(count("data\nprotection", "data protection"), 0);
        assert_eq!(count("no no no", "no"), 3);
    }

    #[test]
    fn nothing_occurs_nowhere() {
        assert_eq!(count("a - b", "-"), 0);
        assert_eq!(count("", ""), 0);
    }

    #[test]
    fn type_ahead_finds_the_start_of_any_word() {
        assert!(has_word_starting("Secretar\u{ed}a de Econom\u{ed}a", "econo"));
        assert!(has_word_starting("Secretar\u{ed}a de Econom\u{ed}a", "de eco"));
        assert!(!has_word_starting("Secretar\u{ed}a de Econom\u{ed}a", "conomia"));
        assert!(has_word_starting("anything", ""));
    }

    proptest! {
        #[test]
        fn every_word_of_a_text_is_found_in_it(text in "\\PC{0,60}") {
            for word in folded_words(&text) {
                prop_assert!(count(&text, &word) > 0, "{word:?}");
            }
        }
    }

    #[test]
    fn words_within_other_words_hide_no_beginning() {
        assert!(has_folded_word_starting("xa a a", "a a"));
        assert!(!has_folded_word_starting("xa b", "a b"));
    }
}
