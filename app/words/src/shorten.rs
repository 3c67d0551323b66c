//! The beginning of a text that is too long for its place.

/// A text of at most so many characters: what is cut ends with an ellipsis, which counts.
#[must_use]
pub fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most - 1).collect();
    format!("{}\u{2026}", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_ends_with_a_word_and_an_ellipsis() {
        assert_eq!(shorten("Drugs first.", 12), "Drugs first.");
        assert_eq!(shorten("Drugs first.", 11), "Drugs firs\u{2026}");
        assert_eq!(shorten("Drugs first.", 7), "Drugs\u{2026}", "no space before it");
        assert_eq!(shorten("Médecins", 4), "Méd\u{2026}", "characters, not bytes");
    }
}
