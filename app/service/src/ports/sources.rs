//! Sources and their texts, as the services need them kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Source, SourceId, Valid};

use super::{Provenance, StoreError, StoredStatement};

/// A source as the record has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSource {
    /// Its number.
    pub id: SourceId,
    /// The source.
    pub source: Source,
}

/// What a source was before it was described otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceVersion {
    /// The number of the version, from 1.
    pub version: i64,
    /// The source, as it was.
    pub source: Source,
    /// When it was replaced.
    pub replaced_at: DateTime<Utc>,
    /// By whom.
    pub replaced_by: String,
    /// Why.
    pub reason: Option<String>,
}

/// A source with what there is to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceOverview {
    /// The source.
    pub stored: StoredSource,
    /// How many statements are cited from it.
    pub statements: u64,
    /// Whether its text is kept.
    pub has_text: bool,
}

/// The text of a source, as it was pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// The source.
    pub source: SourceId,
    /// The text.
    pub text: String,
    /// Its SHA-256, in hexadecimal digits.
    pub hash: String,
    /// Who pasted it.
    pub kept_by: String,
    /// When.
    pub kept_at: DateTime<Utc>,
}

/// Reading sources.
#[async_trait]
pub trait SourceStore: Send + Sync {
    /// Up to `limit` sources whose title or publisher has some words one after the other, the newest first. Case does not
    /// matter, accents do.
    async fn find_sources_like(&self, words: &str, limit: u32) -> Result<Vec<StoredSource>, StoreError>;
    /// A source by its number.
    async fn find_source(&self, id: SourceId) -> Result<Option<StoredSource>, StoreError>;
    /// The number of a source by its identity ([`Source::identity`]); where it was merged, of the other.
    async fn find_source_id(&self, identity: &str) -> Result<Option<SourceId>, StoreError>;
    /// The number of what a source was merged into; of the source itself when it was not.
    async fn find_source_after_merges(&self, id: SourceId) -> Result<Option<SourceId>, StoreError>;
    /// What a source was before, the newest first.
    async fn list_source_versions(&self, id: SourceId) -> Result<Vec<SourceVersion>, StoreError>;
    /// Up to `limit` sources, the newest first.
    async fn list_source_overviews(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError>;
    /// The text of a source.
    async fn find_source_text(&self, id: SourceId) -> Result<Option<SourceText>, StoreError>;
    /// The text of a source by its identity ([`Source::identity`]).
    async fn find_source_text_by_identity(&self, identity: &str) -> Result<Option<SourceText>, StoreError>;
    /// The published statements that are cited from a source.
    async fn list_statements_of_source(&self, id: SourceId) -> Result<Vec<StoredStatement>, StoreError>;
}

/// Writing sources, within a transaction.
#[async_trait]
pub trait SourceTransaction: Send {
    /// Adds a source, unless one of the same identity is there; what is known of that by its address alone is described now.
    async fn save_source(&mut self, source: &Valid<Source>) -> Result<SourceId, StoreError>;
    /// The source of an identity ([`Source::identity`]), unless it was merged, as the transaction sees it.
    async fn find_unmerged_source(&mut self, identity: &str) -> Result<Option<StoredSource>, StoreError>;
    /// Describes a source otherwise, its identity included, and keeps what it was as a version. What that changes of
    /// statements is for whoever does it: see `service::source_changes`.
    async fn update_source(
        &mut self,
        id: SourceId,
        source: &Valid<Source>,
        by: Provenance<'_>,
    ) -> Result<(), StoreError>;
    /// Keeps the text of a source; an earlier one is kept as well.
    async fn save_source_text(&mut self, text: &SourceText) -> Result<(), StoreError>;
}
