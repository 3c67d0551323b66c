//! Names as people type them: of stakeholders, topics and months.

use domain::Slug;

use crate::text::folded_words;

/// What a typed name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// This and nothing else.
    One(Slug),
    /// Any of these.
    Several(Vec<Slug>),
    /// Nothing on record.
    None,
}

/// Finds what a name stands for: a slug, or a whole name without regard to case, accents and punctuation.
pub(crate) fn find<'a>(typed: &str, all: impl Iterator<Item = (&'a Slug, Vec<String>)>) -> Match {
    let folded = folded_words(typed);
    let mut found = Vec::new();
    for (slug, names) in all {
        if slug.as_str() == typed {
            return Match::One(slug.clone());
        }
        if names.iter().any(|name| folded_words(name) == folded) {
            found.push(slug.clone());
        }
    }
    match found.as_slice() {
        [] => Match::None,
        [one] => Match::One(one.clone()),
        _ => Match::Several(found),
    }
}

/// An address of the words of a text: as many whole words as fit into `most` bytes.
pub(crate) fn slug_of_words(text: &str, most: usize) -> Option<Slug> {
    let words = folded_words(text);
    let fits = (1..=words.len()).rev().find(|count| words[..*count].join("-").len() <= most).unwrap_or(1);
    Slug::from_name(&words.get(..fits)?.join("-"))
}

/// The names of the months, folded: English, Spanish, French.
const MONTHS: [[&str; 3]; 12] = [
    ["january", "enero", "janvier"],
    ["february", "febrero", "fevrier"],
    ["march", "marzo", "mars"],
    ["april", "abril", "avril"],
    ["may", "mayo", "mai"],
    ["june", "junio", "juin"],
    ["july", "julio", "juillet"],
    ["august", "agosto", "aout"],
    ["september", "septiembre", "septembre"],
    ["october", "octubre", "octobre"],
    ["november", "noviembre", "novembre"],
    ["december", "diciembre", "decembre"],
];

/// The number of a month that was typed as a number, as a name in one of the three languages, or as the
/// beginning of one that only one month has.
pub(crate) fn month_number(typed: &str) -> Option<u32> {
    if let Ok(number) = typed.trim().parse::<u32>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let words = folded_words(typed);
    let [word] = words.as_slice() else { return None };
    let starts = |names: &[&str; 3]| word.len() >= 3 && names.iter().any(|name| name.starts_with(word.as_str()));
    let is_whole = |names: &[&str; 3]| names.contains(&word.as_str());
    let of = |holds: &dyn Fn(&[&str; 3]) -> bool| {
        let mut found = (1_u32..).zip(&MONTHS).filter(|(_, names)| holds(names)).map(|(number, _)| number);
        found.next().filter(|_| found.next().is_none())
    };
    of(&is_whole).or_else(|| of(&starts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_understood_in_three_languages() {
        for (typed, number) in [
            ("11", 11),
            ("Noviembre", 11),
            ("nov.", 11),
            ("f\u{e9}vrier", 2),
            ("fevrier", 2),
            ("AO\u{db}T", 8),
            ("mai", 5),
            ("may", 5),
            ("mar", 3),
            ("ene", 1),
            ("sept", 9),
        ] {
            assert_eq!(month_number(typed), Some(number), "{typed}");
        }
        for bad in ["", "0", "13", "ju", "jui", "Brumaire", "j", "5 May"] {
            assert_eq!(month_number(bad), None, "{bad}");
        }
    }

    #[test]
    fn names_are_found_by_slug_or_whole() {
        let slugs: Vec<Slug> = ["msf", "sec-economia"].iter().map(|slug| slug.parse().expect("a slug")).collect();
        let all = || {
            let names =
                [vec!["M\u{e9}decins Sans Fronti\u{e8}res", "MSF"], vec!["Secretar\u{ed}a de Econom\u{ed}a", "SE"]];
            let names = names.map(|names| names.into_iter().map(str::to_owned).collect::<Vec<_>>());
            slugs.iter().zip(names).collect::<Vec<_>>().into_iter()
        };
        assert_eq!(find("medecins sans frontieres", all()), Match::One(slugs[0].clone()));
        assert_eq!(find("sec-economia", all()), Match::One(slugs[1].clone()));
        assert_eq!(find("medecins", all()), Match::None);
        assert_eq!(find("", all()), Match::None);
    }
}
