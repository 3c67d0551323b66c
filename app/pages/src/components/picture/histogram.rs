//! How many statements there are over time, over all lanes: a strip above them, and a table.

use domain::{Locale, Picture};
use leptos::prelude::*;
use words::text;

use super::{
    Drawing,
    bins::{Bin, ListOfDates},
    round,
};
use crate::markup::Markup;

/// How high the strip is, with room to the lanes below it.
pub(super) const HEIGHT: f64 = 46.0;

/// How high the highest bar is.
const HIGHEST: f64 = 34.0;

/// How wide a bar is at least: that of a single day can still be seen.
const NARROWEST: f64 = 1.5;

/// The list of a stretch of time, with the picture in sight.
fn closer(list: &ListOfDates, bin: &Bin) -> String {
    format!("{}#timeline", bin.address_in(list))
}

/// The bars above the lanes, which stand on a line at `base`.
#[expect(clippy::cast_precision_loss, reason = "numbers of statements are far from where that begins")]
pub(super) fn strip(drawing: &Drawing<'_>, base: f64) -> AnyView {
    let totals = &drawing.picture.totals;
    let most = totals.iter().copied().max().unwrap_or_default().max(1) as f64;
    let mut bars = Markup::default();
    bars.raw("<path class=\"bars\" d=\"");
    for (bin, total) in totals.iter().enumerate().filter(|(_, total)| **total > 0) {
        // The smallest bar can still be seen.
        let height = (*total as f64 / most * HIGHEST).max(1.0);
        let (start, width) = drawing.extent(bin);
        bars.raw("M").tenths(start + 0.06 * width).raw(" ").tenths(base);
        bars.raw("v").tenths(-height).raw("h").tenths((width * 0.88).max(NARROWEST)).raw("v").tenths(height).raw("z");
    }
    bars.raw("\"/>");
    let (x, y, class) = if drawing.layout.names_above {
        (drawing.layout.left, base - HIGHEST - 2.0, "lane-name above")
    } else {
        (drawing.layout.left - 12.0, base - 4.0, "lane-name")
    };
    view! {
        <g inner_html=bars.finish()></g>
        <line class="axis-of-bars" x1=drawing.layout.left x2=drawing.layout.width y1=base y2=base></line>
        <text class=class x=x y=round(y)>{text!(drawing.locale, picture.all)}</text>
    }
    .into_any()
}

/// Over every stretch of time a link to it, from `top` to `bottom`.
pub(super) fn stretches(drawing: &Drawing<'_>, (top, bottom): (f64, f64)) -> AnyView {
    let locale = drawing.locale;
    let mut links = Markup::default();
    for (at, (bin, total)) in drawing.bins.iter().zip(&drawing.picture.totals).enumerate() {
        links.raw("<a tabindex=\"-1\" href=\"").text(&closer(drawing.list, bin));
        links.raw("\"").attribute("data-from", &bin.from).attribute("data-to", &bin.to);
        links.raw("><title>").text(&bin.words).raw(words::colon(locale));
        links.text(&text!(locale, timeline.statements, count = *total)).raw("</title><rect class=\"stretch\" x=\"");
        let (start, width) = drawing.extent(at);
        links.tenths(start).raw("\" y=\"").tenths(top);
        links.raw("\" width=\"").tenths(width).raw("\" height=\"").tenths(bottom - top).raw("\"/></a>");
    }
    view! { <g inner_html=links.finish()></g> }.into_any()
}

/// The same as a table.
pub(super) fn totals_table(locale: Locale, list: &ListOfDates, bins: &[Bin], picture: &Picture) -> AnyView {
    let mut rows = Markup::default();
    rows.raw("<caption>").text(&text!(locale, picture.totals)).raw("</caption><thead><tr><th scope=\"col\">");
    rows.text(&text!(locale, picture.when)).raw("</th><th scope=\"col\">");
    rows.text(&text!(locale, picture.number)).raw("</th></tr></thead><tbody>");
    for (bin, total) in bins.iter().zip(&picture.totals).filter(|(_, total)| **total > 0) {
        rows.raw("<tr><th scope=\"row\"><a href=\"").text(&closer(list, bin)).raw("\">");
        rows.text(&bin.words).raw("</a></th><td>");
        rows.text(&words::number(locale, *total)).raw("</td></tr>");
    }
    rows.raw("</tbody>");
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=text!(locale, picture.totals)>
            <table class="totals" inner_html=rows.finish()></table>
        </div>
    }
    .into_any()
}
