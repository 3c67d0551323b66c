//! Addresses that lead to the words within a page: text fragments, as in the URL Fragment Text Directives of the WICG, which
//! browsers that do not know them pass over.

use std::fmt::Write;

use domain::{Directness, Statement};

/// How many words the beginning and the end of a passage are told by.
const WORDS: usize = 5;

/// The address of a source with the place of a statement's words in it, where they stand there as they are.
pub(crate) fn with_text_fragment(url: &str, statement: &Statement) -> String {
    // What is no quote as a whole does not stand there.
    let is_quote = statement.directness == Directness::Verbatim;
    let words: Vec<&str> = statement.text.split_whitespace().collect();
    if !is_quote || words.is_empty() || url.contains(":~:") {
        return url.to_owned();
    }
    let directive = if words.len() <= 2 * WORDS {
        encode(&words)
    } else {
        format!("{},{}", encode(&words[..WORDS]), encode(&words[words.len() - WORDS..]))
    };
    let hash = if url.contains('#') { "" } else { "#" };
    format!("{url}{hash}:~:text={directive}")
}

/// Words as they stand in a text directive, in which commas, hyphens and ampersands have meanings of their own. The comma that
/// a newspaper puts at the end is not taken along.
fn encode(words: &[&str]) -> String {
    let text = words.join(" ");
    let text = words::without_trailing_comma(&text);
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_of_its_own_is_encoded() {
        assert_eq!(encode(&["drug-makers,", "R&D"]), "drug%2Dmakers%2C%20R%26D");
        assert_eq!(encode(&["precio", "m\u{e1}s", "bajo,"]), "precio%20m%C3%A1s%20bajo");
    }
}
