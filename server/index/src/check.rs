//! Whether a kept index is of the record, statement by statement.

use std::{collections::HashMap, path::Path};

use domain::StatementId;
use service::ports::{IndexEntry, LogPosition};
use sha2::{Digest, Sha256};

use super::on_disk::{FIRST_SLOT, Unusable, open_sums};

/// A number that stands for everything the index knows of a statement.
pub(super) fn sum_of(entry: &IndexEntry) -> u64 {
    let hash = Sha256::digest(format!("{entry:?}").as_bytes());
    hash.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// What a kept index says of the record.
pub struct KeptIndex {
    /// Where it was read.
    pub mark: LogPosition,
    sums: HashMap<StatementId, u64>,
}

impl KeptIndex {
    /// Looks at what a folder keeps, whether or not a server uses it; `None` when it keeps nothing.
    ///
    /// # Errors
    /// When something of it is not as it was written.
    pub fn read(folder: &Path) -> Result<Option<Self>, Unusable> {
        let Some((mark, sums)) = open_sums(&folder.join(FIRST_SLOT))? else { return Ok(None) };
        Ok(Some(Self { mark, sums: sums.into_iter().map(|(id, sum)| (StatementId(id), sum)).collect() }))
    }

    /// Takes a statement of the record out; says whether it was there and the same.
    pub fn take(&mut self, entry: &IndexEntry) -> bool {
        self.sums.remove(&entry.id) == Some(sum_of(entry))
    }

    /// Takes a statement out of which nothing is to be said.
    pub fn pass_over(&mut self, id: StatementId) {
        self.sums.remove(&id);
    }

    /// The statements that were not taken out.
    pub fn rest(&self) -> impl Iterator<Item = StatementId> + '_ {
        self.sums.keys().copied()
    }
}
