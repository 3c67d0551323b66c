//! How many statements there are over time, over all lanes: a strip above them, and a table.

use domain::{Locale, Picture};
use leptos::prelude::*;
use words::text;

use super::{Drawing, bins::Bin, lists::ListOfDates};
use crate::markup::Markup;

/// How high the strip is, in CSS pixels.
const HEIGHT: f64 = 40.0;

/// How high the highest bar is.
const HIGHEST: f64 = 34.0;

/// Writes the address of the list of a stretch of time, with the picture in sight, into an attribute.
fn closer(markup: &mut Markup, list: &ListOfDates, bin: &Bin) {
    bin.write_address(markup, list);
    markup.raw("#timeline");
}

/// Writes the strip: bars, and over every stretch of time a link to it. Marks are links themselves; columns are too narrow
/// for that, so where they are drawn the links reach down over all lanes.
pub(super) fn write(markup: &mut Markup, drawing: &Drawing<'_>) {
    markup.raw("<div class=\"lane-row strip\"><p class=\"lane-name\">");
    markup.text(&text!(drawing.locale, picture.all)).raw("</p><svg class=\"bars\" width=\"100%\"");
    markup.measure("height", HEIGHT).raw(" aria-hidden=\"true\" focusable=\"false\">");
    bars(markup, drawing);
    markup.raw("<line class=\"axis-of-bars\" x1=\"0\" x2=\"100%\"").measure("y1", HEIGHT - 0.5);
    markup.measure("y2", HEIGHT - 0.5).raw("/>");
    if !drawing.is_crowded {
        stretches(markup, drawing);
    }
    markup.raw("</svg></div>");
    if drawing.is_crowded {
        markup.raw("<svg class=\"stretches\" width=\"100%\" height=\"100%\" aria-hidden=\"true\" focusable=\"false\">");
        stretches(markup, drawing);
        markup.raw("</svg>");
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of statements are far from where that begins")]
fn bars(markup: &mut Markup, drawing: &Drawing<'_>) {
    let totals = &drawing.picture.totals;
    let most = totals.iter().copied().max().unwrap_or_default().max(1) as f64;
    for (bin, total) in totals.iter().enumerate().filter(|(_, total)| **total > 0) {
        // The smallest bar can still be seen.
        let height = (*total as f64 / most * HIGHEST).max(1.0);
        let (start, end) = drawing.scale.extent_of(bin);
        let width = end - start;
        markup.raw("<rect class=\"bar\"").percent("x", start + 0.06 * width).percent("width", width * 0.88);
        markup.measure("y", HEIGHT - height).measure("height", height).raw("/>");
    }
}

fn stretches(markup: &mut Markup, drawing: &Drawing<'_>) {
    for (at, (bin, total)) in drawing.bins.iter().zip(&drawing.picture.totals).enumerate() {
        markup.raw("<a tabindex=\"-1\" href=\"").with(|markup| closer(markup, &drawing.list, bin));
        markup.raw("\"").attribute("data-from", &bin.from).attribute("data-to", &bin.to);
        markup.raw("><title>").text(&bin.words).raw(words::colon(drawing.locale));
        markup.text(&text!(drawing.locale, timeline.statements, count = *total)).raw("</title><rect class=\"stretch\"");
        let (start, end) = drawing.scale.extent_of(at);
        markup.percent("x", start).percent("width", end - start).raw(" height=\"100%\"/></a>");
    }
}

/// The same as a table.
pub(super) fn totals_table(locale: Locale, list: &ListOfDates, bins: &[Bin], picture: &Picture) -> AnyView {
    let mut rows = Markup::default();
    rows.raw("<caption>").text(&text!(locale, picture.totals)).raw("</caption><thead><tr><th scope=\"col\">");
    rows.text(&text!(locale, picture.when)).raw("</th><th scope=\"col\">");
    rows.text(&text!(locale, picture.number)).raw("</th></tr></thead><tbody>");
    for (bin, total) in bins.iter().zip(&picture.totals).filter(|(_, total)| **total > 0) {
        rows.raw("<tr><th scope=\"row\"><a href=\"").with(|rows| closer(rows, list, bin)).raw("\">");
        rows.text(&bin.words).raw("</a></th><td>");
        rows.count(locale, *total).raw("</td></tr>");
    }
    rows.raw("</tbody>");
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=text!(locale, picture.totals)>
            <table class="totals" inner_html=rows.finish()></table>
        </div>
    }
    .into_any()
}
