//! The bins of a drawing as readers meet them, in words and in addresses: made once for everything that names them.

use chrono::{Datelike, NaiveDate};
use domain::{ListQuery, Locale, TimeScale, TimeUnit};
use words::text;

use super::lists::{ListOfDates, dates};
use crate::markup::Markup;

/// A bin.
pub(super) struct Bin {
    /// The first and the last day that the filter lets through, as they stand in an address.
    dates: Markup,
    /// From when it is, in words.
    pub(super) from: String,
    /// To when; may be the same.
    pub(super) to: String,
    /// Both together.
    pub(super) words: String,
}

impl Bin {
    fn new(locale: Locale, query: &ListQuery, scale: &TimeScale, bin: usize) -> Self {
        let (first, last) = scale.days_of(bin);
        let words = |day: NaiveDate| match scale.unit {
            TimeUnit::Months(_) if scale.is_whole(bin) => words::month_of(locale, day),
            TimeUnit::Years(_) if scale.is_whole(bin) => day.year().to_string(),
            TimeUnit::Day | TimeUnit::Week | TimeUnit::Months(_) | TimeUnit::Years(_) => words::day(locale, day),
        };
        let (from, to) = (words(first), words(last));
        let is_of_days = from == words::day(locale, first);
        let words = match from == to {
            true => from.clone(),
            false if is_of_days => words::range(locale, first, last),
            false => text!(locale, dates.range, from = &from, to = &to),
        };
        let first = query.filter.from.map_or(first, |from| from.max(first));
        let last = query.filter.last_day().map_or(last, |to| to.min(last));
        Self { dates: dates(first, last), from, to, words }
    }

    /// All bins of a scale.
    pub(super) fn all(locale: Locale, query: &ListQuery, scale: &TimeScale) -> Vec<Self> {
        (0..scale.bins()).map(|bin| Self::new(locale, query, scale, bin)).collect()
    }

    /// Writes the address of what a list has in it into an attribute.
    pub(super) fn write_address(&self, markup: &mut Markup, list: &ListOfDates) {
        list.write(markup, &self.dates);
    }
}
