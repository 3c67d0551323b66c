//! Texts that may be in another language than the page.

use leptos::prelude::*;

use crate::domain::{Locale, Localized};

/// A text of the record in the reader's language, or in English and marked as such.
#[component]
pub(crate) fn TranslatedText(
    /// The reader's language.
    locale: Locale,
    /// The text.
    text: Localized,
) -> impl IntoView {
    let (words, language) = text.get(locale);
    let lang = (language != locale).then(|| language.tag());
    view! { <span lang=lang>{words.to_owned()}</span> }
}
