//! One milestone: when it is, what came of it, and what was said around it.

use std::{collections::BTreeSet, sync::Arc};

use domain::{Catalogue, Locale, Slug};
use leptos::prelude::*;
use service::{Library, MilestonePage, ports::StoredStatement};
use words::{paths::Address, text};

use super::{milestones_page::facts, news_page::added_statement};
use crate::{
    PageError,
    components::{FigureView, TranslatedText},
    document::{Page, Section},
};

/// The page of a milestone.
///
/// # Errors
/// When there is none of that slug or the record does not answer.
pub async fn milestone_page(library: &Library, locale: Locale, slug: &Slug) -> Result<Page, PageError> {
    let page = library.milestone(slug).await?;
    let title = page.milestone.title.get(locale).0.to_owned();
    let outcome = page.milestone.outcome.as_ref().filter(|_| page.milestone.first_day() <= page.today);
    Ok(Page {
        status: 200,
        description: Some(outcome.map_or_else(|| title.clone(), |outcome| outcome.get(locale).0.to_owned())),
        title,
        address: Some(Address::Milestone(slug.clone())),
        section: Some(Section::Milestones),
        structured: None,
        view: Box::new(move || view(locale, &page)),
    })
}

fn view(locale: Locale, page: &MilestonePage) -> AnyView {
    let MilestonePage { catalogue, today, milestone, figure, before, during, after } = page;
    let figure = figure.as_ref().map(|figure| view! { <FigureView locale catalogue figure today=*today/> });
    let silent = (before.is_empty() && during.is_empty() && after.is_empty())
        .then(|| view! { <p class="empty">{text!(locale, milestone.silent)}</p> });
    let all = Address::Milestones.in_locale(locale);
    view! {
        <header class="subject">
            <p class="kicker">{words::milestone_date(locale, milestone)}</p>
            <h1><TranslatedText locale text=milestone.title.clone()/></h1>
            {facts(locale, milestone, *today)}
        </header>
        {figure}
        {silent}
        <div class="front-columns">
            {said(locale, catalogue, text!(locale, milestone.before), before)}
            {said(locale, catalogue, text!(locale, milestone.during), during)}
            {said(locale, catalogue, text!(locale, milestone.after), after)}
        </div>
        <p><a href=all>{text!(locale, standing.all)}</a></p>
    }
    .into_any()
}

fn said(
    locale: Locale,
    catalogue: &Catalogue,
    heading: String,
    statements: &[Arc<StoredStatement>],
) -> Option<AnyView> {
    let items = statements
        .iter()
        .map(|stored| added_statement(locale, catalogue, stored, &BTreeSet::new()))
        .collect::<Vec<_>>();
    (!items.is_empty())
        .then(|| view! { <section><h2>{heading}</h2><ul class="news-list">{items}</ul></section> }.into_any())
}
