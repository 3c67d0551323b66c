//! Merges of reference data, as the services need them kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Merge, MergeId, MergedName, ReferenceKind, StoredMerge};

use super::{StoreError, StoredStatement};

/// Reading merges.
#[async_trait]
pub trait MergeStore: Send + Sync {
    /// Every name that leads on to another.
    async fn merged_names(&self) -> Result<Vec<MergedName>, StoreError>;
    /// Every merge, the newest first.
    async fn list_merges(&self) -> Result<Vec<StoredMerge>, StoreError>;
}

/// Merging, within a transaction. Names are slugs, or the identities of sources.
#[async_trait]
pub trait MergeTransaction: Send {
    /// Every name that leads on to another, as the transaction sees it.
    async fn merged_names(&mut self) -> Result<Vec<MergedName>, StoreError>;
    /// The statements, in any status, that are by a stakeholder, on a topic or from a source.
    async fn list_statements_with(
        &mut self,
        kind: ReferenceKind,
        name: &str,
    ) -> Result<Vec<StoredStatement>, StoreError>;
    /// Redirects a name to another, or no longer.
    async fn set_merged_into(&mut self, kind: ReferenceKind, from: &str, into: Option<&str>) -> Result<(), StoreError>;
    /// Notes a merge.
    async fn add_merge(&mut self, merge: &Merge) -> Result<MergeId, StoreError>;
    /// A merge by its number, as the transaction sees it.
    async fn find_merge(&mut self, id: MergeId) -> Result<Option<StoredMerge>, StoreError>;
    /// Notes that a merge was undone.
    async fn set_undone(&mut self, id: MergeId, now: DateTime<Utc>) -> Result<(), StoreError>;
}
