//! The drawing as the browser lays it out.

use leptos::{
    ev::{self, PointerEvent},
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement, NodeList};

use super::{
    Explorer,
    marks::{Drawn, Mark},
};

/// Under what it is kept, over one change of the page, that keys are used.
const KEYS: &str = "timeline-keys";

/// The drawing that is shown, of those whose bins begin there.
pub(super) fn drawn(plot: &HtmlElement, (wide, narrow): (Vec<f64>, Vec<f64>)) -> Option<Drawn> {
    let frame = plot.get_bounding_client_rect();
    let shown = |class: &str| find(plot, class).filter(|svg| svg.get_bounding_client_rect().width() > 0.0);
    let (svg, is_narrow) = match shown("svg.wide") {
        Some(svg) => (svg, false),
        None => (shown("svg.narrow")?, true),
    };
    let axis = find(&svg, "line.axis")?.get_bounding_client_rect();
    let starts = if is_narrow && !narrow.is_empty() { narrow } else { wide };
    let lanes = all(&svg, "line.lane").iter().map(|line| down(&frame, line.get_bounding_client_rect().top())).collect();
    let mut drawn = Drawn {
        start: across(&frame, axis.left()),
        width: axis.width() / frame.width(),
        starts,
        is_narrow,
        lanes,
        marks: Vec::new(),
    };
    drawn.marks = match document().query_selector("#timeline table.dense").ok().flatten() {
        Some(table) => marks_of_table(&table, &drawn),
        None => marks_of_drawing(&svg, &frame, &drawn),
    };
    drawn.marks.sort_by(|a, b| a.lane.cmp(&b.lane).then(a.x.total_cmp(&b.x)));
    Some(drawn)
}

fn marks_of_drawing(svg: &Element, frame: &DomRect, drawn: &Drawn) -> Vec<Mark> {
    let names: Vec<String> = all(svg, ".lane-name title").iter().map(text).collect();
    let mark = |sign: &Element| {
        let (link, place) = (sign.closest("a").ok()??, sign.get_bounding_client_rect());
        let x = across(frame, place.left() + place.width() / 2.0);
        let y = down(frame, place.top() + place.height() / 2.0);
        let lane = drawn.lane_at(y)?;
        let title = find(&link, "title").as_ref().map(text).unwrap_or_default();
        let reading = format!("{} – {title}", names.get(lane).map(String::as_str).unwrap_or_default());
        Some(Mark { lane, x, y, reading, address: link.get_attribute("href")? })
    };
    all(svg, "path.mark").iter().filter_map(mark).collect()
}

/// Columns are no elements of their own; the rows of the table say the same.
fn marks_of_table(table: &Element, drawn: &Drawn) -> Vec<Mark> {
    let headings: Vec<String> = all(table, "thead th").iter().skip(1).map(text).collect();
    let mut marks = Vec::new();
    for (lane, (body, y)) in all(table, "tbody").iter().zip(&drawn.lanes).enumerate() {
        let name = find(body, "[scope=rowgroup]").as_ref().map(text).unwrap_or_default();
        let mark = |row: &Element| {
            let (bin, link) = (row.get_attribute("data-bin")?.parse().ok()?, find(row, "a")?);
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

/// Takes the focus where the page before was moved about in with keys.
pub(super) fn return_focus(plot: &HtmlElement) {
    let Ok(Some(storage)) = window().session_storage() else { return };
    if storage.get_item(KEYS).is_ok_and(|kept| kept.is_some()) {
        let _ = storage.remove_item(KEYS);
        // The effect that lets it have the focus may run after this.
        let _ = plot.set_attribute("tabindex", "0");
        let _ = plot.focus();
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

fn text(element: &Element) -> String {
    element.text_content().unwrap_or_default().trim().to_owned()
}

fn find(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok().flatten()
}

fn all(root: &Element, selector: &str) -> Vec<Element> {
    let elements = |list: NodeList| (0..list.length()).filter_map(move |at| list.item(at)?.dyn_into().ok());
    root.query_selector_all(selector).map(|list| elements(list).collect()).unwrap_or_default()
}
