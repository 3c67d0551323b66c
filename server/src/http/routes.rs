//! The table of routes: every route with who may use it. The router is made of it and of nothing else, and a
//! test walks it with every role. Addresses are built by `app::paths`.

use app::domain::{Locale, Role};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, State},
    http::{Method, Request, header},
    middleware::from_fn_with_state,
    response::{IntoResponse, Redirect, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use leptos::prelude::provide_context;
use tower_http::limit::RequestBodyLimitLayer;

use super::{
    FORM_LIMIT, Site,
    access::{Access, Viewer, require},
    account, assets, drafts, health, imports, pages, reference, sign_in, sources, users,
};

/// A route.
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// Where it is, after the prefix of the language.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    handler: fn() -> MethodRouter<Site>,
}

/// Declares routes: method, path, who may use it, handler.
macro_rules! routes {
    ($(#[$meta:meta])* $name:ident: $($method:ident $path:literal $access:expr => $handler:path;)+) => {
        $(#[$meta])*
        pub const $name: &[Route] = &[$(Route {
            method: Method::$method,
            path: $path,
            access: $access,
            handler: || on(filter_of(&Method::$method), $handler),
        }),+];
    };
}

const EDITOR: Access = Access::Role(Role::Editor);
const REVIEWER: Access = Access::Role(Role::Reviewer);
const ADMIN: Access = Access::Role(Role::Admin);

routes! {
    /// Pages and forms, in every language.
    ROUTES:
    GET "/" Access::Anyone => pages::front;
    GET "/timeline" Access::Anyone => pages::timeline;
    GET "/statements/{slug}" Access::Anyone => pages::statement;
    GET "/stakeholders" Access::Anyone => pages::stakeholders;
    GET "/stakeholders/{slug}" Access::Anyone => pages::stakeholder;
    GET "/topics" Access::Anyone => pages::topics;
    GET "/topics/{slug}" Access::Anyone => pages::topic;
    GET "/milestones" Access::Anyone => pages::milestones;
    GET "/method" Access::Anyone => pages::method;

    GET "/login" Access::Anyone => sign_in::form;
    POST "/login" Access::Anyone => sign_in::submit;
    GET "/login/code" Access::PasswordGiven => sign_in::code_form;
    POST "/login/code" Access::Anyone => sign_in::submit_code;
    POST "/logout" Access::Anyone => sign_in::sign_out;
    GET "/password/{token}" Access::Anyone => sign_in::password_form;
    POST "/password/{token}" Access::Anyone => sign_in::set_password;

    GET "/statements/{slug}/history" Access::Anyone => pages::history;
    GET "/corrections" Access::Anyone => pages::corrections;

    GET "/edit" EDITOR => drafts::queue;
    GET "/edit/statements/new" EDITOR => drafts::new;
    GET "/edit/statements/{slug}" EDITOR => drafts::edit_statement;
    GET "/edit/statements/{slug}/withdraw" REVIEWER => drafts::withdrawal;
    POST "/edit/statements/{slug}/withdraw" REVIEWER => drafts::withdraw;
    POST "/edit/statements/{slug}/restore" EDITOR => drafts::restore;
    POST "/edit/drafts" EDITOR => drafts::begin;
    GET "/edit/drafts/{id}" EDITOR => drafts::draft;
    POST "/edit/drafts/{id}" EDITOR => drafts::save_draft;
    GET "/edit/drafts/{id}/review" EDITOR => drafts::review;
    POST "/edit/drafts/{id}/submit" EDITOR => drafts::submit;
    POST "/edit/drafts/{id}/publish" REVIEWER => drafts::publish;
    POST "/edit/drafts/{id}/send-back" REVIEWER => drafts::send_back;
    POST "/edit/drafts/{id}/reprint" EDITOR => drafts::reprint;
    POST "/edit/drafts/{id}/discard" EDITOR => drafts::discard;

    GET "/edit/sources" EDITOR => sources::list;
    POST "/edit/sources" EDITOR => sources::add;
    GET "/edit/sources/{id}" EDITOR => sources::show;
    POST "/edit/sources/{id}/text" EDITOR => sources::keep_text;
    POST "/edit/sources/{id}/verify" EDITOR => sources::verify;

    GET "/edit/import" EDITOR => imports::list;
    POST "/edit/import" EDITOR => imports::add;
    GET "/edit/import/{id}" EDITOR => imports::show;
    POST "/edit/import/{id}/columns" EDITOR => imports::map;
    POST "/edit/import/{id}/keep" EDITOR => imports::keep;
    POST "/edit/import/{id}/undo" EDITOR => imports::undo;

    GET "/edit/reference" REVIEWER => reference::list;
    POST "/edit/reference/{kind}" REVIEWER => reference::add;
    GET "/edit/reference/{kind}/new" REVIEWER => reference::new;
    GET "/edit/reference/{kind}/item/{key}" REVIEWER => reference::show;
    POST "/edit/reference/{kind}/item/{key}" REVIEWER => reference::change;
    POST "/edit/reference/{kind}/item/{key}/merge" ADMIN => reference::merge;
    POST "/edit/merges/{id}/undo" ADMIN => reference::undo_merge;

    GET "/edit/account" Access::SignedIn => account::account;
    POST "/edit/account" Access::SignedIn => account::change_password;
    POST "/edit/account/sessions" Access::SignedIn => account::end_sessions;
    GET "/edit/account/second-factor" Access::SignedIn => account::second_factor;
    POST "/edit/account/second-factor" Access::SignedIn => account::add_second_factor;
    POST "/edit/account/second-factor/remove" Access::SignedIn => account::remove_second_factor;
    POST "/edit/account/recovery-codes" Access::SignedIn => account::renew_recovery_codes;
    GET "/edit/users" ADMIN => users::list;
    POST "/edit/users" ADMIN => users::add;
    GET "/edit/users/{id}" ADMIN => users::show;
    POST "/edit/users/{id}" ADMIN => users::change;
    POST "/edit/users/{id}/link" ADMIN => users::renew_link;
    POST "/edit/users/{id}/second-factor/remove" ADMIN => users::remove_second_factor;
}

routes! {
    /// What is the same in every language, and open to anybody.
    SHARED_ROUTES:
    GET "/assets/{file}" Access::Anyone => assets::serve;
    GET "/api/fn/{*name}" Access::Anyone => server_function;
    GET "/livez" Access::Anyone => health::live;
    GET "/readyz" Access::Anyone => health::ready;
}

fn filter_of(method: &Method) -> MethodFilter {
    if *method == Method::POST { MethodFilter::POST } else { MethodFilter::GET }
}

pub(super) fn router(site: Site) -> Router {
    let shared = SHARED_ROUTES.iter().fold(Router::new(), |router, route| router.route(route.path, (route.handler)()));
    let in_language = |locale| in_language(&site, locale);
    shared
        .merge(in_language(Locale::En))
        .nest(Locale::Es.prefix(), in_language(Locale::Es))
        .nest(Locale::Fr.prefix(), in_language(Locale::Fr))
        // One limit for all, in place of the smaller one that extractors have by themselves.
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(FORM_LIMIT))
        .fallback(elsewhere)
        .with_state(site)
}

/// The pages and forms, for readers of a language.
fn in_language(site: &Site, locale: Locale) -> Router<Site> {
    let guarded = |route: &Route| {
        let guard = from_fn_with_state((site.clone(), route.access), require);
        (route.handler)().layer(guard)
    };
    ROUTES
        .iter()
        .fold(Router::new(), |router, route| router.route(route.path, guarded(route)))
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
    pages::refused(&site, locale, &Viewer::default(), app::ui::pages::PageError::NotFound)
}
