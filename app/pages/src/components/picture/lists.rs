//! The lists behind a picture: of a lane, of a stance of it, of a stretch of time.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{Group, Lane, ListQuery, Locale, Stance};
use words::paths::Address;

use crate::markup::Markup;

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

/// The lists behind a lane, by the stances that it has.
pub(super) struct LaneLists {
    all: ListOfDates,
    of_stance: Vec<(Stance, ListOfDates)>,
}

impl LaneLists {
    /// Those of a lane, with those of its stances where they are linked to.
    pub(super) fn new(locale: Locale, query: &ListQuery, lane: &Lane, by_stance: bool) -> Self {
        let list = |stance| ListOfDates::new(locale, &lane_query(query, lane, stance));
        let stances: BTreeSet<Stance> =
            lane.cells.iter().filter_map(|cell| cell.stance.filter(|_| by_stance)).collect();
        Self { all: list(None), of_stance: stances.into_iter().map(|stance| (stance, list(Some(stance)))).collect() }
    }

    /// That of a stance; without one that of all.
    pub(super) fn of(&self, stance: Option<Stance>) -> &ListOfDates {
        let of_stance = self.of_stance.iter().find(|(other, _)| Some(*other) == stance);
        of_stance.map_or(&self.all, |(_, list)| list)
    }
}

/// The address of a list but for its dates, as it stands in an attribute: they are all that differs between marks and bins.
pub(super) struct ListOfDates {
    /// What comes before the dates.
    before: Markup,
    /// What comes after them.
    after: Markup,
}

impl ListOfDates {
    /// The first page of a list, whatever its dates are.
    pub(super) fn new(locale: Locale, query: &ListQuery) -> Self {
        let day = NaiveDate::default();
        let mut dated = query.at(None);
        (dated.filter.from, dated.filter.to) = (Some(day), Some(day));
        let address = Address::Timeline(Box::new(dated)).in_locale(locale);
        let (before, after) = address.split_once(&parameters(day, day)).unwrap_or((&address, ""));
        Self { before: Markup::of_text(before), after: Markup::of_text(after) }
    }

    /// Writes the address of the list over some dates into an attribute.
    pub(super) fn write(&self, markup: &mut Markup, dates: &Markup) {
        markup.append(&self.before).append(dates).append(&self.after);
    }
}

fn parameters(first: NaiveDate, last: NaiveDate) -> String {
    format!("from={first}&to={last}")
}

/// Dates as they stand in an address in an attribute.
pub(super) fn dates(first: NaiveDate, last: NaiveDate) -> Markup {
    Markup::of_text(&parameters(first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_over_dates_is_that_of_the_list_with_them() {
        let day = |text: &str| text.parse().expect("a day");
        let query = ListQuery::default().with("from", "2025-11-10").with("as_of", "2026-12-01").with("group", "topic");
        let mut address = Markup::default();
        ListOfDates::new(Locale::Es, &query).write(&mut address, &dates(day("2025-11-10"), day("2025-11-30")));
        let expected = query.with("from", "2025-11-10").with("to", "2025-11-30");
        let expected = Address::Timeline(Box::new(expected)).in_locale(Locale::Es);
        assert_eq!(address.finish(), Markup::of_text(&expected).finish());
    }
}
