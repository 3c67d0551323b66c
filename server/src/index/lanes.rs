//! The lanes of the picture: how many statements of each stance each stakeholder or topic has in each bin of time.

use std::{cmp::Reverse, ops::Range};

use app::domain::{Cell, Group, Lane, Picture, PictureRequest, Slug, Stance, TimeScale};
use chrono::Datelike;

use super::{
    columns::{STANCES, position_code, topic_and_stance},
    counts::{Counts, count_stakeholders, count_topics},
    generation::Generation,
    plan::Plan,
    segment::Segment,
    selection::Selection,
};

/// The picture of what passes.
pub(super) fn picture(
    generation: &Generation,
    selections: &[Selection],
    plan: &Plan,
    request: &PictureRequest,
) -> Picture {
    let names = match request.group {
        Group::Stakeholder => &generation.dictionary.stakeholders,
        Group::Topic => &generation.dictionary.topics,
    };
    let mut totals: Counts = vec![0; names.slugs().len()];
    for (segment, selection) in generation.segments().zip(selections) {
        match request.group {
            Group::Stakeholder => count_stakeholders(segment, &selection.passing, &mut totals),
            Group::Topic => count_topics(segment, &selection.passing, plan.stance_mask(), &mut totals),
        }
    }
    let is_lane = |number: u32| request.group == Group::Stakeholder || plan.takes_topic(number);
    let lanes = (0..).zip(totals).zip(names.slugs()).filter(|((number, total), _)| *total > 0 && is_lane(*number));
    let mut lanes: Vec<((u32, u64), &Slug)> = lanes.collect();
    lanes.sort_unstable_by_key(|((_, total), slug)| (Reverse(*total), *slug));
    let more_lanes = lanes.len().saturating_sub(request.lanes) as u64;
    lanes.truncate(request.lanes);
    let bins: Vec<Vec<Range<usize>>> = generation.segments().map(|segment| bins(segment, &request.scale)).collect();
    let lane = |((number, total), slug): ((u32, u64), &Slug)| {
        let mut counts = vec![[0; STANCES]; request.scale.bins()];
        for ((segment, selection), bins) in generation.segments().zip(selections).zip(&bins) {
            match request.group {
                Group::Stakeholder => count_statements_of(segment, selection, plan, number, bins, &mut counts),
                Group::Topic => count_positions_on(segment, selection, plan, number, bins, &mut counts),
            }
        }
        Lane { key: slug.clone(), total, cells: cells(&counts) }
    };
    Picture { lanes: lanes.into_iter().map(lane).collect(), more_lanes }
}

/// The rows of each bin.
fn bins(segment: &Segment, scale: &TimeScale) -> Vec<Range<usize>> {
    let rows = |bin| {
        let (first, last) = scale.days_of(bin);
        segment.columns.rows_of_days(&(first.num_days_from_ce()..last.num_days_from_ce() + 1))
    };
    (0..scale.bins()).map(rows).collect()
}

/// The rows of a list that are in a bin; both go upwards.
fn within<'a>(list: &'a [u32], bin: &Range<usize>) -> &'a [u32] {
    let place = |row: usize| list.partition_point(|listed| (*listed as usize) < row);
    &list[place(bin.start)..place(bin.end)]
}

fn count_statements_of(
    segment: &Segment,
    selection: &Selection,
    plan: &Plan,
    stakeholder: u32,
    bins: &[Range<usize>],
    counts: &mut [[u64; STANCES]],
) {
    for (bin, counts) in bins.iter().zip(counts) {
        let rows = within(segment.by_stakeholder.get(stakeholder), bin).iter().map(|row| *row as usize);
        for row in rows.filter(|row| selection.passing.contains(*row)) {
            let mut mask = drawn_stances(segment, plan, row);
            // Most rows have one stance: going from one to the next is shorter than asking for each.
            while mask != 0 {
                counts[mask.trailing_zeros() as usize] += 1;
                mask &= mask - 1;
            }
        }
    }
}

/// The stances that a row is drawn with: those of the positions that are asked for.
fn drawn_stances(segment: &Segment, plan: &Plan, row: usize) -> u8 {
    if plan.topics.is_none() {
        return segment.stance_masks[row] & plan.stance_mask();
    }
    let asked = segment.columns.positions_of(row).iter().filter(|code| plan.takes_position(**code));
    asked.fold(0, |mask, code| mask | 1 << topic_and_stance(*code).1)
}

fn count_positions_on(
    segment: &Segment,
    selection: &Selection,
    plan: &Plan,
    topic: u32,
    bins: &[Range<usize>],
    counts: &mut [[u64; STANCES]],
) {
    for stance in (0..STANCES).filter(|stance| plan.stance_mask() >> stance & 1 == 1) {
        let list = segment.by_position.get(position_code(topic, stance));
        for (bin, counts) in bins.iter().zip(counts.iter_mut()) {
            let rows = within(list, bin).iter().filter(|row| selection.passing.contains(**row as usize));
            counts[stance] += rows.count() as u64;
        }
    }
}

fn cells(counts: &[[u64; STANCES]]) -> Vec<Cell> {
    let of_bin = |(bin, counts): (usize, &[u64; STANCES])| {
        let cells = Stance::ALL.iter().zip(*counts).filter(|(_, count)| *count > 0);
        cells.map(|(stance, count)| Cell { bin, stance: *stance, count }).collect::<Vec<_>>()
    };
    counts.iter().enumerate().flat_map(of_bin).collect()
}
