//! How many statements have each value of each facet, counted over the rows that pass every part of the filter but
//! the facet's own.

use domain::{Country, Facet, FacetCounts, StakeholderKind, Stance};

use super::{
    bits::{BATCH, Bits},
    columns::{CODED, CODES, STANCES, ordinal, position_code},
    generation::Generation,
    plan::Plan,
    segment::Segment,
    selection::{Part, Selection},
};

/// Threshold: a row that is looked at by itself costs as much as so many words of a set that is gone through as bits.
const WORDS_A_ROW: usize = 2;

/// Copied without a branch: so many positions of a row, whatever number it has.
const COPIED: usize = 4;

/// Counts by the number of the value.
pub(super) type Counts = Vec<u64>;

/// What is counted over all segments.
pub(super) struct Counted {
    pub(super) facets: FacetCounts,
    /// How many stakeholders made the statements that pass.
    pub(super) stakeholders: u64,
}

/// The counts of some facets over all segments; how many stakeholders there are where they are counted.
pub(super) fn count(generation: &Generation, selections: &[Selection], plan: &Plan, wanted: &[Facet]) -> Counted {
    let wants = |facets: &[Facet]| facets.iter().any(|facet| wanted.contains(facet));
    let wants_actors = wants(&[Facet::Stakeholder, Facet::Kind, Facet::Country]);
    let wants_positions = wants(&[Facet::Topic, Facet::Stance]);
    let mut by_stakeholder = vec![0; generation.dictionary.stakeholders.slugs().len()];
    let mut by_position = vec![0; generation.dictionary.topics.slugs().len() * STANCES];
    let mut by_stance = vec![0; STANCES];
    let mut coded: [Counts; CODED.len()] = std::array::from_fn(|facet| vec![0; CODES[facet].len()]);
    let one_topic = plan.topics.as_deref().and_then(|topics| if let [topic] = topics { Some(*topic) } else { None });
    for (segment, selection) in generation.segments().zip(selections) {
        if wants_actors {
            count_stakeholders(segment, &selection.without(Part::Actor), &mut by_stakeholder);
        }
        if wants_positions {
            let any_position = selection.without(Part::Position);
            count_positions(segment, &any_position, &mut by_position);
            if one_topic.is_none() && wants(&[Facet::Stance]) {
                count_stances(segment, &any_position, plan.topics.as_deref(), &mut by_stance);
            }
        }
        for (facet, counts) in coded.iter_mut().enumerate().filter(|(facet, _)| wants(&CODED[*facet..=*facet])) {
            count_sets(segment, &selection.without(Part::Coded(facet)), facet, counts);
        }
    }
    let actors = ActorCounts::of(generation, plan, &by_stakeholder);
    let by_topic = of_topics(&by_position, plan.stance_mask());
    let topics = generation.dictionary.topics.in_order();
    let topics = topics.map(|(slug, number)| (slug.as_str(), by_topic[number as usize]));
    if let Some(topic) = one_topic {
        // The counts by position have them already.
        by_stance.copy_from_slice(&by_position[position_code(topic, 0) as usize..][..STANCES]);
    }
    let open = [
        (Facet::Stakeholder, actors.stakeholders),
        (Facet::Kind, named(StakeholderKind::CODES.iter().copied().zip(actors.kinds))),
        (Facet::Country, named(Country::CODES.iter().copied().zip(actors.countries))),
        (Facet::Topic, named(topics)),
        (Facet::Stance, named(Stance::CODES.iter().copied().zip(by_stance))),
    ];
    let coded = CODED.into_iter().zip(CODES).zip(coded);
    let coded = coded.map(|((facet, codes), counts)| (facet, named(codes.iter().copied().zip(counts))));
    let counts = open.into_iter().chain(coded).filter(|(facet, _)| wanted.contains(facet));
    Counted { facets: FacetCounts::new(counts), stakeholders: actors.passing }
}

/// Counts with the codes of their values, without those that nothing has.
fn named<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Vec<(&'a str, u64)> {
    counts.filter(|(_, count)| *count > 0).collect()
}

/// The counts of stakeholder, kind and country.
struct ActorCounts<'a> {
    stakeholders: Vec<(&'a str, u64)>,
    kinds: Counts,
    countries: Counts,
    /// How many stakeholders pass their own filter too.
    passing: u64,
}

impl<'a> ActorCounts<'a> {
    /// From the counts of the stakeholders over all that pass everything else.
    fn of(generation: &'a Generation, plan: &Plan, counts: &Counts) -> Self {
        let mut sums = Self {
            stakeholders: Vec::new(),
            kinds: vec![0; StakeholderKind::ALL.len()],
            countries: vec![0; Country::ALL.len()],
            passing: 0,
        };
        for (slug, number) in generation.dictionary.stakeholders.in_order() {
            let passes_but = |facet| plan.actors.passes_but(facet, number, &generation.stakeholders);
            let count = counts[number as usize];
            let Some(known) = generation.stakeholders.get(number as usize).filter(|_| count > 0) else { continue };
            sums.passing += u64::from(passes_but(None));
            if passes_but(Some(Facet::Stakeholder)) {
                sums.stakeholders.push((slug.as_str(), count));
            }
            if passes_but(Some(Facet::Kind)) {
                sums.kinds[ordinal(&known.kind, StakeholderKind::ALL)] += count;
            }
            if passes_but(Some(Facet::Country)) {
                sums.countries[ordinal(&known.country, Country::ALL)] += count;
            }
        }
        sums
    }
}

/// Adds up by stakeholder. Where more rows are in the set than not, the others are taken off the whole.
pub(super) fn count_stakeholders(segment: &Segment, set: &Bits, counts: &mut Counts) {
    let column = &segment.columns.stakeholders;
    if is_most(segment, set) {
        for (number, count) in (0..).zip(counts.iter_mut()) {
            *count += segment.by_stakeholder.get(number).len() as u64;
        }
        set.each_absent(segment.rows(), |row| counts[column[row] as usize] -= 1);
    } else {
        set.each_batch(|rows| rows.iter().for_each(|row| counts[column[*row as usize] as usize] += 1));
    }
}

/// Adds up by topic and stance, as [`position_code`] numbers them. Where more rows are in the set than not, the others
/// are taken off the whole.
pub(super) fn count_positions(segment: &Segment, set: &Bits, counts: &mut Counts) {
    let columns = &segment.columns;
    if is_most(segment, set) {
        for (code, count) in (0..).zip(counts.iter_mut()) {
            *count += segment.by_position.get(code).len() as u64;
        }
        set.each_absent(segment.rows(), |row| {
            columns.positions_of(row).iter().for_each(|code| counts[*code as usize] -= 1);
        });
        return;
    }
    // Nobody can guess how many positions a row has, so some are copied from every row, and those that are not its own
    // are written over by the next.
    let mut codes = [0; BATCH * COPIED];
    set.each_batch(|rows| {
        let mut copied = 0;
        for row in rows {
            let places = columns.places_of_positions(*row as usize);
            match columns.positions.get(places.start..places.start + COPIED) {
                Some(some) if places.len() <= COPIED => {
                    codes[copied..copied + COPIED].copy_from_slice(some);
                    copied += places.len();
                }
                _ => columns.positions[places].iter().for_each(|code| counts[*code as usize] += 1),
            }
        }
        codes[..copied].iter().for_each(|code| counts[*code as usize] += 1);
    });
}

/// The counts by topic, over positions with the stances of a mask.
pub(super) fn of_topics(by_position: &[u64], stances: u8) -> Counts {
    let asked = |of_topic: &[u64]| {
        let with_stances = of_topic.iter().enumerate();
        with_stances.filter(|(stance, _)| stances >> stance & 1 == 1).map(|(_, count)| count).sum()
    };
    by_position.chunks(STANCES).map(asked).collect()
}

/// Adds up by stance what passes with any stance: a row counts once for each stance that it takes on a topic that is
/// asked for.
fn count_stances(segment: &Segment, set: &Bits, topics: Option<&[u32]>, counts: &mut Counts) {
    for (stance, count) in counts.iter_mut().enumerate() {
        let rows = |topic: &u32| segment.by_position.get(position_code(*topic, stance)).iter().map(|row| *row as usize);
        *count += match topics {
            None => set.count_common(&segment.stances[stance]),
            Some(topics) => Bits::of(topics.iter().flat_map(rows), &(0..segment.rows())).count_common(set),
        };
    }
}

/// Adds up by the values of a facet of [`CODED`]. Where more rows are in the set than not, the others are taken off
/// the whole.
fn count_sets(segment: &Segment, set: &Bits, facet: usize, counts: &mut Counts) {
    let column = &segment.columns.codes[facet];
    let rows = usize::try_from(set.count()).unwrap_or(usize::MAX);
    let words = set.width() * counts.len();
    if rows * WORDS_A_ROW < words {
        set.each(|row| counts[usize::from(column[row])] += 1);
    } else if (segment.rows() - rows) * WORDS_A_ROW < words {
        for (count, of_value) in counts.iter_mut().zip(&segment.totals[facet]) {
            *count += of_value;
        }
        set.each_absent(segment.rows(), |row| counts[usize::from(column[row])] -= 1);
    } else {
        for (count, with_value) in counts.iter_mut().zip(&segment.coded[facet]) {
            *count += set.count_common(with_value);
        }
    }
}

fn is_most(segment: &Segment, set: &Bits) -> bool {
    set.count() * 2 > segment.rows() as u64
}
