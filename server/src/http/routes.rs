//! The table of routes. Addresses are built by `app::paths`; a test walks both and fails when an
//! address has no route.

use app::domain::Locale;
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{Request, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use leptos::prelude::provide_context;

use super::{Site, assets, health, pages};

pub(super) fn router(site: Site) -> Router {
    Router::new()
        .merge(in_language(Locale::En))
        .nest(Locale::Es.prefix(), in_language(Locale::Es))
        .nest(Locale::Fr.prefix(), in_language(Locale::Fr))
        .route("/assets/{file}", get(assets::serve))
        .route("/api/fn/{*name}", get(server_function))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .fallback(elsewhere)
        .with_state(site)
}

/// The pages, for readers of a language.
fn in_language(locale: Locale) -> Router<Site> {
    Router::new()
        .route("/", get(pages::front))
        .route("/timeline", get(pages::timeline))
        .route("/statements/{slug}", get(pages::statement))
        .route("/stakeholders", get(pages::stakeholders))
        .route("/stakeholders/{slug}", get(pages::stakeholder))
        .route("/topics", get(pages::topics))
        .route("/topics/{slug}", get(pages::topic))
        .route("/milestones", get(pages::milestones))
        .route("/method", get(pages::method))
        .layer(axum::Extension(locale))
}

/// What islands ask of the server. Only GET has a route here, and nothing is changed through it.
async fn server_function(State(site): State<Site>, request: Request<Body>) -> Response {
    let library = site.library;
    let mut response = leptos_axum::handle_server_fns_with_context(move || provide_context(library.clone()), request)
        .await
        .into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-cache"));
    response
}

/// Everything else: a slash too many is taken away, the rest is not found.
async fn elsewhere(State(site): State<Site>, request: Request<Body>) -> Response {
    let path = request.uri().path();
    let trimmed = path.trim_end_matches('/');
    // Only a path of our own: "//elsewhere.example/" must not become an address of another site.
    if !trimmed.is_empty() && trimmed.len() < path.len() && !trimmed.starts_with("//") {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        return Redirect::permanent(&format!("{trimmed}{query}")).into_response();
    }
    let in_path = |locale: &&Locale| !locale.prefix().is_empty() && path.starts_with(&format!("{}/", locale.prefix()));
    let locale = Locale::ALL.iter().find(in_path).copied().unwrap_or(Locale::En);
    pages::not_found(&site, locale)
}
