//! What editors write before it is published.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{StatementId, UserId};

/// The number of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftId(pub i64);

impl fmt::Display for DraftId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

vocabulary! {
    /// Where a draft is on the way to publication.
    DraftState {
        /// Being written.
        Draft = "draft",
        /// Waiting for a reviewer.
        InReview = "in_review",
        /// Sent back by a reviewer, with a reason.
        SentBack = "sent_back",
        /// Published: it is on record as a statement.
        Published = "published",
        /// Thrown away by who wrote it.
        Discarded = "discarded",
    }
}

impl DraftState {
    /// Whether it can still be written.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::InReview | Self::SentBack)
    }
}

/// A new statement, or a change of one that is on record, as far as it has come. What was typed is kept as
/// it was typed, so that nothing is lost that does not make sense yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its number.
    pub id: DraftId,
    /// The statement it changes or has become; `None` for a new one.
    pub statement: Option<StatementId>,
    /// The version of the statement that it was begun from; 0 for a new one.
    pub base_version: i64,
    /// Who began it.
    pub author: UserId,
    /// The name of who began it.
    pub author_name: String,
    /// Who saved it last.
    pub writer: UserId,
    /// The name of who saved it last.
    pub writer_name: String,
    /// Where it is on the way to publication.
    pub state: DraftState,
    /// Names and values of the fields, as typed.
    pub form: Vec<(String, String)>,
    /// How often it has been saved.
    pub version: i64,
    /// Why it was sent back.
    pub remark: Option<String>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was saved last.
    pub updated_at: DateTime<Utc>,
}

impl Draft {
    /// Whether somebody wrote it: began it, or saved it last, so that the words are theirs.
    #[must_use]
    pub fn is_by(&self, user: UserId) -> bool {
        self.author == user || self.writer == user
    }
}

/// What a new statement is begun with, from a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementStart {
    /// The words.
    pub passage: String,
    /// What stands before them in the text.
    pub prefix: String,
    /// What stands after them.
    pub suffix: String,
    /// Who said them, by name.
    pub stakeholder: String,
}
