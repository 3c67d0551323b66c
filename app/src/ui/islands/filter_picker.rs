//! A type-ahead for filters with many values, after the editable combobox with list autocomplete of the
//! WAI-ARIA Authoring Practices. Its children are the plain check boxes; they stay where there is no
//! JavaScript, and come back when suggestions cannot be loaded.

use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Choice, suggest_choices},
    domain::{Facet, Locale},
};

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

/// What the list below the field shows; `None` when it is closed.
type Suggestions = Option<Vec<Choice>>;

/// The state of the type-ahead.
#[derive(Clone, Copy)]
struct Picker {
    picked: RwSignal<Vec<Choice>>,
    typed: RwSignal<String>,
    suggestions: RwSignal<Suggestions>,
    /// Whether suggestions could not be loaded; then the plain check boxes are back for good.
    failed: RwSignal<bool>,
    active: RwSignal<Option<usize>>,
    /// Counts the questions asked, so that a late answer to an old one is dropped.
    asked: RwSignal<u32>,
}

impl Picker {
    fn new(chosen: Vec<Choice>) -> Self {
        Self {
            picked: RwSignal::new(chosen),
            typed: RwSignal::new(String::new()),
            suggestions: RwSignal::new(None),
            failed: RwSignal::new(false),
            active: RwSignal::new(None),
            asked: RwSignal::new(0),
        }
    }

    fn open(self) -> Vec<Choice> {
        self.suggestions.get().unwrap_or_default()
    }

    fn close(self) {
        self.asked.update(|asked| *asked += 1);
        self.active.set(None);
        self.suggestions.set(None);
    }

    fn ask(self, facet: Facet, query: &str, locale: Locale) {
        self.asked.update(|asked| *asked += 1);
        let question = self.asked.get_untracked();
        let typed = self.typed.get_untracked();
        let query = self.as_picked(facet, query);
        spawn_local(async move {
            let answer = suggest_choices(facet, typed, query, locale).await;
            if self.asked.get_untracked() != question {
                return;
            }
            match answer {
                Ok(choices) => self.show(choices),
                Err(_) => self.failed.set(true),
            }
        });
    }

    /// Shows suggestions. The active one stays active if it is among them, so that an answer which comes
    /// between an arrow key and Enter does not turn Enter into something else.
    fn show(self, choices: Vec<Choice>) {
        let before = self.suggestions.get_untracked().unwrap_or_default();
        let active = self.active.get_untracked().and_then(|at| before.get(at));
        let place = active.and_then(|active| choices.iter().position(|choice| choice.value == active.value));
        self.suggestions.set(Some(choices));
        self.active.set(place);
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
        self.close();
    }

    fn unpick(self, value: &str) {
        self.picked.update(|picked| picked.retain(|choice| choice.value != value));
    }

    /// Moves the active suggestion by one, around the ends.
    fn step(self, forward: bool) {
        let count = self.open().len();
        if count == 0 {
            return;
        }
        let next = match (self.active.get_untracked(), forward) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
        };
        self.active.set(Some(next));
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

/// Scrolls the list to a suggestion.
#[cfg(feature = "hydrate")]
fn scroll_to(option_id: &str) {
    let option = document().get_element_by_id(option_id);
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    if let Some(option) = option {
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// There is nothing to scroll on the server.
#[cfg(not(feature = "hydrate"))]
fn scroll_to(_option_id: &str) {}

/// The picked values, the field, and the suggestions.
#[component]
fn PickerField(picker: Picker, facet: Facet, query: String, locale: Locale, words: PickerWords) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let list_id = format!("suggestions-{facet}");
    let option_id = move |at: usize| format!("suggestion-{facet}-{at}");
    let ask = {
        let query = query.clone();
        move || picker.ask(facet, &query, locale)
    };
    let on_key = {
        let ask = ask.clone();
        move |event: KeyboardEvent| {
            let is_open = picker.suggestions.get_untracked().is_some();
            match event.key().as_str() {
                key @ ("ArrowDown" | "ArrowUp") => {
                    event.prevent_default();
                    if is_open { picker.step(key == "ArrowDown") } else { ask() }
                }
                "Enter" => {
                    let active = picker.active.get_untracked();
                    if let Some(choice) = active.and_then(|at| picker.open().get(at).cloned()) {
                        event.prevent_default();
                        picker.pick(choice);
                    }
                }
                "Escape" if is_open => {
                    event.prevent_default();
                    event.stop_propagation();
                    picker.close();
                }
                _ => {}
            }
        }
    };
    Effect::new(move |_| {
        if let Some(active) = picker.active.get() {
            scroll_to(&option_id(active));
        }
    });
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
    let none = words.none.clone();
    let options = move || match picker.suggestions.get() {
        Some(choices) if choices.is_empty() => {
            view! { <li class="none" role="option" aria-disabled="true" aria-selected="false">{none.clone()}</li> }
                .into_any()
        }
        Some(choices) => choices
            .into_iter()
            .enumerate()
            .map(|(at, choice)| {
                let (label, count) = (choice.label.clone(), choice.count.clone());
                let is_active = move || (picker.active.get() == Some(at)).to_string();
                view! {
                    <li
                        id=option_id(at)
                        role="option"
                        aria-selected=is_active
                        // Pressing must not take the focus from the field, which would close the list first.
                        on:mousedown=move |event| event.prevent_default()
                        on:click=move |_| picker.pick(choice.clone())
                    >
                        <span>{label}</span> " " <span class="count">{count}</span>
                    </li>
                }
            })
            .collect_view()
            .into_any(),
        None => ().into_any(),
    };
    let available = words.available.clone();
    let heard = move || match picker.suggestions.get() {
        Some(choices) => format!("{} {available}", choices.len()),
        None => String::new(),
    };
    let is_open = move || picker.suggestions.get().is_some();
    let ask_on_input = ask.clone();
    view! {
        <ul class="picked">{picked}</ul>
        <input
            type="text"
            node_ref=field
            role="combobox"
            autocomplete="off"
            aria-autocomplete="list"
            aria-label=words.label
            aria-controls=list_id.clone()
            aria-expanded=move || is_open().to_string()
            aria-activedescendant=move || picker.active.get().map(option_id)
            placeholder=words.placeholder
            prop:value=move || picker.typed.get()
            on:input=move |event| {
                picker.typed.set(event_target_value(&event));
                ask_on_input();
            }
            on:click=move |_| if !is_open() { ask() }
            on:keydown=on_key
            on:blur=move |_| picker.close()
        />
        <ul class="suggestions" id=list_id role="listbox" aria-label=words.available hidden=move || !is_open()>{options}</ul>
        <p class="hidden" role="status">{heard}</p>
    }
}
