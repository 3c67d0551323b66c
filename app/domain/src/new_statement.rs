//! The facts of a statement, and the rules they have to keep before it is one.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{
    Appearance, Checked, Fault, Faulty, Given, LINE_LENGTH, Language, MOST_POSITIONS, NewSource, Passage, Position,
    QuoteCheck, REMARK_LENGTH, STATEMENT_BYTES, Slug, Source, SourceField, Stance, StatedDate, Statement,
    StatementStatus, TEXT_LENGTH, Translation, Valid, valid::Checks,
};

/// What is said of a statement, by a form, a file or a program, before it is checked. Codes are as they were written.
#[derive(Debug, Clone, Default)]
pub struct NewStatement {
    /// What it is called.
    pub name: StatementName,
    /// Who said it.
    pub stakeholder: Given<Slug>,
    /// The person who spoke.
    pub speaker: Given<String>,
    /// The person's role as of that day.
    pub speaker_role: Given<String>,
    /// The language that the role is written in, a code.
    pub speaker_role_language: Given<String>,
    /// When it was said.
    pub said_on: Given<StatedDate>,
    /// The words.
    pub text: Given<String>,
    /// Their language, a code.
    pub language: Given<String>,
    /// How directly they are the speaker's, a code.
    pub directness: Given<String>,
    /// On what occasion, a code.
    pub venue: Given<String>,
    /// Renderings in other languages.
    pub translations: Vec<NewTranslation>,
    /// The stances.
    pub positions: Vec<NewPosition>,
    /// Where it is cited from.
    pub source: StatedSource,
    /// Where in the source.
    pub locator: Given<String>,
    /// Where in the text of the source the words are said to stand.
    pub passage: Option<Passage>,
    /// Where else it was printed.
    pub reprints: Vec<Reprint>,
    /// The statement that it repeats.
    pub restates: Given<Slug>,
    /// Whether the words were compared with the source.
    pub quote_check: Option<QuoteCheck>,
    /// What the words were compared with where they were gathered.
    pub checked: Given<NewComparison>,
    /// A remark by the editors.
    pub note: Given<String>,
}

/// What a statement is called: where it was gathered, and in its address.
#[derive(Debug, Clone)]
pub enum StatementName {
    /// Its stable name where it was gathered, of which its address is made.
    External(Given<String>),
    /// The name and the address that it has on record.
    Kept(String, Slug),
    /// The address that it would best have; where another has it, it gets one like it.
    Wished(Given<Slug>),
}

impl Default for StatementName {
    fn default() -> Self {
        Self::External(Given::Nothing)
    }
}

impl StatementName {
    fn make(self, checks: &mut Checks<StatementField>) -> Option<(String, Slug)> {
        match self {
            Self::External(name) => {
                let name = checks.needed_text(StatementField::ExternalId, name, LINE_LENGTH)?;
                let slug = Slug::from_name(&name);
                let slug = slug.or_else(|| checks.fault(StatementField::ExternalId, Fault::NoLetters))?;
                Some((name, slug))
            }
            Self::Kept(name, slug) => Some((name, slug)),
            Self::Wished(slug) => checks.optional(slug).map(|slug| (slug.to_string(), slug)),
        }
    }
}

/// A rendering in another language.
#[derive(Debug, Clone)]
pub struct NewTranslation {
    /// The language it is in.
    pub language: Language,
    /// The words.
    pub text: Given<String>,
    /// Who made it, a code.
    pub kind: Given<String>,
}

/// A stance on a topic.
#[derive(Debug, Clone, Default)]
pub struct NewPosition {
    /// The topic.
    pub topic: Given<Slug>,
    /// The stance, a code.
    pub stance: Given<String>,
    /// Under which condition.
    pub condition: Given<String>,
    /// Why it was coded so.
    pub rationale: Given<String>,
}

/// The source that a statement is cited from.
#[derive(Debug, Clone)]
pub enum StatedSource {
    /// One on record, as it is described there.
    OnRecord(Box<Source>),
    /// One that is described now.
    Described(Box<NewSource>),
}

impl Default for StatedSource {
    fn default() -> Self {
        Self::Described(Box::default())
    }
}

/// A source that a statement was printed in too.
#[derive(Debug, Clone)]
pub enum Reprint {
    /// One that is on record.
    Known(Box<Appearance>),
    /// One of which the address is known.
    Address(Given<String>),
}

/// A comparison of words with a page, made where they were gathered.
#[derive(Debug, Clone, Default)]
pub struct NewComparison {
    /// When.
    pub on: Given<NaiveDate>,
    /// The address of the page.
    pub against: Given<String>,
    /// Whether that is the page that is cited.
    pub same_page: bool,
    /// How much of the page there was to compare, a code.
    pub how: Given<String>,
}

/// A place in what is said of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatementField {
    /// The stable name it has where it was gathered.
    ExternalId,
    /// Who said it.
    Stakeholder,
    /// The person who spoke.
    Speaker,
    /// The person's role.
    SpeakerRole,
    /// The language of the role.
    SpeakerRoleLanguage,
    /// When.
    SaidOn,
    /// The words.
    Text,
    /// Their language.
    Language,
    /// How directly they are the speaker's.
    Directness,
    /// On what occasion.
    Venue,
    /// The words in another language.
    Translation(Language),
    /// Who put them into it.
    TranslationKind(Language),
    /// The topic of a stance, by its number from 0.
    Topic(usize),
    /// The stance.
    Stance(usize),
    /// Its condition.
    Condition(usize),
    /// Why it was coded so.
    Rationale(usize),
    /// The source.
    Source(SourceField),
    /// Where in it.
    Locator,
    /// Where else it was printed.
    Reprints,
    /// The statement that it repeats.
    Restates,
    /// When the words were compared with a page.
    ComparedOn,
    /// With which page.
    ComparedAgainst,
    /// How much of the page there was.
    ComparedHow,
    /// A remark.
    Note,
}

impl NewStatement {
    /// Makes a statement of the facts.
    ///
    /// # Errors
    /// Every fault, with its place. What could not be read is a fault that whoever read it has named: there may be none here.
    pub fn check(self, today: NaiveDate) -> Result<Valid<Statement>, Faulty<StatementField>> {
        let mut checks = Checks::new();
        let made = self.make(today, &mut checks);
        if let Some(made) = &made
            && bytes_of(made) > STATEMENT_BYTES
        {
            checks.fault::<()>(StatementField::Text, Fault::TooMuch(STATEMENT_BYTES));
        }
        checks.finish(made)
    }

    fn make(self, today: NaiveDate, checks: &mut Checks<StatementField>) -> Option<Statement> {
        use StatementField as At;
        let is_wished = matches!(self.name, StatementName::Wished(_));
        let name = self.name.make(checks);
        let stakeholder = checks.needed(At::Stakeholder, self.stakeholder);
        let speaker = checks.text(At::Speaker, self.speaker, LINE_LENGTH);
        let speaker_role = checks.text(At::SpeakerRole, self.speaker_role, LINE_LENGTH);
        let role_language = self.speaker_role_language.filled();
        let role_language =
            role_language.is_given().then(|| checks.code(At::SpeakerRoleLanguage, role_language)).flatten();
        let speaker_role_language = role_language.filter(|_| speaker_role.is_some());
        let said_on = checks.needed(At::SaidOn, self.said_on);
        if said_on.is_some_and(|said_on| said_on.period.first_day() > today) {
            checks.fault::<()>(At::SaidOn, Fault::InTheFuture);
        }
        let text = checks.needed_text(At::Text, self.text, TEXT_LENGTH);
        let language = checks.code(At::Language, self.language);
        let directness = checks.code(At::Directness, self.directness);
        let venue = checks.code(At::Venue, self.venue);
        let translations = translations(self.translations, language, checks);
        let positions = positions(self.positions, checks);
        let source = match self.source {
            StatedSource::OnRecord(source) => Some(*source),
            StatedSource::Described(source) => source.make(At::Source, checks),
        };
        let locator = checks.text(At::Locator, self.locator, LINE_LENGTH);
        let reprints = reprints(self.reprints, checks);
        let restates = checks.optional(self.restates);
        let is_itself = |restated: &Slug| !is_wished && name.as_ref().is_some_and(|(_, slug)| slug == restated);
        if restates.as_ref().is_some_and(is_itself) {
            checks.fault::<()>(At::Restates, Fault::RestatesItself);
        }
        let checked = checks.optional(self.checked);
        let checked = checked.map(|comparison| comparison.make(checks));
        let note = checks.text(At::Note, self.note, REMARK_LENGTH);
        let (external_id, slug) = name?;
        let primary = Appearance { source: source?, locator, primary: true, passage: self.passage };
        Some(Statement {
            external_id,
            slug,
            stakeholder: stakeholder?,
            speaker,
            speaker_role,
            speaker_role_language,
            said_on: said_on?,
            text: text?,
            language: language?,
            directness: directness?,
            venue: venue?,
            translations,
            positions,
            appearances: each_once(primary, reprints),
            restates,
            quote_check: self.quote_check.unwrap_or(QuoteCheck::Unverified),
            checked: match checked {
                None => None,
                Some(checked) => Some(checked?),
            },
            note,
            status: StatementStatus::Published,
        })
    }
}

fn translations(
    given: Vec<NewTranslation>,
    language: Option<Language>,
    checks: &mut Checks<StatementField>,
) -> Vec<Translation> {
    let mut translations = Vec::new();
    for NewTranslation { language: into, text, kind } in given {
        let Some(text) = checks.text(StatementField::Translation(into), text, TEXT_LENGTH) else { continue };
        if language == Some(into) {
            checks.fault::<()>(StatementField::Translation(into), Fault::SameLanguage);
        }
        let kind = checks.code(StatementField::TranslationKind(into), kind);
        translations.extend(kind.map(|kind| Translation { language: into, text, kind }));
    }
    translations
}

fn positions(given: Vec<NewPosition>, checks: &mut Checks<StatementField>) -> Vec<Position> {
    use StatementField as At;
    if given.len() > MOST_POSITIONS {
        checks.fault::<()>(At::Topic(MOST_POSITIONS), Fault::TooMany(MOST_POSITIONS));
    }
    let mut topics = Vec::new();
    let mut positions = Vec::new();
    for (i, position) in given.into_iter().enumerate() {
        let topic = checks.needed(At::Topic(i), position.topic);
        let stance = checks.code(At::Stance(i), position.stance);
        let condition = checks.text(At::Condition(i), position.condition, REMARK_LENGTH);
        let rationale = checks.text(At::Rationale(i), position.rationale, REMARK_LENGTH);
        if stance == Some(Stance::Conditional) && condition.is_none() {
            checks.fault::<()>(At::Condition(i), Fault::ConditionMissing);
        }
        let Some(topic) = topic else { continue };
        topics.push((At::Topic(i), topic.clone()));
        positions.extend(stance.map(|stance| Position { topic, stance, condition, rationale }));
    }
    checks.once(topics.iter().map(|(at, topic)| (*at, topic)));
    positions
}

fn reprints(given: Vec<Reprint>, checks: &mut Checks<StatementField>) -> Vec<Appearance> {
    let reprint = |reprint| match reprint {
        Reprint::Known(appearance) => Some(*appearance),
        Reprint::Address(address) => {
            let source = Source::known_by_address(checks.address(StatementField::Reprints, address)?);
            Some(Appearance { source, locator: None, primary: false, passage: None })
        }
    };
    given.into_iter().filter_map(reprint).collect()
}

/// Every source once: a page that is given twice was printed once.
fn each_once(primary: Appearance, reprints: Vec<Appearance>) -> Vec<Appearance> {
    let mut seen = HashSet::from([primary.source.identity()]);
    let mut appearances = vec![primary];
    appearances.extend(reprints.into_iter().filter(|reprint| seen.insert(reprint.source.identity())));
    appearances
}

impl NewComparison {
    fn make(self, checks: &mut Checks<StatementField>) -> Option<Checked> {
        use StatementField as At;
        let on = checks.needed(At::ComparedOn, self.on);
        let is_given = self.against.is_given();
        let against = checks.address(At::ComparedAgainst, self.against);
        if !is_given {
            checks.fault::<()>(At::ComparedAgainst, Fault::Missing);
        }
        let how = checks.code(At::ComparedHow, self.how);
        Some(Checked { on: on?, against: against?, same_page: self.same_page, how: how? })
    }
}

/// How many bytes the texts of a statement have together.
fn bytes_of(statement: &Statement) -> usize {
    let optional = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let positions = statement.positions.iter().map(|p| optional(&p.condition) + optional(&p.rationale));
    let sources = statement.appearances.iter().map(|appearance| {
        let source = &appearance.source;
        optional(&source.url) + optional(&source.title) + optional(&source.publisher) + optional(&appearance.locator)
    });
    let own = [&statement.speaker, &statement.speaker_role, &statement.note].map(optional);
    let translated = statement.translations.iter().map(|translation| translation.text.len());
    statement.text.len() + own.iter().sum::<usize>() + translated.chain(positions).chain(sources).sum::<usize>()
}
