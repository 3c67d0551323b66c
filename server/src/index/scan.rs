//! The plain index: every answer by looking at every statement. Slow and obviously right, which makes
//! it the reference that any faster index is tested against.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::{Arc, PoisonError, RwLock},
};

use app::{
    domain::{
        Cell, Cursor, Direction, Facet, FacetCounts, Group, Lane, ListQuery, Picture, PictureRequest, SearchResult,
        Slug, Sort, Stance, StatementFilter, TextQuery,
    },
    ports::{IndexChange, IndexEntry, Similar, StatementIndex},
    service::{
        Shingles,
        text::{FoldedTerm, SearchableText},
    },
};

/// Holds the entries and looks at all of them.
#[derive(Default)]
pub struct ScanIndex {
    rows: RwLock<Arc<Vec<Arc<Row>>>>,
}

struct Row {
    entry: IndexEntry,
    words: SearchableText,
    wordings: Vec<Shingles>,
}

impl Row {
    fn new(entry: IndexEntry) -> Arc<Self> {
        let wordings = entry.wordings.iter().map(|text| Shingles::new(text)).collect();
        Arc::new(Self { words: SearchableText::new(&entry.text), wordings, entry })
    }
}

/// A statement that passes the filter, with how well it matches the words.
struct Hit<'a> {
    row: &'a Row,
    score: u32,
}

/// All statements of a lane, and those in each bin with each stance.
type LaneCounts = (u64, BTreeMap<(usize, Stance), u64>);

impl ScanIndex {
    fn rows(&self) -> Arc<Vec<Arc<Row>>> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl StatementIndex for ScanIndex {
    fn replace(&self, entries: Vec<IndexEntry>) {
        let rows = Arc::new(entries.into_iter().map(Row::new).collect());
        *self.rows.write().unwrap_or_else(PoisonError::into_inner) = rows;
    }

    fn apply(&self, changes: Vec<IndexChange>) {
        let mut held = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        let mut rows = Vec::clone(&held);
        for change in changes {
            let (id, row) = match change {
                IndexChange::Put(entry) => (entry.id, Some(Row::new(entry))),
                IndexChange::Remove(id) => (id, None),
            };
            rows.retain(|row| row.entry.id != id);
            rows.extend(row);
        }
        *held = Arc::new(rows);
    }

    fn search(&self, query: &ListQuery, page_size: usize) -> SearchResult {
        let rows = self.rows();
        let mut hits = hits(&rows, &query.filter);
        hits.sort_by(|a, b| compare(query.sort, &a.cursor(Direction::Forward), &b.cursor(Direction::Forward)));
        let (start, end) = page_bounds(query, &hits, page_size);
        let page = &hits[start..end];
        let days = || hits.iter().map(|hit| hit.row.entry.day);
        SearchResult {
            total: hits.len() as u64,
            stakeholders: hits.iter().map(|hit| &hit.row.entry.stakeholder.slug).collect::<HashSet<_>>().len() as u64,
            span: days().min().zip(days().max()),
            skipped: start as u64,
            previous: (start > 0).then(|| page.first().map(|hit| hit.cursor(Direction::Backward))).flatten(),
            next: (end < hits.len()).then(|| page.last().map(|hit| hit.cursor(Direction::Forward))).flatten(),
            page: page.iter().map(|hit| hit.row.entry.id).collect(),
            facets: FacetCounts(
                Facet::ALL.iter().map(|facet| (*facet, facet_counts(&rows, &query.filter, *facet))).collect(),
            ),
        }
    }

    fn picture(&self, filter: &StatementFilter, request: &PictureRequest) -> Picture {
        let mut lanes: BTreeMap<Slug, LaneCounts> = BTreeMap::new();
        for hit in hits(&self.rows(), filter) {
            let bin = request.scale.bin_of(hit.row.entry.day);
            for (key, stances) in stances_by_lane(&hit.row.entry, filter, request.group) {
                let (total, cells) = lanes.entry(key).or_default();
                *total += 1;
                for stance in stances {
                    if let Some(bin) = bin {
                        *cells.entry((bin, stance)).or_default() += 1;
                    }
                }
            }
        }
        let mut lanes: Vec<Lane> = lanes
            .into_iter()
            .map(|(key, (total, cells))| Lane {
                key,
                total,
                cells: cells.into_iter().map(|((bin, stance), count)| Cell { bin, stance, count }).collect(),
            })
            .collect();
        lanes.sort_by(|a, b| Reverse(a.total).cmp(&Reverse(b.total)).then_with(|| a.key.cmp(&b.key)));
        let more_lanes = lanes.len().saturating_sub(request.lanes) as u64;
        lanes.truncate(request.lanes);
        Picture { lanes, more_lanes }
    }

    fn similar(&self, text: &str, most: usize) -> Vec<Similar> {
        let sought = Shingles::new(text);
        let likeness = |row: &Row| row.wordings.iter().filter_map(|wording| sought.likeness(wording)).max();
        let rows = self.rows();
        let alike = rows.iter().filter_map(|row| Some(Similar { id: row.entry.id, likeness: likeness(row)? }));
        let mut alike: Vec<Similar> = alike.collect();
        alike.sort_by_key(|similar| (Reverse(similar.likeness), similar.id));
        alike.truncate(most);
        alike
    }
}

impl Hit<'_> {
    fn cursor(&self, direction: Direction) -> Cursor {
        Cursor { direction, score: self.score, day: self.row.entry.day, id: self.row.entry.id }
    }
}

/// The order of two places in a list.
fn compare(sort: Sort, a: &Cursor, b: &Cursor) -> Ordering {
    let oldest_first = (a.day, a.id).cmp(&(b.day, b.id));
    match sort {
        Sort::Oldest => oldest_first,
        Sort::Newest => oldest_first.reverse(),
        Sort::Relevance => b.score.cmp(&a.score).then(oldest_first.reverse()),
    }
}

/// Where the page begins and ends in the sorted hits.
fn page_bounds(query: &ListQuery, hits: &[Hit<'_>], page_size: usize) -> (usize, usize) {
    let order = |hit: &Hit<'_>, place: &Cursor| compare(query.sort, &hit.cursor(Direction::Forward), place);
    let start = match &query.after {
        None => 0,
        Some(place) if place.direction == Direction::Forward => {
            hits.partition_point(|hit| order(hit, place) != Ordering::Greater)
        }
        Some(place) => hits.partition_point(|hit| order(hit, place) == Ordering::Less).saturating_sub(page_size),
    };
    (start, (start + page_size).min(hits.len()))
}

fn hits<'a>(rows: &'a [Arc<Row>], filter: &StatementFilter) -> Vec<Hit<'a>> {
    let terms: Vec<FoldedTerm> = filter.q.iter().flat_map(TextQuery::terms).map(FoldedTerm::new).collect();
    rows.iter()
        .filter(|row| passes(&row.entry, filter))
        .filter_map(|row| Some(Hit { row, score: score(row, &terms)? }))
        .collect()
}

/// How often the terms occur, all together; `None` when one of them does not.
fn score(row: &Row, terms: &[FoldedTerm]) -> Option<u32> {
    let counts: Option<Vec<usize>> =
        terms.iter().map(|term| Some(row.words.count(term)).filter(|count| *count > 0)).collect();
    counts.map(|counts| u32::try_from(counts.iter().sum::<usize>()).unwrap_or(u32::MAX))
}

/// Whether a statement passes everything in the filter but the words.
fn passes(entry: &IndexEntry, filter: &StatementFilter) -> bool {
    fn among<T: Ord>(set: &BTreeSet<T>, value: &T) -> bool {
        set.is_empty() || set.contains(value)
    }
    takes_position(entry, filter)
        && among(&filter.stakeholder, &entry.stakeholder.slug)
        && among(&filter.kind, &entry.stakeholder.kind)
        && among(&filter.country, &entry.stakeholder.country)
        && among(&filter.directness, &entry.directness)
        && among(&filter.venue, &entry.venue)
        && among(&filter.grade, &entry.grade)
        && among(&filter.language, &entry.language)
        && filter.from.is_none_or(|from| from <= entry.day)
        && filter.last_day().is_none_or(|last| entry.day <= last)
}

/// The counts of one facet: over what passes every filter but its own.
fn facet_counts(rows: &[Arc<Row>], filter: &StatementFilter, facet: Facet) -> BTreeMap<String, u64> {
    let open = filter.without_facet(facet);
    let mut counts = BTreeMap::new();
    for hit in hits(rows, &open) {
        for value in facet_values(&hit.row.entry, &open, facet) {
            *counts.entry(value).or_default() += 1;
        }
    }
    counts
}

/// The values a statement has in a facet. Topics and stances count only where they are on a position
/// that the rest of the filter asks for.
fn facet_values(entry: &IndexEntry, open: &StatementFilter, facet: Facet) -> BTreeSet<String> {
    let positions = || entry.positions.iter().filter(|(topic, stance)| open.takes_position(topic, *stance));
    match facet {
        Facet::Stakeholder => [entry.stakeholder.slug.to_string()].into(),
        Facet::Kind => [entry.stakeholder.kind.to_string()].into(),
        Facet::Country => [entry.stakeholder.country.to_string()].into(),
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
            Group::Stakeholder => &entry.stakeholder.slug,
            Group::Topic => topic,
        };
        lanes.entry(key.clone()).or_default().insert(*stance);
    }
    if group == Group::Stakeholder && lanes.is_empty() {
        lanes.insert(entry.stakeholder.slug.clone(), [Stance::None].into());
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

#[cfg(test)]
mod tests;
