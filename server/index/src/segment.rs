//! Statements in the order of their days, with everything that makes counting them fast. A segment never changes.

use domain::Stance;

use super::{
    bits::Bits,
    columns::{CODED, CODES, Columns, STANCES, ordinal, topic_and_stance},
    day_starts::DayStarts,
    dictionary::Dictionary,
    lists::Lists,
    texts::Texts,
};

/// A segment. All but columns and texts is made from the columns.
pub(super) struct Segment {
    pub(super) columns: Columns,
    pub(super) texts: Texts,
    /// Where the rows of each day begin.
    pub(super) days: DayStarts,
    /// The rows in the order of the statements' numbers.
    by_id: Vec<u32>,
    /// The rows of each stakeholder.
    pub(super) by_stakeholder: Lists,
    /// The stances of each row in `by_stakeholder`, in its order.
    masks_by_stakeholder: Vec<u8>,
    /// The rows with each topic and stance.
    pub(super) by_position: Lists,
    /// For each facet of [`CODED`], the rows that have each value.
    pub(super) coded: [Vec<Bits>; CODED.len()],
    /// How many those are.
    pub(super) totals: [Vec<u64>; CODED.len()],
    /// The rows with each stance, on whatever topic; those without any position are with [`Stance::None`].
    pub(super) stances: Vec<Bits>,
    /// The stances of each row, one bit a stance.
    pub(super) stance_masks: Vec<u8>,
    /// The words of all rows together.
    pub(super) words: u64,
}

/// A built set of statements, with the names that its columns hold as numbers.
pub(super) struct Built {
    pub(super) dictionary: Dictionary,
    pub(super) segment: Segment,
}

impl Default for Built {
    fn default() -> Self {
        let segment = Segment::new(Columns::default(), Texts::Kept(Vec::new()));
        Self { dictionary: Dictionary::default(), segment }
    }
}

impl Segment {
    /// Takes columns that are sorted, and texts that know their rows.
    pub(super) fn new(columns: Columns, texts: Texts) -> Self {
        let rows = columns.len();
        let mut by_id: Vec<u32> = (0..rows as u32).collect();
        by_id.sort_unstable_by_key(|row| columns.ids[*row as usize]);
        let by_stakeholder = Lists::new(|| columns.stakeholders.iter().copied().zip(0..));
        let positions = || (0..rows).flat_map(|row| columns.positions_of(row).iter().map(move |code| (*code, row)));
        let by_position = Lists::new(positions);
        let coded: [Vec<Bits>; CODED.len()] = std::array::from_fn(|facet| {
            let values = 0..CODES[facet].len();
            let column = &columns.codes[facet];
            let rows_with = |value| Bits::of((0..rows).filter(|row| usize::from(column[*row]) == value), &(0..rows));
            values.map(rows_with).collect()
        });
        let totals = std::array::from_fn(|facet| coded[facet].iter().map(Bits::count).collect());
        let stance_masks: Vec<u8> = (0..rows).map(|row| stance_mask(columns.positions_of(row))).collect();
        let rows_with =
            |stance: usize| Bits::of((0..rows).filter(|row| stance_masks[*row] >> stance & 1 == 1), &(0..rows));
        let stances = (0..STANCES).map(rows_with).collect();
        let masks_by_stakeholder = by_stakeholder.rows().iter().map(|row| stance_masks[*row as usize]).collect();
        let words = columns.lengths.iter().copied().map(u64::from).sum();
        Self {
            days: DayStarts::new(&columns.days),
            columns,
            texts,
            by_id,
            by_stakeholder,
            masks_by_stakeholder,
            by_position,
            coded,
            totals,
            stances,
            stance_masks,
            words,
        }
    }

    /// The rows of a stakeholder, with the stances of each as bits.
    pub(super) fn statements_of(&self, stakeholder: u32) -> (&[u32], &[u8]) {
        let place = self.by_stakeholder.place(stakeholder);
        (&self.by_stakeholder.rows()[place.clone()], &self.masks_by_stakeholder[place])
    }

    pub(super) fn rows(&self) -> usize {
        self.columns.len()
    }

    /// The row of a statement.
    pub(super) fn row_of(&self, id: i64) -> Option<usize> {
        let ids = &self.columns.ids;
        let place = self.by_id.binary_search_by_key(&id, |row| ids[*row as usize]).ok()?;
        Some(self.by_id[place] as usize)
    }
}

/// The stances of positions as bits; without any position it is [`Stance::None`].
fn stance_mask(positions: &[u32]) -> u8 {
    if positions.is_empty() {
        return 1 << ordinal(&Stance::None, Stance::ALL);
    }
    positions.iter().fold(0, |mask, code| mask | 1 << topic_and_stance(*code).1)
}
