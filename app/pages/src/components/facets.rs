//! The filter form: a field for words, dates, and the values of every facet with their counts.

use chrono::{NaiveDate, TimeDelta};
use domain::{
    Catalogue, Facet, ListQuery, Locale, Milestone, ReviewStanding, SearchResult, Subtopics, review_cycle_start,
};
use islands::{Choice, FilterPicker, SearchField, facet_values::facet_values};
use leptos::prelude::*;
use words::{
    paths::{self, Address},
    text,
};

use crate::markup::Markup;

/// How many values of a facet are listed; the others are found by typing or on their own page.
const LISTED: usize = 60;

/// What counts as recent.
const RECENT: TimeDelta = TimeDelta::days(60);

/// The form that sets the filter. On a phone it folds away behind a button that says how many are set.
#[component]
pub(crate) fn FilterForm<'a>(
    /// The reader's language.
    locale: Locale,
    /// Stakeholders and topics.
    catalogue: &'a Catalogue,
    /// The list.
    query: &'a ListQuery,
    /// The counts.
    result: &'a SearchResult,
    /// The day it is.
    today: NaiveDate,
    /// How many statements there would be with what the chosen topics take in, where they take something in.
    with_subtopics: Option<u64>,
) -> impl IntoView + use<> {
    let set = query.filter.parameters().len();
    let button = match set {
        0 => text!(locale, filters.open_none),
        _ => text!(locale, filters.open, count = set as u64),
    };
    let filter = &query.filter;
    let start = query.at(None);
    // What the form has no field for is carried along unseen.
    let carried = start
        .parameters()
        .into_iter()
        .filter(|(name, _)| matches!(*name, "as_of" | "sort" | "group" | "lanes" | "lane_order"))
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let groups = Facet::ALL
        .iter()
        .map(|facet| {
            let below = (*facet == Facet::Topic).then(|| subtopics(locale, query, with_subtopics)).flatten();
            facet_group(locale, catalogue, &start, result, *facet, below)
        })
        .collect_view();
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let words_sought = filter.q.as_ref().map(|q| q.as_str().to_owned()).unwrap_or_default();
    let address = paths::encode(&start.parameters());
    let search = view! {
        <SearchField>
            <input
                id="q"
                name="q"
                type="search"
                maxlength="200"
                aria-describedby="q-hint"
                value=words_sought
                data-none=text!(locale, filters.no_match)
                data-available=text!(locale, filters.available)
            />
        </SearchField>
    };
    let dates_open = filter.has_dates();
    let added_open = filter.has_added_dates();
    view! {
        <button class="filters-open" type="button" popovertarget="filters">{button}</button>
        <aside id="filters" popover="auto" aria-label=text!(locale, filters.title)>
            <a class="skip" href="#results">{text!(locale, filters.skip)}</a>
            <button class="filters-close" type="button" popovertarget="filters" popovertargetaction="hide">
                {text!(locale, filters.close)}
            </button>
            // What is ticked is what is listed, also when a reader comes back to the page.
            <form
                method="get"
                action=Address::Timeline(Box::default()).in_locale(locale)
                role="search"
                autocomplete="off"
                data-query=address
            >
                <div class="fields">
                <div class="search">
                    <label for="q">{text!(locale, filters.search)}</label>
                    {search}
                    <p id="q-hint" class="hint">{text!(locale, filters.search_hint)}</p>
                </div>
                {carried}
                {groups}
                <details open=dates_open>
                    <summary>{text!(locale, filters.dates)}</summary>
                    <div class="dates">
                        <label>{text!(locale, filters.from)} <input type="date" name="from" value=day(filter.from)/></label>
                        <label>{text!(locale, filters.to)} <input type="date" name="to" value=day(filter.to)/></label>
                    </div>
                    {presets(locale, catalogue, query, today)}
                </details>
                <details open=added_open>
                    <summary>{text!(locale, filters.added)}</summary>
                    <div class="dates">
                        <label>
                            {text!(locale, filters.added_from)}
                            <input type="date" name="added_from" value=day(filter.added_from)/>
                        </label>
                        <label>
                            {text!(locale, filters.added_to)} <input type="date" name="added_to" value=day(filter.added_to)/>
                        </label>
                    </div>
                </details>
                </div>
                <button class="apply" type="submit">{text!(locale, filters.apply)}</button>
            </form>
        </aside>
    }
    .into_any()
}

/// Whether the chosen topics take in those below them.
fn subtopics(locale: Locale, query: &ListQuery, with_subtopics: Option<u64>) -> Option<AnyView> {
    let is_chosen = query.filter.subtopics.is_some();
    if !is_chosen && with_subtopics.is_none() {
        return None;
    }
    let count = with_subtopics.map(|count| view! { <span class="count">{words::number(locale, count)}</span> });
    Some(
        view! {
            <label class="subtopics">
                <input type="checkbox" name="subtopics" value=Subtopics::Include.code() checked=is_chosen/>
                <span>{text!(locale, filters.include_subtopics)}</span>
                {count}
            </label>
        }
        .into_any(),
    )
}

/// Days that are asked for often, each a link.
fn presets(locale: Locale, catalogue: &Catalogue, query: &ListQuery, today: NaiveDate) -> AnyView {
    let review = ReviewStanding::on(today, &catalogue.milestones).review().map(Milestone::first_day);
    let days = [
        (text!(locale, filters.last_days, count = RECENT.num_days().unsigned_abs()), Some(today - RECENT)),
        (text!(locale, filters.since_consultation), review_cycle_start(today, &catalogue.milestones)),
        (text!(locale, filters.since_review), review.filter(|day| *day <= today)),
    ];
    let items = days
        .into_iter()
        .filter_map(|(label, from)| {
            let mut list = query.at(None);
            (list.filter.from, list.filter.to) = (Some(from?), None);
            let current = (list.filter == query.filter).then_some("true");
            let href = Address::Timeline(Box::new(list)).in_locale(locale);
            Some(view! { <li><a href=href aria-current=current>{label}</a></li> })
        })
        .collect_view();
    view! { <ul class="presets">{items}</ul> }.into_any()
}

/// One facet of the form. The long ones, stakeholder and topic, become a type-ahead where there is
/// JavaScript.
fn facet_group(
    locale: Locale,
    catalogue: &Catalogue,
    query: &ListQuery,
    result: &SearchResult,
    facet: Facet,
    below: Option<AnyView>,
) -> AnyView {
    let (values, all) = facet_values(locale, catalogue, query, &result.facets, facet, LISTED);
    if values.is_empty() {
        return ().into_any();
    }
    let more = (all - values.len()) as u64;
    let choices: Vec<(bool, Choice)> =
        values.into_iter().map(|value| (value.is_chosen, value.choice(locale))).collect();
    let any_chosen = choices.iter().any(|(is_chosen, _)| *is_chosen);
    let open = any_chosen || matches!(facet, Facet::Stakeholder | Facet::Stance | Facet::Topic);
    let list = check_boxes(locale, facet, &choices, more);
    let body = if matches!(facet, Facet::Stakeholder | Facet::Topic) {
        let address = paths::encode(&query.parameters());
        view! {
            <FilterPicker>
                <div
                    data-facet=facet.code()
                    data-query=address
                    data-label=format!("{}{}{}", words::facet(locale, facet), words::colon(locale), text!(locale, filters.type_ahead))
                    data-placeholder=text!(locale, filters.type_ahead)
                    data-none=text!(locale, filters.no_match)
                    data-failed=text!(locale, filters.failed)
                    data-available=text!(locale, filters.available)
                >
                    {list}
                </div>
            </FilterPicker>
        }
        .into_any()
    } else {
        list.into_any()
    };
    view! {
        <details open=open>
            <summary>{words::facet(locale, facet)}</summary>
            {body}
            {below}
        </details>
    }
    .into_any()
}

/// The check boxes of the values that are listed, and how many `more` there are.
fn check_boxes(locale: Locale, facet: Facet, choices: &[(bool, Choice)], more: u64) -> impl IntoView + use<> {
    let mut items = Markup::default();
    for (is_chosen, choice) in choices {
        items.raw("<li><label><input type=\"checkbox\"").attribute("name", facet.code());
        items.attribute("value", &choice.value).raw(if *is_chosen { " checked>" } else { ">" });
        items.raw("<span>").text(&choice.label).raw("</span> <span class=\"count\">").text(&choice.count);
        items.raw("</span></label></li>");
    }
    let more = (more > 0).then(|| {
        if facet == Facet::Stakeholder {
            let href = Address::Stakeholders.in_locale(locale);
            view! { <p><a href=href>{text!(locale, filters.more_stakeholders, count = more)}</a></p> }.into_any()
        } else {
            view! { <p>{text!(locale, filters.more_values, count = more)}</p> }.into_any()
        }
    });
    view! {
        <fieldset>
            <legend class="hidden">{words::facet(locale, facet)}</legend>
            <ul class="choices">{items.view()}</ul>
            {more}
        </fieldset>
    }
    .into_any()
}
