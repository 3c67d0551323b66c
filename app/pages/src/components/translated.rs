//! Texts that may be in another language than the page.

use domain::{Locale, Localized};
use leptos::prelude::*;

use crate::markup::Markup;

/// Writes a text of the record in the reader's language, or in English and marked as such.
pub(super) fn translated(markup: &mut Markup, locale: Locale, text: &Localized) {
    let (words, language) = text.get(locale);
    markup.raw("<span");
    if language != locale {
        markup.attribute("lang", language.tag());
    }
    markup.raw(">").text(words).raw("</span>");
}

/// A text of the record in the reader's language, or in English and marked as such.
#[component]
pub(crate) fn TranslatedText(
    /// The reader's language.
    locale: Locale,
    /// The text.
    text: Localized,
) -> impl IntoView {
    Markup::view_of(|markup| translated(markup, locale, &text))
}
