//! What a statement rests on, in one line.

use domain::{EvidenceGrade, Locale, QuoteCheck, Source, TitleOrigin};
use leptos::prelude::*;
use words::text;

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

/// Writes the title of a source as a link, with its publisher.
pub(super) fn source_link(markup: &mut Markup, locale: Locale, source: &Source) {
    let title = source.title.as_deref().or(source.url.as_deref()).unwrap_or_default();
    markup.raw("<span class=\"source\">");
    if let Some(url) = &source.url {
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
) -> impl IntoView {
    Markup::view_of(|markup| source_link(markup, locale, &source))
}
