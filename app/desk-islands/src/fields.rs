//! What stands in the fields of a page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlTextAreaElement};

/// What stands in the field of an id; nothing when there is none.
pub(super) fn value_of(id: &str) -> String {
    let Some(element) = document().get_element_by_id(id) else { return String::new() };
    match element.dyn_into::<HtmlTextAreaElement>() {
        Ok(area) => area.value(),
        Err(element) => element.dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default(),
    }
}

/// The id of the element where something happened.
pub(super) fn id_of_target(event: &Event) -> String {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.map(|element| element.id()).unwrap_or_default()
}
