//! What is found on the server, in the reader's words.

use std::collections::BTreeSet;

use domain::{Catalogue, Directness, Facet, Language, ListQuery, Locale, Slug, Statement};
use leptos::prelude::*;
use service::{
    Library,
    ports::{Completion, StoreError},
    text::has_word_starting,
};
use words::{
    paths::{self, Address},
    text,
};

use crate::{
    Choice,
    facet_values::{FacetValue, facet_values},
};

/// How many suggestions a type-ahead shows.
const SUGGESTED: usize = 12;

/// The query of an address, as far as the record knows what it names.
fn read_query(library: &Library, query: &str) -> ListQuery {
    let parameters = paths::decode(query);
    let (mut query, _) = ListQuery::read(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    library.follow_merges(&mut query);
    library.check(&mut query);
    query
}

/// The values of a facet of which some word begins with what was typed; also by the other names of
/// stakeholders.
pub(super) fn choices_of(library: &Library, facet: Facet, typed: &str, query: &str, locale: Locale) -> Vec<Choice> {
    let query = read_query(library, query);
    let catalogue = library.catalogue();
    let counts = library.facets(&query.filter, &[facet]);
    let names = |value: &FacetValue| -> Vec<String> {
        let stakeholder = (facet == Facet::Stakeholder)
            .then(|| value.code.parse::<Slug>().ok().and_then(|slug| catalogue.stakeholders.get(&slug)))
            .flatten();
        let more = stakeholder.into_iter().flat_map(|s| s.aliases.iter().chain([&s.name]).cloned());
        std::iter::once(value.label.clone()).chain(more).collect()
    };
    let (values, _) = facet_values(locale, &catalogue, &query, &counts, facet, usize::MAX);
    values
        .into_iter()
        .filter(|value| !value.is_chosen && names(value).iter().any(|name| has_word_starting(name, typed)))
        .take(SUGGESTED)
        .map(|value| value.choice(locale))
        .collect()
}

/// What was typed with its last word completed, in each way that leaves any statement under the rest of the filter.
pub(super) fn completions_of(library: &Library, typed: &str, query: &str, locale: Locale) -> Vec<Choice> {
    let mut query = read_query(library, query);
    let last = typed
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + typed[at..].chars().next().map_or(0, char::len_utf8));
    let (before, beginning) = typed.split_at(last);
    query.filter.q = ListQuery::read([("q", before)]).0.filter.q;
    let completions = library.completions(&query.filter, beginning, SUGGESTED);
    let choice = |completion: Completion| Choice {
        value: format!("{before}{}", completion.word),
        label: completion.word,
        count: words::number(locale, completion.statements),
    };
    completions.into_iter().map(choice).collect()
}

/// How many statements of a mark are read out.
const READ_OUT: usize = 3;

/// How many characters of the words of each.
const FIRST_WORDS: usize = 160;

/// The first statements of a list, and the way to all of them.
pub(super) async fn statements_of(library: &Library, query: &str, locale: Locale) -> Result<String, StoreError> {
    let query = read_query(library, query);
    let catalogue = library.catalogue();
    let statements = library.beginning(&query, READ_OUT).await?;
    let items = statements.iter().map(|stored| read_out(&catalogue, &query, &stored.statement, locale)).collect_view();
    let all = Address::Timeline(Box::new(query)).part(locale, "list");
    let view = view! {
        <ul>{items}</ul>
        <a class="all" href=all>{text!(locale, picture.open)}</a>
    };
    Ok(view.to_html())
}

/// Who said it, in which role and when; the first words; the stances on what is asked for, the grade and the publisher.
fn read_out(catalogue: &Catalogue, query: &ListQuery, statement: &Statement, locale: Locale) -> impl IntoView + use<> {
    let stakeholder =
        catalogue.stakeholders.get(&statement.stakeholder).map(|known| known.short_name_for(locale).to_owned());
    let language = statement.speaker_role_language.filter(|language| *language != locale.language());
    let role =
        statement.speaker_role.clone().map(|role| view! { <span lang=language.map(Language::code)>{role}</span> });
    let who = [
        statement.speaker.clone().map(IntoAny::into_any),
        role.map(IntoAny::into_any),
        stakeholder.map(IntoAny::into_any),
    ];
    let who = who.into_iter().flatten().enumerate();
    let who = who.map(|(i, name)| view! { {if i > 0 { ", " } else { "" }} {name} }).collect_view();
    let is_asked = |topic: &Slug, stance| query.filter.takes_position(topic, stance);
    let positions = statement.positions.iter().filter(|position| is_asked(&position.topic, position.stance));
    let stances: BTreeSet<_> = positions.map(|position| position.stance).collect();
    let stances = stances.into_iter().map(|stance| words::stance(locale, stance));
    let grade = format!("{} {}", words::facet(locale, Facet::Grade), words::grade(locale, statement.grade()));
    let publisher = statement.primary_source().and_then(|source| source.publisher.clone());
    let about = stances.chain([grade]).chain(publisher).collect::<Vec<_>>().join(" \u{b7} ");
    let href = Address::Statement(statement.slug.clone()).in_locale(locale);
    let said = words::stated_date(locale, statement.said_on);
    let (language, words) = (statement.language.code(), words::shorten(&statement.text, FIRST_WORDS));
    let words = match statement.directness {
        Directness::Verbatim | Directness::PartialQuote => view! { <q lang=language>{words}</q> }.into_any(),
        Directness::Paraphrase | Directness::DocumentSummary => view! { <span lang=language>{words}</span> }.into_any(),
    };
    view! {
        <li>
            <a href=href>{who} " \u{2013} " {said}</a>
            {words}
            <span class="about">{about}</span>
        </li>
    }
}
