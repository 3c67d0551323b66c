//! Statements that come in together, in a file.

use chrono::{DateTime, Utc};

use super::{DraftId, StatementId, UserId};

/// The number of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(pub i64);

vocabulary! {
    /// How far a batch has come.
    BatchState {
        /// Its file was read; nothing of it is kept yet.
        Read = "read",
        /// Its rows are drafts.
        Drafts = "drafts",
        /// Its rows are published.
        Published = "published",
        /// What became of it was taken back.
        Undone = "undone",
    }
}

/// A file with rows that are to become statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// What the file is called.
    pub name: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<String>>,
    /// For every column the field that it goes into; empty for none.
    pub mapping: Vec<String>,
    /// How far it has come.
    pub state: BatchState,
    /// The drafts that were made of it.
    pub drafts: Vec<DraftId>,
    /// The statements that were made of it.
    pub statements: Vec<StatementId>,
    /// Who handed it in.
    pub author: UserId,
    /// The name of who handed it in.
    pub author_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A batch that is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBatch {
    /// Its number.
    pub id: BatchId,
    /// How often it was changed, from 1 on.
    pub version: i64,
    /// The batch.
    pub batch: Batch,
}
