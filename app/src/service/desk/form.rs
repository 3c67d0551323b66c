//! The form of a statement: what editors type, as they typed it, and the way from there to a statement.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{
    domain::{
        Appearance, CalendarPeriod, Catalogue, LINE_LENGTH, Language, Localized, Passage, Position, QuoteCheck,
        REMARK_LENGTH, ReferenceKind, Slug, Source, Stakeholder, Stance, StatedDate, Statement, StatementStatus,
        TEXT_LENGTH, TitleOrigin, Topic, Translation, TranslationKind, is_web_address,
    },
    service::names::{Match, find, month_number, slug_of_words},
};

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormFault {
    /// Nothing was typed, or nothing was chosen.
    Missing,
    /// Something that cannot be chosen; files can hold such, pages cannot.
    NotAValue(String),
    /// The record has nothing of this name.
    NotOnRecord(String),
    /// Several things on record have this name.
    SeveralMatch(Vec<String>),
    /// Not a day, month and year.
    NotADate,
    /// The calendar does not have this day.
    NotInCalendar,
    /// It is still to come.
    InTheFuture,
    /// Longer than this many characters.
    TooLong(usize),
    /// Not an http or https address.
    NotAnAddress,
    /// The same topic stands there twice.
    GivenTwice,
    /// A translation into the language of the words.
    SameLanguage,
    /// A conditional stance without its condition.
    ConditionMissing,
    /// Not lower-case letters, digits and single hyphens.
    NotASlug,
    /// A topic that would be a part of itself.
    Circle,
    /// A last day before the first.
    BeforeTheStart,
    /// A text longer than what is kept of a source.
    TooMuchText,
    /// A file that is neither text nor a page.
    NotText,
    /// A date that is not written as one.
    NotADateText(String),
    /// No word for how much of a date is known.
    NotAPrecision(String),
    /// A date that says more, or less, than the precision beside it.
    PrecisionMismatch(String, String),
}

/// A fault of a field, by the field's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The name of the field.
    pub field: String,
    /// What is wrong.
    pub fault: FormFault,
}

/// Declares the single fields of the form, each with its name on the page.
macro_rules! form_fields {
    ($($(#[$meta:meta])* $field:ident = $name:literal),+ $(,)?) => {
        /// The form of a statement.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct StatementForm {
            $($(#[$meta])* pub $field: String,)+
            /// The stances, one for each topic.
            pub positions: Vec<PositionFields>,
        }

        impl StatementForm {
            /// Reads the fields that a browser sent, or a draft kept. What is no field of the form is passed over.
            #[must_use]
            pub fn read(pairs: &[(String, String)]) -> Self {
                let of = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
                Self { $($field: of($name),)+ positions: PositionFields::read(&of) }
            }

            /// The fields that are not empty.
            #[must_use]
            pub fn pairs(&self) -> Vec<(String, String)> {
                let single = [$(($name.to_owned(), self.$field.clone())),+];
                let positions = self.positions.iter().enumerate().flat_map(|(i, fields)| fields.pairs(i));
                single.into_iter().chain(positions).filter(|(_, value)| !value.is_empty()).collect()
            }
        }
    };
}

form_fields! {
    /// Who said it: a name or alias.
    stakeholder = "stakeholder",
    /// `yes` when the stakeholder is to be added.
    new_stakeholder = "new-stakeholder",
    /// The short name of a new stakeholder.
    stakeholder_short = "stakeholder-short",
    /// The kind of a new stakeholder.
    stakeholder_kind = "stakeholder-kind",
    /// The country of a new stakeholder.
    stakeholder_country = "stakeholder-country",
    /// The person who spoke.
    speaker = "speaker",
    /// The person's role as of that day.
    speaker_role = "speaker-role",
    /// The day of the month.
    day = "day",
    /// The month: a number or a name.
    month = "month",
    /// The year.
    year = "year",
    /// `yes` when it may have been said earlier.
    on_or_before = "on-or-before",
    /// The words.
    text = "text",
    /// Their language.
    language = "language",
    /// How directly they are the speaker's.
    directness = "directness",
    /// On what occasion.
    venue = "venue",
    /// The words in English.
    translation_en = "translation-en",
    /// Who made that translation.
    translation_en_kind = "translation-en-kind",
    /// The words in Spanish.
    translation_es = "translation-es",
    /// Who made that translation.
    translation_es_kind = "translation-es-kind",
    /// The words in French.
    translation_fr = "translation-fr",
    /// Who made that translation.
    translation_fr_kind = "translation-fr-kind",
    /// The address of the source.
    source_url = "source-url",
    /// Its title.
    source_title = "source-title",
    /// Where a title comes from that is not on record: `page`, `url` or `none`; files can say so.
    source_title_from = "source-title-from",
    /// Who published it.
    source_publisher = "source-publisher",
    /// When: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    source_date = "source-date",
    /// What kind of source it is.
    source_kind = "source-kind",
    /// How close it is to the actor.
    source_tier = "source-tier",
    /// Where in it.
    locator = "locator",
    /// What stands before the words in the text of the source, to tell the passage from others like it.
    passage_prefix = "passage-prefix",
    /// What stands after them.
    passage_suffix = "passage-suffix",
    /// Addresses of reprints, one a line.
    reprints = "reprints",
    /// The address of the statement that this one repeats, or its last part.
    restates = "restates",
    /// A remark for readers.
    note = "note",
    /// Why the change is made.
    reason = "reason",
}

/// The fields of one stance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PositionFields {
    /// The topic: its label or slug.
    pub topic: String,
    /// The stance, by its code.
    pub stance: String,
    /// The condition.
    pub condition: String,
    /// Why it was coded so.
    pub rationale: String,
    /// `yes` when the topic is to be added.
    pub new_topic: String,
    /// The proposition of a new topic, in English.
    pub proposition: String,
    /// The same in Spanish.
    pub proposition_es: String,
    /// The same in French.
    pub proposition_fr: String,
}

impl PositionFields {
    /// The most rows that are read.
    const MOST: usize = 40;

    fn read(of: &impl Fn(&str) -> String) -> Vec<Self> {
        let row = |i: usize| Self {
            topic: of(&format!("topic-{i}")),
            stance: of(&format!("stance-{i}")),
            condition: of(&format!("condition-{i}")),
            rationale: of(&format!("rationale-{i}")),
            new_topic: of(&format!("new-topic-{i}")),
            proposition: of(&format!("proposition-{i}")),
            proposition_es: of(&format!("proposition-es-{i}")),
            proposition_fr: of(&format!("proposition-fr-{i}")),
        };
        (0..Self::MOST).map(row).filter(|row| *row != Self::default()).collect()
    }

    fn pairs(&self, i: usize) -> [(String, String); 8] {
        [
            (format!("topic-{i}"), self.topic.clone()),
            (format!("stance-{i}"), self.stance.clone()),
            (format!("condition-{i}"), self.condition.clone()),
            (format!("rationale-{i}"), self.rationale.clone()),
            (format!("new-topic-{i}"), self.new_topic.clone()),
            (format!("proposition-{i}"), self.proposition.clone()),
            (format!("proposition-es-{i}"), self.proposition_es.clone()),
            (format!("proposition-fr-{i}"), self.proposition_fr.clone()),
        ]
    }
}

/// What the form is read against.
pub struct FormContext<'a> {
    /// Stakeholders and topics on record.
    pub catalogue: &'a Catalogue,
    /// Sources on record, by identity.
    pub sources: &'a HashMap<String, Source>,
    /// The day it is.
    pub today: NaiveDate,
    /// The statement that is changed.
    pub base: Option<&'a Statement>,
}

/// What became of a form without faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadForm {
    /// The statement. A new one has the name and address that it would best get; they may be taken.
    pub statement: Statement,
    /// The stakeholder to be added with it.
    pub new_stakeholder: Option<Stakeholder>,
    /// The topics to be added with it.
    pub new_topics: Vec<Topic>,
    /// The source as it is on record, where it was described otherwise: it stays as it is.
    pub source_stays: Option<Source>,
}

impl StatementForm {
    /// The form of a statement that is on record.
    #[must_use]
    pub fn of(statement: &Statement, catalogue: &Catalogue) -> Self {
        let stakeholder = catalogue.stakeholders.get(&statement.stakeholder);
        let date = statement.said_on.period.to_string();
        let mut parts = date.split('-').map(|part| part.trim_start_matches('0').to_owned());
        let source = statement.primary_source();
        let translated = |language| {
            let found = statement.translation(language);
            (
                found.map(|t| t.text.clone()).unwrap_or_default(),
                found.map(|t| t.kind.code().to_owned()).unwrap_or_default(),
            )
        };
        let ((translation_en, translation_en_kind), (translation_es, translation_es_kind)) =
            (translated(Language::En), translated(Language::Es));
        let (translation_fr, translation_fr_kind) = translated(Language::Fr);
        let text_of = |text: Option<&String>| text.cloned().unwrap_or_default();
        let primary = statement.appearances.iter().find(|appearance| appearance.primary);
        let passage = primary.and_then(|appearance| appearance.passage.as_ref());
        let reprints: Vec<String> = statement
            .appearances
            .iter()
            .filter(|appearance| !appearance.primary)
            .filter_map(|appearance| appearance.source.url.clone())
            .collect();
        Self {
            stakeholder: stakeholder.map_or_else(|| statement.stakeholder.to_string(), |s| s.name.clone()),
            speaker: text_of(statement.speaker.as_ref()),
            speaker_role: text_of(statement.speaker_role.as_ref()),
            year: parts.next().unwrap_or_default(),
            month: parts.next().unwrap_or_default(),
            day: parts.next().unwrap_or_default(),
            on_or_before: yes(statement.said_on.precision() == "on_or_before"),
            text: statement.text.clone(),
            language: statement.language.code().to_owned(),
            directness: statement.directness.code().to_owned(),
            venue: statement.venue.code().to_owned(),
            translation_en,
            translation_en_kind,
            translation_es,
            translation_es_kind,
            translation_fr,
            translation_fr_kind,
            source_url: text_of(source.and_then(|source| source.url.as_ref())),
            source_title: text_of(source.and_then(|source| source.title.as_ref())),
            source_publisher: text_of(source.and_then(|source| source.publisher.as_ref())),
            source_date: source.and_then(|s| s.published_on).map(|date| date.to_string()).unwrap_or_default(),
            source_kind: source.map(|source| source.kind.code().to_owned()).unwrap_or_default(),
            source_tier: source.map(|source| source.tier.code().to_owned()).unwrap_or_default(),
            locator: text_of(primary.and_then(|appearance| appearance.locator.as_ref())),
            passage_prefix: passage.map(|passage| passage.prefix.clone()).unwrap_or_default(),
            passage_suffix: passage.map(|passage| passage.suffix.clone()).unwrap_or_default(),
            reprints: reprints.join("\n"),
            restates: statement.restates.as_ref().map(ToString::to_string).unwrap_or_default(),
            note: text_of(statement.note.as_ref()),
            positions: statement
                .positions
                .iter()
                .map(|position| PositionFields {
                    topic: position.topic.to_string(),
                    stance: position.stance.code().to_owned(),
                    condition: text_of(position.condition.as_ref()),
                    rationale: text_of(position.rationale.as_ref()),
                    ..PositionFields::default()
                })
                .collect(),
            ..Self::default()
        }
    }

    /// The identities of the sources that the form names by address.
    #[must_use]
    pub fn source_identities(&self) -> Vec<String> {
        std::iter::once(self.source_url.as_str())
            .chain(self.reprints.lines())
            .map(|url| url.trim().to_owned())
            .filter(|url| !url.is_empty())
            .collect()
    }

    /// The source that the form names.
    ///
    /// # Errors
    /// What is wrong with its fields.
    pub fn read_source(&self, around: &FormContext<'_>) -> Result<Source, Vec<FieldFault>> {
        let mut reader = Reader { form: self, around, faults: Vec::new(), new_topics: Vec::new(), source_stays: None };
        reader.source().ok_or(reader.faults)
    }

    /// Makes a statement of the form.
    ///
    /// # Errors
    /// Every fault, in the order of the fields on the page.
    pub fn parse(&self, around: &FormContext<'_>) -> Result<ReadForm, Vec<FieldFault>> {
        let mut reader = Reader { form: self, around, faults: Vec::new(), new_topics: Vec::new(), source_stays: None };
        let read = reader.read();
        match read {
            Some(read) if reader.faults.is_empty() => Ok(read),
            _ => Err(reader.faults),
        }
    }
}

fn yes(is_so: bool) -> String {
    if is_so { "yes".to_owned() } else { String::new() }
}

/// Reads a form field by field and collects what is wrong.
struct Reader<'a> {
    form: &'a StatementForm,
    around: &'a FormContext<'a>,
    faults: Vec<FieldFault>,
    new_topics: Vec<Topic>,
    source_stays: Option<Source>,
}

impl Reader<'_> {
    fn fault<T>(&mut self, field: &str, fault: FormFault) -> Option<T> {
        self.faults.push(FieldFault { field: field.to_owned(), fault });
        None
    }

    fn text(&mut self, field: &str, value: &str, most: usize) -> Option<String> {
        let value = value.replace('\0', "").trim().to_owned();
        if value.chars().count() > most {
            return self.fault(field, FormFault::TooLong(most));
        }
        Some(value).filter(|value| !value.is_empty())
    }

    fn code<T: std::str::FromStr>(&mut self, field: &str, value: &str) -> Option<T> {
        let fault = if value.trim().is_empty() {
            FormFault::Missing
        } else {
            FormFault::NotAValue(value.chars().take(80).collect())
        };
        value.parse().ok().or_else(|| self.fault(field, fault))
    }

    fn read(&mut self) -> Option<ReadForm> {
        let (form, base) = (self.form, self.around.base);
        let (stakeholder, new_stakeholder) = self.stakeholder().unzip();
        let speaker = self.text("speaker", &form.speaker, LINE_LENGTH);
        let speaker_role = self.text("speaker-role", &form.speaker_role, LINE_LENGTH);
        let said_on = self.date();
        let faults = self.faults.len();
        let text = self.text("text", &form.text, TEXT_LENGTH);
        if text.is_none() && self.faults.len() == faults {
            self.fault::<()>("text", FormFault::Missing);
        }
        let language = self.code("language", &form.language);
        let directness = self.code("directness", &form.directness);
        let venue = self.code("venue", &form.venue);
        let translations = self.translations(language);
        let positions = self.positions();
        let mut appearances = self.appearances();
        let restates = self.restates();
        let note = self.text("note", &form.note, REMARK_LENGTH);
        self.text("reason", &form.reason, REMARK_LENGTH);
        let (stakeholder, said_on, text) = (stakeholder?, said_on?, text?);
        let slug = base.map_or_else(|| best_slug(&stakeholder, said_on, &text), |base| Some(base.slug.clone()))?;
        // A quote that was compared with its source is not what was compared any more once one of them changes.
        let compared = base.and_then(|base| Some((base, base.appearances.first()?)));
        let compared = compared.filter(|(base, before)| {
            base.text == text
                && appearances.first().is_some_and(|now| now.source.identity() == before.source.identity())
        });
        let quote_check = compared.map_or(QuoteCheck::Unverified, |(base, _)| base.quote_check);
        let checked = compared.and_then(|(base, _)| base.checked.clone());
        if let Some(now) = appearances.first_mut() {
            now.passage = compared.map_or_else(|| self.passage(), |(_, before)| before.passage.clone());
        }
        let statement = Statement {
            external_id: base.map_or_else(|| slug.to_string(), |base| base.external_id.clone()),
            slug,
            stakeholder,
            speaker,
            speaker_role,
            said_on,
            text,
            language: language?,
            directness: directness?,
            venue: venue?,
            translations,
            positions,
            appearances,
            restates,
            quote_check,
            checked,
            note,
            status: StatementStatus::Published,
        };
        Some(ReadForm {
            statement,
            new_stakeholder: new_stakeholder.flatten(),
            new_topics: std::mem::take(&mut self.new_topics),
            source_stays: self.source_stays.take(),
        })
    }

    fn stakeholder(&mut self) -> Option<(Slug, Option<Stakeholder>)> {
        let form = self.form;
        let Some(typed) = self.text("stakeholder", &form.stakeholder, LINE_LENGTH) else {
            return self.fault("stakeholder", FormFault::Missing);
        };
        let all = &self.around.catalogue.stakeholders;
        match find(&typed, self.around.catalogue.names_of_stakeholders()) {
            Match::One(slug) => Some((slug, None)),
            Match::Several(slugs) => {
                let slugs = slugs.iter().map(ToString::to_string).collect();
                self.fault("stakeholder", FormFault::SeveralMatch(slugs))
            }
            Match::None if form.new_stakeholder.is_empty() => self.fault("stakeholder", FormFault::NotOnRecord(typed)),
            Match::None => {
                let kind = self.code("stakeholder-kind", &form.stakeholder_kind);
                let country = self.code("stakeholder-country", &form.stakeholder_country);
                let short_name = self.text("stakeholder-short", &form.stakeholder_short, LINE_LENGTH);
                let slug = slug_of_words(short_name.as_deref().unwrap_or(&typed), 60);
                let slug = slug.filter(|slug| !all.contains_key(slug));
                let Some(slug) = slug else {
                    return self.fault("stakeholder-short", FormFault::GivenTwice);
                };
                let new = Stakeholder {
                    slug: slug.clone(),
                    short_name: short_name.unwrap_or_else(|| typed.clone()),
                    name: typed,
                    aliases: Vec::new(),
                    kind: kind?,
                    country: country?,
                    note: None,
                };
                Some((slug, Some(new)))
            }
        }
    }

    fn date(&mut self) -> Option<StatedDate> {
        let form = self.form;
        let (year, month, day) = (form.year.trim(), form.month.trim(), form.day.trim());
        if year.is_empty() {
            let fault = if month.is_empty() && day.is_empty() { FormFault::Missing } else { FormFault::NotADate };
            return self.fault("year", fault);
        }
        if month.is_empty() && !day.is_empty() {
            return self.fault("month", FormFault::Missing);
        }
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return self.fault("year", FormFault::NotADate);
        }
        let mut written = year.to_owned();
        if !month.is_empty() {
            let Some(month) = month_number(month) else {
                return self.fault("month", FormFault::NotADate);
            };
            written = format!("{written}-{month:02}");
        }
        if !day.is_empty() {
            let Some(day) = day.parse::<u32>().ok().filter(|day| (1..=31).contains(day)) else {
                return self.fault("day", FormFault::NotADate);
            };
            written = format!("{written}-{day:02}");
        }
        let Ok(period) = written.parse::<CalendarPeriod>() else {
            return self.fault(if day.is_empty() { "year" } else { "day" }, FormFault::NotInCalendar);
        };
        if period.first_day() > self.around.today {
            return self.fault("year", FormFault::InTheFuture);
        }
        let precision = if form.on_or_before.is_empty() { period.precision() } else { "on_or_before" };
        StatedDate::parse(&written, precision).ok()
    }

    fn translations(&mut self, language: Option<Language>) -> Vec<Translation> {
        let form = self.form;
        let fields = [
            (Language::En, "translation-en", &form.translation_en, &form.translation_en_kind),
            (Language::Es, "translation-es", &form.translation_es, &form.translation_es_kind),
            (Language::Fr, "translation-fr", &form.translation_fr, &form.translation_fr_kind),
        ];
        let mut translations = Vec::new();
        for (into, field, text, kind) in fields {
            let Some(text) = self.text(field, text, TEXT_LENGTH) else { continue };
            if language == Some(into) {
                self.fault::<()>(field, FormFault::SameLanguage);
            }
            let kind = match kind.trim() {
                "" => TranslationKind::Editor,
                code => self.code(&format!("{field}-kind"), code).unwrap_or(TranslationKind::Editor),
            };
            translations.push(Translation { language: into, text, kind });
        }
        translations
    }

    fn positions(&mut self) -> Vec<Position> {
        let mut positions: Vec<Position> = Vec::new();
        for (i, row) in self.form.positions.iter().enumerate() {
            let field = format!("topic-{i}");
            let Some(typed) = self.text(&field, &row.topic, LINE_LENGTH) else {
                self.fault::<()>(&field, FormFault::Missing);
                continue;
            };
            let topic = match find(&typed, self.around.catalogue.names_of_topics()) {
                Match::One(slug) => slug,
                Match::Several(slugs) => {
                    let slugs = slugs.iter().map(ToString::to_string).collect();
                    self.fault::<()>(&field, FormFault::SeveralMatch(slugs));
                    continue;
                }
                Match::None if row.new_topic.is_empty() => {
                    self.fault::<()>(&field, FormFault::NotOnRecord(typed));
                    continue;
                }
                Match::None => match self.new_topic(i, typed, row) {
                    Some(slug) => slug,
                    None => continue,
                },
            };
            if positions.iter().any(|other| other.topic == topic) {
                self.fault::<()>(&field, FormFault::GivenTwice);
            }
            let stance: Option<Stance> = self.code(&format!("stance-{i}"), &row.stance);
            let condition = self.text(&format!("condition-{i}"), &row.condition, REMARK_LENGTH);
            let rationale = self.text(&format!("rationale-{i}"), &row.rationale, REMARK_LENGTH);
            if stance == Some(Stance::Conditional) && condition.is_none() {
                self.fault::<()>(&format!("condition-{i}"), FormFault::ConditionMissing);
            }
            let Some(stance) = stance else { continue };
            positions.push(Position { topic, stance, condition, rationale });
        }
        positions
    }

    /// A topic that is to be added with the statement.
    fn new_topic(&mut self, i: usize, label: String, row: &PositionFields) -> Option<Slug> {
        let field = format!("proposition-{i}");
        let proposition = self.text(&field, &row.proposition, REMARK_LENGTH);
        let es = self.text(&format!("proposition-es-{i}"), &row.proposition_es, REMARK_LENGTH);
        let fr = self.text(&format!("proposition-fr-{i}"), &row.proposition_fr, REMARK_LENGTH);
        let Some(en) = proposition else { return self.fault(&field, FormFault::Missing) };
        let is_taken = |slug: &Slug| {
            self.around.catalogue.topics.contains_key(slug)
                || self.around.catalogue.merged_into(ReferenceKind::Topic, slug).is_some()
        };
        let Some(slug) = slug_of_words(&label, 60).filter(|slug| !is_taken(slug)) else {
            return self.fault(&format!("topic-{i}"), FormFault::GivenTwice);
        };
        self.new_topics.push(Topic {
            slug: slug.clone(),
            label: Localized { en: label, es: None, fr: None },
            proposition: Localized { en, es, fr },
            aliases: Vec::new(),
            broader: None,
            articles: Vec::new(),
            coding_note: None,
        });
        Some(slug)
    }

    fn appearances(&mut self) -> Vec<Appearance> {
        let form = self.form;
        let locator = self.text("locator", &form.locator, LINE_LENGTH);
        let primary = self.source().map(|source| Appearance { source, locator, primary: true, passage: None });
        let mut appearances: Vec<Appearance> = primary.into_iter().collect();
        let before: Vec<&Appearance> =
            self.around.base.iter().flat_map(|base| &base.appearances).filter(|other| !other.primary).collect();
        for url in form.reprints.lines().map(str::trim).filter(|url| !url.is_empty()) {
            if !is_web_address(url) {
                self.fault::<()>("reprints", FormFault::NotAnAddress);
                continue;
            }
            let source =
                self.around.sources.get(url).cloned().unwrap_or_else(|| Source::known_by_address(url.to_owned()));
            if appearances.iter().all(|other| other.source.identity() != source.identity()) {
                let known = before.iter().find(|other| other.source.identity() == source.identity());
                let locator = known.and_then(|known| known.locator.clone());
                appearances.push(Appearance { source, locator, primary: false, passage: None });
            }
        }
        // The form names reprints by address; those without one stay as they are.
        appearances.extend(before.into_iter().filter(|other| other.source.url.is_none()).cloned());
        appearances
    }

    /// Where the words are said to stand; whether they do is for whoever has the text of the source.
    fn passage(&self) -> Option<Passage> {
        let (prefix, suffix) = (self.form.passage_prefix.clone(), self.form.passage_suffix.clone());
        Some(Passage { prefix, suffix }).filter(|passage| !passage.prefix.is_empty() || !passage.suffix.is_empty())
    }

    fn source(&mut self) -> Option<Source> {
        let form = self.form;
        let url = self.text("source-url", &form.source_url, 2_000);
        if url.as_deref().is_some_and(|url| !is_web_address(url)) {
            return self.fault("source-url", FormFault::NotAnAddress);
        }
        let title = self.text("source-title", &form.source_title, LINE_LENGTH);
        let publisher = self.text("source-publisher", &form.source_publisher, LINE_LENGTH);
        let known = url.as_ref().and_then(|url| self.around.sources.get(url)).cloned();
        // What is on record of a source is nobody's to change in passing: other statements rest on it.
        if let Some(known) = known {
            let is_else = |typed: Option<&str>, known: Option<&str>| typed.is_some_and(|typed| Some(typed) != known);
            let is_other_code = |typed: &str, known: &str| !typed.trim().is_empty() && typed.trim() != known;
            let differs = is_else(title.as_deref(), known.title.as_deref())
                || is_else(publisher.as_deref(), known.publisher.as_deref())
                || is_other_code(&form.source_kind, known.kind.code())
                || is_other_code(&form.source_tier, known.tier.code());
            self.source_stays = differs.then(|| known.clone());
            return Some(known);
        }
        let published_on = match form.source_date.trim() {
            "" => None,
            date => match date.parse::<CalendarPeriod>() {
                Ok(date) => Some(date),
                Err(_) => return self.fault("source-date", FormFault::NotADate),
            },
        };
        if title.is_none() {
            return self.fault(if url.is_none() { "source-url" } else { "source-title" }, FormFault::Missing);
        }
        let kind = self.code("source-kind", &form.source_kind);
        let tier = self.code("source-tier", &form.source_tier);
        let title_origin = match form.source_title_from.trim() {
            "" => TitleOrigin::Page,
            code => self.code("source-title-from", code)?,
        };
        Some(Source { title, title_origin, publisher, url, published_on, kind: kind?, tier: tier? })
    }

    fn restates(&mut self) -> Option<Slug> {
        let typed = self.form.restates.trim();
        let last = typed.trim_end_matches('/').rsplit('/').next().filter(|last| !last.is_empty())?;
        let slug = last.parse().ok();
        slug.or_else(|| self.fault("restates", FormFault::NotOnRecord(typed.to_owned())))
    }
}

/// The address that tells most: who, when, and the first words.
fn best_slug(stakeholder: &Slug, said_on: StatedDate, text: &str) -> Option<Slug> {
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    slug_of_words(&format!("{stakeholder} {} {}", said_on.period, words.join(" ")), 80)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Country, Localized, SourceKind, SourceTier, StakeholderKind, Topic, Venue};

    fn slug(text: &str) -> Slug {
        text.parse().expect("a slug")
    }

    fn catalogue() -> Catalogue {
        let stakeholder = Stakeholder {
            slug: slug("msf"),
            name: "M\u{e9}decins Sans Fronti\u{e8}res".to_owned(),
            short_name: "MSF".to_owned(),
            aliases: vec!["Doctors Without Borders".to_owned()],
            kind: StakeholderKind::CivilSociety,
            country: Country::International,
            note: None,
        };
        let topic = |name: &str| Topic {
            slug: slug(name),
            label: Localized { en: format!("The topic {name}"), es: Some(format!("El tema {name}")), fr: None },
            proposition: Localized { en: "It should be so.".to_owned(), es: None, fr: None },
            broader: None,
            articles: Vec::new(),
            coding_note: None,
            aliases: Vec::new(),
        };
        Catalogue::new(vec![stakeholder], vec![topic("access"), topic("patents")], Vec::new(), &[])
    }

    fn good() -> StatementForm {
        StatementForm {
            stakeholder: "doctors without borders".to_owned(),
            day: "25".to_owned(),
            month: "noviembre".to_owned(),
            year: "2025".to_owned(),
            text: "Medicines should be for all.".to_owned(),
            language: "en".to_owned(),
            directness: "verbatim".to_owned(),
            venue: "letter".to_owned(),
            source_url: "https://example.org/letter".to_owned(),
            source_title: "A letter".to_owned(),
            source_kind: "ngo".to_owned(),
            source_tier: "2".to_owned(),
            positions: vec![PositionFields {
                topic: "el tema ACCESS".to_owned(),
                stance: "support".to_owned(),
                ..PositionFields::default()
            }],
            ..StatementForm::default()
        }
    }

    fn parse(form: &StatementForm, base: Option<&Statement>) -> Result<ReadForm, Vec<FieldFault>> {
        let sources: HashMap<String, Source> = base
            .into_iter()
            .flat_map(|base| &base.appearances)
            .map(|appearance| (appearance.source.identity(), appearance.source.clone()))
            .collect();
        let today = "2026-11-23".parse().expect("a day");
        form.parse(&FormContext { catalogue: &catalogue(), sources: &sources, today, base })
    }

    fn faults(form: &StatementForm) -> Vec<(String, FormFault)> {
        parse(form, None).expect_err("faults").into_iter().map(|fault| (fault.field, fault.fault)).collect()
    }

    #[test]
    fn a_good_form_makes_a_statement() {
        let read = parse(&good(), None).expect("a statement");
        let statement = read.statement;
        assert_eq!(statement.slug.as_str(), "msf-2025-11-25-medicines-should-be-for-all");
        assert_eq!((statement.venue, statement.said_on.precision()), (Venue::Letter, "day"));
        assert_eq!((statement.positions[0].topic.as_str(), statement.positions[0].stance), ("access", Stance::Support));
        let source = statement.primary_source().expect("a source");
        assert_eq!((source.kind, source.tier), (SourceKind::Ngo, SourceTier::OwnChannel));
        assert_eq!(read.new_stakeholder, None);
    }

    #[test]
    fn an_empty_form_names_everything_that_is_missing() {
        let missing: Vec<String> = faults(&StatementForm::default()).into_iter().map(|(field, _)| field).collect();
        assert_eq!(missing, ["stakeholder", "year", "text", "language", "directness", "venue", "source-url"]);
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let with = |change: &dyn Fn(&mut StatementForm)| {
            let mut form = good();
            change(&mut form);
            faults(&form).remove(0)
        };
        let field = |name: &str, fault| (name.to_owned(), fault);
        assert_eq!(
            with(&|f| f.stakeholder = "Nobody".into()),
            field("stakeholder", FormFault::NotOnRecord("Nobody".into()))
        );
        assert_eq!(with(&|f| f.day = "31".into()), field("day", FormFault::NotInCalendar));
        assert_eq!(with(&|f| f.month = "Brumaire".into()), field("month", FormFault::NotADate));
        assert_eq!(with(&|f| f.year = "2027".into()), field("year", FormFault::InTheFuture));
        assert_eq!(with(&|f| f.source_url = "example.org".into()), field("source-url", FormFault::NotAnAddress));
        assert_eq!(with(&|f| f.translation_en = "The same".into()), field("translation-en", FormFault::SameLanguage));
        assert_eq!(
            with(&|f| f.positions[0].stance = "conditional".into()),
            field("condition-0", FormFault::ConditionMissing)
        );
        assert_eq!(with(&|f| f.positions.push(f.positions[0].clone())), field("topic-1", FormFault::GivenTwice));
        assert_eq!(with(&|f| f.text = "x".repeat(20_001)), field("text", FormFault::TooLong(20_000)));
    }

    #[test]
    fn a_stakeholder_that_is_not_on_record_can_be_added() {
        let form = StatementForm {
            stakeholder: "C\u{e1}mara de la Industria".to_owned(),
            new_stakeholder: "yes".to_owned(),
            stakeholder_short: "C\u{e1}mara".to_owned(),
            stakeholder_kind: "chamber_of_commerce".to_owned(),
            stakeholder_country: "MX".to_owned(),
            ..good()
        };
        let read = parse(&form, None).expect("a statement");
        let new = read.new_stakeholder.expect("a stakeholder");
        assert_eq!(
            (new.slug.as_str(), new.country, read.statement.stakeholder.as_str()),
            ("camara", Country::Mexico, "camara")
        );
    }

    #[test]
    fn a_month_alone_or_a_year_alone_is_a_date() {
        let precision = |day: &str, month: &str, bound: &str| {
            let form = StatementForm { day: day.into(), month: month.into(), on_or_before: bound.into(), ..good() };
            parse(&form, None)
                .map(|read| (read.statement.said_on.period.to_string(), read.statement.said_on.precision()))
        };
        assert_eq!(precision("", "nov", ""), Ok(("2025-11".to_owned(), "month")));
        assert_eq!(precision("", "", ""), Ok(("2025".to_owned(), "year")));
        assert_eq!(precision("5", "11", "yes"), Ok(("2025-11-05".to_owned(), "on_or_before")));
        assert!(precision("5", "", "").is_err());
    }

    #[test]
    fn the_form_of_a_statement_makes_the_same_statement() {
        let base = parse(&good(), None).expect("a statement").statement;
        let base = Statement { external_id: "seed-1".to_owned(), quote_check: QuoteCheck::Verified, ..base };
        let form = StatementForm::of(&base, &catalogue());
        assert_eq!(parse(&form, Some(&base)).expect("a statement").statement, base);
        let changed = StatementForm { text: "Other words.".to_owned(), ..form };
        let changed = parse(&changed, Some(&base)).expect("a statement").statement;
        assert_eq!(changed.quote_check, QuoteCheck::Unverified, "other words were not compared with the source");
        assert_eq!((changed.slug, changed.external_id), (base.slug, base.external_id));
    }

    proptest! {
        #[test]
        fn what_was_typed_is_kept(values in proptest::collection::vec("\\PC{0,20}", 12)) {
            let form = StatementForm {
                stakeholder: values[0].clone(),
                day: values[1].clone(),
                month: values[2].clone(),
                text: values[3].clone(),
                note: values[4].clone(),
                reason: values[5].clone(),
                source_url: values[6].clone(),
                positions: vec![PositionFields {
                    topic: format!("t{}", values[7]),
                    stance: values[8].clone(),
                    condition: values[9].clone(),
                    rationale: values[10].clone(),
                    ..PositionFields::default()
                }],
                ..StatementForm::default()
            };
            prop_assert_eq!(StatementForm::read(&form.pairs()), form.clone());
            // Whatever was typed, reading it ends with a statement or with faults.
            let _ = parse(&form, None);
        }
    }
}
