//! Statements that may be the same as the one in the form, looked for while it is typed. The first list is the
//! server's, so it is there without JavaScript after each time the form was sent.

use domain::Locale;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::DuplicateHint;

/// The words around the list, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateWords {
    /// What the list is.
    pub heading: String,
    /// What to do with it.
    pub lead: String,
    /// The button that makes the source an appearance of a statement.
    pub reprint: String,
    /// That a link opens beside the form.
    pub new_tab: String,
}

/// The list of statements that may be the same, within the form of a statement.
#[island]
pub fn DuplicateWatch(
    /// What the server found in the form as it was sent.
    found: Vec<DuplicateHint>,
    /// The slug of the statement that is changed; empty for a new one.
    except: String,
    /// Whether what is written can become an appearance of another statement.
    may_reprint: bool,
    /// The reader's language.
    locale: Locale,
    /// The words.
    words: DuplicateWords,
) -> impl IntoView {
    let found = RwSignal::new(found);
    Effect::new(move |_| watch(found, except.clone(), locale));
    let list = move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            let words = words.clone();
            let items = found.into_iter().map(|hint| item(hint, may_reprint, &words)).collect_view();
            view! {
                <h2>{words.heading.clone()}</h2>
                <p>{words.lead.clone()}</p>
                <ul>{items}</ul>
            }
        })
    };
    view! { <div class="duplicates" role="status">{list}</div> }
}

fn item(hint: DuplicateHint, may_reprint: bool, words: &DuplicateWords) -> impl IntoView + use<> {
    let DuplicateHint { slug, href, title, words: quote, why } = hint;
    let button = may_reprint.then(|| {
        let label = format!("{}: {title}", words.reprint);
        let value = format!("reprint:{slug}");
        view! {
            <button type="submit" name="action" value=value class="quiet" aria-label=label>{words.reprint.clone()}</button>
        }
    });
    view! {
        <li>
            <p>
                <a href=href target="_blank" rel="noopener">
                    {title} <span class="hidden">" ("{words.new_tab.clone()}")"</span>
                </a>
                " " <span class="why">{why}</span>
            </p>
            <p class="excerpt">{quote}</p>
            {button}
        </li>
    }
}

/// Asks anew, a moment after the last change of one of the three fields that matter.
#[cfg(feature = "hydrate")]
fn watch(found: RwSignal<Vec<DuplicateHint>>, except: String, locale: Locale) {
    use std::time::Duration;

    use leptos::{ev, leptos_dom::helpers::debounce, task::spawn_local};

    use super::fields::value_of;
    use crate::find_duplicates;

    /// How long nothing must have been typed.
    const PAUSE: Duration = Duration::from_millis(500);
    /// The most characters of the words that are sent: enough to find a statement by.
    const SENT: usize = 1_500;

    let asked = StoredValue::new(0_u32);
    let ask = debounce(PAUSE, move |()| {
        asked.update_value(|asked| *asked += 1);
        let question = asked.get_value();
        let text: String = value_of("text").chars().take(SENT).collect();
        let (source, stakeholder, except) = (value_of("source-url"), value_of("stakeholder"), except.clone());
        spawn_local(async move {
            let answer = find_duplicates(text, source, stakeholder, except, locale).await;
            // A late answer to an old question is dropped; when there is none, what was found stays.
            if let Some(answer) = answer.ok().filter(|_| asked.get_value() == question) {
                found.set(answer);
            }
        });
    });
    let ask = StoredValue::new_local(ask);
    let handle = window_event_listener(ev::input, move |event| {
        let field = super::fields::id_of_target(&event);
        if ["text", "source-url", "stakeholder"].contains(&field.as_str()) {
            ask.update_value(|ask| ask(()));
        }
    });
    on_cleanup(move || handle.remove());
}

/// Typing is watched in the browser only.
#[cfg(not(feature = "hydrate"))]
fn watch(_found: RwSignal<Vec<DuplicateHint>>, _except: String, _locale: Locale) {}
