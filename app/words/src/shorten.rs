//! The beginning of a text that is too long for its place.

/// A text of at most so many characters: what is cut ends with a whole word, unless that would be less than half of it, and
/// an ellipsis, which counts.
#[must_use]
pub fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let room = text.char_indices().nth(most - 1).map_or(text.len(), |(at, _)| at);
    let cut = &text[..room];
    let ends_a_word = text[room..].starts_with(char::is_whitespace);
    let word_end = cut.rfind(char::is_whitespace).filter(|end| !ends_a_word && *end >= room / 2);
    let cut = cut[..word_end.unwrap_or(room)].trim_end_matches(|c: char| c.is_whitespace() || ",;:".contains(c));
    format!("{cut}\u{2026}")
}

/// The words of a statement without the comma with which a newspaper ends a quotation within its own sentence.
#[must_use]
pub fn without_trailing_comma(text: &str) -> &str {
    text.trim_end().trim_end_matches(',').trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_ends_with_a_word_and_an_ellipsis() {
        assert_eq!(shorten("Drugs first.", 12), "Drugs first.");
        assert_eq!(shorten("Drugs first.", 11), "Drugs\u{2026}", "no half of a word");
        assert_eq!(shorten("Drugs first.", 7), "Drugs\u{2026}", "no space before it");
        assert_eq!(shorten("Drugs, then prices.", 9), "Drugs\u{2026}", "and no comma");
        assert_eq!(shorten("Médecins", 4), "Méd\u{2026}", "characters, not bytes; a long word is cut all the same");
    }

    #[test]
    fn the_comma_of_a_newspaper_is_not_shown() {
        assert_eq!(without_trailing_comma("We need it,"), "We need it");
        assert_eq!(without_trailing_comma("We, too, need it."), "We, too, need it.");
        assert_eq!(without_trailing_comma(",").len(), 0);
    }
}
