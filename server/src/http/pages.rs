//! From a request to a page and from a page to an answer.

use app::{
    domain::{Locale, Slug},
    ui::{
        document::{Page, render},
        pages::{
            PageError, error_page, method_page, milestones_page, not_ready_page, stakeholder_page, stakeholders_page,
            statement_page, timeline_page, topic_page, topics_page,
        },
    },
};
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use tower_http::request_id::RequestId;

use super::Site;

type Answer = Result<Page, PageError>;

/// What every handler takes: the site, the language, and the name of the request.
type Visit = (State<Site>, Extension<Locale>, Extension<RequestId>);

fn answer((State(site), Extension(locale), Extension(id)): Visit, page: Answer) -> Response {
    let page = if site.library.is_ready() {
        page.unwrap_or_else(|error| {
            let reference = id.header_value().to_str().unwrap_or_default();
            if let PageError::Store(error) = &error {
                tracing::error!(%error, reference, "a page could not be put together");
            }
            error_page(&site.library, locale, error, reference)
        })
    } else {
        not_ready_page(locale)
    };
    respond(&site, locale, page)
}

fn respond(site: &Site, locale: Locale, page: Page) -> Response {
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let html = render(page, locale, &site.assets);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_LANGUAGE, locale.tag()),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (status, headers, html).into_response()
}

/// Something that is at no address.
pub(super) fn not_found(site: &Site, locale: Locale) -> Response {
    respond(site, locale, error_page(&site.library, locale, PageError::NotFound, ""))
}

/// The slug in an address; what is none names nothing.
fn slug(text: &str) -> Result<Slug, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

pub(super) async fn front(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let page = timeline_page(&visit.0.library, *visit.1, query.as_deref().unwrap_or_default(), true).await;
    answer(visit, page)
}

pub(super) async fn timeline(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let page = timeline_page(&visit.0.library, *visit.1, query.as_deref().unwrap_or_default(), false).await;
    answer(visit, page)
}

pub(super) async fn statement(visit: Visit, Path(name): Path<String>) -> Response {
    let page = async { statement_page(&visit.0.library, *visit.1, &slug(&name)?).await }.await;
    answer(visit, page)
}

pub(super) async fn stakeholders(visit: Visit) -> Response {
    let page = stakeholders_page(&visit.0.library, *visit.1);
    answer(visit, Ok(page))
}

pub(super) async fn stakeholder(visit: Visit, Path(name): Path<String>) -> Response {
    let page = async { stakeholder_page(&visit.0.library, *visit.1, &slug(&name)?).await }.await;
    answer(visit, page)
}

pub(super) async fn topics(visit: Visit) -> Response {
    let page = topics_page(&visit.0.library, *visit.1);
    answer(visit, Ok(page))
}

pub(super) async fn topic(visit: Visit, Path(name): Path<String>) -> Response {
    let page = async { topic_page(&visit.0.library, *visit.1, &slug(&name)?).await }.await;
    answer(visit, page)
}

pub(super) async fn milestones(visit: Visit) -> Response {
    let page = milestones_page(&visit.0.library, *visit.1);
    answer(visit, Ok(page))
}

pub(super) async fn method(visit: Visit) -> Response {
    let page = method_page(*visit.1);
    answer(visit, Ok(page))
}
