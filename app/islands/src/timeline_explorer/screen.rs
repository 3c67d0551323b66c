//! The drawing as the browser lays it out.

use leptos::{
    ev::{self, PointerEvent},
    prelude::*,
    web_sys::{DomRect, Element, Event, HtmlDivElement, HtmlElement, wasm_bindgen::JsCast},
};

use super::{
    Explorer,
    marks::{Drawn, Mark, Stretch},
};
use crate::shared::{all, attribute, find, set_attribute, text};

/// Under what it is kept, over one change of the page, that keys are used.
const KEYS: &str = "timeline-keys";

/// The drawing that is shown.
pub(super) fn drawn(plot: &HtmlElement) -> Option<Drawn> {
    let frame = plot.get_bounding_client_rect();
    // Of what is laid out for several widths one is shown.
    let shown =
        |selector: &str| all(plot, selector).into_iter().filter(|svg| svg.get_bounding_client_rect().width() > 0.0);
    let axis = shown("svg.axis").next()?.get_bounding_client_rect();
    let lanes: Vec<Element> = shown("svg.lane").collect();
    let middle = |lane: &Element| {
        let line = find::<Element>(lane, "line.lane")?.get_bounding_client_rect();
        Some(down(&frame, line.top()))
    };
    let (start, width) = (across(&frame, axis.left()), axis.width() / frame.width());
    let bins = all(plot, "rect.stretch");
    let begins = |bin: &Element| (across(&frame, bin.get_bounding_client_rect().left()) - start) / width;
    let mut drawn = Drawn {
        start,
        width,
        starts: bins.iter().map(begins).collect(),
        stretches: bins.iter().filter_map(stretch).collect(),
        lanes: lanes.iter().filter_map(middle).collect(),
        marks: Vec::new(),
    };
    drawn.marks = match document().query_selector("#timeline table.dense").ok().flatten() {
        Some(table) => marks_of_table(&table, &drawn),
        None => lanes.iter().enumerate().flat_map(|(at, lane)| marks_of_lane(at, lane, &frame)).collect(),
    };
    drawn.marks.sort_unstable_by(|a, b| a.lane.cmp(&b.lane).then(a.x.total_cmp(&b.x)));
    Some(drawn)
}

fn stretch(bin: &Element) -> Option<Stretch> {
    let link = bin.parent_element()?;
    let said = |name| attribute(&link, name);
    Some(Stretch { address: said("href"), from: said("data-from"), to: said("data-to") })
}

fn marks_of_lane(at: usize, lane: &Element, frame: &DomRect) -> Vec<Mark> {
    let row = lane.parent_element();
    let name = row.and_then(|row| find(&row, ".lane-name a")).as_ref().map(text).unwrap_or_default();
    let mark = |link: &Element| {
        let place = find::<Element>(link, ".target")?.get_bounding_client_rect();
        let x = across(frame, place.left() + place.width() / 2.0);
        let y = down(frame, place.top() + place.height() / 2.0);
        let title = find(link, "title").as_ref().map(text).unwrap_or_default();
        Some(Mark { lane: at, x, y, reading: format!("{name} \u{2013} {title}"), address: attribute(link, "href") })
    };
    all(lane, "a.mark").iter().filter_map(mark).collect()
}

/// Columns are no elements of their own; the rows of the table say the same.
fn marks_of_table(table: &Element, drawn: &Drawn) -> Vec<Mark> {
    let headings: Vec<String> = all(table, "thead th").iter().skip(1).map(text).collect();
    let mut marks = Vec::new();
    for (lane, (body, y)) in all(table, "tbody").iter().zip(&drawn.lanes).enumerate() {
        let name = find(body, "[scope=rowgroup]").as_ref().map(text).unwrap_or_default();
        let mark = |row: &Element| {
            let (bin, link): (usize, Element) = (row.get_attribute("data-bin")?.parse().ok()?, find(row, "a")?);
            let (start, width) = drawn.extent((bin, bin));
            let numbers = all(row, "td");
            let stances = headings.iter().zip(numbers.iter().map(text)).filter(|(_, number)| number != "0");
            let stances: Vec<String> = stances.map(|(stance, number)| format!("{stance} {number}")).collect();
            let reading = format!("{name} – {} – {}", text(&link), stances.join(", "));
            Some(Mark { lane, x: start + width / 2.0, y: *y, reading, address: link.get_attribute("href")? })
        };
        marks.extend(all(body, "tr[data-bin]").iter().filter_map(mark));
    }
    marks
}

/// Where the pointer is.
pub(super) fn place(plot: &HtmlElement, event: &PointerEvent) -> (f64, f64) {
    let frame = plot.get_bounding_client_rect();
    (across(&frame, f64::from(event.client_x())), down(&frame, f64::from(event.client_y())))
}

/// Has everything that the pointer does come here until it is let go.
pub(super) fn capture(plot: &HtmlElement, event: &PointerEvent) {
    // It may have been let go already.
    let _ = plot.set_pointer_capture(event.pointer_id());
}

/// Goes to an address.
pub(super) fn go(address: &str) {
    // Nothing can be done where the browser refuses; the links are still there.
    let _ = window().location().set_href(address);
}

/// Follows the link that goes a step, if there is any further to go.
pub(super) fn follow(step: &str) {
    let link = document().query_selector(&format!("#timeline a[data-step={step}]")).ok().flatten();
    if let Some(address) = link.and_then(|link| link.get_attribute("href")) {
        remember_keys();
        go(&address);
    }
}

/// Keeps in mind that keys are used, so that the next page goes on with them.
pub(super) fn remember_keys() {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(KEYS, "1");
    }
}

/// Says what the drawing is now that it can be moved about in, and shows what the keys do. Where the page before was moved
/// about in with keys, they go on here.
pub(super) fn awaken(plot: &HtmlElement) {
    let Ok(Some(figure)) = plot.closest("figure") else { return };
    let label = attribute(&figure, "data-label");
    let is =
        [("role", "application"), ("tabindex", "0"), ("aria-label", &label), ("aria-describedby", "timeline-keys")];
    for (name, value) in is {
        set_attribute(plot, name, Some(value));
    }
    for hidden in all(&figure, ".reading-out, .keys") {
        set_attribute(&hidden, "hidden", None);
    }
    let Ok(Some(storage)) = window().session_storage() else { return };
    if storage.get_item(KEYS).is_ok_and(|kept| kept.is_some()) {
        let _ = storage.remove_item(KEYS);
        let _ = plot.focus();
    }
}

/// The word before what is chosen.
pub(super) fn chosen(plot: &HtmlElement) -> String {
    plot.closest("figure").ok().flatten().map(|figure| attribute(&figure, "data-chosen")).unwrap_or_default()
}

/// A part of a whole as CSS says it, to a thousandth of a percent. Whole numbers are written, because what writes a number
/// with a point is larger than this island.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of the width")]
fn percent(part: f64) -> String {
    let thousandths = (part * 100_000.0).round() as u32;
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

/// Puts something so far from the left and gives it its `other` measure, or hides it.
pub(super) fn put(element: Option<HtmlDivElement>, other: &str, place: Option<(f64, f64)>) {
    let Some(element) = element else { return };
    element.set_hidden(place.is_none());
    let Some((left, measure)) = place else { return };
    // Both are properties that there are.
    let style = HtmlElement::style(&element);
    let _ = style.set_property("left", &percent(left));
    let _ = style.set_property(other, &percent(measure));
}

/// What an event happened in, of what a selector is for.
fn around(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

/// The address of the mark that a click is on.
pub(super) fn mark_of(event: &Event) -> Option<String> {
    around(event, "a.mark").map(|mark| attribute(&mark, "href"))
}

/// Whether something happened within the card.
pub(super) fn is_in_card(event: &Event) -> bool {
    around(event, ".mark-card").is_some()
}

/// Writes what the card says: its title, and the HTML that the server has made of the rest.
pub(super) fn fill_card(card: &HtmlDivElement, title: &str, html: &str) {
    card.set_inner_html(html);
    if let Ok(heading) = document().create_element("p") {
        heading.set_text_content(Some(title));
        // An element takes another at its beginning.
        let _ = card.prepend_with_node_1(&heading);
    }
}

/// Shows the card beside a place, on the side where there is more room.
pub(super) fn put_card(card: &HtmlDivElement, place: Option<(f64, f64)>) {
    card.set_hidden(false);
    let (Some((x, y)), Some(frame)) = (place, card.parent_element().map(|plot| plot.get_bounding_client_rect())) else {
        return;
    };
    let (part, beside) = (f64::from(card.offset_width()) / frame.width(), BESIDE / frame.width());
    let left = if x < 0.5 { x + beside } else { x - part - beside };
    let style = HtmlElement::style(card);
    // Both are properties that there are.
    let _ = style.set_property("left", &percent(left.clamp(0.0, (1.0 - part).max(0.0))));
    let _ = style.set_property("top", &percent(y));
}

/// How far the card stands from its mark, in CSS pixels.
const BESIDE: f64 = 18.0;

/// Goes on in the card, once it has something to go to.
pub(super) fn enter_card() {
    if let Some(link) = document().query_selector(".mark-card a").ok().flatten() {
        let _ = link.unchecked_into::<HtmlElement>().focus();
    }
}

/// Measures anew when the window has another size.
pub(super) fn watch_size(explorer: Explorer) {
    let listener = window_event_listener(ev::resize, move |_| explorer.measure_again());
    on_cleanup(move || listener.remove());
}

fn across(frame: &DomRect, x: f64) -> f64 {
    (x - frame.left()) / frame.width()
}

fn down(frame: &DomRect, y: f64) -> f64 {
    (y - frame.top()) / frame.height()
}
