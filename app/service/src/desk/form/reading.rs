//! From the form to a statement: what was typed becomes facts, which are checked where every way in has them checked.

use domain::{
    Appearance, CalendarPeriod, Fault, Faulty, Given, Language, NewPosition, NewSource, NewStakeholder, NewStatement,
    NewText, NewTopic, NewTranslation, Passage, REMARK_LENGTH, ReferenceKind, Reprint, Slug, Source, SourceField,
    Stakeholder, StakeholderField, StatedDate, StatedSource, StatementField, StatementName, TitleOrigin, Topic,
    TopicField, TranslationKind, Valid,
};

use super::{FieldFault, FormContext, FormField, PositionField, PositionFields, ReadForm, SingleField, StatementForm};
use crate::{
    desk::fields::typed,
    names::{Match, find, month_number, slug_of_words},
};

/// The longest address that is made of a name.
const SLUG_LENGTH: usize = 60;

impl StatementForm {
    /// The identities of the sources that the form names by address.
    #[must_use]
    pub fn source_identities(&self) -> Vec<String> {
        std::iter::once(self.source_url.as_str())
            .chain(self.reprints.lines())
            .map(|url| url.trim().to_owned())
            .filter(|url| !url.is_empty())
            .collect()
    }

    /// The source that the form names, as it is on record or as it is described.
    ///
    /// # Errors
    /// What is wrong with its fields.
    pub fn read_source(&self, around: &FormContext<'_>) -> Result<Valid<Source>, Vec<FieldFault>> {
        let mut reader = Reader::new(self, around);
        match reader.source() {
            StatedSource::OnRecord(known) => Ok(Valid::on_record(*known)),
            StatedSource::Described(new) => reader.end(new.check(), |field| FormField::Single(source_field(field))),
        }
    }

    /// Makes a statement of the form.
    ///
    /// # Errors
    /// Every fault, in the order of the fields on the page.
    pub fn parse(&self, around: &FormContext<'_>) -> Result<ReadForm, Vec<FieldFault>> {
        let mut reader = Reader::new(self, around);
        let facts = reader.facts();
        let (new_topics, source_stays) = (std::mem::take(&mut reader.new_topics), reader.source_stays.take());
        let new_stakeholder = reader.new_stakeholder.take();
        let mut statement = reader.end(facts.check(around.today), form_field)?;
        // A quote that was compared with its source is not what was compared any more once one of them changes.
        if let Some(base) = around.base.filter(|base| base.has_quote_of(&statement)) {
            statement.note_comparison(base.quote_check, base.passage().cloned());
            statement.note_checked(base.checked.clone());
        }
        Ok(ReadForm { statement, new_stakeholder, new_topics, source_stays })
    }
}

/// The field that says something of a statement.
const fn form_field(place: StatementField) -> FormField {
    use StatementField as At;
    let single = match place {
        // It is made of what is in these fields, so what is wrong with it is wrong there.
        At::ExternalId | At::Text | At::ComparedOn | At::ComparedAgainst | At::ComparedHow => SingleField::Text,
        At::Stakeholder => SingleField::Stakeholder,
        At::Speaker => SingleField::Speaker,
        At::SpeakerRole => SingleField::SpeakerRole,
        At::SpeakerRoleLanguage => SingleField::SpeakerRoleLanguage,
        At::SaidOn => SingleField::Year,
        At::Language => SingleField::Language,
        At::Directness => SingleField::Directness,
        At::Venue => SingleField::Venue,
        At::Translation(language) => translation_fields(language).0,
        At::TranslationKind(language) => translation_fields(language).1,
        At::Topic(i) => return FormField::Position(i, PositionField::Topic),
        At::Stance(i) => return FormField::Position(i, PositionField::Stance),
        At::Condition(i) => return FormField::Position(i, PositionField::Condition),
        At::Rationale(i) => return FormField::Position(i, PositionField::Rationale),
        At::Source(field) => source_field(field),
        At::Locator => SingleField::Locator,
        At::Reprints => SingleField::Reprints,
        At::Restates => SingleField::Restates,
        At::Note => SingleField::Note,
    };
    FormField::Single(single)
}

const fn translation_fields(language: Language) -> (SingleField, SingleField) {
    match language {
        Language::En => (SingleField::TranslationEn, SingleField::TranslationEnKind),
        Language::Es => (SingleField::TranslationEs, SingleField::TranslationEsKind),
        Language::Fr => (SingleField::TranslationFr, SingleField::TranslationFrKind),
    }
}

const fn source_field(field: SourceField) -> SingleField {
    match field {
        SourceField::Url => SingleField::SourceUrl,
        SourceField::Title => SingleField::SourceTitle,
        SourceField::TitleOrigin => SingleField::SourceTitleFrom,
        SourceField::Publisher => SingleField::SourcePublisher,
        SourceField::PublishedOn => SingleField::SourceDate,
        SourceField::Kind => SingleField::SourceKind,
        SourceField::Tier => SingleField::SourceTier,
    }
}

/// Reads a form field by field and collects what cannot be read.
struct Reader<'a> {
    form: &'a StatementForm,
    around: &'a FormContext<'a>,
    faults: Vec<(FormField, Fault)>,
    new_stakeholder: Option<Valid<Stakeholder>>,
    new_topics: Vec<Valid<Topic>>,
    source_stays: Option<Source>,
}

impl<'a> Reader<'a> {
    const fn new(form: &'a StatementForm, around: &'a FormContext<'a>) -> Self {
        Self { form, around, faults: Vec::new(), new_stakeholder: None, new_topics: Vec::new(), source_stays: None }
    }

    /// What was made of the facts, or everything that is wrong, in the order of the page.
    fn end<T, P>(
        mut self,
        checked: Result<Valid<T>, Faulty<P>>,
        field: impl Fn(P) -> FormField,
    ) -> Result<Valid<T>, Vec<FieldFault>> {
        let made = self.keep(checked, field).value().filter(|_| self.faults.is_empty());
        made.ok_or_else(|| {
            self.faults.sort_by_key(|(field, _)| field.place());
            self.faults.into_iter().map(|(field, fault)| FieldFault { field: field.name(), fault }).collect()
        })
    }

    /// Keeps the faults of a check.
    fn keep<T, P>(&mut self, checked: Result<Valid<T>, Faulty<P>>, field: impl Fn(P) -> FormField) -> Given<Valid<T>> {
        match checked {
            Ok(made) => Given::Value(made),
            Err(faults) => {
                self.faults.extend(faults.into_iter().map(|(place, fault)| (field(place), fault)));
                Given::Unreadable
            }
        }
    }

    fn fault<T>(&mut self, field: SingleField, fault: Fault) -> Given<T> {
        self.faults.push((FormField::Single(field), fault));
        Given::Unreadable
    }

    fn position_fault<T>(&mut self, i: usize, field: PositionField, fault: Fault) -> Given<T> {
        self.faults.push((FormField::Position(i, field), fault));
        Given::Unreadable
    }

    fn facts(&mut self) -> NewStatement {
        let (form, base) = (self.form, self.around.base);
        let (stakeholder, said_on, text) = (self.stakeholder(), self.date(), typed(&form.text));
        let name = match base {
            Some(base) => StatementName::Kept(base.external_id.clone(), base.slug.clone()),
            None => StatementName::Wished(best_slug(stakeholder.as_ref(), said_on.as_ref(), text.as_ref())),
        };
        if form.reason.chars().count() > REMARK_LENGTH {
            self.fault::<()>(SingleField::Reason, Fault::TooLong(REMARK_LENGTH));
        }
        NewStatement {
            name,
            stakeholder,
            speaker: typed(&form.speaker),
            speaker_role: typed(&form.speaker_role),
            speaker_role_language: typed(&form.speaker_role_language),
            said_on,
            text,
            language: typed(&form.language),
            directness: typed(&form.directness),
            venue: typed(&form.venue),
            translations: self.translations(),
            positions: self.positions(),
            source: self.source(),
            locator: typed(&form.locator),
            passage: self.passage(),
            reprints: self.reprints(),
            restates: self.restates(),
            note: typed(&form.note),
            ..NewStatement::default()
        }
    }

    fn stakeholder(&mut self) -> Given<Slug> {
        let form = self.form;
        typed(&form.stakeholder).and_then(|name| match find(&name, self.around.catalogue.names_of_stakeholders()) {
            Match::One(slug) => Given::Value(slug),
            Match::Several(slugs) => self.fault(SingleField::Stakeholder, several(&slugs)),
            Match::None if form.new_stakeholder.is_empty() => {
                self.fault(SingleField::Stakeholder, Fault::not_on_record(&name))
            }
            Match::None => self.new_stakeholder(name),
        })
    }

    /// A stakeholder that is to be added with the statement.
    fn new_stakeholder(&mut self, name: String) -> Given<Slug> {
        let form = self.form;
        let short_name = typed(&form.stakeholder_short);
        let wished = slug_of_words(short_name.as_ref().value().unwrap_or(&name), SLUG_LENGTH);
        let slug = match wished.filter(|slug| !self.around.catalogue.is_taken(ReferenceKind::Stakeholder, slug)) {
            Some(slug) => Given::Value(slug),
            None => self.fault(SingleField::StakeholderShort, Fault::GivenTwice),
        };
        let facts = NewStakeholder {
            slug,
            name: Given::Value(name),
            short_name,
            kind: typed(&form.stakeholder_kind),
            country: typed(&form.stakeholder_country),
            ..NewStakeholder::default()
        };
        let field = |place| match place {
            StakeholderField::Slug | StakeholderField::ShortName => SingleField::StakeholderShort,
            StakeholderField::Kind => SingleField::StakeholderKind,
            StakeholderField::Country => SingleField::StakeholderCountry,
            // The others have no fields of their own where a stakeholder is added with its first statement.
            _ => SingleField::Stakeholder,
        };
        self.keep(facts.check(), |place| FormField::Single(field(place))).map(|new| {
            let slug = new.slug.clone();
            self.new_stakeholder = Some(new);
            slug
        })
    }

    fn date(&mut self) -> Given<StatedDate> {
        let form = self.form;
        let (year, month, day) = (form.year.trim(), form.month.trim(), form.day.trim());
        if year.is_empty() {
            let is_given = !month.is_empty() || !day.is_empty();
            return if is_given { self.fault(SingleField::Year, Fault::NotADate) } else { Given::Nothing };
        }
        if month.is_empty() && !day.is_empty() {
            return self.fault(SingleField::Month, Fault::Missing);
        }
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return self.fault(SingleField::Year, Fault::NotADate);
        }
        let mut written = year.to_owned();
        if !month.is_empty() {
            let Some(month) = month_number(month) else {
                return self.fault(SingleField::Month, Fault::NotADate);
            };
            written = format!("{written}-{month:02}");
        }
        if !day.is_empty() {
            let Some(day) = day.parse::<u32>().ok().filter(|day| (1..=31).contains(day)) else {
                return self.fault(SingleField::Day, Fault::NotADate);
            };
            written = format!("{written}-{day:02}");
        }
        let Ok(period) = written.parse::<CalendarPeriod>() else {
            let field = if day.is_empty() { SingleField::Year } else { SingleField::Day };
            return self.fault(field, Fault::NotInCalendar);
        };
        let precision = if form.on_or_before.is_empty() { period.precision() } else { "on_or_before" };
        StatedDate::parse(&written, precision).ok().into()
    }

    fn translations(&self) -> Vec<NewTranslation> {
        let translation = |language: &Language| {
            let (text, kind) = translation_fields(*language);
            NewTranslation {
                language: *language,
                text: typed(self.form.value(text)),
                // Whoever types it has made it, unless they say otherwise.
                kind: or_else(typed(self.form.value(kind)), TranslationKind::Editor.code()),
            }
        };
        Language::ALL.iter().map(translation).collect()
    }

    fn positions(&mut self) -> Vec<NewPosition> {
        let rows = self.form.positions.iter().enumerate();
        rows.map(|(i, row)| NewPosition {
            topic: self.topic(i, row),
            stance: typed(&row.stance),
            condition: typed(&row.condition),
            rationale: typed(&row.rationale),
        })
        .collect()
    }

    fn topic(&mut self, i: usize, row: &PositionFields) -> Given<Slug> {
        typed(&row.topic).and_then(|label| match find(&label, self.around.catalogue.names_of_topics()) {
            Match::One(slug) => Given::Value(slug),
            Match::Several(slugs) => self.position_fault(i, PositionField::Topic, several(&slugs)),
            Match::None if row.new_topic.is_empty() => {
                self.position_fault(i, PositionField::Topic, Fault::not_on_record(&label))
            }
            Match::None => self.new_topic(i, label, row),
        })
    }

    /// A topic that is to be added with the statement.
    fn new_topic(&mut self, i: usize, label: String, row: &PositionFields) -> Given<Slug> {
        let is_free = |slug: &Slug| !self.around.catalogue.is_taken(ReferenceKind::Topic, slug);
        let slug = match slug_of_words(&label, SLUG_LENGTH).filter(is_free) {
            Some(slug) => Given::Value(slug),
            None => self.position_fault(i, PositionField::Topic, Fault::GivenTwice),
        };
        let facts = NewTopic {
            slug,
            label: NewText { en: Given::Value(label), ..NewText::default() },
            proposition: NewText {
                en: typed(&row.proposition),
                es: typed(&row.proposition_es),
                fr: typed(&row.proposition_fr),
            },
            ..NewTopic::default()
        };
        let field = |place| match place {
            TopicField::Proposition(Language::En) => PositionField::Proposition,
            TopicField::Proposition(Language::Es) => PositionField::PropositionEs,
            TopicField::Proposition(Language::Fr) => PositionField::PropositionFr,
            _ => PositionField::Topic,
        };
        self.keep(facts.check(), |place| FormField::Position(i, field(place))).map(|new| {
            let slug = new.slug.clone();
            self.new_topics.push(new);
            slug
        })
    }

    fn source(&mut self) -> StatedSource {
        let form = self.form;
        let (title, publisher) = (typed(&form.source_title), typed(&form.source_publisher));
        // What is on record of a source is nobody's to change in passing: other statements rest on it.
        if let Some(known) = self.around.sources.get(form.source_url.trim()) {
            let is_else = |typed: &Given<String>, known: Option<&String>| match typed {
                Given::Value(typed) => Some(typed) != known,
                _ => false,
            };
            let is_other_code = |typed: &str, known: &str| !typed.trim().is_empty() && typed.trim() != known;
            let differs = is_else(&title, known.title.as_ref())
                || is_else(&publisher, known.publisher.as_ref())
                || is_other_code(&form.source_kind, known.kind.code())
                || is_other_code(&form.source_tier, known.tier.code());
            self.source_stays = differs.then(|| known.clone());
            return StatedSource::OnRecord(Box::new(known.clone()));
        }
        let published_on = typed(&form.source_date).and_then(|date| match date.parse() {
            Ok(date) => Given::Value(date),
            Err(error) => self.fault(SingleField::SourceDate, Fault::from(error)),
        });
        StatedSource::Described(Box::new(NewSource {
            url: typed(&form.source_url),
            title,
            title_origin: or_else(typed(&form.source_title_from), TitleOrigin::Page.code()),
            publisher,
            published_on,
            kind: typed(&form.source_kind),
            tier: typed(&form.source_tier),
        }))
    }

    /// Where the words are said to stand; whether they do is for whoever has the text of the source.
    fn passage(&self) -> Option<Passage> {
        let (prefix, suffix) = (self.form.passage_prefix.clone(), self.form.passage_suffix.clone());
        Some(Passage { prefix, suffix }).filter(|passage| !passage.prefix.is_empty() || !passage.suffix.is_empty())
    }

    fn reprints(&self) -> Vec<Reprint> {
        let before = self.around.base.iter().flat_map(|base| &base.appearances).filter(|other| !other.primary);
        let before: Vec<&Appearance> = before.collect();
        let reprint = |url: &str| match self.around.sources.get(url) {
            None => Reprint::Address(Given::Value(url.to_owned())),
            Some(source) => {
                let known = before.iter().find(|other| other.source.identity() == source.identity());
                let locator = known.and_then(|known| known.locator.clone());
                let source = source.clone();
                Reprint::Known(Box::new(Appearance { source, locator, primary: false, passage: None }))
            }
        };
        let given = self.form.reprints.lines().map(str::trim).filter(|url| !url.is_empty()).map(reprint);
        // The form names reprints by address; those without one stay as they are.
        let unnamed = before.iter().filter(|other| other.source.url.is_none());
        given.chain(unnamed.map(|&other| Reprint::Known(Box::new(other.clone())))).collect()
    }

    fn restates(&mut self) -> Given<Slug> {
        let typed = self.form.restates.trim();
        let Some(last) = typed.trim_end_matches('/').rsplit('/').next().filter(|last| !last.is_empty()) else {
            return Given::Nothing;
        };
        match last.parse() {
            Ok(slug) => Given::Value(slug),
            Err(_) => self.fault(SingleField::Restates, Fault::not_on_record(typed)),
        }
    }
}

/// What was typed, or else what goes without saying.
fn or_else(typed: Given<String>, default: &str) -> Given<String> {
    if typed.is_given() { typed } else { Given::Value(default.to_owned()) }
}

fn several(slugs: &[Slug]) -> Fault {
    Fault::SeveralMatch(slugs.iter().map(ToString::to_string).collect())
}

/// The address that tells most: who, when, and the first words. Where one of them is missing, that is fault enough.
fn best_slug(stakeholder: Given<&Slug>, said_on: Given<&StatedDate>, text: Given<&String>) -> Given<Slug> {
    let (Given::Value(stakeholder), Given::Value(said_on), Given::Value(text)) = (stakeholder, said_on, text) else {
        return Given::Unreadable;
    };
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    slug_of_words(&format!("{stakeholder} {} {}", said_on.period, words.join(" ")), 80).into()
}
