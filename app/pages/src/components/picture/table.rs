//! The picture as a table. It has the same numbers and the same links, for those who cannot see it or point at it.

use domain::{Group, Stance};
use leptos::prelude::*;
use words::text;

use super::{
    Drawing, cells_by_bin,
    lanes::when,
    lists::{LaneLists, dates},
    marks,
    width::WIDTHS,
};
use crate::{components::stance, markup::Markup};

/// Room for the table of most pictures of columns, in bytes.
const ROOM: usize = 100_000;

/// The table of a picture of marks: a row for each of the widest layout.
pub(super) fn table(drawing: &Drawing<'_>, lists: &[LaneLists]) -> AnyView {
    let locale = drawing.locale;
    let mut rows = Markup::default();
    for (lane, lists) in drawing.picture.lanes.iter().zip(lists) {
        let name = drawing.lane_name(lane);
        for mark in marks::marks(lane, drawing.scale, &drawing.moments, WIDTHS[0].pixels) {
            let (first, last) = mark.ends();
            rows.raw("<tr><th scope=\"row\">").text(&name).raw("</th><td>").text(&when(locale, &mark));
            rows.raw("</td><td><a href=\"").with(|rows| lists.of(mark.stance).write(rows, &dates(first, last)));
            rows.raw("\">");
            if let Some(stance) = mark.stance {
                rows.with(|rows| stance::badge(rows, locale, stance)).raw(" ");
            }
            rows.count(locale, mark.days.len() as u64).raw("</a></td></tr>");
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
pub(super) fn dense_table(drawing: &Drawing<'_>, lists: &[LaneLists]) -> AnyView {
    let (locale, picture) = (drawing.locale, &*drawing.picture);
    let is_drawn =
        |stance: &Option<Stance>| picture.lanes.iter().flat_map(|lane| &lane.cells).any(|cell| cell.stance == *stance);
    let stances: Vec<Option<Stance>> = Stance::ALL.iter().copied().map(Some).chain([None]).filter(is_drawn).collect();
    let mut rows = Markup::with_room(ROOM);
    rows.raw("<caption class=\"hidden\">").text(&text!(locale, picture.caption)).raw("</caption><thead><tr>");
    rows.raw("<th scope=\"col\">").text(&text!(locale, picture.when)).raw("</th>");
    for stance in &stances {
        let heading = stance.map_or_else(|| text!(locale, picture.number), |stance| words::stance(locale, stance));
        rows.raw("<th scope=\"col\">").text(&heading).raw("</th>");
    }
    rows.raw("</tr></thead>");
    for (lane, lists) in picture.lanes.iter().zip(lists) {
        let list = lists.of(None);
        rows.raw("<tbody><tr><th scope=\"rowgroup\" colspan=\"").integer(stances.len() as i64 + 1).raw("\">");
        rows.text(&drawing.lane_name(lane)).raw("</th></tr>");
        for (bin, cells) in cells_by_bin(lane) {
            rows.raw("<tr data-bin=\"").integer(bin as i64).raw("\"><th scope=\"row\"><a href=\"");
            rows.with(|rows| drawing.bins[bin].write_address(rows, list));
            rows.raw("\">").text(&drawing.bins[bin].words).raw("</a></th>");
            for stance in &stances {
                let count = cells.iter().find(|cell| cell.stance == *stance).map_or(0, |cell| cell.count);
                rows.raw("<td>").count(locale, count).raw("</td>");
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
