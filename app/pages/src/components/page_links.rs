//! Links to the neighbouring pages of a list.

use domain::{Cursor, ListQuery, Locale, SearchResult};
use leptos::prelude::*;
use words::{paths::Address, text};

/// First, previous, where we are, next. Nothing when one page holds all.
#[component]
pub(crate) fn PageLinks(
    /// The reader's language.
    locale: Locale,
    /// The list.
    query: ListQuery,
    /// The page of it.
    result: SearchResult,
) -> impl IntoView {
    let shown = result.page.len() as u64;
    if shown == result.total {
        return ().into_any();
    }
    let link = |after: Option<Cursor>, rel: Option<&'static str>, label: String| {
        let href = Address::Timeline(Box::new(query.at(after))).in_locale(locale);
        view! { <li><a href=format!("{href}#list") rel=rel>{label}</a></li> }
    };
    let first = (result.skipped > 0).then(|| link(None, None, text!(locale, timeline.first)));
    let previous = result.previous.map(|cursor| link(Some(cursor), Some("prev"), text!(locale, timeline.previous)));
    let next = result.next.map(|cursor| link(Some(cursor), Some("next"), text!(locale, timeline.next)));
    let from = if shown == 0 { 0 } else { result.skipped + 1 };
    let here = text!(locale, timeline.shown, first = from, last = result.skipped + shown, total = result.total);
    view! {
        <nav class="pages" aria-label=text!(locale, timeline.pages)>
            <ul>{first} {previous} <li class="here">{here}</li> {next}</ul>
        </nav>
    }
    .into_any()
}
