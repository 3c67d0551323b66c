//! What ties the words on record to the audit log.

use async_trait::async_trait;

use super::StoreError;

/// What a comparison of the words on record with the audit log found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordsCheck {
    /// How many versions of statements are as they were written.
    pub right: u64,
    /// How many are from before hashes of them were kept.
    pub unsealed: u64,
    /// Slug and version of each that is not as it was written.
    pub altered: Vec<(String, i64)>,
    /// The numbers of changes whose statements are not those that the log says, in order.
    pub broken: Vec<i64>,
}

/// Comparing the words on record with the audit log.
#[async_trait]
pub trait SealStore: Send + Sync {
    /// Whether there are statements without a hash, from before hashes were kept.
    async fn has_unsealed(&self) -> Result<bool, StoreError>;
    /// Compares every version of every statement with the hash it was written with, and those with the log.
    async fn verify_words(&self) -> Result<WordsCheck, StoreError>;
}

/// Giving statements their hashes that have none.
#[async_trait]
pub trait SealTransaction: Send {
    /// Does so for all; says for how many.
    async fn seal_statements(&mut self) -> Result<u64, StoreError>;
}
