//! One stakeholder: who it is, where it stands topic by topic, its newest statements.

use std::sync::Arc;

use domain::{Catalogue, Group, ListQuery, Locale, Slug, Stakeholder};
use leptos::prelude::*;
use service::{Hits, Library, StakeholderPage, TopicStances, ports::StoredStatement};
use words::{
    paths::{self, Address},
    text,
};

use crate::{
    PageError,
    components::{FigureView, InEnglish, stance_counts, statement_card, translated},
    document::{Page, Section},
    markup::Markup,
};

/// The page of a stakeholder.
///
/// # Errors
/// When there is none of that slug or the record does not answer.
pub async fn stakeholder_page(library: &Library, locale: Locale, slug: &Slug) -> Result<Page, PageError> {
    let page = library.stakeholder(slug).await?;
    Ok(Page {
        status: 200,
        title: page.stakeholder.short_name_for(locale).to_owned(),
        description: Some(page.stakeholder.name_for(locale).to_owned()),
        address: Some(Address::Stakeholder(slug.clone())),
        section: Some(Section::Stakeholders),
        structured: None,
        view: Box::new(move || view(locale, page)),
    })
}

fn view(locale: Locale, page: StakeholderPage) -> AnyView {
    let StakeholderPage { catalogue, stakeholder, total, topics, more_topics, figure, today, statements } = page;
    let list = Address::filtered(paths::filter_for(Some(&stakeholder.slug), None, None)).in_locale(locale);
    let only = ListQuery { filter: paths::filter_for(Some(&stakeholder.slug), None, None), ..ListQuery::default() };
    let news = Address::News(Box::new(only)).in_locale(locale);
    let full_name = full_name(locale, &stakeholder).map(|name| view! { <p class="full-name">{name}</p> });
    let aliases = other_names(locale, &stakeholder);
    let aliases = (!aliases.is_empty()).then(|| {
        let aliases = aliases.join(" · ");
        view! { <p>{text!(locale, stakeholder.aliases)} {words::colon(locale)} {aliases}</p> }
    });
    let note = stakeholder.note.clone().map(|note| view! { <p class="note"><InEnglish locale text=note/></p> });
    let body = if total == 0 {
        view! { <p class="empty">{text!(locale, stakeholder.silent)}</p> }.into_any()
    } else {
        view! {
            {standing(locale, &catalogue, &stakeholder.slug, topics, more_topics)}
            {figure.map(|figure| view! { <FigureView locale catalogue=&catalogue figure=&figure today/> })}
            <section>
                <h2>{text!(locale, stakeholder.newest)}</h2>
                {newest(locale, &catalogue, &statements)}
                <p>
                    <a href=list>{text!(locale, stakeholder.all, count = total)}</a> " \u{b7} "
                    <a href=news>{text!(locale, news.title)}</a>
                </p>
            </section>
        }
        .into_any()
    };
    view! {
        <header class="subject">
            <p class="kicker">{words::kind(locale, stakeholder.kind)} " · " {words::country(locale, stakeholder.country)}</p>
            <h1>{stakeholder.short_name_for(locale).to_owned()}</h1>
            {full_name} {aliases} {note}
        </header>
        {body}
    }
    .into_any()
}

/// The full name of a stakeholder for a reader, where it is another than the one it goes by.
pub(super) fn full_name(locale: Locale, stakeholder: &Stakeholder) -> Option<String> {
    let name = stakeholder.name_for(locale);
    (name != stakeholder.short_name_for(locale)).then(|| name.to_owned())
}

/// What else a stakeholder is called: by itself, and by others.
fn other_names(locale: Locale, stakeholder: &Stakeholder) -> Vec<&str> {
    let shown = [stakeholder.name_for(locale), stakeholder.short_name_for(locale)];
    let own = [&stakeholder.name, &stakeholder.short_name];
    let mut names: Vec<&str> = Vec::new();
    for name in own.into_iter().chain(&stakeholder.aliases).map(String::as_str) {
        if !shown.contains(&name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Statements one below the other.
pub(super) fn newest(locale: Locale, catalogue: &Catalogue, statements: &[Arc<StoredStatement>]) -> AnyView {
    Markup::view_of(|markup| {
        for stored in statements {
            statement_card(markup, locale, catalogue, &stored.statement, &Hits::default());
        }
    })
}

fn standing(
    locale: Locale,
    catalogue: &Catalogue,
    stakeholder: &Slug,
    topics: Vec<TopicStances>,
    more: u64,
) -> Option<AnyView> {
    if topics.is_empty() {
        return None;
    }
    let all = ListQuery {
        filter: paths::filter_for(Some(stakeholder), None, None),
        group: Group::Topic,
        ..ListQuery::default()
    };
    let more = (more > 0).then(|| {
        let href = Address::Timeline(Box::new(all)).in_locale(locale);
        view! { <p><a href=href>{text!(locale, stakeholder.more_topics, count = more)}</a></p> }
    });
    let rows = Markup::view_of(|markup| {
        for TopicStances { topic: slug, stances } in &topics {
            let Some(topic) = catalogue.topics.get(slug) else { continue };
            let list = Address::filtered(paths::filter_for(Some(stakeholder), Some(slug), None)).in_locale(locale);
            markup.raw("<li><h3><a").attribute("href", &Address::Topic(slug.clone()).in_locale(locale)).raw(">");
            markup.with(|markup| translated(markup, locale, &topic.label)).raw("</a></h3><p class=\"proposition\">");
            markup.with(|markup| translated(markup, locale, &topic.proposition)).raw("</p>");
            markup.with(|markup| stance_counts(markup, locale, stances, &list)).raw("</li>");
        }
    });
    Some(
        view! {
            <section>
                <h2>{text!(locale, stakeholder.stands)}</h2>
                <p class="hint">{text!(locale, stakeholder.stands_hint)}</p>
                <ul class="stands">{rows}</ul>
                {more}
            </section>
        }
        .into_any(),
    )
}
