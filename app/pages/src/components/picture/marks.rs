//! The marks of a lane: statements of one stance, at the day of the one in their middle. Those that would touch are one mark
//! with a number, which never reaches across a day that matters, and marks of several stances that would touch stand in a
//! pile, for to the side would be another day.

use std::cmp::Ordering;

use chrono::NaiveDate;
use domain::{DatePrecision, Dot, Lane, PossibleDays, Stance, TimeScale};

/// How wide a sign is, in CSS pixels.
pub(super) const SIGN: f64 = 15.0;

/// How much is left free between two marks.
const GAP: f64 = 2.0;

/// How far a mark stands from the line or from the next one in its pile.
pub(super) const STEP: f64 = 18.0;

/// How wide a digit of a number is.
const DIGIT: f64 = 7.5;

/// Statements that stand together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    /// The stance, where stances are told apart.
    pub(super) stance: Option<Stance>,
    /// The days of its statements, in order.
    pub(super) days: Vec<PossibleDays>,
    /// Where it stands, from 0 to 1.
    pub(super) place: f64,
    /// How many steps above the line.
    pub(super) step: i32,
}

impl Mark {
    /// The day it stands at: that of the statement in its middle.
    pub(super) fn day(&self) -> NaiveDate {
        self.days[(self.days.len() - 1) / 2].latest
    }

    /// Its first and last day.
    pub(super) fn ends(&self) -> (NaiveDate, NaiveDate) {
        (self.days[0].latest, self.days[self.days.len() - 1].latest)
    }

    /// Whether all its days are known.
    pub(super) fn is_exact(&self) -> bool {
        self.days.iter().all(|days| days.precision == DatePrecision::Day)
    }

    /// The first day on which any of its statements may have been made; `None` where one has no earlier limit.
    pub(super) fn earliest(&self) -> Option<NaiveDate> {
        self.days.iter().map(|days| days.earliest()).try_fold(NaiveDate::MAX, |first, day| Some(first.min(day?)))
    }

    /// How far it reaches to the left and to the right of its place, in pixels: a number stands to the right of a sign, and
    /// within a dot, which grows with it.
    fn reach(&self) -> (f64, f64) {
        let half = self.radius();
        match (self.stance, self.days.len()) {
            (Some(_), 2..) => (half, half + 3.0 + DIGIT * digits(self.days.len())),
            _ => (half, half),
        }
    }

    /// Half of its width, without a number beside it.
    pub(super) fn radius(&self) -> f64 {
        match (self.stance, self.days.len()) {
            (Some(_), _) | (None, 1) => SIGN / 2.0,
            (None, count) => 5.5 + DIGIT / 2.0 * digits(count),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number of digits")]
fn digits(count: usize) -> f64 {
    count.to_string().len() as f64
}

/// Above the line (1), on it (0) or below it (-1).
pub(super) const fn side(stance: Option<Stance>) -> i32 {
    let Some(stance) = stance else { return 0 };
    match stance.score() {
        Some(score) if score > 0 => 1,
        Some(score) if score < 0 => -1,
        _ => 0,
    }
}

/// Who takes a place first: what stands on the line, then the milder stances, which stay nearer to it.
const IN_TURN: [Stance; 8] = [
    Stance::Mixed,
    Stance::NoPosition,
    Stance::Conditional,
    Stance::None,
    Stance::Support,
    Stance::Oppose,
    Stance::StronglySupport,
    Stance::StronglyOppose,
];

/// The marks of a lane in a plot of so many pixels. No mark holds statements from both sides of one of the `moments`, which
/// are in order, or from the day of one and another day.
pub(super) fn marks(lane: &Lane, scale: &TimeScale, moments: &[NaiveDate], width: f64) -> Vec<Mark> {
    let place = |day: NaiveDate| scale.position_of(day).unwrap_or_default();
    let span = |day: NaiveDate| {
        (moments.partition_point(|moment| *moment < day), moments.partition_point(|moment| *moment <= day))
    };
    let stances = IN_TURN.iter().copied().map(Some).chain([None]);
    let mut marks = Vec::new();
    for stance in stances {
        let mut of_stance: Vec<Mark> = Vec::new();
        for dot in lane.dots.iter().filter(|dot| dot.stance == stance) {
            of_stance.push(single(dot, place(dot.days.latest)));
            while let [.., earlier, later] = of_stance.as_slice() {
                // Those of one day are never parted: the list behind a mark has all of its days.
                let (before, after) = (earlier.ends().1, later.ends().0);
                if span(before) != span(after) || (before != after && !touch(earlier, later, width)) {
                    break;
                }
                if let Some(later) = of_stance.pop()
                    && let Some(earlier) = of_stance.last_mut()
                {
                    earlier.days.extend(later.days);
                    earlier.place = place(earlier.day());
                }
            }
        }
        marks.extend(of_stance);
    }
    pile(&mut marks, width);
    marks.sort_by(|a, b| a.place.partial_cmp(&b.place).unwrap_or(Ordering::Equal));
    marks
}

fn single(dot: &Dot, place: f64) -> Mark {
    Mark { stance: dot.stance, days: vec![dot.days], place, step: 0 }
}

/// Whether two marks at one height would touch.
fn touch(one: &Mark, other: &Mark, width: f64) -> bool {
    let (left, right) = if one.place <= other.place { (one, other) } else { (other, one) };
    (right.place - left.place) * width < left.reach().1 + right.reach().0 + GAP
}

/// Gives each mark the step nearest to the line, on its side of it, on which it touches no other.
fn pile(marks: &mut [Mark], width: f64) {
    let most = i32::try_from(2 * marks.len()).unwrap_or(i32::MAX);
    for at in 0..marks.len() {
        let (placed, rest) = marks.split_at_mut(at);
        let mark = &mut rest[0];
        let is_free = |step: &i32| placed.iter().all(|other| other.step != *step || !touch(other, mark, width));
        let step = match side(mark.stance) {
            0 => (0..=most).map(|n: i32| if n % 2 == 0 { n / 2 } else { -(n + 1) / 2 }).find(is_free),
            side => (1..=most).map(|n| n * side).find(is_free),
        };
        mark.step = step.unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn dot(latest: NaiveDate, stance: Option<Stance>) -> Dot {
        Dot { days: PossibleDays { latest, precision: DatePrecision::Day }, stance }
    }

    fn lane(mut dots: Vec<Dot>) -> Lane {
        dots.sort_by_key(|dot| (dot.days.rank(), dot.stance));
        Lane { key: "msf".parse().expect("a slug"), total: dots.len() as u64, cells: Vec::new(), dots }
    }

    /// A hundred days in a thousand pixels.
    fn hundred_days() -> TimeScale {
        TimeScale::covering(day("2026-01-01"), day("2026-04-10"), 100)
    }

    fn on(days: &[&str], stance: Option<Stance>) -> Vec<Dot> {
        days.iter().map(|text| dot(day(text), stance)).collect()
    }

    #[test]
    fn stances_stand_on_their_side_of_the_line() {
        let sides: Vec<i32> = Stance::ALL.iter().map(|stance| side(Some(*stance))).collect();
        assert_eq!(sides, [1, 1, 0, -1, -1, 0, 0, 0]);
        assert_eq!(side(None), 0);
    }

    #[test]
    fn what_would_touch_is_one_mark_at_the_day_in_the_middle() {
        let dots = on(&["2026-01-01", "2026-01-02", "2026-01-03", "2026-02-01"], Some(Stance::Support));
        let marks = marks(&lane(dots), &hundred_days(), &[], 1_000.0);
        let found: Vec<(usize, NaiveDate)> = marks.iter().map(|mark| (mark.days.len(), mark.day())).collect();
        assert_eq!(found, [(3, day("2026-01-02")), (1, day("2026-02-01"))]);
    }

    #[test]
    fn no_mark_reaches_across_a_moment() {
        let dots = on(&["2026-01-09", "2026-01-10", "2026-01-11"], None);
        let moments = [day("2026-01-10")];
        assert_eq!(marks(&lane(dots.clone()), &hundred_days(), &[], 100.0).len(), 1);
        let days: Vec<_> = marks(&lane(dots), &hundred_days(), &moments, 100.0).iter().map(Mark::ends).collect();
        let alone = |text: &str| (day(text), day(text));
        assert_eq!(days, [alone("2026-01-09"), alone("2026-01-10"), alone("2026-01-11")]);
    }

    #[test]
    fn stances_at_one_place_are_piled_on_their_side() {
        let stances = [Stance::StronglySupport, Stance::Oppose, Stance::None, Stance::Support, Stance::Mixed];
        let dots = stances.into_iter().flat_map(|stance| on(&["2026-02-01"], Some(stance))).collect();
        let mut found: Vec<(Option<Stance>, i32)> = marks(&lane(dots), &hundred_days(), &[], 1_000.0)
            .into_iter()
            .map(|mark| (mark.stance, mark.step))
            .collect();
        found.sort_by_key(|(_, step)| *step);
        let expected = [
            (Stance::Oppose, -2),
            (Stance::None, -1),
            (Stance::Mixed, 0),
            (Stance::Support, 1),
            (Stance::StronglySupport, 2),
        ];
        assert_eq!(found, expected.map(|(stance, step)| (Some(stance), step)));
    }

    #[test]
    fn a_mark_is_as_exact_as_the_least_exact_of_its_statements() {
        let of = |precision| PossibleDays { latest: day("2026-03-09"), precision };
        let mark = |days| Mark { stance: None, days, place: 0.0, step: 0 };
        let exact = mark(vec![of(DatePrecision::Day)]);
        assert!(exact.is_exact() && exact.earliest() == Some(day("2026-03-09")));
        let month = mark(vec![of(DatePrecision::Month), of(DatePrecision::Day)]);
        assert!(!month.is_exact() && month.earliest() == Some(day("2026-03-01")));
        let open = mark(vec![of(DatePrecision::Month), of(DatePrecision::OnOrBefore)]);
        assert!(!open.is_exact() && open.earliest().is_none());
    }

    fn any_dots() -> impl Strategy<Value = Vec<Dot>> {
        let stance = proptest::option::of(proptest::sample::select(Stance::ALL));
        let dot = (0u64..100, stance).prop_map(|(at, stance)| dot(day("2026-01-01") + chrono::Days::new(at), stance));
        proptest::collection::vec(dot, 0..60)
    }

    proptest! {
        #[test]
        fn every_statement_is_in_one_mark_and_no_two_marks_touch(
            dots in any_dots(),
            moments in proptest::collection::btree_set(0u64..100, 0..4),
            width in 200.0f64..1_200.0,
        ) {
            let moments: Vec<NaiveDate> =
                moments.into_iter().map(|at| day("2026-01-01") + chrono::Days::new(at)).collect();
            let lane = lane(dots.clone());
            let marks = marks(&lane, &hundred_days(), &moments, width);
            prop_assert_eq!(marks.iter().map(|mark| mark.days.len()).sum::<usize>(), dots.len());
            for (at, mark) in marks.iter().enumerate() {
                let (first, last) = mark.ends();
                prop_assert!(first <= mark.day() && mark.day() <= last);
                for moment in &moments {
                    prop_assert!(last < *moment || *moment < first || (first == *moment && last == *moment));
                }
                // The list behind it has its own statements and no others.
                let behind = dots.iter().filter(|dot| {
                    dot.stance == mark.stance && (first..=last).contains(&dot.days.latest)
                });
                prop_assert_eq!(behind.count(), mark.days.len());
                prop_assert!(marks[at + 1..].iter().all(|other| other.step != mark.step || !touch(mark, other, width)));
                prop_assert!(mark.step.signum() == side(mark.stance) || side(mark.stance) == 0);
            }
        }
    }
}
