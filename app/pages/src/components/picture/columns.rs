//! Where there are too many marks to tell apart, each stretch of time is a column: support above the line of its lane,
//! opposition below it, and what is neither across it; where stances are not told apart, all above it. All columns of a
//! picture have the same measure. They are drawn in a box of its own measures that is stretched to the width there is.

use domain::{Cell, Lane, Stance, TimeScale};

use super::{Drawing, cells_by_bin, stance};
use crate::markup::Markup;

/// How high the lane is, in CSS pixels.
const HEIGHT: f64 = 64.0;

/// How high the longest column is in the box.
const LONGEST: i32 = 1_000;

/// How much higher than that the box is.
const MARGIN: i32 = 120;

/// How wide the box is.
const WIDTH: i32 = 10_000;

/// How much of a bin its column leaves free on either side.
const GAP: f64 = 0.06;

/// Where a column begins and how wide it is, for a bin from one part of the width to another.
#[expect(clippy::cast_possible_truncation, reason = "parts of the width are small numbers")]
fn across(start: f64, end: f64) -> (i64, i64) {
    let (start, width) = (start * f64::from(WIDTH), (end - start) * f64::from(WIDTH));
    ((start + width * GAP).round() as i64, (width * (1.0 - 2.0 * GAP)).round().max(1.0) as i64)
}

/// Stances from the line upwards, and from the line downwards; what is neither comes first on both sides.
const UP: [Option<Stance>; 3] = [Some(Stance::Support), Some(Stance::StronglySupport), None];
const DOWN: [Stance; 2] = [Stance::Oppose, Stance::StronglyOppose];
const ACROSS: [Stance; 4] = [Stance::Mixed, Stance::Conditional, Stance::NoPosition, Stance::None];

fn count(cells: &[Cell], stance: Option<Stance>) -> u64 {
    cells.iter().filter(|cell| cell.stance == stance).map(|cell| cell.count).sum()
}

/// A piece of a column: its stance, and where it begins and ends, in statements above the line.
type Piece = (Option<Stance>, f64, f64);

#[expect(clippy::cast_precision_loss, reason = "numbers of statements are far from where that begins")]
fn pieces(cells: &[Cell]) -> impl Iterator<Item = Piece> + use<> {
    let upwards = |stance, from: &mut f64| {
        let start = *from;
        *from += count(cells, stance) as f64;
        (stance, start, *from)
    };
    let neither: u64 = ACROSS.iter().map(|stance| count(cells, Some(*stance))).sum();
    let half = neither as f64 / 2.0;
    let (mut at, mut top, mut bottom) = (-half, half, -half);
    let across = ACROSS.map(|stance| upwards(Some(stance), &mut at));
    let up = UP.map(|stance| upwards(stance, &mut top));
    let down = DOWN.map(|stance| {
        let end = bottom;
        bottom -= count(cells, Some(stance)) as f64;
        (Some(stance), bottom, end)
    });
    across.into_iter().chain(up).chain(down).filter(|(_, from, to)| to > from)
}

/// The pieces of the columns of a lane, each with its bin.
fn pieces_of(lane: &Lane) -> impl Iterator<Item = (usize, Piece)> {
    cells_by_bin(lane).flat_map(|(bin, cells)| pieces(cells).map(move |piece| (bin, piece)))
}

/// How many statements the longest column of all lanes has on one side of its line.
pub(super) fn longest(lanes: &[Lane]) -> f64 {
    lanes.iter().flat_map(pieces_of).map(|(_, (_, from, to))| (-from).max(to)).fold(1.0, f64::max)
}

/// Writes the columns of a lane into a drawing so many pixels wide; gives how high they are and where the line is.
pub(super) fn within(markup: &mut Markup, drawing: &Drawing<'_>, lane: &Lane, longest: f64, width: f64) -> (f64, f64) {
    let (above, below) =
        (f64::from(LONGEST + MARGIN), if drawing.by_stance { f64::from(LONGEST + MARGIN) } else { 0.0 });
    markup.raw("<svg").measure("width", width).measure("height", HEIGHT).raw(" viewBox=\"0 ").tenths(-above);
    markup.raw(" ").integer(WIDTH.into()).raw(" ").tenths(above + below).raw("\" preserveAspectRatio=\"none\">");
    markup.with(|markup| paths(markup, lane, drawing.scale, longest)).raw("</svg>");
    let line = HEIGHT * above / (above + below);
    markup.raw("<line class=\"lane\" x1=\"0\" x2=\"100%\"").measure("y1", line).measure("y2", line).raw("/>");
    (HEIGHT, line)
}

/// Writes the columns of a lane, of which the longest of all has so many statements.
pub(super) fn write(markup: &mut Markup, drawing: &Drawing<'_>, lane: &Lane, longest: f64) {
    let above = i64::from(LONGEST + MARGIN);
    let below = if drawing.by_stance { above } else { 0 };
    markup.raw("<svg class=\"lane columns\" width=\"100%\"").measure("height", HEIGHT);
    markup.raw(" viewBox=\"0 ").integer(-above).raw(" ").integer(WIDTH.into()).raw(" ").integer(above + below);
    markup.raw("\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">");
    markup.raw("<line class=\"lane\" x1=\"0\" x2=\"10000\" y1=\"0\" y2=\"0\"/>");
    paths(markup, lane, drawing.scale, longest);
    markup.raw("</svg>");
}

#[expect(clippy::cast_possible_truncation, reason = "thousandths are few")]
fn paths(markup: &mut Markup, lane: &Lane, scale: &TimeScale, longest: f64) {
    let thousandths = |statements: f64| (statements / longest * f64::from(LONGEST)).round() as i64;
    let pieces: Vec<(usize, Piece)> = pieces_of(lane).collect();
    for stance in Stance::ALL.iter().copied().map(Some).chain([None]) {
        let mut of_stance = pieces.iter().filter(|(_, (other, ..))| *other == stance).peekable();
        if of_stance.peek().is_none() {
            continue;
        }
        markup.raw("<path class=\"column ").raw(stance.map_or("neutral", stance::class)).raw("\" d=\"");
        for (bin, (_, from, to)) in of_stance {
            let height = thousandths(to - from);
            let (start, end) = scale.extent_of(*bin);
            let (x, width) = across(start, end);
            markup.raw("M").integer(x).raw(" ").integer(-thousandths(*to)).raw("h").integer(width);
            markup.raw("v").integer(height).raw("h").integer(-width).raw("z");
        }
        markup.raw("\"/>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(stance: Option<Stance>, count: u64) -> Cell {
        Cell { bin: 0, stance, count }
    }

    #[test]
    fn a_column_has_support_above_opposition_below_and_the_rest_across() {
        let cells = [
            cell(Some(Stance::Support), 3),
            cell(Some(Stance::StronglySupport), 1),
            cell(Some(Stance::Mixed), 2),
            cell(Some(Stance::None), 2),
            cell(Some(Stance::StronglyOppose), 5),
        ];
        assert_eq!(
            pieces(&cells).collect::<Vec<_>>(),
            [
                (Some(Stance::Mixed), -2.0, 0.0),
                (Some(Stance::None), 0.0, 2.0),
                (Some(Stance::Support), 2.0, 5.0),
                (Some(Stance::StronglySupport), 5.0, 6.0),
                (Some(Stance::StronglyOppose), -7.0, -2.0),
            ]
        );
        assert_eq!(pieces(&[cell(None, 4)]).collect::<Vec<_>>(), [(None, 0.0, 4.0)]);
    }

    #[test]
    fn all_lanes_have_the_measure_of_the_longest_column() {
        let lane =
            |key: &str, cells: Vec<Cell>| Lane { key: key.parse().expect("a slug"), total: 1, cells, dots: Vec::new() };
        let lanes = [
            lane("a", vec![cell(Some(Stance::Support), 4), cell(Some(Stance::Mixed), 4)]),
            lane("b", vec![cell(Some(Stance::Oppose), 10)]),
        ];
        let day = |text: &str| text.parse().expect("a day");
        let scale = TimeScale::covering(day("2026-01-01"), day("2026-01-10"), 10);
        let drawn = |lane| {
            let mut markup = Markup::default();
            paths(&mut markup, lane, &scale, longest(&lanes));
            markup.finish()
        };
        assert!(drawn(&lanes[0]).contains("M60 -600h880v400h-880z"), "{}", drawn(&lanes[0]));
        assert!(drawn(&lanes[1]).contains("M60 0h880v1000h-880z"), "{}", drawn(&lanes[1]));
    }
}
