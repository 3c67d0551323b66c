//! Where stakeholders stand on topics, over the rows that pass.

use chrono::Datelike;
use domain::{Evidence, PlacedStanding, Slug, Stance, Standing, StandingRequest, StatementId};

use super::{columns::topic_and_stance, generation::Generation, segment::Segment, selection::Selection};

/// A stakeholder and a topic by their numbers, with the newest day on which the one spoke on the other.
struct Cell {
    newest: i32,
    stakeholder: u32,
    topic: usize,
}

/// The standings that are asked for. Of all cells only the newest day is looked for; evidence is gathered for those that
/// are given.
pub(super) fn standings(
    generation: &Generation,
    selections: &[Selection],
    request: StandingRequest,
) -> Vec<PlacedStanding> {
    let names = |cell: &Cell| -> (&Slug, &Slug) {
        let dictionary = &generation.dictionary;
        (&dictionary.stakeholders.slugs()[cell.stakeholder as usize], &dictionary.topics.slugs()[cell.topic])
    };
    let before = request.newest_before.map_or(i32::MAX, |day| day.num_days_from_ce());
    let mut cells = cells(generation, selections);
    cells.retain(|cell| cell.newest < before);
    cells.sort_by(|a, b| (a.newest, names(a)).cmp(&(b.newest, names(b))));
    cells.truncate(request.most);
    let placed = |cell: &Cell| {
        let (stakeholder, topic) = names(cell);
        let standing = Standing::of(evidence(generation, selections, cell))?;
        Some(PlacedStanding { stakeholder: stakeholder.clone(), topic: topic.clone(), standing })
    };
    cells.iter().filter_map(placed).collect()
}

/// Every stakeholder with each topic that it has taken a stance on the scale on.
fn cells(generation: &Generation, selections: &[Selection]) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut newest = vec![i32::MIN; generation.dictionary.topics.slugs().len()];
    for stakeholder in 0..generation.dictionary.stakeholders.slugs().len() as u32 {
        newest.fill(i32::MIN);
        for (segment, selection) in generation.segments().zip(selections) {
            for row in passing(segment, selection, stakeholder) {
                let day = segment.columns.days[row];
                for topic in on_scale(segment, row).map(|(topic, _)| topic) {
                    newest[topic] = newest[topic].max(day);
                }
            }
        }
        let spoken_on = newest.iter().enumerate().filter(|(_, day)| **day > i32::MIN);
        cells.extend(spoken_on.map(|(topic, day)| Cell { newest: *day, stakeholder, topic }));
    }
    cells
}

/// What the rows of a cell say.
fn evidence<'a>(
    generation: &'a Generation,
    selections: &'a [Selection],
    cell: &'a Cell,
) -> impl Iterator<Item = Evidence<'a>> {
    generation.segments().zip(selections).flat_map(move |(segment, selection)| {
        passing(segment, selection, cell.stakeholder).filter_map(move |row| {
            let (_, stance) = on_scale(segment, row).find(|(topic, _)| *topic == cell.topic)?;
            Some(Evidence {
                statement: StatementId(segment.columns.ids[row]),
                days: segment.columns.possible_days(row)?,
                stance,
                grade: segment.columns.grade(row),
                sources: segment.columns.sources_of(row),
            })
        })
    })
}

/// The rows of a stakeholder that pass.
fn passing<'a>(segment: &'a Segment, selection: &'a Selection, stakeholder: u32) -> impl Iterator<Item = usize> + 'a {
    let (rows, _) = segment.statements_of(stakeholder);
    rows.iter().map(|row| *row as usize).filter(|row| selection.passing.contains(*row))
}

/// The topics that a row takes a stance on the scale on, with the stance.
fn on_scale(segment: &Segment, row: usize) -> impl Iterator<Item = (usize, Stance)> + '_ {
    let codes = segment.columns.positions_of(row).iter().map(|code| topic_and_stance(*code));
    codes.map(|(topic, stance)| (topic, Stance::ALL[stance])).filter(|(_, stance)| stance.score().is_some())
}
