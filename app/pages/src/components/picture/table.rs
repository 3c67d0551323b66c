//! Columns as a table: a row for each column, with a number for each stance. It has the same numbers, for those who
//! cannot see the picture or point at it.

use domain::{Catalogue, ListQuery, Locale, Picture, Stance};
use leptos::prelude::*;
use words::text;

use super::{
    bins::{Bin, ListOfDates},
    cells_by_bin, lane_name, lane_query,
};
use crate::markup::Markup;

/// The table.
#[expect(clippy::cast_possible_wrap, reason = "bins are few")]
pub(super) fn dense_table(
    locale: Locale,
    catalogue: &Catalogue,
    query: &ListQuery,
    bins: &[Bin],
    picture: &Picture,
) -> AnyView {
    let is_drawn =
        |stance: &&Stance| picture.lanes.iter().flat_map(|lane| &lane.cells).any(|cell| cell.stance == **stance);
    let stances: Vec<Stance> = Stance::ALL.iter().filter(is_drawn).copied().collect();
    let mut rows = Markup::default();
    rows.raw("<caption class=\"hidden\">").text(&text!(locale, picture.caption)).raw("</caption><thead><tr>");
    rows.raw("<th scope=\"col\">").text(&text!(locale, picture.when)).raw("</th>");
    for stance in &stances {
        rows.raw("<th scope=\"col\">").text(&words::stance(locale, *stance)).raw("</th>");
    }
    rows.raw("</tr></thead>");
    for lane in &picture.lanes {
        let list = ListOfDates::new(locale, &lane_query(query, lane, None));
        rows.raw("<tbody><tr><th scope=\"rowgroup\" colspan=\"").integer(stances.len() as i64 + 1).raw("\">");
        rows.text(&lane_name(locale, catalogue, query.group, lane)).raw("</th></tr>");
        for (bin, cells) in cells_by_bin(lane) {
            rows.raw("<tr data-bin=\"").integer(bin as i64).raw("\"><th scope=\"row\"><a href=\"");
            rows.text(&bins[bin].address_in(&list)).raw("\">").text(&bins[bin].words).raw("</a></th>");
            for stance in &stances {
                let count = cells.iter().find(|cell| cell.stance == *stance).map_or(0, |cell| cell.count);
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
