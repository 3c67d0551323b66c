//! Texts that may be in another language than the page.

use domain::{Locale, Localized};
use leptos::prelude::*;
use words::text;

use crate::markup::Markup;

/// Writes a text of the record in the reader's language, or in English and marked as such.
pub(crate) fn translated(markup: &mut Markup, locale: Locale, text: &Localized) {
    let (words, language) = text.get(locale);
    markup.raw("<span");
    if language != locale {
        markup.attribute("lang", language.tag());
    }
    markup.raw(">").text(words).raw("</span>");
}

/// Writes what editors put in English, whatever the language of the page; on other pages it is marked as such.
pub(super) fn in_english(markup: &mut Markup, locale: Locale, text: &str) {
    if locale == Locale::En {
        markup.text(text);
        return;
    }
    markup.raw("<span lang=\"en\">").text(text).raw("</span> <span class=\"in-language\">");
    markup.text(&text!(locale, statement.in_english)).raw("</span>");
}

/// What editors put in English, whatever the language of the page; on other pages it is marked as such.
#[component]
pub(crate) fn InEnglish(
    /// The reader's language.
    locale: Locale,
    /// The text.
    text: String,
) -> impl IntoView {
    Markup::view_of(|markup| in_english(markup, locale, &text))
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
