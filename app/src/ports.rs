//! What the services need from the world, as traits. The server implements them; tests may too.
//!
//! Verbs are fixed: `find_*` returns `Ok(None)` when nothing is there, `list` returns what it found in
//! the order it was asked for, `save_*` adds or replaces.

mod clock;
mod index;
mod store;

pub use clock::Clock;
pub use index::{IndexEntry, IndexedStakeholder, StatementIndex};
pub use store::{ImportTransaction, RecordStore, ReferenceStore, StatementStore, StoreError, StoredStatement};
