//! Provisions of the treaty in the reader's language. They are recorded as they are cited in English; what is only a word with
//! a number is the same in every language but for the word.

use domain::Locale;

use crate::text;

/// A provision in the reader's language; `None` where it says more than that and has to be shown as it was recorded.
pub fn provision(locale: Locale, recorded: &str) -> Option<String> {
    match recorded {
        "whole agreement" => return Some(text!(locale, provision.whole)),
        "not in the agreement" => return Some(text!(locale, provision.none)),
        _ => {}
    }
    let (word, number) = recorded.split_once(' ')?;
    let is_number = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || matches!(c, '.' | '-');
    if !number.chars().all(is_number) {
        return None;
    }
    let number = number.to_owned();
    match word {
        "Chapter" => Some(text!(locale, provision.chapter, number = number)),
        "Annex" => Some(text!(locale, provision.annex, number = number)),
        "Art." | "Article" => Some(text!(locale, provision.article, number = number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_a_number_is_in_the_language_of_the_reader() {
        let of = |locale, recorded| provision(locale, recorded).unwrap_or_default();
        assert_eq!(of(Locale::Es, "Chapter 20"), "Cap\u{ed}tulo 20");
        assert_eq!(of(Locale::Fr, "Annex 20-A"), "Annexe 20-A");
        assert_eq!(of(Locale::En, "Art. 20.50"), "Art. 20.50");
        assert_eq!(of(Locale::Fr, "not in the agreement"), "absent de l\u{2019}accord");
        for recorded in
            ["Chapter 3 (section on agricultural biotechnology)", "Bolar exception", "Annexes 31-A and 31-B", ""]
        {
            assert_eq!(provision(Locale::Es, recorded), None, "{recorded}");
        }
    }
}
