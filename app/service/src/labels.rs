//! Codes by any label that the pages show for them, in the three languages: a file may use what its author has read.

use std::{collections::HashMap, sync::LazyLock};

use serde_json::Value;

use super::text::{folded, folded_words};

/// The words of the pages, which hold the labels under the codes.
const LOCALES: [&str; 3] = [
    include_str!("../../words/locales/en.json"),
    include_str!("../../words/locales/es-MX.json"),
    include_str!("../../words/locales/fr-CA.json"),
];

/// The codes of each vocabulary by the folded words of their labels.
static LABELS: LazyLock<HashMap<String, HashMap<String, String>>> = LazyLock::new(|| {
    let mut labels: HashMap<String, HashMap<String, String>> = HashMap::new();
    for locale in LOCALES {
        let groups: HashMap<String, Value> = serde_json::from_str(locale).unwrap_or_default();
        for (group, words) in groups {
            let of_group = labels.entry(group).or_default();
            for (code, label) in words.as_object().into_iter().flatten() {
                of_group.extend(label.as_str().map(|label| (folded(label), code.clone())));
            }
        }
    }
    labels
});

/// The code that a label of a vocabulary stands for, or else the words as a code is written.
pub(super) fn code_of(vocabulary: &str, words: &str) -> String {
    let known = LABELS.get(vocabulary).and_then(|labels| labels.get(&folded(words)));
    known.cloned().unwrap_or_else(|| folded_words(words).join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_in_every_language_is_its_code() {
        for (vocabulary, words, code) in [
            ("stance", "Strongly supports", "strongly_support"),
            ("stance", "Strongly support", "strongly_support"),
            ("stance", "strongly_support", "strongly_support"),
            ("stance", "SE OPONE", "oppose"),
            ("stance", "Appuie sous condition", "conditional"),
            ("language", "English", "en"),
            ("language", "espa\u{f1}ol", "es"),
            ("language", "fran\u{e7}ais", "fr"),
            ("venue", "Submission to a consultation", "consultation_submission"),
            ("source_kind", "Cabinet d\u{2019}avocats", "law_firm"),
            ("stance", "perhaps", "perhaps"),
        ] {
            assert_eq!(code_of(vocabulary, words), code, "{words}");
        }
    }
}
