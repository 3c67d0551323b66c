//! The process: what lies ahead and what lies behind, as of today.

use chrono::NaiveDate;
use domain::{Catalogue, Locale, Milestone, ReviewStanding};
use leptos::prelude::*;
use service::Library;
use words::{paths::Address, text};

use crate::{
    components::{InEnglish, ReviewStandingSection, TranslatedText},
    document::{Page, Section},
};

/// The page of all milestones.
#[must_use]
pub fn milestones_page(library: &Library, locale: Locale) -> Page {
    let (catalogue, today) = (library.catalogue(), library.today());
    Page {
        status: 200,
        title: text!(locale, milestones.title),
        description: Some(text!(locale, milestones.lead)),
        address: Some(Address::Milestones),
        section: Some(Section::Milestones),
        structured: None,
        view: Box::new(move || view(locale, &catalogue, today)),
    }
}

fn view(locale: Locale, catalogue: &Catalogue, today: NaiveDate) -> AnyView {
    let standing = ReviewStanding::on(today, &catalogue.milestones);
    let next = standing.next(today, &catalogue.milestones);
    let (behind, ahead): (Vec<&Milestone>, Vec<&Milestone>) =
        catalogue.milestones.iter().partition(|m| m.last_day() < today);
    let list = |milestones: Vec<&Milestone>| {
        let items = milestones.into_iter().map(|milestone| entry(locale, milestone, today)).collect_view();
        view! { <ol class="milestones">{items}</ol> }
    };
    let ahead = if ahead.is_empty() {
        view! { <p class="empty">{text!(locale, milestones.none_ahead)}</p> }.into_any()
    } else {
        list(ahead).into_any()
    };
    let behind = (!behind.is_empty()).then(|| {
        view! {
            <section>
                <h2>{text!(locale, milestones.behind)}</h2>
                {list(behind.into_iter().rev().collect())}
            </section>
        }
    });
    view! {
        <h1>{text!(locale, milestones.title)}</h1>
        <p class="lead">{text!(locale, milestones.lead)}</p>
        <ReviewStandingSection locale standing next today/>
        <section>
            <h2>{text!(locale, milestones.ahead)}</h2>
            {ahead}
        </section>
        {behind}
    }
    .into_any()
}

/// Whose milestone it is; `all`, or codes of countries joined by commas.
fn party(locale: Locale, party: &str) -> String {
    if party == "all" {
        return text!(locale, milestones.all_parties);
    }
    let name = |code: &str| code.parse().map_or_else(|_| code.to_owned(), |country| words::country(locale, country));
    party.split(',').map(|code| name(code.trim())).collect::<Vec<_>>().join(", ")
}

fn entry(locale: Locale, milestone: &Milestone, today: NaiveDate) -> impl IntoView + use<> {
    let href = Address::Milestone(milestone.slug.clone()).in_locale(locale);
    view! {
        <li id=milestone.slug.to_string()>
            <time datetime=milestone.date.to_string()>{words::milestone_date(locale, milestone)}</time>
            <div>
                <h3><a href=href><TranslatedText locale text=milestone.title.clone()/></a></h3>
                {facts(locale, milestone, today)}
            </div>
        </li>
    }
    .into_any()
}

/// What came of a milestone, what it is, and where that is from.
pub(super) fn facts(locale: Locale, milestone: &Milestone, today: NaiveDate) -> AnyView {
    let earlier: Vec<String> = milestone.earlier_dates.iter().map(|period| words::period(locale, *period)).collect();
    let earlier = (!earlier.is_empty()).then(|| {
        view! { <p>{text!(locale, milestones.earlier)} {words::colon(locale)} {earlier.join(", ")}</p> }
    });
    let outcome = milestone
        .outcome
        .clone()
        .filter(|_| milestone.first_day() <= today)
        .map(|outcome| view! { <p class="outcome"><TranslatedText locale text=outcome/></p> });
    let source = milestone.source_title.clone().map(|title| {
        let title = match milestone.source_url.clone() {
            Some(url) => view! { <a href=url rel="external noreferrer">{title}</a> }.into_any(),
            None => view! { <span>{title}</span> }.into_any(),
        };
        view! { <p class="provenance">{text!(locale, milestones.source)} {words::colon(locale)} {title}</p> }
    });
    let note = milestone.note.clone().map(|note| view! { <p class="provenance"><InEnglish locale text=note/></p> });
    view! {
        {outcome}
        <p class="meta">
            <span class="state">{words::milestone_state(locale, milestone, today)}</span>
            <span class="dot">{words::milestone_kind(locale, milestone.kind)}</span>
            <span class="dot">{party(locale, &milestone.party)}</span>
        </p>
        {earlier} {source} {note}
    }
    .into_any()
}
