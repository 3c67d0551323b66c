//! What stands in the fields of a page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlFormElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTextAreaElement,
};

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
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.map(|element| element.id()).unwrap_or_default()
}

/// Whether something in the form is not as the server sent it: typed before the script was awake, or put back by the browser.
pub(super) fn is_edited(form: &HtmlFormElement) -> bool {
    let elements = form.elements();
    (0..elements.length()).filter_map(|place| elements.item(place)).any(|element| is_field_edited(&element))
}

fn is_field_edited(element: &Element) -> bool {
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        return area.default_value().is_ok_and(|sent| area.value() != sent);
    }
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        return input.value() != input.default_value() || input.checked() != input.default_checked();
    }
    element.dyn_ref::<HtmlSelectElement>().is_some_and(|select| select.selected_index() != sent_index(select))
}

/// The option that the server chose; where it chose none a browser takes the first.
fn sent_index(select: &HtmlSelectElement) -> i32 {
    let options = select.options();
    let is_sent = |place: &u32| {
        let option = options.item(*place).and_then(|option| option.dyn_into::<HtmlOptionElement>().ok());
        option.is_some_and(|option| option.default_selected())
    };
    (0..options.length()).find(is_sent).and_then(|place| i32::try_from(place).ok()).unwrap_or(0)
}
