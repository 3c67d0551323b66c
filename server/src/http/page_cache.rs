//! Pages that are kept in memory as they were sent. For readers who are not signed in a page is the same for all as long
//! as the record, the day and the address are; then it need not be made again.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use metrics::counter;
use moka::sync::Cache;
use service::Edition;

use super::{Answered, Site, compression::Compression};
use crate::metrics::names;

/// What a page is kept under: the address as it was asked for, language and filter included, and the compression that was
/// agreed on, of which there are but three, however many ways there are to ask for them.
type Key = (String, Compression);

/// What keeping a page takes beside its body, address and headers: the entry, its place in two queues and a map, and what
/// the allocator adds. A guess on the safe side.
const OVERHEAD: usize = 1024;

/// A page as it was sent.
struct KeptPage {
    /// The state of the record that it was made from.
    edition: Edition,
    /// What made it.
    answered: Answered,
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
            let headers: usize = page.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
            u32::try_from(path.len() + page.body.len() + headers + OVERHEAD).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(bytes).weigher(weigh).build())
    }

    /// How many bytes the pages take that are kept.
    pub(super) fn weight(&self) -> u64 {
        // What was put in a moment ago is weighed when there is time.
        self.0.run_pending_tasks();
        self.0.weighted_size()
    }
}

/// Answers with the page that is kept, or keeps the one that is made.
pub(super) async fn answer(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let is_for_all = request.method() == Method::GET && site.cookies.token(request.headers()).is_none();
    // Taken before the page is made: what changes meanwhile makes the page one of the past.
    let (true, Some(edition)) = (is_for_all, site.library.edition()) else { return next.run(request).await };
    let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let compression = Compression::agreed(request.headers());
    request.headers_mut().insert(header::ACCEPT_ENCODING, compression.header());
    let key = (path, compression);
    if let Some(kept) = site.page_cache.0.get(&key).filter(|kept| kept.edition == edition) {
        counter!(names::PAGES_KEPT).increment(1);
        let mut response = (kept.headers.clone(), kept.body.clone()).into_response();
        response.extensions_mut().insert(kept.answered.clone());
        return response;
    }
    let response = next.run(request).await;
    if !may_be_kept(&response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    // A copy of its own: what was gathered may have more room than it needs.
    counter!(names::PAGES_MADE).increment(1);
    let answered = parts.extensions.get().cloned().unwrap_or_default();
    let kept = KeptPage { edition, answered, headers: parts.headers.clone(), body: Bytes::copy_from_slice(&body) };
    site.page_cache.0.insert(key, Arc::new(kept));
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
