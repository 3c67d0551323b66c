//! What there is to do about the record, as the services need it found.

use async_trait::async_trait;
use chrono::NaiveDate;

use super::{SourceOverview, StoreError};
use crate::domain::Slug;

/// Where a stakeholder stands on a topic, by a statement that is old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleStanding {
    /// The stakeholder.
    pub stakeholder: Slug,
    /// The topic.
    pub topic: Slug,
    /// The last day on which the newest statement with a stance on the scale was made.
    pub newest: NaiveDate,
}

/// Finding what there is to do.
#[async_trait]
pub trait WorkStore: Send + Sync {
    /// Up to `limit` sources with published statements whose words nobody compared with them; `statements` is
    /// how many. Those whose text is kept come first, then those with most.
    async fn list_sources_to_verify(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError>;
    /// Up to `limit` sources in which no statement appears, the newest first.
    async fn list_sources_without_statements(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError>;
    /// Up to `limit` standings whose newest statement was made before a day, the oldest first.
    async fn list_stale_standings(&self, before: NaiveDate, limit: u32) -> Result<Vec<StaleStanding>, StoreError>;
}
