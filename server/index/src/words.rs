//! How texts and searches are cut into words: folded (lower case, no accents), one word for all names of the
//! agreement, and cut down to the stem by the language they are in. Texts and searches go the same way, so that
//! either both or neither have what is found.

use std::ops::Range;

use domain::{Language, TextQuery};
use service::ports::IndexEntry;
use tantivy::tokenizer::{self, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Other names of the agreement, folded; all of them are the word [`AGREEMENT`].
const AGREEMENT_NAMES: [&str; 4] = ["usmca", "tmec", "cusma", "aceum"];

/// The word that stands for every name of the agreement.
const AGREEMENT: &str = "usmca";

/// In which way a text is cut into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Analysis {
    /// To the stems of a language.
    Stems(Language),
    /// Whole words: names.
    Names,
}

impl Analysis {
    /// Every way there is.
    pub(super) const ALL: [Self; 4] =
        [Self::Stems(Language::En), Self::Stems(Language::Es), Self::Stems(Language::Fr), Self::Names];

    /// What cuts texts in this way.
    pub(super) fn analyzer(self) -> TextAnalyzer {
        let stemmed = |language| TextAnalyzer::builder(Words::new(Form::Folded)).filter(Stemmer::new(language)).build();
        match self {
            Self::Stems(Language::En) => stemmed(tokenizer::Language::English),
            Self::Stems(Language::Es) => stemmed(tokenizer::Language::Spanish),
            Self::Stems(Language::Fr) => stemmed(tokenizer::Language::French),
            Self::Names => TextAnalyzer::builder(Words::new(Form::Folded)).build(),
        }
    }

    /// The words of a text with the bytes they were cut from.
    pub(super) fn words(self, text: &str) -> Vec<(String, Range<usize>)> {
        let mut words = Vec::new();
        let mut analyzer = self.analyzer();
        let mut stream = analyzer.token_stream(text);
        stream.process(&mut |token| words.push((token.text.clone(), token.offset_from..token.offset_to)));
        words
    }
}

/// How many words a statement has to be found by, names of its stakeholder aside.
pub(super) fn length_of(entry: &IndexEntry) -> u32 {
    let texts = entry.wordings.iter().map(|wording| wording.text.as_str()).chain(entry.speaker.as_deref());
    u32::try_from(texts.map(length).sum::<usize>()).unwrap_or(u32::MAX)
}

fn length(text: &str) -> usize {
    std::iter::successors(next_word(text, 0), |word| next_word(text, word.end)).count()
}

/// A word or phrase of a search, as each analysis cuts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term([Vec<String>; Analysis::ALL.len()]);

impl Term {
    /// Cuts a word or phrase up; `None` when there is no word in it.
    pub(super) fn new(text: &str) -> Option<Self> {
        let words = |analysis: Analysis| analysis.words(text).into_iter().map(|(word, _)| word).collect();
        let term = Self(Analysis::ALL.map(words));
        term.0.iter().all(|words: &Vec<String>| !words.is_empty()).then_some(term)
    }

    /// The words that have to stand one after the other in a text of an analysis.
    pub(super) fn words(&self, analysis: Analysis) -> &[String] {
        let place = Analysis::ALL.iter().position(|known| *known == analysis);
        place.map(|place| self.0[place].as_slice()).unwrap_or_default()
    }

    /// How often it stands in the words of a text.
    pub(super) fn count(&self, analysis: Analysis, words: &[String]) -> u32 {
        let sought = self.words(analysis);
        let count = words.windows(sought.len()).filter(|window| *window == sought).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

/// What is searched for: terms that must all occur. Without any, nothing is found.
pub(super) fn terms(query: &TextQuery) -> Vec<Term> {
    query.terms().into_iter().filter_map(Term::new).collect()
}

/// For each text the bytes that a search finds, in their order and apart from each other.
pub(super) fn marks(query: &TextQuery, texts: &[(Language, &str)]) -> Vec<Vec<Range<usize>>> {
    let terms = terms(query);
    texts.iter().map(|(language, text)| marks_of(&terms, Analysis::Stems(*language), text)).collect()
}

fn marks_of(terms: &[Term], analysis: Analysis, text: &str) -> Vec<Range<usize>> {
    let (words, places): (Vec<String>, Vec<Range<usize>>) = analysis.words(text).into_iter().unzip();
    let mut marks: Vec<Range<usize>> = Vec::new();
    for term in terms {
        let sought = term.words(analysis);
        for (at, window) in words.windows(sought.len()).enumerate() {
            if window == sought {
                marks.push(places[at].start..places[at + sought.len() - 1].end);
            }
        }
    }
    marks.sort_by_key(|mark| (mark.start, mark.end));
    marks.dedup_by(|next, mark| {
        let overlaps = next.start < mark.end;
        if overlaps {
            mark.end = mark.end.max(next.end);
        }
        overlaps
    });
    marks
}

/// A word of a text as it is listed: folded, for it to be found by how it begins, and as it is written, to be shown.
pub(super) fn listed(text: &str) -> impl Iterator<Item = (String, &str)> {
    let places = std::iter::successors(next_word(text, 0), |place| next_word(text, place.end));
    places.map(|place| {
        let (mut folded, written) = (String::new(), &text[place]);
        fold(written, &mut folded);
        (folded, written)
    })
}

/// What a word that is being typed begins with, folded; `None` when it is not one word.
pub(super) fn beginning(typed: &str) -> Option<String> {
    let mut words = listed(typed);
    let (folded, written) = words.next()?;
    (words.next().is_none() && typed.ends_with(written)).then_some(folded)
}

/// Between both in a list of words; no word has it.
pub(super) const BOTH: char = '\u{0}';

/// What cuts texts into words for a list: folded, then as written.
pub(super) fn lister() -> TextAnalyzer {
    TextAnalyzer::builder(Words::new(Form::Listed)).build()
}

/// In which form the words of a text are given.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// Folded, every name of the agreement as one word.
    Folded,
    /// Folded, and as written.
    Listed,
}

/// Cuts a text into words.
#[derive(Debug, Clone)]
struct Words {
    form: Form,
    token: Token,
}

struct WordStream<'a> {
    text: &'a str,
    form: Form,
    token: &'a mut Token,
}

impl Words {
    fn new(form: Form) -> Self {
        Self { form, token: Token::default() }
    }
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { text, form: self.form, token: &mut self.token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(mut place) = next_word(self.text, self.token.offset_to) else { return false };
        let word = &mut self.token.text;
        fold(&self.text[place.clone()], word);
        match self.form {
            Form::Folded => name_agreement(self.text, &mut place, word),
            Form::Listed => {
                word.push(BOTH);
                word.push_str(&self.text[place.clone()]);
            }
        }
        (self.token.offset_from, self.token.offset_to) = (place.start, place.end);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Puts the one word for the agreement in place of a folded word that is another name of it; takes in the next word of
/// the text where the name has two.
fn name_agreement(text: &str, place: &mut Range<usize>, word: &mut String) {
    if word == "t"
        && let Some(next) = next_word(text, place.end)
        && text[next.clone()].eq_ignore_ascii_case("mec")
    {
        "tmec".clone_into(word);
        place.end = next.end;
    }
    if AGREEMENT_NAMES.contains(&word.as_str()) {
        AGREEMENT.clone_into(word);
    }
}

/// The bytes of the next word from some place in a text on. Accents may stand as marks of their own.
fn next_word(text: &str, from: usize) -> Option<Range<usize>> {
    let is_part = |c: char| c.is_alphanumeric() || (!c.is_ascii() && is_combining_mark(c));
    let start = from + text[from..].find(is_part)?;
    let length = text[start..].find(|c| !is_part(c)).unwrap_or(text.len() - start);
    Some(start..start + length)
}

/// Writes a word without accents and in lower case.
fn fold(word: &str, folded: &mut String) {
    folded.clear();
    if word.is_ascii() {
        folded.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        folded.extend(word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase));
    }
}

#[cfg(test)]
mod tests {
    use domain::ListQuery;
    use proptest::prelude::*;

    use super::*;

    const EN: Analysis = Analysis::Stems(Language::En);
    const ES: Analysis = Analysis::Stems(Language::Es);
    const FR: Analysis = Analysis::Stems(Language::Fr);

    fn words(analysis: Analysis, text: &str) -> Vec<String> {
        analysis.words(text).into_iter().map(|(word, _)| word).collect()
    }

    fn is_in(analysis: Analysis, text: &str, term: &str) -> bool {
        Term::new(term).expect("a word").count(analysis, &words(analysis, text)) > 0
    }

    fn query(text: &str) -> TextQuery {
        ListQuery::read([("q", text)]).0.filter.q.expect("words")
    }

    #[test]
    fn forms_of_a_word_are_one_in_its_language() {
        assert!(is_in(EN, "The patents expire", "patent"));
        assert!(is_in(ES, "Rechazamos las exportaciones", "exportaci\u{f3}n"));
        assert!(is_in(ES, "La exportaci\u{f3}n crece", "exportaciones"));
        assert!(is_in(FR, "l\u{2019}acc\u{e8}s aux m\u{e9}dicaments", "m\u{e9}dicament"));
        assert!(!is_in(Analysis::Names, "Patents Office", "patent"));
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        assert!(is_in(ES, "la exportaci\u{f3}n", "EXPORTACION"));
        assert!(is_in(ES, "la exportacion", "exportaci\u{f3}n"));
        assert!(is_in(Analysis::Names, "Eduardo S\u{e1}nchez", "sanchez"));
        assert!(is_in(Analysis::Names, "Sa\u{301}nchez", "s\u{e1}nchez"));
    }

    #[test]
    fn every_name_of_the_agreement_is_the_same_word() {
        let names = ["USMCA", "T-MEC", "TMEC", "CUSMA", "ACEUM", "t mec", "T\u{2011}MEC"];
        for (name, other) in names.iter().flat_map(|name| names.iter().map(move |other| (name, other))) {
            for analysis in Analysis::ALL {
                assert!(is_in(analysis, &format!("the review of the {name} begins"), other), "{name} {other}");
            }
        }
        assert!(!is_in(EN, "the T and the rest", "T-MEC"));
    }

    #[test]
    fn words_of_a_phrase_stand_one_after_the_other() {
        assert!(is_in(EN, "patent linkage delays", "patents linkage"));
        assert!(!is_in(EN, "linkage of patents", "patents linkage"));
        assert!(is_in(EN, "data-protection", "data protection"));
    }

    #[test]
    fn what_is_found_is_marked_where_it_stands() {
        let text = "El T-MEC protege patentes; las Patentes del TMEC.";
        let marked = |q: &str| {
            let marks = marks(&query(q), &[(Language::Es, text)]).remove(0);
            marks.into_iter().map(|mark| &text[mark]).collect::<Vec<_>>()
        };
        assert_eq!(marked("usmca"), ["T-MEC", "TMEC"]);
        assert_eq!(marked("patente \"patentes del\""), ["patentes", "Patentes del"]);
        assert_eq!(marked("nada"), [""; 0]);
    }

    #[test]
    fn words_are_listed_folded_and_as_written() {
        let words: Vec<_> = listed("La Exportaci\u{f3}n, T-MEC").collect();
        let expected = [("la", "La"), ("exportacion", "Exportaci\u{f3}n"), ("t", "T"), ("mec", "MEC")];
        assert_eq!(words, expected.map(|(folded, written)| (folded.to_owned(), written)));
    }

    #[test]
    fn what_is_no_word_is_passed_over() {
        assert_eq!(Term::new("- !"), None);
        assert_eq!(terms(&query("patent - \"...\"")).len(), 1);
    }

    proptest! {
        #[test]
        fn every_word_of_a_text_is_found_in_it(text in "\\PC{0,60}") {
            for analysis in Analysis::ALL {
                let words = words(analysis, &text);
                for (word, place) in analysis.words(&text) {
                    if let Some(term) = Term::new(&text[place]) {
                        prop_assert!(term.count(analysis, &words) > 0, "{:?}", word);
                    }
                }
            }
        }

        #[test]
        fn both_ways_to_list_the_words_of_a_text_give_the_same(text in "\\PC{0,60}") {
            let mut tokens = Vec::new();
            lister().token_stream(&text).process(&mut |token| tokens.push(token.text.clone()));
            let words: Vec<String> = listed(&text).map(|(folded, written)| format!("{folded}{BOTH}{written}")).collect();
            prop_assert_eq!(tokens, words);
        }

        #[test]
        fn marks_lie_apart_in_the_text(text in "\\PC{0,60}", q in "[a-z\" ]{1,8}") {
            if let Some(query) = ListQuery::read([("q", q.as_str())]).0.filter.q {
                let mut end = 0;
                for mark in marks(&query, &[(Language::Fr, text.as_str())]).remove(0) {
                    prop_assert!(mark.start >= end && mark.end > mark.start && text.get(mark.clone()).is_some());
                    end = mark.end;
                }
            }
        }
    }
}
