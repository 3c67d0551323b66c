//! Stakeholders, topics, milestones and sources: adding and changing them.

use domain::{
    Action, AuditEntry, ByLanguage, CalendarPeriod, Catalogue, ChangeScope, Fault, Given, Localized, Milestone,
    MilestoneField, NewMilestone, NewStakeholder, NewTopic, ReferenceKind, Slug, Source, SourceId, Stakeholder,
    StakeholderField, Topic, TopicField, Valid,
};

use super::{
    Desk, FieldFault, FormError, MOST_SUGGESTIONS, ReferenceError, catalogue_of, fields::FieldReader, required_reason,
};
use crate::{
    authorisation::{Editor, Reviewer},
    names::{Match, find, slug_of_words},
    ports::{Provenance, RecordTransaction, SourceVersion, StoreError, StoredSource, StoredStatement},
    source_changes::change_source,
};

/// The longest address that is made of a name.
const SLUG_LENGTH: usize = 80;

/// How the form of a topic says whether the front page shows it.
pub const LEADS: &str = "yes";
/// And that it does not.
pub const LEADS_NOT: &str = "no";

/// One thing of the reference data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceItem {
    /// Who has a stake.
    Stakeholder(Valid<Stakeholder>),
    /// What statements are about.
    Topic(Valid<Topic>),
    /// A date of the process.
    Milestone(Valid<Milestone>),
    /// A document in which statements appear, with its number once it is on record.
    Source(Option<SourceId>, Valid<Source>),
}

impl ReferenceItem {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ReferenceKind {
        match self {
            Self::Stakeholder(_) => ReferenceKind::Stakeholder,
            Self::Topic(_) => ReferenceKind::Topic,
            Self::Milestone(_) => ReferenceKind::Milestone,
            Self::Source(..) => ReferenceKind::Source,
        }
    }

    /// What it is called in addresses of the desk: its slug, or the number of a source.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Stakeholder(stakeholder) => stakeholder.slug.to_string(),
            Self::Topic(topic) => topic.slug.to_string(),
            Self::Milestone(milestone) => milestone.slug.to_string(),
            Self::Source(id, _) => id.map(|id| id.0.to_string()).unwrap_or_default(),
        }
    }

    /// What it is called on record: its slug, or the identity of a source.
    #[must_use]
    pub fn recorded_name(&self) -> String {
        match self {
            Self::Source(_, source) => source.identity(),
            _ => self.key(),
        }
    }

    /// The fields of its form.
    #[must_use]
    pub fn fields(&self) -> Vec<(String, String)> {
        match self {
            Self::Stakeholder(stakeholder) => stakeholder_fields(stakeholder),
            Self::Topic(topic) => topic_fields(topic),
            Self::Milestone(milestone) => milestone_fields(milestone),
            Self::Source(_, source) => Self::source_fields(source),
        }
    }

    /// The fields of the form of a source.
    #[must_use]
    pub fn source_fields(source: &Source) -> Vec<(String, String)> {
        vec![
            optional("url", source.url.as_ref()),
            optional("title", source.title.as_ref()),
            optional("publisher", source.publisher.as_ref()),
            pair("date", source.published_on.map(|date| date.to_string()).unwrap_or_default()),
            pair("kind", source.kind.code()),
            pair("tier", source.tier.code()),
        ]
    }
}

impl From<Stakeholder> for ReferenceItem {
    fn from(recorded: Stakeholder) -> Self {
        Self::Stakeholder(Valid::on_record(recorded))
    }
}

impl From<Topic> for ReferenceItem {
    fn from(recorded: Topic) -> Self {
        Self::Topic(Valid::on_record(recorded))
    }
}

impl From<Milestone> for ReferenceItem {
    fn from(recorded: Milestone) -> Self {
        Self::Milestone(Valid::on_record(recorded))
    }
}

impl From<StoredSource> for ReferenceItem {
    fn from(recorded: StoredSource) -> Self {
        Self::Source(Some(recorded.id), Valid::on_record(recorded.source))
    }
}

fn pair(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

fn optional(name: &str, value: Option<&String>) -> (String, String) {
    pair(name, value.cloned().unwrap_or_default())
}

fn localized(stem: &str, text: Option<&Localized>) -> [(String, String); 3] {
    [
        optional(&format!("{stem}-en"), text.map(|text| &text.en)),
        optional(&format!("{stem}-es"), text.and_then(|text| text.es.as_ref())),
        optional(&format!("{stem}-fr"), text.and_then(|text| text.fr.as_ref())),
    ]
}

fn by_language(stem: &str, text: &ByLanguage) -> [(String, String); 3] {
    [
        optional(&format!("{stem}-en"), text.en.as_ref()),
        optional(&format!("{stem}-es"), text.es.as_ref()),
        optional(&format!("{stem}-fr"), text.fr.as_ref()),
    ]
}

fn stakeholder_fields(s: &Stakeholder) -> Vec<(String, String)> {
    let own = [pair("name", &s.name), pair("short", &s.short_name)];
    let translated = [by_language("name", &s.translated_name), by_language("short", &s.translated_short_name)].concat();
    let rest = [
        pair("aliases", s.aliases.join("\n")),
        pair("kind", s.kind.code()),
        pair("country", s.country.code()),
        optional("note", s.note.as_ref()),
    ];
    own.into_iter().chain(translated).chain(rest).collect()
}

fn topic_fields(t: &Topic) -> Vec<(String, String)> {
    let texts = [localized("label", Some(&t.label)), localized("proposition", Some(&t.proposition))].concat();
    let rest = [
        pair("aliases", t.aliases.join("\n")),
        pair("broader", t.broader.as_ref().map(ToString::to_string).unwrap_or_default()),
        pair("articles", t.articles.join("\n")),
        optional("coding-note", t.coding_note.as_ref()),
        pair("leads", if t.leads { LEADS } else { LEADS_NOT }),
    ];
    texts.into_iter().chain(rest).collect()
}

fn milestone_fields(m: &Milestone) -> Vec<(String, String)> {
    let texts = [localized("title", Some(&m.title)), localized("outcome", m.outcome.as_ref())].concat();
    let rest = [
        pair("date", m.date.to_string()),
        pair("end-date", m.end_date.map(|day| day.to_string()).unwrap_or_default()),
        pair("state", m.state.code()),
        pair("kind", m.kind.code()),
        pair("party", &m.party),
        optional("source-title", m.source_title.as_ref()),
        optional("source-url", m.source_url.as_ref()),
        optional("note", m.note.as_ref()),
    ];
    texts.into_iter().chain(rest).collect()
}

/// What is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceTarget {
    /// Something new.
    New(ReferenceKind),
    /// Something on record, with the mark of what was seen ([`Desk::etag`]).
    Existing {
        /// Its kind.
        kind: ReferenceKind,
        /// Its name in addresses of the desk.
        key: String,
        /// The mark.
        seen: String,
    },
}

impl Desk {
    /// One thing of the reference data.
    ///
    /// # Errors
    /// When there is none of that name.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn reference_item(
        &self,
        _editor: &Editor,
        kind: ReferenceKind,
        key: &str,
    ) -> Result<ReferenceItem, ReferenceError> {
        self.find_reference(kind, key).await?.ok_or(ReferenceError::NotFound)
    }

    /// Everything of a kind.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn reference_items(
        &self,
        _reviewer: &Reviewer,
        kind: ReferenceKind,
    ) -> Result<Vec<ReferenceItem>, StoreError> {
        Ok(match kind {
            ReferenceKind::Stakeholder => {
                self.store.stakeholders().await?.into_iter().map(ReferenceItem::from).collect()
            }
            ReferenceKind::Topic => self.store.topics().await?.into_iter().map(ReferenceItem::from).collect(),
            ReferenceKind::Milestone => self.store.milestones().await?.into_iter().map(ReferenceItem::from).collect(),
            ReferenceKind::Source => {
                let all = self.store.list_source_overviews(MOST_SUGGESTIONS).await?;
                all.into_iter().map(|overview| overview.stored.into()).collect()
            }
        })
    }

    pub(super) async fn find_reference(
        &self,
        kind: ReferenceKind,
        key: &str,
    ) -> Result<Option<ReferenceItem>, StoreError> {
        Ok(match kind {
            ReferenceKind::Stakeholder => {
                let all = self.store.stakeholders().await?;
                all.into_iter().find(|s| s.slug.as_str() == key).map(ReferenceItem::from)
            }
            ReferenceKind::Topic => {
                let all = self.store.topics().await?;
                all.into_iter().find(|t| t.slug.as_str() == key).map(ReferenceItem::from)
            }
            ReferenceKind::Milestone => {
                let all = self.store.milestones().await?;
                all.into_iter().find(|m| m.slug.as_str() == key).map(ReferenceItem::from)
            }
            ReferenceKind::Source => match key.parse() {
                Ok(id) => self.store.find_source(SourceId(id)).await?.map(ReferenceItem::from),
                Err(_) => None,
            },
        })
    }

    /// A mark of what something is now, to tell whether somebody else changed it since it was seen.
    #[must_use]
    pub fn etag(&self, item: &ReferenceItem) -> String {
        self.secrets.hash(&format!("{item:?}")).0
    }

    /// Saves something of the reference data; gives its name in addresses of the desk.
    ///
    /// # Errors
    /// When the form has faults, a change has no reason, or somebody else changed it since it was seen.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn save_reference(
        &self,
        reviewer: &Reviewer,
        target: &ReferenceTarget,
        pairs: &[(String, String)],
        reason: &str,
    ) -> Result<ReferenceItem, ReferenceError> {
        let mut transaction = self.store.begin().await?;
        // Nobody else writes from here on, so what is read is what will be replaced.
        let (kind, before) = match target {
            ReferenceTarget::New(kind) => (*kind, None),
            ReferenceTarget::Existing { kind, key, seen } => {
                let before = self.find_reference(*kind, key).await?.ok_or(ReferenceError::NotFound)?;
                if self.etag(&before) != *seen {
                    return Err(ReferenceError::Conflict(Box::new(before)));
                }
                (*kind, Some(before))
            }
        };
        let all = catalogue_of(transaction.as_mut()).await?;
        let mut item = read_item(kind, pairs, before.as_ref(), &all).map_err(ReferenceError::Faults)?;
        let reason = match &before {
            Some(before) if *before == item => return Ok(item),
            Some(_) => Some(required_reason(reason).ok_or(ReferenceError::ReasonMissing)?),
            None => None,
        };
        let actor = reviewer.user().actor();
        let by = Provenance { actor: &actor, when: self.clock.moment(), reason: reason.as_deref() };
        let scope = self.write_reference(transaction.as_mut(), before.as_ref(), &mut item, by).await?;
        let subject = format!("{kind} {}", item.recorded_name());
        let entry =
            AuditEntry { actor: actor.clone(), action: Action::ReferenceSaved, subject, reason: reason.clone(), scope };
        self.commit(transaction, entry).await?;
        Ok(item)
    }

    async fn write_reference(
        &self,
        transaction: &mut dyn RecordTransaction,
        before: Option<&ReferenceItem>,
        item: &mut ReferenceItem,
        by: Provenance<'_>,
    ) -> Result<ChangeScope, FormError> {
        match item {
            ReferenceItem::Stakeholder(stakeholder) => transaction.save_stakeholder(stakeholder).await?,
            ReferenceItem::Topic(topic) => transaction.save_topic(topic).await?,
            ReferenceItem::Milestone(milestone) => transaction.save_milestone(milestone).await?,
            ReferenceItem::Source(id, source) => {
                let other = self.store.find_source_id(&source.identity()).await?;
                if other.is_some() && other != *id {
                    return Err(FormError::of("url", Fault::GivenTwice));
                }
                let Some(ReferenceItem::Source(Some(known), before)) = before else {
                    *id = Some(transaction.save_source(source).await?);
                    return Ok(ChangeScope::Statements(Vec::new()));
                };
                return Ok(ChangeScope::Statements(change_source(transaction, *known, before, source, by).await?));
            }
        }
        Ok(ChangeScope::Reference(Vec::new()))
    }

    /// What there is to know before a source is described otherwise: the statements that are cited from it, and what it was
    /// before.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn source_standing(&self, _reviewer: &Reviewer, id: SourceId) -> Result<SourceStanding, StoreError> {
        Ok(SourceStanding {
            cited: self.store.list_statements_of_source(id).await?,
            earlier: self.store.list_source_versions(id).await?,
        })
    }
}

/// What stands on a source, and what it was before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceStanding {
    /// The published statements that are cited from it.
    pub cited: Vec<StoredStatement>,
    /// Earlier versions, the newest first.
    pub earlier: Vec<SourceVersion>,
}

/// What a form makes of something that is new, or of what was there before.
fn read_item(
    kind: ReferenceKind,
    pairs: &[(String, String)],
    before: Option<&ReferenceItem>,
    all: &Catalogue,
) -> Result<ReferenceItem, Vec<FieldFault>> {
    let reader = FieldReader::new(pairs);
    match (kind, before) {
        (ReferenceKind::Stakeholder, Some(ReferenceItem::Stakeholder(before))) => {
            read_stakeholder(reader, Some(before), all).map(ReferenceItem::Stakeholder)
        }
        (ReferenceKind::Topic, Some(ReferenceItem::Topic(before))) => {
            read_topic(reader, Some(before), all).map(ReferenceItem::Topic)
        }
        (ReferenceKind::Milestone, Some(ReferenceItem::Milestone(before))) => {
            read_milestone(reader, Some(before), all).map(ReferenceItem::Milestone)
        }
        (ReferenceKind::Source, Some(ReferenceItem::Source(id, _))) => {
            reader.source().map(|source| ReferenceItem::Source(*id, source))
        }
        (ReferenceKind::Stakeholder, _) => read_stakeholder(reader, None, all).map(ReferenceItem::Stakeholder),
        (ReferenceKind::Topic, _) => read_topic(reader, None, all).map(ReferenceItem::Topic),
        (ReferenceKind::Milestone, _) => read_milestone(reader, None, all).map(ReferenceItem::Milestone),
        (ReferenceKind::Source, _) => reader.source().map(|source| ReferenceItem::Source(None, source)),
    }
}

/// The slug that something has, was given, or gets from its name; none that is taken. Without a name it has none, which
/// is said of the name.
fn slug_for(
    reader: &mut FieldReader<'_>,
    kind: ReferenceKind,
    before: Option<&Slug>,
    name: Given<String>,
    all: &Catalogue,
) -> Given<Slug> {
    if let Some(before) = before {
        return Given::Value(before.clone());
    }
    let slug = match reader.slug("slug") {
        Given::Nothing => name.value().and_then(|name| slug_of_words(&name, SLUG_LENGTH)),
        Given::Unreadable => return Given::Unreadable,
        Given::Value(slug) => Some(slug),
    };
    match slug {
        None => Given::Unreadable,
        Some(slug) if all.is_taken(kind, &slug) => reader.fault("slug", Fault::GivenTwice),
        Some(slug) => Given::Value(slug),
    }
}

fn read_stakeholder(
    mut reader: FieldReader<'_>,
    before: Option<&Stakeholder>,
    all: &Catalogue,
) -> Result<Valid<Stakeholder>, Vec<FieldFault>> {
    let (name, short_name) = (reader.text("name"), reader.text("short"));
    let called = if short_name.is_given() { short_name.clone() } else { name.clone() };
    let slug = slug_for(&mut reader, ReferenceKind::Stakeholder, before.map(|before| &before.slug), called, all);
    let others = all.names_of_stakeholders().filter(|(slug, _)| before.is_none_or(|before| before.slug != **slug));
    if name.as_ref().value().is_some_and(|name| find(name, others) != Match::None) {
        reader.fault::<()>("name", Fault::GivenTwice);
    }
    let facts = NewStakeholder {
        slug,
        name,
        short_name,
        translated_name: reader.localized("name"),
        translated_short_name: reader.localized("short"),
        aliases: reader.lines("aliases"),
        kind: reader.text("kind"),
        country: reader.text("country"),
        note: reader.text("note"),
    };
    reader.finish(facts.check(), |field| match field {
        StakeholderField::Slug => "slug".to_owned(),
        StakeholderField::Name => "name".to_owned(),
        StakeholderField::ShortName => "short".to_owned(),
        StakeholderField::TranslatedName(language) => format!("name-{language}"),
        StakeholderField::TranslatedShortName(language) => format!("short-{language}"),
        StakeholderField::Aliases => "aliases".to_owned(),
        StakeholderField::Kind => "kind".to_owned(),
        StakeholderField::Country => "country".to_owned(),
        StakeholderField::Note => "note".to_owned(),
    })
}

fn read_topic(
    mut reader: FieldReader<'_>,
    before: Option<&Topic>,
    all: &Catalogue,
) -> Result<Valid<Topic>, Vec<FieldFault>> {
    let label = reader.localized("label");
    let slug = slug_for(&mut reader, ReferenceKind::Topic, before.map(|before| &before.slug), label.en.clone(), all);
    let broader = reader.text("broader").and_then(|typed| match find(&typed, all.names_of_topics()) {
        Match::One(broader) if slug.as_ref().value().is_some_and(|slug| all.leads_to(&broader, slug)) => {
            reader.fault("broader", Fault::Circle)
        }
        Match::One(broader) => Given::Value(broader),
        _ => reader.fault("broader", Fault::not_on_record(&typed)),
    });
    let facts = NewTopic {
        slug,
        label,
        proposition: reader.localized("proposition"),
        aliases: reader.lines("aliases"),
        broader,
        articles: reader.lines("articles"),
        coding_note: reader.text("coding-note"),
        leads: reader.text("leads").value().is_some_and(|said| said == LEADS),
    };
    reader.finish(facts.check(), |field| match field {
        TopicField::Slug => "slug".to_owned(),
        TopicField::Label(language) => format!("label-{language}"),
        TopicField::Proposition(language) => format!("proposition-{language}"),
        TopicField::Aliases => "aliases".to_owned(),
        TopicField::Broader => "broader".to_owned(),
        TopicField::Articles => "articles".to_owned(),
        TopicField::CodingNote => "coding-note".to_owned(),
    })
}

fn read_milestone(
    mut reader: FieldReader<'_>,
    before: Option<&Milestone>,
    all: &Catalogue,
) -> Result<Valid<Milestone>, Vec<FieldFault>> {
    let (title, date) = (reader.localized("title"), reader.period("date"));
    let slug =
        slug_for(&mut reader, ReferenceKind::Milestone, before.map(|before| &before.slug), title.en.clone(), all);
    let facts = NewMilestone {
        slug,
        title,
        outcome: reader.localized("outcome"),
        date: date.clone(),
        end_date: reader.day("end-date"),
        state: reader.text("state"),
        earlier_dates: before.map(|before| earlier_dates(before, date.value())).into(),
        party: reader.text("party"),
        kind: reader.text("kind"),
        source_title: reader.text("source-title"),
        source_url: reader.text("source-url"),
        note: reader.text("note"),
    };
    reader.finish(facts.check(), |field| match field {
        MilestoneField::Slug => "slug".to_owned(),
        MilestoneField::Title(language) => format!("title-{language}"),
        MilestoneField::Outcome(language) => format!("outcome-{language}"),
        MilestoneField::Date => "date".to_owned(),
        MilestoneField::EndDate => "end-date".to_owned(),
        MilestoneField::State => "state".to_owned(),
        MilestoneField::Party => "party".to_owned(),
        MilestoneField::Kind => "kind".to_owned(),
        MilestoneField::SourceTitle => "source-title".to_owned(),
        MilestoneField::SourceUrl => "source-url".to_owned(),
        MilestoneField::Note => "note".to_owned(),
    })
}

/// What a milestone was set for before: what it is moved from is kept, once.
fn earlier_dates(before: &Milestone, date: Option<CalendarPeriod>) -> Vec<CalendarPeriod> {
    let mut earlier = before.earlier_dates.clone();
    if date.is_some_and(|date| date != before.date) && !earlier.contains(&before.date) {
        earlier.push(before.date);
    }
    earlier
}
