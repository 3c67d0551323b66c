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

/// What a page is kept under: the address as it was asked for, language and filter included, and the compression that was
/// agreed on, of which there are but three, however many ways there are to ask for them.
type Key = (String, Compression);

/// How a page is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Compression {
    Brotli,
    Gzip,
    None,
}

impl Compression {
    /// The best one that a reader takes (RFC 9110, section 12.5.3).
    fn agreed(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
        let taken: Vec<(String, f32)> = lines
            .flat_map(|line| line.split(','))
            .map(|part| {
                let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
                let weight = parameters.split_once('=').and_then(|(_, weight)| weight.trim().parse().ok());
                (name.trim().to_ascii_lowercase(), weight.unwrap_or(1.0))
            })
            .collect();
        let weight = |name: &str| {
            let of = |name: &str| taken.iter().find(|(other, _)| other == name).map(|(_, weight)| *weight);
            of(name).or_else(|| of("*")).unwrap_or(0.0)
        };
        match (weight("br"), weight("gzip")) {
            (brotli, gzip) if brotli > 0.0 && brotli >= gzip => Self::Brotli,
            (_, gzip) if gzip > 0.0 => Self::Gzip,
            _ => Self::None,
        }
    }

    /// What a reader asks with who takes nothing else.
    const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::None => "identity",
        })
    }
}

/// What keeping a page takes beside its body, address and headers: the entry, its place in two queues and a map, and what
/// the allocator adds. A guess on the safe side.
const OVERHEAD: usize = 1024;

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
            let headers: usize = page.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
            u32::try_from(path.len() + page.body.len() + headers + OVERHEAD).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(bytes).weigher(weigh).build())
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
        return (kept.headers.clone(), kept.body.clone()).into_response();
    }
    let response = next.run(request).await;
    if !may_be_kept(&response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    // A copy of its own: what was gathered may have more room than it needs.
    let kept = KeptPage { edition, headers: parts.headers.clone(), body: Bytes::copy_from_slice(&body) };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_three_ways_to_compress_however_many_there_are_to_ask() {
        for (asked, agreed) in [
            ("br", Compression::Brotli),
            ("gzip, deflate, br, zstd", Compression::Brotli),
            ("gzip;q=1.0, br;q=0.5", Compression::Gzip),
            ("br;q=0.000, gzip", Compression::Gzip),
            ("*", Compression::Brotli),
            ("*;q=0", Compression::None),
            ("identity", Compression::None),
            ("", Compression::None),
            ("x-made-up-1234", Compression::None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(asked));
            assert_eq!(Compression::agreed(&headers), agreed, "{asked}");
        }
        assert_eq!(Compression::agreed(&HeaderMap::new()), Compression::None);
    }
}
