//! Statements that were shown lately, in memory: the same few are on many pages, and getting one from the database
//! costs more than finding and writing it.

use std::{collections::HashMap, sync::Arc};

use domain::StatementId;
use moka::sync::Cache;

use super::Library;
use crate::ports::{StoreError, StoredStatement};

/// Room for statements unless told, in bytes.
const ROOM: u64 = 16 * 1024 * 1024;

/// What a statement takes next to its texts, roughly.
const AROUND: usize = 1_024;

/// A statement with the edition of the record in which it was read. What anybody changes makes a new edition, so
/// nothing has to be thrown away: sources and topics belong to a statement as much as its own words.
type Kept = (u64, Arc<StoredStatement>);

/// The statements that are kept, those shown most.
pub(super) struct KeptStatements(Cache<StatementId, Kept>);

impl Default for KeptStatements {
    fn default() -> Self {
        Self::new(ROOM)
    }
}

impl KeptStatements {
    /// Room for so many bytes of statements.
    pub(super) fn new(room: u64) -> Self {
        let weigh = |_: &StatementId, (_, stored): &Kept| {
            let translations = stored.statement.translations.iter().map(|translation| translation.text.len());
            u32::try_from(AROUND + stored.statement.text.len() + translations.sum::<usize>()).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(room).weigher(weigh).build())
    }
}

impl Library {
    /// Statements by number, in the order of the numbers; what is not on record is left out.
    ///
    /// # Errors
    /// When the record does not answer or holds a broken row.
    pub(super) async fn statements(&self, ids: &[StatementId]) -> Result<Vec<Arc<StoredStatement>>, StoreError> {
        // Before anything is read: what is read may be newer than its edition says, never older.
        let edition = self.held().edition;
        let kept = |id: &StatementId| self.kept.0.get(id).filter(|(of, _)| *of == edition).map(|(_, stored)| stored);
        let mut found: HashMap<StatementId, Arc<StoredStatement>> =
            ids.iter().filter_map(|id| Some((*id, kept(id)?))).collect();
        let missing: Vec<StatementId> = ids.iter().filter(|id| !found.contains_key(id)).copied().collect();
        if !missing.is_empty() {
            for stored in self.store.list(&missing).await? {
                let (id, stored) = (stored.id, Arc::new(stored));
                self.kept.0.insert(id, (edition, Arc::clone(&stored)));
                found.insert(id, stored);
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }
}
