//! The bins of a drawing as readers meet them, in words and in addresses: made once for everything that names them.

use chrono::{Datelike, NaiveDate};
use domain::{ListQuery, Locale, TimeScale, TimeUnit};
use words::{paths::Address, text};

/// A bin.
pub(super) struct Bin {
    /// The first and the last day that the filter lets through, as they stand in an address.
    dates: String,
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

    /// The address of what a list has in it.
    pub(super) fn address_in(&self, list: &ListOfDates) -> String {
        format!("{}{}{}", list.before, self.dates, list.after)
    }
}

/// The address of a list but for its dates: they are all that differs between bins.
pub(super) struct ListOfDates {
    /// What comes before the dates.
    pub(super) before: String,
    /// What comes after them.
    pub(super) after: String,
}

impl ListOfDates {
    /// The first page of a list, whatever its dates are.
    pub(super) fn new(locale: Locale, query: &ListQuery) -> Self {
        let day = NaiveDate::default();
        let mut dated = query.at(None);
        (dated.filter.from, dated.filter.to) = (Some(day), Some(day));
        let address = Address::Timeline(Box::new(dated)).in_locale(locale);
        let dates = dates(day, day);
        let (before, after) = address.split_once(&dates).unwrap_or((&address, ""));
        Self { before: before.to_owned(), after: after.to_owned() }
    }
}

/// Dates as they stand in an address.
fn dates(first: NaiveDate, last: NaiveDate) -> String {
    format!("from={first}&to={last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_bin_is_that_of_the_list_with_its_dates() {
        let day = |text: &str| text.parse().expect("a day");
        let scale = TimeScale::covering(day("2025-01-01"), day("2026-12-31"), 24);
        let query = ListQuery::default().with("from", "2025-11-10").with("as_of", "2026-12-01").with("group", "topic");
        let list = ListOfDates::new(Locale::Es, &query);
        let address = Bin::new(Locale::Es, &query, &scale, 10).address_in(&list);
        let expected = query.with("from", "2025-11-10").with("to", "2025-11-30");
        assert_eq!(address, Address::Timeline(Box::new(expected)).in_locale(Locale::Es));
    }
}
