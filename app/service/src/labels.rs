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

/// Labels that the pages showed before: files that were written by them are read still.
const FORMER: [(&str, &str, &str); 18] = [
    ("stance", "Supports on a condition", "conditional"),
    ("stance", "Apoya con condici\u{f3}n", "conditional"),
    ("stance", "Appuie sous condition", "conditional"),
    ("stance", "Mixta", "mixed"),
    ("stance", "Mitig\u{e9}e", "mixed"),
    ("stance", "No toma postura", "no_position"),
    ("stance", "Sin postura codificada", "none"),
    ("venue", "Interview or remark to the press", "interview"),
    ("venue", "Submission to a consultation", "consultation_submission"),
    ("venue", "Testimony at a hearing", "hearing_testimony"),
    ("venue", "Post on a social network", "social_post"),
    ("venue", "Publicaci\u{f3}n en red social", "social_post"),
    ("venue", "Publication sur un r\u{e9}seau social", "social_post"),
    ("tier", "the actor\u{2019}s own channel", "own_channel"),
    ("tier", "canal propio del actor", "own_channel"),
    ("tier", "canal de l\u{2019}acteur", "own_channel"),
    ("tier", "reporting with direct access", "direct_reporting"),
    ("tier", "informaci\u{f3}n con acceso directo", "direct_reporting"),
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
    for (vocabulary, label, code) in FORMER {
        labels.entry(vocabulary.to_owned()).or_default().insert(folded(label), code.to_owned());
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
            ("stance", "Conditionnelle", "conditional"),
            ("language", "English", "en"),
            ("language", "espa\u{f1}ol", "es"),
            ("language", "fran\u{e7}ais", "fr"),
            ("venue", "Submission to a consultation", "consultation_submission"),
            ("venue", "Consultation submission", "consultation_submission"),
            ("source_kind", "Cabinet d\u{2019}avocats", "law_firm"),
            ("stance", "perhaps", "perhaps"),
        ] {
            assert_eq!(code_of(vocabulary, words), code, "{words}");
        }
    }
}
