//! What a statement is called where only a line of it is shown.

use std::collections::BTreeSet;

use domain::{Catalogue, Directness, Locale, Slug, Statement};

use super::statement_card::quotation_marks;

/// How many characters of the words are in a title.
const FIRST_WORDS: usize = 90;

/// Who, on what, and the first words: quoted where they are the speaker's own. Of its topics it is one of those that are asked
/// for, if it has one of them.
pub(crate) fn statement_title(
    locale: Locale,
    catalogue: &Catalogue,
    statement: &Statement,
    topics: &BTreeSet<Slug>,
) -> String {
    let known = catalogue.stakeholders.get(&statement.stakeholder);
    let who = known.map_or(statement.stakeholder.as_str(), |stakeholder| stakeholder.short_name_for(locale));
    let asked = statement.positions.iter().find(|position| topics.contains(&position.topic));
    let position = asked.or_else(|| statement.positions.first());
    let topic = position.and_then(|position| catalogue.topics.get(&position.topic));
    let about = topic.map(|topic| format!(" \u{b7} {}", topic.label.get(locale).0)).unwrap_or_default();
    let words = words::shorten(words::without_trailing_comma(&statement.text), FIRST_WORDS);
    let words = match statement.directness {
        Directness::Verbatim => {
            let (open, close) = quotation_marks(statement.language);
            format!("{open}{words}{close}")
        }
        _ => words,
    };
    format!("{who}{about}{}{words}", words::colon(locale))
}
