//! Where a stakeholder stands on a topic: a fold over what its published statements say of it.
//!
//! Only stances on the scale count. The newest of them is where it stands; how sure that is follows from how many independent
//! sources there are, how good the evidence is, and whether it has taken both sides.

use chrono::{NaiveDate, TimeDelta};

use super::{EvidenceGrade, PossibleDays, Slug, SourceId, Stance, StatementId};

/// How far apart statements on opposite sides may lie and contradict each other; beyond it, the stakeholder has moved.
const CONTRADICTS_WITHIN: TimeDelta = TimeDelta::days(365);

/// What one statement says of where its stakeholder stands on a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence<'a> {
    /// The statement.
    pub statement: StatementId,
    /// When it was made.
    pub days: PossibleDays,
    /// The stance that is published of it.
    pub stance: Stance,
    /// How good it is.
    pub grade: EvidenceGrade,
    /// The sources in which it appears.
    pub sources: &'a [SourceId],
}

/// Where a stakeholder stands on a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The newest stance.
    pub stance: Stance,
    /// How many statements take one.
    pub statements: u64,
    /// In how many independent sources: statements that appear in one document are of one source.
    pub sources: u64,
    /// The day of the oldest, the latest that it may be.
    pub first: NaiveDate,
    /// The day of the newest.
    pub newest: NaiveDate,
    /// The best grade among them.
    pub best_grade: EvidenceGrade,
    /// Whether some are for and some against within a year.
    pub is_conflicting: bool,
    /// Whether there is one of grade A or B, or two of grade C from independent sources.
    pub is_sufficient: bool,
}

/// Where a stakeholder stands, with what is stood on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedStanding {
    /// The stakeholder.
    pub stakeholder: Slug,
    /// The topic.
    pub topic: Slug,
    /// The standing.
    pub standing: Standing,
}

/// A stance that somebody took on a topic in a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StanceTaken {
    /// Who.
    pub stakeholder: Slug,
    /// In which statement.
    pub statement: StatementId,
    /// When it was made.
    pub days: PossibleDays,
    /// The stance.
    pub stance: Stance,
}

/// That somebody takes another stance than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StanceChange {
    /// The last time that the other stance was taken.
    pub before: StanceTaken,
    /// The first time that the stance was taken that holds since.
    pub after: StanceTaken,
}

impl StanceChange {
    /// The last change of each stakeholder among stances on one topic, which are in the order of stakeholders and, of each, of
    /// lists, the oldest first. What takes no position, or is a mere tag, is no stance to move to or from, and what may have
    /// been said before the other stance shows no change.
    #[must_use]
    pub fn last_of_each(taken: &[StanceTaken]) -> Vec<Self> {
        let is_stance = |stance: Stance| stance.score().is_some() || stance == Stance::Conditional;
        let taken: Vec<&StanceTaken> = taken.iter().filter(|taken| is_stance(taken.stance)).collect();
        let of_each = taken.chunk_by(|one, next| one.stakeholder == next.stakeholder);
        let change = |own: &[&StanceTaken]| {
            let newest = own.last()?.stance;
            let before = own.iter().rposition(|taken| taken.stance != newest)?;
            let is_later = |after: &&&StanceTaken| {
                after.days.earliest().is_some_and(|earliest| own[before].days.latest < earliest)
            };
            let after = own[before + 1..].iter().find(is_later)?;
            Some(Self { before: own[before].clone(), after: (*after).clone() })
        };
        of_each.filter_map(change).collect()
    }
}

/// Which standings are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingRequest {
    /// Only those whose newest statement was made before this day.
    pub newest_before: Option<NaiveDate>,
    /// At most so many: those with the oldest of newest statements.
    pub most: usize,
}

impl Standing {
    /// Folds evidence, in whatever order it comes; `None` where none of it is on the scale.
    #[must_use]
    pub fn of<'a>(evidence: impl IntoIterator<Item = Evidence<'a>>) -> Option<Self> {
        let on_scale: Vec<Evidence<'a>> = evidence.into_iter().filter(|one| one.stance.score().is_some()).collect();
        // As lists are ordered: by day, how certain that is, and number.
        let place = |one: &&Evidence<'_>| (one.days.latest, one.days.precision.certainty(), one.statement);
        let newest = on_scale.iter().max_by_key(place)?;
        let first = on_scale.iter().min_by_key(place)?;
        let documents = documents_of(&on_scale);
        let distinct = |is_counted: &dyn Fn(&Evidence<'_>) -> bool| {
            let counted = on_scale.iter().zip(&documents).filter(|(one, _)| is_counted(one));
            let mut counted: Vec<usize> = counted.map(|(_, document)| *document).collect();
            counted.sort_unstable();
            counted.dedup();
            counted.len() as u64
        };
        let best_grade = on_scale.iter().map(|one| one.grade).min()?;
        Some(Self {
            stance: newest.stance,
            statements: on_scale.len() as u64,
            sources: distinct(&|_| true),
            first: first.days.latest,
            newest: newest.days.latest,
            best_grade,
            is_conflicting: is_conflicting(&on_scale),
            is_sufficient: best_grade <= EvidenceGrade::B || distinct(&|one| one.grade == EvidenceGrade::C) >= 2,
        })
    }
}

/// For each piece of evidence the document it is of, as the place of one that is of the same: what shares a source, directly
/// or through others, is of one.
fn documents_of(evidence: &[Evidence<'_>]) -> Vec<usize> {
    fn root(parents: &mut [usize], mut at: usize) -> usize {
        while parents[at] != at {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        at
    }
    let mut appearances: Vec<(SourceId, usize)> =
        evidence.iter().enumerate().flat_map(|(at, one)| one.sources.iter().map(move |source| (*source, at))).collect();
    appearances.sort_unstable();
    let mut parents: Vec<usize> = (0..evidence.len()).collect();
    for pair in appearances.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        let (one, other) = (root(&mut parents, pair[0].1), root(&mut parents, pair[1].1));
        parents[one] = other;
    }
    (0..evidence.len()).map(|at| root(&mut parents, at)).collect()
}

/// Whether two of them are on opposite sides and close enough in time.
fn is_conflicting(evidence: &[Evidence<'_>]) -> bool {
    let mut sides: Vec<(NaiveDate, bool)> = evidence
        .iter()
        .filter_map(|one| Some((one.days.latest, one.stance.score().filter(|score| *score != 0)? > 0)))
        .collect();
    sides.sort_unstable();
    // The nearest of opposite sides are neighbours in the order of days.
    sides.windows(2).any(|pair| pair[0].1 != pair[1].1 && pair[1].0 - pair[0].0 <= CONTRADICTS_WITHIN)
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::select};

    use super::*;
    use crate::DatePrecision;

    #[derive(Debug, Clone)]
    struct Fact {
        days: PossibleDays,
        stance: Stance,
        grade: EvidenceGrade,
        sources: Vec<SourceId>,
    }

    fn day(day: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day") + chrono::Days::new(day)
    }

    fn fact(latest: u64, stance: Stance, grade: EvidenceGrade, sources: &[i64]) -> Fact {
        let days = PossibleDays { latest: day(latest), precision: DatePrecision::Day };
        Fact { days, stance, grade, sources: sources.iter().copied().map(SourceId).collect() }
    }

    fn any_fact() -> impl Strategy<Value = Fact> {
        (0..1_000_u64, select(Stance::ALL), select(EvidenceGrade::ALL), vec(0..12_i64, 0..4))
            .prop_map(|(latest, stance, grade, sources)| fact(latest, stance, grade, &sources))
    }

    fn standing(facts: &[Fact]) -> Option<Standing> {
        Standing::of((0..).zip(facts).map(|(number, fact)| Evidence {
            statement: StatementId(number),
            days: fact.days,
            stance: fact.stance,
            grade: fact.grade,
            sources: &fact.sources,
        }))
    }

    fn found(facts: &[Fact]) -> Standing {
        standing(facts).expect("a standing")
    }

    #[test]
    fn the_newest_stance_on_the_scale_is_where_one_stands() {
        use EvidenceGrade::A;
        let facts = [
            fact(10, Stance::Oppose, A, &[1]),
            fact(20, Stance::Support, A, &[2]),
            fact(30, Stance::NoPosition, A, &[3]),
        ];
        let standing = found(&facts);
        assert_eq!((standing.stance, standing.statements, standing.sources), (Stance::Support, 2, 2));
        assert_eq!((standing.first, standing.newest), (day(10), day(20)));
        assert_eq!(super::Standing::of([]), None);
    }

    #[test]
    fn what_shares_a_document_is_of_one_source() {
        use EvidenceGrade::C;
        let both = |one: &[i64], other: &[i64], third: &[i64]| {
            found(&[
                fact(1, Stance::Support, C, one),
                fact(2, Stance::Support, C, other),
                fact(3, Stance::Support, C, third),
            ])
        };
        assert_eq!((both(&[1], &[2], &[3]).sources, both(&[1], &[2], &[3]).is_sufficient), (3, true));
        // Two share a third, in which both were printed.
        let chained = both(&[1, 4], &[2, 5], &[4, 5]);
        assert_eq!((chained.sources, chained.is_sufficient), (1, false));
        assert_eq!(both(&[], &[], &[]).sources, 3, "what has no source shares none");
    }

    #[test]
    fn evidence_is_sufficient_by_one_good_piece_or_two_fair_ones() {
        use EvidenceGrade::{A, B, C, D, E};
        let with = |grades: &[EvidenceGrade]| {
            let facts: Vec<Fact> =
                (1..).zip(grades).map(|(at, grade)| fact(1, Stance::Support, *grade, &[at])).collect();
            found(&facts).is_sufficient
        };
        assert!([&[A][..], &[B], &[C, C], &[D, C, C]].iter().all(|grades| with(grades)));
        assert!(![&[C][..], &[D, D, D], &[C, D], &[E]].iter().any(|grades| with(grades)));
    }

    #[test]
    fn both_sides_within_a_year_are_in_conflict_and_later_it_has_moved() {
        let at = |days: u64| {
            let facts =
                [fact(0, Stance::Oppose, EvidenceGrade::A, &[1]), fact(days, Stance::Support, EvidenceGrade::A, &[2])];
            found(&facts).is_conflicting
        };
        assert_eq!([0, 1, 365, 366, 900].map(at), [true, true, true, false, false]);
        let mixed = [fact(0, Stance::Mixed, EvidenceGrade::A, &[1]), fact(1, Stance::Support, EvidenceGrade::A, &[2])];
        assert!(!found(&mixed).is_conflicting);
    }

    #[test]
    fn the_last_change_of_each_is_the_one_that_holds() {
        use Stance::{NoPosition, None as Tag, Oppose, StronglySupport, Support};
        let taken = |who: &str, stances: &[Stance]| {
            let taken = (0..).zip(stances).map(|(at, stance)| StanceTaken {
                stakeholder: who.parse().expect("a slug"),
                statement: StatementId(at),
                days: PossibleDays { latest: day(at.unsigned_abs()), precision: DatePrecision::Day },
                stance: *stance,
            });
            taken.collect::<Vec<_>>()
        };
        let all = [
            taken("a", &[NoPosition, Oppose, Support, Tag, Support]),
            taken("b", &[Support, Tag, Support]),
            taken("c", &[NoPosition, StronglySupport, NoPosition]),
        ];
        // What is only known to be no later may have been said before.
        let mut unsure = taken("d", &[Oppose, Support, Support]);
        unsure[1].days.precision = DatePrecision::OnOrBefore;
        let all = [all.concat(), unsure];
        let changes = StanceChange::last_of_each(&all.concat());
        let said = |change: &StanceChange| {
            (change.after.stakeholder.to_string(), change.before.stance, change.after.stance, change.after.statement.0)
        };
        let expected = [("a".to_owned(), Oppose, Support, 2), ("d".to_owned(), Oppose, Support, 2)];
        assert_eq!(changes.iter().map(said).collect::<Vec<_>>(), expected);
    }

    proptest! {
        #[test]
        fn the_order_of_the_evidence_does_not_count(facts in vec(any_fact(), 0..12), turned in any::<prop::sample::Index>()) {
            let evidence: Vec<Evidence<'_>> = (0..).zip(&facts).map(|(number, fact)| Evidence {
                statement: StatementId(number), days: fact.days, stance: fact.stance, grade: fact.grade,
                sources: &fact.sources,
            }).collect();
            let mut other = evidence.clone();
            other.reverse();
            if !other.is_empty() {
                let middle = turned.index(other.len());
                other.rotate_left(middle);
            }
            prop_assert_eq!(Standing::of(evidence), Standing::of(other));
        }

        #[test]
        fn a_standing_is_what_its_parts_say(facts in vec(any_fact(), 0..12)) {
            let counted: Vec<&Fact> = facts.iter().filter(|fact| fact.stance.score().is_some()).collect();
            let Some(standing) = standing(&facts) else {
                prop_assert!(counted.is_empty());
                return Ok(());
            };
            prop_assert_eq!(standing.statements, counted.len() as u64);
            prop_assert!((1..=standing.statements).contains(&standing.sources));
            prop_assert_eq!(Some(standing.newest), counted.iter().map(|fact| fact.days.latest).max());
            prop_assert_eq!(Some(standing.first), counted.iter().map(|fact| fact.days.latest).min());
            prop_assert_eq!(Some(standing.best_grade), counted.iter().map(|fact| fact.grade).min());
            prop_assert!(counted.iter().any(|fact| fact.stance == standing.stance && fact.days.latest == standing.newest));
            let opposite = |one: &Fact, other: &Fact| {
                let (one_score, other_score) = (one.stance.score().unwrap_or(0), other.stance.score().unwrap_or(0));
                one_score * other_score < 0 && (one.days.latest - other.days.latest).abs() <= TimeDelta::days(365)
            };
            let conflicts = counted.iter().any(|one| counted.iter().any(|other| opposite(one, other)));
            prop_assert_eq!(standing.is_conflicting, conflicts);
        }
    }
}
