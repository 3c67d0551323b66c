//! The network side: routes, pages, files, headers.

mod access;
mod account;
mod answer;
mod assets;
mod compression;
mod cookie;
mod crawlers;
mod drafts;
mod drawings;
mod error_pages;
mod failure;
mod forms;
mod health;
mod imports;
mod late_form;
mod page_cache;
mod peer;
mod policy;
mod proof;
mod readers;
mod reference;
mod routes;
mod security;
mod sign_in;
mod sources;
mod throttle;
mod users;
mod viewer;
mod writer;

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use ::metrics::{SharedString, gauge, histogram};
use axum::{
    Router,
    http::{HeaderName, Request, StatusCode},
    response::{IntoResponse, Response},
};
use pages::document::{AssetPaths, SiteFacts};
use service::{Library, accounts::Accounts, desk::Desk};
use tokio::sync::Semaphore;
use tower_http::{
    ServiceBuilderExt,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel},
    csrf::CsrfLayer,
    request_id::{MakeRequestUuid, RequestId},
    trace::TraceLayer,
};

pub use access::Access;
pub use assets::AssetsMissing;
pub use cookie::CookiePolicy;
pub use page_cache::PageCache;
pub use peer::{PeerAddress, origin_of};
pub use policy::{Content, Kind, MOST_FIELDS, Policy, STRANGER_BODY};
pub use routes::{ROUTES, Route, SHARED_ROUTES};
use throttle::Throttle;
use writer::Writer;

use crate::{file_reader::FileReader, metrics::names};

/// What names a request in the log and on an error page.
static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Everything a request needs. It is handed on many times on the way to an answer, so it is in one place.
#[derive(Clone)]
pub struct Site(Arc<SiteParts>);

impl Deref for Site {
    type Target = SiteParts;

    fn deref(&self) -> &SiteParts {
        &self.0
    }
}

/// What a [`Site`] stands on.
pub struct SiteParts {
    library: Arc<Library>,
    accounts: Arc<Accounts>,
    desk: Arc<Desk>,
    assets: AssetPaths,
    throttle: Throttle,
    cookies: CookiePolicy,
    facts: SiteFacts,
    behind_proxy: bool,
    connections: usize,
    connections_per_address: usize,
    stop_delay: Duration,
    stopping: AtomicBool,
    page_cache: PageCache,
    file_reader: FileReader,
    writer: Writer,
    /// How many sign in at once with a browser that nobody has signed in with before.
    strangers: Arc<Semaphore>,
    /// How many searches for duplicates run at once: they take a worker for themselves.
    searches: Semaphore,
    /// How many look for anything by a few words at once.
    finds: Semaphore,
    /// How many pictures are drawn at once: each takes a thread and some memory for itself.
    drawings: Semaphore,
}

/// How the site is reached.
#[derive(Debug, Clone)]
pub struct Reach {
    /// How the cookie of a session is set.
    pub cookies: CookiePolicy,
    /// What the site says of itself, where readers reach it for one.
    pub facts: SiteFacts,
    /// Whether a proxy stands before the server that says where requests come from.
    pub behind_proxy: bool,
    /// How many connections there may be at a time; more wait.
    pub connections: usize,
    /// How many connections an address may have at a time; 0 for any number. Behind a proxy all come from one address,
    /// and it is the proxy that has to count.
    pub connections_per_address: usize,
    /// How long the server goes on once it is asked to stop, saying that it is not ready, so that whoever sends it
    /// requests can see that.
    pub stop_delay: Duration,
}

/// Threads that answer are few; looking for something leaves the others to those who read.
const FINDS: usize = 2;

impl Site {
    /// A site over a library, accounts and the editor's desk, with room for pages.
    ///
    /// # Errors
    /// When the binary was built without its assets.
    pub fn new(
        library: Arc<Library>,
        accounts: Arc<Accounts>,
        desk: Arc<Desk>,
        reach: Reach,
        page_cache: PageCache,
        file_reader: FileReader,
    ) -> Result<Self, AssetsMissing> {
        Ok(Self(Arc::new(SiteParts {
            library,
            accounts,
            desk,
            assets: assets::paths()?,
            throttle: Throttle::default(),
            cookies: reach.cookies,
            facts: reach.facts,
            behind_proxy: reach.behind_proxy,
            connections: reach.connections,
            connections_per_address: reach.connections_per_address,
            stop_delay: reach.stop_delay,
            stopping: AtomicBool::default(),
            page_cache,
            file_reader,
            writer: Writer::default(),
            strangers: Arc::new(Semaphore::new(1)),
            searches: Semaphore::new(1),
            finds: Semaphore::new(FINDS),
            drawings: Semaphore::new(1),
        })))
    }

    /// Forgets what is not needed any more, and sees whether a record that could not be written to can be again; called
    /// now and then.
    pub async fn tidy(&self) {
        self.throttle.forget_old();
        if self.writer.fails() {
            self.writer.try_it(&self.library).await;
        }
    }

    /// Measures what is only looked at when somebody asks.
    pub async fn measure(&self) {
        gauge!(names::PAGES_WEIGH).set(float(self.page_cache.weight()));
        gauge!(names::READ_ONLY).set(if self.is_read_only() { 1.0 } else { 0.0 });
        gauge!(names::STATEMENTS).set(float(self.library.total()));
        if let Some(number) = self.library.change_number() {
            gauge!(names::SHOWN).set(float(number.unsigned_abs()));
        }
        // Where the database does not answer, what it said last stands, and that is seen elsewhere.
        if let Ok(number) = self.library.change_number_on_record().await {
            gauge!(names::CHANGE).set(float(number.unsigned_abs()));
        }
        let connections = self.library.connections();
        gauge!(names::POOL, "state" => "idle").set(float(connections.idle.into()));
        gauge!(names::POOL, "state" => "used").set(float(connections.used.into()));
        gauge!(names::AWAY).set(if connections.away { 1.0 } else { 0.0 });
    }

    /// Whether the record can be read and not written to.
    fn is_read_only(&self) -> bool {
        self.library.is_read_only() || self.writer.fails()
    }

    /// The library.
    #[must_use]
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// How many connections there may be at a time.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections
    }

    /// How many connections an address may have at a time, if that is bounded here.
    #[must_use]
    pub fn connections_per_address(&self) -> Option<usize> {
        if self.behind_proxy || self.connections_per_address == 0 { None } else { Some(self.connections_per_address) }
    }

    /// From now on the server is not ready any more.
    pub fn begin_to_stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// How long it goes on after that.
    #[must_use]
    pub fn stop_delay(&self) -> Duration {
        self.stop_delay
    }

    /// All routes with everything around them.
    pub fn router(self) -> Router {
        // A form that another site sends is refused, whatever route it is for. Without an address of our own
        // (a test's) the host of the request is what the origin is compared with.
        let csrf = CsrfLayer::new();
        let csrf = csrf.clone().add_trusted_origin(&*self.facts.public_url).unwrap_or(csrf);
        let inner = tower::ServiceBuilder::new()
            .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
            .layer(axum::middleware::from_fn_with_state(self.clone(), routes::dress))
            .layer(CatchPanicLayer::custom(|_| panicked()))
            .layer(csrf);
        let trace = TraceLayer::new_for_http()
            .make_span_with(request_span)
            .on_request(())
            .on_response(log_response)
            .on_failure(());
        let outer = tower::ServiceBuilder::new()
            // Whatever name a client gives its request, the log has ours.
            .map_request(|mut request: Request<_>| {
                request.headers_mut().remove(&REQUEST_ID);
                request
            })
            .set_request_id(REQUEST_ID.clone(), MakeRequestUuid)
            .layer(trace)
            .propagate_request_id(REQUEST_ID.clone());
        let security_headers = axum::middleware::from_fn_with_state(self.clone(), security::add_headers);
        let page_cache = axum::middleware::from_fn_with_state(self.clone(), page_cache::answer);
        routes::router(self).layer(inner).layer(security_headers).layer(page_cache).layer(outer)
    }
}

/// A whole number as Prometheus has them. Beyond 2^53 it is off by less than anybody sees.
#[expect(clippy::cast_precision_loss, reason = "that is what it is")]
const fn float(number: u64) -> f64 {
    number as f64
}

fn request_span<B>(request: &Request<B>) -> tracing::Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    // The pattern of the route is noted where it is known; the address itself may hold what is secret.
    tracing::info_span!("request", id, method = %request.method(), route = tracing::field::Empty)
}

fn log_response(response: &Response<impl Sized>, latency: Duration, _: &tracing::Span) {
    let Answered { route, method } = response.extensions().get().cloned().unwrap_or_default();
    let labels = [("route", route), ("method", method), ("status", response.status().as_str().to_owned().into())];
    histogram!(names::REQUESTS, &labels).record(latency);
    let milliseconds = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(status = response.status().as_u16(), milliseconds, "answered");
}

/// What answered, as it is counted. What no route is for has neither.
#[derive(Debug, Clone)]
struct Answered {
    route: SharedString,
    method: SharedString,
}

impl Default for Answered {
    fn default() -> Self {
        Self { route: "none".into(), method: "none".into() }
    }
}

/// The answer when the code for a page failed. What failed is in the log, under the span of the request.
fn panicked() -> Response {
    tracing::error!("a handler panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
