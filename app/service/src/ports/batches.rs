//! Batches of statements, as the services need them kept.

use async_trait::async_trait;
use domain::{Batch, BatchId, StoredBatch};

use super::StoreError;

/// Reading batches.
#[async_trait]
pub trait BatchStore: Send + Sync {
    /// A batch by its number.
    async fn find_batch(&self, id: BatchId) -> Result<Option<StoredBatch>, StoreError>;
    /// Up to `limit` batches, the newest first.
    async fn list_batches(&self, limit: u32) -> Result<Vec<StoredBatch>, StoreError>;
}

/// Writing batches, within a transaction.
#[async_trait]
pub trait BatchTransaction: Send {
    /// Adds a batch.
    async fn add_batch(&mut self, batch: &Batch) -> Result<BatchId, StoreError>;
    /// Changes mapping, state, drafts and statements of a batch if it still has a version; `false` when
    /// somebody else was faster.
    async fn change_batch(&mut self, id: BatchId, version: i64, batch: &Batch) -> Result<bool, StoreError>;
}
