//! Which characters the bytes of a text are, where nothing says so.

use encoding_rs::{Encoding, MACINTOSH, UTF_8, WINDOWS_1252};

/// The most lines with bad bytes that are named.
const NAMED: usize = 20;

/// How many characters of an example are shown.
const EXAMPLE: usize = 60;

/// The encoding that a text is most likely in that is not UTF-8 throughout: UTF-8 with a slip where most of it is that, or
/// else the one of Windows or of the Mac in which it reads like Spanish or French.
pub(super) fn guessed(bytes: &[u8]) -> &'static Encoding {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    if good >= bad {
        return UTF_8;
    }
    let reads = |encoding: &'static Encoding| likeness(&encoding.decode_without_bom_handling(bytes).0);
    if reads(MACINTOSH) > reads(WINDOWS_1252) { MACINTOSH } else { WINDOWS_1252 }
}

/// How much a text reads like one in Spanish, French or English: letters with accents within words are a sign for it,
/// capitals and signs within words, and control characters, against it.
fn likeness(text: &str) -> i64 {
    let characters: Vec<char> = text.chars().collect();
    let mut likeness = 0;
    for (at, character) in characters.iter().enumerate().filter(|(_, character)| !character.is_ascii()) {
        let before = at.checked_sub(1).map(|at| characters[at]);
        let after = characters.get(at + 1).copied();
        let is_within = before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic);
        let follows_small = before.is_some_and(char::is_lowercase);
        likeness += match character {
            '\u{80}'..='\u{9f}' => -4,
            // Neither language has them, and none ends with the last.
            'ì' | 'ò' => -2,
            'î' if !after.is_some_and(char::is_alphabetic) => -2,
            'á' | 'é' | 'í' | 'ó' | 'ú' | 'ñ' | 'ü' | 'à' | 'è' | 'ù' | 'â' | 'ê' | 'î' | 'ô' | 'û' | 'ë' | 'ï'
            | 'ç' | 'œ' => 2,
            '«' | '»' | '“' | '”' | '‘' | '¿' | '¡' | '–' | '—' | '…' | '€' | '\u{a0}' if !is_within => {
                1
            }
            '’' => 0,
            letter if letter.is_uppercase() && follows_small => -3,
            sign if !sign.is_alphabetic() && is_within => -3,
            letter
                if letter.is_uppercase()
                    && after.is_some_and(char::is_lowercase)
                    && before.is_some_and(char::is_alphabetic) =>
            {
                -2
            }
            _ => 0,
        };
    }
    likeness
}

/// The first words with characters beyond ASCII.
pub(super) fn example(text: &str) -> Option<String> {
    let at = text.find(|c: char| !c.is_ascii() && c != '\u{feff}')?;
    let start = text[..at].char_indices().rev().nth(EXAMPLE / 2).map_or(0, |(start, _)| start);
    let words: String = text[start..].chars().take(EXAMPLE).collect();
    Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The lines with bytes that are no characters, by their number from 1.
pub(super) fn bad_lines(text: &str) -> Vec<usize> {
    let is_bad = |(_, line): &(usize, &str)| line.contains(char::REPLACEMENT_CHARACTER);
    (1..).zip(text.split('\n')).filter(is_bad).map(|(number, _)| number).take(NAMED).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPANISH: &str = "Señor ministro, “la protección” no basta; hace falta más ‘mucho más’. ¿Cuándo, México?";
    const FRENCH: &str = "L’accès aux médicaments, dès à présent : « une priorité » pour l’été où l’on était.";

    #[test]
    fn texts_of_windows_and_of_the_mac_are_told_apart() {
        for (text, encoding) in [
            (SPANISH, MACINTOSH),
            (SPANISH, WINDOWS_1252),
            (FRENCH, MACINTOSH),
            (FRENCH, WINDOWS_1252),
            ("Café", WINDOWS_1252),
            ("niño", MACINTOSH),
            ("It’s “fair”.", WINDOWS_1252),
        ] {
            let (bytes, _, lossy) = encoding.encode(text);
            assert!(!lossy);
            assert_eq!(guessed(&bytes).name(), encoding.name(), "{text}");
        }
    }

    #[test]
    fn a_slip_in_utf_8_leaves_the_rest_as_it_is() {
        let bytes = [SPANISH.as_bytes(), b"\nCaf\xe9\n"].concat();
        assert_eq!(guessed(&bytes).name(), "UTF-8");
        let (text, ..) = UTF_8.decode(&bytes);
        assert_eq!(bad_lines(&text), [2]);
        assert_eq!(example(&text).as_deref(), Some("Señor ministro, “la protección” no basta; hace falta más ‘mu"));
    }
}
