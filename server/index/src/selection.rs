//! The rows of a segment that pass a filter, and those that pass all of it but one part.

use std::{borrow::Cow, ops::Range};

use super::{
    bits::Bits, columns::position_code, lists::within, plan::Plan, segment::Segment, texts::Detail, words::Term,
};

/// A part of a filter that facets are counted without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Words,
    /// Stakeholder, kind and country.
    Actor,
    /// Topic and stance, on the same position.
    Position,
    /// The facet at this place of [`super::columns::CODED`].
    Coded(usize),
}

/// What of a segment passes a filter.
pub(super) struct Selection {
    /// What is published still, in the days of the filter, and recorded in those of it.
    open: Bits,
    /// What passes each part that keeps something out.
    parts: Vec<(Part, Bits)>,
    /// What passes all of them.
    pub(super) passing: Bits,
}

impl Selection {
    pub(super) fn new(segment: &Segment, live: &Bits, plan: &Plan) -> Self {
        // The days are a range of rows; nothing outside of it needs to be looked at.
        let window = segment.days.rows(&plan.days);
        let mut open = live.within(&window);
        if let Some(days) = &plan.recorded {
            let recorded = &segment.columns.recorded;
            open.keep(&Bits::passing(&window, |row| days.contains(&recorded[row])));
        }
        let mut parts = Vec::new();
        if let Some(terms) = &plan.terms {
            parts.push((Part::Words, with_all(segment, terms, &window)));
        }
        if let Some(passes) = &plan.stakeholders {
            parts.push((Part::Actor, of_stakeholders(segment, passes, &window)));
        }
        if plan.topics.is_some() || plan.stances.is_some() {
            parts.push((Part::Position, with_position(segment, plan, &window)));
        }
        for (facet, places) in plan.coded.iter().enumerate() {
            if let Some(places) = places {
                let values = places.iter().map(|place| &segment.coded[facet][*place]);
                parts.push((Part::Coded(facet), union(values, &window)));
            }
        }
        let mut passing = open.clone();
        for (_, bits) in &parts {
            passing.keep(bits);
        }
        passing.list_few();
        Self { open, parts, passing }
    }

    /// Whether every row of the segment passes.
    pub(super) fn passes_all(&self, segment: &Segment) -> bool {
        self.passing.count() == segment.rows() as u64
    }

    /// What passes all parts but one.
    pub(super) fn without(&self, part: Part) -> Cow<'_, Bits> {
        if self.parts.iter().all(|(known, _)| *known != part) {
            return Cow::Borrowed(&self.passing);
        }
        let mut bits = self.open.clone();
        self.parts.iter().filter(|(known, _)| *known != part).for_each(|(_, passing)| bits.keep(passing));
        Cow::Owned(bits)
    }
}

fn union<'a>(sets: impl Iterator<Item = &'a Bits>, window: &Range<usize>) -> Bits {
    sets.fold(Bits::none(window), |mut union, set| {
        union.add(set);
        union
    })
}

/// The rows of a window that have every term in their words or in a name of their stakeholder.
fn with_all(segment: &Segment, terms: &[(Term, Vec<u32>)], window: &Range<usize>) -> Bits {
    let mut sets = terms.iter().map(|(term, named)| with_term(segment, term, named, window));
    let Some(mut all) = sets.next() else { return Bits::none(window) };
    sets.for_each(|set| all.keep(&set));
    all
}

/// The rows of a window that have a term in their words or are of a stakeholder that is named so.
pub(super) fn with_term(segment: &Segment, term: &Term, named: &[u32], window: &Range<usize>) -> Bits {
    let mut bits = Bits::none(window);
    segment.texts.each(term, Detail::Rows, |row, _| {
        if window.contains(&row) {
            bits.insert(row);
        }
    });
    insert_lists(&mut bits, named.iter().map(|number| segment.by_stakeholder.get(*number)), window);
    bits
}

fn of_stakeholders(segment: &Segment, passes: &[bool], window: &Range<usize>) -> Bits {
    let lists = || (0u32..).zip(passes).filter(|(_, passes)| **passes).map(|(n, _)| segment.by_stakeholder.get(n));
    if lists().map(<[u32]>::len).sum::<usize>() * 4 < segment.rows() {
        let mut bits = Bits::none(window);
        insert_lists(&mut bits, lists(), window);
        bits
    } else {
        let column = &segment.columns.stakeholders;
        Bits::passing(window, |row| passes.get(column[row] as usize).copied().unwrap_or_default())
    }
}

fn with_position(segment: &Segment, plan: &Plan, window: &Range<usize>) -> Bits {
    let stances = (0..segment.stances.len()).filter(|stance| plan.stance_mask() >> stance & 1 == 1);
    let Some(topics) = &plan.topics else {
        return union(stances.map(|stance| &segment.stances[stance]), window);
    };
    let mut bits = Bits::none(window);
    let codes = stances.flat_map(|stance| topics.iter().map(move |topic| position_code(*topic, stance)));
    insert_lists(&mut bits, codes.map(|code| segment.by_position.get(code)), window);
    bits
}

/// Inserts the rows of lists that are in a window.
fn insert_lists<'a>(bits: &mut Bits, lists: impl Iterator<Item = &'a [u32]>, window: &Range<usize>) {
    lists.for_each(|list| bits.insert_all(list[within(list, window)].iter().map(|row| *row as usize)));
}
