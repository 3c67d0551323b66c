//! Where the review stands, as a sentence.

use chrono::NaiveDate;
use domain::{CalendarPeriod, EvidenceGrade, Locale, Milestone, ReviewStanding, UpcomingMilestone};
use leptos::prelude::*;
use words::{paths::Address, text};

use crate::components::{GradeBadge, TranslatedText};

/// The sentence, what came of it, and what comes next.
#[component]
pub(crate) fn ReviewStandingSection(
    /// The reader's language.
    locale: Locale,
    /// Where the review stands.
    standing: ReviewStanding,
    /// What comes next.
    next: Vec<UpcomingMilestone>,
    /// The day it is.
    today: NaiveDate,
    /// How good the evidence for it is, where its source is on record as one.
    #[prop(default = None)]
    grade: Option<EvidenceGrade>,
    /// Whether it leads on to all milestones; it is a part of their own page.
    #[prop(optional)]
    leads_on: bool,
) -> impl IntoView {
    let next = next.into_iter().map(|upcoming| next_step(locale, upcoming)).collect_view();
    let headline = headline(locale, &standing, today);
    let all =
        leads_on.then(|| view! { <a href=Address::Milestones.in_locale(locale)>{text!(locale, standing.all)}</a> });
    view! {
        <section class="standing">
            <p class="kicker">{text!(locale, standing.kicker)}</p>
            <h2 class="headline">{headline}</h2>
            {detail(locale, &standing)}
            {standing.review().and_then(|review| source(locale, review, grade))}
            <p>{next} {all}</p>
        </section>
    }
    .into_any()
}

/// The source for what is said of the review.
fn source(locale: Locale, review: &Milestone, grade: Option<EvidenceGrade>) -> Option<AnyView> {
    let (title, url) = (review.source_title.clone()?, review.source_url.clone());
    let title = match url {
        Some(url) => view! { <a href=url rel="external noreferrer">{title}</a> }.into_any(),
        None => title.into_any(),
    };
    let grade = grade.map(|grade| view! { " " <GradeBadge locale grade/> });
    Some(
        view! { <p class="provenance">{text!(locale, milestones.source)} {words::colon(locale)} {title} {grade}</p> }
            .into_any(),
    )
}

fn headline(locale: Locale, standing: &ReviewStanding, today: NaiveDate) -> AnyView {
    let sentence = match standing {
        ReviewStanding::Unknown => text!(locale, standing.unknown),
        ReviewStanding::Ahead(UpcomingMilestone { milestone, days_to_go }) => {
            let date = words::milestone_date(locale, milestone);
            match days_to_go {
                Some(days) => text!(locale, standing.ahead, count = *days, date = date),
                None => text!(locale, standing.ahead_undated, date = date),
            }
        }
        ReviewStanding::Now(review) => match known_outcome(review, today) {
            Some(outcome) => return view! { <TranslatedText locale text=outcome/> }.into_any(),
            None => now(locale, review),
        },
        ReviewStanding::Held { review, .. } => match known_outcome(review, today) {
            Some(outcome) => return view! { <TranslatedText locale text=outcome/> }.into_any(),
            None => held(locale, review),
        },
        ReviewStanding::Unconfirmed { review, .. } => {
            text!(locale, standing.unconfirmed, date = words::milestone_date(locale, review))
        }
    };
    sentence.into_any()
}

/// What came of a milestone, if it has come.
fn known_outcome(milestone: &Milestone, today: NaiveDate) -> Option<domain::Localized> {
    milestone.outcome.clone().filter(|_| milestone.first_day() <= today)
}

fn now(locale: Locale, review: &Milestone) -> String {
    let date = words::milestone_date(locale, review);
    match (review.date, review.end_date) {
        (_, Some(_)) => text!(locale, standing.under_way, date = date),
        (CalendarPeriod::Day(_), None) => text!(locale, standing.today, date = date),
        _ => text!(locale, standing.due, date = date),
    }
}

fn held(locale: Locale, review: &Milestone) -> String {
    let date = words::milestone_date(locale, review);
    match review.date {
        CalendarPeriod::Day(_) => text!(locale, standing.held, date = date),
        _ => text!(locale, standing.held_period, date = date),
    }
}

/// Which review it is, and when it was or is.
fn detail(locale: Locale, standing: &ReviewStanding) -> AnyView {
    let (review, when) = match standing {
        ReviewStanding::Unknown => return view! { <p>{text!(locale, standing.unknown_hint)}</p> }.into_any(),
        ReviewStanding::Ahead(upcoming) => (&upcoming.milestone, None),
        ReviewStanding::Now(review) => (review, Some(text!(locale, standing.now))),
        ReviewStanding::Held { review, days_ago } | ReviewStanding::Unconfirmed { review, days_ago } => {
            (review, Some(text!(locale, standing.ago, count = *days_ago)))
        }
    };
    let date = words::milestone_date(locale, review);
    view! {
        <p>
            <TranslatedText locale text=review.title.clone()/> ", " {date}
            {when.map(|when| view! { {words::colon(locale)} <strong>{when}</strong> })} "."
        </p>
    }
    .into_any()
}

fn next_step(locale: Locale, upcoming: UpcomingMilestone) -> impl IntoView {
    let date = words::milestone_date(locale, &upcoming.milestone);
    let days = upcoming.days_to_go.map(|days| {
        view! { ", " <strong>{text!(locale, standing.in_days, count = days)}</strong> }
    });
    view! {
        {text!(locale, standing.next)} " " <TranslatedText locale text=upcoming.milestone.title/> ", " {date} {days} ". "
    }
    .into_any()
}
