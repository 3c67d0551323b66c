//! Where there are too many marks to tell apart, each stretch of time is a column: support above the line of its lane,
//! opposition below it, and what is neither across it. All columns of a drawing have the same measure.

use std::{collections::BTreeMap, fmt::Write};

use leptos::prelude::*;

use super::{Drawing, bin_in_words, cells_by_bin, lane_name, lane_query, round, stance};
use crate::{
    domain::{Catalogue, Cell, Lane, ListQuery, Locale, Picture, Stance, TimeScale},
    paths::Address,
    ui::words::{self, text},
};

/// More marks than this are drawn as columns.
const MARKS: usize = 240;

/// Room between the longest column and the next lane.
const MARGIN: f64 = 8.0;

/// Stances from the line upwards, and from the line downwards; what is neither comes first on both sides.
const UP: [Stance; 3] = [Stance::Conditional, Stance::Support, Stance::StronglySupport];
const DOWN: [Stance; 2] = [Stance::Oppose, Stance::StronglyOppose];
const ACROSS: [Stance; 3] = [Stance::Mixed, Stance::NoPosition, Stance::None];

/// Whether a picture has too many marks to tell apart.
pub(super) fn is_dense(picture: &Picture) -> bool {
    picture.lanes.iter().map(|lane| lane.cells.len()).sum::<usize>() > MARKS
}

fn count(cells: &[&Cell], stance: Stance) -> u64 {
    cells.iter().filter(|cell| cell.stance == stance).map(|cell| cell.count).sum()
}

/// A piece of a column: its stance, and where it begins and ends, in statements above the line.
#[expect(clippy::cast_precision_loss, reason = "numbers of statements are far from where that begins")]
fn pieces(cells: &[&Cell]) -> Vec<(Stance, f64, f64)> {
    let across: u64 = ACROSS.iter().map(|stance| count(cells, *stance)).sum();
    let mut pieces = Vec::new();
    let mut at = -(across as f64) / 2.0;
    let (mut top, mut bottom) = (-at, at);
    for stance in ACROSS {
        let end = at + count(cells, stance) as f64;
        pieces.push((stance, at, end));
        at = end;
    }
    for stance in UP {
        let end = top + count(cells, stance) as f64;
        pieces.push((stance, top, end));
        top = end;
    }
    for stance in DOWN {
        let end = bottom - count(cells, stance) as f64;
        pieces.push((stance, end, bottom));
        bottom = end;
    }
    pieces.retain(|(_, from, to)| to > from);
    pieces
}

/// How many statements the longest side of a column of a picture stands for.
pub(super) fn longest(picture: &Picture) -> f64 {
    let columns = picture.lanes.iter().flat_map(|lane| cells_by_bin(lane).into_values());
    let ends = columns.flat_map(|cells| pieces(&cells)).map(|(_, from, to)| (-from).max(to));
    ends.fold(1.0, f64::max)
}

/// The columns of a lane whose line is at `line`, in the measure of the [`longest`] of the picture, and over each of them a link to its statements.
#[expect(clippy::cast_precision_loss, reason = "bins are few")]
pub(super) fn columns(drawing: &Drawing<'_>, longest: f64, lane: &Lane, line: f64) -> AnyView {
    let bin_width = drawing.inner_width() / drawing.scale.bins() as f64;
    let unit = (drawing.layout.lane_height / 2.0 - MARGIN) / longest;
    let left = |bin: usize| drawing.layout.left + bin as f64 * bin_width;
    let mut paths: BTreeMap<Stance, String> = BTreeMap::new();
    let mut links = Vec::new();
    for (bin, cells) in cells_by_bin(lane) {
        let pieces = pieces(&cells);
        for (stance, from, to) in &pieces {
            let path = paths.entry(*stance).or_default();
            let (x, y) = (round(left(bin) + 1.0), round(line - to * unit));
            // Writing to a string does not fail.
            let _ = write!(path, "M{x} {y}h{w}v{h}h-{w}z", w = round(bin_width - 2.0), h = round((to - from) * unit));
        }
        links.push(link(drawing, lane, bin, &cells, (round(left(bin)), round(bin_width), line)));
    }
    let paths = paths
        .into_iter()
        .map(|(stance, d)| view! { <path class=format!("column {}", stance::class(stance)) d=d></path> })
        .collect_view();
    view! { {paths} {links} }.into_any()
}

/// A link over the whole height of a column, so that small ones can be hit too.
fn link(drawing: &Drawing<'_>, lane: &Lane, bin: usize, cells: &[&Cell], (x, width, line): (f64, f64, f64)) -> AnyView {
    let href =
        Address::Timeline(Box::new(bin_query(drawing.query, lane, drawing.scale, bin))).in_locale(drawing.locale);
    let height = drawing.layout.lane_height - MARGIN;
    let side =
        |stances: &[Stance]| words::number(drawing.locale, stances.iter().map(|stance| count(cells, *stance)).sum());
    let title = text!(
        drawing.locale,
        picture.sides,
        when = bin_in_words(drawing.locale, drawing.scale, bin),
        up = side(&UP),
        down = side(&DOWN),
        across = side(&ACROSS)
    );
    view! {
        <a href=href tabindex="-1">
            <title>{title}</title>
            <rect class="whole-column" x=x y=round(line - height / 2.0) width=width height=height></rect>
        </a>
    }
    .into_any()
}

/// The list behind a bin of a lane.
fn bin_query(query: &ListQuery, lane: &Lane, scale: &TimeScale, bin: usize) -> ListQuery {
    let any = Cell { bin, stance: Stance::None, count: 0 };
    let mut bin_query = lane_query(query, lane, scale, Some(&any));
    bin_query.filter.stance.clone_from(&query.filter.stance);
    bin_query
}

/// The columns as a table: a row for each, a column for each stance.
pub(super) fn table(
    locale: Locale,
    catalogue: &Catalogue,
    query: &ListQuery,
    scale: &TimeScale,
    picture: &Picture,
) -> AnyView {
    let drawn =
        |stance: &&Stance| picture.lanes.iter().flat_map(|lane| &lane.cells).any(|cell| cell.stance == **stance);
    let stances: Vec<Stance> = Stance::ALL.iter().filter(drawn).copied().collect();
    let headings = stances
        .iter()
        .map(|stance| view! { <th scope="col" class="number">{words::stance(locale, *stance)}</th> })
        .collect_view();
    let lanes = picture
        .lanes
        .iter()
        .map(|lane| {
            let rows = cells_by_bin(lane)
                .into_iter()
                .map(|(bin, cells)| {
                    let href = Address::Timeline(Box::new(bin_query(query, lane, scale, bin))).in_locale(locale);
                    let numbers = stances
                        .iter()
                        .map(|stance| view! { <td class="number">{words::number(locale, count(&cells, *stance))}</td> })
                        .collect_view();
                    view! { <tr><th scope="row"><a href=href>{bin_in_words(locale, scale, bin)}</a></th>{numbers}</tr> }
                })
                .collect_view();
            let name = lane_name(locale, catalogue, query.group, lane);
            view! { <tbody><tr><th scope="rowgroup" colspan=stances.len() + 1>{name}</th></tr>{rows}</tbody> }
        })
        .collect_view();
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=text!(locale, picture.table)>
            <table class="dense">
                <caption class="hidden">{text!(locale, picture.caption)}</caption>
                <thead><tr><th scope="col">{text!(locale, picture.when)}</th>{headings}</tr></thead>
                {lanes}
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(stance: Stance, count: u64) -> Cell {
        Cell { bin: 0, stance, count }
    }

    #[test]
    fn a_column_has_support_above_opposition_below_and_the_rest_across() {
        let cells = [
            cell(Stance::Support, 3),
            cell(Stance::StronglySupport, 1),
            cell(Stance::Mixed, 2),
            cell(Stance::None, 2),
            cell(Stance::StronglyOppose, 5),
        ];
        let cells: Vec<&Cell> = cells.iter().collect();
        assert_eq!(
            pieces(&cells),
            [
                (Stance::Mixed, -2.0, 0.0),
                (Stance::None, 0.0, 2.0),
                (Stance::Support, 2.0, 5.0),
                (Stance::StronglySupport, 5.0, 6.0),
                (Stance::StronglyOppose, -7.0, -2.0),
            ]
        );
    }

    #[test]
    fn all_lanes_have_the_measure_of_the_longest_column() {
        let lane = |key: &str, cells: Vec<Cell>| Lane { key: key.parse().expect("a slug"), total: 1, cells };
        let picture = Picture {
            lanes: vec![
                lane("a", vec![cell(Stance::Support, 4), cell(Stance::Mixed, 4)]),
                lane("b", vec![cell(Stance::Oppose, 9)]),
            ],
            more_lanes: 0,
        };
        assert!((longest(&picture) - 9.0).abs() < f64::EPSILON);
        assert!((longest(&Picture::default()) - 1.0).abs() < f64::EPSILON);
    }
}
