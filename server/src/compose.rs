//! Putting a site together from its parts: in one place, so that what is tested and measured is what is served.

use std::sync::Arc;

use service::{
    Library,
    accounts::Accounts,
    desk::Desk,
    ports::{Clock, RecordStore, StatementIndex},
};

use crate::{
    auth::SystemSecrets,
    file_reader::FileReader,
    http::{AssetsMissing, PageCache, Reach, Site},
    memory::MemoryBudget,
};

/// What sites differ in.
pub struct Parts {
    /// The record.
    pub store: Arc<dyn RecordStore>,
    /// The index over it.
    pub index: Arc<dyn StatementIndex>,
    /// The day that pages show.
    pub shown: Arc<dyn Clock>,
    /// The time that sessions, codes and changes run on, whatever day the pages show.
    pub time: Arc<dyn Clock>,
    /// What may be kept in memory.
    pub memory: MemoryBudget,
    /// Whether everybody who works on the record must have a second factor.
    pub require_second_factor: bool,
    /// Whether nobody publishes their own draft.
    pub four_eyes: bool,
    /// How it is reached.
    pub reach: Reach,
    /// What reads files that are handed in.
    pub file_reader: FileReader,
}

/// A site, with the services that it stands on.
pub struct Composed {
    /// What readers get. It is not ready before it has begun ([`Library::begin`]).
    pub library: Arc<Library>,
    /// Accounts and sessions.
    pub accounts: Arc<Accounts>,
    /// The editor's desk.
    pub desk: Arc<Desk>,
    /// What answers requests.
    pub site: Site,
}

/// Puts a site together.
///
/// # Errors
/// When the binary was built without its assets.
pub fn compose(parts: Parts) -> Result<Composed, AssetsMissing> {
    let Parts { store, index, shown, time, memory, require_second_factor, four_eyes, reach, file_reader } = parts;
    let secrets = Arc::new(SystemSecrets::new());
    let library = Arc::new(library(Arc::clone(&store), index, shown, memory));
    let accounts = Accounts::new(Arc::clone(&store), secrets.clone(), Arc::clone(&time), require_second_factor);
    let accounts = Arc::new(accounts);
    let desk = Arc::new(Desk::new(store, Arc::clone(&library), secrets, time, four_eyes));
    let page_cache = PageCache::new(memory.pages);
    let site =
        Site::new(Arc::clone(&library), Arc::clone(&accounts), Arc::clone(&desk), reach, page_cache, file_reader)?;
    Ok(Composed { library, accounts, desk, site })
}

/// What readers get, without anything that answers requests.
#[must_use]
pub fn library(
    store: Arc<dyn RecordStore>,
    index: Arc<dyn StatementIndex>,
    shown: Arc<dyn Clock>,
    memory: MemoryBudget,
) -> Library {
    Library::new(store, index, shown).keeping(memory.statements)
}
