//! The editor's desk: drafts, reviews, and what they do to the record.
//!
//! What somebody writes is a draft until a reviewer publishes it, whether it is a new statement or a change
//! of one on record, so a published statement stays as it is while a change of it waits. Every step takes
//! the version that was seen; where somebody else was faster, it is a conflict and nothing is lost.

mod batches;
mod comparisons;
mod errors;
mod fields;
mod form;
mod mentions;
mod merges;
mod queue;
mod reference;
mod reprint;
mod sources;

use std::sync::Arc;

pub use crate::passage::{FoldedText, QuoteDifference};
pub use batches::{BatchColumn, Keep, RowDuplicate, Trial};
pub use comparisons::ComparisonJob;
use comparisons::Comparisons;
use errors::FormError;
pub use errors::{BatchError, DraftError, MergeError, ReferenceError, SourceError, StatementError};
pub use form::{
    Content, FieldFault, FormContext, FormField, PositionField, PositionFields, ReadForm, SingleField, StatementForm,
};
pub use mentions::{Mentions, QuotedPassage};
pub use queue::{MOST_UNTRANSLATED, Queue};
pub use reference::{LEADS, LEADS_NOT, ReferenceItem, ReferenceTarget, SourceStanding};
pub use reprint::Reprint;
pub use sources::{MarkedText, Piece, SourcePage, TEXT_LIMIT};

use super::{
    Duplicate, Library, Sought,
    authorisation::{Editor, Reviewer},
};
use crate::ports::{
    Clock, DraftChange, NewDraft, Provenance, RecordStore, RecordTransaction, Secrets, StoreError, StoredStatement,
};
use domain::{
    Action, Actor, AuditEntry, Catalogue, ChangeScope, Draft, DraftId, DraftState, Fault, Slug, Source, Stakeholder,
    Statement, StatementId, StatementStatus, Topic, UserId, Valid,
};

/// The most bytes of a draft: all texts of a statement at their longest are less.
const DRAFT_BYTES: usize = 256 * 1024;

/// How often a new statement's address is tried with another number behind it.
const MOST_NAMESAKES: u32 = 1_000;

/// The most speakers and sources that the form offers.
const MOST_SUGGESTIONS: u32 = 500;

/// What is on record already and may be chosen in the form.
pub struct Suggestions {
    /// Stakeholders and topics.
    pub catalogue: Arc<Catalogue>,
    /// People who spoke.
    pub speakers: Vec<String>,
    /// The newest sources with an address.
    pub sources: Vec<Source>,
}

/// What a draft is saved to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveTarget {
    /// A new draft, by the key of its form; of a statement that is on record, with the version that was
    /// seen, or of a new one.
    New {
        /// The idempotency key: what a form that is sent twice has in common.
        key: String,
        /// What it changes, and the version that was seen.
        base: Option<(StatementId, i64)>,
    },
    /// A draft that is there, with the version that was seen. `base_version` is the version of the
    /// statement that its form was compared with last.
    Existing {
        /// Which.
        id: DraftId,
        /// The version that was seen.
        version: i64,
        /// The version of the statement.
        base_version: i64,
    },
}

/// A draft that was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedDraft {
    /// Which.
    pub id: DraftId,
    /// The version it has now.
    pub version: i64,
}

/// A draft with everything its page shows.
pub struct OpenDraft {
    /// The draft.
    pub draft: Draft,
    /// Its form.
    pub form: StatementForm,
    /// The statement that it changes, as it is on record now.
    pub statement: Option<StoredStatement>,
    /// What its form makes, or its faults.
    pub read: Result<ReadForm, Vec<FieldFault>>,
    /// Where the words and the text of their source first differ, when that text is kept.
    pub difference: Option<QuoteDifference>,
    /// Stakeholders and topics.
    pub catalogue: Arc<Catalogue>,
}

impl OpenDraft {
    /// Whether the statement was changed since the draft was begun or last compared with it.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.statement.as_ref().is_some_and(|stored| stored.version != self.draft.base_version)
    }
}

/// The editor's desk.
pub struct Desk {
    store: Arc<dyn RecordStore>,
    library: Arc<Library>,
    secrets: Arc<dyn Secrets>,
    clock: Arc<dyn Clock>,
    comparisons: Comparisons,
    four_eyes: bool,
}

impl Desk {
    /// A desk over a record. With `four_eyes` nobody publishes their own draft.
    #[must_use]
    pub fn new(
        store: Arc<dyn RecordStore>,
        library: Arc<Library>,
        secrets: Arc<dyn Secrets>,
        clock: Arc<dyn Clock>,
        four_eyes: bool,
    ) -> Self {
        Self { store, library, secrets, clock, comparisons: Comparisons::default(), four_eyes }
    }

    /// Whether nobody publishes their own draft.
    #[must_use]
    pub const fn four_eyes(&self) -> bool {
        self.four_eyes
    }

    /// A key for a new form.
    #[must_use]
    pub fn new_key(&self, _editor: &Editor) -> String {
        self.secrets.token()
    }

    /// A published statement, with the form to change it.
    ///
    /// # Errors
    /// When there is none of that slug, or it was withdrawn.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn statement(
        &self,
        _editor: &Editor,
        slug: &Slug,
    ) -> Result<(StoredStatement, StatementForm), StatementError> {
        let stored = self.store.find_by_slug(slug).await?;
        let stored = stored.filter(|stored| stored.statement.status == StatementStatus::Published);
        let stored = stored.ok_or(StatementError::NotFound)?;
        let form = StatementForm::of(&stored.statement, &self.library.catalogue());
        Ok((stored, form))
    }

    /// A draft with everything its page shows.
    ///
    /// # Errors
    /// When there is none of that number.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn draft(&self, _editor: &Editor, id: DraftId) -> Result<OpenDraft, DraftError> {
        let draft = self.store.find_draft(id).await?.ok_or(DraftError::NotFound)?;
        let form = StatementForm::read(&draft.form);
        let statement = match draft.statement {
            Some(id) => self.store.list(&[id]).await?.pop(),
            None => None,
        };
        let base = statement.as_ref().map(|stored| &stored.statement);
        let mut read = self.read_form(&form, base).await?;
        let difference = match &mut read {
            Ok(read) => self.compare_quote(&mut read.statement).await?,
            Err(_) => None,
        };
        Ok(OpenDraft { draft, form, statement, read, difference, catalogue: self.library.catalogue() })
    }

    /// What a form makes of itself, against what is on record now.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn read_form(
        &self,
        form: &StatementForm,
        base: Option<&Statement>,
    ) -> Result<Result<ReadForm, Vec<FieldFault>>, StoreError> {
        let sources = self.store.list_sources(&form.source_identities()).await?;
        Ok(self.parse(form, sources, base, &self.library.catalogue()))
    }

    async fn read_form_within(
        &self,
        transaction: &mut dyn RecordTransaction,
        form: &StatementForm,
        base: Option<&Statement>,
    ) -> Result<ReadForm, FormError> {
        let sources = transaction.list_sources(&form.source_identities()).await?;
        let catalogue = catalogue_of(transaction).await?;
        self.parse(form, sources, base, &catalogue).map_err(FormError::Faults)
    }

    fn parse(
        &self,
        form: &StatementForm,
        sources: Vec<Source>,
        base: Option<&Statement>,
        catalogue: &Catalogue,
    ) -> Result<ReadForm, Vec<FieldFault>> {
        let sources = sources.into_iter().map(|source| (source.identity(), source)).collect();
        form.parse(&FormContext { catalogue, sources: &sources, today: self.library.today(), base })
    }

    /// What is on record already and may be chosen in the form.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn suggestions(&self, _editor: &Editor) -> Result<Suggestions, StoreError> {
        Ok(Suggestions {
            catalogue: self.library.catalogue(),
            speakers: self.store.list_speakers(MOST_SUGGESTIONS).await?,
            sources: self.store.list_newest_sources(MOST_SUGGESTIONS).await?,
        })
    }

    /// The published statements that may be the same as what is being written; `except` is the one that is
    /// changed.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn duplicates(
        &self,
        _editor: &Editor,
        form: &StatementForm,
        except: Option<&Slug>,
    ) -> Result<Vec<Duplicate>, StoreError> {
        let (text, source, stakeholder) = (&form.text, form.source_url.trim(), &form.stakeholder);
        self.library.duplicates(Sought { text, source, stakeholder, except }).await
    }

    /// Makes a change the record. What readers see of it they see here before it is answered; on other servers they are told.
    async fn commit(&self, transaction: Box<dyn RecordTransaction>, entry: AuditEntry) -> Result<(), StoreError> {
        let is_seen = entry.scope != ChangeScope::Nothing;
        transaction.commit(entry, self.clock.now()).await?;
        if is_seen {
            self.library.catch_up().await;
        }
        Ok(())
    }

    fn entry(actor: Actor, action: Action, subject: String) -> AuditEntry {
        AuditEntry { actor, action, subject, reason: None, scope: ChangeScope::Nothing }
    }

    /// Saves what was typed, whatever it is, as long as it is no longer than a draft may be. A draft that was in review is
    /// being written again.
    ///
    /// # Errors
    /// When it is longer, somebody else saved the draft meanwhile, or it cannot be written any more.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn save(
        &self,
        editor: &Editor,
        target: SaveTarget,
        form: &StatementForm,
    ) -> Result<SavedDraft, DraftError> {
        let bytes: usize = form.pairs().iter().map(|(name, value)| name.len() + value.len()).sum();
        if bytes > DRAFT_BYTES {
            return Err(FormError::of("text", Fault::TooLong(DRAFT_BYTES)).into());
        }
        let (now, user) = (self.clock.now(), editor.user());
        let mut transaction = self.store.begin().await?;
        let saved = match target {
            SaveTarget::New { key, base } => {
                let (statement, base_version) = base.unzip();
                let base_version = base_version.unwrap_or_default();
                let new = NewDraft { key, statement, base_version, author: user.id, form: form.pairs() };
                let (id, is_new) = transaction.add_draft(&new, now).await?;
                if is_new {
                    SavedDraft { id, version: 1 }
                } else {
                    let draft = transaction.find_draft(id).await?.ok_or(DraftError::NotFound)?;
                    if draft.form == new.form {
                        // The same form was sent twice: what the first did stands.
                        return Ok(SavedDraft { id, version: draft.version });
                    }
                    // Sent again with other words, from a page that was gone back to.
                    let draft = self.open_draft(transaction.as_mut(), id, 1).await?;
                    self.rewrite(transaction.as_mut(), &draft, user.id, (new.form, draft.base_version)).await?
                }
            }
            SaveTarget::Existing { id, version, base_version } => {
                let draft = transaction.find_draft(id).await?.ok_or(DraftError::NotFound)?;
                if draft.form == form.pairs() && draft.base_version == base_version {
                    // Sent twice: nothing is in conflict with itself.
                    return Ok(SavedDraft { id, version: draft.version });
                }
                let draft = self.open_draft(transaction.as_mut(), id, version).await?;
                self.rewrite(transaction.as_mut(), &draft, user.id, (form.pairs(), base_version)).await?
            }
        };
        self.commit(transaction, Self::entry(user.actor(), Action::DraftSaved, format!("draft {}", saved.id))).await?;
        Ok(saved)
    }

    /// Puts new words into a draft. One that was in review is being written again.
    async fn rewrite(
        &self,
        transaction: &mut dyn RecordTransaction,
        draft: &Draft,
        writer: UserId,
        (form, base_version): (Vec<(String, String)>, i64),
    ) -> Result<SavedDraft, DraftError> {
        let state = (draft.state == DraftState::InReview).then_some(DraftState::Draft);
        let change = DraftChange {
            form: Some(form),
            writer: Some(writer),
            base_version: Some(base_version),
            state,
            ..DraftChange::default()
        };
        self.change(transaction, draft, &change).await?;
        Ok(SavedDraft { id: draft.id, version: draft.version + 1 })
    }

    /// A draft that can still be written, at the version that was seen.
    async fn open_draft(
        &self,
        transaction: &mut dyn RecordTransaction,
        id: DraftId,
        version: i64,
    ) -> Result<Draft, DraftError> {
        let draft = transaction.find_draft(id).await?.ok_or(DraftError::NotFound)?;
        if !draft.state.is_open() {
            return Err(DraftError::WrongState(Box::new(draft)));
        }
        if draft.version != version {
            return Err(DraftError::Conflict(Box::new(draft)));
        }
        Ok(draft)
    }

    async fn change(
        &self,
        transaction: &mut dyn RecordTransaction,
        draft: &Draft,
        change: &DraftChange,
    ) -> Result<(), DraftError> {
        if transaction.change_draft(draft.id, draft.version, change, self.clock.now()).await? {
            Ok(())
        } else {
            Err(DraftError::Conflict(Box::new(draft.clone())))
        }
    }

    /// Hands a draft to the reviewers.
    ///
    /// # Errors
    /// When its form has faults, somebody else saved it meanwhile, or the statement was changed.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn submit(&self, editor: &Editor, id: DraftId, version: i64) -> Result<(), DraftError> {
        let mut transaction = self.store.begin().await?;
        let draft = self.open_draft(transaction.as_mut(), id, version).await?;
        if draft.state == DraftState::InReview {
            return Ok(());
        }
        let base = self.base_of(transaction.as_mut(), &draft).await?;
        let form = StatementForm::read(&draft.form);
        let base = base.as_ref().map(|stored| &stored.statement);
        self.read_form_within(transaction.as_mut(), &form, base).await?;
        let change = DraftChange { state: Some(DraftState::InReview), ..DraftChange::default() };
        self.change(transaction.as_mut(), &draft, &change).await?;
        let entry = Self::entry(editor.user().actor(), Action::DraftSubmitted, format!("draft {id}"));
        Ok(self.commit(transaction, entry).await?)
    }

    /// The statement that a draft changes, at the version that the draft was compared with.
    async fn base_of(
        &self,
        transaction: &mut dyn RecordTransaction,
        draft: &Draft,
    ) -> Result<Option<StoredStatement>, DraftError> {
        let Some(id) = draft.statement else { return Ok(None) };
        let stored = transaction.list_statements(&[id]).await?.pop().ok_or(DraftError::NotFound)?;
        if stored.version != draft.base_version {
            return Err(DraftError::StatementConflict(Box::new(stored)));
        }
        Ok(Some(stored))
    }

    /// Publishes a draft that is in review; gives the address of the statement.
    ///
    /// # Errors
    /// When it is one's own and four eyes are asked for, it is not in review, its form has faults, or
    /// somebody else was faster.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn publish(&self, reviewer: &Reviewer, id: DraftId, version: i64) -> Result<Slug, DraftError> {
        let user = reviewer.user();
        let mut transaction = self.store.begin().await?;
        let draft = self.open_draft(transaction.as_mut(), id, version).await?;
        if draft.state != DraftState::InReview {
            return Err(DraftError::WrongState(Box::new(draft)));
        }
        if self.four_eyes && draft.is_by(user.id) {
            return Err(DraftError::FourEyes);
        }
        let base = self.base_of(transaction.as_mut(), &draft).await?;
        let form = StatementForm::read(&draft.form);
        let statement = base.as_ref().map(|stored| &stored.statement);
        let mut read = self.read_form_within(transaction.as_mut(), &form, statement).await?;
        if let Some(stakeholder) = &read.new_stakeholder {
            self.add_stakeholder(transaction.as_mut(), stakeholder).await?;
        }
        for topic in &read.new_topics {
            self.add_topic(transaction.as_mut(), topic).await?;
        }
        let author = Actor { user: Some(draft.writer), name: draft.writer_name.clone() };
        let reason = Some(form.reason.trim()).filter(|reason| !reason.is_empty());
        let by = Provenance { actor: &author, when: self.clock.moment(), reason };
        self.compare_quote(&mut read.statement).await?;
        let (statement, slug) = self.write(transaction.as_mut(), base.as_ref(), read.statement, by).await?;
        let change =
            DraftChange { state: Some(DraftState::Published), statement: Some(statement), ..DraftChange::default() };
        self.change(transaction.as_mut(), &draft, &change).await?;
        let scope = if read.new_stakeholder.is_some() || !read.new_topics.is_empty() {
            ChangeScope::Reference(vec![statement])
        } else {
            ChangeScope::Statements(vec![statement])
        };
        let entry = AuditEntry {
            actor: user.actor(),
            action: Action::Published,
            subject: slug.to_string(),
            reason: reason.map(str::to_owned),
            scope,
        };
        self.commit(transaction, entry).await?;
        Ok(slug)
    }

    /// Adds a stakeholder, unless somebody else has added one of that slug since the form was read.
    async fn add_stakeholder(
        &self,
        transaction: &mut dyn RecordTransaction,
        stakeholder: &Valid<Stakeholder>,
    ) -> Result<(), FormError> {
        if transaction.stakeholders().await?.iter().any(|other| other.slug == stakeholder.slug) {
            return Err(FormError::of("stakeholder-short", Fault::GivenTwice));
        }
        Ok(transaction.save_stakeholder(stakeholder).await?)
    }

    /// Adds a topic, unless somebody else has added one of that slug since the form was read.
    async fn add_topic(&self, transaction: &mut dyn RecordTransaction, topic: &Valid<Topic>) -> Result<(), FormError> {
        if transaction.topics().await?.iter().any(|other| other.slug == topic.slug) {
            return Err(FormError::of("topic-0", Fault::GivenTwice));
        }
        Ok(transaction.save_topic(topic).await?)
    }

    /// Adds a statement, under the next address that is free, or replaces the one it changes.
    async fn write(
        &self,
        transaction: &mut dyn RecordTransaction,
        base: Option<&StoredStatement>,
        mut statement: Valid<Statement>,
        by: Provenance<'_>,
    ) -> Result<(StatementId, Slug), FormError> {
        if let Some(restated) = &statement.restates
            && transaction.list_by_names(&[], std::slice::from_ref(&restated.to_string())).await?.is_empty()
        {
            return Err(FormError::of("restates", Fault::NotOnRecord(restated.to_string())));
        }
        if let Some(base) = base {
            if base.statement != *statement {
                transaction.update_statement(base, &statement, by).await?;
            }
            return Ok((base.id, statement.slug.clone()));
        }
        let wished = statement.slug.clone();
        for number in 2..MOST_NAMESAKES {
            let name = statement.slug.to_string();
            if transaction.list_by_names(std::slice::from_ref(&name), std::slice::from_ref(&name)).await?.is_empty() {
                break;
            }
            if let Some(other) = Slug::from_name(&format!("{wished}-{number}")) {
                statement.rename(other);
            }
        }
        let added = transaction.add_statements(std::slice::from_ref(&statement), by).await?;
        Ok((added[0], statement.slug.clone()))
    }

    /// Sends a draft back to its author.
    ///
    /// # Errors
    /// Without a reason, when it is not in review, or when somebody else was faster.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn send_back(
        &self,
        reviewer: &Reviewer,
        id: DraftId,
        version: i64,
        reason: &str,
    ) -> Result<(), DraftError> {
        let reason = required_reason(reason).ok_or(DraftError::ReasonMissing)?;
        let mut transaction = self.store.begin().await?;
        let draft = self.open_draft(transaction.as_mut(), id, version).await?;
        if draft.state != DraftState::InReview {
            return Err(DraftError::WrongState(Box::new(draft)));
        }
        let change =
            DraftChange { state: Some(DraftState::SentBack), remark: Some(reason.clone()), ..DraftChange::default() };
        self.change(transaction.as_mut(), &draft, &change).await?;
        let entry = AuditEntry {
            reason: Some(reason),
            ..Self::entry(reviewer.user().actor(), Action::DraftSentBack, format!("draft {id}"))
        };
        Ok(self.commit(transaction, entry).await?)
    }

    /// Throws one's own draft away.
    ///
    /// # Errors
    /// When it is somebody else's, or cannot be written any more.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn discard(&self, editor: &Editor, id: DraftId, version: i64) -> Result<(), DraftError> {
        let mut transaction = self.store.begin().await?;
        let draft = self.open_draft(transaction.as_mut(), id, version).await?;
        if draft.author != editor.user().id {
            return Err(DraftError::NotFound);
        }
        let change = DraftChange { state: Some(DraftState::Discarded), ..DraftChange::default() };
        self.change(transaction.as_mut(), &draft, &change).await?;
        let entry = Self::entry(editor.user().actor(), Action::DraftDiscarded, format!("draft {id}"));
        Ok(self.commit(transaction, entry).await?)
    }

    /// Takes a statement back. Its page stays and says why.
    ///
    /// # Errors
    /// Without a reason, when it is not published, or when it was changed meanwhile.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn withdraw(
        &self,
        reviewer: &Reviewer,
        slug: &Slug,
        version: i64,
        reason: &str,
    ) -> Result<(), StatementError> {
        let reason = required_reason(reason).ok_or(StatementError::ReasonMissing)?;
        let actor = reviewer.user().actor();
        let mut transaction = self.store.begin().await?;
        let found = transaction.list_by_names(&[], &[slug.to_string()]).await?.pop();
        let stored = found.filter(|stored| stored.statement.status == StatementStatus::Published);
        let stored = stored.ok_or(StatementError::NotFound)?;
        if stored.version != version {
            return Err(StatementError::Changed);
        }
        let withdrawn = Valid::on_record(stored.statement.clone()).withdrawn();
        let by = Provenance { actor: &actor, when: self.clock.moment(), reason: Some(&reason) };
        transaction.update_statement(&stored, &withdrawn, by).await?;
        let entry = AuditEntry {
            actor: actor.clone(),
            action: Action::Withdrawn,
            subject: slug.to_string(),
            reason: Some(reason.clone()),
            scope: ChangeScope::Statements(vec![stored.id]),
        };
        Ok(self.commit(transaction, entry).await?)
    }

    /// Begins a draft that gives a statement back what it was at a version.
    ///
    /// # Errors
    /// When there is no such statement or version.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn restore(&self, editor: &Editor, slug: &Slug, version: i64) -> Result<DraftId, DraftError> {
        let stored = self.store.find_by_slug(slug).await?.ok_or(DraftError::NotFound)?;
        let revisions = self.store.list_revisions(slug).await?;
        let revision = revisions.into_iter().find(|revision| revision.version == version);
        let before = revision.ok_or(DraftError::NotFound)?.before;
        let form = StatementForm::of(&before, &self.library.catalogue());
        let target = SaveTarget::New { key: self.secrets.token(), base: Some((stored.id, stored.version)) };
        Ok(self.save(editor, target, &form).await?.id)
    }
}

/// Stakeholders, topics and milestones as a transaction sees them: what somebody else merged a moment ago is merged. Nobody else
/// writes until it ends.
async fn catalogue_of(transaction: &mut dyn RecordTransaction) -> Result<Catalogue, StoreError> {
    Ok(Catalogue::new(
        transaction.stakeholders().await?,
        transaction.topics().await?,
        transaction.milestones().await?,
        &transaction.merged_names().await?,
    ))
}

fn is_given(text: &str) -> bool {
    !text.replace('\0', "").trim().is_empty()
}

/// The reason that was given, if one was.
fn required_reason(reason: &str) -> Option<String> {
    let reason = reason.replace('\0', "").trim().to_owned();
    (!reason.is_empty()).then_some(reason)
}
