//! What the services need from the world, as traits. The server implements them; tests may too.
//!
//! Verbs are fixed: `find_*` returns `Ok(None)` when nothing is there, `list` returns what it found in
//! the order it was asked for, `save_*` adds or replaces.

mod accounts;
mod batches;
mod clock;
mod drafts;
mod index;
mod merges;
mod seals;
mod secrets;
mod sources;
mod store;
mod work;

pub use accounts::{Account, AccountStore, AccountTransaction, SecondFactor, StoredSession, TokenHash};
pub use batches::{BatchStore, BatchTransaction};
pub use clock::Clock;
pub use drafts::{DraftChange, DraftStore, DraftTransaction, NewDraft, Revision};
pub use index::{
    Completion, IndexBuild, IndexChange, IndexEntry, IndexError, IndexedStakeholder, LogPosition, StatementIndex,
    StatementView, Wording,
};
pub use merges::{MergeStore, MergeTransaction};
pub use seals::{SealStore, SealTransaction, WordsCheck};
pub use secrets::Secrets;
pub use sources::{SourceOverview, SourceStore, SourceText, SourceTransaction, SourceVersion, StoredSource};
pub use store::{
    AuditCheck, Connections, Moment, Provenance, RecordStore, RecordTransaction, ReferenceChange, ReferenceStore,
    StatementStore, StoreError, StoredStatement,
};
pub use work::WorkStore;
