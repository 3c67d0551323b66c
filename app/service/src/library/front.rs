//! The front page: where the review stands, who says what on the lead proposition, and what has changed.

use std::{cmp::Reverse, sync::Arc};

use chrono::NaiveDate;
use domain::{
    Catalogue, EvidenceGrade, Facet, FacetCounts, ListQuery, Milestone, ReviewStanding, Slug, Sort, Source,
    StanceChange, StatementFilter, StatementId, Topic, UpcomingMilestone, review_cycle_start,
};

use super::{Figure, Library, LibraryError};
use crate::ports::{StoreError, StoredStatement};

/// How many statements are shown of those that were added last.
const ADDED: usize = 4;

/// How many of those who moved are named.
const MOVED: usize = 6;

/// How many milestones to come are named.
const COMING: usize = 4;

/// The front page.
pub struct FrontPage {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// The day it is.
    pub today: NaiveDate,
    /// Where the review stands.
    pub standing: ReviewStanding,
    /// The source for that, as far as it is on record as one.
    pub standing_source: Option<Source>,
    /// What comes next.
    pub next: Vec<UpcomingMilestone>,
    /// How many statements there are.
    pub statements: u64,
    /// How many stakeholders made them.
    pub stakeholders: u64,
    /// How far the record reaches.
    pub reach: Reach,
    /// The lead proposition and who says what on it.
    pub lead: Option<Lead>,
    /// The statements that were added last.
    pub added: Vec<Arc<StoredStatement>>,
    /// Milestones to come.
    pub coming: Vec<Milestone>,
}

/// How far the record reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// When the newest statement was made of those whose day is known.
    pub newest: Option<NaiveDate>,
    /// The day on which a statement was recorded last.
    pub updated: Option<NaiveDate>,
}

/// The lead proposition.
pub struct Lead {
    /// Its topic.
    pub topic: Topic,
    /// Who says what on it.
    pub figure: Figure,
    /// The day since which somebody may have moved.
    pub since: Option<NaiveDate>,
    /// Who has moved since, those who did last first.
    pub moved: Vec<Move>,
}

/// That somebody takes another stance than before.
pub struct Move {
    /// The change.
    pub change: StanceChange,
    /// The statement with the stance before.
    pub before: Arc<StoredStatement>,
    /// The statement with the stance since.
    pub after: Arc<StoredStatement>,
}

impl Library {
    /// The front page.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn front(&self) -> Result<FrontPage, LibraryError> {
        let (catalogue, today) = (self.catalogue(), self.today());
        let standing = ReviewStanding::on(today, &catalogue.milestones);
        let next = standing.next(today, &catalogue.milestones);
        let counts = self.totals();
        let coming = catalogue.milestones.iter().filter(|m| m.stands() && m.last_day() >= today);
        Ok(FrontPage {
            today,
            standing_source: self.source_of(standing.review()).await?,
            standing,
            next,
            statements: self.total(),
            stakeholders: counts.of(Facet::Stakeholder).count() as u64,
            reach: self.reach(),
            lead: self.lead(&catalogue, &counts).await?,
            added: self.statements(&self.added()).await?,
            coming: coming.take(COMING).cloned().collect(),
            catalogue,
        })
    }

    /// The statements that were added last of all: to find them, every statement is looked at.
    fn added(&self) -> Vec<StatementId> {
        let find = || self.view(&StatementFilter::default()).page(Sort::Added, None, ADDED).ids;
        self.held().added.get_or_init(find).clone()
    }

    /// How far the record reaches.
    #[must_use]
    pub fn reach(&self) -> Reach {
        let held = self.held();
        *held.reach.get_or_init(|| {
            let view = self.view(&StatementFilter::default());
            let updated = view.days_of_recording().first().map(|(day, _)| *day);
            Reach { newest: view.newest_dated(), updated }
        })
    }

    /// The source of a milestone, if it is on record as a source.
    async fn source_of(&self, milestone: Option<&Milestone>) -> Result<Option<Source>, StoreError> {
        let Some(url) = milestone.and_then(|milestone| milestone.source_url.clone()) else { return Ok(None) };
        Ok(self.store.list_sources(&[url]).await?.pop())
    }

    /// The topic that editors chose, or else the one with the most statements, with who says what on it.
    async fn lead(&self, catalogue: &Catalogue, counts: &FacetCounts) -> Result<Option<Lead>, StoreError> {
        let count = |topic: &Topic| counts.count(Facet::Topic, topic.slug.as_str());
        let rank = |topic: &&Topic| (topic.leads, count(topic), Reverse(topic.slug.clone()));
        let Some(topic) = catalogue.topics.values().max_by_key(rank) else { return Ok(None) };
        let filter = StatementFilter { topic: [topic.slug.clone()].into(), ..StatementFilter::default() };
        let list = ListQuery { filter, ..ListQuery::default() };
        let Some(figure) = self.figure(&list, 1, Some(counts)) else { return Ok(None) };
        let since = review_cycle_start(self.today(), &catalogue.milestones);
        let moved = match since {
            Some(since) => self.moved(&topic.slug, since).await?,
            None => Vec::new(),
        };
        Ok(Some(Lead { topic: topic.clone(), figure, since, moved }))
    }

    /// Who takes another stance on a topic than before, since a day; those who moved last first.
    async fn moved(&self, topic: &Slug, since: NaiveDate) -> Result<Vec<Move>, StoreError> {
        let filter = StatementFilter { topic: [topic.clone()].into(), ..StatementFilter::default() };
        let mut changes = StanceChange::last_of_each(&self.view(&filter).stances_on(topic));
        changes.retain(|change| change.after.days.latest >= since);
        changes.sort_by_key(|change| Reverse((change.after.days.latest, change.after.statement)));
        changes.truncate(MOVED);
        let ids: Vec<StatementId> =
            changes.iter().flat_map(|change| [change.before.statement, change.after.statement]).collect();
        let statements = self.statements(&ids).await?;
        let find = |id: StatementId| statements.iter().find(|stored| stored.id == id).cloned();
        let moves = changes.into_iter().filter_map(|change| {
            let (before, after) = (find(change.before.statement)?, find(change.after.statement)?);
            Some(Move { change, before, after })
        });
        Ok(moves.collect())
    }
}

impl FrontPage {
    /// How good the evidence is for where the review stands: a summary of what its source says.
    #[must_use]
    pub fn standing_grade(&self) -> Option<EvidenceGrade> {
        self.standing_source.as_ref().map(|source| EvidenceGrade::of(domain::Directness::DocumentSummary, source.tier))
    }
}
