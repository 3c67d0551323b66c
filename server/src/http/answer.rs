//! What is answered: a page, another address, or why there is neither.

use std::sync::Arc;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Locale, Slug};
use pages::{
    PageError,
    document::{Page, render},
    error_page,
};
use service::{
    accounts::AccountError,
    authorisation::{Forbidden, Session},
    desk::{BatchError, DraftError, MergeError, ReferenceError, SourceError, StatementError},
    ports::StoreError,
};
use words::paths::Address;

use super::{
    Site,
    failure::{Outlook, failed, failure},
    viewer::Viewer,
};
use crate::file_reader::ReadingFailed;

/// What a handler gives.
pub(super) type Answer = Result<Response, Refusal>;

/// The slug in an address or a field; what is none names nothing.
pub(super) fn slug(text: &str) -> Result<Slug, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// Why a request is not given what it asks for.
pub(super) enum Refusal {
    /// There is a page that says so ([`explained`]).
    Page(PageError),
    /// It failed by no fault of who asked, or is refused with an answer of its own.
    Other(Box<Response>),
}

impl Refusal {
    /// A refusal with an answer of its own.
    pub(super) fn other(answer: impl IntoResponse) -> Self {
        Self::Other(Box::new(answer.into_response()))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Page(PageError::Store(error)) => failed(&error),
            Self::Page(error) => {
                let mut response = StatusCode::NOT_FOUND.into_response();
                response.extensions_mut().insert(Unexplained(Arc::new(error)));
                response
            }
            Self::Other(response) => *response,
        }
    }
}

/// Marks an answer that is still to become the page that says why.
#[derive(Clone)]
struct Unexplained(Arc<PageError>);

/// The answer of a handler with the page that says why there is no other, if it is a refusal.
pub(super) fn explained(site: &Site, locale: Locale, viewer: &Viewer, mut response: Response) -> Response {
    let unexplained = response.extensions_mut().remove().and_then(|Unexplained(error)| Arc::into_inner(error));
    match unexplained {
        Some(PageError::Moved(address)) => moved(&address.in_locale(locale)),
        Some(error) => refused(site, locale, viewer, error),
        None => response,
    }
}

/// A page that says why there is nothing to show.
pub(super) fn refused(site: &Site, locale: Locale, viewer: &Viewer, error: PageError) -> Response {
    respond(site, locale, viewer, error_page(&site.library, locale, error))
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
    let html = render(page, locale, (&site.assets, &site.facts), session.as_ref().map(Session::user), read_only);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_LANGUAGE, locale.tag()),
        (header::CACHE_CONTROL, if is_private { "no-store" } else { "no-cache" }),
        (header::VARY, "cookie"),
    ];
    (status, headers, html).into_response()
}

impl From<PageError> for Refusal {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Page(PageError::Store(error))
    }
}

impl From<ReadingFailed> for Refusal {
    fn from(error: ReadingFailed) -> Self {
        Self::other(error)
    }
}

impl From<Forbidden> for Refusal {
    fn from(forbidden: Forbidden) -> Self {
        match forbidden {
            Forbidden::RoleNeeded(role) => PageError::RoleNeeded(role).into(),
            // The table of routes asks for both before; that somebody comes here means that it is wrong.
            Forbidden::CodeNeeded | Forbidden::SecondFactorNeeded => unexpected(&forbidden),
        }
    }
}

/// What its page should have said and did not. Somebody has to look at it.
fn unexpected(error: &dyn std::error::Error) -> Refusal {
    Refusal::other(failure(error, Outlook::Broken))
}

/// Says of errors of a room which of them mean that there is nothing at the address; that the record did not answer is said
/// by itself, and all others are for the pages of the room to say.
macro_rules! refusals {
    ($($room:ident: nothing $($nothing:ident)|+, said by its pages $($said:ident $(($field:tt))?)|+;)+) => {
        $(impl From<$room> for Refusal {
            fn from(error: $room) -> Self {
                match error {
                    $($room::$nothing)|+ => PageError::NotFound.into(),
                    $room::Store(error) => error.into(),
                    error @ ($($room::$said $(($field))?)|+) => unexpected(&error),
                }
            }
        })+
    };
}

refusals! {
    DraftError: nothing NotFound, said by its pages
        Faults(_) | Conflict(_) | StatementConflict(_) | WrongState(_) | FourEyes | ReasonMissing | SourceIncomplete;
    StatementError: nothing NotFound, said by its pages Changed | ReasonMissing;
    BatchError: nothing NotFound, said by its pages Changed | Faults | ReasonMissing | ReviewerNeeded;
    SourceError: nothing NotFound, said by its pages Faults(_) | TextMissing | TooMuchText;
    ReferenceError: nothing NotFound, said by its pages Faults(_) | Conflict(_) | ReasonMissing;
    MergeError: nothing NotFound, said by its pages NothingToMergeInto | HasBoth(_) | TargetMerged | ReasonMissing;
    AccountError: nothing NotFound, said by its pages
        WrongPassword | WrongCode | LinkNotGood | BadName | BadEmail | BadPassword | GuessablePassword | EmailTaken
        | LastAdmin | SecondFactorRequired;
}
