//! Where the marks of a lane stand: at the day of the statement in their middle, support above the line, opposition below
//! it, everything else on it. Marks that would cover each other stand in a pile, for to the side would be another day.

use domain::{Cell, Lane, Stance};

use super::{Drawing, row};

/// Marks nearer to each other than this touch.
const APART: f64 = 10.0;

/// How far a mark stands from the line or from the next one in its pile.
const STEP: f64 = 11.0;

/// How far from its line a mark can be without its lane being made higher.
pub(super) const ROOM: f64 = 2.0 * STEP;

/// A mark and its place.
pub(super) struct Mark<'a> {
    pub(super) cell: &'a Cell,
    /// Across the drawing.
    pub(super) x: f64,
    /// How far above the line of its lane.
    pub(super) above: f64,
    /// Whether another stands beyond it, so that its number has room beside it only.
    pub(super) is_piled: bool,
}

/// Who takes a place first: what stands on the line, then the milder stances, which stay nearer to it.
const IN_TURN: [Stance; 8] = [
    Stance::Mixed,
    Stance::NoPosition,
    Stance::None,
    Stance::Conditional,
    Stance::Support,
    Stance::Oppose,
    Stance::StronglySupport,
    Stance::StronglyOppose,
];

/// The marks of a lane.
pub(super) fn marks<'a>(drawing: &Drawing<'_>, lane: &'a Lane) -> Vec<Mark<'a>> {
    let place = |cell: &Cell| drawing.scale.position_of(cell.median?).map(|place| drawing.x(place));
    pile(lane.cells.iter().filter_map(|cell| Some((place(cell)?, cell))).collect())
}

/// Gives each mark the step nearest to the line, on its side of it, on which it touches no other.
fn pile(mut cells: Vec<(f64, &Cell)>) -> Vec<Mark<'_>> {
    let turn = |cell: &Cell| IN_TURN.iter().position(|stance| *stance == cell.stance);
    cells.sort_by(|a, b| turn(a.1).cmp(&turn(b.1)).then(a.0.total_cmp(&b.0)));
    let mut placed: Vec<(f64, i32, &Cell)> = Vec::new();
    let most = i32::try_from(2 * cells.len()).unwrap_or(i32::MAX);
    for (x, cell) in cells {
        let is_free = |step: &i32| placed.iter().all(|(other, taken, _)| taken != step || (other - x).abs() >= APART);
        let step = match row(cell.stance) {
            0 => (0..=most).map(|n: i32| if n % 2 == 0 { n / 2 } else { -(n + 1) / 2 }).find(is_free),
            side => (1..=most).map(|n| n * i32::from(side)).find(is_free),
        };
        placed.push((x, step.unwrap_or_default(), cell));
    }
    let touches = |x: f64, step: i32| {
        let beyond = step + step.signum();
        placed.iter().any(|(other, taken, _)| *taken == beyond && (other - x).abs() < 2.0 * APART)
    };
    placed
        .iter()
        .map(|(x, step, cell)| Mark { cell, x: *x, above: f64::from(*step) * STEP, is_piled: touches(*x, *step) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(cells: &[(f64, Stance)]) -> Vec<(Stance, f64)> {
        let cells: Vec<(f64, Cell)> =
            cells.iter().map(|(x, stance)| (*x, Cell { bin: 0, stance: *stance, count: 1, median: None })).collect();
        let marks = pile(cells.iter().map(|(x, cell)| (*x, cell)).collect());
        marks.iter().map(|mark| (mark.cell.stance, mark.above / STEP)).collect()
    }

    #[test]
    fn marks_that_touch_are_piled_and_stay_on_their_side() {
        let at_one_place =
            [Stance::StronglySupport, Stance::Oppose, Stance::None, Stance::Support, Stance::Mixed].map(|s| (7.0, s));
        assert_eq!(
            steps(&at_one_place),
            [
                (Stance::Mixed, 0.0),
                (Stance::None, -1.0),
                (Stance::Support, 1.0),
                (Stance::Oppose, -2.0),
                (Stance::StronglySupport, 2.0)
            ]
        );
    }

    #[test]
    fn marks_that_do_not_touch_all_stand_beside_the_line() {
        let cells = [0.0, 20.0, 40.0].map(|x| (x, Stance::Support));
        assert!(steps(&cells).iter().all(|(_, step)| (step - 1.0).abs() < 1e-9));
    }
}
