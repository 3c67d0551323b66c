//! The index that answers readers: a built set of statements and the few that have changed since.

use std::{
    collections::HashMap,
    ops::Range,
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use domain::{Language, StatementFilter, StatementId, TextQuery};
use service::ports::{
    Completion, IndexBuild, IndexChange, IndexEntry, IndexError, IndexedStakeholder, LogPosition, StatementIndex,
    StatementView,
};

use super::{
    bits::Bits,
    build::Build,
    columns::Columns,
    completion,
    dictionary::{Dictionary, Stakeholders},
    generation::Generation,
    on_disk::{self, Folder},
    segment::{Built, Segment},
    texts::{ListedText, Texts},
    view::View,
    words,
};

/// Rebuild threshold: so many changed statements never call for a new set.
const FEW: usize = 1_000;

/// Rebuild threshold: and neither does one changed statement for so many built ones.
const FEW_SHARE: usize = 200;

/// The index.
pub struct LiveIndex {
    inner: Arc<Inner>,
    found: Option<LogPosition>,
}

/// What the index shares with sets that are being built, which take the place of what it holds.
struct Inner {
    generation: RwLock<Arc<Generation>>,
    /// What has changed since the set was built. Whoever changes the generation holds this.
    changes: Mutex<Changes>,
    folder: Option<Folder>,
}

/// What has changed since the set was built, as far as it is not in the generation itself.
#[derive(Default)]
struct Changes {
    entries: HashMap<StatementId, Arc<Changed>>,
    stakeholders: Vec<IndexedStakeholder>,
}

/// A changed statement with its words.
struct Changed {
    entry: IndexEntry,
    text: Arc<ListedText>,
    length: u32,
}

impl Changed {
    fn new(entry: IndexEntry) -> Arc<Self> {
        let (text, length) = (Arc::new(ListedText::new(&entry)), words::length_of(&entry));
        Arc::new(Self { entry, text, length })
    }
}

impl Default for LiveIndex {
    /// An empty index that lives in memory only.
    fn default() -> Self {
        Self { inner: Arc::new(Inner::new(None, Built::default())), found: None }
    }
}

impl LiveIndex {
    /// The index of a folder, with the set that was kept there. What cannot be used is reported in the log and built
    /// again.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn open(folder: &Path) -> std::io::Result<Self> {
        let folder = Folder::take(folder)?;
        let kept = on_disk::open(folder.path()).unwrap_or_else(|reason| {
            tracing::warn!(folder = %folder.path().display(), %reason, "the kept index cannot be used and is built again");
            None
        });
        let (mark, built) = kept.unzip();
        Ok(Self { inner: Arc::new(Inner::new(Some(folder), built.unwrap_or_default())), found: mark })
    }

    /// Whether no other process keeps an index in the same folder.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.inner.folder.as_ref().is_none_or(Folder::is_first)
    }

    fn build_in(&self, folder: Option<&Folder>) -> Result<Box<dyn IndexBuild>, IndexError> {
        let inner = Arc::clone(&self.inner);
        let install = move |built, change| inner.replace(built, change);
        Ok(Box::new(Build::new(Box::new(install), folder)?))
    }

    fn generation(&self) -> Arc<Generation> {
        Arc::clone(&self.inner.generation.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Inner {
    fn new(folder: Option<Folder>, built: Built) -> Self {
        let generation = RwLock::new(Arc::new(generation(Arc::new(built.dictionary), Arc::new(built.segment))));
        Self { generation, changes: Mutex::default(), folder }
    }

    /// Takes a new set in place of the old, with what has changed since it was read.
    fn replace(&self, built: Built, change: IndexChange) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        *changes = Changes::default();
        let new = generation(Arc::new(built.dictionary), Arc::new(built.segment));
        self.show(changes.apply(&new, change));
    }

    fn apply(&self, change: IndexChange) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let old = Arc::clone(&self.generation.read().unwrap_or_else(PoisonError::into_inner));
        self.show(changes.apply(&old, change));
    }

    fn show(&self, generation: Generation) {
        *self.generation.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(generation);
    }
}

/// A built set to which nothing has happened yet.
fn generation(dictionary: Arc<Dictionary>, built: Arc<Segment>) -> Generation {
    let rows = built.rows();
    Generation {
        dictionary,
        stakeholders: Arc::default(),
        unchanged: Arc::new(Bits::range(&(0..rows))),
        built,
        changed: Arc::new(Segment::new(Columns::default(), Texts::Listed(Vec::new()))),
    }
}

impl Changes {
    /// The generation that comes after one with a change.
    fn apply(&mut self, old: &Generation, change: IndexChange) -> Generation {
        let mut unchanged = Bits::clone(&old.unchanged);
        let mut forget = |id: StatementId| {
            if let Some(row) = old.built.row_of(id.0) {
                unchanged.remove(row);
            }
        };
        for id in change.remove {
            forget(id);
            self.entries.remove(&id);
        }
        for entry in change.put {
            forget(entry.id);
            self.entries.insert(entry.id, Changed::new(entry));
        }
        let mut dictionary = Dictionary::clone(&old.dictionary);
        let stakeholders = change.stakeholders.map(|stakeholders| {
            self.stakeholders = stakeholders;
            Arc::new(Stakeholders::new(&self.stakeholders, &mut dictionary))
        });
        let changed = self.segment(&mut dictionary);
        Generation {
            stakeholders: stakeholders.unwrap_or_else(|| Arc::clone(&old.stakeholders)),
            dictionary: Arc::new(dictionary),
            built: Arc::clone(&old.built),
            unchanged: Arc::new(unchanged),
            changed: Arc::new(changed),
        }
    }

    fn segment(&self, dictionary: &mut Dictionary) -> Segment {
        let entries: Vec<&Arc<Changed>> = self.entries.values().collect();
        let mut columns = Columns::default();
        for changed in &entries {
            columns.push(&changed.entry, changed.length, dictionary);
        }
        let (columns, order) = columns.sorted();
        let texts = order.iter().map(|at| Arc::clone(&entries[*at as usize].text)).collect();
        Segment::new(columns, Texts::Listed(texts))
    }
}

impl StatementIndex for LiveIndex {
    fn found(&self) -> Option<LogPosition> {
        self.found.clone()
    }

    fn build(&self) -> Result<Box<dyn IndexBuild>, IndexError> {
        self.build_in(self.inner.folder.as_ref())
    }

    fn build_in_memory(&self, reason: &IndexError) -> Result<Box<dyn IndexBuild>, IndexError> {
        tracing::warn!(%reason, "the index cannot be kept in its folder and is held in memory");
        self.build_in(None)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn apply(&self, change: IndexChange) {
        self.inner.apply(change);
    }

    fn needs_rebuild(&self) -> bool {
        let generation = self.generation();
        generation.changed.rows() > FEW.max(generation.built.rows() / FEW_SHARE)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn view(&self, filter: &StatementFilter) -> Box<dyn StatementView> {
        Box::new(View::new(self.generation(), filter))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn completions(&self, filter: &StatementFilter, beginning: &str, most: usize) -> Vec<Completion> {
        completion::completions(&self.generation(), filter, beginning, most)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn candidates(&self, text: &str, most: usize) -> Vec<StatementId> {
        self.generation().candidates(text, most)
    }

    fn marks(&self, words: &TextQuery, texts: &[(Language, &str)]) -> Vec<Vec<Range<usize>>> {
        words::marks(words, texts)
    }
}
