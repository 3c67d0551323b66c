//! What a statement rests on, in one line.

use domain::{EvidenceGrade, Locale, QuoteCheck, Source, Statement, TitleOrigin};
use leptos::prelude::*;
use words::text;

use super::text_fragment::with_text_fragment;
use crate::markup::Markup;

/// Writes an evidence grade; what it means is its title.
pub(super) fn grade_badge(markup: &mut Markup, locale: Locale, grade: EvidenceGrade) {
    markup.raw("<span class=\"grade\"").attribute("title", &words::grade_meaning(locale, grade));
    markup.raw("><span class=\"hidden\">").text(&text!(locale, statement.grade)).raw(" </span>");
    markup.text(&words::grade(locale, grade)).raw("</span>");
}

/// Writes whether the words were compared with the source.
pub(super) fn quote_check(markup: &mut Markup, locale: Locale, check: QuoteCheck) {
    let (class, words) = match check {
        QuoteCheck::Verified => ("verified", text!(locale, statement.verified)),
        QuoteCheck::Unverified => ("unverified", text!(locale, statement.unverified)),
    };
    markup.raw("<span").attribute("class", class).raw(">").text(&words).raw("</span>");
}

/// Writes what a statement rests on in a line: how good it is, who published it, and when the words were compared with it if
/// they were. What is the normal case, that they are not yet, is on the page of the statement.
pub(super) fn provenance(markup: &mut Markup, locale: Locale, statement: &Statement) {
    markup.with(|markup| grade_badge(markup, locale, statement.grade()));
    if let Some(source) = statement.primary_source() {
        let title = source.title.as_deref().unwrap_or_default();
        let name = source.publisher.as_deref().or(source.title.as_deref()).or(source.url.as_deref());
        markup.raw(" <span class=\"source\">");
        match &source.url {
            Some(url) => {
                markup.raw("<a").attribute("href", &with_text_fragment(url, statement)).attribute("title", title);
                markup.raw(" rel=\"external noreferrer\">").text(name.unwrap_or_default()).raw("</a>");
            }
            None => {
                markup.text(name.unwrap_or_default());
            }
        }
        markup.raw("</span>");
    }
    if let Some(checked) = checked_in_words(locale, statement) {
        markup.raw("<span class=\"dot\"><span class=\"verified\">").text(&checked).raw("</span></span>");
    }
}

/// That the words were compared with what is cited, and when as far as that is known.
fn checked_in_words(locale: Locale, statement: &Statement) -> Option<String> {
    let compared = statement.checked.as_ref().filter(|checked| checked.same_page);
    match (compared, statement.quote_check) {
        (Some(checked), _) => Some(text!(locale, statement.checked_on, date = words::day(locale, checked.on))),
        (None, QuoteCheck::Verified) => Some(text!(locale, statement.verified)),
        (None, QuoteCheck::Unverified) => None,
    }
}

/// Writes the title of a source as a link to an address, with its publisher.
pub(super) fn source_link(markup: &mut Markup, locale: Locale, source: &Source, url: Option<&str>) {
    let title = source.title.as_deref().or(source.url.as_deref()).unwrap_or_default();
    markup.raw("<span class=\"source\">");
    if let Some(url) = url {
        markup.raw("<a").attribute("href", url).raw(" rel=\"external noreferrer\">").text(title).raw("</a>");
    } else {
        markup.raw("<span>").text(title).raw(" (").text(&text!(locale, statement.no_address)).raw(")</span>");
    }
    if source.title_origin != TitleOrigin::Page && source.title.is_some() {
        markup.raw(" <span class=\"described\">[").text(&text!(locale, statement.title_described)).raw("]</span>");
    }
    if let Some(publisher) = &source.publisher {
        markup.raw(", ").text(publisher);
    }
    markup.raw("</span>");
}

/// An evidence grade; what it means is its title.
#[component]
pub(crate) fn GradeBadge(
    /// The reader's language.
    locale: Locale,
    /// The grade.
    grade: EvidenceGrade,
) -> impl IntoView {
    Markup::view_of(|markup| grade_badge(markup, locale, grade))
}

/// Whether the words were compared with the source.
#[component]
pub(crate) fn QuoteCheckMark(
    /// The reader's language.
    locale: Locale,
    /// The outcome.
    check: QuoteCheck,
) -> impl IntoView {
    Markup::view_of(|markup| quote_check(markup, locale, check))
}

/// The title of a source as a link, with its publisher.
#[component]
pub(crate) fn SourceLink(
    /// The reader's language.
    locale: Locale,
    /// The source.
    source: Source,
    /// Its address, with a place in it.
    #[prop(default = None)]
    place: Option<String>,
) -> impl IntoView {
    let url = place.or_else(|| source.url.clone());
    Markup::view_of(|markup| source_link(markup, locale, &source, url.as_deref()))
}
