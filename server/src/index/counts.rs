//! How many statements have each value of each facet, counted over the rows that pass every part of the filter but
//! the facet's own.

use app::domain::{Country, Facet, FacetCounts, StakeholderKind, Stance};

use super::{
    bits::{BATCH, Bits},
    columns::{CODED, CODES, STANCES, ordinal, position_code, topic_and_stance},
    generation::Generation,
    plan::Plan,
    segment::Segment,
    selection::{Part, Selection},
};

/// Going through so many rows one by one costs as much as one word of a set that is gone through as bits.
const WORDS_A_ROW: usize = 2;

/// Counts by the number of the value.
pub(super) type Counts = Vec<u64>;

/// What is counted over all segments.
pub(super) struct Counted {
    pub(super) facets: FacetCounts,
    /// How many stakeholders made the statements that pass.
    pub(super) stakeholders: u64,
}

/// The counts of all facets over all segments.
pub(super) fn count(generation: &Generation, selections: &[Selection], plan: &Plan) -> Counted {
    let mut by_stakeholder = vec![0; generation.dictionary.stakeholders.slugs().len()];
    let mut by_topic = vec![0; generation.dictionary.topics.slugs().len()];
    let mut by_stance = vec![0; STANCES];
    let mut coded: [Counts; CODED.len()] = std::array::from_fn(|facet| vec![0; CODES[facet].len()]);
    for (segment, selection) in generation.segments().zip(selections) {
        count_stakeholders(segment, &selection.without(Part::Actor), &mut by_stakeholder);
        let any_position = selection.without(Part::Position);
        count_topics(segment, &any_position, plan.stance_mask(), &mut by_topic);
        count_stances(segment, &any_position, plan.topics.as_deref(), &mut by_stance);
        for (facet, counts) in coded.iter_mut().enumerate() {
            count_sets(segment, &selection.without(Part::Coded(facet)), facet, counts);
        }
    }
    let actors = ActorCounts::of(generation, plan, &by_stakeholder);
    let topics = generation.dictionary.topics.in_order();
    let topics = topics.map(|(slug, number)| (slug.as_str(), by_topic[number as usize]));
    let open = [
        (Facet::Stakeholder, actors.stakeholders),
        (Facet::Kind, named(StakeholderKind::CODES.iter().copied().zip(actors.kinds))),
        (Facet::Country, named(Country::CODES.iter().copied().zip(actors.countries))),
        (Facet::Topic, named(topics)),
        (Facet::Stance, named(Stance::CODES.iter().copied().zip(by_stance))),
    ];
    let coded = CODED.into_iter().zip(CODES).zip(coded);
    let coded = coded.map(|((facet, codes), counts)| (facet, named(codes.iter().copied().zip(counts))));
    Counted { facets: FacetCounts::new(open.into_iter().chain(coded)), stakeholders: actors.passing }
}

/// Counts with the codes of their values, without those that nothing has.
fn named<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Vec<(String, u64)> {
    counts.filter(|(_, count)| *count > 0).map(|(code, count)| (code.to_owned(), count)).collect()
}

/// The counts of stakeholder, kind and country.
struct ActorCounts {
    stakeholders: Vec<(String, u64)>,
    kinds: Counts,
    countries: Counts,
    /// How many stakeholders pass their own filter too.
    passing: u64,
}

impl ActorCounts {
    /// From the counts of the stakeholders over all that pass everything else.
    fn of(generation: &Generation, plan: &Plan, counts: &Counts) -> Self {
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
                sums.stakeholders.push((slug.to_string(), count));
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
        set.each(|row| counts[column[row] as usize] += 1);
    }
}

/// Adds up by topic, over positions with the stances of a mask.
pub(super) fn count_topics(segment: &Segment, set: &Bits, stances: u8, counts: &mut Counts) {
    let taken = |row: usize| {
        let positions = segment.columns.positions_of(row).iter().map(|code| topic_and_stance(*code));
        positions.filter(move |(_, stance)| stances >> stance & 1 == 1).map(|(topic, _)| topic)
    };
    if is_most(segment, set) {
        for (topic, count) in (0..).zip(counts.iter_mut()) {
            let codes = (0..STANCES).filter(|stance| stances >> stance & 1 == 1);
            let rows = codes.map(|stance| segment.by_position.get(position_code(topic, stance)).len());
            *count += rows.sum::<usize>() as u64;
        }
        set.each_absent(segment.rows(), |row| taken(row).for_each(|topic| counts[topic] -= 1));
    } else {
        // The processor waits where it has guessed wrongly how many positions a row has, or whether one counts, until it
        // knows better: so the first is looked up before it is needed, and the second is no question.
        let columns = &segment.columns;
        set.each_batch(|rows| {
            let mut places = [const { 0..0 }; BATCH];
            for (places, row) in places.iter_mut().zip(rows) {
                *places = columns.places_of_positions(*row);
            }
            for code in places.into_iter().take(rows.len()).flat_map(|places| &columns.positions[places]) {
                let (topic, stance) = topic_and_stance(*code);
                counts[topic] += u64::from(stances >> stance & 1);
            }
        });
    }
}

/// Adds up by stance what passes with any stance: a row counts once for each stance that it takes on a topic that is
/// asked for.
fn count_stances(segment: &Segment, set: &Bits, topics: Option<&[u32]>, counts: &mut Counts) {
    for (stance, count) in counts.iter_mut().enumerate() {
        let rows = |topic: &u32| segment.by_position.get(position_code(*topic, stance)).iter().map(|row| *row as usize);
        *count += match topics {
            None => set.count_common(&segment.stances[stance]),
            Some([topic]) => rows(topic).filter(|row| set.contains(*row)).count() as u64,
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
