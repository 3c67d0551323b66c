//! The field for words, which says how the last word that is typed may go on, with how many statements would be found.
//! Without JavaScript it is a plain field.

use domain::Locale;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::combobox::{Combobox, Suggestions};
use crate::complete_words;

/// The words of the field, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchWords {
    /// When no word begins so.
    pub none: String,
    /// After the number of suggestions, for those who hear them.
    pub available: String,
}

/// The id of the list.
const LIST: &str = "suggestions-q";

/// Whether there is a word to go on with: letters, and no space after them.
fn has_beginning(typed: &str) -> bool {
    typed.chars().rev().take_while(|c| c.is_alphanumeric()).count() >= 2
}

/// The field.
#[island]
pub fn SearchField(
    /// The words that are searched for.
    value: String,
    /// The filter, as it stands behind the question mark of an address.
    query: String,
    /// The reader's language.
    locale: Locale,
    /// The words around it.
    words: SearchWords,
) -> impl IntoView {
    let list = Combobox::new();
    let typed = RwSignal::new(value.clone());
    let awake = RwSignal::new(false);
    // Effects run in the browser only, after the server's HTML was taken over as it is.
    Effect::new(move |_| awake.set(true));
    let if_awake = move |value: &'static str| awake.get().then_some(value);
    let ask = move || {
        let typed = typed.get_untracked();
        if has_beginning(&typed) {
            list.ask(complete_words(typed, query.clone(), locale), move || list.close());
        } else {
            list.close();
        }
    };
    let pick = move |text: String| {
        typed.set(text);
        list.close();
    };
    let ask_on_key = ask.clone();
    view! {
        <div class="picker">
            <input
                id="q"
                name="q"
                type="search"
                maxlength="200"
                aria-describedby="q-hint"
                value=value
                prop:value=move || typed.get()
                role=move || if_awake("combobox")
                autocomplete=move || if_awake("off")
                aria-autocomplete=move || if_awake("list")
                aria-controls=move || if_awake(LIST)
                aria-expanded=move || awake.get().then(|| list.is_open().to_string())
                aria-activedescendant=move || list.active_id(LIST)
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    ask();
                }
                on:keydown=move |event| list.on_key(&event, &ask_on_key, |choice| pick(choice.value))
                on:blur=move |_| list.close()
            />
            <Suggestions
                combobox=list
                id=LIST.to_owned()
                none=words.none
                available=words.available
                pick=Callback::new(move |(choice,): (crate::Choice,)| pick(choice.value))
            />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_goes_on_from_its_second_letter_until_a_space() {
        assert!(
            has_beginning("pa")
                && has_beginning("patent li")
                && has_beginning("l\u{2019}ac")
                && has_beginning("\u{e9}c")
        );
        assert!(!has_beginning("p") && !has_beginning("patent ") && !has_beginning("patent l") && !has_beginning(""));
    }
}
