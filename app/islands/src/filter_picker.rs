//! A type-ahead for filters with many values. Its children are the plain check boxes, of which the commonest and those that
//! are ticked stay beside it; picking ticks the box of the value. Where there is no JavaScript, or suggestions cannot be
//! loaded, all of them are shown. What it has to know stands in attributes of theirs.

use domain::Facet;
use leptos::{
    html,
    prelude::*,
    web_sys::{Element, HtmlInputElement, wasm_bindgen::JsCast},
};

use super::{
    combobox::{Combobox, Suggestions},
    shared::{all, attribute, effect, find, followed, locale, truth},
};
use crate::{Choice, suggest_choices};

/// What the check boxes say of the type-ahead, in the reader's language.
#[derive(Clone)]
struct Plain {
    /// The facet; the name of the boxes.
    facet: Facet,
    /// The filter, as it stands behind the question mark of an address.
    query: String,
    /// The name of the field.
    label: String,
    /// What to do with it.
    placeholder: String,
    /// When nothing begins with what was typed.
    none: String,
    /// When suggestions cannot be loaded.
    failed: String,
    /// After the number of suggestions, for those who hear them.
    available: String,
}

impl Plain {
    fn of(boxes: &Element) -> Option<Self> {
        let said: Element = find(boxes, "[data-facet]")?;
        let words = |name| attribute(&said, name);
        Some(Self {
            facet: words("data-facet").parse().ok()?,
            query: words("data-query"),
            label: words("data-label"),
            placeholder: words("data-placeholder"),
            none: words("data-none"),
            failed: words("data-failed"),
            available: words("data-available"),
        })
    }

    /// The filter with what is ticked now in place of what the page was made with. Slugs stand in an address as they are.
    fn query_with(&self, ticked: &[String]) -> String {
        let field = format!("{}=", self.facet);
        let ticked: Vec<String> = ticked.iter().map(|value| format!("{field}{value}")).collect();
        let others = self.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with(&field));
        others.chain(ticked.iter().map(String::as_str)).collect::<Vec<_>>().join("&")
    }
}

fn boxes_of(boxes: &Element) -> impl Iterator<Item = HtmlInputElement> {
    all(boxes, "input").into_iter().filter_map(|input| input.dyn_into().ok())
}

/// Ticks the box of a value as a reader does, so that whoever listens to the form hears of it; makes one where there is none.
fn tick(boxes: &Element, facet: Facet, choice: &Choice) {
    let listed = boxes_of(boxes).find(|input| input.value() == choice.value);
    if let Some(input) = listed.or_else(|| add_box(boxes, facet, choice)).filter(|input| !input.checked()) {
        input.click();
    }
}

/// A box for a value that was not listed: a copy of the first, which is made anew with the page that it leads to.
fn add_box(boxes: &Element, facet: Facet, choice: &Choice) -> Option<HtmlInputElement> {
    let list: Element = find(boxes, "ul")?;
    let item: Element = find::<Element>(&list, "li")?.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
    let input: HtmlInputElement = find(&item, "input")?;
    input.set_name(facet.code());
    input.set_value(&choice.value);
    input.set_checked(false);
    for (selector, words) in [("span", &choice.label), (".count", &choice.count)] {
        find::<Element>(&item, selector)?.set_text_content(Some(words));
    }
    list.prepend_with_node_1(&item).ok()?;
    Some(input)
}

/// The state of the type-ahead.
#[derive(Clone, Copy)]
struct Picker {
    awake: RwSignal<bool>,
    boxes: NodeRef<html::Div>,
    list: Combobox,
    /// Whether suggestions could not be loaded; then the plain check boxes are back for good.
    failed: RwSignal<bool>,
}

impl Picker {
    fn is_plain(self) -> bool {
        !self.awake.get() || self.failed.get()
    }

    fn ask(self, plain: &Plain, field: &HtmlInputElement) {
        let Some(boxes) = self.boxes.get_untracked() else { return };
        let ticked = boxes_of(&boxes).filter(HtmlInputElement::checked).map(|input| input.value());
        let query = plain.query_with(&ticked.collect::<Vec<_>>());
        let answer = suggest_choices(plain.facet, field.value(), query, locale());
        self.list.ask(answer, move || self.failed.set(true));
    }
}

/// The type-ahead of a facet.
#[island]
pub fn FilterPicker(
    /// The plain check boxes.
    children: Children,
) -> impl IntoView {
    let boxes = NodeRef::<html::Div>::new();
    let picker = Picker { awake: RwSignal::new(false), boxes, list: Combobox::new(), failed: RwSignal::new(false) };
    effect(move || {
        if boxes.get().is_some() {
            picker.awake.set(true);
        }
    });
    effect(move || {
        if picker.failed.get()
            && let Some(first) = boxes.get().and_then(|boxes| boxes_of(&boxes).next())
        {
            // The field went away, and the focus with it.
            let _ = first.focus();
        }
    });
    let said = move || boxes.get_untracked().and_then(|boxes| Plain::of(&boxes));
    let field = move || {
        let plain = if picker.is_plain() { None } else { said() };
        plain.map(|plain| view! { <PickerField picker plain/> })
    };
    let failed = move || {
        let plain = picker.failed.get().then(said).flatten();
        plain.map(|plain| plain.failed).unwrap_or_default()
    };
    view! {
        <div class="picker">
            {field}
            <p class="picker-failed" role="status">{followed(failed)}</p>
            <div class="picker-plain" node_ref=boxes data-brief=followed(move || truth(!picker.is_plain()))>
                {children()}
            </div>
        </div>
    }
}

/// The field, and the suggestions.
#[component]
fn PickerField(picker: Picker, plain: Plain) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let facet = plain.facet;
    let list_id = format!("suggestions-{facet}");
    let described = list_id.clone();
    effect(move || {
        if let Some(field) = field.get() {
            picker.list.describe(&field, &described);
        }
    });
    let asked = plain.clone();
    let ask = move || {
        if let Some(field) = field.get_untracked() {
            picker.ask(&asked, &field);
        }
    };
    let pick = move |choice: Choice| {
        if let Some(field) = field.get_untracked() {
            field.set_value("");
        }
        picker.list.close();
        if let Some(boxes) = picker.boxes.get_untracked() {
            tick(&boxes, facet, &choice);
        }
    };
    let (ask_on_click, ask_on_key) = (ask.clone(), ask.clone());
    view! {
        <input
            type="text"
            id=format!("pick-{facet}")
            node_ref=field
            aria-label=plain.label
            placeholder=plain.placeholder
            on:input=move |_| ask()
            on:click=move |_| if !picker.list.is_open_now() { ask_on_click() }
            on:keydown=move |event| picker.list.on_key(&event, &ask_on_key, &pick)
            on:blur=move |_| picker.list.close()
        />
        <Suggestions
            combobox=picker.list
            id=list_id
            none=plain.none
            available=plain.available
            pick=Callback::new(move |(choice,)| pick(choice))
        />
    }
}
