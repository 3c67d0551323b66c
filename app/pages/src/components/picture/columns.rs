//! Where there are too many marks to tell apart, each stretch of time is a column: support above the line of its lane,
//! opposition below it, and what is neither across it. All columns of a picture have the same measure.
//!
//! The columns of a lane are written once, in parts of the width of all bins and of the height of the longest, and both
//! drawings use them.

use domain::{Cell, Lane, Picture, Stance, TimeScale};
use leptos::prelude::*;

use super::{Drawing, cells_by_bin, stance};
use crate::markup::Markup;

/// Room between the longest column and the next lane.
const MARGIN: f64 = 8.0;

/// How high the longest column is, before it is scaled to its drawing.
const LONGEST: f64 = 1000.0;

/// How wide all bins are together, before they are scaled to their drawing.
const WIDTH: f64 = 10_000.0;

/// How much of a bin its column leaves free on either side.
const GAP: f64 = 0.06;

/// Where a column begins and how wide it is, for a bin from one part of the width to another.
#[expect(clippy::cast_possible_truncation, reason = "parts of the width are small numbers")]
fn across(start: f64, end: f64) -> (i64, i64) {
    let (start, width) = (start * WIDTH, (end - start) * WIDTH);
    ((start + width * GAP).round() as i64, (width * (1.0 - 2.0 * GAP)).round().max(1.0) as i64)
}

/// Stances from the line upwards, and from the line downwards; what is neither comes first on both sides.
const UP: [Stance; 3] = [Stance::Conditional, Stance::Support, Stance::StronglySupport];
const DOWN: [Stance; 2] = [Stance::Oppose, Stance::StronglyOppose];
const ACROSS: [Stance; 3] = [Stance::Mixed, Stance::NoPosition, Stance::None];

fn count(cells: &[Cell], stance: Stance) -> u64 {
    cells.iter().filter(|cell| cell.stance == stance).map(|cell| cell.count).sum()
}

/// A piece of a column: its stance, and where it begins and ends, in statements above the line.
#[expect(clippy::cast_precision_loss, reason = "numbers of statements are far from where that begins")]
fn pieces(cells: &[Cell]) -> Vec<(Stance, f64, f64)> {
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

/// The pieces of the columns of a lane, each with its bin.
fn pieces_of(lane: &Lane) -> Vec<(usize, Stance, f64, f64)> {
    let columns = cells_by_bin(lane);
    columns.flat_map(|(bin, cells)| pieces(cells).into_iter().map(move |(s, from, to)| (bin, s, from, to))).collect()
}

/// The columns of every lane, for the drawings to use.
#[expect(clippy::cast_possible_wrap, clippy::cast_possible_truncation, reason = "lanes and thousandths are few")]
pub(super) fn shapes(picture: &Picture, scale: &TimeScale) -> AnyView {
    let lanes: Vec<_> = picture.lanes.iter().map(pieces_of).collect();
    let longest = lanes.iter().flatten().map(|(.., from, to)| (-from).max(*to)).fold(1.0, f64::max);
    let thousandths = |statements: f64| (statements / longest * LONGEST).round() as i64;
    let places: Vec<(i64, i64)> = (0..scale.bins())
        .map(|bin| {
            let (start, end) = scale.extent_of(bin);
            across(start, end)
        })
        .collect();
    let mut markup = Markup::default();
    for (i, pieces) in lanes.iter().enumerate() {
        markup.raw("<g id=\"columns-").integer(i as i64).raw("\">");
        for stance in Stance::ALL {
            let mut of_stance = pieces.iter().filter(|(_, other, ..)| other == stance).peekable();
            if of_stance.peek().is_none() {
                continue;
            }
            markup.raw("<path class=\"column ").raw(stance::class(*stance)).raw("\" d=\"");
            for (bin, _, from, to) in of_stance {
                let height = thousandths(to - from);
                let (x, width) = places[*bin];
                markup.raw("M").integer(x).raw(" ").integer(-thousandths(*to)).raw("h").integer(width);
                markup.raw("v").integer(height).raw("h").integer(-width).raw("z");
            }
            markup.raw("\"/>");
        }
        markup.raw("</g>");
    }
    view! { <svg class="shapes" aria-hidden="true" focusable="false"><defs inner_html=markup.finish()></defs></svg> }
        .into_any()
}

/// The columns of a lane whose line is at `line`.
pub(super) fn columns(drawing: &Drawing<'_>, lane: usize, line: f64) -> AnyView {
    let height = (drawing.layout.lane_height / 2.0 - MARGIN) / LONGEST;
    let transform =
        format!("translate({} {line})scale({} {height})", drawing.layout.left, drawing.inner_width() / WIDTH);
    view! { <use_ href=format!("#columns-{lane}") transform=transform></use_> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(stance: Stance, count: u64) -> Cell {
        Cell { bin: 0, stance, count, median: None }
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
                lane("b", vec![cell(Stance::Oppose, 10)]),
            ],
            more_lanes: 0,
            totals: vec![18],
        };
        let day = |text: &str| text.parse().expect("a day");
        let scale = TimeScale::covering(day("2026-01-01"), day("2026-01-10"), 10);
        let html = shapes(&picture, &scale).to_html();
        assert!(html.contains("<g id=\"columns-0\">") && html.contains("M60 -600h880v400h-880z"), "{html}");
        assert!(html.contains("<g id=\"columns-1\">") && html.contains("M60 0h880v1000h-880z"), "{html}");
    }
}
