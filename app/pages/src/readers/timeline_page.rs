//! The timeline: a list of statements with its picture and its filters.

use std::sync::Arc;

use domain::{CalendarPeriod, Catalogue, Group, ListQuery, Locale, SearchResult, Sort, StatedDate};
use leptos::prelude::*;
use service::{Hits, Library, Reach, TimelinePage, ports::StoredStatement};
use words::{
    paths::{self, Address},
    text,
};

use crate::{
    PageError,
    components::{
        ChosenFilters, FilterForm, PageLinks, TimeRange, TimelineFigure, drawing_file, filter_in_words, reach_in_words,
        statement_card,
    },
    document::{Page, Section},
    markup::Markup,
};

/// The list that the parameters of an address ask for.
///
/// # Errors
/// When a parameter means nothing, or names what was merged into something else.
pub fn read_query(library: &Library, parameters: &str) -> Result<ListQuery, PageError> {
    let parameters = paths::decode(parameters);
    let (mut query, mut bad) = ListQuery::read(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    if bad.is_empty() && library.follow_merges(&mut query) {
        return Err(PageError::Moved(Box::new(Address::Timeline(Box::new(query)))));
    }
    bad.extend(library.check(&mut query));
    if bad.is_empty() { Ok(query) } else { Err(PageError::BadFilter { kept: Box::new(query), bad }) }
}

/// The picture of a list as an SVG document, for the parameters of an address. `public_url` is where readers reach the site.
///
/// # Errors
/// When a parameter means nothing, or there is nothing to draw.
pub fn timeline_svg(
    library: &Library,
    locale: Locale,
    parameters: &str,
    public_url: &str,
) -> Result<String, PageError> {
    let query = read_query(library, parameters)?;
    let figure = library.figure(&query, 1, None).ok_or(PageError::NotFound)?;
    Ok(drawing_file(locale, &library.catalogue(), &figure, library.today(), public_url))
}

/// The timeline for the parameters of an address.
///
/// # Errors
/// When a parameter means nothing or the record does not answer.
pub async fn timeline_page(library: &Library, locale: Locale, parameters: &str) -> Result<Page, PageError> {
    let query = read_query(library, parameters)?;
    let page = library.timeline(&query).await?;
    let reach = library.reach();
    let heading = text!(locale, timeline.title);
    let filter = filter_in_words(locale, &page.catalogue, &query);
    let title = filter.as_ref().map_or_else(|| heading.clone(), |filter| format!("{filter} \u{2013} {heading}"));
    Ok(Page {
        status: 200,
        title,
        description: Some(text!(locale, timeline.description)),
        address: Some(Address::Timeline(Box::new(query.clone()))),
        section: Some(Section::Timeline),
        structured: None,
        view: Box::new(move || view(locale, &query, page, filter.unwrap_or(heading), reach)),
    })
}

fn view(locale: Locale, query: &ListQuery, page: TimelinePage, heading: String, reach: Reach) -> AnyView {
    let TimelinePage { catalogue, today, result, statements, time, picture, with_subtopics } = page;
    let body = if result.total > 0 {
        let figure = time.zip(picture.as_ref()).map(|(time, picture)| {
            view! { <TimelineFigure locale catalogue=&catalogue query result=&result today time picture/> }
        });
        view! {
            <Tools locale query/>
            {figure}
            <h2 class="hidden" id="list">{text!(locale, timeline.list)}</h2>
            {list(locale, &catalogue, &statements)}
            <PageLinks locale query=query.clone() result=result.clone()/>
        }
        .into_any()
    } else {
        // Whoever came to a time without statements gets on from there.
        let is_cut = query.filter.from.is_some() || query.filter.to.is_some();
        let time = time.filter(|_| is_cut).map(|time| {
            view! { <div class="timeline" id="timeline"><TimeRange locale query time/></div> }
        });
        view! { {time} {nothing(locale, query)} }.into_any()
    };
    view! {
        <header class="list-head">
            <h1>{heading}</h1>
            {reach_in_words(locale, reach).map(|reach| view! { <p class="reach">{reach}</p> })}
        </header>
        <div class="columns">
            <FilterForm locale catalogue=&catalogue query result=&result today with_subtopics/>
            <div class="results" id="results" tabindex="-1">
                {summary(locale, &result)}
                <ChosenFilters locale catalogue=&catalogue query/>
                {body}
            </div>
        </div>
    }
    .into_any()
}

/// How many statements, by how many, from when to when.
fn summary(locale: Locale, result: &SearchResult) -> impl IntoView + use<> {
    let span = result.span.map(|span| format!(", {}", words::span(locale, span)));
    let by = (result.total > 0)
        .then(|| format!(" {}", text!(locale, timeline.by_stakeholders, count = result.stakeholders)));
    view! {
        <p class="summary" role="status">
            <strong>{text!(locale, timeline.statements, count = result.total)}</strong> {by} {span}
        </p>
    }
    .into_any()
}

/// The order of the list and what the lanes stand for.
#[component]
fn Tools<'a>(
    /// The reader's language.
    locale: Locale,
    /// The list.
    query: &'a ListQuery,
) -> impl IntoView + use<> {
    let link = |to: ListQuery, label: String, is_current: bool| {
        let href = Address::Timeline(Box::new(to)).in_locale(locale);
        view! { <li><a href=href aria-current=is_current.then_some("true")>{label}</a></li> }
    };
    let groups = Group::ALL
        .iter()
        .map(|group| {
            let to = ListQuery { group: *group, after: None, ..query.clone() };
            link(to, words::group(locale, *group), *group == query.group)
        })
        .collect_view();
    let sorts = Sort::ALL
        .iter()
        .filter(|sort| **sort != Sort::Relevance || query.filter.q.is_some())
        .map(|sort| {
            let to = ListQuery { sort: *sort, after: None, ..query.clone() };
            link(to, words::sort(locale, *sort), *sort == query.sort)
        })
        .collect_view();
    view! {
        <div class="tools">
            <nav aria-label=text!(locale, timeline.lanes)><ul>{groups}</ul></nav>
            <nav aria-label=text!(locale, timeline.order)><ul>{sorts}</ul></nav>
        </div>
    }
    .into_any()
}

/// The heading that a statement stands under: its month, or its year when no month is known.
fn heading(locale: Locale, date: StatedDate) -> String {
    match date.period {
        CalendarPeriod::Year(_) => text!(locale, dates.year_only, year = date.period.to_string()),
        CalendarPeriod::Day(_) | CalendarPeriod::Month(_) => words::month_of(locale, date.period.first_day()),
    }
}

/// How many bytes of HTML a statement has at most, as a rule.
const STATEMENT_BYTES: usize = 2_500;

/// The statements of a page, under their months.
fn list(locale: Locale, catalogue: &Catalogue, statements: &[(Arc<StoredStatement>, Hits)]) -> AnyView {
    let mut markup = Markup::with_room(statements.len() * STATEMENT_BYTES);
    let mut last_heading = String::new();
    for (stored, hits) in statements {
        let heading = heading(locale, stored.statement.said_on);
        if heading != last_heading {
            markup.raw("<h2 class=\"period\">").text(&heading).raw("</h2>");
        }
        last_heading = heading;
        statement_card(&mut markup, locale, catalogue, &stored.statement, hits);
    }
    markup.view()
}

/// What to do when nothing passes: take a filter away, or fill the record.
fn nothing(locale: Locale, query: &ListQuery) -> AnyView {
    if query.filter.is_empty() {
        return view! {
            <div class="empty">
                <p>{text!(locale, timeline.empty)}</p>
                <p>{text!(locale, timeline.empty_hint)}</p>
            </div>
        }
        .into_any();
    }
    let words = query.filter.q.is_some().then(|| view! { <p>{text!(locale, timeline.none_words)}</p> });
    view! {
        <div class="empty">
            <p><strong>{text!(locale, timeline.none)}</strong></p>
            {words}
            <p>{text!(locale, timeline.none_hint)}</p>
        </div>
    }
    .into_any()
}
