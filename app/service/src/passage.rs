//! Finding a quote in the text of its source. White space and the forms of quotation marks are folded and
//! nothing else: a quote is in the text word for word, or it is not.

use std::ops::Range;

use domain::Passage;

/// How many characters before and after a passage are kept to tell it from others.
pub(crate) const CONTEXT: usize = 40;

/// How many characters are shown where a quote and its source first differ.
const SHOWN: usize = 60;

/// Where a quote and the text of its source first differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteDifference {
    /// The end of what they have in common; empty when not even the first word is found.
    pub common: String,
    /// How the quote goes on.
    pub quote: String,
    /// How the text goes on.
    pub source: String,
}

/// A text with its white space and quotation marks folded, and the way back to the text.
pub struct FoldedText<'a> {
    text: &'a str,
    folded: String,
    /// For every byte of `folded`, the place in `text` of the character it came from; and the end.
    places: Vec<usize>,
}

impl<'a> FoldedText<'a> {
    /// Folds a text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let (mut folded, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
        for (place, c) in text.char_indices() {
            let c = fold(c);
            if c == ' ' && (folded.is_empty() || folded.ends_with(' ')) {
                continue;
            }
            folded.push(c);
            places.resize(folded.len(), place);
        }
        if folded.ends_with(' ') {
            folded.pop();
            places.pop();
        }
        places.push(text.trim_end().len());
        Self { text, folded, places }
    }

    /// Where a quote stands in the text, in bytes.
    ///
    /// # Errors
    /// Where they first differ.
    pub fn find(&self, quote: &str) -> Result<Range<usize>, QuoteDifference> {
        let quote = FoldedText::new(quote);
        let wanted = quote.folded.as_str();
        if let Some(start) = self.folded.find(wanted).filter(|_| !wanted.is_empty()) {
            return Ok(self.places[start]..self.end_of(start + wanted.len()));
        }
        Err(self.first_difference(wanted))
    }

    /// Where a quote stands in the text; where it stands several times, the place whose surroundings are most
    /// like those given.
    ///
    /// # Errors
    /// Where they first differ.
    pub fn find_near(&self, quote: &str, near: &Passage) -> Result<Range<usize>, QuoteDifference> {
        let first = self.find(quote)?;
        let wanted = FoldedText::new(quote).folded;
        let (before, after) = (FoldedText::new(&near.prefix).folded, FoldedText::new(&near.suffix).folded);
        let alike = |start: usize| {
            let (left, right) = (&self.folded[..start], &self.folded[start + wanted.len()..]);
            let before = left.trim_end().chars().rev().zip(before.chars().rev()).take_while(|(a, b)| a == b).count();
            let after = right.trim_start().chars().zip(after.chars()).take_while(|(a, b)| a == b).count();
            before + after
        };
        let places = self.folded.match_indices(&wanted).map(|(start, _)| start);
        let best = places.min_by_key(|start| std::cmp::Reverse(alike(*start)));
        Ok(best.map_or(first, |start| self.places[start]..self.end_of(start + wanted.len())))
    }

    /// The place in the text behind the folded character that ends at a byte.
    fn end_of(&self, end: usize) -> usize {
        let last = self.places[end - 1];
        let length = self.text[last..].chars().next().map_or(0, char::len_utf8);
        last + length
    }

    fn first_difference(&self, wanted: &str) -> QuoteDifference {
        let ends: Vec<usize> = wanted.char_indices().map(|(place, c)| place + c.len_utf8()).collect();
        // What begins a found beginning is found as well, so the longest one can be searched for by halving.
        let found = ends.partition_point(|end| self.folded.contains(&wanted[..*end]));
        let common = if found == 0 { "" } else { &wanted[..ends[found - 1]] };
        let after = self.folded.find(common).filter(|_| !common.is_empty()).map(|start| start + common.len());
        QuoteDifference {
            common: last_characters(common, SHOWN),
            quote: wanted[common.len()..].chars().take(SHOWN).collect(),
            source: after.map(|after| self.folded[after..].chars().take(SHOWN).collect()).unwrap_or_default(),
        }
    }

    /// What stands before and after a place in the text.
    #[must_use]
    pub fn passage(&self, place: &Range<usize>) -> Passage {
        Passage {
            prefix: last_characters(&self.text[..place.start], CONTEXT),
            suffix: self.text[place.end..].chars().take(CONTEXT).collect(),
        }
    }
}

fn last_characters(text: &str, most: usize) -> String {
    let start = text.char_indices().rev().nth(most - 1).map_or(0, |(place, _)| place);
    text[start..].to_owned()
}

fn fold(c: char) -> char {
    match c {
        c if c.is_whitespace() => ' ',
        '\'' | '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}' | '\u{60}' | '\u{b4}' => '"',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str =
        "He said:\n\n\u{201c}Access to  medicines\u{a0}must come \u{2018}first\u{2019}.\u{201d} Then he left.";

    fn found(quote: &str) -> Option<&'static str> {
        FoldedText::new(TEXT).find(quote).ok().map(|place| &TEXT[place])
    }

    #[test]
    fn white_space_and_quotation_marks_are_folded_and_nothing_else() {
        let whole = "Access to  medicines\u{a0}must come \u{2018}first\u{2019}.";
        assert_eq!(found("Access to medicines must come 'first'."), Some(whole));
        assert_eq!(found(" Access to medicines\nmust come \"first\". "), Some(whole));
        assert_eq!(found("access to medicines must come 'first'."), None, "case is a difference");
        assert_eq!(found("Access to medicines must come 'first'"), Some(&whole[..whole.len() - 1]));
        assert_eq!(found("Access to medicines, must come"), None);
        assert_eq!(found(""), None);
    }

    #[test]
    fn of_several_places_the_one_with_the_same_surroundings_is_found() {
        let text = "One said: we agree. Two said: we agree. Three said: we agree.";
        let folded = FoldedText::new(text);
        let near = |prefix: &str, suffix: &str| {
            let near = Passage { prefix: prefix.to_owned(), suffix: suffix.to_owned() };
            folded.find_near("we agree", &near).expect("a place").start
        };
        assert_eq!(near("Two  said:\n", ". Three"), 30);
        assert_eq!(near("", ". Two said"), 10);
        assert_eq!(near("", ""), 10);
        assert_eq!(near("Three said: ", "."), 52);
        let all = Passage { prefix: String::new(), suffix: String::new() };
        assert!(folded.find_near("we differ", &all).is_err());
    }

    #[test]
    fn the_first_difference_is_shown() {
        let difference =
            FoldedText::new(TEXT).find("Access to medicines should come first.").expect_err("a difference");
        assert!(difference.common.ends_with("Access to medicines "));
        assert!(difference.quote.starts_with("should come"), "{difference:?}");
        assert!(difference.source.starts_with("must come"), "{difference:?}");
        let difference = FoldedText::new(TEXT).find("\u{d1}o").expect_err("a difference");
        assert_eq!((difference.common.as_str(), difference.source.as_str()), ("", ""));
    }

    #[test]
    fn the_words_around_a_passage_are_kept() {
        let folded = FoldedText::new(TEXT);
        let place = folded.find("must come").expect("a place");
        let passage = folded.passage(&place);
        assert!(
            passage.prefix.ends_with("medicines\u{a0}") && passage.suffix.starts_with(" \u{2018}first"),
            "{passage:?}"
        );
    }

    proptest! {
        #[test]
        fn whatever_is_taken_out_of_a_text_is_found_in_it(text in "\\PC{1,80}", from in 0usize..80, length in 1usize..40) {
            let characters: Vec<char> = text.chars().collect();
            let from = from % characters.len();
            let part: String = characters[from..(from + length).min(characters.len())].iter().collect();
            let place = FoldedText::new(&text).find(&part);
            if part.trim().is_empty() {
                prop_assert!(place.is_err());
            } else {
                let place = place.expect("the part");
                let (found, part) = (FoldedText::new(&text[place]).folded, FoldedText::new(&part).folded);
                prop_assert_eq!(found, part);
            }
        }

        #[test]
        fn a_character_too_many_is_a_difference(text in "[a-z ]{5,60}") {
            prop_assume!(text.trim().len() > 3);
            let quote = format!("{}\u{2260}", text.trim());
            prop_assert!(FoldedText::new(&text).find(&quote).is_err());
        }
    }
}
