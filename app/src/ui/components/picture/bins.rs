//! The bins of a drawing as readers meet them, in words and in addresses: made once for everything that names them.

use chrono::{Datelike, NaiveDate};

use crate::{
    domain::{ListQuery, Locale, TimeScale, TimeUnit},
    paths::Address,
    ui::{
        islands::Stretch,
        words::{self, text},
    },
};

/// A bin.
pub(super) struct Bin {
    /// The first day that the filter lets through.
    first: NaiveDate,
    /// The last.
    last: NaiveDate,
    /// Those days as they stand in an address.
    dates: String,
    /// From when it is.
    from: String,
    /// To when; may be the same.
    to: String,
    /// Both together.
    pub(super) words: String,
}

impl Bin {
    fn new(locale: Locale, query: &ListQuery, scale: &TimeScale, bin: usize) -> Self {
        let (first, last) = scale.days_of(bin);
        let words = |day: NaiveDate| match scale.unit {
            TimeUnit::Day | TimeUnit::Week => words::day(locale, day),
            TimeUnit::Months(_) => words::month_of(locale, day),
            TimeUnit::Years(_) => day.year().to_string(),
        };
        let (from, to) = (words(first), words(last));
        let words = if from == to { from.clone() } else { text!(locale, dates.range, from = &from, to = &to) };
        let first = query.filter.from.map_or(first, |from| from.max(first));
        let last = query.filter.last_day().map_or(last, |to| to.min(last));
        Self { first, last, dates: format!("from={first}&to={last}"), from, to, words }
    }

    /// All bins of a scale.
    pub(super) fn all(locale: Locale, query: &ListQuery, scale: &TimeScale) -> Vec<Self> {
        (0..scale.bins()).map(|bin| Self::new(locale, query, scale, bin)).collect()
    }

    /// The address of what a list has in it.
    pub(super) fn address_in(&self, list: &UndatedList) -> String {
        format!("{}{}", list.0, self.dates)
    }

    /// For the reader to choose among.
    pub(super) fn stretch(&self) -> Stretch {
        Stretch(self.first.to_string(), self.last.to_string(), self.from.clone(), self.to.clone())
    }
}

/// The address of a list up to where dates come.
pub(super) struct UndatedList(pub(super) String);

impl UndatedList {
    pub(super) fn new(locale: Locale, query: &ListQuery) -> Self {
        let mut all = query.at(None);
        (all.filter.from, all.filter.to) = (None, None);
        let address = Address::Timeline(Box::new(all)).in_locale(locale);
        let separator = if address.contains('?') { '&' } else { '?' };
        Self(format!("{address}{separator}"))
    }
}
