//! A type-ahead for filters with many values, after the editable combobox with list autocomplete of the
//! WAI-ARIA Authoring Practices. Its children are the plain check boxes; they stay where there is no
//! JavaScript, and come back when suggestions cannot be loaded.

use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};
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

/// What the list below the field shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Suggestions {
    Closed,
    Open(Vec<Choice>),
    Failed,
}

/// The state of the type-ahead.
#[derive(Clone, Copy)]
struct Picker {
    picked: RwSignal<Vec<Choice>>,
    typed: RwSignal<String>,
    suggestions: RwSignal<Suggestions>,
    active: RwSignal<Option<usize>>,
    /// Counts the questions asked, so that a late answer to an old one is dropped.
    asked: RwSignal<u32>,
}

impl Picker {
    fn new(chosen: Vec<Choice>) -> Self {
        Self {
            picked: RwSignal::new(chosen),
            typed: RwSignal::new(String::new()),
            suggestions: RwSignal::new(Suggestions::Closed),
            active: RwSignal::new(None),
            asked: RwSignal::new(0),
        }
    }

    fn open(self) -> Vec<Choice> {
        match self.suggestions.get() {
            Suggestions::Open(choices) => choices,
            Suggestions::Closed | Suggestions::Failed => Vec::new(),
        }
    }

    fn close(self) {
        self.asked.update(|asked| *asked += 1);
        self.active.set(None);
        self.suggestions.set(Suggestions::Closed);
    }

    fn ask(self, facet: Facet, query: String, locale: Locale) {
        self.asked.update(|asked| *asked += 1);
        let question = self.asked.get_untracked();
        let typed = self.typed.get_untracked();
        spawn_local(async move {
            let answer = suggest_choices(facet, typed, query, locale).await;
            if self.asked.get_untracked() != question {
                return;
            }
            self.active.set(None);
            self.suggestions.set(answer.map_or(Suggestions::Failed, |choices| {
                let picked = self.picked.get_untracked();
                let is_new = |choice: &Choice| picked.iter().all(|other| other.value != choice.value);
                Suggestions::Open(choices.into_iter().filter(is_new).collect())
            }));
        });
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
    let plain = move || !awake.get() || picker.suggestions.get() == Suggestions::Failed;
    let failed = words.failed.clone();
    let field = move || {
        let (query, words) = (query.clone(), words.clone());
        (!plain()).then(|| view! { <PickerField picker facet query locale words/> })
    };
    view! {
        <div class="picker">
            {field}
            <p class="picker-failed" role="status">
                {move || (picker.suggestions.get() == Suggestions::Failed).then(|| failed.clone())}
            </p>
            // Disabled, its boxes are not sent along with the picked values.
            <fieldset class="picker-plain" hidden=move || !plain() disabled=move || !plain()>
                {children()}
            </fieldset>
        </div>
    }
}

/// The picked values, the field, and the suggestions.
#[component]
fn PickerField(picker: Picker, facet: Facet, query: String, locale: Locale, words: PickerWords) -> impl IntoView {
    let list_id = format!("suggestions-{facet}");
    let option_id = move |at: usize| format!("suggestion-{facet}-{at}");
    let ask = {
        let query = query.clone();
        move || picker.ask(facet, query.clone(), locale)
    };
    let on_key = {
        let ask = ask.clone();
        move |event: KeyboardEvent| {
            let is_open = matches!(picker.suggestions.get_untracked(), Suggestions::Open(_));
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
                        <button type="button" aria-label=name on:click=move |_| picker.unpick(&value)>
                            {choice.label} " ×"
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    let none = words.none.clone();
    let options = move || match picker.suggestions.get() {
        Suggestions::Open(choices) if choices.is_empty() => {
            view! { <li class="none" role="option" aria-disabled="true" aria-selected="false">{none.clone()}</li> }
                .into_any()
        }
        Suggestions::Open(choices) => choices
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
        Suggestions::Closed | Suggestions::Failed => ().into_any(),
    };
    let available = words.available.clone();
    let heard = move || match picker.suggestions.get() {
        Suggestions::Open(choices) => format!("{} {available}", choices.len()),
        Suggestions::Closed | Suggestions::Failed => String::new(),
    };
    let is_open = move || matches!(picker.suggestions.get(), Suggestions::Open(_));
    let ask_on_input = ask.clone();
    view! {
        <ul class="picked">{picked}</ul>
        <input
            type="text"
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
