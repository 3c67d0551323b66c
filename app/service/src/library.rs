//! Reading the record: what each page shows.

mod context;
mod duplicates;
mod finding;
mod front;
mod history;
mod keeping_up;
mod kept_statements;
mod news;
mod pictures;

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::BTreeSet,
    ops::Range,
    sync::{Arc, OnceLock, PoisonError, RwLock, atomic::AtomicBool},
};

use chrono::{NaiveDate, TimeDelta};
pub use context::Context;
pub use duplicates::{Duplicate, Sought};
use finding::FoldedNames;
pub use finding::Found;
pub use front::{FrontPage, Lead, Move, Reach};
use futures::lock::Mutex;
pub use history::Correction;
pub use keeping_up::{BuildError, Changes, EntryReader, Progress};
use kept_statements::KeptStatements;
pub use news::{Event, News, NewsDay};
use pictures::{FEW_LANES, FEWEST_IN_FIGURE, LANES};
pub use pictures::{Figure, ShownTime, TimelinePicture};

use crate::ports::{
    Clock, Completion, Connections, RecordStore, StatementIndex, StatementView, StoreError, StoredStatement,
};
use domain::{
    BadParameter, Catalogue, Facet, FacetCounts, Group, Language, ListQuery, Milestone, ParameterFault, PlacedStanding,
    PositionCount, ReferenceKind, SearchResult, Slug, Sort, Stakeholder, Stance, StanceHolders, StandingRequest,
    Statement, StatementFilter, StatementId, StatementStatus, Subtopics, Topic,
};

/// How many statements a page of a list has.
pub const PAGE_SIZE: usize = 50;

/// How many statements the page of a stakeholder or topic shows before it links to the whole list.
const NEWEST_SHOWN: usize = 10;

/// How many stakeholders the page of a topic names for each stance on a topic that it takes in.
const HOLDERS_OF_SUBTOPIC: usize = 8;

/// How long before and after a milestone its page looks, and how many statements it shows on either side.
const AROUND: TimeDelta = TimeDelta::days(60);
const SHOWN_AROUND: usize = 5;

/// Among how many of either side those are looked for whose days are known well enough.
const LOOKED_THROUGH_AROUND: usize = 40;

/// How many related statements of a kind the page of a statement leads to.
const RELATED: usize = 4;

/// How many topics the page of a stakeholder shows, those with the most statements.
const TOPICS_SHOWN: usize = 50;

/// How many stakeholders the page of a topic names for each stance, those with the most statements.
const HOLDERS_SHOWN: usize = 50;

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
    kept: KeptStatements,
    refreshing: Mutex<()>,
    /// Whether more has changed than the index could take in one by one.
    is_outdated: AtomicBool,
}

/// What is held in memory, with the change number it was read at.
#[derive(Clone, Default)]
struct Held {
    /// Counts up with everything that is taken in.
    edition: u64,
    change_number: Option<i64>,
    catalogue: Arc<Catalogue>,
    /// Looked for when it is first asked for.
    reach: Arc<OnceLock<Reach>>,
    /// The counts of all statements by stakeholder and topic, counted when they are first asked for.
    totals: Arc<OnceLock<Arc<FacetCounts>>>,
    /// The statements that were added last, looked for when they are first asked for.
    added: Arc<OnceLock<Vec<StatementId>>>,
    /// What stakeholders and topics are found by, folded when something is first looked for.
    names: Arc<OnceLock<FoldedNames>>,
}

/// A state of the record as readers see it on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    number: u64,
    today: NaiveDate,
}

/// The timeline.
pub struct TimelinePage {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// The day it is.
    pub today: NaiveDate,
    /// Counts and places of the list.
    pub result: SearchResult,
    /// The statements of this page of the list, with where each has what was searched for.
    pub statements: Vec<(Arc<StoredStatement>, Hits)>,
    /// The time that is looked at, when anything is on record.
    pub time: Option<ShownTime>,
    /// The picture, when there is something to draw.
    pub picture: Option<TimelinePicture>,
    /// How many statements there would be with what the topics of the filter take in, where they take something in and it is
    /// not asked for.
    pub with_subtopics: Option<u64>,
}

/// Where a statement has what was searched for: bytes of its texts, in their order and apart from each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    /// In the original.
    pub text: Vec<Range<usize>>,
    /// In each translation.
    pub translations: Vec<Vec<Range<usize>>>,
}

/// The page of one statement.
pub struct StatementPage {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// The statement.
    pub stored: Arc<StoredStatement>,
    /// The statement it repeats.
    pub restates: Option<Arc<StoredStatement>>,
    /// The statements that repeat it.
    pub restated_by: Vec<StoredStatement>,
    /// What stands around its words in its source.
    pub context: Option<Context>,
    /// Others by the same stakeholder on the first of its topics, the newest first.
    pub by_the_same: Vec<Arc<StoredStatement>>,
    /// Others on that topic by anybody else, the newest first.
    pub on_the_same: Vec<Arc<StoredStatement>>,
}

/// The page of one stakeholder.
pub struct StakeholderPage {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// The stakeholder.
    pub stakeholder: Stakeholder,
    /// How many statements it made.
    pub total: u64,
    /// The topics it spoke on most, those with the most statements first.
    pub topics: Vec<TopicStances>,
    /// How many topics more it spoke on.
    pub more_topics: u64,
    /// Its statements as a picture, a lane a topic.
    pub figure: Option<Figure>,
    /// The day it is.
    pub today: NaiveDate,
    /// Its newest statements.
    pub statements: Vec<Arc<StoredStatement>>,
}

/// Which stances were taken on a topic.
pub struct TopicStances {
    /// The topic.
    pub topic: Slug,
    /// The stances, in their order, with how many statements take each.
    pub stances: Vec<(Stance, u64)>,
}

impl TopicStances {
    /// How many statements are on the topic.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.stances.iter().map(|(_, statements)| statements).sum()
    }
}

/// The page of one milestone.
pub struct MilestonePage {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// The day it is.
    pub today: NaiveDate,
    /// The milestone.
    pub milestone: Milestone,
    /// The statements of the weeks around it, as a picture.
    pub figure: Option<Figure>,
    /// The last statements before it.
    pub before: Vec<Arc<StoredStatement>>,
    /// The first statements while it lasted.
    pub during: Vec<Arc<StoredStatement>>,
    /// The first statements after it.
    pub after: Vec<Arc<StoredStatement>>,
}

/// The page of one topic.
pub struct TopicPage {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// The topic.
    pub topic: Topic,
    /// How many statements are on it.
    pub total: u64,
    /// For every stance that was taken: by whom, and in how many statements.
    pub holders: Vec<StanceHolders>,
    /// The statements on it as a picture, a lane a stakeholder.
    pub figure: Option<Figure>,
    /// The day it is.
    pub today: NaiveDate,
    /// How many statements are on it or on what it takes in, where it takes something in.
    pub with_subtopics: Option<u64>,
    /// The topics that it takes in, each with who takes which stance on its own proposition.
    pub narrower: Vec<(Topic, Vec<StanceHolders>)>,
    /// The newest statements on it.
    pub statements: Vec<Arc<StoredStatement>>,
}

/// The texts of a statement: the original and its translations.
fn texts_of(statement: &Statement) -> impl Iterator<Item = (Language, &str)> {
    let translations =
        statement.translations.iter().map(|translation| (translation.language, translation.text.as_str()));
    std::iter::once((statement.language, statement.text.as_str())).chain(translations)
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
            kept: KeptStatements::default(),
            refreshing: Mutex::default(),
            is_outdated: AtomicBool::default(),
        }
    }

    /// The same, which keeps so many bytes of statements that were shown lately.
    #[must_use]
    pub fn keeping(self, bytes: u64) -> Self {
        Self { kept: KeptStatements::new(bytes), ..self }
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
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn check_store(&self) -> Result<(), StoreError> {
        self.store.change_number().await.map(|_| ())
    }

    /// Writes something that changes nothing.
    ///
    /// # Errors
    /// When the record cannot be written to or does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn try_writing(&self) -> Result<(), StoreError> {
        self.store.try_writing().await
    }

    /// The number of the last change that pages show; none while nothing has been read yet.
    #[must_use]
    pub fn change_number(&self) -> Option<i64> {
        self.held().change_number
    }

    /// The number of the last change on record.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn change_number_on_record(&self) -> Result<i64, StoreError> {
        self.store.change_number().await
    }

    /// How many connections to the database there are.
    #[must_use]
    pub fn connections(&self) -> Connections {
        self.store.connections()
    }

    /// Calls `changed` whenever somebody has changed the record, as far as its database tells.
    pub async fn listen(&self, changed: &(dyn Fn() + Send + Sync)) {
        self.store.listen(changed).await;
    }

    /// Whether the record was opened to be read and not written to.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.store.is_read_only()
    }

    /// Holds what was read up to a change, of which the index knows already.
    fn hold(&self, change_number: i64, catalogue: Arc<Catalogue>) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Held {
            edition: held.edition + 1,
            change_number: Some(change_number),
            catalogue,
            reach: Arc::default(),
            totals: Arc::default(),
            added: Arc::default(),
            names: Arc::default(),
        };
    }

    /// Notes that there is nothing to take in up to a change.
    fn note(&self, change_number: i64) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.change_number = Some(change_number);
    }

    /// What the pages for readers depend on: as long as it is the same, so are they. `None` while the record is not
    /// ready.
    #[must_use]
    pub fn edition(&self) -> Option<Edition> {
        let held = self.held();
        held.change_number.map(|_| Edition { number: held.edition, today: self.today() })
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

    /// What passes a filter.
    fn view(&self, filter: &StatementFilter) -> Box<dyn StatementView> {
        self.index.view(&self.widened(filter))
    }

    /// A filter with the topics that its own take in, where it asks for those.
    fn widened<'a>(&self, filter: &'a StatementFilter) -> Cow<'a, StatementFilter> {
        match filter.subtopics {
            Some(Subtopics::Include) => {
                let topic = self.catalogue().with_narrower(&filter.topic);
                Cow::Owned(StatementFilter { topic, ..filter.clone() })
            }
            None => Cow::Borrowed(filter),
        }
    }

    /// The index's answer to a query, for a page of the list.
    #[must_use]
    #[tracing::instrument(level = "debug", skip_all)]
    pub fn search(&self, query: &ListQuery) -> SearchResult {
        self.view(&query.filter).list(query.sort, query.after.as_ref(), PAGE_SIZE)
    }

    /// The first statements of a list.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn beginning(&self, query: &ListQuery, most: usize) -> Result<Vec<Arc<StoredStatement>>, StoreError> {
        let page = self.view(&query.filter).page(query.sort, None, most);
        self.statements(&page.ids).await
    }

    /// Where everybody stands, as far as it is asked for.
    #[must_use]
    #[tracing::instrument(level = "debug", skip_all)]
    pub fn standings(&self, request: StandingRequest) -> Vec<PlacedStanding> {
        self.view(&StatementFilter::default()).standings(request)
    }

    /// The words that one which is being typed may become, with how many statements pass a filter and have the word, too.
    #[must_use]
    #[tracing::instrument(level = "debug", skip_all)]
    pub fn completions(&self, filter: &StatementFilter, beginning: &str, most: usize) -> Vec<Completion> {
        self.index.completions(&self.widened(filter), beginning, most)
    }

    /// The timeline for a query.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn timeline(&self, query: &ListQuery) -> Result<TimelinePage, LibraryError> {
        let (catalogue, today) = (self.catalogue(), self.today());
        let view = self.view(&query.filter);
        let result = view.list(query.sort, query.after.as_ref(), PAGE_SIZE);
        let (time, picture) = self.time_and_picture(query, view.as_ref(), (&result, LANES), &catalogue);
        let with_subtopics = self.with_subtopics(&query.filter, view.as_ref(), &catalogue);
        drop(view);
        let statements = self.statements(&result.page).await?;
        let statements = self.with_hits(query, statements);
        Ok(TimelinePage { catalogue, today, result, statements, time, picture, with_subtopics })
    }

    fn with_subtopics(&self, filter: &StatementFilter, view: &dyn StatementView, all: &Catalogue) -> Option<u64> {
        let takes_in = filter.topic.iter().any(|topic| all.narrower(topic).next().is_some());
        let wider = StatementFilter { subtopics: Some(Subtopics::Include), ..filter.clone() };
        (takes_in && filter.subtopics.is_none()).then(|| view.with_filter(&self.widened(&wider)).total())
    }

    fn with_hits(&self, query: &ListQuery, statements: Vec<Arc<StoredStatement>>) -> Vec<(Arc<StoredStatement>, Hits)> {
        let Some(words) = &query.filter.q else {
            return statements.into_iter().map(|statement| (statement, Hits::default())).collect();
        };
        let texts: Vec<(Language, &str)> = statements.iter().flat_map(|stored| texts_of(&stored.statement)).collect();
        let mut marks = self.index.marks(words, &texts).into_iter();
        let hits_of = |statement: &Statement| Hits {
            text: marks.next().unwrap_or_default(),
            translations: marks.by_ref().take(statement.translations.len()).collect(),
        };
        let hits: Vec<Hits> = statements.iter().map(|stored| &stored.statement).map(hits_of).collect();
        statements.into_iter().zip(hits).collect()
    }

    /// The page of a statement.
    ///
    /// # Errors
    /// When there is none of that slug that readers may see, it was withdrawn, or the record does not
    /// answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn statement(&self, slug: &Slug) -> Result<StatementPage, LibraryError> {
        let stored = self.store.find_by_slug(slug).await?.map(Arc::new).ok_or(LibraryError::NotFound)?;
        match stored.statement.status {
            StatementStatus::Published => {}
            StatementStatus::Withdrawn => {
                let reason = self.store.list_revisions(slug).await?.pop().and_then(|last| last.reason);
                return Err(LibraryError::Withdrawn { statement: Box::new(stored.statement.clone()), reason });
            }
        }
        let restates = async {
            match &stored.statement.restates {
                Some(slug) => Ok(self.store.find_by_slug(slug).await?.map(Arc::new)),
                None => Ok(None),
            }
        };
        // None of these waits for another.
        let (context, restates, restated_by, (by_the_same, on_the_same)) = futures::try_join!(
            self.context(&stored),
            restates,
            self.store.list_restatements(slug),
            self.related(stored.id, &stored.statement),
        )?;
        let is_public = |stored: &Arc<StoredStatement>| stored.statement.status == StatementStatus::Published;
        Ok(StatementPage {
            catalogue: self.catalogue(),
            restates: restates.filter(is_public),
            restated_by,
            context,
            by_the_same,
            on_the_same,
            stored,
        })
    }

    /// Other statements on the first topic of one: by the same stakeholder, and by others.
    async fn related(
        &self,
        id: StatementId,
        statement: &Statement,
    ) -> Result<(Vec<Arc<StoredStatement>>, Vec<Arc<StoredStatement>>), StoreError> {
        let topic = statement.positions.first().map(|position| position.topic.clone());
        let on_topic = StatementFilter { topic: topic.iter().cloned().collect(), ..StatementFilter::default() };
        let own = StatementFilter { stakeholder: [statement.stakeholder.clone()].into(), ..on_topic.clone() };
        let view = self.view(&own);
        let mut own = view.page(Sort::Newest, None, RELATED + 1).ids;
        // Those by others are among the newest on the topic, which are by anybody.
        let others = view.with_filter(&on_topic).page(Sort::Newest, None, 4 * RELATED).ids;
        drop(view);
        own.retain(|other| *other != id);
        own.truncate(RELATED);
        let mut others = if topic.is_some() { self.statements(&others).await? } else { Vec::new() };
        others.retain(|other| other.statement.stakeholder != statement.stakeholder);
        others.truncate(RELATED);
        Ok((self.statements(&own).await?, others))
    }

    /// How many statements pass a filter.
    #[must_use]
    pub fn count(&self, filter: &StatementFilter) -> u64 {
        self.view(filter).total()
    }

    /// How many statements there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.view(&StatementFilter::default()).total()
    }

    /// The highest number that a statement has.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn last_statement(&self) -> Result<StatementId, StoreError> {
        self.store.last_statement().await
    }

    /// The published statements with numbers above one and up to another, with the days on which they last changed.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn published(
        &self,
        after: StatementId,
        up_to: StatementId,
    ) -> Result<Vec<(Slug, NaiveDate)>, StoreError> {
        self.store.list_slugs(after, up_to).await
    }

    /// The counts of some facets over what passes a filter.
    #[must_use]
    #[tracing::instrument(level = "debug", skip_all)]
    pub fn facets(&self, filter: &StatementFilter, wanted: &[Facet]) -> FacetCounts {
        self.view(filter).facets(wanted)
    }

    /// The counts of all statements by stakeholder and by topic, which several pages ask for.
    #[must_use]
    #[tracing::instrument(level = "debug", skip_all)]
    pub fn totals(&self) -> Arc<FacetCounts> {
        let counted = || Arc::new(self.facets(&StatementFilter::default(), &[Facet::Stakeholder, Facet::Topic]));
        Arc::clone(self.held().totals.get_or_init(counted))
    }

    /// The page of a stakeholder.
    ///
    /// # Errors
    /// When there is none of that slug or the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn stakeholder(&self, slug: &Slug) -> Result<StakeholderPage, LibraryError> {
        let catalogue = self.catalogue();
        let gone = || Self::gone(&catalogue, ReferenceKind::Stakeholder, slug);
        let stakeholder = catalogue.stakeholders.get(slug).cloned().ok_or_else(gone)?;
        let filter = StatementFilter { stakeholder: [slug.clone()].into(), ..StatementFilter::default() };
        let view = self.index.view(&filter);
        let (newest, positions) = (view.page(Sort::Newest, None, NEWEST_SHOWN), view.positions());
        let list = ListQuery { filter, group: Group::Topic, ..ListQuery::default() };
        let is_enough = newest.total >= FEWEST_IN_FIGURE;
        let figure = is_enough.then(|| self.figure_of(&list, view.as_ref(), (&positions, None), FEW_LANES)).flatten();
        drop(view);
        let mut topics: Vec<TopicStances> = positions
            .chunk_by(|one, next| one.topic == next.topic)
            .map(|of_topic| TopicStances {
                topic: of_topic[0].topic.clone(),
                stances: of_topic.iter().map(|position| (position.stance, position.statements)).collect(),
            })
            .collect();
        // Sorting keeps the order of slugs among those with as many.
        topics.sort_by_key(|topic| Reverse(topic.statements()));
        let more_topics = topics.len().saturating_sub(TOPICS_SHOWN) as u64;
        topics.truncate(TOPICS_SHOWN);
        let statements = self.statements(&newest.ids).await?;
        let (total, today) = (newest.total, self.today());
        Ok(StakeholderPage { catalogue, stakeholder, total, topics, more_topics, figure, today, statements })
    }

    /// The page of a topic.
    ///
    /// # Errors
    /// When there is none of that slug or the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn topic(&self, slug: &Slug) -> Result<TopicPage, LibraryError> {
        let catalogue = self.catalogue();
        let topic =
            catalogue.topics.get(slug).cloned().ok_or_else(|| Self::gone(&catalogue, ReferenceKind::Topic, slug))?;
        let filter = StatementFilter { topic: [slug.clone()].into(), ..StatementFilter::default() };
        let view = self.index.view(&filter);
        let (newest, holders) = (view.page(Sort::Newest, None, NEWEST_SHOWN), view.holders(slug, HOLDERS_SHOWN));
        let with_subtopics = self.with_subtopics(&filter, view.as_ref(), &catalogue);
        let on = |topic: &Topic| StatementFilter { topic: [topic.slug.clone()].into(), ..StatementFilter::default() };
        let narrower = catalogue.narrower(slug).map(|topic| {
            let holders = view.with_filter(&on(topic)).holders(&topic.slug, HOLDERS_OF_SUBTOPIC);
            (topic.clone(), holders)
        });
        let narrower = narrower.collect();
        let list = ListQuery { filter, ..ListQuery::default() };
        let is_enough = newest.total >= FEWEST_IN_FIGURE;
        let taken = |holders: &StanceHolders| PositionCount {
            topic: slug.clone(),
            stance: holders.stance,
            statements: holders.statements,
        };
        let positions: Vec<PositionCount> = holders.iter().map(taken).collect();
        let figure = is_enough.then(|| self.figure_of(&list, view.as_ref(), (&positions, None), FEW_LANES)).flatten();
        drop(view);
        let statements = self.statements(&newest.ids).await?;
        let (total, today) = (newest.total, self.today());
        Ok(TopicPage { catalogue, topic, total, holders, figure, today, with_subtopics, narrower, statements })
    }

    /// The page of a milestone.
    ///
    /// # Errors
    /// When there is none of that slug or the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn milestone(&self, slug: &Slug) -> Result<MilestonePage, LibraryError> {
        let catalogue = self.catalogue();
        let gone = || Self::gone(&catalogue, ReferenceKind::Milestone, slug);
        let milestone = catalogue.milestones.iter().find(|known| known.slug == *slug).cloned().ok_or_else(gone)?;
        let between =
            |from: Option<NaiveDate>, to: Option<NaiveDate>| StatementFilter { from, to, ..StatementFilter::default() };
        let (first, last) = (milestone.first_day(), milestone.last_day());
        let (from, to) = (first.checked_sub_signed(AROUND), last.checked_add_signed(AROUND));
        let around = ListQuery { filter: between(from, to), ..ListQuery::default() };
        let before = self.within(&between(from, first.pred_opt()), Sort::Newest).await?;
        let during = self.within(&between(Some(first), Some(last)), Sort::Oldest).await?;
        let after = self.within(&between(last.succ_opt(), to), Sort::Oldest).await?;
        let figure = self.figure(&around, FEWEST_IN_FIGURE, None);
        Ok(MilestonePage { today: self.today(), milestone, figure, before, during, after, catalogue })
    }

    /// The first statements of a list of which all days that are possible are within those of its filter: what is dated "on or
    /// before" a day is not said to have been made on it.
    async fn within(&self, filter: &StatementFilter, sort: Sort) -> Result<Vec<Arc<StoredStatement>>, StoreError> {
        let ids = self.view(filter).page(sort, None, LOOKED_THROUGH_AROUND).ids;
        let mut statements = self.statements(&ids).await?;
        statements.retain(|stored| {
            let published = stored.statement.primary_source().and_then(|source| source.published_on);
            let days = stored.statement.said_on.possible_days(published, stored.recorded_on);
            filter.from.is_none_or(|from| days.earliest().is_some_and(|earliest| from <= earliest))
        });
        statements.truncate(SHOWN_AROUND);
        Ok(statements)
    }
}
