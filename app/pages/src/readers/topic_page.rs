//! One topic: its proposition, who stands where on it, the newest statements.

use domain::{Catalogue, Group, ListQuery, Locale, Slug, StanceHolders, Subtopics, Topic};
use leptos::prelude::*;
use service::{Library, TopicPage};
use words::{
    paths::{self, Address},
    text,
};

use super::stakeholder_page::newest;
use crate::{
    PageError,
    components::{FigureView, InEnglish, TranslatedText, badge},
    document::{Page, Section},
    markup::Markup,
};

/// The page of a topic.
///
/// # Errors
/// When there is none of that slug or the record does not answer.
pub async fn topic_page(library: &Library, locale: Locale, slug: &Slug) -> Result<Page, PageError> {
    let page = library.topic(slug).await?;
    Ok(Page {
        status: 200,
        title: page.topic.label.get(locale).0.to_owned(),
        description: Some(page.topic.proposition.get(locale).0.to_owned()),
        address: Some(Address::Topic(slug.clone())),
        section: Some(Section::Topics),
        structured: None,
        view: Box::new(move || view(locale, page)),
    })
}

fn view(locale: Locale, page: TopicPage) -> AnyView {
    let TopicPage { catalogue, topic, total, holders, figure, today, with_subtopics, narrower, statements } = page;
    let query = ListQuery {
        filter: paths::filter_for(None, Some(&topic.slug), None),
        group: Group::Stakeholder,
        ..ListQuery::default()
    };
    let list = Address::Timeline(Box::new(query)).in_locale(locale);
    let counts = with_subtopics.map(|with| counts(locale, &topic.slug, total, with));
    let narrower =
        narrower.into_iter().map(|(topic, holders)| subtopic(locale, &catalogue, &topic, holders)).collect_view();
    let body = if total == 0 {
        view! { <p class="empty">{text!(locale, topic.silent)}</p> {narrower} }.into_any()
    } else {
        view! {
            <section>
                <h2>{text!(locale, topic.who)}</h2>
                {who_stands_where(locale, &catalogue, &topic.slug, &holders)}
            </section>
            {figure.map(|figure| view! { <FigureView locale catalogue=&catalogue figure=&figure today/> })}
            {narrower}
            <section>
                <h2>{text!(locale, stakeholder.newest)}</h2>
                {newest(locale, &catalogue, &statements)}
                <p><a href=list>{text!(locale, stakeholder.all, count = total)}</a></p>
            </section>
        }
        .into_any()
    };
    view! {
        <header class="subject">
            <h1><TranslatedText locale text=topic.label.clone()/></h1>
            <p class="kicker">{text!(locale, topic.proposition)}</p>
            <p class="proposition large"><TranslatedText locale text=topic.proposition.clone()/></p>
            {counts}
            {about(locale, &catalogue, &topic)}
        </header>
        {body}
    }
    .into_any()
}

/// A provision, marked as English where it is recorded in words that have no others.
fn provision(locale: Locale, recorded: &str) -> AnyView {
    match words::provision(locale, recorded) {
        Some(words) => view! { <li>{words}</li> }.into_any(),
        None => view! { <li lang="en">{recorded.to_owned()}</li> }.into_any(),
    }
}

/// How many statements are on the sentence of a topic, and how many with those of the topics that it takes in.
fn counts(locale: Locale, topic: &Slug, total: u64, with_subtopics: u64) -> AnyView {
    let mut filter = paths::filter_for(None, Some(topic), None);
    filter.subtopics = Some(Subtopics::Include);
    let href = Address::filtered(filter).in_locale(locale);
    view! {
        <p class="reach">
            {text!(locale, topic.on_sentence, count = total)} ", "
            <a href=href>{text!(locale, topic.with_subtopics, count = words::number(locale, with_subtopics))}</a>
        </p>
    }
    .into_any()
}

/// A topic that another takes in, with who stands where on its own sentence: those are not added up.
fn subtopic(locale: Locale, catalogue: &Catalogue, topic: &Topic, holders: Vec<StanceHolders>) -> AnyView {
    let href = Address::Topic(topic.slug.clone()).in_locale(locale);
    let who = if holders.is_empty() {
        view! { <p class="empty">{text!(locale, topic.silent)}</p> }.into_any()
    } else {
        who_stands_where(locale, catalogue, &topic.slug, &holders)
    };
    view! {
        <section class="subtopic">
            <h2><a href=href><TranslatedText locale text=topic.label.clone()/></a></h2>
            <p class="proposition"><TranslatedText locale text=topic.proposition.clone()/></p>
            {who}
        </section>
    }
    .into_any()
}

fn about(locale: Locale, catalogue: &Catalogue, topic: &Topic) -> impl IntoView + use<> {
    let link = |topic: &Topic| {
        let href = Address::Topic(topic.slug.clone()).in_locale(locale);
        view! { <li><a href=href><TranslatedText locale text=topic.label.clone()/></a></li> }
    };
    let list = |heading: String, items: Vec<AnyView>| {
        (!items.is_empty()).then(|| view! { <div><dt>{heading}</dt><dd><ul class="plain">{items}</ul></dd></div> })
    };
    let broader: Vec<AnyView> = topic
        .broader
        .iter()
        .filter_map(|slug| catalogue.topics.get(slug))
        .map(|topic| link(topic).into_any())
        .collect();
    let narrower: Vec<AnyView> = catalogue.narrower(&topic.slug).map(|topic| link(topic).into_any()).collect();
    let articles: Vec<AnyView> = topic.articles.iter().map(|article| provision(locale, article)).collect();
    let coding = topic.coding_note.clone().map(|note| {
        view! { <div><dt>{text!(locale, topic.coding)}</dt><dd><InEnglish locale text=note/></dd></div> }
    });
    view! {
        <dl class="facts">
            {list(text!(locale, topic.articles), articles)}
            {list(text!(locale, topic.broader), broader)}
            {list(text!(locale, topic.narrower), narrower)}
            {coding}
        </dl>
    }
    .into_any()
}

fn who_stands_where(locale: Locale, catalogue: &Catalogue, topic: &Slug, all: &[StanceHolders]) -> AnyView {
    Markup::view_of(|markup| {
        markup.raw("<dl class=\"facts who\">");
        for holders in all {
            row(markup, locale, catalogue, topic, holders);
        }
        markup.raw("</dl>");
    })
}

/// Writes who takes a stance on a topic; those who are not named are on the timeline.
fn row(markup: &mut Markup, locale: Locale, catalogue: &Catalogue, topic: &Slug, holders: &StanceHolders) {
    let list = Address::filtered(paths::filter_for(None, Some(topic), Some(holders.stance))).in_locale(locale);
    // The list of one of them differs by the name alone, which comes first and is written as it is.
    let (path, rest) = list.split_once('?').unwrap_or((&list, ""));
    let (before, after) = (Markup::of_text(&format!("{path}?stakeholder=")), Markup::of_text(&format!("&{rest}")));
    markup.raw("<div><dt>").with(|markup| badge(markup, locale, holders.stance)).raw("</dt><dd><ul class=\"names\">");
    for (slug, count) in &holders.first {
        let known = catalogue.stakeholders.get(slug);
        markup.raw("<li><a href=\"").append(&before).text(slug.as_str()).append(&after).raw("\">");
        markup.text(known.map_or(slug.as_str(), |stakeholder| stakeholder.short_name_for(locale)));
        if *count > 1 {
            markup.raw(" <span class=\"count\">").count(locale, *count).raw("</span>");
        }
        markup.raw("</a></li>");
    }
    let more = holders.stakeholders - holders.first.len() as u64;
    if more > 0 {
        markup.raw("<li><a").attribute("href", &list).raw(">");
        markup.text(&text!(locale, topic.more, count = more)).raw("</a></li>");
    }
    markup.raw("</ul></dd></div>");
}
