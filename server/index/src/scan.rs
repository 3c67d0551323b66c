//! The plain index: every answer by looking at every statement. Slow and obviously right, which makes
//! it the reference that any faster index is tested against.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ops::Range,
    sync::{Arc, PoisonError, RwLock},
};

use chrono::{Datelike, NaiveDate};
use domain::{
    Cell, Cursor, DatePrecision, Direction, Dot, Evidence, Facet, FacetCounts, Group, Histogram, Lane, Language,
    ListPage, Picture, PictureRequest, PlacedStanding, PositionCount, SearchResult, Slug, Sort, Span, Stance,
    StanceHolders, StanceTaken, Standing, StandingRequest, StatementFilter, StatementId, TextQuery, TimeScale,
};
use service::{
    Shingles,
    ports::{
        Completion, IndexBuild, IndexChange, IndexEntry, IndexError, IndexedStakeholder, LogPosition, StatementIndex,
        StatementView,
    },
};

use super::{
    completion::{self, Candidate},
    dictionary::Known,
    relevance::{Collection, steps},
    texts::ListedText,
    words::{self, Term},
};

/// Holds the entries and looks at all of them.
#[derive(Clone, Default)]
pub struct ScanIndex {
    rows: Arc<RwLock<Arc<Rows>>>,
}

/// All statements at one moment.
#[derive(Clone, Default)]
struct Rows {
    by_id: BTreeMap<StatementId, Arc<Row>>,
    stakeholders: Arc<HashMap<Slug, Known>>,
}

struct Row {
    entry: IndexEntry,
    text: ListedText,
    length: u32,
    shingles: Vec<Shingles>,
}

impl Row {
    fn new(entry: IndexEntry) -> Arc<Self> {
        let shingles = entry.wordings.iter().map(|wording| Shingles::new(&wording.text)).collect();
        Arc::new(Self { text: ListedText::new(&entry), length: words::length_of(&entry), shingles, entry })
    }
}

/// A statement that passes the filter, with how well it matches the words.
struct Hit<'a> {
    row: &'a Row,
    score: u32,
}

impl ScanIndex {
    fn rows(&self) -> Arc<Rows> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Rows {
    fn apply(&mut self, change: IndexChange) {
        for id in change.remove {
            self.by_id.remove(&id);
        }
        self.by_id.extend(change.put.into_iter().map(|entry| (entry.id, Row::new(entry))));
        if let Some(stakeholders) = change.stakeholders {
            let known = |s: &IndexedStakeholder| (s.slug.clone(), Known::new(s));
            self.stakeholders = Arc::new(stakeholders.iter().map(known).collect());
        }
    }
}

/// A new set of statements.
struct Build {
    index: ScanIndex,
    rows: Rows,
}

impl IndexBuild for Build {
    fn add(&mut self, entry: IndexEntry) -> Result<(), IndexError> {
        self.rows.by_id.insert(entry.id, Row::new(entry));
        Ok(())
    }

    fn finish(mut self: Box<Self>, _: LogPosition, change: IndexChange) -> Result<(), IndexError> {
        self.rows.apply(change);
        *self.index.rows.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(self.rows);
        Ok(())
    }
}

impl StatementIndex for ScanIndex {
    fn found(&self) -> Option<LogPosition> {
        None
    }

    fn build(&self) -> Result<Box<dyn IndexBuild>, IndexError> {
        Ok(Box::new(Build { index: self.clone(), rows: Rows::default() }))
    }

    fn build_in_memory(&self, _reason: &IndexError) -> Result<Box<dyn IndexBuild>, IndexError> {
        self.build()
    }

    fn apply(&self, change: IndexChange) {
        let mut held = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        let mut rows = Rows::clone(&held);
        rows.apply(change);
        *held = Arc::new(rows);
    }

    fn needs_rebuild(&self) -> bool {
        false
    }

    fn view(&self, filter: &StatementFilter) -> Box<dyn StatementView> {
        Box::new(View { rows: self.rows(), filter: filter.clone() })
    }

    fn completions(&self, filter: &StatementFilter, beginning: &str, most: usize) -> Vec<Completion> {
        let Some(beginning) = words::beginning(beginning) else { return Vec::new() };
        let rows = self.rows();
        let mut candidates: HashMap<String, Candidate> = HashMap::new();
        let written = rows.by_id.values().flat_map(|row| row.text.written());
        for (folded, written) in written.filter(|(folded, _)| folded.starts_with(&beginning)) {
            candidates.entry(folded.to_owned()).or_default().add(written, 1);
        }
        let hits = hits(&rows, filter);
        let count = |term: &Term| hits.iter().filter(|hit| frequency(&rows, hit.row, term) > 0).count() as u64;
        completion::counted(completion::likeliest(candidates), count, most)
    }

    fn candidates(&self, text: &str, most: usize) -> Vec<StatementId> {
        let sought = Shingles::new(text);
        let rows = self.rows();
        let likeness = |row: &Row| row.shingles.iter().filter_map(|wording| sought.likeness(wording)).max();
        let mut alike: Vec<(Reverse<u8>, StatementId)> =
            rows.by_id.values().filter_map(|row| Some((Reverse(likeness(row)?), row.entry.id))).collect();
        alike.sort_unstable();
        alike.into_iter().take(most).map(|(_, id)| id).collect()
    }

    fn marks(&self, words: &TextQuery, texts: &[(Language, &str)]) -> Vec<Vec<Range<usize>>> {
        words::marks(words, texts)
    }
}

/// What passes a filter, looked for anew for every question.
struct View {
    rows: Arc<Rows>,
    filter: StatementFilter,
}

impl StatementView for View {
    fn with_filter(&self, filter: &StatementFilter) -> Box<dyn StatementView> {
        Box::new(Self { rows: Arc::clone(&self.rows), filter: filter.clone() })
    }

    fn total(&self) -> u64 {
        hits(&self.rows, &self.filter).len() as u64
    }

    fn page(&self, sort: Sort, after: Option<&Cursor>, page_size: usize) -> ListPage {
        let mut hits = hits(&self.rows, &self.filter);
        for hit in &mut hits {
            hit.score = match sort {
                Sort::Newest | Sort::Oldest => 0,
                Sort::Relevance => hit.score,
                Sort::Added => hit.row.entry.recorded_on.num_days_from_ce().unsigned_abs(),
            };
        }
        hits.sort_by(|a, b| compare(sort, &a.cursor(Direction::Forward), &b.cursor(Direction::Forward)));
        let (start, end) = page_bounds(sort, after, &hits, page_size);
        let page = &hits[start..end];
        ListPage {
            total: hits.len() as u64,
            skipped: start as u64,
            previous: (start > 0).then(|| page.first().map(|hit| hit.cursor(Direction::Backward))).flatten(),
            next: (end < hits.len()).then(|| page.last().map(|hit| hit.cursor(Direction::Forward))).flatten(),
            ids: page.iter().map(|hit| hit.row.entry.id).collect(),
        }
    }

    fn ids(&self, sort: Sort) -> Box<dyn Iterator<Item = StatementId> + '_> {
        Box::new(self.page(sort, None, usize::MAX).ids.into_iter())
    }

    fn days_of_recording(&self) -> Vec<(NaiveDate, u64)> {
        let mut days: BTreeMap<NaiveDate, u64> = BTreeMap::new();
        for hit in hits(&self.rows, &self.filter) {
            *days.entry(hit.row.entry.recorded_on).or_default() += 1;
        }
        days.into_iter().rev().collect()
    }

    fn standings(&self, request: StandingRequest) -> Vec<PlacedStanding> {
        let hits = hits(&self.rows, &self.filter);
        let mut cells: BTreeMap<(&Slug, &Slug), Vec<Evidence<'_>>> = BTreeMap::new();
        for hit in &hits {
            let entry = &hit.row.entry;
            for (topic, stance) in &entry.positions {
                let evidence = Evidence {
                    statement: entry.id,
                    days: entry.days,
                    stance: *stance,
                    grade: entry.grade,
                    sources: &entry.sources,
                };
                cells.entry((&entry.stakeholder, topic)).or_default().push(evidence);
            }
        }
        let placed = |((stakeholder, topic), evidence): ((&Slug, &Slug), Vec<Evidence<'_>>)| {
            let standing = Standing::of(evidence)?;
            Some(PlacedStanding { stakeholder: stakeholder.clone(), topic: topic.clone(), standing })
        };
        let mut standings: Vec<PlacedStanding> = cells.into_iter().filter_map(placed).collect();
        standings.retain(|placed| request.newest_before.is_none_or(|before| placed.standing.newest < before));
        // Sorting keeps the order of names among those of one day.
        standings.sort_by_key(|placed| placed.standing.newest);
        standings.truncate(request.most);
        standings
    }

    fn facets(&self, wanted: &[Facet]) -> FacetCounts {
        facet_counts_of(&self.rows, &self.filter, &hits(&self.rows, &self.filter), wanted)
    }

    fn positions(&self) -> Vec<PositionCount> {
        let mut counts: BTreeMap<(Slug, Stance), u64> = BTreeMap::new();
        for hit in hits(&self.rows, &self.filter) {
            hit.row.entry.positions.iter().for_each(|position| *counts.entry(position.clone()).or_default() += 1);
        }
        counts.into_iter().map(|((topic, stance), statements)| PositionCount { topic, stance, statements }).collect()
    }

    fn holders(&self, topic: &Slug, most: usize) -> Vec<StanceHolders> {
        let mut counts: BTreeMap<Stance, BTreeMap<Slug, u64>> = BTreeMap::new();
        for hit in hits(&self.rows, &self.filter) {
            let entry = &hit.row.entry;
            for (_, stance) in entry.positions.iter().filter(|(known, _)| known == topic) {
                *counts.entry(*stance).or_default().entry(entry.stakeholder.clone()).or_default() += 1;
            }
        }
        let holders = counts.into_iter().map(|(stance, counts)| {
            let mut first: Vec<(Slug, u64)> = counts.into_iter().collect();
            // Sorting keeps the order of slugs among those with as many.
            first.sort_by_key(|(_, count)| Reverse(*count));
            let stakeholders = first.len() as u64;
            let statements = first.iter().map(|(_, count)| count).sum();
            first.truncate(most);
            StanceHolders { stance, statements, stakeholders, first }
        });
        holders.collect()
    }

    fn stances_on(&self, topic: &Slug) -> Vec<StanceTaken> {
        let hits = hits(&self.rows, &self.filter);
        let mut taken: Vec<StanceTaken> = Vec::new();
        for entry in hits.iter().map(|hit| &hit.row.entry) {
            let on_topic = entry.positions.iter().filter(|(known, _)| known == topic);
            taken.extend(on_topic.map(|(_, stance)| StanceTaken {
                stakeholder: entry.stakeholder.clone(),
                statement: entry.id,
                days: entry.days,
                stance: *stance,
            }));
        }
        taken.sort_by_key(|one| {
            (one.stakeholder.clone(), one.days.latest, one.days.precision.certainty(), one.statement)
        });
        taken
    }

    fn list(&self, sort: Sort, after: Option<&Cursor>, page_size: usize) -> SearchResult {
        let page = self.page(sort, after, page_size);
        let hits = hits(&self.rows, &self.filter);
        SearchResult {
            total: page.total,
            stakeholders: hits.iter().map(|hit| &hit.row.entry.stakeholder).collect::<HashSet<_>>().len() as u64,
            span: span(&hits),
            histogram: histogram(&hits),
            skipped: page.skipped,
            previous: page.previous,
            next: page.next,
            page: page.ids,
            facets: facet_counts_of(&self.rows, &self.filter, &hits, Facet::ALL),
        }
    }

    fn span(&self) -> Option<Span> {
        span(&hits(&self.rows, &self.filter))
    }

    fn stakeholders(&self) -> u64 {
        let hits = hits(&self.rows, &self.filter);
        hits.iter().map(|hit| &hit.row.entry.stakeholder).collect::<HashSet<_>>().len() as u64
    }

    fn newest_dated(&self) -> Option<NaiveDate> {
        let hits = hits(&self.rows, &self.filter);
        let days = hits.iter().map(|hit| hit.row.entry.days);
        days.filter(|days| days.precision == DatePrecision::Day).map(|days| days.latest).max()
    }

    fn histogram(&self) -> Option<Histogram> {
        histogram(&hits(&self.rows, &self.filter))
    }

    fn picture(&self, request: &PictureRequest) -> Picture {
        let mut lanes: BTreeMap<Slug, (u64, Vec<Dot>)> = BTreeMap::new();
        let mut totals = vec![0; request.scale.bins()];
        for hit in hits(&self.rows, &self.filter) {
            let days = hit.row.entry.days;
            let bin = request.scale.bin_of(days.latest);
            if let Some(bin) = bin {
                totals[bin] += 1;
            }
            for (key, stances) in stances_by_lane(&hit.row.entry, &self.filter, request.group) {
                let (total, dots) = lanes.entry(key).or_default();
                *total += 1;
                let stances: BTreeSet<_> = stances.into_iter().map(|s| request.by_stance.then_some(s)).collect();
                dots.extend(stances.into_iter().filter(|_| bin.is_some()).map(|stance| Dot { days, stance }));
            }
        }
        let mut lanes: Vec<Lane> = lanes
            .into_iter()
            .map(|(key, (total, mut dots))| {
                dots.sort_by_key(|dot| (dot.days.rank(), dot.stance));
                Lane { key, total, cells: cells(&dots, &request.scale), dots }
            })
            .collect();
        lanes.sort_by(|a, b| Reverse(a.total).cmp(&Reverse(b.total)).then_with(|| a.key.cmp(&b.key)));
        let more_lanes = lanes.len().saturating_sub(request.lanes) as u64;
        lanes.truncate(request.lanes);
        let mut picture = Picture { lanes, more_lanes, totals };
        if picture.is_crowded() {
            picture.lanes.iter_mut().for_each(|lane| lane.dots.clear());
        }
        picture
    }
}

/// How many dots of each stance are in each bin.
fn cells(dots: &[Dot], scale: &TimeScale) -> Vec<Cell> {
    let mut counts: BTreeMap<(usize, Option<Stance>), u64> = BTreeMap::new();
    for dot in dots {
        if let Some(bin) = scale.bin_of(dot.days.latest) {
            *counts.entry((bin, dot.stance)).or_default() += 1;
        }
    }
    counts.into_iter().map(|((bin, stance), count)| Cell { bin, stance, count }).collect()
}

impl Hit<'_> {
    fn cursor(&self, direction: Direction) -> Cursor {
        Cursor {
            direction,
            score: self.score,
            day: self.row.entry.days.latest,
            certainty: self.row.entry.days.precision.certainty(),
            id: self.row.entry.id,
        }
    }
}

/// The order of two places in a list.
fn compare(sort: Sort, a: &Cursor, b: &Cursor) -> Ordering {
    let oldest_first = (a.day, a.certainty, a.id).cmp(&(b.day, b.certainty, b.id));
    match sort {
        Sort::Oldest => oldest_first,
        Sort::Newest => oldest_first.reverse(),
        Sort::Relevance | Sort::Added => b.score.cmp(&a.score).then(oldest_first.reverse()),
    }
}

/// Where the page begins and ends in the sorted hits.
fn page_bounds(sort: Sort, after: Option<&Cursor>, hits: &[Hit<'_>], page_size: usize) -> (usize, usize) {
    let order = |hit: &Hit<'_>, place: &Cursor| compare(sort, &hit.cursor(Direction::Forward), place);
    let start = match after {
        None => 0,
        Some(place) if place.direction == Direction::Forward => {
            hits.partition_point(|hit| order(hit, place) != Ordering::Greater)
        }
        Some(place) => hits.partition_point(|hit| order(hit, place) == Ordering::Less).saturating_sub(page_size),
    };
    (start, (start + page_size).min(hits.len()))
}

fn span(hits: &[Hit<'_>]) -> Option<Span> {
    hits.iter().map(|hit| Span::of(hit.row.entry.days)).reduce(Span::with)
}

fn histogram(hits: &[Hit<'_>]) -> Option<Histogram> {
    let days = || hits.iter().map(|hit| hit.row.entry.days.latest);
    let mut histogram = Histogram::between(days().min()?, days().max()?);
    days().for_each(|day| histogram.add(day));
    Some(histogram)
}

fn hits<'a>(rows: &'a Rows, filter: &StatementFilter) -> Vec<Hit<'a>> {
    let passing = || rows.by_id.values().filter(|row| passes(rows, &row.entry, filter));
    let Some(q) = &filter.q else { return passing().map(|row| Hit { row, score: 0 }).collect() };
    let all = Collection {
        statements: rows.by_id.len() as u64,
        words: rows.by_id.values().map(|row| u64::from(row.length)).sum(),
    };
    let weighed = |term: Term| {
        let with_term = rows.by_id.values().filter(|row| frequency(rows, row, &term) > 0).count();
        (all.weight(with_term as u64), term)
    };
    let terms: Vec<(f64, Term)> = words::terms(q).into_iter().map(weighed).collect();
    if terms.is_empty() {
        return Vec::new();
    }
    passing().filter_map(|row| Some(Hit { row, score: score(rows, row, &terms, all)? })).collect()
}

/// How often a term occurs in a statement; that the stakeholder is named so counts as once.
fn frequency(rows: &Rows, row: &Row, term: &Term) -> u32 {
    let known = rows.stakeholders.get(&row.entry.stakeholder);
    row.text.count(term) + u32::from(known.is_some_and(|known| known.is_named(term)))
}

/// How well the terms match; `None` when one of them does not occur.
fn score(rows: &Rows, row: &Row, terms: &[(f64, Term)], all: Collection) -> Option<u32> {
    let mut score = 0.0;
    for (weight, term) in terms {
        let frequency = Some(frequency(rows, row, term)).filter(|frequency| *frequency > 0)?;
        score += all.part(*weight, frequency, row.length);
    }
    Some(steps(score))
}

/// Whether a statement passes everything in the filter but the words.
fn passes(rows: &Rows, entry: &IndexEntry, filter: &StatementFilter) -> bool {
    fn among<T: Ord>(set: &BTreeSet<T>, value: &T) -> bool {
        set.is_empty() || set.contains(value)
    }
    let known = rows.stakeholders.get(&entry.stakeholder);
    takes_position(entry, filter)
        && among(&filter.stakeholder, &entry.stakeholder)
        && (filter.kind.is_empty() || known.is_some_and(|known| filter.kind.contains(&known.kind)))
        && (filter.country.is_empty() || known.is_some_and(|known| filter.country.contains(&known.country)))
        && among(&filter.directness, &entry.directness)
        && among(&filter.venue, &entry.venue)
        && among(&filter.grade, &entry.grade)
        && among(&filter.language, &entry.language)
        && filter.from.is_none_or(|from| from <= entry.days.latest)
        && filter.last_day().is_none_or(|last| entry.days.latest <= last)
        && filter.added_from.is_none_or(|from| from <= entry.recorded_on)
        && filter.added_to.is_none_or(|to| entry.recorded_on <= to)
}

/// The counts of some facets.
fn facet_counts_of(rows: &Rows, filter: &StatementFilter, passing: &[Hit<'_>], wanted: &[Facet]) -> FacetCounts {
    let counts = wanted.iter().map(|facet| (*facet, facet_counts(rows, filter, passing, *facet)));
    let counts: Vec<(Facet, Vec<(String, u64)>)> = counts.collect();
    FacetCounts::new(counts.iter().map(|(facet, counts)| {
        let counts = counts.iter().map(|(code, count)| (code.as_str(), *count));
        (*facet, counts.collect())
    }))
}

/// The counts of one facet: over what passes every filter but its own, given what passes all of it.
fn facet_counts(rows: &Rows, filter: &StatementFilter, passing: &[Hit<'_>], facet: Facet) -> Vec<(String, u64)> {
    let open = filter.without_facet(facet);
    let passing_open = (open != *filter).then(|| hits(rows, &open));
    let mut counts = HashMap::new();
    for hit in passing_open.as_deref().unwrap_or(passing) {
        for value in facet_values(rows, &hit.row.entry, &open, facet) {
            *counts.entry(value).or_default() += 1;
        }
    }
    counts.into_iter().collect()
}

/// The values a statement has in a facet. Topics and stances count only where they are on a position
/// that the rest of the filter asks for.
fn facet_values(rows: &Rows, entry: &IndexEntry, open: &StatementFilter, facet: Facet) -> BTreeSet<String> {
    let known = rows.stakeholders.get(&entry.stakeholder);
    let positions = || entry.positions.iter().filter(|(topic, stance)| open.takes_position(topic, *stance));
    match facet {
        Facet::Stakeholder => known.map(|_| entry.stakeholder.to_string()).into_iter().collect(),
        Facet::Kind => known.map(|known| known.kind.to_string()).into_iter().collect(),
        Facet::Country => known.map(|known| known.country.to_string()).into_iter().collect(),
        Facet::Topic => positions().map(|(topic, _)| topic.to_string()).collect(),
        Facet::Stance if entry.positions.is_empty() => [Stance::None.to_string()].into(),
        Facet::Stance => positions().map(|(_, stance)| stance.to_string()).collect(),
        Facet::Directness => [entry.directness.to_string()].into(),
        Facet::Venue => [entry.venue.to_string()].into(),
        Facet::Grade => [entry.grade.to_string()].into(),
        Facet::Language => [entry.language.to_string()].into(),
    }
}

/// The lanes a statement is in, with the stances it is drawn with: those of the positions that the
/// filter asks for. A statement that touches no topic is in no lane of a topic, and in the lane of its
/// stakeholder without a stance.
fn stances_by_lane(entry: &IndexEntry, filter: &StatementFilter, group: Group) -> BTreeMap<Slug, BTreeSet<Stance>> {
    let mut lanes: BTreeMap<Slug, BTreeSet<Stance>> = BTreeMap::new();
    for (topic, stance) in entry.positions.iter().filter(|(topic, stance)| filter.takes_position(topic, *stance)) {
        let key = match group {
            Group::Stakeholder => &entry.stakeholder,
            Group::Topic => topic,
        };
        lanes.entry(key.clone()).or_default().insert(*stance);
    }
    if group == Group::Stakeholder && lanes.is_empty() {
        lanes.insert(entry.stakeholder.clone(), [Stance::None].into());
    }
    lanes
}

/// Whether a statement takes a position that the filter asks for, or takes none and may.
fn takes_position(entry: &IndexEntry, filter: &StatementFilter) -> bool {
    if entry.positions.is_empty() {
        return filter.topic.is_empty() && (filter.stance.is_empty() || filter.stance.contains(&Stance::None));
    }
    entry.positions.iter().any(|(topic, stance)| filter.takes_position(topic, *stance))
}
