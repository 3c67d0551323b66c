//! A type-ahead for filters with many values. Its children are the plain check boxes; they stay where there is no
//! JavaScript, and come back when suggestions cannot be loaded.

use domain::{Facet, Locale};
use leptos::{html, prelude::*};
use serde::{Deserialize, Serialize};

use super::combobox::{Combobox, Suggestions};
use crate::{Choice, suggest_choices};

/// The words of the type-ahead, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickerWords {
    /// The name of the field.
    pub label: String,
    /// What to do with it.
    pub placeholder: String,
    /// The name of the button that takes a value away, before the value.
    pub remove: String,
    /// When nothing begins with what was typed.
    pub none: String,
    /// When suggestions cannot be loaded.
    pub failed: String,
    /// After the number of suggestions, for those who hear them.
    pub available: String,
}

/// The state of the type-ahead.
#[derive(Clone, Copy)]
struct Picker {
    picked: RwSignal<Vec<Choice>>,
    typed: RwSignal<String>,
    list: Combobox,
    /// Whether suggestions could not be loaded; then the plain check boxes are back for good.
    failed: RwSignal<bool>,
}

impl Picker {
    fn new(chosen: Vec<Choice>) -> Self {
        Self {
            picked: RwSignal::new(chosen),
            typed: RwSignal::new(String::new()),
            list: Combobox::new(),
            failed: RwSignal::new(false),
        }
    }

    fn ask(self, facet: Facet, query: &str, locale: Locale) {
        let answer = suggest_choices(facet, self.typed.get_untracked(), self.as_picked(facet, query), locale);
        self.list.ask(answer, move || self.failed.set(true));
    }

    /// The filter with the values that are picked now in place of those the page was made with. Slugs
    /// stand in an address as they are.
    fn as_picked(self, facet: Facet, query: &str) -> String {
        let field = format!("{facet}=");
        let others = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with(&field)).map(str::to_owned);
        let picked = self.picked.get_untracked().into_iter().map(|choice| format!("{field}{}", choice.value));
        others.chain(picked).collect::<Vec<_>>().join("&")
    }

    fn pick(self, choice: Choice) {
        self.picked.update(|picked| picked.push(choice));
        self.typed.set(String::new());
        self.list.close();
    }

    fn unpick(self, value: &str) {
        self.picked.update(|picked| picked.retain(|choice| choice.value != value));
    }
}

/// The type-ahead of a facet.
#[island]
pub fn FilterPicker(
    /// The facet; the name of the field in the form.
    facet: Facet,
    /// The values that are chosen.
    chosen: Vec<Choice>,
    /// The filter, as it stands behind the question mark of an address.
    query: String,
    /// The reader's language.
    locale: Locale,
    /// The words.
    words: PickerWords,
    /// The plain check boxes.
    children: Children,
) -> impl IntoView {
    let picker = Picker::new(chosen);
    let awake = RwSignal::new(false);
    // Effects run in the browser only, after the server's HTML was taken over as it is.
    Effect::new(move |_| awake.set(true));
    let plain = move || !awake.get() || picker.failed.get();
    let boxes = NodeRef::<html::Fieldset>::new();
    Effect::new(move |_| {
        if picker.failed.get()
            && let Some(boxes) = boxes.get()
        {
            hand_over(&boxes, &picker.picked.get_untracked());
        }
    });
    let failed = words.failed.clone();
    let field = move || {
        let (query, words) = (query.clone(), words.clone());
        (!plain()).then(|| view! { <PickerField picker facet query locale words/> })
    };
    view! {
        <div class="picker">
            {field}
            <p class="picker-failed" role="status">{move || picker.failed.get().then(|| failed.clone())}</p>
            // Disabled, its boxes are not sent along with the picked values.
            <fieldset class="picker-plain" node_ref=boxes hidden=move || !plain() disabled=move || !plain()>
                {children()}
            </fieldset>
        </div>
    }
}

/// Checks the boxes of what is picked, and moves the focus from the field that went away to the first.
#[cfg(feature = "hydrate")]
fn hand_over(boxes: &web_sys::Element, picked: &[Choice]) {
    use wasm_bindgen::JsCast;

    // The effect that shows the boxes may run after this one; hidden, they take no focus.
    let _ = boxes.remove_attribute("hidden");
    let _ = boxes.remove_attribute("disabled");
    let inputs = boxes.get_elements_by_tag_name("input");
    let inputs = (0..inputs.length()).filter_map(|i| inputs.item(i)?.dyn_into::<web_sys::HtmlInputElement>().ok());
    for (i, input) in inputs.enumerate() {
        input.set_checked(picked.iter().any(|choice| choice.value == input.value()));
        if i == 0 {
            let _ = input.focus();
        }
    }
}

/// Boxes are handed over in the browser only.
#[cfg(not(feature = "hydrate"))]
fn hand_over<T>(_boxes: &T, _picked: &[Choice]) {}

/// The picked values, the field, and the suggestions.
#[component]
fn PickerField(picker: Picker, facet: Facet, query: String, locale: Locale, words: PickerWords) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let list_id = format!("suggestions-{facet}");
    let ask = move || picker.ask(facet, &query, locale);
    let on_key = {
        let ask = ask.clone();
        move |event| picker.list.on_key(&event, &ask, |choice| picker.pick(choice))
    };
    let remove = words.remove.clone();
    let picked = move || {
        let remove = remove.clone();
        picker
            .picked
            .get()
            .into_iter()
            .map(|choice| {
                let value = choice.value.clone();
                let name = format!("{remove} {}", choice.label);
                view! {
                    <li>
                        <input type="hidden" name=facet.code() value=choice.value/>
                        <button type="button" aria-label=name on:click=move |_| {
                            picker.unpick(&value);
                            if let Some(field) = field.get_untracked() {
                                let _ = field.focus();
                            }
                        }>
                            {choice.label} " ×"
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    let ask_on_input = ask.clone();
    let (controlled, list) = (list_id.clone(), list_id.clone());
    view! {
        <ul class="picked">{picked}</ul>
        <input
            type="text"
            node_ref=field
            role="combobox"
            autocomplete="off"
            aria-autocomplete="list"
            aria-label=words.label
            aria-controls=controlled
            aria-expanded=move || picker.list.is_open().to_string()
            aria-activedescendant=move || picker.list.active_id(&list)
            placeholder=words.placeholder
            prop:value=move || picker.typed.get()
            on:input=move |event| {
                picker.typed.set(event_target_value(&event));
                ask_on_input();
            }
            on:click=move |_| if !picker.list.is_open_now() { ask() }
            on:keydown=on_key
            on:blur=move |_| picker.list.close()
        />
        <Suggestions
            combobox=picker.list
            id=list_id
            none=words.none
            available=words.available
            pick=Callback::new(move |(choice,)| picker.pick(choice))
        />
    }
}
