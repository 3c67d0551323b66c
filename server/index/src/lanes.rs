//! The lanes of the picture: how many statements of each stance each stakeholder or topic has in each bin of time.

use std::{cmp::Reverse, ops::Range};

use chrono::{Datelike, NaiveDate};
use domain::{Cell, DatePrecision, Dot, Group, Lane, Picture, PictureRequest, PossibleDays, Slug, Stance, TimeScale};

use super::{
    columns::{STANCES, position_code, topic_and_stance},
    counts::{Counts, count_positions, count_stakeholders, of_topics},
    generation::Generation,
    lists::within,
    plan::Plan,
    segment::Segment,
    selection::Selection,
};

/// Threshold: so many rows of lists cost as much as one row that passes, whose stances have to be looked for.
const WORTH: u64 = 3;

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
    let totals = totals(generation, selections, plan, request.group);
    let is_lane = |number: u32| request.group == Group::Stakeholder || plan.takes_topic(number);
    let lanes = (0..).zip(totals).zip(names.slugs()).filter(|((number, total), _)| *total > 0 && is_lane(*number));
    let mut lanes: Vec<((u32, u64), &Slug)> = lanes.collect();
    lanes.sort_unstable_by_key(|((_, total), slug)| (Reverse(*total), *slug));
    let more_lanes = lanes.len().saturating_sub(request.lanes) as u64;
    lanes.truncate(request.lanes);
    let bins: Vec<Vec<Range<usize>>> = generation.segments().map(|segment| bins(segment, &request.scale)).collect();
    let drawn = Drawn::new(lanes.iter().map(|((number, _), _)| *number).collect(), names.slugs().len());
    let mut counts = vec![vec![[0; STANCES]; request.scale.bins()]; lanes.len()];
    let parts = generation.segments().zip(selections).zip(&bins);
    let parts: Vec<Rows<'_>> =
        parts.map(|((segment, selection), bins)| Rows { segment, selection, plan, drawn: &drawn, bins }).collect();
    for rows in &parts {
        match request.group {
            Group::Stakeholder if request.by_stance => rows.count_statements(&mut counts),
            Group::Stakeholder => rows.count_alike(&mut counts),
            Group::Topic => rows.count_positions(&mut counts),
        }
    }
    let counted = lanes.into_iter().zip(&counts);
    let lane = |(((_, total), slug), counts): ((_, &Slug), &Vec<[u64; STANCES]>)| Lane {
        key: slug.clone(),
        total,
        cells: cells(counts, request.by_stance),
        dots: Vec::new(),
    };
    let mut picture = Picture {
        lanes: counted.map(lane).collect(),
        more_lanes,
        totals: bin_totals(selections, &bins, request.scale.bins()),
    };
    if !picture.is_crowded() {
        for rows in &parts {
            rows.gather_dots(request, &mut picture.lanes);
        }
        for lane in &mut picture.lanes {
            lane.dots.sort_by_key(|dot| (dot.days.rank(), dot.stance));
        }
    }
    picture
}

/// How many statements each stakeholder or topic has, by its number.
fn totals(generation: &Generation, selections: &[Selection], plan: &Plan, group: Group) -> Counts {
    let passing = || generation.segments().zip(selections).map(|(segment, selection)| (segment, &selection.passing));
    match group {
        Group::Stakeholder => {
            let mut totals = vec![0; generation.dictionary.stakeholders.slugs().len()];
            passing().for_each(|(segment, passing)| count_stakeholders(segment, passing, &mut totals));
            totals
        }
        Group::Topic => {
            let mut by_position = vec![0; generation.dictionary.topics.slugs().len() * STANCES];
            passing().for_each(|(segment, passing)| count_positions(segment, passing, &mut by_position));
            of_topics(&by_position, plan.stance_mask())
        }
    }
}

/// How many statements are in each bin, over all lanes.
fn bin_totals(selections: &[Selection], bins: &[Vec<Range<usize>>], count: usize) -> Vec<u64> {
    let total = |bin: usize| selections.iter().zip(bins).map(|(s, bins)| s.passing.count_in(bins[bin].clone())).sum();
    (0..count).map(total).collect()
}

/// The rows of each bin.
fn bins(segment: &Segment, scale: &TimeScale) -> Vec<Range<usize>> {
    let rows = |bin| {
        let (first, last) = scale.days_of(bin);
        segment.days.rows(&(first.num_days_from_ce()..last.num_days_from_ce() + 1))
    };
    (0..scale.bins()).map(rows).collect()
}

/// The stakeholders or topics that have a lane.
struct Drawn {
    numbers: Vec<u32>,
    /// The lane of each of all numbers.
    lane_of: Vec<Option<usize>>,
}

impl Drawn {
    fn new(numbers: Vec<u32>, all: usize) -> Self {
        let mut lane_of = vec![None; all];
        for (lane, number) in numbers.iter().enumerate() {
            lane_of[*number as usize] = Some(lane);
        }
        Self { numbers, lane_of }
    }
}

/// The stances of each bin of each lane.
type LaneCounts = [Vec<[u64; STANCES]>];

/// What lanes are counted over: the rows of a segment that pass, bin by bin.
struct Rows<'a> {
    segment: &'a Segment,
    selection: &'a Selection,
    plan: &'a Plan,
    drawn: &'a Drawn,
    bins: &'a [Range<usize>],
}

impl Rows<'_> {
    fn count_statements(&self, counts: &mut LaneCounts) {
        let passing = self.selection.passing.count();
        let listed = |rows: usize| rows as u64 <= passing * WORTH;
        let with_lanes =
            || self.drawn.numbers.iter().map(|number| self.segment.by_stakeholder.get(*number).len()).sum();
        match self.plan.topics.as_deref() {
            Some([topic]) if listed(self.with_topic(*topic).map(|(_, rows)| rows.len()).sum()) => {
                self.count_statements_on(*topic, counts);
            }
            None if listed(with_lanes()) => self.count_statements_that_are_listed(counts),
            _ => self.count_statements_that_pass(counts),
        }
    }

    /// The stances that are asked for, each with the rows that have it on a topic.
    fn with_topic(&self, topic: u32) -> impl Iterator<Item = (usize, &[u32])> {
        let asked = (0..STANCES).filter(|stance| self.plan.stance_mask() >> stance & 1 == 1);
        asked.map(move |stance| (stance, self.segment.by_position.get(position_code(topic, stance))))
    }

    /// Goes through what passes.
    fn count_statements_that_pass(&self, counts: &mut LaneCounts) {
        for (bin, rows) in self.bins.iter().enumerate() {
            self.selection.passing.each_in(rows.clone(), |row| {
                if let Some(lane) = self.drawn.lane_of[self.segment.columns.stakeholders[row] as usize] {
                    add_stances(&mut counts[lane][bin], self.drawn_stances(row));
                }
            });
        }
    }

    /// Goes through the statements with the one topic that is asked for, on which a statement has one stance.
    fn count_statements_on(&self, topic: u32, counts: &mut LaneCounts) {
        for (stance, list) in self.with_topic(topic) {
            for (bin, rows) in self.bins.iter().enumerate() {
                let rows = list[within(list, rows)].iter().map(|row| *row as usize);
                for row in rows.filter(|row| self.selection.passing.contains(*row)) {
                    if let Some(lane) = self.drawn.lane_of[self.segment.columns.stakeholders[row] as usize] {
                        counts[lane][bin][stance] += 1;
                    }
                }
            }
        }
    }

    /// Goes through the statements of each lane, whose stances stand one after the other.
    fn count_statements_that_are_listed(&self, counts: &mut LaneCounts) {
        let passes_all = self.selection.passes_all(self.segment);
        let asked = self.plan.stance_mask();
        for (number, counts) in self.drawn.numbers.iter().zip(counts) {
            let (rows, masks) = self.segment.statements_of(*number);
            for (bin, counts) in self.bins.iter().zip(counts) {
                let listed = within(rows, bin);
                let masks = &masks[listed.clone()];
                if passes_all {
                    add_all_stances(counts, masks.iter().copied(), asked);
                } else {
                    let pairs = rows[listed].iter().zip(masks);
                    let passing = pairs.filter(|(row, _)| self.selection.passing.contains(**row as usize));
                    add_all_stances(counts, passing.map(|(_, mask)| *mask), asked);
                }
            }
        }
    }

    /// The stances that a row is drawn with: those of the positions that are asked for.
    fn drawn_stances(&self, row: usize) -> u8 {
        if self.plan.topics.is_none() {
            return self.segment.stance_masks[row] & self.plan.stance_mask();
        }
        let asked = self.segment.columns.positions_of(row).iter().filter(|code| self.plan.takes_position(**code));
        asked.fold(0, |mask, code| mask | 1 << topic_and_stance(*code).1)
    }

    /// Counts every statement once, whatever its stances: in the place of the first stance.
    fn count_alike(&self, counts: &mut LaneCounts) {
        if !self.selection.passes_all(self.segment) {
            self.each_statement_of_lanes(|lane, bin, _| counts[lane][bin][0] += 1);
            return;
        }
        for (number, counts) in self.drawn.numbers.iter().zip(counts) {
            let list = self.segment.by_stakeholder.get(*number);
            for (bin, counts) in self.bins.iter().zip(counts) {
                counts[0] += within(list, bin).len() as u64;
            }
        }
    }

    /// Gathers what is counted one by one.
    fn gather_dots(&self, request: &PictureRequest, lanes: &mut [Lane]) {
        let columns = &self.segment.columns;
        let mut add = |lane: usize, stance: Option<usize>, row: usize| {
            let precision = DatePrecision::ALL[usize::from(columns.precisions[row])];
            if let Some(latest) = NaiveDate::from_num_days_from_ce_opt(columns.days[row]) {
                let stance = stance.map(|stance| Stance::ALL[stance]);
                lanes[lane].dots.push(Dot { days: PossibleDays { latest, precision }, stance });
            }
        };
        match request.group {
            Group::Stakeholder if request.by_stance => self.each_statement_of_lanes(|lane, _, row| {
                let mut stances = self.drawn_stances(row);
                while stances != 0 {
                    add(lane, Some(stances.trailing_zeros() as usize), row);
                    stances &= stances - 1;
                }
            }),
            Group::Stakeholder => self.each_statement_of_lanes(|lane, _, row| add(lane, None, row)),
            Group::Topic => {
                for (lane, topic) in self.drawn.numbers.iter().enumerate() {
                    for (stance, list) in self.with_topic(*topic) {
                        self.each_listed(list, |_, row| add(lane, request.by_stance.then_some(stance), row));
                    }
                }
            }
        }
    }

    /// Calls with lane, bin and row of each statement that passes and has a lane: through what passes, or through the
    /// statements of the lanes where those are fewer.
    fn each_statement_of_lanes(&self, mut each: impl FnMut(usize, usize, usize)) {
        let of_lanes: u64 =
            self.drawn.numbers.iter().map(|number| self.segment.by_stakeholder.get(*number).len() as u64).sum();
        if self.selection.passing.count() <= of_lanes {
            for (bin, rows) in self.bins.iter().enumerate() {
                self.selection.passing.each_in(rows.clone(), |row| {
                    if let Some(lane) = self.drawn.lane_of[self.segment.columns.stakeholders[row] as usize] {
                        each(lane, bin, row);
                    }
                });
            }
        } else {
            for (lane, number) in self.drawn.numbers.iter().enumerate() {
                self.each_listed(self.segment.by_stakeholder.get(*number), |bin, row| each(lane, bin, row));
            }
        }
    }

    /// Calls with bin and row of what passes of a list of rows.
    fn each_listed(&self, list: &[u32], mut each: impl FnMut(usize, usize)) {
        for (bin, rows) in self.bins.iter().enumerate() {
            let rows = list[within(list, rows)].iter().map(|row| *row as usize);
            rows.filter(|row| self.selection.passing.contains(*row)).for_each(|row| each(bin, row));
        }
    }

    fn count_positions(&self, counts: &mut LaneCounts) {
        let passes_all = self.selection.passes_all(self.segment);
        for (topic, counts) in self.drawn.numbers.iter().zip(counts) {
            for (stance, list) in self.with_topic(*topic) {
                for (bin, counts) in self.bins.iter().zip(counts.iter_mut()) {
                    let rows = &list[within(list, bin)];
                    counts[stance] += if passes_all {
                        rows.len() as u64
                    } else {
                        rows.iter().filter(|row| self.selection.passing.contains(**row as usize)).count() as u64
                    };
                }
            }
        }
    }
}

/// For every set of stances a number with a byte for each stance, which is 1 if the set has it.
const BYTES: [u64; 1 << STANCES] = {
    let mut bytes = [0; 1 << STANCES];
    let mut mask = 0;
    while mask < bytes.len() {
        let mut stance = 0;
        while stance < STANCES {
            bytes[mask] |= (mask as u64 >> stance & 1) << (8 * stance);
            stance += 1;
        }
        mask += 1;
    }
    bytes
};

/// Counts rows in each of their stances that are asked for: all stances of a row in one addition, as often as no byte
/// runs over.
fn add_all_stances(counts: &mut [u64; STANCES], mut masks: impl Iterator<Item = u8>, asked: u8) {
    loop {
        let mut rows = 0;
        let sum = masks.by_ref().take(usize::from(u8::MAX)).fold(0, |sum, mask| {
            rows += 1;
            sum + BYTES[usize::from(mask & asked)]
        });
        for (count, byte) in counts.iter_mut().zip(sum.to_le_bytes()) {
            *count += u64::from(byte);
        }
        if rows < u8::MAX {
            break;
        }
    }
}

/// Counts a row in each of its stances.
fn add_stances(counts: &mut [u64; STANCES], mut mask: u8) {
    // Most rows have one stance: going from one to the next is shorter than asking for each.
    while mask != 0 {
        counts[mask.trailing_zeros() as usize] += 1;
        mask &= mask - 1;
    }
}

fn cells(counts: &[[u64; STANCES]], by_stance: bool) -> Vec<Cell> {
    let of_bin = |(bin, counts): (usize, &[u64; STANCES])| {
        if !by_stance {
            let count = counts.iter().sum();
            return (count > 0).then_some(Cell { bin, stance: None, count }).into_iter().collect();
        }
        let cells = Stance::ALL.iter().zip(*counts).filter(|(_, count)| *count > 0);
        cells.map(|(stance, count)| Cell { bin, stance: Some(*stance), count }).collect::<Vec<_>>()
    };
    counts.iter().enumerate().flat_map(of_bin).collect()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn stances_that_are_added_together_are_added_one_by_one(masks in vec(any::<u8>(), 0..800), asked: u8) {
            let (mut together, mut apart) = ([0; STANCES], [0; STANCES]);
            add_all_stances(&mut together, masks.iter().copied(), asked);
            for mask in &masks {
                add_stances(&mut apart, mask & asked);
            }
            prop_assert_eq!(together, apart);
        }
    }
}
