//! Drafts and the history of statements, as the services need them kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Draft, DraftId, DraftState, Slug, Statement, StatementId, UserId};

use super::StoreError;

/// What a statement was before a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The address of the statement.
    pub slug: Slug,
    /// The version that was replaced.
    pub version: i64,
    /// When.
    pub replaced_at: DateTime<Utc>,
    /// By whom, or by which command.
    pub replaced_by: String,
    /// Why.
    pub reason: Option<String>,
    /// What it was.
    pub before: Statement,
}

/// A draft that is begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDraft {
    /// The idempotency key: what a form that is sent twice has in common.
    pub key: String,
    /// What it changes.
    pub statement: Option<StatementId>,
    /// The version it is begun from; 0 for a new statement.
    pub base_version: i64,
    /// Who writes it.
    pub author: UserId,
    /// Names and values of the fields.
    pub form: Vec<(String, String)>,
}

/// How a draft is changed. What is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftChange {
    /// New fields.
    pub form: Option<Vec<(String, String)>>,
    /// Who wrote them.
    pub writer: Option<UserId>,
    /// The version of the statement that the draft builds on now.
    pub base_version: Option<i64>,
    /// Where it is now.
    pub state: Option<DraftState>,
    /// The statement it has become.
    pub statement: Option<StatementId>,
    /// Why it was sent back.
    pub remark: Option<String>,
}

/// Reading drafts and history.
#[async_trait]
pub trait DraftStore: Send + Sync {
    /// A draft by its number.
    async fn find_draft(&self, id: DraftId) -> Result<Option<Draft>, StoreError>;
    /// All drafts that can still be written, the longest untouched first.
    async fn list_open_drafts(&self) -> Result<Vec<Draft>, StoreError>;
    /// What a statement was, the oldest version first.
    async fn list_revisions(&self, slug: &Slug) -> Result<Vec<Revision>, StoreError>;
    /// The newest changes of statements, the newest first.
    async fn list_newest_revisions(&self, before: DateTime<Utc>, limit: u32) -> Result<Vec<Revision>, StoreError>;
}

/// Writing drafts, within a transaction.
#[async_trait]
pub trait DraftTransaction: Send {
    /// Begins a draft, or finds the one of the same key; says which it was.
    async fn add_draft(&mut self, draft: &NewDraft, now: DateTime<Utc>) -> Result<(DraftId, bool), StoreError>;
    /// A draft as the transaction sees it.
    async fn find_draft(&mut self, id: DraftId) -> Result<Option<Draft>, StoreError>;
    /// Changes a draft if it still has a version; `false` when somebody else was faster.
    async fn change_draft(
        &mut self,
        id: DraftId,
        version: i64,
        change: &DraftChange,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError>;
}
