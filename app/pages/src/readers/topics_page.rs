//! All topics with their propositions, the broader ones before what they take in.

use domain::{Catalogue, Facet, FacetCounts, Locale, Topic};
use leptos::prelude::*;
use service::Library;
use words::{
    paths::{self, Address},
    text,
};

use crate::{
    components::TranslatedText,
    document::{Page, Section},
};

/// The page of all topics.
#[must_use]
pub fn topics_page(library: &Library, locale: Locale) -> Page {
    let catalogue = library.catalogue();
    let counts = library.totals();
    Page {
        status: 200,
        title: text!(locale, topics.title),
        description: Some(text!(locale, topics.lead)),
        address: Some(Address::Topics),
        section: Some(Section::Topics),
        structured: None,
        view: Box::new(move || view(locale, &catalogue, &counts)),
    }
}

fn view(locale: Locale, catalogue: &Catalogue, counts: &FacetCounts) -> AnyView {
    let roots = catalogue
        .topics
        .values()
        .filter(|topic| topic.broader.is_none())
        .map(|root| {
            let parts = catalogue.narrower(&root.slug).map(|part| entry(locale, part, counts)).collect_view();
            view! { <li>{entry_body(locale, root, counts)} <ul class="topics">{parts}</ul></li> }
        })
        .collect_view();
    let none = catalogue.topics.is_empty().then(|| view! { <p class="empty">{text!(locale, topics.none)}</p> });
    view! {
        <h1>{text!(locale, topics.title)}</h1>
        <p class="lead">{text!(locale, topics.lead)}</p>
        {none}
        <ul class="topics">{roots}</ul>
    }
    .into_any()
}

fn entry(locale: Locale, topic: &Topic, counts: &FacetCounts) -> impl IntoView + use<> {
    view! { <li>{entry_body(locale, topic, counts)}</li> }.into_any()
}

fn entry_body(locale: Locale, topic: &Topic, counts: &FacetCounts) -> impl IntoView + use<> {
    let href = Address::Topic(topic.slug.clone()).in_locale(locale);
    let list = Address::filtered(paths::filter_for(None, Some(&topic.slug), None)).in_locale(locale);
    let count = counts.count(Facet::Topic, topic.slug.as_str());
    view! {
        <h2><a href=href><TranslatedText locale text=topic.label.clone()/></a></h2>
        <p class="proposition"><TranslatedText locale text=topic.proposition.clone()/></p>
        <p><a href=list>{text!(locale, timeline.statements, count = count)}</a></p>
    }
    .into_any()
}
