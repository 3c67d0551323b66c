//! Pages of a list, from any place in it in both directions.

use std::cmp::Ordering;

use chrono::{Datelike, NaiveDate};
use domain::{Cursor, Direction, ListPage, Sort, StatementId};

use super::{
    generation::{Generation, Scores},
    segment::Segment,
    selection::Selection,
};

/// The place of a statement in a list, as lists are ordered: by score, day and number. The score is how well words match, or
/// the day of recording where lists are in the order of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    score: u32,
    day: i32,
    certainty: u8,
    id: i64,
}

impl Place {
    fn of(segment: &Segment, scores: Option<&Scores>, row: usize) -> Self {
        let score = scores.map_or(0, |scores| scores[row]);
        let (day, certainty, id) = segment.columns.place_of(row);
        Self { score, day, certainty, id }
    }

    fn from_cursor(cursor: &Cursor) -> Self {
        Self { score: cursor.score, day: cursor.day.num_days_from_ce(), certainty: cursor.certainty, id: cursor.id.0 }
    }

    /// Where it belongs in a segment, whose rows have no scores.
    const fn in_segment(self) -> (i32, u8, i64) {
        (self.day, self.certainty, self.id)
    }

    /// The first place after it.
    const fn after(self) -> Self {
        Self { id: self.id.saturating_add(1), ..self }
    }

    fn cursor(self, direction: Direction) -> Option<Cursor> {
        let day = NaiveDate::from_num_days_from_ce_opt(self.day)?;
        Some(Cursor { direction, score: self.score, day, certainty: self.certainty, id: StatementId(self.id) })
    }
}

/// The page that a query asks for.
pub(super) fn page(
    generation: &Generation,
    selections: &[Selection],
    scores: Option<&[Scores]>,
    (sort, after): (Sort, Option<&Cursor>),
    size: usize,
) -> ListPage {
    let total: u64 = selections.iter().map(|selection| selection.passing.count()).sum();
    let all = List { generation, selections, scores, sort };
    let (skipped, places) = match after {
        None => (0, all.after(None, size)),
        Some(cursor) if cursor.direction == Direction::Forward => {
            let place = Place::from_cursor(cursor);
            (total - all.count_after(place), all.after(Some(place), size))
        }
        Some(cursor) => {
            let place = Place::from_cursor(cursor);
            let before = all.count_before(place);
            // At the beginning of the list the page is filled up with what follows.
            if before <= size as u64 {
                (0, all.after(None, size))
            } else {
                (before - size as u64, all.before(place, size))
            }
        }
    };
    let end = skipped + places.len() as u64;
    let first = places.first().filter(|_| skipped > 0);
    let last = places.last().filter(|_| end < total);
    ListPage {
        total,
        skipped,
        previous: first.and_then(|place| place.cursor(Direction::Backward)),
        next: last.and_then(|place| place.cursor(Direction::Forward)),
        ids: places.iter().map(|place| StatementId(place.id)).collect(),
    }
}

/// How many places are looked up at a time.
const CHUNK: usize = 1_000;

/// All of what passes, in an order.
pub(super) fn ids<'a>(
    generation: &'a Generation,
    selections: &'a [Selection],
    scores: Option<Vec<Scores>>,
    sort: Sort,
) -> Box<dyn Iterator<Item = StatementId> + 'a> {
    let is_scored = scores.is_some();
    let chunk = move |size: usize, after: Option<Place>| {
        List { generation, selections, scores: scores.as_deref(), sort }.after(after, size)
    };
    if is_scored {
        // Every score is looked at for any part of it.
        let total: u64 = selections.iter().map(|selection| selection.passing.count()).sum();
        return Box::new(chunk(total as usize, None).into_iter().map(|place| StatementId(place.id)));
    }
    let mut chunks = Some(chunk(CHUNK, None));
    let all = std::iter::from_fn(move || {
        let now = chunks.take().filter(|places| !places.is_empty())?;
        chunks = now.last().map(|last| chunk(CHUNK, Some(*last)));
        Some(now)
    });
    Box::new(all.flatten().map(|place| StatementId(place.id)))
}

/// What passes, in an order.
struct List<'a> {
    generation: &'a Generation,
    selections: &'a [Selection],
    scores: Option<&'a [Scores]>,
    sort: Sort,
}

impl List<'_> {
    /// Whether the list goes from the highest place down.
    fn is_falling(&self) -> bool {
        self.sort != Sort::Oldest
    }

    /// How many places follow one.
    fn count_after(&self, place: Place) -> u64 {
        if self.is_falling() { self.count_below(place) } else { self.count_above(place) }
    }

    /// How many places come before one.
    fn count_before(&self, place: Place) -> u64 {
        if self.is_falling() { self.count_above(place) } else { self.count_below(place) }
    }

    /// The next places after one, or from the beginning.
    fn after(&self, place: Option<Place>, size: usize) -> Vec<Place> {
        if self.is_falling() { self.below(place, size) } else { self.above(place, size) }
    }

    /// The last places before one.
    fn before(&self, place: Place, size: usize) -> Vec<Place> {
        let mut places = if self.is_falling() { self.above(Some(place), size) } else { self.below(Some(place), size) };
        places.reverse();
        places
    }

    fn segments(&self) -> impl Iterator<Item = (&Segment, &Selection, Option<&Scores>)> {
        let scores = |at: usize| self.scores.map(|scores| &scores[at]);
        self.generation
            .segments()
            .zip(self.selections)
            .enumerate()
            .map(move |(at, (s, selection))| (s, selection, scores(at)))
    }

    fn count_below(&self, place: Place) -> u64 {
        let in_segment = |(segment, selection, scores): (&Segment, &Selection, Option<&Scores>)| {
            if scores.is_none() {
                return selection.passing.count_in(0..segment.columns.rows_before(place.in_segment()));
            }
            let mut count = 0;
            selection.passing.each(|row| count += u64::from(Place::of(segment, scores, row) < place));
            count
        };
        self.segments().map(in_segment).sum()
    }

    fn count_above(&self, place: Place) -> u64 {
        let total: u64 = self.selections.iter().map(|selection| selection.passing.count()).sum();
        let above_or_at = total - self.count_below(place);
        above_or_at - u64::from(self.has(place))
    }

    /// Whether a place is one of the list.
    fn has(&self, place: Place) -> bool {
        self.segments().any(|(segment, selection, scores)| {
            let row = segment.row_of(place.id);
            row.is_some_and(|row| selection.passing.contains(row) && Place::of(segment, scores, row) == place)
        })
    }

    /// The highest places below one, from the highest down.
    fn below(&self, place: Option<Place>, size: usize) -> Vec<Place> {
        let mut places = Vec::new();
        for (segment, selection, scores) in self.segments() {
            if scores.is_some() {
                let is_below = |found: &Place| place.is_none_or(|place| *found < place);
                let mut best = Best::new(size, |a, b| b.cmp(a));
                selection.passing.each_downwards(|row| best.take(segment, scores, row, is_below));
                places.extend(best.finish());
            } else {
                let end = place.map_or(segment.rows(), |place| segment.columns.rows_before(place.in_segment()));
                let rows = selection.passing.downwards(end).take(size);
                places.extend(rows.map(|row| Place::of(segment, None, row)));
            }
        }
        places.sort_unstable_by(|a, b| b.cmp(a));
        places.truncate(size);
        places
    }

    /// The lowest places above one, from the lowest up.
    fn above(&self, place: Option<Place>, size: usize) -> Vec<Place> {
        let mut places = Vec::new();
        for (segment, selection, scores) in self.segments() {
            if scores.is_some() {
                let is_above = |found: &Place| place.is_none_or(|place| *found > place);
                let mut best = Best::new(size, Place::cmp);
                selection.passing.each(|row| best.take(segment, scores, row, is_above));
                places.extend(best.finish());
            } else {
                let start = place.map_or(0, |place| segment.columns.rows_before(place.after().in_segment()));
                let rows = selection.passing.upwards(start).take(size);
                places.extend(rows.map(|row| Place::of(segment, None, row)));
            }
        }
        places.sort_unstable();
        places.truncate(size);
        places
    }
}

/// The places that come first in an order, of rows that come one by one. No more than twice as many as are wanted are held at a
/// time, and what comes after the last of them is passed over (as in tantivy's `TopNComputer`).
struct Best<F> {
    size: usize,
    order: F,
    found: Vec<Place>,
    /// The last of those that are wanted, once there are enough.
    last: Option<Place>,
}

impl<F: Fn(&Place, &Place) -> Ordering> Best<F> {
    fn new(size: usize, order: F) -> Self {
        Self { size, order, found: Vec::with_capacity(2 * size), last: None }
    }

    /// Takes a row, if it is let through. Rows of a segment are in the order of their places, so they come as in a list whose
    /// scores are all the same.
    fn take(&mut self, segment: &Segment, scores: Option<&Scores>, row: usize, is_meant: impl Fn(&Place) -> bool) {
        let score = scores.map_or(0, |scores| scores[row]);
        // Most come after it by their score alone, or by having the same and coming later: nothing else of them is looked at.
        if self.size == 0 || self.last.is_some_and(|last| (self.order)(&Place { score, ..last }, &last).is_ge()) {
            return;
        }
        let place = Place::of(segment, scores, row);
        if !is_meant(&place) {
            return;
        }
        self.found.push(place);
        if self.found.len() == 2 * self.size {
            self.cut();
            self.last = self.found.last().copied();
        }
    }

    /// Leaves as many as are wanted, of which the last comes last.
    fn cut(&mut self) {
        self.found.select_nth_unstable_by(self.size - 1, &self.order);
        self.found.truncate(self.size);
    }

    fn finish(mut self) -> Vec<Place> {
        if self.size < self.found.len() {
            self.cut();
        }
        self.found
    }
}
