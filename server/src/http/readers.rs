//! Readers' pages.

use axum::extract::{Path, RawQuery};
use pages::{
    corrections_page, history_page, method_page, milestones_page, stakeholder_page, stakeholders_page, statement_page,
    timeline_page, topic_page, topics_page,
};

use super::{
    answer::{Answer, slug},
    proof::Visit,
};

/// `GET /`: where the review stands, and the timeline.
pub(super) async fn front(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let page = timeline_page(&visit.site.library, visit.locale, query.as_deref().unwrap_or_default(), true).await;
    visit.page_when_ready(page)
}

/// `GET /timeline`: the list, its picture and its counts under a filter.
pub(super) async fn timeline(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let page = timeline_page(&visit.site.library, visit.locale, query.as_deref().unwrap_or_default(), false).await;
    visit.page_when_ready(page)
}

/// `GET /statements/{slug}`: a statement with its evidence; 410 where it was withdrawn.
pub(super) async fn statement(visit: Visit, Path(name): Path<String>) -> Answer {
    let role = visit.session().map(|session| session.user().role);
    let page = async { statement_page(&visit.site.library, visit.locale, &slug(&name)?, role).await }.await;
    visit.page_when_ready(page)
}

/// `GET /stakeholders`: all of them.
pub(super) async fn stakeholders(visit: Visit) -> Answer {
    visit.page_when_ready(Ok(stakeholders_page(&visit.site.library, visit.locale)))
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

/// `GET /method`: how statements are coded.
pub(super) async fn method(visit: Visit) -> Answer {
    visit.page_when_ready(Ok(method_page(visit.locale)))
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
