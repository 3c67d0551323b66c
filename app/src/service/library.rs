//! Reading the record: what each page shows.

mod duplicates;

use std::{
    collections::BTreeSet,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::{Days, Months, NaiveDate};
pub use duplicates::{Duplicate, Sought};
use futures::lock::Mutex;

use crate::{
    domain::{
        BadParameter, Catalogue, ChangeScope, Facet, ListQuery, MilestoneKind, ParameterFault, Picture, PictureRequest,
        ReferenceKind, ReviewStanding, SearchResult, Slug, Sort, Stakeholder, Statement, StatementFilter, StatementId,
        StatementStatus, TimeScale, Topic, UpcomingMilestone,
    },
    ports::{
        Clock, IndexBuild, IndexChange, IndexEntry, IndexError, RecordMark, RecordStore, StatementIndex, StoreError,
        StoredStatement,
    },
};

/// How many statements a page of a list has.
pub const PAGE_SIZE: usize = 50;

/// How many statements the page of a stakeholder or topic shows before it links to the whole list.
const NEWEST_SHOWN: usize = 10;

/// How many statements are read at once when the index is filled.
const READ_AT_ONCE: u32 = 1_000;

/// Most bins and lanes of the wide and of the narrow picture.
const WIDE: (usize, usize) = (42, 10);
const NARROW: (usize, usize) = (14, 6);

/// How far ahead of the last statement the picture reaches for the next joint review.
const LOOK_AHEAD: Months = Months::new(15);

/// Why a page could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The record has nothing of that name.
    #[error("not on record")]
    NotFound,
    /// It was merged into another.
    #[error("merged into {into}")]
    Merged {
        /// What it is.
        kind: ReferenceKind,
        /// The other.
        into: Slug,
    },
    /// It was on record and has been taken back.
    #[error("withdrawn")]
    Withdrawn {
        /// The statement.
        statement: Box<Statement>,
        /// Why.
        reason: Option<String>,
    },
    /// The record did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The record as readers see it.
pub struct Library {
    store: Arc<dyn RecordStore>,
    index: Arc<dyn StatementIndex>,
    clock: Arc<dyn Clock>,
    held: RwLock<Held>,
    refreshing: Mutex<()>,
    /// Whether more has changed than the index could take in one by one.
    is_outdated: AtomicBool,
}

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
    mark: RecordMark,
}

/// What several changes touch, and the number of the last of them.
#[derive(Default)]
struct Changes {
    number: i64,
    statements: BTreeSet<StatementId>,
    reference: bool,
    everything: bool,
}

impl Changes {
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

/// What is held in memory, with the change number it was read at.
#[derive(Clone, Default)]
struct Held {
    change_number: Option<i64>,
    catalogue: Arc<Catalogue>,
}

/// The front page.
pub struct TimelinePage {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// The day it is.
    pub today: NaiveDate,
    /// Where the review stands.
    pub standing: ReviewStanding,
    /// What comes next.
    pub next: Vec<UpcomingMilestone>,
    /// Counts and places of the list.
    pub result: SearchResult,
    /// The statements of this page of the list.
    pub statements: Vec<StoredStatement>,
    /// The picture for wide and for narrow screens, when there is something to draw.
    pub pictures: Option<[(TimeScale, Picture); 2]>,
}

/// The page of one statement.
pub struct StatementPage {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// The statement.
    pub statement: Statement,
    /// The statement it repeats.
    pub restates: Option<StoredStatement>,
    /// The statements that repeat it.
    pub restated_by: Vec<StoredStatement>,
}

/// The page of one stakeholder.
pub struct StakeholderPage {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// The stakeholder.
    pub stakeholder: Stakeholder,
    /// Counts over all its statements.
    pub result: SearchResult,
    /// For every topic it spoke on: the stances and how many statements took them.
    pub stances_by_topic: Vec<(Slug, SearchResult)>,
    /// Its newest statements.
    pub statements: Vec<StoredStatement>,
}

/// The page of one topic.
pub struct TopicPage {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// The topic.
    pub topic: Topic,
    /// Counts over all statements on it.
    pub result: SearchResult,
    /// For every stance on the scale that was taken: by whom, and in how many statements.
    pub stakeholders_by_stance: Vec<(crate::domain::Stance, SearchResult)>,
    /// The newest statements on it.
    pub statements: Vec<StoredStatement>,
}

impl Library {
    /// A library that holds nothing until [`Library::begin`] has read the record.
    #[must_use]
    pub fn new(store: Arc<dyn RecordStore>, index: Arc<dyn StatementIndex>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            index,
            clock,
            held: RwLock::default(),
            refreshing: Mutex::default(),
            is_outdated: AtomicBool::default(),
        }
    }

    fn held(&self) -> Held {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The day it is for readers.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// Stakeholders, topics and milestones as last read.
    #[must_use]
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.held().catalogue
    }

    /// Whether the record has been read.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.held().change_number.is_some()
    }

    /// Whether the database answers now.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check_store(&self) -> Result<(), StoreError> {
        self.store.change_number().await.map(|_| ())
    }

    /// Makes ready: takes the index as it was kept, if that is of this record, or builds it, calling `progress` with
    /// how many statements have been read.
    ///
    /// # Errors
    /// When the record does not answer or holds a broken row, or the index cannot be kept.
    pub async fn begin(&self, progress: Progress<'_>) -> Result<(), BuildError> {
        let _alone = self.refreshing.lock().await;
        if let Some(mark) = self.index.found()
            && self.store.hash_of_change(mark.change_number).await?.is_some_and(|hash| hash == mark.hash)
        {
            let changes = self.changes_since(mark.change_number).await?;
            if !changes.everything {
                let catalogue = Arc::new(self.read_catalogue().await?);
                self.index.apply(self.index_change(&catalogue, &changes.statements, true).await?);
                self.hold(Held { change_number: Some(changes.number), catalogue });
                return Ok(());
            }
        }
        let set = self.read_set(progress).await?;
        self.take_set(set).await
    }

    /// Takes in what has changed on record since it was last looked at. Says whether anything had. Who
    /// changes something calls this before answering, so that the next page shows it.
    ///
    /// # Errors
    /// When the record does not answer or holds a broken row; what was held before stays in use.
    pub async fn refresh(&self) -> Result<bool, StoreError> {
        // One after the other, so that an older state never comes in place of a newer one.
        let _alone = self.refreshing.lock().await;
        let held = self.held();
        let Some(known) = held.change_number else { return Ok(false) };
        let changes = self.changes_since(known).await?;
        if changes.number == known {
            return Ok(false);
        }
        let catalogue =
            if changes.reference { Arc::new(self.read_catalogue().await?) } else { Arc::clone(&held.catalogue) };
        self.index.apply(self.index_change(&catalogue, &changes.statements, changes.reference).await?);
        if changes.everything {
            self.is_outdated.store(true, Ordering::Release);
        }
        self.hold(Held { change_number: Some(changes.number), catalogue });
        Ok(true)
    }

    /// Builds the index anew when more has changed than it can take in one by one; says whether it had to. Pages are
    /// answered meanwhile, and single changes are taken in.
    ///
    /// # Errors
    /// When the record does not answer or holds a broken row, or the index cannot be kept; it is tried again the next
    /// time.
    pub async fn rebuild_if_needed(&self) -> Result<bool, BuildError> {
        if !self.is_outdated.load(Ordering::Acquire) && !self.index.is_worn() {
            return Ok(false);
        }
        self.rebuild(&mut |_| {}).await?;
        Ok(true)
    }

    /// Builds the index anew, calling `progress` with how many statements have been read.
    ///
    /// # Errors
    /// When the record does not answer or holds a broken row, or the index cannot be kept; the old one stays in use.
    pub async fn rebuild(&self, progress: Progress<'_>) -> Result<(), BuildError> {
        let set = self.read_set(progress).await?;
        let _alone = self.refreshing.lock().await;
        self.take_set(set).await
    }

    /// Reads everything that is published into a new set.
    async fn read_set(&self, progress: Progress<'_>) -> Result<ReadSet, BuildError> {
        // The number first: what is committed while the rest is read has a higher one, and is read again.
        let change_number = self.store.change_number().await?;
        let hash = self.store.hash_of_change(change_number).await?.unwrap_or_default();
        let mut build = self.index.build()?;
        let mut reader = EntryReader::new(self.store.as_ref());
        let mut read = 0;
        while let Some(entries) = reader.next().await? {
            read += entries.len() as u64;
            entries.into_iter().try_for_each(|entry| build.add(entry))?;
            progress(read);
        }
        Ok(ReadSet { build, mark: RecordMark { change_number, hash } })
    }

    /// Puts a set in place, with what has changed since it was read.
    async fn take_set(&self, set: ReadSet) -> Result<(), BuildError> {
        let changes = self.changes_since(set.mark.change_number).await?;
        let catalogue = Arc::new(self.read_catalogue().await?);
        let change = self.index_change(&catalogue, &changes.statements, true).await?;
        set.build.finish(set.mark, change)?;
        self.is_outdated.store(changes.everything, Ordering::Release);
        self.hold(Held { change_number: Some(changes.number), catalogue });
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

    /// What has changed after a number.
    async fn changes_since(&self, number: i64) -> Result<Changes, StoreError> {
        let mut changes = Changes { number, ..Changes::default() };
        loop {
            let more = self.store.changes_after(changes.number).await?;
            let Some(last) = more.last() else { return Ok(changes) };
            changes.number = last.number;
            for change in more {
                changes.add(change.scope);
            }
        }
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
            let put: Vec<IndexEntry> = published.map(|stored| IndexEntry::new(stored.id, &stored.statement)).collect();
            let is_put: BTreeSet<StatementId> = put.iter().map(|entry| entry.id).collect();
            change.remove.extend(ids.iter().filter(|id| !is_put.contains(id)));
            change.put.extend(put);
        }
        Ok(change)
    }

    fn hold(&self, held: Held) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = held;
    }

    /// Why there is nothing under a slug.
    fn gone(catalogue: &Catalogue, kind: ReferenceKind, slug: &Slug) -> LibraryError {
        match catalogue.merged_into(kind, slug) {
            Some(into) => LibraryError::Merged { kind, into: into.clone() },
            None => LibraryError::NotFound,
        }
    }

    /// Puts what stakeholders and topics were merged into in their place; says whether there were any.
    pub fn follow_merges(&self, query: &mut ListQuery) -> bool {
        let catalogue = self.catalogue();
        let follow = |kind, slugs: &mut BTreeSet<Slug>| {
            let current = |slug: &Slug| catalogue.merged_into(kind, slug).unwrap_or(slug).clone();
            let followed: BTreeSet<Slug> = slugs.iter().map(current).collect();
            let has_changed = followed != *slugs;
            *slugs = followed;
            has_changed
        };
        let stakeholders = follow(ReferenceKind::Stakeholder, &mut query.filter.stakeholder);
        follow(ReferenceKind::Topic, &mut query.filter.topic) || stakeholders
    }

    /// Takes stakeholders and topics that the record does not have out of a query, and names them.
    pub fn check(&self, query: &mut ListQuery) -> Vec<BadParameter> {
        let catalogue = self.catalogue();
        let filter = &mut query.filter;
        let mut bad = Vec::new();
        let mut keep = |name: &str, slug: &Slug, on_record: bool| {
            if !on_record {
                bad.push(BadParameter {
                    name: name.to_owned(),
                    value: slug.to_string(),
                    fault: ParameterFault::NotOnRecord,
                });
            }
            on_record
        };
        filter.stakeholder.retain(|slug| keep("stakeholder", slug, catalogue.stakeholders.contains_key(slug)));
        filter.topic.retain(|slug| keep("topic", slug, catalogue.topics.contains_key(slug)));
        bad
    }

    /// The index's answer to a query, for a page of the list.
    #[must_use]
    pub fn search(&self, query: &ListQuery) -> SearchResult {
        self.index.search(query, PAGE_SIZE)
    }

    /// The front page for a query.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn timeline(&self, query: &ListQuery) -> Result<TimelinePage, LibraryError> {
        let (catalogue, today) = (self.catalogue(), self.today());
        let standing = ReviewStanding::on(today, &catalogue.milestones);
        let next = standing.next(today, &catalogue.milestones);
        let view = self.index.view(&query.filter);
        let result = view.list(query.sort, query.after.as_ref(), PAGE_SIZE);
        let pictures = self.days_to_draw(query, &result, &catalogue).map(|(first, last)| {
            [WIDE, NARROW].map(|(bins, lanes)| {
                let scale = TimeScale::covering(first, last, bins);
                let request = PictureRequest { group: query.group, scale: scale.clone(), lanes };
                let picture = view.picture(&request);
                (scale, picture)
            })
        });
        drop(view);
        let statements = self.store.list(&result.page).await?;
        Ok(TimelinePage { catalogue, today, standing, next, result, statements, pictures })
    }

    /// From the first statement, or the day the reader asked for, to the last one; on to today and the
    /// next joint review where the reader set no end.
    fn days_to_draw(
        &self,
        query: &ListQuery,
        result: &SearchResult,
        catalogue: &Catalogue,
    ) -> Option<(NaiveDate, NaiveDate)> {
        let (first, last) = result.span?;
        let first = query.filter.from.unwrap_or(first);
        if let Some(end) = query.filter.last_day() {
            return Some((first, end.max(last)));
        }
        let end = last.max(self.today());
        let reach = end.checked_add_months(LOOK_AHEAD)?;
        let review = catalogue
            .milestones
            .iter()
            .filter(|m| m.kind == MilestoneKind::JointReview && m.stands() && m.date.precision() == "day")
            .map(crate::domain::Milestone::last_day)
            .find(|day| *day > end && *day <= reach);
        Some((first, review.and_then(|day| day.checked_add_days(Days::new(14))).unwrap_or(end)))
    }

    async fn newest(&self, filter: StatementFilter) -> Result<(SearchResult, Vec<StoredStatement>), LibraryError> {
        let query = ListQuery { filter, sort: Sort::Newest, ..ListQuery::default() };
        let result = self.index.search(&query, NEWEST_SHOWN);
        let statements = self.store.list(&result.page).await?;
        Ok((result, statements))
    }

    fn counts(&self, filter: StatementFilter) -> SearchResult {
        self.index.search(&ListQuery { filter, ..ListQuery::default() }, 0)
    }

    /// The page of a statement.
    ///
    /// # Errors
    /// When there is none of that slug that readers may see, it was withdrawn, or the record does not
    /// answer.
    pub async fn statement(&self, slug: &Slug) -> Result<StatementPage, LibraryError> {
        let stored = self.store.find_by_slug(slug).await?.ok_or(LibraryError::NotFound)?;
        let statement = stored.statement;
        match statement.status {
            StatementStatus::Published => {}
            StatementStatus::Withdrawn => {
                let reason = self.store.list_revisions(slug).await?.pop().and_then(|last| last.reason);
                return Err(LibraryError::Withdrawn { statement: Box::new(statement), reason });
            }
        }
        let restates = match &statement.restates {
            Some(slug) => self.store.find_by_slug(slug).await?,
            None => None,
        };
        let restated_by = self.store.list_restatements(slug).await?;
        let is_public = |stored: &StoredStatement| stored.statement.status == StatementStatus::Published;
        Ok(StatementPage { catalogue: self.catalogue(), statement, restates: restates.filter(is_public), restated_by })
    }

    /// How many statements each stakeholder made and each topic has.
    #[must_use]
    pub fn overview(&self) -> SearchResult {
        self.counts(StatementFilter::default())
    }

    /// The page of a stakeholder.
    ///
    /// # Errors
    /// When there is none of that slug or the record does not answer.
    pub async fn stakeholder(&self, slug: &Slug) -> Result<StakeholderPage, LibraryError> {
        let catalogue = self.catalogue();
        let gone = || Self::gone(&catalogue, ReferenceKind::Stakeholder, slug);
        let stakeholder = catalogue.stakeholders.get(slug).cloned().ok_or_else(gone)?;
        let filter = StatementFilter { stakeholder: [slug.clone()].into(), ..StatementFilter::default() };
        let (result, statements) = self.newest(filter.clone()).await?;
        let mut topics: Vec<(Slug, u64)> =
            result.facets.of(Facet::Topic).filter_map(|(code, count)| Some((code.parse().ok()?, count))).collect();
        topics.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let stances_by_topic = topics
            .into_iter()
            .map(|(topic, _)| {
                let counts = self.counts(StatementFilter { topic: [topic.clone()].into(), ..filter.clone() });
                (topic, counts)
            })
            .collect();
        Ok(StakeholderPage { catalogue, stakeholder, result, stances_by_topic, statements })
    }

    /// The page of a topic.
    ///
    /// # Errors
    /// When there is none of that slug or the record does not answer.
    pub async fn topic(&self, slug: &Slug) -> Result<TopicPage, LibraryError> {
        let catalogue = self.catalogue();
        let topic =
            catalogue.topics.get(slug).cloned().ok_or_else(|| Self::gone(&catalogue, ReferenceKind::Topic, slug))?;
        let filter = StatementFilter { topic: [slug.clone()].into(), ..StatementFilter::default() };
        let (result, statements) = self.newest(filter.clone()).await?;
        let stakeholders_by_stance = crate::domain::Stance::ALL
            .iter()
            .filter(|stance| result.facets.count(Facet::Stance, stance.code()) > 0)
            .map(|stance| (*stance, self.counts(StatementFilter { stance: [*stance].into(), ..filter.clone() })))
            .collect();
        Ok(TopicPage { catalogue, topic, result, stakeholders_by_stance, statements })
    }
}
