//! The chosen filters, each with a link that takes it away.

use domain::{Catalogue, Facet, ListQuery, Locale};
use islands::facet_values::value_label;
use leptos::prelude::*;
use words::{paths::Address, text};

/// A parameter of the filter in words: what it restricts, and to what.
fn in_words(locale: Locale, catalogue: &Catalogue, name: &str, value: &str) -> (String, String) {
    let day = || value.parse().map_or_else(|_| value.to_owned(), |day| words::day(locale, day));
    match name {
        "q" => (text!(locale, filters.words), value.to_owned()),
        "from" => (text!(locale, filters.from), day()),
        "to" => (text!(locale, filters.to), day()),
        "as_of" => (text!(locale, filters.as_of), day()),
        "added_from" => (text!(locale, filters.added_from), day()),
        "added_to" => (text!(locale, filters.added_to), day()),
        "subtopics" => (words::facet(locale, Facet::Topic), text!(locale, filters.subtopics)),
        name => match name.parse::<Facet>() {
            Ok(facet) => (words::facet(locale, facet), value_label(locale, catalogue, facet, value)),
            Err(_) => (name.to_owned(), value.to_owned()),
        },
    }
}

/// The most values of a filter that a title names.
const NAMED: usize = 4;

/// A filter in a line, for the title of its page; `None` when nothing is chosen.
pub(crate) fn filter_in_words(locale: Locale, catalogue: &Catalogue, query: &ListQuery) -> Option<String> {
    let mut values: Vec<String> = query
        .filter
        .parameters()
        .into_iter()
        .map(|(name, value)| {
            let (what, to) = in_words(locale, catalogue, name, &value);
            // A day alone does not say which end it is.
            if matches!(name, "from" | "to" | "as_of" | "added_from" | "added_to") {
                format!("{what} {to}")
            } else {
                to
            }
        })
        .collect();
    if values.len() > NAMED {
        values.truncate(NAMED);
        values.push("\u{2026}".to_owned());
    }
    (!values.is_empty()).then(|| values.join(" \u{b7} "))
}

/// The chosen filters; nothing when there are none.
#[component]
pub(crate) fn ChosenFilters<'a>(
    /// The reader's language.
    locale: Locale,
    /// Stakeholders and topics.
    catalogue: &'a Catalogue,
    /// The list.
    query: &'a ListQuery,
) -> impl IntoView + use<> {
    if query.filter.is_empty() {
        return ().into_any();
    }
    let items = query
        .filter
        .parameters()
        .into_iter()
        .map(|(name, value)| {
            let (what, to) = in_words(locale, catalogue, name, &value);
            let href = Address::Timeline(Box::new(query.without(name, &value))).in_locale(locale);
            view! {
                <li>
                    <a href=href>
                        <span class="hidden">{text!(locale, filters.remove)} " "</span>
                        <span class="what">{what} {words::colon(locale)}</span> {to} <span aria-hidden="true">" ×"</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let everything = ListQuery { filter: ListQuery::default().filter, after: None, ..query.clone() };
    let clear = Address::Timeline(Box::new(everything)).in_locale(locale);
    view! {
        <nav class="chosen" aria-label=text!(locale, filters.chosen)>
            <ul>{items} <li><a class="clear" href=clear>{text!(locale, filters.clear)}</a></li></ul>
        </nav>
    }
    .into_any()
}
