//! Pages that are kept in memory as they were sent. For readers who are not signed in a page is the same for all as long
//! as the record, the day and the address are; then it need not be made again.

use std::sync::Arc;

use app::service::Edition;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use moka::sync::Cache;

use super::Site;

/// What a page is kept under: the address as it was asked for, language and filter included, and the compressions that
/// the reader takes.
type Key = (String, Option<HeaderValue>);

/// A page as it was sent.
struct KeptPage {
    /// The state of the record that it was made from.
    edition: Edition,
    headers: HeaderMap,
    body: Bytes,
}

/// The pages that are kept, those asked for most.
#[derive(Clone)]
pub struct PageCache(Cache<Key, Arc<KeptPage>>);

impl PageCache {
    /// Room for so many bytes of pages; none keeps nothing.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        let weigh = |(path, _): &Key, page: &Arc<KeptPage>| {
            u32::try_from(path.len() + page.body.len() + size_of::<KeptPage>()).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(bytes).weigher(weigh).build())
    }
}

/// Answers with the page that is kept, or keeps the one that is made.
pub(super) async fn answer(State(site): State<Site>, request: Request, next: Next) -> Response {
    let is_for_all = request.method() == Method::GET && site.cookies.token(request.headers()).is_none();
    // Taken before the page is made: what changes meanwhile makes the page one of the past.
    let (true, Some(edition)) = (is_for_all, site.library.edition()) else { return next.run(request).await };
    let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let key = (path, request.headers().get(header::ACCEPT_ENCODING).cloned());
    if let Some(kept) = site.page_cache.0.get(&key).filter(|kept| kept.edition == edition) {
        return (kept.headers.clone(), kept.body.clone()).into_response();
    }
    let response = next.run(request).await;
    if !may_be_kept(&response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    site.page_cache.0.insert(key, Arc::new(KeptPage { edition, headers: parts.headers.clone(), body: body.clone() }));
    Response::from_parts(parts, Body::from(body))
}

/// Whether an answer is a page, is good, and says of itself that it is for everybody.
fn may_be_kept(response: &Response) -> bool {
    let is = |name, value: &str| response.headers().get(name).is_some_and(|found| found == value);
    response.status() == StatusCode::OK
        && is(header::CONTENT_TYPE, "text/html; charset=utf-8")
        && is(header::CACHE_CONTROL, "no-cache")
        && !response.headers().contains_key(header::SET_COOKIE)
}
