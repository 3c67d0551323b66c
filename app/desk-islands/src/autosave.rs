//! Saves the form of a statement by itself, so that a closed tab loses nothing. Without JavaScript the button
//! saves, as it does with it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the line below the form says, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutosaveWords {
    /// Before anything was typed.
    pub idle: String,
    /// Something was typed that is not saved yet.
    pub unsaved: String,
    /// All is saved.
    pub saved: String,
    /// Somebody else saved the draft.
    pub conflict: String,
    /// The session is over.
    pub signed_out: String,
    /// The server cannot be reached.
    pub failed: String,
}

/// How far saving has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser gets further than the beginning"))]
enum Progress {
    Idle,
    Unsaved,
    Saved,
    Conflict,
    SignedOut,
    Failed,
}

/// What the server answers when a draft was saved by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutosaveAnswer {
    /// The page of the draft, which is also where it is saved to.
    pub address: String,
    /// The version that it has now.
    pub version: i64,
    /// The version of the statement that it builds on.
    pub base_version: i64,
}

/// The line that says whether all is saved, at the end of the form with the id `form`.
#[island]
pub fn Autosave(
    /// The id of the form.
    form: String,
    /// The words.
    words: AutosaveWords,
) -> impl IntoView {
    let progress = RwSignal::new(Progress::Idle);
    let awake = RwSignal::new(false);
    Effect::new(move |_| {
        awake.set(true);
        start(&form, progress);
    });
    let line = move || {
        awake.get().then(|| match progress.get() {
            Progress::Idle => words.idle.clone(),
            Progress::Unsaved => words.unsaved.clone(),
            Progress::Saved => words.saved.clone(),
            Progress::Conflict => words.conflict.clone(),
            Progress::SignedOut => words.signed_out.clone(),
            Progress::Failed => words.failed.clone(),
        })
    };
    let class = move || match progress.get() {
        Progress::Conflict | Progress::SignedOut | Progress::Failed => "autosave wrong",
        Progress::Idle | Progress::Unsaved | Progress::Saved => "autosave",
    };
    view! { <p class=class role="status">{line}</p> }
}

/// There is nothing to save on the server.
#[cfg(not(feature = "hydrate"))]
fn start(_form: &str, _progress: RwSignal<Progress>) {}

#[cfg(feature = "hydrate")]
use browser::start;

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use gloo_net::http::Request;
    use leptos::{ev, leptos_dom::helpers::debounce, prelude::*, task::spawn_local};
    use wasm_bindgen::JsCast;
    use web_sys::{FormData, HtmlElement, HtmlFormElement, HtmlInputElement, SubmitEvent};

    use super::{AutosaveAnswer, Progress};
    use crate::fields::is_edited;

    /// How long nothing must have been typed.
    const PAUSE: Duration = Duration::from_secs(2);

    /// The form, and what is under way.
    #[derive(Clone, Copy)]
    struct Saver {
        form: StoredValue<HtmlFormElement, LocalStorage>,
        progress: RwSignal<Progress>,
        /// A request is under way.
        busy: StoredValue<bool>,
        /// Something was typed since the request left.
        again: StoredValue<bool>,
        /// The form was sent by hand meanwhile; it goes once the answer is there, because only then it has the version that
        /// the draft has now.
        waiting: StoredValue<Option<Sent>, LocalStorage>,
    }

    /// A form that was sent, by a button or otherwise.
    #[derive(Clone)]
    struct Sent {
        by: Option<HtmlElement>,
    }

    pub(super) fn start(form: &str, progress: RwSignal<Progress>) {
        let form = document().get_element_by_id(form).and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form else { return };
        let saver = Saver {
            form: StoredValue::new_local(form.clone()),
            progress,
            busy: StoredValue::new(false),
            again: StoredValue::new(false),
            waiting: StoredValue::new_local(None),
        };
        let mut later = debounce(PAUSE, move |()| saver.save());
        let typed = move || {
            progress.set(Progress::Unsaved);
            later(());
        };
        let typed = StoredValue::new_local(Box::new(typed) as Box<dyn FnMut()>);
        if is_edited(&form) {
            typed.update_value(|typed| typed());
        }
        let is_ours = move |event: &web_sys::Event| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            saver.form.with_value(|form| target.is_some_and(|target| form.contains(Some(&target))))
        };
        let on_input = window_event_listener(ev::input, move |event| {
            if is_ours(&event) {
                typed.update_value(|typed| typed());
            }
        });
        let on_submit = window_event_listener(ev::submit, move |event: SubmitEvent| {
            if is_ours(&event) && saver.busy.get_value() {
                event.prevent_default();
                saver.waiting.set_value(Some(Sent { by: event.submitter() }));
            }
        });
        on_cleanup(move || {
            on_input.remove();
            on_submit.remove();
        });
    }

    impl Saver {
        fn save(self) {
            if self.busy.get_value() {
                self.again.set_value(true);
                return;
            }
            // What went wrong stays wrong until somebody has looked at it.
            if matches!(self.progress.get_untracked(), Progress::Conflict | Progress::SignedOut) {
                return;
            }
            let form = self.form.get_value();
            let Ok(data) = FormData::new_with_form(&form) else { return };
            let _ = data.append_with_str("action", "autosave");
            // By the attribute: the buttons are called "action" too, and hide the property of that name.
            let Some(address) = form.get_attribute("action") else { return };
            let Ok(request) = Request::post(&address).body(data) else { return };
            self.busy.set_value(true);
            spawn_local(async move {
                let progress = match request.send().await {
                    Ok(answer) if answer.status() == 409 => Progress::Conflict,
                    Ok(answer) if answer.status() >= 500 => Progress::Failed,
                    Ok(answer) => match answer.json::<AutosaveAnswer>().await {
                        Ok(saved) => {
                            self.take_in(&saved);
                            Progress::Saved
                        }
                        // Not what saving answers: the page that asks to sign in.
                        Err(_) => Progress::SignedOut,
                    },
                    Err(_) => Progress::Failed,
                };
                self.busy.set_value(false);
                self.progress.set(progress);
                if let Some(sent) = self.waiting.try_update_value(Option::take).flatten() {
                    let _ = match &sent.by {
                        Some(button) => self.form.get_value().request_submit_with_submitter(Some(button)),
                        None => self.form.get_value().request_submit(),
                    };
                } else if self.again.try_update_value(std::mem::take).unwrap_or_default() {
                    self.progress.set(Progress::Unsaved);
                    self.save();
                }
            });
        }

        /// From now on the form saves to the draft, at its new version, and so does a page loaded again.
        fn take_in(self, saved: &AutosaveAnswer) {
            let form = self.form.get_value();
            let _ = form.set_attribute("action", &saved.address);
            set_hidden(&form, "version", saved.version);
            set_hidden(&form, "base-version", saved.base_version);
            if let Ok(history) = window().history() {
                let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&saved.address));
            }
        }
    }

    fn set_hidden(form: &HtmlFormElement, name: &str, value: i64) {
        let found = form.query_selector(&format!("input[type=hidden][name={name}]")).ok().flatten();
        let field = found.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()).or_else(|| {
            let field = document().create_element("input").ok()?.dyn_into::<HtmlInputElement>().ok()?;
            field.set_type("hidden");
            field.set_name(name);
            form.append_child(&field).ok()?;
            Some(field)
        });
        if let Some(field) = field {
            field.set_value(&value.to_string());
        }
    }
}
