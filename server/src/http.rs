//! The network side: routes, pages, files, headers.

mod assets;
mod health;
mod pages;
mod routes;
mod security;

use std::{sync::Arc, time::Duration};

use app::{
    domain::Locale,
    service::Library,
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
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, RequestId},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

pub use assets::AssetsMissing;

/// The longest body of a request, in bytes; no page takes one yet.
const BODY_LIMIT: usize = 64 * 1024;

/// How long an answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

/// What names a request in the log and on an error page.
static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Everything a request needs.
#[derive(Clone)]
pub struct Site {
    library: Arc<Library>,
    assets: Arc<AssetPaths>,
}

impl Site {
    /// A site over a library.
    ///
    /// # Errors
    /// When the binary was built without its assets.
    pub fn new(library: Arc<Library>) -> Result<Self, AssetsMissing> {
        Ok(Self { library, assets: Arc::new(assets::paths()?) })
    }

    /// The library.
    #[must_use]
    pub const fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// All routes with everything around them.
    pub fn router(self) -> Router {
        let assets = Arc::clone(&self.assets);
        let inner = tower::ServiceBuilder::new()
            .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
            .layer(CatchPanicLayer::custom(move |_| panicked(&assets)))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_TIMEOUT))
            .layer(RequestBodyLimitLayer::new(BODY_LIMIT));
        let trace = TraceLayer::new_for_http()
            .make_span_with(request_span)
            .on_request(())
            .on_response(log_response)
            .on_failure(());
        let outer = tower::ServiceBuilder::new()
            .set_request_id(REQUEST_ID.clone(), MakeRequestUuid)
            .layer(trace)
            .propagate_request_id(REQUEST_ID.clone());
        routes::router(self).layer(inner).layer(axum::middleware::map_response(security::add_headers)).layer(outer)
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
    let html = render(app::ui::pages::broken_page(Locale::En, "-"), Locale::En, assets);
    (StatusCode::INTERNAL_SERVER_ERROR, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}
