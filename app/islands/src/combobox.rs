//! The suggestions below a field, after the editable combobox with list autocomplete of the WAI-ARIA Authoring Practices:
//! the arrow keys go through them, Enter takes one, Escape closes them. The field itself is whoever's uses it.

use std::pin::Pin;

use leptos::{
    ev::KeyboardEvent,
    prelude::*,
    task::spawn_local,
    web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition},
};

use super::shared::{effect, followed, set_attribute, truth};
use crate::Choice;

/// The answer to a question, which is on its way.
type Answer = Pin<Box<dyn Future<Output = Result<Vec<Choice>, ServerFnError>>>>;

/// The state of the suggestions.
#[derive(Clone, Copy)]
pub(super) struct Combobox {
    /// What the list shows; `None` when it is closed.
    suggestions: RwSignal<Option<Vec<Choice>>>,
    active: RwSignal<Option<usize>>,
    /// Counts the questions asked, so that a late answer to an old one is dropped.
    asked: StoredValue<u32>,
}

impl Combobox {
    pub(super) fn new() -> Self {
        Self { suggestions: RwSignal::new(None), active: RwSignal::new(None), asked: StoredValue::new(0) }
    }

    /// Whether the list is open, for views to follow.
    pub(super) fn is_open(self) -> bool {
        self.suggestions.with(Option::is_some)
    }

    /// Whether the list is open and has nothing in it.
    fn is_empty(self) -> bool {
        self.suggestions.with(|open| open.as_ref().is_some_and(Vec::is_empty))
    }

    pub(super) fn is_open_now(self) -> bool {
        self.suggestions.with_untracked(Option::is_some)
    }

    /// Says of a field that suggestions belong to it, which are in the list of that id, and how they stand.
    pub(super) fn describe(self, field: &Element, list_id: &str) {
        let is =
            [("role", "combobox"), ("autocomplete", "off"), ("aria-autocomplete", "list"), ("aria-controls", list_id)];
        for (name, value) in is {
            set_attribute(field, name, Some(value));
        }
        let (field, list_id) = (field.clone(), list_id.to_owned());
        effect(move || {
            set_attribute(&field, "aria-expanded", Some(truth(self.is_open())));
            set_attribute(&field, "aria-activedescendant", self.active_id(&list_id).as_deref());
        });
    }

    /// The id of the active suggestion, for views to follow.
    fn active_id(self, list_id: &str) -> Option<String> {
        self.active.get().map(|at| option_id(list_id, at))
    }

    pub(super) fn close(self) {
        self.asked.update_value(|asked| *asked += 1);
        self.active.set(None);
        self.suggestions.set(None);
    }

    /// Shows the answer to a question when it comes.
    pub(super) fn ask(
        self,
        answer: impl Future<Output = Result<Vec<Choice>, ServerFnError>> + 'static,
        on_failure: impl FnOnce() + 'static,
    ) {
        self.wait_for(Box::pin(answer), Box::new(on_failure));
    }

    fn wait_for(self, answer: Answer, on_failure: Box<dyn FnOnce()>) {
        self.asked.update_value(|asked| *asked += 1);
        let question = self.asked.get_value();
        spawn_local(async move {
            let answer = answer.await;
            if self.asked.get_value() != question {
                return;
            }
            match answer {
                Ok(choices) => self.show(choices),
                Err(_) => on_failure(),
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

    /// Moves the active suggestion by one, around the ends.
    fn step(self, forward: bool) {
        let count = self.suggestions.with_untracked(|open| open.as_ref().map_or(0, Vec::len));
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

    /// Does what a key asks for.
    pub(super) fn on_key(self, event: &KeyboardEvent, ask: &dyn Fn(), pick: &dyn Fn(Choice)) {
        let is_open = self.is_open_now();
        match event.key().as_str() {
            key @ ("ArrowDown" | "ArrowUp") => {
                event.prevent_default();
                if is_open { self.step(key == "ArrowDown") } else { ask() }
            }
            "Enter" => {
                let active = self.active.get_untracked();
                let open = self.suggestions.get_untracked().unwrap_or_default();
                if let Some(choice) = active.and_then(|at| open.into_iter().nth(at)) {
                    event.prevent_default();
                    pick(choice);
                }
            }
            "Escape" if is_open => {
                event.prevent_default();
                event.stop_propagation();
                self.close();
            }
            _ => {}
        }
    }
}

fn option_id(list_id: &str, at: usize) -> String {
    format!("{list_id}-{at}")
}

/// Scrolls the list to a suggestion.
fn scroll_to(option_id: &str) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    if let Some(option) = document().get_element_by_id(option_id) {
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The list, and how many suggestions it has for those who hear it.
#[component]
pub(super) fn Suggestions(
    /// The state.
    combobox: Combobox,
    /// The id of the list.
    id: String,
    /// What is said when there are none.
    none: String,
    /// After their number, for those who hear it.
    available: String,
    /// Takes one.
    pick: Callback<(Choice,)>,
) -> impl IntoView {
    let list_id = id.clone();
    effect(move || {
        if let Some(active) = combobox.active_id(&list_id) {
            scroll_to(&active);
        }
    });
    let list_id = id.clone();
    let options = move || {
        let choices = combobox.suggestions.get().unwrap_or_default();
        let options = choices.into_iter().enumerate().map(|(at, choice)| {
            let (label, count) = (choice.label.clone(), choice.count.clone());
            view! {
                <li
                    id=option_id(&list_id, at)
                    role="option"
                    aria-selected=followed(move || truth(combobox.active.get() == Some(at)))
                    // Pressing must not take the focus from the field, which would close the list first.
                    on:mousedown=move |event| event.prevent_default()
                    on:click=move |_| pick.run((choice.clone(),))
                >
                    <span>{label}</span> " " <span class="count">{count}</span>
                </li>
            }
        });
        options.collect_view()
    };
    let nothing = move || {
        combobox.is_empty().then(|| {
            view! { <li class="none" role="option" aria-disabled="true" aria-selected="false">{none.clone()}</li> }
        })
    };
    // What they are; how they are reached is said with their number.
    let label = available.split(';').next().unwrap_or_default().to_owned();
    let heard = followed(move || match combobox.suggestions.get() {
        Some(choices) => format!("{} {available}", choices.len()),
        None => String::new(),
    });
    view! {
        <ul class="suggestions" id=id role="listbox" aria-label=label hidden=followed(move || !combobox.is_open())>
            {nothing} {options}
        </ul>
        <p class="hidden" role="status">{heard}</p>
    }
}
