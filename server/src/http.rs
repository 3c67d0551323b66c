//! The network side: routes, pages, files, headers.

mod access;
mod account;
mod assets;
mod cookie;
mod drafts;
mod forms;
mod health;
mod imports;
mod kept;
mod page_cache;
mod pages;
mod peer;
mod reference;
mod routes;
mod security;
mod sign_in;
mod sources;
mod throttle;
mod users;

use std::{sync::Arc, time::Duration};

use app::{
    domain::Locale,
    service::{Library, accounts::Accounts, desk::Desk},
    ui::document::{AssetPaths, render},
};
use axum::{
    Router,
    http::{HeaderName, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use tower_http::{
    ServiceBuilderExt,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel},
    csrf::CsrfLayer,
    request_id::{MakeRequestUuid, RequestId},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

pub use access::Access;
pub use assets::AssetsMissing;
pub use cookie::CookiePolicy;
pub use page_cache::PageCache;
pub use peer::PeerAddress;
pub use routes::{ROUTES, Route, SHARED_ROUTES};
use throttle::Throttle;

/// The longest form, in bytes: a file of the size that is allowed for an import, with the fields around it.
const FORM_LIMIT: usize = 12 * 1024 * 1024;

/// How long an answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

/// What names a request in the log and on an error page.
static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Everything a request needs.
#[derive(Clone)]
pub struct Site {
    library: Arc<Library>,
    accounts: Arc<Accounts>,
    desk: Arc<Desk>,
    assets: Arc<AssetPaths>,
    throttle: Arc<Throttle>,
    cookies: CookiePolicy,
    public_url: Arc<str>,
    behind_proxy: bool,
    page_cache: PageCache,
}

/// How the site is reached.
#[derive(Debug, Clone)]
pub struct Reach {
    /// How the cookie of a session is set.
    pub cookies: CookiePolicy,
    /// Scheme, host and port that readers use, without a slash at the end.
    pub public_url: String,
    /// Whether a proxy stands before the server that says where requests come from.
    pub behind_proxy: bool,
}

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
    ) -> Result<Self, AssetsMissing> {
        Ok(Self {
            library,
            accounts,
            desk,
            assets: Arc::new(assets::paths()?),
            throttle: Arc::default(),
            cookies: reach.cookies,
            public_url: reach.public_url.into(),
            behind_proxy: reach.behind_proxy,
            page_cache,
        })
    }

    /// Forgets what is not needed any more; called now and then.
    pub fn tidy(&self) {
        self.throttle.forget_old();
    }

    /// The library.
    #[must_use]
    pub const fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// All routes with everything around them.
    pub fn router(self) -> Router {
        let assets = Arc::clone(&self.assets);
        // A form that another site sends is refused, whatever route it is for. Without an address of our own
        // (a test's) the host of the request is what the origin is compared with.
        let csrf = CsrfLayer::new();
        let csrf = csrf.clone().add_trusted_origin(&*self.public_url).unwrap_or(csrf);
        let inner = tower::ServiceBuilder::new()
            .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
            .layer(CatchPanicLayer::custom(move |_| panicked(&assets)))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_TIMEOUT))
            .layer(csrf);
        let trace = TraceLayer::new_for_http()
            .make_span_with(request_span)
            .on_request(())
            .on_response(log_response)
            .on_failure(());
        let outer = tower::ServiceBuilder::new()
            .set_request_id(REQUEST_ID.clone(), MakeRequestUuid)
            .layer(trace)
            .propagate_request_id(REQUEST_ID.clone());
        let page_cache = axum::middleware::from_fn_with_state(self.clone(), page_cache::answer);
        routes::router(self)
            .layer(inner)
            .layer(axum::middleware::map_response(security::add_headers))
            .layer(page_cache)
            .layer(outer)
    }
}

fn request_span<B>(request: &Request<B>) -> tracing::Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

fn log_response(response: &Response<impl Sized>, latency: Duration, _: &tracing::Span) {
    let milliseconds = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(status = response.status().as_u16(), milliseconds, "answered");
}

/// The answer when the code for a page failed. What failed is in the log, under the span of the request.
fn panicked(assets: &AssetPaths) -> Response {
    tracing::error!("a handler panicked");
    let html = render(app::ui::pages::broken_page(Locale::En, "-"), Locale::En, assets, None);
    (StatusCode::INTERNAL_SERVER_ERROR, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}
