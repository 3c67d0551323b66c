//! Things of the reference data that turned out to be another one.

use std::fmt;

use chrono::{DateTime, Utc};

use super::StatementId;

/// The number of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MergeId(pub i64);

impl fmt::Display for MergeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

vocabulary! {
    /// Kinds of reference data.
    ReferenceKind {
        /// Who has a stake.
        Stakeholder = "stakeholder",
        /// What statements are about.
        Topic = "topic",
        /// A document in which statements appear.
        Source = "source",
        /// A date of the process.
        Milestone = "milestone",
    }
}

/// A name that leads on to another, because the two were merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedName {
    /// Of what.
    pub kind: ReferenceKind,
    /// The old name: a slug, or the identity of a source.
    pub from: String,
    /// The name it leads to, which may lead on itself.
    pub into: String,
}

/// A merge, with what is needed to undo it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// What was merged into what.
    pub name: MergedName,
    /// The statements that were moved.
    pub statements: Vec<StatementId>,
    /// The names that the other got.
    pub names: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who did it.
    pub merged_by: String,
    /// When.
    pub merged_at: DateTime<Utc>,
}

/// A merge that is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMerge {
    /// Its number.
    pub id: MergeId,
    /// The merge.
    pub merge: Merge,
    /// When it was undone, if it was.
    pub undone_at: Option<DateTime<Utc>>,
}
