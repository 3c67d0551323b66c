//! Where the marks of a drawing are, and how to go from one to the next. Places are parts of the width and height of the
//! drawing, from 0 to 1.

use std::cmp::Ordering;

/// A mark is pointed at from so far away, whatever bin that is in: some bins are but a day.
const NEAR: f64 = 0.012;

/// A mark that can be read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    pub(super) lane: usize,
    pub(super) x: f64,
    pub(super) y: f64,
    /// What it says.
    pub(super) reading: String,
    /// The address of its statements.
    pub(super) address: String,
}

/// A stretch of time that a drawing is cut into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The address of its statements, with the first and the last day as `from=2026-01-01&to=2026-01-31`.
    pub(super) address: String,
    /// From when it is, in words.
    pub(super) from: String,
    /// To when; may be the same.
    pub(super) to: String,
}

/// A drawing as it is on the screen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawn {
    /// Where the first bin begins.
    pub(super) start: f64,
    /// How wide all bins are together.
    pub(super) width: f64,
    /// Where each bin begins, from 0 to 1 of that width.
    pub(super) starts: Vec<f64>,
    /// What each bin is.
    pub(super) stretches: Vec<Stretch>,
    /// The line of each lane.
    pub(super) lanes: Vec<f64>,
    pub(super) marks: Vec<Mark>,
}

/// Where to go from a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Before,
    After,
    LaneAbove,
    LaneBelow,
    First,
    Last,
}

impl Drawn {
    /// The bin at a place; the nearest outside of all.
    pub(super) fn bin_at(&self, x: f64) -> usize {
        let part = (x - self.start) / self.width;
        self.starts.partition_point(|start| *start <= part).saturating_sub(1)
    }

    /// Where the bins from one to another begin and how wide they are.
    pub(super) fn extent(&self, (from, to): (usize, usize)) -> (f64, f64) {
        let edge = |bin: usize| self.starts.get(bin).copied().unwrap_or(1.0);
        (self.start + edge(from) * self.width, (edge(to + 1) - edge(from)) * self.width)
    }

    /// The first and the last of the bins between two.
    pub(super) fn ends(&self, (one, other): (usize, usize)) -> Option<(&Stretch, &Stretch)> {
        Some((self.stretches.get(one.min(other))?, self.stretches.get(one.max(other))?))
    }

    /// The address of the statements in the bins between two: that of the first, up to the last day of the last.
    pub(super) fn address_of(&self, bins: (usize, usize)) -> Option<String> {
        let is_last_day = |pair: &&str| pair.starts_with("to=");
        let (first, last) = self.ends(bins)?;
        let last_day = last.address.split('&').find(is_last_day)?;
        let pairs = first.address.split('&').map(|pair| if is_last_day(&pair) { last_day } else { pair });
        Some(pairs.collect::<Vec<_>>().join("&"))
    }

    /// Whether a place is among the bins.
    pub(super) fn has(&self, x: f64) -> bool {
        x >= self.start && x <= self.start + self.width
    }

    /// The lane whose line is nearest.
    pub(super) fn lane_at(&self, y: f64) -> Option<usize> {
        nearest(self.lanes.iter().map(|line| (line - y).abs()))
    }

    /// The mark that is pointed at.
    pub(super) fn mark_at(&self, x: f64, y: f64) -> Option<usize> {
        let lane = self.lane_at(y)?;
        let bin = self.bin_at(x);
        let is_near = |mark: &Mark| self.bin_at(mark.x) == bin || (mark.x - x).abs() < NEAR;
        let there = |mark: &Mark| self.has(x) && mark.lane == lane && is_near(mark);
        let distance = |mark: &Mark| if there(mark) { (mark.x - x).hypot(mark.y - y) } else { f64::INFINITY };
        nearest(self.marks.iter().map(distance)).filter(|at| there(&self.marks[*at]))
    }

    /// The mark a step away; the first of all when there is none yet, the same where there is no other.
    pub(super) fn stepped(&self, from: Option<usize>, step: Step) -> Option<usize> {
        let Some(from) = from.filter(|from| *from < self.marks.len()) else {
            return (!self.marks.is_empty()).then_some(0);
        };
        let mark = &self.marks[from];
        let same_lane = |at: &usize| self.marks[*at].lane == mark.lane;
        let to = match step {
            Step::Before => (0..from).rev().find(same_lane),
            Step::After => (from + 1..self.marks.len()).find(same_lane),
            Step::First => (0..self.marks.len()).find(same_lane),
            Step::Last => (0..self.marks.len()).rev().find(same_lane),
            Step::LaneAbove => (0..mark.lane).rev().find_map(|lane| self.nearest_in(lane, mark.x)),
            Step::LaneBelow => (mark.lane + 1..self.lanes.len()).find_map(|lane| self.nearest_in(lane, mark.x)),
        };
        to.or(Some(from))
    }

    fn nearest_in(&self, lane: usize, x: f64) -> Option<usize> {
        let distance = |mark: &Mark| if mark.lane == lane { (mark.x - x).abs() } else { f64::INFINITY };
        nearest(self.marks.iter().map(distance)).filter(|at| self.marks[*at].lane == lane)
    }
}

/// The place of the least of some distances.
fn nearest(distances: impl Iterator<Item = f64>) -> Option<usize> {
    let compare = |a: &(usize, f64), b: &(usize, f64)| a.1.partial_cmp(&b.1).unwrap_or(Ordering::Equal);
    distances.enumerate().min_by(compare).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two lanes over ten bins: three marks in the first, none in the second, two in the third.
    fn drawn() -> Drawn {
        let mark = |lane: usize, x: f64| Mark {
            lane,
            x,
            y: 0.25 + lane_height(lane),
            reading: format!("{lane} {x}"),
            address: String::new(),
        };
        Drawn {
            start: 0.1,
            width: 0.8,
            starts: (0..8).map(|bin| f64::from(bin) / 8.0).collect(),
            stretches: (1..=8).map(stretch).collect(),
            lanes: vec![0.25, 0.45, 0.65],
            marks: vec![mark(0, 0.15), mark(0, 0.35), mark(0, 0.85), mark(2, 0.2), mark(2, 0.75)],
        }
    }

    fn stretch(month: u32) -> Stretch {
        Stretch {
            address: format!("/timeline?topic=ip&from=2026-0{month}-01&to=2026-0{month}-28&sort=oldest#timeline"),
            from: month.to_string(),
            to: month.to_string(),
        }
    }

    fn lane_height(lane: usize) -> f64 {
        [0.0, 0.2, 0.4][lane]
    }

    #[test]
    fn a_place_has_its_bin() {
        let drawn = drawn();
        assert_eq!([0.0, 0.1, 0.19, 0.21, 0.89, 1.0].map(|x| drawn.bin_at(x)), [0, 0, 0, 1, 7, 7]);
        assert!(drawn.has(0.1) && drawn.has(0.9) && !drawn.has(0.05) && !drawn.has(0.95));
        let (start, width) = drawn.extent((2, 3));
        assert!((start - 0.3).abs() < 1e-9 && (width - 0.2).abs() < 1e-9);
    }

    #[test]
    fn several_bins_have_the_address_of_all_their_days() {
        let drawn = drawn();
        let address = "/timeline?topic=ip&from=2026-03-01&to=2026-05-28&sort=oldest#timeline";
        assert_eq!(drawn.address_of((4, 2)).as_deref(), Some(address));
        assert_eq!(drawn.address_of((0, 8)), None, "there is no ninth");
    }

    #[test]
    fn what_is_pointed_at_is_in_the_lane_and_the_bin() {
        let drawn = drawn();
        assert_eq!(drawn.mark_at(0.32, 0.3), Some(1));
        assert_eq!(drawn.mark_at(0.32, 0.6), None, "the third lane has nothing there");
        assert_eq!(drawn.mark_at(0.78, 0.6), Some(4));
        assert_eq!(drawn.mark_at(0.02, 0.25), None, "the name of the lane");
    }

    #[test]
    fn steps_go_along_the_lane_and_to_the_nearest_in_the_next_that_has_any() {
        let drawn = drawn();
        let walk = |from, steps: &[Step]| steps.iter().fold(from, |at, step| drawn.stepped(at, *step));
        assert_eq!(walk(None, &[Step::Last]), Some(0), "begins at the first");
        assert_eq!(walk(Some(0), &[Step::After]), Some(1));
        assert_eq!(walk(Some(0), &[Step::After, Step::After, Step::After]), Some(2), "stays at the end");
        assert_eq!(walk(Some(2), &[Step::First]), Some(0));
        assert_eq!(walk(Some(0), &[Step::Last]), Some(2));
        assert_eq!(walk(Some(2), &[Step::LaneBelow]), Some(4), "past a lane without any");
        assert_eq!(walk(Some(3), &[Step::LaneAbove]), Some(0));
        assert_eq!(walk(Some(4), &[Step::Before, Step::Before]), Some(3));
        assert_eq!(Drawn { marks: Vec::new(), ..drawn.clone() }.stepped(None, Step::After), None);
    }
}
