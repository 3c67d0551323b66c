//! Keeping the index in step with the record: filling it, taking changes in, building it anew.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
};

use domain::{Catalogue, ChangeScope, StatementId, StatementStatus};

use super::Library;
use crate::ports::{IndexBuild, IndexChange, IndexEntry, IndexError, LogPosition, RecordStore, StoreError};

/// How many statements are read at once when the index is filled.
const READ_AT_ONCE: u32 = 1_000;

/// Is called with how many statements have been read.
pub type Progress<'a> = &'a mut (dyn FnMut(u64) + Send);

/// Reads what the index knows of every published statement.
pub struct EntryReader<'a> {
    store: &'a dyn RecordStore,
    after: StatementId,
}

impl<'a> EntryReader<'a> {
    /// From the first statement on.
    #[must_use]
    pub fn new(store: &'a dyn RecordStore) -> Self {
        Self { store, after: StatementId(0) }
    }

    /// Some more of them, in the order of their numbers; `None` when there are no more.
    ///
    /// # Errors
    /// When the record does not answer or holds a broken row.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn next(&mut self) -> Result<Option<Vec<IndexEntry>>, StoreError> {
        let entries = self.store.list_entries_after(self.after, READ_AT_ONCE).await?;
        let Some(last) = entries.last() else { return Ok(None) };
        self.after = last.id;
        Ok(Some(entries))
    }
}

/// Why the index could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The record did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index could not be kept.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// A new set for the index, and where in the record it was read.
struct ReadSet {
    build: Box<dyn IndexBuild>,
    mark: LogPosition,
}

/// What all changes after a number touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The number of the last of them; the one they come after when there are none.
    pub number: i64,
    /// Statements that were told one by one.
    pub statements: BTreeSet<StatementId>,
    /// Whether reference data is touched.
    pub reference: bool,
    /// Whether more statements are than were told.
    pub everything: bool,
}

impl Changes {
    /// Reads what has changed after a number.
    ///
    /// # Errors
    /// When the record does not answer or holds a broken row.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn since(store: &dyn RecordStore, number: i64) -> Result<Self, StoreError> {
        let mut changes = Self { number, ..Self::default() };
        loop {
            let more = store.changes_after(changes.number).await?;
            let Some(last) = more.last() else { return Ok(changes) };
            changes.number = last.number;
            for change in more {
                changes.add(change.scope);
            }
        }
    }

    /// Whether readers see nothing of them.
    fn touches_nothing(&self) -> bool {
        self.statements.is_empty() && !self.reference && !self.everything
    }

    fn add(&mut self, scope: ChangeScope) {
        match scope {
            ChangeScope::Nothing => {}
            ChangeScope::Statements(ids) => self.statements.extend(ids),
            ChangeScope::Reference(ids) => {
                self.statements.extend(ids);
                self.reference = true;
            }
            ChangeScope::Everything => {
                self.reference = true;
                self.everything = true;
            }
        }
    }
}

impl Library {
    /// Makes ready: takes the index as it was kept, if that is of this record, or builds it, calling `progress` with
    /// how many statements have been read.
    ///
    /// # Errors
    /// When the record does not answer or holds a broken row, or the index cannot be kept.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn begin(&self, progress: Progress<'_>) -> Result<(), BuildError> {
        let _alone = self.refreshing.lock().await;
        if let Some(mark) = self.index.found()
            && self.store.hash_of_change(mark.change_number).await?.is_some_and(|hash| hash == mark.hash)
        {
            let changes = Changes::since(self.store.as_ref(), mark.change_number).await?;
            if !changes.everything {
                let catalogue = Arc::new(self.read_catalogue().await?);
                self.index.apply(self.index_change(&catalogue, &changes.statements, true).await?);
                self.hold(changes.number, catalogue);
                return Ok(());
            }
        }
        let kept = async { self.take_set(self.read_set(self.index.build()?, &mut *progress).await?).await }.await;
        let Err(BuildError::Index(reason)) = kept else { return kept };
        // It can be lost, answers cannot.
        let set = self.read_set(self.index.build_in_memory(&reason)?, progress).await?;
        self.take_set(set).await
    }

    /// Takes in what has changed on record since it was last looked at. Says whether anything had. Who
    /// changes something calls this before answering, so that the next page shows it.
    ///
    /// # Errors
    /// When the record does not answer or holds a broken row; what was held before stays in use.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn refresh(&self) -> Result<bool, StoreError> {
        // One after the other, so that an older state never comes in place of a newer one.
        let _alone = self.refreshing.lock().await;
        let held = self.held();
        let Some(known) = held.change_number else { return Ok(false) };
        let changes = Changes::since(self.store.as_ref(), known).await?;
        if changes.number == known {
            return Ok(false);
        }
        if changes.touches_nothing() {
            // Signing in is a change, too, and no page depends on it.
            self.note(changes.number);
            return Ok(false);
        }
        let catalogue =
            if changes.reference { Arc::new(self.read_catalogue().await?) } else { Arc::clone(&held.catalogue) };
        self.index.apply(self.index_change(&catalogue, &changes.statements, changes.reference).await?);
        if changes.everything {
            self.is_outdated.store(true, Ordering::Release);
        }
        self.hold(changes.number, catalogue);
        Ok(true)
    }

    /// Takes in a change that has just been stored. It is stored whatever comes of this: where the record cannot be read
    /// now, the follower reads it later and says why.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn catch_up(&self) {
        drop(self.refresh().await);
    }

    /// Builds the index anew when more has changed than it can take in one by one; says whether it had to. Pages are
    /// answered meanwhile, and single changes are taken in.
    ///
    /// # Errors
    /// When the record does not answer or holds a broken row, or the index cannot be kept; it is tried again the next
    /// time.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn rebuild_if_needed(&self) -> Result<bool, BuildError> {
        if !self.is_outdated.load(Ordering::Acquire) && !self.index.needs_rebuild() {
            return Ok(false);
        }
        match self.rebuild(&mut |_| {}).await {
            Err(BuildError::Index(reason)) => {
                self.rebuild_as(self.index.build_in_memory(&reason)?, &mut |_| {}).await?;
            }
            rebuilt => rebuilt?,
        }
        Ok(true)
    }

    /// Builds the index anew, calling `progress` with how many statements have been read.
    ///
    /// # Errors
    /// When the record does not answer or holds a broken row, or the index cannot be kept; the old one stays in use.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn rebuild(&self, progress: Progress<'_>) -> Result<(), BuildError> {
        self.rebuild_as(self.index.build()?, progress).await
    }

    async fn rebuild_as(&self, build: Box<dyn IndexBuild>, progress: Progress<'_>) -> Result<(), BuildError> {
        let set = self.read_set(build, progress).await?;
        let _alone = self.refreshing.lock().await;
        self.take_set(set).await
    }

    /// Reads everything that is published into a new set.
    async fn read_set(&self, mut build: Box<dyn IndexBuild>, progress: Progress<'_>) -> Result<ReadSet, BuildError> {
        // The number first: what is committed while the rest is read has a higher one, and is read again.
        let change_number = self.store.change_number().await?;
        let hash = self.store.hash_of_change(change_number).await?.unwrap_or_default();
        let mut reader = EntryReader::new(self.store.as_ref());
        let mut read = 0;
        while let Some(entries) = reader.next().await? {
            read += entries.len() as u64;
            entries.into_iter().try_for_each(|entry| build.add(entry))?;
            progress(read);
        }
        Ok(ReadSet { build, mark: LogPosition { change_number, hash } })
    }

    /// Puts a set in place, with what has changed since it was read.
    async fn take_set(&self, set: ReadSet) -> Result<(), BuildError> {
        let changes = Changes::since(self.store.as_ref(), set.mark.change_number).await?;
        let catalogue = Arc::new(self.read_catalogue().await?);
        let change = self.index_change(&catalogue, &changes.statements, true).await?;
        set.build.finish(set.mark, change)?;
        self.is_outdated.store(changes.everything, Ordering::Release);
        self.hold(changes.number, catalogue);
        Ok(())
    }

    async fn read_catalogue(&self) -> Result<Catalogue, StoreError> {
        Ok(Catalogue::new(
            self.store.stakeholders().await?,
            self.store.topics().await?,
            self.store.milestones().await?,
            &self.store.merged_names().await?,
        ))
    }

    /// Reads statements again, and says what that changes in the index.
    async fn index_change(
        &self,
        catalogue: &Catalogue,
        ids: &BTreeSet<StatementId>,
        with_stakeholders: bool,
    ) -> Result<IndexChange, StoreError> {
        let mut change = IndexChange {
            stakeholders: with_stakeholders.then(|| catalogue.stakeholders.values().map(Into::into).collect()),
            ..IndexChange::default()
        };
        let ids: Vec<StatementId> = ids.iter().copied().collect();
        for ids in ids.chunks(READ_AT_ONCE as usize) {
            let stored = self.store.list(ids).await?;
            let published = stored.iter().filter(|stored| stored.statement.status == StatementStatus::Published);
            let put: Vec<IndexEntry> = published.map(IndexEntry::new).collect();
            let is_put: BTreeSet<StatementId> = put.iter().map(|entry| entry.id).collect();
            change.remove.extend(ids.iter().filter(|id| !is_put.contains(id)));
            change.put.extend(put);
        }
        Ok(change)
    }
}
