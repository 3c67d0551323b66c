//! The front page: what this is, where the review stands, who says what on the lead proposition, what has changed.

use std::{collections::BTreeSet, sync::Arc};

use domain::{Catalogue, ListQuery, Locale, Milestone, Stance};
use leptos::prelude::*;
use service::{FrontPage, Lead, Library, Move, ports::StoredStatement};
use words::{paths::Address, text};

use super::news_page::added_statement;
use crate::{
    PageError,
    components::{FigureView, GradeBadge, ReviewStandingSection, StanceBadge, TranslatedText, reach_in_words},
    document::Page,
};

/// The front page.
///
/// # Errors
/// When the record does not answer.
pub async fn front_page(library: &Library, locale: Locale) -> Result<Page, PageError> {
    let page = library.front().await?;
    Ok(Page {
        status: 200,
        title: text!(locale, site.tagline),
        description: Some(text!(locale, timeline.description)),
        address: Some(Address::Front),
        section: None,
        structured: None,
        view: Box::new(move || view(locale, page)),
    })
}

fn view(locale: Locale, page: FrontPage) -> AnyView {
    let grade = page.standing_grade();
    let FrontPage { catalogue, today, standing, next, statements, stakeholders, reach, lead, added, coming, .. } = page;
    let counts = (statements > 0).then(|| {
        let statements = text!(locale, timeline.statements, count = statements);
        let by = text!(locale, timeline.by_stakeholders, count = stakeholders);
        let reach = reach_in_words(locale, reach);
        let all = Address::Timeline(Box::default()).in_locale(locale);
        view! { <p class="reach"><a href=all>{statements} " " {by}</a> {reach.map(|reach| format!(" \u{b7} {reach}"))}</p> }
    });
    let empty = (statements == 0).then(|| {
        view! {
            <div class="empty">
                <p>{text!(locale, timeline.empty)}</p>
                <p>{text!(locale, timeline.empty_hint)}</p>
            </div>
        }
    });
    let figure =
        lead.as_ref().map(|lead| view! { <FigureView locale catalogue=&catalogue figure=&lead.figure today/> });
    view! {
        <header class="front">
            <h1>{text!(locale, site.tagline)}</h1>
            <p class="lead">{text!(locale, front.lead)}</p>
            {counts}
        </header>
        <ReviewStandingSection locale standing next today grade leads_on=true/>
        {empty}
        {figure}
        <div class="front-columns">
            {lead.and_then(|lead| who_moved(locale, &catalogue, lead))}
            {newly_added(locale, &catalogue, &added)}
            {to_come(locale, coming)}
        </div>
    }
    .into_any()
}

/// Who stands elsewhere on the lead proposition than before the review's cycle.
fn who_moved(locale: Locale, catalogue: &Catalogue, lead: Lead) -> Option<AnyView> {
    let since = words::day(locale, lead.since?);
    let items = lead.moved.iter().filter_map(|moved| one_who_moved(locale, catalogue, moved)).collect::<Vec<_>>();
    let list = if items.is_empty() {
        view! { <p class="empty">{text!(locale, front.nobody_moved)}</p> }.into_any()
    } else {
        view! { <ul class="moves">{items}</ul> }.into_any()
    };
    Some(
        view! {
            <section>
                <h2>{text!(locale, front.moved, since = since)}</h2>
                <p class="hint"><TranslatedText locale text=lead.topic.proposition/></p>
                {list}
            </section>
        }
        .into_any(),
    )
}

fn one_who_moved(locale: Locale, catalogue: &Catalogue, moved: &Move) -> Option<AnyView> {
    let stakeholder = catalogue.stakeholders.get(&moved.change.after.stakeholder)?;
    let by = Address::Stakeholder(stakeholder.slug.clone()).in_locale(locale);
    let step = |stance: Stance, stored: &StoredStatement| {
        let href = Address::Statement(stored.statement.slug.clone()).in_locale(locale);
        let said = words::stated_date(locale, stored.statement.said_on);
        view! {
            <li>
                <StanceBadge locale stance/> " "
                <a href=href>{said}</a> " " <GradeBadge locale grade=stored.statement.grade()/>
            </li>
        }
    };
    Some(
        view! {
            <li>
                <h3><a href=by>{stakeholder.short_name_for(locale).to_owned()}</a></h3>
                <ol class="steps">
                    {step(moved.change.before.stance, &moved.before)} {step(moved.change.after.stance, &moved.after)}
                </ol>
            </li>
        }
        .into_any(),
    )
}

/// The statements that were recorded last.
fn newly_added(locale: Locale, catalogue: &Catalogue, added: &[Arc<StoredStatement>]) -> Option<AnyView> {
    if added.is_empty() {
        return None;
    }
    let items = added.iter().map(|stored| added_statement(locale, catalogue, stored, &BTreeSet::new())).collect_view();
    let all = Address::News(Box::<ListQuery>::default()).in_locale(locale);
    Some(
        view! {
            <section>
                <h2>{text!(locale, front.added)}</h2>
                <ul class="news-list">{items}</ul>
                <p><a href=all>{text!(locale, front.all_news)}</a></p>
            </section>
        }
        .into_any(),
    )
}

/// The milestones that come next.
fn to_come(locale: Locale, coming: Vec<Milestone>) -> AnyView {
    let all = Address::Milestones.in_locale(locale);
    let items = coming
        .into_iter()
        .map(|milestone| {
            let href = Address::Milestone(milestone.slug.clone()).in_locale(locale);
            let date = words::milestone_date(locale, &milestone);
            view! {
                <li>
                    <time datetime=milestone.date.to_string()>{date}</time>
                    <a href=href><TranslatedText locale text=milestone.title/></a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let list = if items.is_empty() {
        view! { <p class="empty">{text!(locale, milestones.none_ahead)}</p> }.into_any()
    } else {
        view! { <ul class="news-list">{items}</ul> }.into_any()
    };
    view! {
        <section>
            <h2>{text!(locale, front.coming)}</h2>
            {list}
            <p><a href=all>{text!(locale, standing.all)}</a></p>
        </section>
    }
    .into_any()
}
