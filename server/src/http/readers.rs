//! Readers' pages.

use axum::{
    extract::{Path, RawQuery},
    response::{IntoResponse, Redirect},
};
use domain::ListQuery;
use pages::{
    about_page, corrections_page, front_page, history_page, method_page, milestone_page, milestones_page, news_page,
    search_page, stakeholder_page, stakeholders_page, statement_page, timeline_page, topic_page, topics_page,
};

use words::paths::{Address, decode};

use super::{
    answer::{Answer, slug},
    proof::Visit,
};

/// `GET /`: what this is, where the review stands and what has changed; with the parameters of a list, the list.
pub(super) async fn front(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let query = query.unwrap_or_default();
    let page = if asks_for_a_list(&query) {
        timeline_page(&visit.site.library, visit.locale, &query).await
    } else {
        front_page(&visit.site.library, visit.locale).await
    };
    visit.page_when_ready(page)
}

/// Whether parameters have a meaning for a list.
fn asks_for_a_list(query: &str) -> bool {
    let parameters = decode(query);
    let (query, bad) = ListQuery::read(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    query != ListQuery::default() || !bad.is_empty()
}

/// `GET /search`: what is found by some words.
pub(super) async fn search(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    // Titles of sources are looked through one by one, which costs more than a page.
    let _place = visit.site.finds.acquire().await;
    let page = search_page(&visit.site.library, visit.locale, query.as_deref().unwrap_or_default()).await;
    visit.page_when_ready(page)
}

/// `GET /new`: what is new on record.
pub(super) async fn news(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let page = news_page(&visit.site.library, visit.locale, query.as_deref().unwrap_or_default()).await;
    visit.page_when_ready(page)
}

/// `GET /timeline`: the list, its picture and its counts under a filter.
pub(super) async fn timeline(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let query = query.unwrap_or_default();
    if let Some(list) = without_empty_fields(&query) {
        return Ok(Redirect::to(&Address::Timeline(Box::new(list)).in_locale(visit.locale)).into_response());
    }
    let page = timeline_page(&visit.site.library, visit.locale, &query).await;
    visit.page_when_ready(page)
}

/// The list that a form with empty fields asks for: browsers send those too, and nobody wants them in an address.
fn without_empty_fields(query: &str) -> Option<ListQuery> {
    let parameters = decode(query);
    parameters.iter().any(|(_, value)| value.is_empty()).then(|| {
        let (list, bad) = ListQuery::read(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        bad.is_empty().then_some(list)
    })?
}

/// `GET /statements/{slug}`: a statement with its evidence; 410 where it was withdrawn.
pub(super) async fn statement(visit: Visit, Path(name): Path<String>) -> Answer {
    let role = visit.session().map(|session| session.user().role);
    let page = async { statement_page(&visit.site.library, visit.locale, &slug(&name)?, role).await }.await;
    visit.page_when_ready(page)
}

/// `GET /stakeholders`: all of them.
pub(super) async fn stakeholders(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let query = query.unwrap_or_default();
    visit.page_when_ready(Ok(stakeholders_page(&visit.site.library, visit.locale, &query)))
}

/// `GET /stakeholders/{slug}`: one; 308 to the one that it was merged into.
pub(super) async fn stakeholder(visit: Visit, Path(name): Path<String>) -> Answer {
    let page = async { stakeholder_page(&visit.site.library, visit.locale, &slug(&name)?).await }.await;
    visit.page_when_ready(page)
}

/// `GET /topics`: all of them.
pub(super) async fn topics(visit: Visit) -> Answer {
    visit.page_when_ready(Ok(topics_page(&visit.site.library, visit.locale)))
}

/// `GET /topics/{slug}`: one; 308 to the one that it was merged into.
pub(super) async fn topic(visit: Visit, Path(name): Path<String>) -> Answer {
    let page = async { topic_page(&visit.site.library, visit.locale, &slug(&name)?).await }.await;
    visit.page_when_ready(page)
}

/// `GET /milestones`: all of them.
pub(super) async fn milestones(visit: Visit) -> Answer {
    visit.page_when_ready(Ok(milestones_page(&visit.site.library, visit.locale)))
}

/// `GET /milestones/{slug}`: one; 308 to the one that it was merged into.
pub(super) async fn milestone(visit: Visit, Path(name): Path<String>) -> Answer {
    let page = async { milestone_page(&visit.site.library, visit.locale, &slug(&name)?).await }.await;
    visit.page_when_ready(page)
}

/// `GET /method`: how statements are coded.
pub(super) async fn method(visit: Visit) -> Answer {
    visit.page_when_ready(Ok(method_page(visit.locale)))
}

/// `GET /about`: who runs this copy, what it covers and how to correct it.
pub(super) async fn about(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let query = query.unwrap_or_default();
    let page = about_page(&visit.site.library, visit.locale, &visit.site.facts, &query).await;
    visit.page_when_ready(Ok(page))
}

/// `GET /statements/{slug}/history`: what a statement was before.
pub(super) async fn history(visit: Visit, Path(name): Path<String>) -> Answer {
    let for_editors = visit.session().is_some();
    let page = async { history_page(&visit.site.library, visit.locale, &slug(&name)?, for_editors).await }.await;
    visit.page_when_ready(page)
}

/// `GET /corrections`: the newest changes of statements.
pub(super) async fn corrections(visit: Visit) -> Answer {
    let page = corrections_page(&visit.site.library, visit.locale).await;
    visit.page_when_ready(page)
}
