//! The read index: it answers every list, count and picture.

use chrono::NaiveDate;
use domain::{
    Country, Cursor, Directness, EvidenceGrade, Facet, FacetCounts, Histogram, Language, ListPage, ListQuery, Picture,
    PictureRequest, PlacedStanding, PositionCount, PossibleDays, SearchResult, Slug, Sort, SourceId, Span, Stakeholder,
    StakeholderKind, Stance, StanceHolders, StanceTaken, StandingRequest, StatementFilter, StatementId, TextQuery,
    Venue,
};

use super::StoredStatement;

/// What the index knows of a published statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// Its number.
    pub id: StatementId,
    /// When it was made; it is sorted and ranged by the latest of these days.
    pub days: PossibleDays,
    /// The day it was recorded.
    pub recorded_on: NaiveDate,
    /// The sources in which it appears; the first is the one it is cited from.
    pub sources: Vec<SourceId>,
    /// Who said it.
    pub stakeholder: Slug,
    /// Each topic with the stance on it; every topic once.
    pub positions: Vec<(Slug, Stance)>,
    /// How directly the words are the speaker's.
    pub directness: Directness,
    /// On what occasion.
    pub venue: Venue,
    /// How good the evidence is.
    pub grade: EvidenceGrade,
    /// The language of the words.
    pub language: Language,
    /// The words and their translations.
    pub wordings: Vec<Wording>,
    /// Who spoke.
    pub speaker: Option<String>,
}

/// The words of a statement in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The language.
    pub language: Language,
    /// The words.
    pub text: String,
}

/// What the index knows of a stakeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedStakeholder {
    /// Its name in addresses.
    pub slug: Slug,
    /// What kind of body it is.
    pub kind: StakeholderKind,
    /// Where it is based.
    pub country: Country,
    /// Every name that its statements are found by.
    pub names: Vec<String>,
}

impl From<&Stakeholder> for IndexedStakeholder {
    fn from(stakeholder: &Stakeholder) -> Self {
        Self {
            slug: stakeholder.slug.clone(),
            kind: stakeholder.kind,
            country: stakeholder.country,
            names: stakeholder.names(),
        }
    }
}

impl IndexEntry {
    /// Takes what the index needs from a statement.
    #[must_use]
    pub fn new(StoredStatement { id, statement, recorded_on, sources, .. }: &StoredStatement) -> Self {
        let published = statement.primary_source().and_then(|source| source.published_on);
        let original = Wording { language: statement.language, text: statement.text.clone() };
        let translations =
            statement.translations.iter().map(|t| Wording { language: t.language, text: t.text.clone() });
        Self {
            id: *id,
            days: statement.said_on.possible_days(published, *recorded_on),
            recorded_on: *recorded_on,
            sources: sources.clone(),
            stakeholder: statement.stakeholder.clone(),
            positions: statement.positions.iter().map(|p| (p.topic.clone(), p.stance)).collect(),
            directness: statement.directness,
            venue: statement.venue,
            grade: statement.grade(),
            language: statement.language,
            wordings: std::iter::once(original).chain(translations).collect(),
            speaker: statement.speaker.clone(),
        }
    }
}

/// What changes in the index, all at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexChange {
    /// Statements that are new or not as they were.
    pub put: Vec<IndexEntry>,
    /// Statements that are not published any more.
    pub remove: Vec<StatementId>,
    /// All stakeholders, if any of them is not as it was.
    pub stakeholders: Option<Vec<IndexedStakeholder>>,
}

/// Why the index could not be built.
#[derive(Debug, thiserror::Error)]
#[error("the index cannot be built: {0}")]
pub struct IndexError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// A new set of statements that is to take the place of the old.
pub trait IndexBuild: Send {
    /// Adds a statement.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn add(&mut self, entry: IndexEntry) -> Result<(), IndexError>;

    /// Takes the place of the old set. `change` is what has changed since the statements were read, with all
    /// stakeholders in it.
    ///
    /// # Errors
    /// When the set cannot be kept; the old one stays in use.
    fn finish(self: Box<Self>, mark: LogPosition, change: IndexChange) -> Result<(), IndexError>;
}

/// A log position: a change, with the chain hash by which it cannot be mistaken for one of another record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPosition {
    /// The number of the change.
    pub change_number: i64,
    /// The hash of that row of the audit log, and so of all before it; empty where the log begins later.
    pub hash: String,
}

/// Answers list queries over the published statements, exactly.
pub trait StatementIndex: Send + Sync {
    /// Where the set was read that was found when the index was opened; `None` when there was none that is good.
    fn found(&self) -> Option<LogPosition>;

    /// Begins a new set of statements, which is kept if the index has a place for that.
    ///
    /// # Errors
    /// When there is no room for it.
    fn build(&self) -> Result<Box<dyn IndexBuild>, IndexError>;

    /// Begins a new set of statements that is held in memory, after one could not be kept.
    ///
    /// # Errors
    /// When there is no room for it.
    fn build_in_memory(&self, reason: &IndexError) -> Result<Box<dyn IndexBuild>, IndexError>;

    /// Takes changes in, all at once.
    fn apply(&self, change: IndexChange);

    /// Whether the rebuild threshold is passed: so much has changed that a new set would be faster.
    fn needs_rebuild(&self) -> bool;

    /// What passes a filter now; later changes do not touch it.
    fn view(&self, filter: &StatementFilter) -> Box<dyn StatementView>;

    /// A page of `page_size` statements with total, neighbours and every facet count. A cursor need
    /// not name a row that is still there.
    fn search(&self, query: &ListQuery, page_size: usize) -> SearchResult {
        self.view(&query.filter).list(query.sort, query.after.as_ref(), page_size)
    }

    /// Completions of a prefix: up to `most` words that begin so, without regard to accents, with how many
    /// statements pass a filter and have the word, too; those that leave most first.
    fn completions(&self, filter: &StatementFilter, beginning: &str, most: usize) -> Vec<Completion>;

    /// Up to `most` statements that may have nearly the words of a text, the likeliest first.
    fn candidates(&self, text: &str, most: usize) -> Vec<StatementId>;

    /// For each text the bytes that words searched for are found at, in their order and apart from each other.
    fn marks(&self, words: &TextQuery, texts: &[(Language, &str)]) -> Vec<Vec<std::ops::Range<usize>>>;
}

/// A word that one which is being typed may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The word, as it is written most.
    pub word: String,
    /// How many statements would be found with it.
    pub statements: u64,
}

/// What passes a filter at one moment. Each question costs what it asks for; [`StatementView::list`] asks for all that the
/// page of a list shows, in one go.
pub trait StatementView: Send {
    /// What passes another filter at the same moment.
    fn with_filter(&self, filter: &StatementFilter) -> Box<dyn StatementView>;

    /// How many statements there are.
    fn total(&self) -> u64;

    /// A page of `page_size` statements with its neighbours. A cursor need not name a row that is still there.
    fn page(&self, sort: Sort, after: Option<&Cursor>, page_size: usize) -> ListPage;

    /// All of them in an order, one after the other, as a list would page through them.
    fn ids(&self, sort: Sort) -> Box<dyn Iterator<Item = StatementId> + '_>;

    /// The days on which they were recorded with how many there are of each, the newest first.
    fn days_of_recording(&self) -> Vec<(NaiveDate, u64)>;

    /// The counts of some facets.
    fn facets(&self, wanted: &[Facet]) -> FacetCounts;

    /// How many of them take each stance on each topic, whichever the filter asks for; in the order of topics and stances.
    fn positions(&self) -> Vec<PositionCount>;

    /// Who takes each stance on a topic in them, in the order of stances; of each at most `most` stakeholders, those with the
    /// most statements first.
    fn holders(&self, topic: &Slug, most: usize) -> Vec<StanceHolders>;

    /// The stances that are taken on a topic in them, whichever the filter asks for, in the order of stakeholders and, of
    /// each, of lists, the oldest first.
    fn stances_on(&self, topic: &Slug) -> Vec<StanceTaken>;

    /// Where stakeholders stand on topics by what passes, whichever topics and stances the filter asks for: those with the
    /// oldest of newest statements first, then by stakeholder and topic.
    fn standings(&self, request: StandingRequest) -> Vec<PlacedStanding>;

    /// A page of `page_size` statements with total, neighbours and every facet count. A cursor need
    /// not name a row that is still there.
    fn list(&self, sort: Sort, after: Option<&Cursor>, page_size: usize) -> SearchResult;

    /// The time of what passes; `None` when nothing does.
    fn span(&self) -> Option<Span>;

    /// How many stakeholders made them.
    fn stakeholders(&self) -> u64;

    /// When the newest was made of those whose day is known; `None` when there are none.
    fn newest_dated(&self) -> Option<NaiveDate>;

    /// How many statements there are by day, month or year; `None` when there are none.
    fn histogram(&self) -> Option<Histogram>;

    /// The lanes of the timeline.
    fn picture(&self, request: &PictureRequest) -> Picture;
}
