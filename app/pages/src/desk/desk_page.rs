//! The editor's desk: what there is to do, with counts, and one part of it alone where that is asked for.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{Catalogue, Draft, Language, Locale, PlacedStanding, QueueFilter, QueuePart, Role, Statement, User};
use leptos::prelude::*;
use service::{
    desk::{MOST_UNTRANSLATED, Queue, StatementForm},
    ports::{SourceOverview, StoredStatement},
};
use words::{
    paths::{self, Address},
    text,
};

use super::page;
use crate::{
    components::{TextField, scrolling_table, statement_title},
    document::Page,
};

/// The most characters of a draft's words in the queue.
const EXCERPT: usize = 140;

/// How many of a part are shown beside the others.
const SHOWN: usize = 10;

/// One part of the queue, ready to be shown.
struct Part {
    which: QueuePart,
    heading: String,
    /// What it means that there is nothing; `None` where nothing is then shown at all.
    none: Option<String>,
    count: usize,
    view: AnyView,
}

/// The first page of the desk.
#[must_use]
pub fn desk_page(locale: Locale, user: &User, catalogue: &Catalogue, queue: Queue, filter: QueueFilter) -> Page {
    let (is_reviewer, is_admin) = (user.role >= Role::Reviewer, user.role >= Role::Admin);
    let most = if filter.part.is_some() { usize::MAX } else { SHOWN };
    let parts = parts(locale, catalogue, queue, most);
    page(200, text!(locale, desk.title), Address::Desk, move || {
        let reference = is_reviewer.then(|| {
            view! { <li><a href=Address::Reference.in_locale(locale)>{text!(locale, reference.title)}</a></li> }
        });
        let users = is_admin
            .then(|| view! { <li><a href=Address::Users.in_locale(locale)>{text!(locale, users.title)}</a></li> });
        let overview = overview(locale, &parts, &filter);
        let search = search(locale, &filter);
        let sections = parts
            .into_iter()
            .filter(|part| filter.part.is_none_or(|only| only == part.which))
            .map(|part| section(locale, part, &filter))
            .collect_view();
        view! {
            <div class="desk">
                <h1>{text!(locale, desk.title)}</h1>
                <p class="buttons">
                    <a class="button" href=Address::NewStatement.in_locale(locale)>{text!(locale, draft.new)}</a>
                    <a class="button" href=Address::Sources.in_locale(locale)>{text!(locale, source.work_from)}</a>
                    <a class="button" href=Address::Import.in_locale(locale)>{text!(locale, import.title)}</a>
                </p>
                {overview} {search} {sections}
                <ul class="plain">
                    <li><a href=Address::Account.in_locale(locale)>{text!(locale, account.title)}</a></li>
                    {reference} {users}
                    <li><a href=Address::Corrections.in_locale(locale)>{text!(locale, corrections.title)}</a></li>
                </ul>
            </div>
        }
        .into_any()
    })
}

fn parts(locale: Locale, catalogue: &Catalogue, queue: Queue, most: usize) -> Vec<Part> {
    let Queue { mine, sent_back, waiting, others, to_verify, idle_sources, stale, untranslated } = queue;
    let of_drafts = |part: QueuePart, none: Option<String>, drafts: Vec<Draft>| {
        let heading = heading(locale, part);
        let (count, to_review) = (drafts.len(), part == QueuePart::Waiting);
        let rows = drafts.into_iter().take(most).map(|draft| row(locale, draft, to_review)).collect_view();
        Part { which: part, none, count, view: table(locale, heading.clone(), rows.into_any()), heading }
    };
    let of_sources = |part: QueuePart, sources: Vec<SourceOverview>| {
        let count = sources.len();
        let items = sources.into_iter().take(most).map(|source| source_item(locale, part, source)).collect_view();
        let view = view! { <ul class="bulleted">{items}</ul> }.into_any();
        Part { which: part, heading: heading(locale, part), none: None, count, view }
    };
    let count = stale.len();
    let items = stale.into_iter().take(most).map(|standing| stale_item(locale, catalogue, &standing)).collect_view();
    let stale = Part {
        which: QueuePart::Stale,
        heading: heading(locale, QueuePart::Stale),
        none: None,
        count,
        view: view! { <p>{text!(locale, desk.stale_lead)}</p> <ul class="bulleted">{items}</ul> }.into_any(),
    };
    vec![
        of_drafts(QueuePart::SentBack, None, sent_back),
        of_drafts(QueuePart::Mine, Some(text!(locale, desk.mine_none)), mine),
        of_drafts(QueuePart::Waiting, Some(text!(locale, desk.waiting_none)), waiting),
        of_drafts(QueuePart::Others, None, others),
        of_sources(QueuePart::ToVerify, to_verify),
        of_sources(QueuePart::Idle, idle_sources),
        stale,
        untranslated_part(locale, catalogue, &untranslated, most),
    ]
}

/// Statements that lack a translation, each with the languages that it lacks.
fn untranslated_part(locale: Locale, catalogue: &Catalogue, statements: &[StoredStatement], most: usize) -> Part {
    let lacks = |statement: &Statement| {
        let has = |language| language == statement.language || statement.translation(language).is_some();
        let lacking = Language::ALL.iter().copied().filter(|language| !has(*language));
        lacking.map(|language| words::language(locale, language)).collect::<Vec<_>>().join(", ")
    };
    let item = |stored: &StoredStatement| {
        let statement = &stored.statement;
        let href = Address::EditStatement(statement.slug.clone()).in_locale(locale);
        let title = statement_title(locale, catalogue, statement, &BTreeSet::new());
        view! { <li><a href=href>{title}</a> " (" {lacks(statement)} ")"</li> }
    };
    let items = statements.iter().take(most).map(item).collect_view();
    // There may be more than were looked for.
    let is_all = statements.len() < MOST_UNTRANSLATED as usize;
    let lead = (!is_all).then(|| {
        view! { <p>{text!(locale, desk.untranslated_more, count = u64::from(MOST_UNTRANSLATED))}</p> }
    });
    Part {
        which: QueuePart::Untranslated,
        heading: heading(locale, QueuePart::Untranslated),
        none: None,
        count: statements.len(),
        view: view! { {lead} <ul class="bulleted">{items}</ul> }.into_any(),
    }
}

fn heading(locale: Locale, part: QueuePart) -> String {
    match part {
        QueuePart::SentBack => text!(locale, desk.sent_back),
        QueuePart::Mine => text!(locale, desk.mine),
        QueuePart::Waiting => text!(locale, desk.waiting),
        QueuePart::Others => text!(locale, desk.others),
        QueuePart::ToVerify => text!(locale, desk.to_verify),
        QueuePart::Idle => text!(locale, desk.idle),
        QueuePart::Stale => text!(locale, desk.stale),
        QueuePart::Untranslated => text!(locale, desk.untranslated),
    }
}

/// All parts with their counts; each link shows one alone.
fn overview(locale: Locale, parts: &[Part], filter: &QueueFilter) -> AnyView {
    let link = |only: Option<QueuePart>, label: String, count: Option<usize>| {
        let href = Address::Queue(QueueFilter { part: only, words: filter.words.clone() }).in_locale(locale);
        let current = (filter.part == only).then_some("true");
        let count = count.map(|count| view! { " " <span class="count">{words::number(locale, count as u64)}</span> });
        view! { <li><a href=href aria-current=current>{label} {count}</a></li> }
    };
    let links = parts
        .iter()
        .map(|part| {
            // A number is said where it is one.
            let is_counted = part.which != QueuePart::Untranslated || part.count < MOST_UNTRANSLATED as usize;
            link(Some(part.which), part.heading.clone(), is_counted.then_some(part.count))
        })
        .collect_view();
    view! {
        <nav class="queue" aria-label=text!(locale, desk.parts)>
            <ul>{link(None, text!(locale, desk.everything), None)} {links}</ul>
        </nav>
    }
    .into_any()
}

fn search(locale: Locale, filter: &QueueFilter) -> AnyView {
    let field = TextField {
        name: "q".to_owned(),
        label: text!(locale, desk.search),
        value: filter.words.clone(),
        ..TextField::default()
    };
    let part = filter.part.map(|part| super::hidden(("show".to_owned(), part.code().to_owned())));
    view! {
        <form method="get" action=Address::Desk.in_locale(locale) class="stacked" role="search">
            {part} {field.view()} <button type="submit" class="quiet">{text!(locale, error.search_button)}</button>
        </form>
    }
    .into_any()
}

fn section(locale: Locale, part: Part, filter: &QueueFilter) -> AnyView {
    let Part { which, heading, none, count, view } = part;
    if count == 0 {
        let alone = filter.part.is_some().then(|| text!(locale, desk.nothing));
        let Some(none) = none.or(alone) else { return ().into_any() };
        return view! { <section><h2>{heading}</h2><p class="empty">{none}</p></section> }.into_any();
    }
    let more = (filter.part.is_none() && count > SHOWN).then(|| {
        let href = Address::Queue(QueueFilter { part: Some(which), words: filter.words.clone() }).in_locale(locale);
        let count = words::number(locale, count as u64);
        view! { <p><a href=href>{text!(locale, desk.all, count = count)}</a></p> }
    });
    view! {
        <section>
            <h2>{heading} " " <span class="count">{words::number(locale, count as u64)}</span></h2>
            {view} {more}
        </section>
    }
    .into_any()
}

fn table(locale: Locale, heading: String, rows: AnyView) -> AnyView {
    scrolling_table(
        heading,
        "",
        vec![text!(locale, draft.draft), text!(locale, desk.author), text!(locale, desk.touched)],
        rows.into_any(),
    )
}

fn row(locale: Locale, draft: Draft, to_review: bool) -> impl IntoView {
    let address = if to_review { Address::DraftReview(draft.id) } else { Address::Draft(draft.id) };
    let form = StatementForm::read(&draft.form);
    let words: String = form.text.chars().take(EXCERPT).collect();
    let who =
        if form.stakeholder.is_empty() { text!(locale, draft.number, number = draft.id.0) } else { form.stakeholder };
    let touched: NaiveDate = draft.updated_at.date_naive();
    view! {
        <tr>
            <th scope="row"><a href=address.in_locale(locale)>{who}</a> <span class="excerpt">{words}</span></th>
            <td>{draft.author_name}</td>
            <td>{words::day(locale, touched)}</td>
        </tr>
    }
    .into_any()
}

fn source_item(locale: Locale, part: QueuePart, overview: SourceOverview) -> AnyView {
    let SourceOverview { stored, statements, has_text } = overview;
    let href = Address::Source(stored.id).in_locale(locale);
    let title = stored.source.title.or(stored.source.url).unwrap_or_default();
    let what = match (part, has_text) {
        (QueuePart::ToVerify, true) => text!(locale, desk.compare, count = statements),
        (QueuePart::ToVerify, false) => text!(locale, desk.paste, count = statements),
        _ => stored.source.publisher.unwrap_or_default(),
    };
    view! { <li><a href=href>{title}</a> " " <span class="why">{what}</span></li> }.into_any()
}

fn stale_item(locale: Locale, catalogue: &Catalogue, placed: &PlacedStanding) -> AnyView {
    let PlacedStanding { stakeholder, topic, standing } = placed;
    let who = catalogue
        .stakeholders
        .get(stakeholder)
        .map_or_else(|| stakeholder.to_string(), |s| s.short_name_for(locale).to_owned());
    let what =
        catalogue.topics.get(topic).map_or_else(|| topic.to_string(), |topic| topic.label.get(locale).0.to_owned());
    let href = Address::filtered(paths::filter_for(Some(stakeholder), Some(topic), None)).in_locale(locale);
    let newest = text!(locale, desk.newest, date = words::day(locale, standing.newest));
    view! { <li><a href=href>{format!("{who}: {what}")}</a> " " <span class="why">{newest}</span></li> }.into_any()
}
