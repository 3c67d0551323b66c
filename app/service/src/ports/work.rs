//! What there is to do about the record, as the services need it found.

use async_trait::async_trait;

use super::{SourceOverview, StoreError};

/// Finding what there is to do.
#[async_trait]
pub trait WorkStore: Send + Sync {
    /// Up to `limit` sources with published statements whose words nobody compared with them; `statements` is
    /// how many. Those whose text is kept come first, then those with most.
    async fn list_sources_to_verify(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError>;
    /// Up to `limit` sources in which no statement appears, the newest first.
    async fn list_sources_without_statements(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError>;
}
