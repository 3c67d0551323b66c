//! What a statement is called where only a line of it is shown.

use domain::{Catalogue, Directness, Locale, Statement};
use words::text;

/// How many characters of the words are in a title.
const FIRST_WORDS: usize = 90;

/// Who, on what, and the first words: quoted where they are the speaker's own.
pub(crate) fn statement_title(locale: Locale, catalogue: &Catalogue, statement: &Statement) -> String {
    let known = catalogue.stakeholders.get(&statement.stakeholder);
    let who = known.map_or(statement.stakeholder.as_str(), |stakeholder| &stakeholder.short_name);
    let topic = statement.positions.first().and_then(|position| catalogue.topics.get(&position.topic));
    let about = topic.map(|topic| format!(" \u{b7} {}", topic.label.get(locale).0)).unwrap_or_default();
    let words = words::shorten(words::without_trailing_comma(&statement.text), FIRST_WORDS);
    let words = match statement.directness {
        Directness::Verbatim => text!(locale, statement.quoted, words = words),
        _ => words,
    };
    format!("{who}{about}{}{words}", words::colon(locale))
}
