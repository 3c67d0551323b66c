//! The record: the one truth, kept in a database.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Actor, AuditEntry, Change, Coding, Milestone, ReferenceKind, Slug, Source, SourceId, Stakeholder, Statement,
    StatementId, Topic, Valid,
};

use super::{
    AccountStore, AccountTransaction, BatchStore, BatchTransaction, DraftStore, DraftTransaction, IndexEntry,
    MergeStore, MergeTransaction, SealStore, SealTransaction, SourceStore, SourceTransaction, WorkStore,
};

/// Why the record did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("the database did not answer: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It can be read and not written to: it was opened so, or its disk is full, fails or is read-only.
    #[error("the database cannot be written to: {0}")]
    NotWritable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A row holds a value that the domain does not know.
    #[error("row {id} of table {table} has no usable {column}: {reason}")]
    BrokenRow {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        id: i64,
        /// What is wrong with the value.
        reason: String,
    },
    /// It lacks a row that something else is to refer to.
    #[error("table {table} has no row called \u{201c}{name}\u{201d}")]
    RowMissing {
        /// The table.
        table: &'static str,
        /// What names the row.
        name: String,
    },
}

/// A statement as the record has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredStatement {
    /// Its number.
    pub id: StatementId,
    /// How often it has been written: 1 when it was added.
    pub version: i64,
    /// The day it was recorded, where that was done.
    pub recorded_on: NaiveDate,
    /// The numbers of the sources in which it appears, in the order of its appearances.
    pub sources: Vec<SourceId>,
    /// The statement.
    pub statement: Statement,
}

/// Stakeholders, topics and milestones.
#[async_trait]
pub trait ReferenceStore: Send + Sync {
    /// Every stakeholder.
    async fn stakeholders(&self) -> Result<Vec<Stakeholder>, StoreError>;
    /// Every topic.
    async fn topics(&self) -> Result<Vec<Topic>, StoreError>;
    /// Every milestone.
    async fn milestones(&self) -> Result<Vec<Milestone>, StoreError>;
    /// Up to `limit` of the last times that editors added or changed something of it, the newest first.
    async fn list_reference_changes(&self, limit: u32) -> Result<Vec<ReferenceChange>, StoreError>;
}

/// That something of the reference data was added or changed, as the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceChange {
    /// Its kind.
    pub kind: ReferenceKind,
    /// Its slug, or the identity of a source.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Statements.
#[async_trait]
pub trait StatementStore: Send + Sync {
    /// The statement of a slug, in any status.
    async fn find_by_slug(&self, slug: &Slug) -> Result<Option<StoredStatement>, StoreError>;
    /// The statements of these numbers, in the order asked for; numbers without a statement are
    /// left out.
    async fn list(&self, ids: &[StatementId]) -> Result<Vec<StoredStatement>, StoreError>;
    /// The codings of a statement: what is published, and what was before it.
    async fn list_codings(&self, id: StatementId) -> Result<Vec<Coding>, StoreError>;
    /// The published statements that restate one.
    async fn list_restatements(&self, slug: &Slug) -> Result<Vec<StoredStatement>, StoreError>;
    /// The sources of these identities ([`Source::identity`]) that are on record.
    async fn list_sources(&self, identities: &[String]) -> Result<Vec<Source>, StoreError>;
    /// Up to `limit` published statements that a stakeholder made in the source of an identity
    /// ([`Source::identity`]), by number.
    async fn list_of_source_by(
        &self,
        identity: &str,
        stakeholder: &Slug,
        limit: u32,
    ) -> Result<Vec<StoredStatement>, StoreError>;
    /// Up to `limit` sources with an address, the newest first.
    async fn list_newest_sources(&self, limit: u32) -> Result<Vec<Source>, StoreError>;
    /// Up to `limit` names of people who spoke, in alphabetical order.
    async fn list_speakers(&self, limit: u32) -> Result<Vec<String>, StoreError>;
    /// Up to `limit` published statements with numbers above `after`, by number: the way to walk
    /// through all of them.
    async fn list_published_after(&self, after: StatementId, limit: u32) -> Result<Vec<StoredStatement>, StoreError>;
    /// Up to `limit` published statements that lack a translation into one of the other two languages, the newest first.
    async fn list_untranslated(&self, limit: u32) -> Result<Vec<StoredStatement>, StoreError>;
    /// The highest number that a statement has; 0 where there are none.
    async fn last_statement(&self) -> Result<StatementId, StoreError>;
    /// The slugs of the published statements with numbers above one and up to another, by number, each with the day on which
    /// it was last written.
    async fn list_slugs(&self, after: StatementId, up_to: StatementId) -> Result<Vec<(Slug, NaiveDate)>, StoreError>;
    /// What the index knows of up to `limit` published statements with numbers above `after`, by number.
    async fn list_entries_after(&self, after: StatementId, limit: u32) -> Result<Vec<IndexEntry>, StoreError>;
}

/// The whole record.
#[async_trait]
pub trait RecordStore:
    AccountStore
    + BatchStore
    + DraftStore
    + MergeStore
    + ReferenceStore
    + SealStore
    + SourceStore
    + StatementStore
    + WorkStore
{
    /// The number of the last change; whoever has read the record at this number has the newest.
    async fn change_number(&self) -> Result<i64, StoreError>;
    /// The hash of the row of the audit log for a change, and so of everything up to it.
    async fn hash_of_change(&self, number: i64) -> Result<Option<String>, StoreError>;
    /// Some of the changes after a number, in their order; none when there are no more.
    async fn changes_after(&self, number: i64) -> Result<Vec<Change>, StoreError>;
    /// Looks for the first row of the audit log that is not as it was written; gives how many rows are
    /// right and, if there is one, the number of the first that is not.
    async fn verify_audit(&self) -> Result<AuditCheck, StoreError>;
    /// Starts a change. Nothing of it is seen by others before it is committed; dropped, it leaves no
    /// trace.
    async fn begin(&self) -> Result<Box<dyn RecordTransaction>, StoreError>;
    /// Starts an import, which may be so long that it is written in steps ([`RecordTransaction::step`]). Where an earlier
    /// one ended before its time and nobody has written since, it goes on after the last step, with the checkpoint that was
    /// noted then; whoever imports something else gives it up and begins again.
    async fn begin_import(&self) -> Result<(Box<dyn RecordTransaction>, Option<String>), StoreError>;
    /// Whether it was opened to be read and not written to.
    fn is_read_only(&self) -> bool;
    /// Writes something that changes nothing, to see whether it can be written to.
    async fn try_writing(&self) -> Result<(), StoreError>;
    /// How many connections read, of those that are open.
    fn connections(&self) -> Connections;
    /// Calls `changed` whenever somebody, here or on another server, has changed the record, for as long as it is waited for.
    /// A call can be missed, so whoever has to know looks now and then too. Ends at once where a database tells nobody.
    async fn listen(&self, changed: &(dyn Fn() + Send + Sync));
    /// Ends the use of the record, once what is under way is done. Without it nothing is lost, but what was written last
    /// may be in a file beside that of the record.
    async fn close(&self);
}

/// Connections to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// How many do nothing.
    pub idle: u32,
    /// How many are in use.
    pub used: u32,
    /// Whether the database is known not to answer.
    pub away: bool,
}

/// A moment, and the day it is then where the record is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The moment.
    pub now: DateTime<Utc>,
    /// The day.
    pub today: NaiveDate,
}

/// By whom, when and why something is written.
#[derive(Debug, Clone, Copy)]
pub struct Provenance<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// When.
    pub when: Moment,
    /// Why.
    pub reason: Option<&'a str>,
}

/// What a check of the audit log found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditCheck {
    /// How many rows are as they were written, from the first on.
    pub right: u64,
    /// The number of the first row that is missing or not as it was written.
    pub broken: Option<i64>,
}

/// A change under way, in one transaction.
#[async_trait]
pub trait RecordTransaction:
    AccountTransaction + BatchTransaction + DraftTransaction + MergeTransaction + SealTransaction + SourceTransaction
{
    /// Every stakeholder, as the transaction sees it.
    async fn stakeholders(&mut self) -> Result<Vec<Stakeholder>, StoreError>;
    /// Every topic, as the transaction sees it.
    async fn topics(&mut self) -> Result<Vec<Topic>, StoreError>;
    /// Every milestone, as the transaction sees it.
    async fn milestones(&mut self) -> Result<Vec<Milestone>, StoreError>;
    /// Adds a stakeholder or replaces the one of the same slug.
    async fn save_stakeholder(&mut self, stakeholder: &Valid<Stakeholder>) -> Result<(), StoreError>;
    /// Adds a topic or replaces the one of the same slug.
    async fn save_topic(&mut self, topic: &Valid<Topic>) -> Result<(), StoreError>;
    /// Adds a milestone or replaces the one of the same slug.
    async fn save_milestone(&mut self, milestone: &Valid<Milestone>) -> Result<(), StoreError>;
    /// The statements on record that have one of these external ids or one of these slugs.
    async fn list_by_names(
        &mut self,
        external_ids: &[String],
        slugs: &[String],
    ) -> Result<Vec<StoredStatement>, StoreError>;
    /// The statements of these numbers, as the transaction sees them.
    async fn list_statements(&mut self, ids: &[StatementId]) -> Result<Vec<StoredStatement>, StoreError>;
    /// The sources of these identities ([`Source::identity`]) that are on record.
    async fn list_sources(&mut self, identities: &[String]) -> Result<Vec<Source>, StoreError>;
    /// Adds statements, of which no two have the same slug, with their sources and speakers; gives their numbers in the
    /// same order. Who adds them has coded them.
    async fn add_statements(
        &mut self,
        statements: &[Valid<Statement>],
        by: Provenance<'_>,
    ) -> Result<Vec<StatementId>, StoreError>;
    /// Replaces a statement and keeps what it was as a revision. What is coded otherwise than before is coded by who does
    /// it, and the coding before is kept; what only moves to another topic keeps its coder, because the reading of the words
    /// is the same.
    async fn update_statement(
        &mut self,
        replaced: &StoredStatement,
        statement: &Valid<Statement>,
        by: Provenance<'_>,
    ) -> Result<(), StoreError>;
    /// Ends a step of an import, so that what has to be kept until the end does not grow with it. Others see nothing of the
    /// step before the end; for that the import must have added all that it wrote and changed nothing. The checkpoint says
    /// how far it had come, for one that goes on from there.
    async fn step(&mut self, checkpoint: &str) -> Result<(), StoreError>;
    /// Takes back what was written. An import that is dropped leaves what its steps wrote: the next who writes goes on with
    /// it or takes it away, and nobody sees it meanwhile.
    async fn give_up(self: Box<Self>) -> Result<(), StoreError>;
    /// Gives the change its number, notes it in the audit log and makes it the record: one row in the
    /// log for every transaction that is kept.
    async fn commit(self: Box<Self>, entry: AuditEntry, now: DateTime<Utc>) -> Result<i64, StoreError>;
}
