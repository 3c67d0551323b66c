//! What a picture is of, in words: its title, a line that reads it, and the way to another proposition.

use domain::{Catalogue, Facet, FacetCounts, Group, ListQuery, Locale, SearchResult, Slug, Stance, Topic};
use leptos::prelude::*;
use words::{paths::Address, text};

/// How many other propositions are offered.
const OFFERED: usize = 12;

/// The one topic that a list is about, if it is about one.
fn topic<'a>(catalogue: &'a Catalogue, query: &ListQuery) -> Option<&'a Topic> {
    let takes_in = |slug: &Slug| query.filter.subtopics.is_some() && catalogue.narrower(slug).next().is_some();
    match query.filter.topic.iter().collect::<Vec<_>>().as_slice() {
        [slug] if !takes_in(slug) => catalogue.topics.get(*slug),
        _ => None,
    }
}

/// A sentence as a part of another.
fn without_stop(sentence: &str) -> &str {
    sentence.trim_end().trim_end_matches('.')
}

/// What the picture is of.
fn title(locale: Locale, catalogue: &Catalogue, query: &ListQuery) -> String {
    match (topic(catalogue, query), query.group) {
        (Some(topic), _) => {
            let proposition = without_stop(topic.proposition.get(locale).0);
            text!(locale, picture.title_topic, proposition = proposition)
        }
        (None, Group::Topic) => text!(locale, picture.title_topics),
        (None, Group::Stakeholder) => text!(locale, picture.title_neutral),
    }
}

/// How many statements take a side, and which.
fn sides(locale: Locale, query: &ListQuery, facets: &FacetCounts) -> String {
    let count = |of: fn(Stance) -> bool| -> u64 {
        let asked = |stance: &Stance| query.filter.stance.is_empty() || query.filter.stance.contains(stance);
        let stances = facets.of(Facet::Stance).filter_map(|(code, count)| Some((code.parse::<Stance>().ok()?, count)));
        stances.filter(|(stance, _)| asked(stance) && of(*stance)).map(|(_, count)| count).sum()
    };
    let is_for = |stance: Stance| stance.score().is_some_and(|score| score > 0);
    let is_against = |stance: Stance| stance.score().is_some_and(|score| score < 0);
    let is_neither = |stance: Stance| stance.score().is_none_or(|score| score == 0);
    let number = |of| words::number(locale, count(of));
    text!(locale, picture.balance, up = number(is_for), down = number(is_against), across = number(is_neither))
}

/// How many statements, by how many.
fn who(locale: Locale, result: &SearchResult) -> String {
    let statements = text!(locale, timeline.statements, count = result.total);
    format!("{statements} {}", text!(locale, timeline.by_stakeholders, count = result.stakeholders))
}

/// A line that reads the picture.
fn reading(locale: Locale, catalogue: &Catalogue, query: &ListQuery, result: &SearchResult) -> String {
    let who = who(locale, result);
    match (topic(catalogue, query), query.group) {
        (Some(_), _) => format!("{who}{}{}.", words::colon(locale), sides(locale, query, &result.facets)),
        (None, Group::Topic) => format!("{who}. {}", text!(locale, picture.topics_note)),
        (None, Group::Stakeholder) => format!("{who}. {}", text!(locale, picture.neutral_note)),
    }
}

/// The same list about other topics, those with the most statements first.
fn switch(locale: Locale, catalogue: &Catalogue, query: &ListQuery, facets: &FacetCounts) -> AnyView {
    let mut counts: Vec<(Slug, u64)> =
        facets.of(Facet::Topic).filter_map(|(code, count)| Some((code.parse().ok()?, count))).collect();
    counts.retain(|(slug, count)| *count > 0 && !query.filter.topic.contains(slug));
    counts.sort_by_key(|(slug, count)| (std::cmp::Reverse(*count), slug.clone()));
    let items = counts
        .into_iter()
        .take(OFFERED)
        .filter_map(|(slug, count)| {
            let proposition = catalogue.topics.get(&slug)?.proposition.get(locale).0.to_owned();
            let mut other = ListQuery { after: None, group: Group::Stakeholder, ..query.clone() };
            other.filter.topic = [slug].into();
            let href = Address::Timeline(Box::new(other)).part(locale, "timeline");
            let count = words::number(locale, count);
            Some(view! { <li><a href=href>{proposition}</a> " " <span class="count">{count}</span></li> })
        })
        .collect::<Vec<_>>();
    let label = match topic(catalogue, query) {
        Some(_) => text!(locale, picture.switch_other),
        None => text!(locale, picture.switch),
    };
    let all = Address::Topics.in_locale(locale);
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <details class="switch">
            <summary>{label}</summary>
            <ul>{items} <li><a href=all>{text!(locale, picture.all_topics)}</a></li></ul>
        </details>
    }
    .into_any()
}

/// The title of a picture and the line that reads it, for a file.
pub(super) fn in_words(
    locale: Locale,
    catalogue: &Catalogue,
    query: &ListQuery,
    result: &SearchResult,
) -> (String, String) {
    let reading = match (topic(catalogue, query), query.group) {
        // There is nothing to choose in a file.
        (None, Group::Stakeholder) => format!("{}.", who(locale, result)),
        _ => reading(locale, catalogue, query, result),
    };
    (title(locale, catalogue, query), reading)
}

/// The heading of the picture.
pub(super) fn heading(locale: Locale, catalogue: &Catalogue, query: &ListQuery, result: &SearchResult) -> AnyView {
    view! {
        <div class="picture-heading">
            <h2>{title(locale, catalogue, query)}</h2>
            <p>{reading(locale, catalogue, query, result)}</p>
            {switch(locale, catalogue, query, &result.facets)}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_becomes_a_part_of_another() {
        assert_eq!(without_stop("The term should be extended."), "The term should be extended");
        assert_eq!(without_stop("The term should be extended"), "The term should be extended");
    }
}
