//! What a statement rests on, in one line.

use leptos::prelude::*;

use crate::{
    domain::{EvidenceGrade, Locale, QuoteCheck, Source, TitleOrigin},
    ui::words::{self, text},
};

/// An evidence grade; what it means is its title.
#[component]
pub(crate) fn GradeBadge(
    /// The reader's language.
    locale: Locale,
    /// The grade.
    grade: EvidenceGrade,
) -> impl IntoView {
    view! {
        <span class="grade" title=words::grade_meaning(locale, grade)>
            <span class="hidden">{text!(locale, statement.grade)} " "</span>
            {words::grade(locale, grade)}
        </span>
    }
    .into_any()
}

/// Whether the words were compared with the source.
#[component]
pub(crate) fn QuoteCheckMark(
    /// The reader's language.
    locale: Locale,
    /// The outcome.
    check: QuoteCheck,
) -> impl IntoView {
    match check {
        QuoteCheck::Verified => view! { <span class="verified">{text!(locale, statement.verified)}</span> }.into_any(),
        QuoteCheck::Unverified => {
            view! { <span class="unverified">{text!(locale, statement.unverified)}</span> }.into_any()
        }
    }
}

/// The title of a source as a link, with its publisher.
#[component]
pub(crate) fn SourceLink(
    /// The reader's language.
    locale: Locale,
    /// The source.
    source: Source,
) -> impl IntoView {
    let described = source.title_origin != TitleOrigin::Page && source.title.is_some();
    let title = source.title.or_else(|| source.url.clone()).unwrap_or_default();
    let title = match source.url {
        Some(url) => view! { <a href=url rel="external noreferrer">{title}</a> }.into_any(),
        None => view! { <span>{title} " (" {text!(locale, statement.no_address)} ")"</span> }.into_any(),
    };
    let described = described
        .then(|| view! { " " <span class="described">"[" {text!(locale, statement.title_described)} "]"</span> });
    view! {
        <span class="source">{title} {described} {source.publisher.map(|publisher| format!(", {publisher}"))}</span>
    }
    .into_any()
}
