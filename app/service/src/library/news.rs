//! What is new on record: by the day on which it was recorded or changed there, not by the day on which it was said.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::{
    Catalogue, ListQuery, Merge, Milestone, ReferenceKind, Slug, Sort, Statement, StatementFilter, StatementStatus,
};

use super::{Library, LibraryError};
use crate::ports::{ReferenceChange, StoredStatement};

/// How many days with news are on a page.
const DAYS: usize = 10;

/// How many of a day's statements are shown before a link leads to all of them.
const SHOWN: usize = 5;

/// How many changes of statements, and of reference data, are looked at for a page.
const CHANGES: u32 = 300;

/// What is new on record.
pub struct News {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// What was asked for, without what has no meaning here: words, days on which something was said, and order.
    pub query: ListQuery,
    /// The newest days first.
    pub days: Vec<NewsDay>,
    /// The newest day that is not among them.
    pub earlier: Option<NaiveDate>,
}

/// What is new of a day.
pub struct NewsDay {
    /// The day.
    pub day: NaiveDate,
    /// How many statements were added.
    pub added: u64,
    /// The first of them, those said last first.
    pub first: Vec<Arc<StoredStatement>>,
    /// What else happened, the last first.
    pub events: Vec<Event>,
}

/// Something that happened to what was on record.
pub enum Event {
    /// A statement was changed into this, and why.
    Corrected(Box<Statement>, Option<String>),
    /// A statement was taken back, and why.
    Withdrawn(Box<Statement>, Option<String>),
    /// Two things were found to be one.
    Merged(Merge),
    /// A milestone was added or changed; it is this now.
    Milestone(Box<Milestone>),
    /// A topic was added or changed.
    Topic(Slug),
    /// A stakeholder was added or changed.
    Stakeholder(Slug),
}

/// The query with what has a meaning for news.
fn for_news(query: &ListQuery) -> ListQuery {
    let filter = StatementFilter { q: None, from: None, to: None, as_of: None, ..query.filter.clone() };
    ListQuery { filter, ..ListQuery::default() }
}

/// Whether a filter asks for nothing but days of recording.
fn asks_for_days_alone(filter: &StatementFilter) -> bool {
    StatementFilter { added_from: None, added_to: None, ..filter.clone() }.is_empty()
}

impl Library {
    /// What is new on record, by day of record, up to ten days of it.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn news(&self, query: &ListQuery) -> Result<News, LibraryError> {
        let (catalogue, query) = (self.catalogue(), for_news(query));
        let mut events = self.events(&catalogue, &query.filter).await?;
        let view = self.view(&query.filter);
        let added: BTreeMap<NaiveDate, u64> = view.days_of_recording().into_iter().collect();
        let days: BTreeSet<NaiveDate> = added.keys().chain(events.keys()).copied().collect();
        let mut newest = days.into_iter().rev();
        let mut read: Vec<(NaiveDate, Vec<_>)> = Vec::new();
        for day in newest.by_ref().take(DAYS) {
            let of_day = StatementFilter { added_from: Some(day), added_to: Some(day), ..query.filter.clone() };
            let is_any = added.contains_key(&day);
            let ids = is_any.then(|| view.with_filter(&self.widened(&of_day)).page(Sort::Newest, None, SHOWN).ids);
            read.push((day, ids.unwrap_or_default()));
        }
        let earlier = newest.next();
        drop(view);
        let mut days = Vec::new();
        for (day, ids) in read {
            let events = events.remove(&day).unwrap_or_default();
            let added = added.get(&day).copied().unwrap_or_default();
            days.push(NewsDay { day, added, first: self.statements(&ids).await?, events });
        }
        Ok(News { catalogue, query, days, earlier })
    }

    /// What happened to what was on record, by day, in the days of recording that a filter asks for; the last first.
    async fn events(
        &self,
        catalogue: &Catalogue,
        filter: &StatementFilter,
    ) -> Result<BTreeMap<NaiveDate, Vec<Event>>, LibraryError> {
        let mut events: Vec<(DateTime<Utc>, Event)> = Vec::new();
        for correction in self.corrections(self.end_of(filter.added_to), CHANGES).await? {
            let at = correction.revision.replaced_at;
            let (statement, reason) = (Box::new(correction.after), correction.revision.reason);
            let known = catalogue.stakeholders.get(&statement.stakeholder);
            if known.is_some_and(|known| self.widened(filter).takes(&statement, known)) {
                let event = match statement.status {
                    StatementStatus::Published => Event::Corrected(statement, reason),
                    StatementStatus::Withdrawn => Event::Withdrawn(statement, reason),
                };
                events.push((at, event));
            }
        }
        for stored in self.store.list_merges().await?.into_iter().filter(|stored| stored.undone_at.is_none()) {
            if concerns(filter, stored.merge.name.kind, &stored.merge.name.into) {
                events.push((stored.merge.merged_at, Event::Merged(stored.merge)));
            }
        }
        for change in self.store.list_reference_changes(CHANGES).await? {
            let at = change.at;
            let is_meant = concerns(filter, change.kind, &change.name);
            events.extend(is_meant.then(|| event_of(catalogue, change)).flatten().map(|event| (at, event)));
        }
        events.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let mut by_day: BTreeMap<NaiveDate, Vec<Event>> = BTreeMap::new();
        for (at, event) in events {
            let day = self.clock.day_of(at);
            let is_within =
                filter.added_from.is_none_or(|from| from <= day) && filter.added_to.is_none_or(|to| day <= to);
            if is_within {
                by_day.entry(day).or_default().push(event);
            }
        }
        Ok(by_day)
    }

    /// A moment after which nothing is of a day any more, wherever the readers are; of no day, after which nothing happened.
    fn end_of(&self, day: Option<NaiveDate>) -> DateTime<Utc> {
        let day = day.unwrap_or_else(|| self.today());
        let end = day.checked_add_days(Days::new(2)).unwrap_or(day);
        end.and_time(NaiveTime::MIN).and_utc().min(self.clock.now() + chrono::TimeDelta::days(2))
    }
}

/// Whether a change of reference data is of what a filter asks for. Who asks for certain statements is told of the
/// stakeholders and topics that they ask for.
fn concerns(filter: &StatementFilter, kind: ReferenceKind, name: &str) -> bool {
    let is_named = |slugs: &BTreeSet<Slug>| slugs.iter().any(|slug| slug.as_str() == name);
    match kind {
        _ if asks_for_days_alone(filter) => true,
        ReferenceKind::Stakeholder => is_named(&filter.stakeholder),
        ReferenceKind::Topic => is_named(&filter.topic),
        ReferenceKind::Source | ReferenceKind::Milestone => false,
    }
}

/// What became of reference data, as far as readers see it still.
fn event_of(catalogue: &Catalogue, ReferenceChange { kind, name, .. }: ReferenceChange) -> Option<Event> {
    let slug: Slug = name.parse().ok()?;
    match kind {
        ReferenceKind::Milestone => {
            let milestone = catalogue.milestones.iter().find(|milestone| milestone.slug == slug)?;
            Some(Event::Milestone(Box::new(milestone.clone())))
        }
        ReferenceKind::Topic => catalogue.topics.contains_key(&slug).then_some(Event::Topic(slug)),
        ReferenceKind::Stakeholder => catalogue.stakeholders.contains_key(&slug).then_some(Event::Stakeholder(slug)),
        ReferenceKind::Source => None,
    }
}
