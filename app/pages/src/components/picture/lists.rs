//! The lists behind a picture: of a lane, of a stance of it, of a stretch of time.

use chrono::NaiveDate;
use domain::{Group, Lane, ListQuery, Locale, Stance};
use words::paths::Address;

/// The list behind a lane, or behind those of its statements that have a stance.
pub(super) fn lane_query(query: &ListQuery, lane: &Lane, stance: Option<Stance>) -> ListQuery {
    let mut filter = query.filter.clone();
    match query.group {
        Group::Stakeholder => filter.stakeholder = [lane.key.clone()].into(),
        Group::Topic => filter.topic = [lane.key.clone()].into(),
    }
    if let Some(stance) = stance {
        filter.stance = [stance].into();
    }
    ListQuery { filter, after: None, ..query.clone() }
}

/// The lists behind a lane, by stance.
pub(super) struct LaneLists {
    all: ListOfDates,
    of_stance: Vec<ListOfDates>,
}

impl LaneLists {
    /// Those of a lane, whose stances are told `by_stance` or not.
    pub(super) fn new(locale: Locale, query: &ListQuery, lane: &Lane, by_stance: bool) -> Self {
        let list = |stance| ListOfDates::new(locale, &lane_query(query, lane, stance));
        let of_stance = if by_stance { Stance::ALL } else { &[] };
        Self { all: list(None), of_stance: of_stance.iter().map(|stance| list(Some(*stance))).collect() }
    }

    /// That of a stance; without one that of all.
    pub(super) fn of(&self, stance: Option<Stance>) -> &ListOfDates {
        let at = stance.and_then(|stance| Stance::ALL.iter().position(|other| *other == stance));
        at.and_then(|at| self.of_stance.get(at)).unwrap_or(&self.all)
    }
}

/// The address of a list but for its dates: they are all that differs between marks and bins.
pub(super) struct ListOfDates {
    /// What comes before the dates.
    before: String,
    /// What comes after them.
    after: String,
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

    /// The list over some dates.
    pub(super) fn over(&self, dates: &str) -> String {
        format!("{}{dates}{}", self.before, self.after)
    }
}

/// Dates as they stand in an address.
pub(super) fn dates(first: NaiveDate, last: NaiveDate) -> String {
    format!("from={first}&to={last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_over_dates_is_that_of_the_list_with_them() {
        let day = |text: &str| text.parse().expect("a day");
        let query = ListQuery::default().with("from", "2025-11-10").with("as_of", "2026-12-01").with("group", "topic");
        let address = ListOfDates::new(Locale::Es, &query).over(&dates(day("2025-11-10"), day("2025-11-30")));
        let expected = query.with("from", "2025-11-10").with("to", "2025-11-30");
        assert_eq!(address, Address::Timeline(Box::new(expected)).in_locale(Locale::Es));
    }
}
