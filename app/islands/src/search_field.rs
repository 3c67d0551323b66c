//! The field for words, which says how the last word that is typed may go on, with how many statements would be found. Its
//! children are the plain field: `data-none` and `data-available` are the words of the suggestions, and `data-query` of its
//! form is the filter, as it stands behind the question mark of an address.

use leptos::{html, prelude::*, web_sys::HtmlInputElement};

use super::{
    combobox::{Combobox, Suggestions},
    shared::{attribute, effect, find, locale},
};
use crate::{Choice, complete_words};

/// The id of the list.
const LIST: &str = "suggestions-q";

/// Whether there is a word to go on with: letters, and no space after them.
fn has_beginning(typed: &str) -> bool {
    typed.chars().rev().take_while(|c| c.is_alphanumeric()).count() >= 2
}

/// Asks how the last word may go on.
fn ask(list: Combobox, field: &HtmlInputElement) {
    let typed = field.value();
    if has_beginning(&typed) {
        let query = field.form().map(|form| attribute(&form, "data-query")).unwrap_or_default();
        list.ask(complete_words(typed, query, locale()), move || list.close());
    } else {
        list.close();
    }
}

/// The field.
#[island]
pub fn SearchField(
    /// The plain field.
    children: Children,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let list = Combobox::new();
    let field = move || place.get().and_then(|place| find::<HtmlInputElement>(&place, "input"));
    let awake = RwSignal::new(false);
    effect(move || {
        if let Some(field) = field() {
            list.describe(&field, LIST);
            awake.set(true);
        }
    });
    let ask_now = move || {
        if let Some(field) = untrack(field) {
            ask(list, &field);
        }
    };
    let pick = move |choice: Choice| {
        if let Some(field) = untrack(field) {
            field.set_value(&choice.value);
        }
        list.close();
    };
    let suggestions = move || {
        awake.get().then(field).flatten().map(|field| {
            let (none, available) = (attribute(&field, "data-none"), attribute(&field, "data-available"));
            let pick = Callback::new(move |(choice,)| pick(choice));
            view! { <Suggestions combobox=list id=LIST.to_owned() none available pick/> }
        })
    };
    view! {
        <div
            class="picker"
            node_ref=place
            on:input=move |_| ask_now()
            on:keydown=move |event| list.on_key(&event, &ask_now, &pick)
            on:focusout=move |_| list.close()
        >
            {children()}
            {suggestions}
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
