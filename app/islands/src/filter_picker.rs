//! A type-ahead for filters with many values. Its children are the plain check boxes; they stay where there is no
//! JavaScript, and come back when suggestions cannot be loaded. What it has to know stands in attributes of theirs.

use domain::Facet;
use leptos::{
    html,
    prelude::*,
    web_sys::{Element, HtmlElement, HtmlInputElement, wasm_bindgen::JsCast},
};

use super::{
    combobox::{Combobox, Suggestions},
    shared::{all, attribute, effect, find, followed, locale, text},
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
    /// The name of the button that takes a value away, before the value.
    remove: String,
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
            remove: words("data-remove"),
            none: words("data-none"),
            failed: words("data-failed"),
            available: words("data-available"),
        })
    }

    /// The filter with the values that are picked now in place of those the page was made with. Slugs stand in an address
    /// as they are.
    fn query_with(&self, picked: &[Choice]) -> String {
        let field = format!("{}=", self.facet);
        let picked: Vec<String> = picked.iter().map(|choice| format!("{field}{}", choice.value)).collect();
        let others = self.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with(&field));
        others.chain(picked.iter().map(String::as_str)).collect::<Vec<_>>().join("&")
    }
}

fn boxes_of(boxes: &Element) -> impl Iterator<Item = HtmlInputElement> {
    all(boxes, "input").into_iter().filter_map(|input| input.dyn_into().ok())
}

/// What is ticked.
fn ticked(boxes: &Element) -> Vec<Choice> {
    let choice = |input: HtmlInputElement| {
        let label: Option<Element> = input.closest("label").ok().flatten();
        let said =
            |selector| label.as_ref().and_then(|label| find(label, selector)).as_ref().map(text).unwrap_or_default();
        Choice { value: input.value(), label: said("span"), count: said(".count") }
    };
    boxes_of(boxes).filter(HtmlInputElement::checked).map(choice).collect()
}

/// Ticks the boxes of what is picked, and moves the focus from the field that went away to the first.
fn hand_over(boxes: &HtmlElement, picked: &[Choice]) {
    // The effect that shows the boxes may run after this; hidden, they take no focus.
    let _ = boxes.remove_attribute("hidden");
    let _ = boxes.remove_attribute("disabled");
    for (i, input) in boxes_of(boxes).enumerate() {
        input.set_checked(picked.iter().any(|choice| choice.value == input.value()));
        if i == 0 {
            let _ = input.focus();
        }
    }
}

/// The state of the type-ahead.
#[derive(Clone, Copy)]
struct Picker {
    awake: RwSignal<bool>,
    picked: RwSignal<Vec<Choice>>,
    list: Combobox,
    /// Whether suggestions could not be loaded; then the plain check boxes are back for good.
    failed: RwSignal<bool>,
}

impl Picker {
    fn is_plain(self) -> bool {
        !self.awake.get() || self.failed.get()
    }

    fn ask(self, plain: &Plain, field: &HtmlInputElement) {
        let query = plain.query_with(&self.picked.get_untracked());
        let answer = suggest_choices(plain.facet, field.value(), query, locale());
        self.list.ask(answer, move || self.failed.set(true));
    }

    fn unpick(self, value: &str) {
        self.picked.update(|picked| picked.retain(|choice| choice.value != value));
    }
}

/// The type-ahead of a facet.
#[island]
pub fn FilterPicker(
    /// The plain check boxes.
    children: Children,
) -> impl IntoView {
    let picker = Picker {
        awake: RwSignal::new(false),
        picked: RwSignal::new(Vec::new()),
        list: Combobox::new(),
        failed: RwSignal::new(false),
    };
    let boxes = NodeRef::<html::Fieldset>::new();
    effect(move || {
        if let Some(boxes) = boxes.get() {
            picker.picked.set(ticked(&boxes));
            picker.awake.set(true);
        }
    });
    effect(move || {
        if picker.failed.get()
            && let Some(boxes) = boxes.get()
        {
            hand_over(&boxes, &picker.picked.get_untracked());
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
            // Disabled, its boxes are not sent along with the picked values.
            <fieldset
                class="picker-plain"
                node_ref=boxes
                hidden=followed(move || !picker.is_plain())
                disabled=followed(move || !picker.is_plain())
            >
                {children()}
            </fieldset>
        </div>
    }
}

/// The picked values, the field, and the suggestions.
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
        picker.picked.update(|picked| picked.push(choice));
        if let Some(field) = field.get_untracked() {
            field.set_value("");
        }
        picker.list.close();
    };
    let remove = plain.remove;
    let picked = move || {
        let remove = remove.clone();
        let items = picker.picked.get().into_iter().map(|choice| {
            let value = choice.value.clone();
            let name = format!("{remove} {}", choice.label);
            let unpick = move |_| {
                picker.unpick(&value);
                if let Some(field) = field.get_untracked() {
                    let _ = field.focus();
                }
            };
            view! {
                <li>
                    <input type="hidden" name=facet.code() value=choice.value/>
                    <button type="button" aria-label=name on:click=unpick>{choice.label} " ×"</button>
                </li>
            }
        });
        items.collect_view()
    };
    let (ask_on_click, ask_on_key) = (ask.clone(), ask.clone());
    view! {
        <ul class="picked">{picked}</ul>
        <input
            type="text"
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
