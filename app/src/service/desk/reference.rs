//! Stakeholders, topics, milestones and sources: adding and changing them.

use super::{
    Desk, FieldFault, FormError, FormFault, MOST_SUGGESTIONS, ReferenceError, catalogue_of, fields::FieldReader,
    required_reason,
};
use crate::{
    domain::{
        Action, AuditEntry, Catalogue, ChangeScope, Localized, Milestone, ReferenceKind, Slug, SourceId, Stakeholder,
        Topic,
    },
    ports::{RecordTransaction, StoreError, StoredSource},
    service::{
        authorisation::{Editor, Reviewer},
        names::{Match, find, slug_of_words},
    },
};

/// The longest address that is made of a name.
const SLUG_LENGTH: usize = 80;

/// One thing of the reference data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceItem {
    /// Who has a stake.
    Stakeholder(Stakeholder),
    /// What statements are about.
    Topic(Topic),
    /// A date of the process.
    Milestone(Milestone),
    /// A document in which statements appear.
    Source(StoredSource),
}

impl ReferenceItem {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ReferenceKind {
        match self {
            Self::Stakeholder(_) => ReferenceKind::Stakeholder,
            Self::Topic(_) => ReferenceKind::Topic,
            Self::Milestone(_) => ReferenceKind::Milestone,
            Self::Source(_) => ReferenceKind::Source,
        }
    }

    /// What it is called in addresses of the desk: its slug, or the number of a source.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Stakeholder(stakeholder) => stakeholder.slug.to_string(),
            Self::Topic(topic) => topic.slug.to_string(),
            Self::Milestone(milestone) => milestone.slug.to_string(),
            Self::Source(stored) => stored.id.0.to_string(),
        }
    }

    /// What it is called on record: its slug, or the identity of a source.
    #[must_use]
    pub fn recorded_name(&self) -> String {
        match self {
            Self::Source(stored) => stored.source.identity(),
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
            Self::Source(stored) => source_fields(stored),
        }
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

fn stakeholder_fields(s: &Stakeholder) -> Vec<(String, String)> {
    vec![
        pair("name", &s.name),
        pair("short", &s.short_name),
        pair("aliases", s.aliases.join("\n")),
        pair("kind", s.kind.code()),
        pair("country", s.country.code()),
        optional("note", s.note.as_ref()),
    ]
}

fn topic_fields(t: &Topic) -> Vec<(String, String)> {
    let texts = [localized("label", Some(&t.label)), localized("proposition", Some(&t.proposition))].concat();
    let rest = [
        pair("aliases", t.aliases.join("\n")),
        pair("broader", t.broader.as_ref().map(ToString::to_string).unwrap_or_default()),
        pair("articles", t.articles.join("\n")),
        optional("coding-note", t.coding_note.as_ref()),
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

fn source_fields(stored: &StoredSource) -> Vec<(String, String)> {
    let source = &stored.source;
    vec![
        optional("url", source.url.as_ref()),
        optional("title", source.title.as_ref()),
        optional("publisher", source.publisher.as_ref()),
        pair("date", source.published_on.map(|date| date.to_string()).unwrap_or_default()),
        pair("kind", source.kind.code()),
        pair("tier", source.tier.code()),
    ]
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
                self.store.stakeholders().await?.into_iter().map(ReferenceItem::Stakeholder).collect()
            }
            ReferenceKind::Topic => self.store.topics().await?.into_iter().map(ReferenceItem::Topic).collect(),
            ReferenceKind::Milestone => {
                self.store.milestones().await?.into_iter().map(ReferenceItem::Milestone).collect()
            }
            ReferenceKind::Source => {
                let all = self.store.list_source_overviews(MOST_SUGGESTIONS).await?;
                all.into_iter().map(|overview| ReferenceItem::Source(overview.stored)).collect()
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
                all.into_iter().find(|s| s.slug.as_str() == key).map(ReferenceItem::Stakeholder)
            }
            ReferenceKind::Topic => {
                let all = self.store.topics().await?;
                all.into_iter().find(|t| t.slug.as_str() == key).map(ReferenceItem::Topic)
            }
            ReferenceKind::Milestone => {
                let all = self.store.milestones().await?;
                all.into_iter().find(|m| m.slug.as_str() == key).map(ReferenceItem::Milestone)
            }
            ReferenceKind::Source => match key.parse() {
                Ok(id) => self.store.find_source(SourceId(id)).await?.map(ReferenceItem::Source),
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
        let scope = self.write_reference(transaction.as_mut(), before.as_ref(), &mut item).await?;
        let entry = AuditEntry {
            actor: reviewer.user().actor(),
            action: Action::ReferenceSaved,
            subject: format!("{kind} {}", item.recorded_name()),
            reason,
            scope,
        };
        self.commit(transaction, entry).await?;
        Ok(item)
    }

    async fn write_reference(
        &self,
        transaction: &mut dyn RecordTransaction,
        before: Option<&ReferenceItem>,
        item: &mut ReferenceItem,
    ) -> Result<ChangeScope, FormError> {
        match item {
            ReferenceItem::Stakeholder(stakeholder) => transaction.save_stakeholder(stakeholder).await?,
            ReferenceItem::Topic(topic) => transaction.save_topic(topic).await?,
            ReferenceItem::Milestone(milestone) => transaction.save_milestone(milestone).await?,
            ReferenceItem::Source(stored) => {
                let identity = stored.source.identity();
                let other = self.store.find_source_id(&identity).await?;
                if other.is_some_and(|other| Some(other) != before.map(|_| stored.id)) {
                    return Err(FormError::of("url", FormFault::GivenTwice));
                }
                if before.is_some() {
                    transaction.update_source(stored.id, &stored.source).await?;
                } else {
                    stored.id = transaction.save_source(&stored.source).await?;
                }
                let cited = transaction.list_statements_with(ReferenceKind::Source, &identity).await?;
                return Ok(ChangeScope::Statements(cited.into_iter().map(|stored| stored.id).collect()));
            }
        }
        Ok(ChangeScope::Reference(Vec::new()))
    }
}

/// What a form makes of something that is new, or of what was there before.
fn read_item(
    kind: ReferenceKind,
    pairs: &[(String, String)],
    before: Option<&ReferenceItem>,
    all: &Catalogue,
) -> Result<ReferenceItem, Vec<FieldFault>> {
    let mut reader = FieldReader::new(pairs);
    let item = match (kind, before) {
        (ReferenceKind::Stakeholder, Some(ReferenceItem::Stakeholder(before))) => {
            read_stakeholder(&mut reader, Some(before), all).map(ReferenceItem::Stakeholder)
        }
        (ReferenceKind::Topic, Some(ReferenceItem::Topic(before))) => {
            read_topic(&mut reader, Some(before), all).map(ReferenceItem::Topic)
        }
        (ReferenceKind::Milestone, Some(ReferenceItem::Milestone(before))) => {
            read_milestone(&mut reader, Some(before), all).map(ReferenceItem::Milestone)
        }
        (ReferenceKind::Source, before) => {
            let id = if let Some(ReferenceItem::Source(before)) = before { before.id } else { SourceId(0) };
            reader.source().map(|source| ReferenceItem::Source(StoredSource { id, source }))
        }
        (ReferenceKind::Stakeholder, _) => read_stakeholder(&mut reader, None, all).map(ReferenceItem::Stakeholder),
        (ReferenceKind::Topic, _) => read_topic(&mut reader, None, all).map(ReferenceItem::Topic),
        (ReferenceKind::Milestone, _) => read_milestone(&mut reader, None, all).map(ReferenceItem::Milestone),
    };
    reader.finish(item)
}

/// The slug that something has, was given, or gets from its name; none that is taken.
fn slug_for(
    reader: &mut FieldReader<'_>,
    before: Option<&Slug>,
    name: Option<&String>,
    is_taken: impl Fn(&Slug) -> bool,
) -> Option<Slug> {
    if let Some(before) = before {
        return Some(before.clone());
    }
    let slug = match reader.line("slug") {
        Some(typed) => typed.parse().ok().or_else(|| reader.fault("slug", FormFault::NotASlug)),
        None => slug_of_words(name?, SLUG_LENGTH),
    }?;
    if is_taken(&slug) { reader.fault("slug", FormFault::GivenTwice) } else { Some(slug) }
}

fn read_stakeholder(
    reader: &mut FieldReader<'_>,
    before: Option<&Stakeholder>,
    all: &Catalogue,
) -> Option<Stakeholder> {
    let name = reader.needed_line("name");
    let short_name = reader.line("short");
    let aliases = reader.lines("aliases");
    let (kind, country) = (reader.code("kind"), reader.code("country"));
    let note = reader.remark("note");
    let is_taken = |slug: &Slug| {
        all.stakeholders.contains_key(slug) || all.merged_into(ReferenceKind::Stakeholder, slug).is_some()
    };
    let slug = slug_for(reader, before.map(|before| &before.slug), short_name.as_ref().or(name.as_ref()), is_taken);
    let name = name?;
    let others = all.names_of_stakeholders().filter(|(slug, _)| before.is_none_or(|before| before.slug != **slug));
    if find(&name, others) != Match::None {
        reader.fault::<()>("name", FormFault::GivenTwice);
    }
    let short_name = short_name.unwrap_or_else(|| name.clone());
    Some(Stakeholder { slug: slug?, name, short_name, aliases, kind: kind?, country: country?, note })
}

fn read_topic(reader: &mut FieldReader<'_>, before: Option<&Topic>, all: &Catalogue) -> Option<Topic> {
    let (label, proposition) = (reader.localized("label"), reader.localized("proposition"));
    let aliases = reader.lines("aliases");
    let broader = reader.line("broader");
    let articles = reader.lines("articles");
    let coding_note = reader.remark("coding-note");
    let is_taken = |slug: &Slug| all.topics.contains_key(slug) || all.merged_into(ReferenceKind::Topic, slug).is_some();
    let slug = slug_for(reader, before.map(|before| &before.slug), label.as_ref().map(|label| &label.en), is_taken)?;
    let broader = match broader.map(|typed| (find(&typed, all.names_of_topics()), typed)) {
        None => None,
        Some((Match::One(broader), _)) if leads_to(all, &broader, &slug) => reader.fault("broader", FormFault::Circle),
        Some((Match::One(broader), _)) => Some(broader),
        Some((_, typed)) => reader.fault("broader", FormFault::NotOnRecord(typed)),
    };
    Some(Topic { slug, label: label?, proposition: proposition?, aliases, broader, articles, coding_note })
}

/// Whether a topic is another, or a part of it at any depth.
fn leads_to(all: &Catalogue, topic: &Slug, to: &Slug) -> bool {
    let mut at = Some(topic);
    for _ in 0..=all.topics.len() {
        match at {
            Some(slug) if slug == to => return true,
            Some(slug) => at = all.topics.get(slug).and_then(|topic| topic.broader.as_ref()),
            None => return false,
        }
    }
    true
}

fn read_milestone(reader: &mut FieldReader<'_>, before: Option<&Milestone>, all: &Catalogue) -> Option<Milestone> {
    let (title, outcome) = (reader.localized("title"), reader.optional_localized("outcome"));
    let date = reader.needed_line("date").and_then(|_| reader.date("date"));
    let end_date = reader.date("end-date");
    let (state, kind) = (reader.code("state"), reader.code("kind"));
    let party = reader.needed_line("party");
    let (source_title, source_url) = (reader.line("source-title"), reader.url("source-url"));
    let note = reader.remark("note");
    let is_taken = |slug: &Slug| {
        all.milestones.iter().any(|other| other.slug == *slug)
            || all.merged_into(ReferenceKind::Milestone, slug).is_some()
    };
    let slug = slug_for(reader, before.map(|before| &before.slug), title.as_ref().map(|title| &title.en), is_taken);
    let mut made = Milestone {
        slug: slug?,
        title: title?,
        outcome,
        date: date?,
        end_date,
        state: state?,
        earlier_dates: before.map(|before| before.earlier_dates.clone()).unwrap_or_default(),
        party: party?,
        kind: kind?,
        source_title,
        source_url,
        note,
    };
    if made.end_date.is_some_and(|end| end < made.date.first_day()) {
        reader.fault::<()>("end-date", FormFault::BeforeTheStart);
    }
    // What it was set for before is kept, once.
    if let Some(moved) = before.map(|before| before.date).filter(|date| *date != made.date)
        && !made.earlier_dates.contains(&moved)
    {
        made.earlier_dates.push(moved);
    }
    Some(made)
}
