//! What handlers take: who asks, and the proof that they may. The table of routes has asked for it before; a handler that
//! takes a proof cannot be reached without, whatever the table says.

use std::ops::Deref;

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use domain::Locale;
use pages::{PageError, document::Page, not_ready_page};
use service::authorisation::{Admin, Editor, Forbidden, Reviewer, Session};
use words::paths::Address;

use super::{
    Site,
    answer::{Answer, Refusal, respond},
    viewer::Viewer,
};

/// A request by whoever it is: the site, the language, and who asks.
pub(super) struct Visit {
    pub(super) site: Site,
    pub(super) locale: Locale,
    pub(super) viewer: Viewer,
}

impl Visit {
    /// A page as an answer.
    pub(super) fn page(&self, page: Page) -> Response {
        respond(&self.site, self.locale, &self.viewer, page)
    }

    /// A page for readers as an answer, once there is anything to show.
    pub(super) fn page_when_ready(&self, page: Result<Page, PageError>) -> Answer {
        match page {
            Err(error @ (PageError::Moved(_) | PageError::Store(_))) => Err(error.into()),
            _ if !self.site.library.is_ready() => Ok(self.page(not_ready_page(self.locale))),
            page => Ok(self.page(page?)),
        }
    }

    /// Goes on to a page of ours after a form.
    pub(super) fn see_other(&self, address: &Address) -> Response {
        Redirect::to(&address.in_locale(self.locale)).into_response()
    }

    /// The session of who asks.
    pub(super) const fn session(&self) -> Option<&Session> {
        self.viewer.0.as_ref()
    }
}

impl FromRequestParts<Site> for Visit {
    /// The table of routes was not asked.
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, StatusCode> {
        let locale = parts.extensions.get().copied().ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        let viewer = parts.extensions.get().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        Ok(Self { site: site.clone(), locale, viewer })
    }
}

/// What somebody who is signed in has shown of themselves.
pub(super) trait Proof: Sized {
    fn of(session: &Session) -> Result<Self, Forbidden>;
}

impl Proof for Session {
    fn of(session: &Session) -> Result<Self, Forbidden> {
        Ok(session.clone())
    }
}

impl Proof for Editor {
    fn of(session: &Session) -> Result<Self, Forbidden> {
        session.editor()
    }
}

impl Proof for Reviewer {
    fn of(session: &Session) -> Result<Self, Forbidden> {
        session.reviewer()
    }
}

impl Proof for Admin {
    fn of(session: &Session) -> Result<Self, Forbidden> {
        session.admin()
    }
}

/// A request by somebody who may make it.
pub(super) struct As<P> {
    pub(super) visit: Visit,
    pub(super) proof: P,
}

/// A request by somebody who has signed in, though a second factor may have to be set up first.
pub(super) type AsSignedIn = As<Session>;
/// A request by an editor.
pub(super) type AsEditor = As<Editor>;
/// A request by a reviewer.
pub(super) type AsReviewer = As<Reviewer>;
/// A request by an admin.
pub(super) type AsAdmin = As<Admin>;

impl<P> Deref for As<P> {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl<P: Proof> FromRequestParts<Site> for As<P> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Refusal> {
        let visit = Visit::from_request_parts(parts, site).await;
        let visit = visit.map_err(Refusal::other)?;
        // That nobody is signed in here means that the table is wrong.
        let session = visit.session().ok_or_else(|| Refusal::other(StatusCode::INTERNAL_SERVER_ERROR))?;
        let proof = P::of(session)?;
        Ok(Self { visit, proof })
    }
}
