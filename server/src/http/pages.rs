//! From a request to a page and from a page to an answer.

use app::{
    domain::{Locale, Slug},
    paths::Address,
    service::authorisation::Session,
    ui::{
        document::{Page, render},
        pages::{
            PageError, broken_page, corrections_page, error_page, history_page, method_page, milestones_page,
            not_ready_page, stakeholder_page, stakeholders_page, statement_page, timeline_page, topic_page,
            topics_page,
        },
    },
};
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use tower_http::request_id::RequestId;

use super::{Site, access::Viewer};

type Answer = Result<Page, PageError>;

/// What every handler takes: the site, the language, the name of the request, and who asks.
type Visit = (State<Site>, Extension<Locale>, Extension<RequestId>, Extension<Viewer>);

fn answer((State(site), Extension(locale), Extension(id), Extension(viewer)): Visit, page: Answer) -> Response {
    if let Err(PageError::Moved(address)) = &page {
        return moved(&address.in_locale(locale));
    }
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
    respond(&site, locale, &viewer, page)
}

/// For good, as far as links go. Browsers are asked to look again all the same, because a merge can be undone.
pub(super) fn moved(to: &str) -> Response {
    ([(header::CACHE_CONTROL, "no-cache")], Redirect::permanent(to)).into_response()
}

/// A page as an answer. Pages of the desk, and any page for somebody who is signed in, are kept nowhere.
pub(super) fn respond(site: &Site, locale: Locale, Viewer(session): &Viewer, page: Page) -> Response {
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let is_private = session.is_some() || page.address.as_ref().is_some_and(Address::is_private);
    let html = render(page, locale, &site.assets, session.as_ref().map(Session::user));
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_LANGUAGE, locale.tag()),
        (header::CACHE_CONTROL, if is_private { "no-store" } else { "no-cache" }),
        (header::VARY, "cookie"),
    ];
    (status, headers, html).into_response()
}

/// A page that says why there is nothing to show.
pub(super) fn refused(site: &Site, locale: Locale, viewer: &Viewer, error: PageError) -> Response {
    respond(site, locale, viewer, error_page(&site.library, locale, error, ""))
}

/// The answer when something failed that is no fault of who asked. What failed is in the log.
pub(super) fn failed(site: &Site, locale: Locale, error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "a request could not be carried out");
    broken(site, locale)
}

/// The answer when something failed that is in the log already.
pub(super) fn broken(site: &Site, locale: Locale) -> Response {
    respond(site, locale, &Viewer::default(), broken_page(locale, "-"))
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
    let role = visit.3.0.0.as_ref().map(|session| session.user().role);
    let page = async { statement_page(&visit.0.library, *visit.1, &slug(&name)?, role).await }.await;
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

pub(super) async fn history(visit: Visit, Path(name): Path<String>) -> Response {
    let Site { library, desk, .. } = &visit.0.0;
    let for_editors = visit.3.0.0.is_some();
    let page = async { history_page(library, desk, *visit.1, &slug(&name)?, for_editors).await }.await;
    answer(visit, page)
}

pub(super) async fn corrections(visit: Visit) -> Response {
    let page = corrections_page(&visit.0.library, &visit.0.desk, *visit.1).await;
    answer(visit, page)
}
