//! Who takes which stance on what, over the rows that pass.

use std::cmp::Reverse;

use domain::{PositionCount, Slug, Stance, StanceHolders, StanceTaken, StatementId};

use super::{
    columns::{STANCES, position_code},
    counts::{Counts, count_positions},
    generation::Generation,
    plan::Plan,
    segment::Segment,
    selection::Selection,
};

/// How many statements take each stance on each topic, in the order of topics and stances.
pub(super) fn count(generation: &Generation, selections: &[Selection]) -> Vec<PositionCount> {
    let topics = &generation.dictionary.topics;
    let mut by_position = vec![0; topics.slugs().len() * STANCES];
    for (segment, selection) in generation.segments().zip(selections) {
        count_positions(segment, &selection.passing, &mut by_position);
    }
    let of_topic = |(topic, number): (&Slug, u32)| {
        let counts = &by_position[position_code(number, 0) as usize..][..STANCES];
        let counted = Stance::ALL.iter().zip(counts).filter(|(_, statements)| **statements > 0);
        let counts = counted.map(|(stance, statements)| PositionCount {
            topic: topic.clone(),
            stance: *stance,
            statements: *statements,
        });
        counts.collect::<Vec<_>>()
    };
    topics.in_order().flat_map(of_topic).collect()
}

/// Who takes each stance on a topic, in the order of stances.
pub(super) fn holders(
    generation: &Generation,
    selections: &[Selection],
    plan: &Plan,
    topic: &Slug,
    most: usize,
) -> Vec<StanceHolders> {
    let Some(topic) = generation.dictionary.topics.number(topic) else { return Vec::new() };
    let position = |place| position_code(topic, place);
    // A statement has one stance on a topic. Where no other topic is asked for, and as many pass as have any, all of them do.
    let is_asked_alone = plan.topics.as_deref() == Some(&[topic]);
    let has_all = |(segment, selection): (&Segment, &Selection)| {
        let listed: usize = (0..STANCES).map(|place| segment.by_position.get(position(place)).len()).sum();
        is_asked_alone && listed as u64 == selection.passing.count()
    };
    let all_pass: Vec<bool> = generation.segments().zip(selections).map(has_all).collect();
    let takers = Stance::ALL.iter().enumerate().filter_map(|(place, stance)| {
        let mut counts = vec![0; generation.dictionary.stakeholders.slugs().len()];
        for ((segment, selection), all_pass) in generation.segments().zip(selections).zip(&all_pass) {
            count_stakeholders(segment, selection, position(place), *all_pass, &mut counts);
        }
        of_most(generation, *stance, &counts, most)
    });
    takers.collect()
}

/// The stances that are taken on a topic, in the order of stakeholders and, of each, of lists, the oldest first.
pub(super) fn stances_on(generation: &Generation, selections: &[Selection], topic: &Slug) -> Vec<StanceTaken> {
    let Some(topic) = generation.dictionary.topics.number(topic) else { return Vec::new() };
    let stakeholders = generation.dictionary.stakeholders.slugs();
    let mut taken = Vec::new();
    for (segment, selection) in generation.segments().zip(selections) {
        for (place, stance) in Stance::ALL.iter().enumerate() {
            let rows = segment.by_position.get(position_code(topic, place)).iter().map(|row| *row as usize);
            taken.extend(rows.filter(|row| selection.passing.contains(*row)).filter_map(|row| {
                let columns = &segment.columns;
                let stakeholder = stakeholders[columns.stakeholders[row] as usize].clone();
                let statement = StatementId(columns.ids[row]);
                Some(StanceTaken { stakeholder, statement, days: columns.possible_days(row)?, stance: *stance })
            }));
        }
    }
    let place = |one: &StanceTaken| (one.days.latest, one.days.precision.certainty(), one.statement);
    taken.sort_unstable_by(|a, b| (&a.stakeholder, place(a)).cmp(&(&b.stakeholder, place(b))));
    taken
}

/// Counts the statements of each stakeholder that take a position: all of a segment, or those that pass.
fn count_stakeholders(segment: &Segment, selection: &Selection, position: u32, all_pass: bool, counts: &mut [u64]) {
    let rows = segment.by_position.get(position).iter().map(|row| *row as usize);
    let column = &segment.columns.stakeholders;
    let mut count = |row: usize| counts[column[row] as usize] += 1;
    if all_pass {
        rows.for_each(count);
    } else {
        rows.filter(|row| selection.passing.contains(*row)).for_each(&mut count);
    }
}

/// The stakeholders with the most statements; none where there are no statements.
fn of_most(generation: &Generation, stance: Stance, counts: &Counts, most: usize) -> Option<StanceHolders> {
    let counted = counts.iter().zip(generation.dictionary.stakeholders.slugs()).filter(|(count, _)| **count > 0);
    let mut holders: Vec<(Reverse<u64>, &Slug)> = counted.map(|(count, slug)| (Reverse(*count), slug)).collect();
    let stakeholders = holders.len() as u64;
    let statements = counts.iter().sum();
    if most < holders.len() {
        holders.select_nth_unstable(most);
        holders.truncate(most);
    }
    holders.sort_unstable();
    let first = holders.into_iter().map(|(Reverse(count), slug)| (slug.clone(), count)).collect();
    (stakeholders > 0).then_some(StanceHolders { stance, statements, stakeholders, first })
}
