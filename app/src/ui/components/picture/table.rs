//! Columns as a table: a row for each column, with a number for each stance. It has the same numbers, for those who
//! cannot see the picture or point at it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{bin_in_words, cells_by_bin, lane_name};
use crate::{
    domain::{Catalogue, Cell, Lane, ListQuery, Locale, Picture, Stance, TimeScale},
    paths::Address,
    ui::{
        markup::Markup,
        words::{self, text},
    },
};

/// The addresses of the lists behind a lane. All begin the same, so that part is written once.
struct Addresses<'a> {
    query: &'a ListQuery,
    scale: &'a TimeScale,
    /// The address up to where the dates come.
    start: String,
}

impl<'a> Addresses<'a> {
    fn new(locale: Locale, query: &'a ListQuery, lane: &Lane, scale: &'a TimeScale) -> Self {
        let mut all = super::lane_query(query, lane, scale, None);
        (all.filter.from, all.filter.to) = (None, None);
        let address = Address::Timeline(Box::new(all)).in_locale(locale);
        let separator = if address.contains('?') { '&' } else { '?' };
        Self { query, scale, start: format!("{address}{separator}") }
    }

    /// The list behind a bin.
    fn of(&self, bin: usize) -> String {
        let (from, to) = days_within(self.query, self.scale, bin);
        format!("{}from={from}&to={to}", self.start)
    }
}

/// The days of a bin that the filter lets through.
pub(super) fn days_within(query: &ListQuery, scale: &TimeScale, bin: usize) -> (NaiveDate, NaiveDate) {
    let (first, last) = scale.days_of(bin);
    let filter = &query.filter;
    (filter.from.map_or(first, |from| from.max(first)), filter.last_day().map_or(last, |to| to.min(last)))
}

/// How many statements of each stance are in some cells.
fn counts(cells: &[&Cell]) -> BTreeMap<Stance, u64> {
    cells.iter().map(|cell| (cell.stance, cell.count)).collect()
}

/// The table.
#[expect(clippy::cast_possible_wrap, reason = "bins are few")]
pub(super) fn dense_table(
    locale: Locale,
    catalogue: &Catalogue,
    query: &ListQuery,
    scale: &TimeScale,
    picture: &Picture,
) -> AnyView {
    let is_drawn =
        |stance: &&Stance| picture.lanes.iter().flat_map(|lane| &lane.cells).any(|cell| cell.stance == **stance);
    let stances: Vec<Stance> = Stance::ALL.iter().filter(is_drawn).copied().collect();
    let bins: Vec<String> = (0..scale.bins()).map(|bin| bin_in_words(locale, scale, bin)).collect();
    let mut rows = Markup::default();
    rows.raw("<caption class=\"hidden\">").text(&text!(locale, picture.caption)).raw("</caption><thead><tr>");
    rows.raw("<th scope=\"col\">").text(&text!(locale, picture.when)).raw("</th>");
    for stance in &stances {
        rows.raw("<th scope=\"col\">").text(&words::stance(locale, *stance)).raw("</th>");
    }
    rows.raw("</tr></thead>");
    for lane in &picture.lanes {
        let addresses = Addresses::new(locale, query, lane, scale);
        rows.raw("<tbody><tr><th scope=\"rowgroup\" colspan=\"").integer(stances.len() as i64 + 1).raw("\">");
        rows.text(&lane_name(locale, catalogue, query.group, lane)).raw("</th></tr>");
        for (bin, cells) in cells_by_bin(lane) {
            let counts = counts(&cells);
            rows.raw("<tr data-bin=\"").integer(bin as i64).raw("\"><th scope=\"row\"><a href=\"");
            rows.text(&addresses.of(bin)).raw("\">").text(&bins[bin]).raw("</a></th>");
            for stance in &stances {
                let count = counts.get(stance).copied().unwrap_or_default();
                rows.raw("<td>").text(&words::number(locale, count)).raw("</td>");
            }
            rows.raw("</tr>");
        }
        rows.raw("</tbody>");
    }
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=text!(locale, picture.table)>
            <table class="dense" inner_html=rows.finish()></table>
        </div>
    }
    .into_any()
}
