//! Reading the fields of a form one by one, with a fault for each that cannot be taken.

use std::str::FromStr;

use super::{FieldFault, FormFault};
use crate::domain::{
    ADDRESS_LENGTH, CalendarPeriod, LINE_LENGTH, Localized, REMARK_LENGTH, Source, TitleOrigin, is_web_address,
};

/// The most lines of a list.
const MOST_LINES: usize = 200;

/// Reads what was typed and collects what is wrong.
pub(super) struct FieldReader<'a> {
    pairs: &'a [(String, String)],
    faults: Vec<FieldFault>,
}

impl<'a> FieldReader<'a> {
    pub(super) const fn new(pairs: &'a [(String, String)]) -> Self {
        Self { pairs, faults: Vec::new() }
    }

    /// What was made of the fields, unless one of them had a fault.
    pub(super) fn finish<T>(self, made: Option<T>) -> Result<T, Vec<FieldFault>> {
        made.filter(|_| self.faults.is_empty()).ok_or(self.faults)
    }

    pub(super) fn fault<T>(&mut self, field: &str, fault: FormFault) -> Option<T> {
        self.faults.push(FieldFault { field: field.to_owned(), fault });
        None
    }

    fn text(&mut self, field: &str, most: usize) -> Option<String> {
        let typed = self.pairs.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str());
        let text = typed.replace('\0', "").trim().to_owned();
        if text.chars().count() > most {
            return self.fault(field, FormFault::TooLong(most));
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// A line that may be empty.
    pub(super) fn line(&mut self, field: &str) -> Option<String> {
        self.text(field, LINE_LENGTH)
    }

    /// Several lines that may be empty.
    pub(super) fn remark(&mut self, field: &str) -> Option<String> {
        self.text(field, REMARK_LENGTH)
    }

    fn needed(&mut self, field: &str, most: usize) -> Option<String> {
        let faults = self.faults.len();
        let text = self.text(field, most);
        if text.is_none() && self.faults.len() == faults {
            return self.fault(field, FormFault::Missing);
        }
        text
    }

    /// A line that must be there.
    pub(super) fn needed_line(&mut self, field: &str) -> Option<String> {
        self.needed(field, LINE_LENGTH)
    }

    /// The lines of a list.
    pub(super) fn lines(&mut self, field: &str) -> Vec<String> {
        let text = self.text(field, LINE_LENGTH * MOST_LINES).unwrap_or_default();
        let lines: Vec<String> =
            text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
        if lines.iter().any(|line| line.chars().count() > LINE_LENGTH) {
            self.fault::<()>(field, FormFault::TooLong(LINE_LENGTH));
        }
        lines
    }

    /// A code that must be chosen.
    pub(super) fn code<T: FromStr>(&mut self, field: &str) -> Option<T> {
        let code = self.needed_line(field)?;
        code.parse().ok().or_else(|| self.fault(field, FormFault::Missing))
    }

    /// A date that may be empty.
    pub(super) fn date<T: FromStr>(&mut self, field: &str) -> Option<T> {
        let date = self.line(field)?;
        date.parse().ok().or_else(|| self.fault(field, FormFault::NotADate))
    }

    /// A web address that may be empty.
    pub(super) fn url(&mut self, field: &str) -> Option<String> {
        let url = self.text(field, ADDRESS_LENGTH)?;
        if is_web_address(&url) { Some(url) } else { self.fault(field, FormFault::NotAnAddress) }
    }

    /// A text in three languages, of which English must be there.
    pub(super) fn localized(&mut self, stem: &str) -> Option<Localized> {
        let en = self.needed(&format!("{stem}-en"), REMARK_LENGTH);
        let (es, fr) = (self.remark(&format!("{stem}-es")), self.remark(&format!("{stem}-fr")));
        Some(Localized { en: en?, es, fr })
    }

    /// A text in three languages that may be missing; then the others must be, too.
    pub(super) fn optional_localized(&mut self, stem: &str) -> Option<Localized> {
        let all = ["en", "es", "fr"].map(|language| self.remark(&format!("{stem}-{language}")));
        let [en, es, fr] = all;
        match en {
            Some(en) => Some(Localized { en, es, fr }),
            None if es.is_some() || fr.is_some() => self.fault(&format!("{stem}-en"), FormFault::Missing),
            None => None,
        }
    }

    /// A source, whose title was read from its page.
    pub(super) fn source(&mut self) -> Option<Source> {
        let url = self.url("url");
        let title = self.needed_line("title");
        let publisher = self.line("publisher");
        let published_on = self.date::<CalendarPeriod>("date");
        let (kind, tier) = (self.code("kind"), self.code("tier"));
        let title_origin = TitleOrigin::Page;
        Some(Source { title, title_origin, publisher, url, published_on, kind: kind?, tier: tier? })
    }
}
