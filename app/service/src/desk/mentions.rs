//! What an editor looks for in the text of a source: quoted passages, names that are on record, and dates.

use std::collections::BTreeMap;

use domain::{CalendarPeriod, Passage, Slug, Stakeholder};

use crate::{
    names::month_number,
    text::{FoldedTerm, SearchableText},
};

/// The least words of a passage between quotation marks that is taken for a quote and not for a name.
const QUOTE_WORDS: usize = 4;

/// The most letters of a name in capitals that is looked for letter by letter: "SE" is a ministry, "se" is not.
const SHORT_NAME: usize = 5;

/// The most quoted passages that are listed.
const MOST_QUOTES: usize = 60;

/// A passage between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedPassage {
    /// The words, without the quotation marks around them.
    pub text: String,
    /// What stands before them in the text, to tell the passage from others like it.
    pub prefix: String,
    /// The stakeholders named in the same paragraph.
    pub stakeholders: Vec<Slug>,
}

impl QuotedPassage {
    /// Where it stands, to find it again.
    #[must_use]
    pub fn near(&self) -> Passage {
        Passage { prefix: self.prefix.clone(), suffix: String::new() }
    }
}

/// What was found in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Quoted passages, in their order.
    pub quotes: Vec<QuotedPassage>,
    /// Stakeholders on record with how often each is named, the most frequent first.
    pub stakeholders: Vec<(Slug, usize)>,
    /// Speakers on record with how often each is named, the most frequent first.
    pub speakers: Vec<(String, usize)>,
    /// Dates, in their order, each once.
    pub dates: Vec<CalendarPeriod>,
}

impl Mentions {
    /// Looks through a text.
    pub fn find<'a>(
        text: &str,
        stakeholders: impl Iterator<Item = &'a Stakeholder> + Clone,
        speakers: &[String],
    ) -> Self {
        let mut found = Self::default();
        let mut counts: BTreeMap<Slug, usize> = BTreeMap::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let searchable = SearchableText::new(line);
            let mut named = Vec::new();
            for stakeholder in stakeholders.clone() {
                let times = stakeholder.names().iter().map(|name| times_named(line, &searchable, name)).max();
                if let Some(times) = times.filter(|times| *times > 0) {
                    *counts.entry(stakeholder.slug.clone()).or_default() += times;
                    named.push(stakeholder.slug.clone());
                }
            }
            for place in quoted(line) {
                let prefix = before(text, start + place.start);
                found.quotes.push(QuotedPassage { text: line[place].to_owned(), prefix, stakeholders: named.clone() });
            }
            for date in dates(line) {
                if !found.dates.contains(&date) {
                    found.dates.push(date);
                }
            }
            start += line.len();
        }
        found.quotes.truncate(MOST_QUOTES);
        let whole = SearchableText::new(&text.replace('\n', " "));
        found.speakers = speakers
            .iter()
            .map(|name| (name.clone(), whole.count(&FoldedTerm::new(name))))
            .filter(|(_, n)| *n > 0)
            .collect();
        found.stakeholders = counts.into_iter().collect();
        found.stakeholders.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        found.speakers.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        found
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The last characters before a place.
fn before(text: &str, place: usize) -> String {
    let start = text[..place].char_indices().rev().nth(crate::passage::CONTEXT - 1).map_or(0, |(at, _)| at);
    text[start..place].to_owned()
}

/// How often a name stands in a line. Short names in capitals must stand there in capitals.
fn times_named(line: &str, searchable: &SearchableText, name: &str) -> usize {
    let is_short = name.chars().count() <= SHORT_NAME && !name.chars().any(char::is_lowercase);
    if is_short {
        line.split(|c: char| !c.is_alphanumeric()).filter(|word| *word == name).count()
    } else {
        searchable.count(&FoldedTerm::new(name))
    }
}

/// The places of quoted passages in a line, without their quotation marks.
fn quoted(line: &str) -> Vec<std::ops::Range<usize>> {
    let mut places = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in line.char_indices() {
        match (open, c) {
            (None, '\u{201c}') => open = Some((at + c.len_utf8(), '\u{201d}')),
            (None, '\u{ab}') => open = Some((at + c.len_utf8(), '\u{bb}')),
            (None, '"') => open = Some((at + 1, '"')),
            (Some((start, close)), c) if c == close => {
                let inner = &line[start..at];
                let trimmed = inner.trim();
                if trimmed.split_whitespace().count() >= QUOTE_WORDS {
                    let from = start + (inner.len() - inner.trim_start().len());
                    places.push(from..from + trimmed.len());
                }
                open = None;
            }
            _ => {}
        }
    }
    places
}

/// The dates in a line: `2025-11-25`, `25 November 2025`, `November 25, 2025`, `25 de noviembre de 2025`,
/// `25 novembre 2025`, or a month with its year.
fn dates(line: &str) -> Vec<CalendarPeriod> {
    let tokens: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | ';' | ':'))
        .map(|token| token.trim_end_matches(['.', '\u{201d}', '"']))
        .filter(|token| !token.is_empty() && !matches!(*token, "de" | "del"))
        .collect();
    let year = |at: usize| tokens.get(at).copied().filter(|t| t.len() == 4 && t.bytes().all(|b| b.is_ascii_digit()));
    let month = |at: usize| {
        let token = tokens.get(at).copied().filter(|token| token.chars().any(char::is_alphabetic))?;
        month_number(token)
    };
    let day = |at: usize| {
        let token = tokens.get(at)?.trim_end_matches(|c: char| c.is_alphabetic() || c == '\u{ba}');
        token.parse::<u32>().ok().filter(|day| (1..=31).contains(day))
    };
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let is_whole = token.len() == 10 && token.matches('-').count() == 2;
        let written = if is_whole {
            Some((*token).to_owned())
        } else {
            month(at).and_then(|month| {
                let day_before = at.checked_sub(1).and_then(day);
                let (day, year) = match (year(at + 1), day(at + 1)) {
                    (Some(year), _) => (day_before, year),
                    (None, day) => (Some(day?), year(at + 2)?),
                };
                Some(day.map_or(format!("{year}-{month:02}"), |day| format!("{year}-{month:02}-{day:02}")))
            })
        };
        found.extend(written.and_then(|written| written.parse::<CalendarPeriod>().ok()));
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use domain::{ByLanguage, Country, StakeholderKind};

    fn stakeholder(slug: &str, name: &str, short_name: &str) -> Stakeholder {
        Stakeholder {
            slug: slug.parse().expect("a slug"),
            name: name.to_owned(),
            short_name: short_name.to_owned(),
            translated_name: ByLanguage::default(),
            translated_short_name: ByLanguage::default(),
            aliases: Vec::new(),
            kind: StakeholderKind::Government,
            country: Country::Mexico,
            note: None,
        }
    }

    fn find(text: &str) -> Mentions {
        let all = [
            stakeholder("sec-economia", "Secretar\u{ed}a de Econom\u{ed}a", "SE"),
            stakeholder("msf", "M\u{e9}decins Sans Fronti\u{e8}res", "MSF"),
        ];
        Mentions::find(text, all.iter(), &["Marcelo Ebrard".to_owned()])
    }

    #[test]
    fn quotes_are_found_with_who_is_named_beside_them() {
        let found = find(
            "La SE se reuni\u{f3}.\nMSF said \u{201c} access must come first \u{201d} and \u{201c}no\u{201d}.\n\u{ab}Il faut que tous y aient acc\u{e8}s\u{bb}",
        );
        let texts: Vec<&str> = found.quotes.iter().map(|quote| quote.text.as_str()).collect();
        assert_eq!(texts, ["access must come first", "Il faut que tous y aient acc\u{e8}s"]);
        assert_eq!(found.quotes[0].stakeholders.iter().map(Slug::as_str).collect::<Vec<_>>(), ["msf"]);
        assert!(found.quotes[0].prefix.ends_with("MSF said \u{201c} "));
        assert!(found.quotes[1].stakeholders.is_empty());
        assert_eq!(found.stakeholders.len(), 2);
    }

    #[test]
    fn short_names_are_found_in_capitals_only() {
        assert_eq!(find("se dice que no se sabe").stakeholders, []);
        assert_eq!(find("la secretaria de economia y la SE").stakeholders.len(), 1);
        assert_eq!(find("marcelo ebrard, y otra vez Marcelo Ebrard").speakers, [("Marcelo Ebrard".to_owned(), 2)]);
    }

    #[test]
    fn dates_are_found_in_three_languages() {
        for (text, expected) in [
            ("on 2025-11-25.", "2025-11-25"),
            ("on November 25, 2025 in", "2025-11-25"),
            ("(25 November 2025)", "2025-11-25"),
            ("el 25 de noviembre de 2025,", "2025-11-25"),
            ("le 1er d\u{e9}cembre 2025", "2025-12-01"),
            ("en julio del 2026.", "2026-07"),
        ] {
            let found: Vec<String> = find(text).dates.iter().map(ToString::to_string).collect();
            assert_eq!(found, [expected], "{text}");
        }
        for none in ["on the 25th of nothing 2025", "31 February 2025", "in 2025", "may 5"] {
            assert_eq!(find(none).dates, [], "{none}");
        }
    }

    proptest! {
        #[test]
        fn every_quote_stands_in_the_text(text in "([a-z]{1,3}|[\u{201c}\u{201d}\"\u{ab}\u{bb} \n]){0,60}") {
            for quote in find(&text).quotes {
                let whole = format!("{}{}", quote.prefix, quote.text);
                prop_assert!(text.contains(&whole));
            }
        }
    }
}
