//! What the islands have in common.
//!
//! An island is handed nothing but its children, the plain form of what it is: what it has to know, its words too, stands
//! there, in the HTML that everybody gets. Properties would stand in the page a second time, as JSON, and what reads JSON is
//! larger than all islands of readers. For the same reason views are given values behind one type: code is made anew for
//! every type of a closure.

use std::sync::Arc;

use domain::Locale;
use leptos::{
    prelude::*,
    web_sys::{Element, NodeList, wasm_bindgen::JsCast},
};

/// A value that a view follows.
pub(super) type Followed<T> = Arc<dyn Fn() -> T + Send + Sync>;

/// What a view is to follow.
pub(super) fn followed<T>(value: impl Fn() -> T + Send + Sync + 'static) -> Followed<T> {
    Arc::new(value)
}

/// Does something in the browser, after the server's HTML was taken over as it is, and again whenever what it reads
/// changes. On the server it is not done.
pub(super) fn effect(run: impl Fn() + 'static) {
    let run: Box<dyn Fn()> = Box::new(run);
    Effect::new(move |_| run());
}

/// A truth as it stands in an attribute.
pub(super) const fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// The language of the page.
pub(super) fn locale() -> Locale {
    let tag = document().document_element().and_then(|page| page.get_attribute("lang")).unwrap_or_default();
    Locale::ALL.iter().copied().find(|locale| locale.tag() == tag).unwrap_or(Locale::En)
}

/// What an attribute says; nothing when it is not there.
pub(super) fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// Sets an attribute, or takes it away.
pub(super) fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    // Neither can fail with names that are names.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// The words in an element.
pub(super) fn text(element: &Element) -> String {
    element.text_content().unwrap_or_default()
}

/// The first element within another that a selector is for.
pub(super) fn find<T: JsCast>(root: &Element, selector: &str) -> Option<T> {
    root.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// All elements within another that a selector is for.
pub(super) fn all(root: &Element, selector: &str) -> Vec<Element> {
    let elements = |list: NodeList| (0..list.length()).filter_map(move |at| list.item(at)?.dyn_into().ok());
    root.query_selector_all(selector).map(|list| elements(list).collect()).unwrap_or_default()
}
