//! The facts of sources, stakeholders, topics and milestones, and the rules they have to keep.

use chrono::NaiveDate;

use super::{
    ByLanguage, CalendarPeriod, Fault, Faulty, Given, LINE_LENGTH, Language, Localized, Milestone, REMARK_LENGTH, Slug,
    Source, Stakeholder, TitleOrigin, Topic, Valid, valid::Checks,
};

/// What is said of a source. Codes are as they were written.
#[derive(Debug, Clone, Default)]
pub struct NewSource {
    /// Its address.
    pub url: Given<String>,
    /// Its title.
    pub title: Given<String>,
    /// Whose words the title is, a code.
    pub title_origin: Given<String>,
    /// Who published it.
    pub publisher: Given<String>,
    /// When.
    pub published_on: Given<CalendarPeriod>,
    /// What kind of document it is, a code.
    pub kind: Given<String>,
    /// How close it is to the actor's own words, a code.
    pub tier: Given<String>,
}

/// A place in what is said of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceField {
    /// Its address.
    Url,
    /// Its title.
    Title,
    /// Whose words the title is.
    TitleOrigin,
    /// Who published it.
    Publisher,
    /// When.
    PublishedOn,
    /// What kind of document it is.
    Kind,
    /// How close it is to the actor's own words.
    Tier,
}

impl NewSource {
    /// Makes a source of the facts.
    ///
    /// # Errors
    /// Every fault, with its place; see [`super::NewStatement::check`].
    pub fn check(self) -> Result<Valid<Source>, Faulty<SourceField>> {
        let mut checks = Checks::new();
        let made = self.make(|field| field, &mut checks);
        checks.finish(made)
    }

    pub(super) fn make<P: Copy>(self, at: impl Fn(SourceField) -> P, checks: &mut Checks<P>) -> Option<Source> {
        let is_said = [&self.url, &self.title, &self.publisher, &self.kind, &self.tier].map(Given::is_given);
        if is_said == [false; 5] {
            // One fault is enough, and where one would begin.
            return checks.fault(at(SourceField::Url), Fault::Missing);
        }
        let url = checks.address(at(SourceField::Url), self.url);
        let title = checks.needed_text(at(SourceField::Title), self.title, LINE_LENGTH);
        let title_origin = checks.code::<TitleOrigin>(at(SourceField::TitleOrigin), self.title_origin);
        let publisher = checks.text(at(SourceField::Publisher), self.publisher, LINE_LENGTH);
        let published_on = checks.optional(self.published_on);
        let kind = checks.code(at(SourceField::Kind), self.kind);
        let tier = checks.code(at(SourceField::Tier), self.tier);
        Some(Source {
            title: Some(title?),
            title_origin: title_origin?,
            publisher,
            url,
            published_on,
            kind: kind?,
            tier: tier?,
        })
    }
}

/// What is said of a stakeholder. Codes are as they were written.
#[derive(Debug, Clone, Default)]
pub struct NewStakeholder {
    /// Its part of the address.
    pub slug: Given<Slug>,
    /// The full name.
    pub name: Given<String>,
    /// The name it goes by; the full one where it is not said.
    pub short_name: Given<String>,
    /// The full name in languages that have another one for it.
    pub translated_name: NewText,
    /// The name it goes by in languages that have another one for it.
    pub translated_short_name: NewText,
    /// Other names.
    pub aliases: Given<Vec<String>>,
    /// What kind of body it is, a code.
    pub kind: Given<String>,
    /// Where it is based, a code.
    pub country: Given<String>,
    /// A remark.
    pub note: Given<String>,
}

/// A place in what is said of a stakeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StakeholderField {
    /// Its part of the address.
    Slug,
    /// The full name.
    Name,
    /// The name it goes by.
    ShortName,
    /// The full name in a language.
    TranslatedName(Language),
    /// The name it goes by in a language.
    TranslatedShortName(Language),
    /// Other names.
    Aliases,
    /// What kind of body it is.
    Kind,
    /// Where it is based.
    Country,
    /// A remark.
    Note,
}

impl NewStakeholder {
    /// Makes a stakeholder of the facts.
    ///
    /// # Errors
    /// Every fault, with its place; see [`super::NewStatement::check`].
    pub fn check(self) -> Result<Valid<Stakeholder>, Faulty<StakeholderField>> {
        let mut checks = Checks::new();
        let made = self.make(&mut checks);
        checks.finish(made)
    }

    fn make(self, checks: &mut Checks<StakeholderField>) -> Option<Stakeholder> {
        use StakeholderField as At;
        let name = checks.needed_text(At::Name, self.name, LINE_LENGTH);
        let short_name = checks.text(At::ShortName, self.short_name, LINE_LENGTH);
        let translated_name = self.translated_name.make_each(At::TranslatedName, LINE_LENGTH, checks);
        let translated_short_name = self.translated_short_name.make_each(At::TranslatedShortName, LINE_LENGTH, checks);
        let aliases = checks.lines(At::Aliases, self.aliases);
        let kind = checks.code(At::Kind, self.kind);
        let country = checks.code(At::Country, self.country);
        let note = checks.text(At::Note, self.note, REMARK_LENGTH);
        let slug = checks.needed(At::Slug, self.slug);
        let name = name?;
        Some(Stakeholder {
            slug: slug?,
            short_name: short_name.unwrap_or_else(|| name.clone()),
            name,
            translated_name,
            translated_short_name,
            aliases,
            kind: kind?,
            country: country?,
            note,
        })
    }
}

/// A text in three languages, of which the other two fall back to English.
#[derive(Debug, Clone, Default)]
pub struct NewText {
    /// In English.
    pub en: Given<String>,
    /// In Spanish.
    pub es: Given<String>,
    /// In French.
    pub fr: Given<String>,
}

impl NewText {
    fn make<P: Copy>(self, at: impl Fn(Language) -> P, most: usize, checks: &mut Checks<P>) -> Option<Localized> {
        let en = checks.needed_text(at(Language::En), self.en, most);
        let es = checks.text(at(Language::Es), self.es, most);
        let fr = checks.text(at(Language::Fr), self.fr, most);
        Some(Localized { en: en?, es, fr })
    }

    /// One of which any may be missing.
    fn make_each<P: Copy>(self, at: impl Fn(Language) -> P, most: usize, checks: &mut Checks<P>) -> ByLanguage {
        let mut text = |language, given| checks.text(at(language), given, most);
        ByLanguage { en: text(Language::En, self.en), es: text(Language::Es, self.es), fr: text(Language::Fr, self.fr) }
    }

    /// One that may be missing; then it must be, in all three.
    fn make_optional<P: Copy>(
        self,
        at: impl Fn(Language) -> P,
        most: usize,
        checks: &mut Checks<P>,
    ) -> Option<Localized> {
        let [en, es, fr] = [self.en, self.es, self.fr].map(Given::filled);
        let is_given = en.is_given() || es.is_given() || fr.is_given();
        if is_given { Self { en, es, fr }.make(at, most, checks) } else { None }
    }
}

/// What is said of a topic.
#[derive(Debug, Clone, Default)]
pub struct NewTopic {
    /// Its part of the address.
    pub slug: Given<Slug>,
    /// The short label.
    pub label: NewText,
    /// The sentence that a statement supports or opposes.
    pub proposition: NewText,
    /// Other labels.
    pub aliases: Given<Vec<String>>,
    /// The topic that it is a part of.
    pub broader: Given<Slug>,
    /// Provisions of the treaty.
    pub articles: Given<Vec<String>>,
    /// How coders tell support from opposition.
    pub coding_note: Given<String>,
    /// Whether the front page shows it.
    pub leads: bool,
}

/// A place in what is said of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TopicField {
    /// Its part of the address.
    Slug,
    /// The short label in a language.
    Label(Language),
    /// The proposition in a language.
    Proposition(Language),
    /// Other labels.
    Aliases,
    /// The topic that it is a part of.
    Broader,
    /// Provisions of the treaty.
    Articles,
    /// How coders tell support from opposition.
    CodingNote,
}

impl NewTopic {
    /// Makes a topic of the facts.
    ///
    /// # Errors
    /// Every fault, with its place; see [`super::NewStatement::check`].
    pub fn check(self) -> Result<Valid<Topic>, Faulty<TopicField>> {
        let mut checks = Checks::new();
        let made = self.make(&mut checks);
        checks.finish(made)
    }

    fn make(self, checks: &mut Checks<TopicField>) -> Option<Topic> {
        use TopicField as At;
        let label = self.label.make(At::Label, LINE_LENGTH, checks);
        let proposition = self.proposition.make(At::Proposition, REMARK_LENGTH, checks);
        let aliases = checks.lines(At::Aliases, self.aliases);
        let articles = checks.lines(At::Articles, self.articles);
        let coding_note = checks.text(At::CodingNote, self.coding_note, REMARK_LENGTH);
        let slug = checks.needed(At::Slug, self.slug);
        let broader = checks.optional(self.broader);
        if broader.is_some() && broader == slug {
            checks.fault::<()>(At::Broader, Fault::Circle);
        }
        let (label, proposition, leads) = (label?, proposition?, self.leads);
        Some(Topic { slug: slug?, label, proposition, aliases, broader, articles, coding_note, leads })
    }
}

/// What is said of a milestone. Codes are as they were written.
#[derive(Debug, Clone, Default)]
pub struct NewMilestone {
    /// Its name in the record.
    pub slug: Given<Slug>,
    /// What it is.
    pub title: NewText,
    /// What came of it.
    pub outcome: NewText,
    /// When it is.
    pub date: Given<CalendarPeriod>,
    /// Its last day.
    pub end_date: Given<NaiveDate>,
    /// What became of it, a code.
    pub state: Given<String>,
    /// Dates it was set for before.
    pub earlier_dates: Given<Vec<CalendarPeriod>>,
    /// Whose it is.
    pub party: Given<String>,
    /// What kind of step it is, a code.
    pub kind: Given<String>,
    /// The title of the source for it.
    pub source_title: Given<String>,
    /// The address of the source for it.
    pub source_url: Given<String>,
    /// A remark.
    pub note: Given<String>,
}

/// A place in what is said of a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MilestoneField {
    /// Its name in the record.
    Slug,
    /// What it is, in a language.
    Title(Language),
    /// What came of it, in a language.
    Outcome(Language),
    /// When it is.
    Date,
    /// Its last day.
    EndDate,
    /// What became of it.
    State,
    /// Whose it is.
    Party,
    /// What kind of step it is.
    Kind,
    /// The title of the source for it.
    SourceTitle,
    /// The address of the source for it.
    SourceUrl,
    /// A remark.
    Note,
}

impl NewMilestone {
    /// Makes a milestone of the facts.
    ///
    /// # Errors
    /// Every fault, with its place; see [`super::NewStatement::check`].
    pub fn check(self) -> Result<Valid<Milestone>, Faulty<MilestoneField>> {
        let mut checks = Checks::new();
        let made = self.make(&mut checks);
        checks.finish(made)
    }

    fn make(self, checks: &mut Checks<MilestoneField>) -> Option<Milestone> {
        use MilestoneField as At;
        let title = self.title.make(At::Title, LINE_LENGTH, checks);
        let outcome = self.outcome.make_optional(At::Outcome, REMARK_LENGTH, checks);
        let date = checks.needed(At::Date, self.date);
        let end_date = checks.optional(self.end_date);
        if let (Some(date), Some(end)) = (date, end_date)
            && end < date.first_day()
        {
            checks.fault::<()>(At::EndDate, Fault::BeforeTheStart);
        }
        let state = checks.code(At::State, self.state);
        let kind = checks.code(At::Kind, self.kind);
        let party = checks.needed_text(At::Party, self.party, LINE_LENGTH);
        let source_title = checks.text(At::SourceTitle, self.source_title, LINE_LENGTH);
        let source_url = checks.address(At::SourceUrl, self.source_url);
        let note = checks.text(At::Note, self.note, REMARK_LENGTH);
        let slug = checks.needed(At::Slug, self.slug);
        let earlier_dates = checks.optional(self.earlier_dates).unwrap_or_default();
        Some(Milestone {
            slug: slug?,
            title: title?,
            outcome,
            date: date?,
            end_date,
            state: state?,
            earlier_dates,
            party: party?,
            kind: kind?,
            source_title,
            source_url,
            note,
        })
    }
}
