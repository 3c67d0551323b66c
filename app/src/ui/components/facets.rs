//! The filter form: a field for words, dates, and the values of every facet with their counts.

use std::{cmp::Reverse, collections::BTreeSet};

use leptos::prelude::*;

use crate::{
    api::Choice,
    domain::{Catalogue, Facet, FacetCounts, ListQuery, Locale, SearchResult, Slug},
    paths::{self, Address},
    ports::Completion,
    service::{Library, text::has_word_starting},
    ui::{
        islands::{FilterPicker, PickerWords, SearchField, SearchWords},
        markup::Markup,
        words::{self, text},
    },
};

/// How many values of a facet are listed; the others are found by typing or on their own page.
const LISTED: usize = 60;

/// How many suggestions a type-ahead shows.
const SUGGESTED: usize = 12;

/// What readers call a value of a facet; the code itself where it means nothing.
pub(super) fn value_label(locale: Locale, catalogue: &Catalogue, facet: Facet, code: &str) -> String {
    fn coded<T: std::str::FromStr>(locale: Locale, code: &str, label: impl Fn(Locale, T) -> String) -> Option<String> {
        code.parse().ok().map(|value| label(locale, value))
    }
    let label = match facet {
        Facet::Stakeholder => {
            code.parse::<Slug>().ok().and_then(|slug| Some(catalogue.stakeholders.get(&slug)?.short_name.clone()))
        }
        Facet::Topic => {
            code.parse::<Slug>().ok().and_then(|slug| Some(catalogue.topics.get(&slug)?.label.get(locale).0.to_owned()))
        }
        Facet::Kind => coded(locale, code, words::kind),
        Facet::Country => coded(locale, code, words::country),
        Facet::Stance => coded(locale, code, words::stance),
        Facet::Directness => coded(locale, code, words::directness),
        Facet::Venue => coded(locale, code, words::venue),
        Facet::Grade => coded(locale, code, words::grade),
        Facet::Language => coded(locale, code, words::language),
    };
    label.unwrap_or_else(|| code.to_owned())
}

/// The values of a facet that are chosen.
fn chosen_codes(query: &ListQuery, facet: Facet) -> BTreeSet<String> {
    query.filter.parameters().into_iter().filter(|(name, _)| *name == facet.code()).map(|(_, value)| value).collect()
}

/// A value of a facet.
struct FacetValue {
    code: String,
    label: String,
    count: u64,
    is_chosen: bool,
}

impl FacetValue {
    fn choice(self, locale: Locale) -> Choice {
        Choice { value: self.code, label: self.label, count: words::number(locale, self.count) }
    }
}

/// The values of a facet: chosen ones first, then by count. Scales keep their order. With the number of all there are,
/// which may be more than the `most` that are wanted.
fn facet_values(
    locale: Locale,
    catalogue: &Catalogue,
    query: &ListQuery,
    counts: &FacetCounts,
    facet: Facet,
    most: usize,
) -> (Vec<FacetValue>, usize) {
    let chosen = chosen_codes(query, facet);
    let counted = counts.of(facet);
    let mut codes: Vec<(bool, Reverse<u64>, &str)> =
        counted.map(|(code, count)| (true, Reverse(count), code)).collect();
    for code in &chosen {
        match codes.binary_search_by(|(.., known)| (*known).cmp(code)) {
            Ok(place) => codes[place].0 = false,
            Err(place) => codes.insert(place, (false, Reverse(0), code)),
        }
    }
    let all = codes.len();
    if all > most {
        // Labels are made for those alone that are wanted.
        codes.select_nth_unstable(most);
        codes.truncate(most);
    }
    let scale: Option<&[&str]> = match facet {
        Facet::Stance => Some(crate::domain::Stance::CODES),
        Facet::Grade => Some(crate::domain::EvidenceGrade::CODES),
        _ => None,
    };
    let value = |(is_open, Reverse(count), code): (bool, Reverse<u64>, &str)| FacetValue {
        code: code.to_owned(),
        label: value_label(locale, catalogue, facet, code),
        count,
        is_chosen: !is_open,
    };
    let mut values: Vec<FacetValue> = codes.into_iter().map(value).collect();
    values.sort_by(|a, b| match scale {
        Some(codes) => {
            let place = |code: &str| codes.iter().position(|known| *known == code);
            place(&a.code).cmp(&place(&b.code))
        }
        None => (b.is_chosen, b.count, &a.label, &a.code).cmp(&(a.is_chosen, a.count, &b.label, &b.code)),
    });
    (values, all)
}

/// The values of a facet of which some word begins with what was typed; also by the other names of
/// stakeholders.
pub(crate) fn choices_of(library: &Library, facet: Facet, typed: &str, query: &str, locale: Locale) -> Vec<Choice> {
    let parameters = paths::decode(query);
    let (mut query, _) = ListQuery::read(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    library.check(&mut query);
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
pub(crate) fn completions_of(library: &Library, typed: &str, query: &str, locale: Locale) -> Vec<Choice> {
    let parameters = paths::decode(query);
    let (mut query, _) = ListQuery::read(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    library.check(&mut query);
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
        .filter(|(name, _)| matches!(*name, "as_of" | "sort" | "group"))
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let groups = Facet::ALL.iter().map(|facet| facet_group(locale, catalogue, &start, result, *facet)).collect_view();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let words_sought = filter.q.as_ref().map(|q| q.as_str().to_owned()).unwrap_or_default();
    let address = paths::encode(&start.parameters());
    let search_words =
        SearchWords { none: text!(locale, filters.no_match), available: text!(locale, filters.available) };
    let search = view! { <SearchField value=words_sought query=address locale words=search_words/> }.into_any();
    let dates_open = filter.from.is_some() || filter.to.is_some();
    view! {
        <button class="filters-open" type="button" popovertarget="filters">{button}</button>
        <aside id="filters" popover="auto" aria-label=text!(locale, filters.title)>
            <button class="filters-close" type="button" popovertarget="filters" popovertargetaction="hide">
                {text!(locale, filters.close)}
            </button>
            // What is ticked is what is listed, also when a reader comes back to the page.
            <form
                method="get"
                action=Address::Timeline(Box::default()).in_locale(locale)
                role="search"
                autocomplete="off"
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
                </details>
                </div>
                <button class="apply" type="submit">{text!(locale, filters.apply)}</button>
            </form>
        </aside>
    }
    .into_any()
}

/// One facet of the form. The long ones, stakeholder and topic, become a type-ahead where there is
/// JavaScript.
fn facet_group(
    locale: Locale,
    catalogue: &Catalogue,
    query: &ListQuery,
    result: &SearchResult,
    facet: Facet,
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
    let chosen: Vec<Choice> =
        choices.iter().filter(|(is_chosen, _)| *is_chosen).map(|(_, choice)| choice.clone()).collect();
    let list = check_boxes(locale, facet, &choices, more);
    let body = if matches!(facet, Facet::Stakeholder | Facet::Topic) {
        let words = PickerWords {
            label: format!("{}: {}", words::facet(locale, facet), text!(locale, filters.type_ahead)),
            placeholder: text!(locale, filters.type_ahead),
            remove: text!(locale, filters.remove),
            none: text!(locale, filters.no_match),
            failed: text!(locale, filters.failed),
            available: text!(locale, filters.available),
        };
        let address = paths::encode(&query.parameters());
        view! { <FilterPicker facet chosen query=address locale words>{list}</FilterPicker> }.into_any()
    } else {
        list.into_any()
    };
    view! {
        <details open=open>
            <summary>{words::facet(locale, facet)}</summary>
            {body}
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
