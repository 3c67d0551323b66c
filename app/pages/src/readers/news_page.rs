//! What is new on record, by the day on which it was recorded or changed there.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{
    Catalogue, Country, Facet, ListQuery, Locale, ReferenceKind, Slug, Sort, StakeholderKind, StatementFilter,
};
use islands::facet_values::value_label;
use leptos::prelude::*;
use service::{Event, Library, News, NewsDay, ports::StoredStatement};
use words::{
    paths::{self, Address},
    text,
};

use crate::{
    PageError,
    components::{TranslatedText, statement_title},
    document::{Page, Section},
};

/// What is new, for the parameters of an address: those of a list, of which words and the days on which something was said
/// have no meaning here.
///
/// # Errors
/// When a parameter means nothing or the record does not answer.
pub async fn news_page(library: &Library, locale: Locale, parameters: &str) -> Result<Page, PageError> {
    let parameters = paths::decode(parameters);
    let (mut query, mut bad) = ListQuery::read(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    if bad.is_empty() && library.follow_merges(&mut query) {
        return Err(PageError::Moved(Box::new(Address::News(Box::new(query)))));
    }
    bad.extend(library.check(&mut query));
    if !bad.is_empty() {
        return Err(PageError::BadFilter { kept: Box::new(query), bad });
    }
    let news = library.news(&query).await?;
    Ok(Page {
        status: 200,
        title: text!(locale, news.title),
        description: Some(text!(locale, news.lead)),
        address: Some(Address::News(Box::new(news.query.clone()))),
        section: Some(Section::News),
        structured: None,
        view: Box::new(move || view(locale, &news)),
    })
}

fn view(locale: Locale, news: &News) -> AnyView {
    let days = news.days.iter().map(|day| day_section(locale, news, day)).collect::<Vec<_>>();
    let body = if days.is_empty() {
        view! { <p class="empty">{text!(locale, news.none)}</p> }.into_any()
    } else {
        days.into_any()
    };
    let earlier = news.earlier.map(|day| {
        let mut query = news.query.clone();
        query.filter.added_to = Some(day);
        let href = Address::News(Box::new(query)).in_locale(locale);
        view! { <p class="pages"><a href=href rel="next">{text!(locale, news.earlier, date = words::day(locale, day))}</a></p> }
    });
    view! {
        <div class="news">
            <h1>{text!(locale, news.title)}</h1>
            <p class="lead">{text!(locale, news.lead)}</p>
            {form(locale, &news.catalogue, &news.query)}
            {chosen(locale, news)}
            {body}
            {earlier}
        </div>
    }
    .into_any()
}

/// Since when, and of what.
fn form(locale: Locale, catalogue: &Catalogue, query: &ListQuery) -> AnyView {
    let filter = &query.filter;
    let first = |name: &str| match name {
        "topic" => filter.topic.first().map(ToString::to_string),
        "country" => filter.country.first().map(ToString::to_string),
        "kind" => filter.kind.first().map(ToString::to_string),
        "added_from" => filter.added_from.map(|day| day.to_string()),
        _ => None,
    };
    // What a field shows is sent by it; everything else is carried along.
    let carried = query
        .parameters()
        .into_iter()
        .filter(|(name, value)| first(name).as_ref() != Some(value))
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let since = filter.added_from.map(|day| day.to_string()).unwrap_or_default();
    let topics = catalogue.topics.values().map(|t| (t.slug.to_string(), t.label.get(locale).0.to_owned())).collect();
    let countries = Country::ALL.iter().map(|c| (c.code().to_owned(), words::country(locale, *c))).collect();
    let kinds = StakeholderKind::ALL.iter().map(|k| (k.code().to_owned(), words::kind(locale, *k))).collect();
    view! {
        <form method="get" action=Address::News(Box::default()).in_locale(locale) class="inline-filter">
            {carried}
            <label>{text!(locale, news.since)} <input type="date" name="added_from" value=since/></label>
            {select(locale, Facet::Topic, topics, first("topic"))}
            {select(locale, Facet::Country, countries, first("country"))}
            {select(locale, Facet::Kind, kinds, first("kind"))}
            <button type="submit">{text!(locale, filters.apply)}</button>
        </form>
    }
    .into_any()
}

/// One value of a facet, or any.
fn select(locale: Locale, facet: Facet, mut values: Vec<(String, String)>, chosen: Option<String>) -> AnyView {
    values.sort_by_key(|(_, label)| label.to_lowercase());
    let options = values
        .into_iter()
        .map(|(value, label)| {
            let selected = chosen.as_ref() == Some(&value);
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect_view();
    view! {
        <label>
            {words::facet(locale, facet)}
            <select name=facet.code()>
                <option value="">{text!(locale, news.any)}</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// What is asked for, each with a link that takes it away.
fn chosen(locale: Locale, news: &News) -> Option<AnyView> {
    let items: Vec<_> = news
        .query
        .parameters()
        .into_iter()
        .map(|(name, value)| {
            let label = match name {
                "added_from" | "added_to" => {
                    value.parse().map_or_else(|_| value.clone(), |day| words::day(locale, day))
                }
                _ => match name.parse() {
                    Ok(facet) => value_label(locale, &news.catalogue, facet, &value),
                    Err(_) => value.clone(),
                },
            };
            let label = match name {
                "added_from" => text!(locale, news.since_day, date = label),
                "added_to" => text!(locale, news.until_day, date = label),
                "subtopics" => text!(locale, filters.subtopics),
                _ => label,
            };
            let href = Address::News(Box::new(news.query.without(name, &value))).in_locale(locale);
            view! {
                <li>
                    <a href=href>
                        <span class="hidden">{text!(locale, filters.remove)} " "</span> {label}
                        <span aria-hidden="true">" \u{d7}"</span>
                    </a>
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! { <nav class="chosen" aria-label=text!(locale, filters.chosen)><ul>{items}</ul></nav> }.into_any()
    })
}

fn day_section(locale: Locale, news: &News, day: &NewsDay) -> AnyView {
    let events = day.events.iter().filter_map(|event| event_item(locale, &news.catalogue, event)).collect::<Vec<_>>();
    let events = (!events.is_empty()).then(|| view! { <ul class="news-list">{events}</ul> });
    view! {
        <section>
            <h2><time datetime=day.day.to_string()>{words::day(locale, day.day)}</time></h2>
            {added(locale, news, day)}
            {events}
        </section>
    }
    .into_any()
}

/// What was added on a day.
fn added(locale: Locale, news: &News, day: &NewsDay) -> Option<AnyView> {
    if day.added == 0 {
        return None;
    }
    let topics = &news.query.filter.topic;
    let items = day.first.iter().map(|stored| added_statement(locale, &news.catalogue, stored, topics)).collect_view();
    let all = (day.added > day.first.len() as u64).then(|| {
        let href = Address::Timeline(Box::new(recorded_on(&news.query, day.day))).in_locale(locale);
        view! { <p><a href=href>{text!(locale, news.all_added, count = day.added)}</a></p> }
    });
    Some(
        view! {
            <h3>{text!(locale, news.added, count = day.added)}</h3>
            <ul class="news-list">{items}</ul>
            {all}
        }
        .into_any(),
    )
}

/// The list of what was recorded on a day.
fn recorded_on(query: &ListQuery, day: NaiveDate) -> ListQuery {
    let filter = StatementFilter { added_from: Some(day), added_to: Some(day), ..query.filter.clone() };
    ListQuery { filter, sort: Sort::Newest, ..ListQuery::default() }
}

/// A statement in a line, with the day on which it was said; of its topics it names one of those that are asked for.
pub(super) fn added_statement(
    locale: Locale,
    catalogue: &Catalogue,
    stored: &StoredStatement,
    topics: &BTreeSet<Slug>,
) -> AnyView {
    let statement = &stored.statement;
    let href = Address::Statement(statement.slug.clone()).in_locale(locale);
    let said = text!(locale, news.said, date = words::stated_date(locale, statement.said_on));
    view! {
        <li>
            <a href=href>{statement_title(locale, catalogue, statement, topics)}</a>
            <span class="about">{said}</span>
        </li>
    }
    .into_any()
}

/// What happened to what was on record.
fn event_item(locale: Locale, catalogue: &Catalogue, event: &Event) -> Option<AnyView> {
    let because = |reason: &Option<String>| reason.clone().map(|reason| view! { <span class="about">{reason}</span> });
    let item = |what: String, href: String, title: AnyView, about: Option<AnyView>| {
        view! { <li><span class="what">{what}</span> " " <a href=href>{title}</a> {about}</li> }.into_any()
    };
    Some(match event {
        Event::Corrected(statement, reason) => item(
            text!(locale, news.corrected),
            Address::History(statement.slug.clone()).in_locale(locale),
            statement_title(locale, catalogue, statement, &BTreeSet::new()).into_any(),
            because(reason).map(IntoAny::into_any),
        ),
        Event::Withdrawn(statement, reason) => item(
            text!(locale, news.withdrawn),
            Address::Statement(statement.slug.clone()).in_locale(locale),
            statement_title(locale, catalogue, statement, &BTreeSet::new()).into_any(),
            because(reason).map(IntoAny::into_any),
        ),
        Event::Merged(merge) => {
            let into = merge.name.into.parse().ok()?;
            let (address, title) = match merge.name.kind {
                ReferenceKind::Stakeholder => {
                    let known = catalogue.stakeholders.get(&into)?;
                    (Address::Stakeholder(into), known.short_name_for(locale).to_owned().into_any())
                }
                ReferenceKind::Topic => {
                    let known = catalogue.topics.get(&into)?;
                    (Address::Topic(into), view! { <TranslatedText locale text=known.label.clone()/> }.into_any())
                }
                ReferenceKind::Source | ReferenceKind::Milestone => return None,
            };
            let merged = text!(locale, news.merged, name = merge.name.from.clone());
            item(merged, address.in_locale(locale), title, because(&Some(merge.reason.clone())).map(IntoAny::into_any))
        }
        Event::Milestone(milestone) => {
            let earlier: Vec<String> =
                milestone.earlier_dates.iter().map(|period| words::period(locale, *period)).collect();
            let earlier = if earlier.is_empty() {
                String::new()
            } else {
                format!("; {}{}{}", text!(locale, milestones.earlier), words::colon(locale), earlier.join(", "))
            };
            let about = format!("{}{earlier}", words::milestone_date(locale, milestone));
            item(
                text!(locale, news.milestone),
                Address::Milestone(milestone.slug.clone()).in_locale(locale),
                view! { <TranslatedText locale text=milestone.title.clone()/> }.into_any(),
                Some(view! { <span class="about">{about}</span> }.into_any()),
            )
        }
        Event::Topic(slug) => item(
            text!(locale, news.topic),
            Address::Topic(slug.clone()).in_locale(locale),
            view! { <TranslatedText locale text=catalogue.topics.get(slug)?.label.clone()/> }.into_any(),
            None,
        ),
        Event::Stakeholder(slug) => item(
            text!(locale, news.stakeholder),
            Address::Stakeholder(slug.clone()).in_locale(locale),
            catalogue.stakeholders.get(slug)?.short_name_for(locale).to_owned().into_any(),
            None,
        ),
    })
}
