//! The sentences around the words of a statement, where the text of its source is on record: a short excerpt, so that a reader
//! sees what they were said about.

use domain::{Passage, Statement};

use super::Library;
use crate::{
    passage::FoldedText,
    ports::{StoreError, StoredStatement},
};

/// The most characters before and after the words.
const MOST: usize = 240;

/// What stands around the words of a statement in its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The sentence before, or the beginning of the one that they are a part of.
    pub before: String,
    /// The sentence after, or the end of the one that they are a part of.
    pub after: String,
}

/// Where sentences begin in a text, in bytes: after a full stop, a question or an exclamation mark with what closes it and
/// white space, and after the end of a line.
fn sentence_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut ended = false;
    text.char_indices().filter_map(move |(at, c)| {
        let begins = ended && !c.is_whitespace() && !is_closing(c) && text[..at].ends_with(char::is_whitespace);
        ended = match c {
            '.' | '?' | '!' | '\n' => true,
            c if c.is_whitespace() || is_closing(c) => ended && !begins,
            _ => false,
        };
        begins.then_some(at)
    })
}

const fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\u{201d}' | '\u{2019}' | '\u{bb}' | ')')
}

/// The end of a text from its last sentence on.
fn last_sentence(text: &str) -> String {
    let cut = text.char_indices().rev().nth(MOST - 1).map_or(0, |(at, _)| at);
    let text = text[cut..].trim_end();
    match sentence_starts(text).last() {
        Some(start) => text[start..].to_owned(),
        None if cut > 0 => {
            let word = text.find(char::is_whitespace).unwrap_or(0);
            format!("\u{2026}{}", text[word..].trim_start())
        }
        None => text.trim_start().to_owned(),
    }
}

/// The beginning of a text up to the end of its first sentence.
fn first_sentence(text: &str) -> String {
    // What closes the words is no sentence, and neither is a stop after it.
    let text = text.trim_start_matches(|c: char| is_closing(c) || c == ',' || c == '.' || c.is_whitespace());
    let cut: String = text.chars().take(MOST).collect();
    match sentence_starts(&cut).next() {
        Some(next) => cut[..next].trim_end().to_owned(),
        None if cut.len() < text.len() => format!("{}\u{2026}", cut.trim_end()),
        None => cut.trim_end().to_owned(),
    }
}

/// What stands around words in a text; `None` where they do not stand there, or nothing stands around them.
fn around(text: &str, statement: &Statement) -> Option<Context> {
    let passage = statement.appearances.iter().find(|appearance| appearance.primary)?.passage.clone();
    let near = passage.unwrap_or(Passage { prefix: String::new(), suffix: String::new() });
    let place = FoldedText::new(text).find_near(&statement.text, &near).ok()?;
    let context = Context { before: last_sentence(&text[..place.start]), after: first_sentence(&text[place.end..]) };
    (!context.before.is_empty() || !context.after.is_empty()).then_some(context)
}

impl Library {
    /// What stands around the words of a statement in its source, where its text is on record.
    pub(super) async fn context(&self, stored: &StoredStatement) -> Result<Option<Context>, StoreError> {
        // The first source is the one that a statement is cited from.
        let Some(source) = stored.sources.first() else { return Ok(None) };
        let text = self.store.find_source_text(*source).await?;
        Ok(text.and_then(|kept| around(&kept.text, &stored.statement)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentences_before_and_after_are_found() {
        let text = "Prices rose. He was asked about that. \u{201c}We need it.\u{201d} Then he left. Nobody followed.";
        let quote = text.find("We need it.").expect("there");
        assert_eq!(last_sentence(&text[..quote - '\u{201c}'.len_utf8()]), "He was asked about that.");
        assert_eq!(first_sentence(&text[quote + "We need it.".len()..]), "Then he left.");
    }

    #[test]
    fn of_a_sentence_that_goes_on_the_rest_is_shown() {
        assert_eq!(last_sentence("It is late. The minister said on Monday that "), "The minister said on Monday that");
        assert_eq!(first_sentence(", he told reporters. More follows."), "he told reporters.");
    }

    #[test]
    fn what_is_long_is_cut() {
        let long = "word ".repeat(100);
        assert!(last_sentence(&long).starts_with('\u{2026}') && last_sentence(&long).chars().count() <= MOST + 1);
        assert!(first_sentence(&long).ends_with('\u{2026}'));
        assert_eq!((last_sentence(""), first_sentence("")), (String::new(), String::new()));
    }
}
