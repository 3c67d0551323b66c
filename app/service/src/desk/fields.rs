//! Reading the fields of a form one by one: what was typed becomes facts, with a fault for each that cannot be read.

use chrono::NaiveDate;
use domain::{CalendarPeriod, Fault, Faulty, Given, NewSource, NewText, Slug, Source, SourceField, TitleOrigin, Valid};

use super::FieldFault;

/// What was typed into a field.
pub(super) fn typed(text: &str) -> Given<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned()).into()
}

/// Reads what was typed and collects what cannot be read.
pub(super) struct FieldReader<'a> {
    pairs: &'a [(String, String)],
    faults: Vec<FieldFault>,
}

impl<'a> FieldReader<'a> {
    pub(super) const fn new(pairs: &'a [(String, String)]) -> Self {
        Self { pairs, faults: Vec::new() }
    }

    /// What was made of the fields, or everything that is wrong with them.
    pub(super) fn finish<T, P>(
        mut self,
        checked: Result<Valid<T>, Faulty<P>>,
        name: impl Fn(P) -> String,
    ) -> Result<Valid<T>, Vec<FieldFault>> {
        match checked {
            Ok(made) if self.faults.is_empty() => Ok(made),
            Ok(_) => Err(self.faults),
            Err(faults) => {
                self.faults.extend(faults.into_iter().map(|(at, fault)| FieldFault { field: name(at), fault }));
                Err(self.faults)
            }
        }
    }

    pub(super) fn fault<T>(&mut self, field: &str, fault: Fault) -> Given<T> {
        self.faults.push(FieldFault { field: field.to_owned(), fault });
        Given::Unreadable
    }

    pub(super) fn text(&self, field: &str) -> Given<String> {
        let value = self.pairs.iter().find(|(name, _)| name == field);
        value.map_or(Given::Nothing, |(_, value)| typed(value))
    }

    /// The lines of a list.
    pub(super) fn lines(&self, field: &str) -> Given<Vec<String>> {
        self.text(field)
            .map(|text| text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
    }

    fn read<T>(&mut self, field: &str, read: impl FnOnce(&str) -> Result<T, Fault>) -> Given<T> {
        self.text(field).and_then(|text| match read(&text) {
            Ok(value) => Given::Value(value),
            Err(fault) => self.fault(field, fault),
        })
    }

    /// A day, month or year.
    pub(super) fn period(&mut self, field: &str) -> Given<CalendarPeriod> {
        self.read(field, |text| text.parse().map_err(Fault::from))
    }

    /// A day.
    pub(super) fn day(&mut self, field: &str) -> Given<NaiveDate> {
        self.read(field, |text| CalendarPeriod::parse_day(text).map_err(Fault::from))
    }

    /// A slug.
    pub(super) fn slug(&mut self, field: &str) -> Given<Slug> {
        self.read(field, |text| text.parse().map_err(|_| Fault::NotASlug))
    }

    /// A text in three languages.
    pub(super) fn localized(&self, stem: &str) -> NewText {
        let text = |language: &str| self.text(&format!("{stem}-{language}"));
        NewText { en: text("en"), es: text("es"), fr: text("fr") }
    }

    /// A source, whose title was read from its page.
    pub(super) fn source(mut self) -> Result<Valid<Source>, Vec<FieldFault>> {
        let facts = NewSource {
            url: self.text("url"),
            title: self.text("title"),
            title_origin: Given::Value(TitleOrigin::Page.code().to_owned()),
            publisher: self.text("publisher"),
            published_on: self.period("date"),
            kind: self.text("kind"),
            tier: self.text("tier"),
        };
        self.finish(facts.check(), |field| {
            let name = match field {
                SourceField::Url => "url",
                SourceField::Title | SourceField::TitleOrigin => "title",
                SourceField::Publisher => "publisher",
                SourceField::PublishedOn => "date",
                SourceField::Kind => "kind",
                SourceField::Tier => "tier",
            };
            name.to_owned()
        })
    }
}
