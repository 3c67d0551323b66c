//! The picture as a table. It has the same numbers and the same links, for those who cannot see it or point at it.

use domain::{Group, Stance};
use leptos::prelude::*;
use words::text;

use super::{
    Drawing, cells_by_bin,
    lanes::when,
    lists::{LaneLists, ListOfDates, dates, lane_query},
    marks,
    width::WIDTHS,
};
use crate::{components::stance, markup::Markup};

/// The table of a picture of marks: a row for each of the widest layout.
pub(super) fn table(drawing: &Drawing<'_>) -> AnyView {
    let locale = drawing.locale;
    let mut rows = Markup::default();
    for lane in &drawing.picture.lanes {
        let name = drawing.lane_name(lane);
        let lists = LaneLists::new(locale, drawing.query, lane, drawing.by_stance);
        for mark in marks::marks(lane, drawing.scale, &drawing.moments, WIDTHS[0].pixels) {
            let (first, last) = mark.ends();
            rows.raw("<tr><th scope=\"row\">").text(&name).raw("</th><td>").text(&when(locale, &mark));
            rows.raw("</td><td><a").attribute("href", &lists.of(mark.stance).over(&dates(first, last))).raw(">");
            if let Some(stance) = mark.stance {
                rows.with(|rows| stance::badge(rows, locale, stance)).raw(" ");
            }
            rows.text(&words::number(locale, mark.days.len() as u64)).raw("</a></td></tr>");
        }
    }
    let lane_heading = match drawing.query.group {
        Group::Stakeholder => text!(locale, facet.stakeholder),
        Group::Topic => text!(locale, facet.topic),
    };
    let numbers = if drawing.by_stance { text!(locale, picture.stances) } else { text!(locale, picture.number) };
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=text!(locale, picture.caption)>
            <table>
                <caption class="hidden">{text!(locale, picture.caption)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{lane_heading}</th>
                        <th scope="col">{text!(locale, picture.when)}</th>
                        <th scope="col">{numbers}</th>
                    </tr>
                </thead>
                <tbody>{rows.view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The table of a picture of columns: a row for each column, with a number for each stance.
#[expect(clippy::cast_possible_wrap, reason = "bins are few")]
pub(super) fn dense_table(drawing: &Drawing<'_>) -> AnyView {
    let (locale, picture) = (drawing.locale, &*drawing.picture);
    let is_drawn =
        |stance: &Option<Stance>| picture.lanes.iter().flat_map(|lane| &lane.cells).any(|cell| cell.stance == *stance);
    let stances: Vec<Option<Stance>> = Stance::ALL.iter().copied().map(Some).chain([None]).filter(is_drawn).collect();
    let mut rows = Markup::default();
    rows.raw("<caption class=\"hidden\">").text(&text!(locale, picture.caption)).raw("</caption><thead><tr>");
    rows.raw("<th scope=\"col\">").text(&text!(locale, picture.when)).raw("</th>");
    for stance in &stances {
        let heading = stance.map_or_else(|| text!(locale, picture.number), |stance| words::stance(locale, stance));
        rows.raw("<th scope=\"col\">").text(&heading).raw("</th>");
    }
    rows.raw("</tr></thead>");
    for lane in &picture.lanes {
        let list = ListOfDates::new(locale, &lane_query(drawing.query, lane, None));
        rows.raw("<tbody><tr><th scope=\"rowgroup\" colspan=\"").integer(stances.len() as i64 + 1).raw("\">");
        rows.text(&drawing.lane_name(lane)).raw("</th></tr>");
        for (bin, cells) in cells_by_bin(lane) {
            rows.raw("<tr data-bin=\"").integer(bin as i64).raw("\"><th scope=\"row\"><a href=\"");
            rows.text(&drawing.bins[bin].address_in(&list)).raw("\">").text(&drawing.bins[bin].words).raw("</a></th>");
            for stance in &stances {
                let count = cells.iter().find(|cell| cell.stance == *stance).map_or(0, |cell| cell.count);
                rows.raw("<td>").text(&words::number(locale, count)).raw("</td>");
            }
            rows.raw("</tr>");
        }
        rows.raw("</tbody>");
    }
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=text!(locale, picture.caption)>
            <table class="dense" inner_html=rows.finish()></table>
        </div>
    }
    .into_any()
}
