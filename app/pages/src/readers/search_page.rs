//! What is found by some words, of every kind.

use std::collections::BTreeSet;

use domain::{ListQuery, Locale, Sort};
use leptos::prelude::*;
use service::{
    Found, Library,
    ports::{StoredSource, StoredStatement},
};
use words::{
    paths::{self, Address},
    text,
};

use super::stakeholder_page::full_name;
use crate::{
    PageError,
    components::{SourceLink, TranslatedText, statement_title},
    document::Page,
};

/// What is found, for the parameters of an address; a page to search on where there are no words.
///
/// # Errors
/// When the record does not answer.
pub async fn search_page(library: &Library, locale: Locale, parameters: &str) -> Result<Page, PageError> {
    let words = paths::decode(parameters).into_iter().find(|(name, _)| name == "q").map(|(_, words)| words);
    let words: String = words.unwrap_or_default().trim().chars().take(domain::TextQuery::MAX_LENGTH).collect();
    let found = library.find(&words).await?;
    let title = text!(locale, search.title);
    Ok(Page {
        status: 200,
        title: if words.is_empty() { title.clone() } else { format!("{words} \u{2013} {title}") },
        description: None,
        address: Some(Address::Search(words.clone())),
        section: None,
        structured: None,
        view: Box::new(move || view(locale, &words, found)),
    })
}

fn view(locale: Locale, words: &str, found: Option<Found>) -> AnyView {
    let results = match found {
        None => view! { <p class="empty">{text!(locale, search.hint)}</p> }.into_any(),
        Some(found) => results(locale, words, found),
    };
    let action = Address::Search(String::new()).in_locale(locale);
    view! {
        <h1>{text!(locale, search.title)}</h1>
        <form method="get" action=action class="search-all" role="search">
            <label for="search">{text!(locale, search.label)}</label>
            <div>
                <input id="search" name="q" type="search" maxlength="200" value=words.to_owned()/>
                <button type="submit">{text!(locale, search.button)}</button>
            </div>
        </form>
        {results}
    }
    .into_any()
}

fn results(locale: Locale, words: &str, found: Found) -> AnyView {
    let groups: Vec<AnyView> = [
        stakeholders(locale, &found),
        topics(locale, &found),
        people(locale, &found),
        statements(locale, &found),
        sources(locale, &found),
    ]
    .into_iter()
    .flatten()
    .collect();
    if groups.is_empty() {
        return view! {
            <div class="found empty" role="status">
                <p><strong>{text!(locale, search.none, words = words.to_owned())}</strong></p>
                <p>{text!(locale, search.none_hint)}</p>
            </div>
        }
        .into_any();
    }
    view! { <div class="found">{groups}</div> }.into_any()
}

fn group(heading: String, items: Vec<AnyView>, more: Option<AnyView>) -> Option<AnyView> {
    (!items.is_empty())
        .then(|| view! { <section><h2>{heading}</h2><ul class="news-list">{items}</ul>{more}</section> }.into_any())
}

fn count(locale: Locale, count: u64) -> AnyView {
    view! { <span class="about">{text!(locale, timeline.statements, count = count)}</span> }.into_any()
}

fn stakeholders(locale: Locale, found: &Found) -> Option<AnyView> {
    let item = |(slug, statements): &(domain::Slug, u64)| {
        let known = found.catalogue.stakeholders.get(slug)?;
        let href = Address::Stakeholder(slug.clone()).in_locale(locale);
        let full = full_name(locale, known).map(|name| view! { <span class="full-name">{name}</span> });
        Some(
            view! { <li><a href=href>{known.short_name_for(locale).to_owned()}</a> " " {full} {count(locale, *statements)}</li> }
                .into_any(),
        )
    };
    group(text!(locale, nav.stakeholders), found.stakeholders.iter().filter_map(item).collect(), None)
}

fn topics(locale: Locale, found: &Found) -> Option<AnyView> {
    let item = |(slug, statements): &(domain::Slug, u64)| {
        let topic = found.catalogue.topics.get(slug)?;
        let href = Address::Topic(slug.clone()).in_locale(locale);
        Some(
            view! {
                <li>
                    <a href=href><TranslatedText locale text=topic.label.clone()/></a>
                    <p class="proposition"><TranslatedText locale text=topic.proposition.clone()/></p>
                    {count(locale, *statements)}
                </li>
            }
            .into_any(),
        )
    };
    group(text!(locale, nav.topics), found.topics.iter().filter_map(item).collect(), None)
}

fn people(locale: Locale, found: &Found) -> Option<AnyView> {
    let item = |(name, statements): &(String, u64)| {
        let list = ListQuery::default().with("q", &format!("\"{name}\""));
        let href = Address::Timeline(Box::new(list)).in_locale(locale);
        view! { <li><a href=href>{name.clone()}</a> " " {count(locale, *statements)}</li> }.into_any()
    };
    group(text!(locale, search.people), found.people.iter().map(item).collect(), None)
}

fn statement_item(locale: Locale, found: &Found, stored: &StoredStatement) -> AnyView {
    let href = Address::Statement(stored.statement.slug.clone()).in_locale(locale);
    let said = words::stated_date(locale, stored.statement.said_on);
    let title = statement_title(locale, &found.catalogue, &stored.statement, &BTreeSet::new());
    view! { <li><a href=href>{title}</a> <span class="about">{said}</span></li> }.into_any()
}

fn statements(locale: Locale, found: &Found) -> Option<AnyView> {
    let items: Vec<AnyView> = found.statements.iter().map(|stored| statement_item(locale, found, stored)).collect();
    let href = Address::Timeline(Box::new(ListQuery { sort: Sort::Relevance, ..found.list.clone() })).in_locale(locale);
    let all = view! { <p><a class="all" href=href>{text!(locale, stakeholder.all, count = found.total)}</a></p> };
    group(text!(locale, timeline.list), items, Some(all.into_any()))
}

fn sources(locale: Locale, found: &Found) -> Option<AnyView> {
    let item = |(stored, statements): &(StoredSource, Vec<StoredStatement>)| {
        let cited: Vec<AnyView> = statements.iter().map(|stored| statement_item(locale, found, stored)).collect();
        view! { <li><SourceLink locale source=stored.source.clone()/> <ul class="news-list">{cited}</ul></li> }
            .into_any()
    };
    group(text!(locale, search.sources), found.sources.iter().map(item).collect(), None)
}
