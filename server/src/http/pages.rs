//! From a request to a page and from a page to an answer.

use app::{
    domain::{Locale, Slug},
    paths::Address,
    ports::StoreError,
    service::{accounts::AccountError, authorisation::Session},
    ui::{
        document::{Page, render},
        pages::{
            PageError, corrections_page, error_page, history_page, method_page, milestones_page, not_ready_page,
            stakeholder_page, stakeholders_page, statement_page, timeline_page, topic_page, topics_page,
        },
    },
};
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

use super::{Site, SiteParts, access::Viewer, error_pages};

type Answer = Result<Page, PageError>;

/// What every handler takes: the site, the language, and who asks.
type Visit = (State<Site>, Extension<Locale>, Extension<Viewer>);

fn answer((State(site), Extension(locale), Extension(viewer)): Visit, page: Answer) -> Response {
    if let Err(PageError::Moved(address)) = &page {
        return moved(&address.in_locale(locale));
    }
    if let Err(PageError::Store(error)) = &page {
        return failed(error);
    }
    let page = if site.library.is_ready() {
        page.unwrap_or_else(|error| error_page(&site.library, locale, error))
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
    // Whoever only reads has no use for it, and pages for them are kept.
    let read_only = is_private && site.is_read_only();
    let html = render(page, locale, &site.assets, session.as_ref().map(Session::user), read_only);
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
    respond(site, locale, viewer, error_page(&site.library, locale, error))
}

/// The answer when something failed that is no fault of who asked. What failed goes into the log; the answer becomes a page
/// further out, where it is known what the log calls the request.
pub(super) fn failed<E: Failure>(error: &E) -> Response {
    error_pages::failure(error, error.outlook())
}

/// What can fail by no fault of who asked.
pub(super) trait Failure: std::error::Error + Sized {
    /// Whether it may go better later.
    fn outlook(&self) -> Outlook;
}

/// Whether what failed may go better later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outlook {
    /// Somebody has to look at it.
    Broken,
    /// The record did not answer. Nothing was stored.
    ForAWhile,
    /// The record can be read and not written to. Nothing was stored.
    ReadOnly,
}

impl Failure for StoreError {
    fn outlook(&self) -> Outlook {
        match self {
            Self::Unavailable(_) => Outlook::ForAWhile,
            Self::NotWritable(_) => Outlook::ReadOnly,
            Self::BrokenRow { .. } => Outlook::Broken,
        }
    }
}

impl Failure for AccountError {
    fn outlook(&self) -> Outlook {
        match self {
            Self::Store(error) => error.outlook(),
            _ => Outlook::Broken,
        }
    }
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
    let role = visit.2.0.0.as_ref().map(|session| session.user().role);
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
    let SiteParts { library, desk, .. } = &*visit.0.0;
    let for_editors = visit.2.0.0.is_some();
    let page = async { history_page(library, desk, *visit.1, &slug(&name)?, for_editors).await }.await;
    answer(visit, page)
}

pub(super) async fn corrections(visit: Visit) -> Response {
    let page = corrections_page(&visit.0.library, &visit.0.desk, *visit.1).await;
    answer(visit, page)
}
