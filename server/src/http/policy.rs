//! What a kind of route may cost. The table of routes names the kind of each; everything that bounds a request or is
//! said of an answer follows from it and is written down here, in one place.
//!
//! To add a kind: a variant, its line in [`Kind::policy`]; the test that walks the table sends every route of it one byte
//! too many and one second too late.

use std::time::Duration;

use axum::{
    Extension,
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use metrics::SharedString;

use super::Answered;

/// What a route is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A page that is read.
    Page,
    /// A form that is sent, without files.
    Form,
    /// A form that brings a file along.
    File,
    /// What a program asks for: JSON.
    Data,
    /// A file of the site: style, script, icon.
    Asset,
    /// For those who watch over the server.
    Health,
}

/// What a request to a route may cost, and what is said of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The longest body, in bytes, from somebody who is signed in.
    pub body: usize,
    /// How long a body may take to come in.
    pub read: Duration,
    /// How long the answer may take to be made; nothing where it changes the record, for it could be cut off between the
    /// change and its answer. There the database's own time limits end it.
    pub answer: Option<Duration>,
    /// The content security policy.
    pub content: Content,
}

/// What an answer may do in a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A document: its own scripts, style, icon and forms.
    Document,
    /// Nothing at all.
    Inert,
}

/// The longest body, in bytes, from somebody who is not signed in, whatever the route: an address, a password, and a form
/// that was sent when a session was over.
pub const STRANGER_BODY: usize = 64 * 1024;

/// The most fields of a form. The longest form of the site has some hundred.
pub const MOST_FIELDS: usize = 500;

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Page, Self::Form, Self::File, Self::Data, Self::Asset, Self::Health];

    /// What follows from it.
    #[must_use]
    pub const fn policy(self) -> Policy {
        let reading = Policy { body: 0, read: seconds(5), answer: Some(seconds(20)), content: Content::Document };
        match self {
            Self::Page => reading,
            // The longest text of a statement, its translations, and each of their characters as three bytes, written as
            // nine.
            Self::Form => Policy { body: 1024 * 1024, read: seconds(15), answer: None, ..reading },
            // The largest file that is taken, with the fields around it.
            Self::File => Policy { body: 12 * 1024 * 1024, read: seconds(60), answer: None, ..reading },
            Self::Data => Policy { answer: Some(seconds(10)), content: Content::Inert, ..reading },
            Self::Asset | Self::Health => Policy { answer: Some(seconds(5)), content: Content::Inert, ..reading },
        }
    }
}

/// Why a body was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BodyRefused {
    /// Longer than it may be.
    #[error("the body is too long")]
    TooLong,
    /// It did not come in in time.
    #[error("the body took too long")]
    TooSlow,
    /// It broke off.
    #[error("the body broke off")]
    Broken,
}

impl BodyRefused {
    /// The status that says so.
    pub(super) const fn status(self) -> StatusCode {
        match self {
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Broken => StatusCode::BAD_REQUEST,
        }
    }
}

/// Reads a body whole, within bounds of length and time.
pub(super) async fn read_body(
    headers: &HeaderMap,
    body: Body,
    longest: usize,
    time: Duration,
) -> Result<Bytes, BodyRefused> {
    let said = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if said.is_some_and(|length| length > longest as u64) {
        return Err(BodyRefused::TooLong);
    }
    match tokio::time::timeout(time, Limited::new(body, longest).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(BodyRefused::TooLong),
        Ok(Err(_)) => Err(BodyRefused::Broken),
        Err(_) => Err(BodyRefused::TooSlow),
    }
}

/// The bounds of a route.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Its kind.
    pub(super) kind: Kind,
    /// Its pattern: what the log calls it, for an address may hold what is secret.
    pub(super) pattern: &'static str,
}

/// Holds a request that reads to what its kind of route may cost. Bodies of forms are read where it is known who sends
/// them.
pub(super) async fn enforce(Extension(bounds): Extension<Bounds>, request: Request, next: Next) -> Response {
    tracing::Span::current().record("route", bounds.pattern);
    let method = counted(request.method());
    let mut response = within(bounds.kind.policy(), request, next).await;
    response.extensions_mut().insert(Answered { route: bounds.pattern.into(), method });
    response
}

async fn within(policy: Policy, request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let (parts, body) = request.into_parts();
    let request = if is_safe {
        // Nothing that is read has a body.
        match read_body(&parts.headers, body, policy.body, policy.read).await {
            Ok(_) => Request::from_parts(parts, Body::empty()),
            Err(refused) => return refused.status().into_response(),
        }
    } else {
        Request::from_parts(parts, body)
    };
    let answer = next.run(request);
    match policy.answer.filter(|_| is_safe) {
        None => answer.await,
        Some(limit) => tokio::time::timeout(limit, answer).await.unwrap_or_else(|_| too_late()),
    }
}

/// A method as it is counted: what HTTP does not know is not, whoever asks with how many of them.
fn counted(method: &Method) -> SharedString {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
    .into()
}

/// The answer to a request that took too long; it changed nothing.
fn too_late() -> Response {
    tracing::warn!("an answer took too long and was given up");
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")]).into_response()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures::stream;

    use super::*;

    /// A body that sends some bytes and then nothing more for as long as it is read.
    fn stalled(bytes: usize) -> Body {
        let first = stream::once(async move { Ok::<_, Infallible>(Bytes::from(vec![b'a'; bytes])) });
        Body::from_stream(stream::StreamExt::chain(first, stream::pending()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_is_waited_for_as_long_as_its_kind_says() {
        for kind in Kind::ALL {
            let policy = kind.policy();
            let begun = tokio::time::Instant::now();
            let refused = read_body(&HeaderMap::new(), stalled(0), policy.body, policy.read).await;
            assert_eq!(refused, Err(BodyRefused::TooSlow), "{kind:?}");
            assert_eq!(begun.elapsed(), policy.read, "{kind:?}");
        }
    }

    #[tokio::test]
    async fn a_body_one_byte_too_long_is_refused_whether_it_says_so_or_not() {
        for longest in [STRANGER_BODY, Kind::Form.policy().body] {
            let read = |bytes: usize, said: bool| async move {
                let mut headers = HeaderMap::new();
                if said {
                    headers.insert(header::CONTENT_LENGTH, header::HeaderValue::from(bytes));
                }
                let body = Body::from(vec![b'a'; bytes]);
                read_body(&headers, body, longest, Duration::from_secs(1)).await.map(|body| body.len())
            };
            for said in [true, false] {
                assert_eq!(read(longest, said).await, Ok(longest));
                assert_eq!(read(longest + 1, said).await, Err(BodyRefused::TooLong));
            }
        }
    }
}
