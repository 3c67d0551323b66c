//! The table of routes: every route with what it is and who may use it. The router is made of it and of nothing else, and a
//! test walks it with every role. Addresses are built by `app::paths`.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, State},
    http::{Method, Request, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use domain::{Locale, Role};
use leptos::prelude::provide_context;
use tower::ServiceBuilder;
use words::paths::RouteName;

use super::{
    Site,
    access::{Access, require},
    account,
    answer::refused,
    assets, crawlers, drafts, drawings, error_pages, health, imports,
    late_form::is_own_path,
    policy::{self, Bounds, Kind},
    readers, reference, sign_in, sources, users,
    viewer::Viewer,
};

/// A route.
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// Where it is, after the prefix of the language.
    pub path: &'static str,
    /// What it is, and so what a request to it may cost.
    pub kind: Kind,
    /// Who may use it.
    pub access: Access,
    handler: fn() -> MethodRouter<Site>,
}

/// Declares routes: method, path (of an address that pages link to, its name), kind, who may use it, handler.
macro_rules! routes {
    ($(#[$meta:meta])* $name:ident: $($method:ident $path:tt $kind:ident $access:expr => $handler:path;)+) => {
        $(#[$meta])*
        pub const $name: &[Route] = &[$(Route {
            method: Method::$method,
            path: routes!(@path $path),
            kind: Kind::$kind,
            access: $access,
            handler: || on(filter_of(&Method::$method), $handler),
        }),+];
    };
    (@path $path:literal) => { $path };
    (@path $address:ident) => { RouteName::$address.pattern() };
}

const EDITOR: Access = Access::Role(Role::Editor);
const REVIEWER: Access = Access::Role(Role::Reviewer);
const ADMIN: Access = Access::Role(Role::Admin);
const CONFIRMED_ADMIN: Access = Access::Confirmed(Role::Admin);

routes! {
    /// Pages and forms, in every language.
    ROUTES:
    GET Front Page Access::Anyone => readers::front;
    GET Timeline Page Access::Anyone => readers::timeline;
    GET TimelineSvg Asset Access::Anyone => drawings::timeline_svg;
    GET TimelinePng Asset Access::Anyone => drawings::timeline_png;
    GET TimelineCard Asset Access::Anyone => drawings::timeline_card;
    GET StatementCard Asset Access::Anyone => drawings::statement_card;
    GET StakeholderCard Asset Access::Anyone => drawings::stakeholder_card;
    GET TopicCard Asset Access::Anyone => drawings::topic_card;
    GET News Page Access::Anyone => readers::news;
    GET Search Page Access::Anyone => readers::search;
    GET Statement Page Access::Anyone => readers::statement;
    GET Stakeholders Page Access::Anyone => readers::stakeholders;
    GET Stakeholder Page Access::Anyone => readers::stakeholder;
    GET Topics Page Access::Anyone => readers::topics;
    GET Topic Page Access::Anyone => readers::topic;
    GET Milestones Page Access::Anyone => readers::milestones;
    GET Milestone Page Access::Anyone => readers::milestone;
    GET Method Page Access::Anyone => readers::method;
    GET About Page Access::Anyone => readers::about;

    GET SignIn Page Access::Anyone => sign_in::form;
    POST SignIn Form Access::Anyone => sign_in::submit;
    GET SignInCode Page Access::PasswordGiven => sign_in::code_form;
    POST SignInCode Form Access::Anyone => sign_in::submit_code;
    POST Confirmation Form Access::SignedIn => sign_in::confirm;
    POST SignOut Form Access::Anyone => sign_in::sign_out;
    GET Password Page Access::Anyone => sign_in::password_form;
    POST Password Form Access::Anyone => sign_in::set_password;

    GET History Page Access::Anyone => readers::history;
    GET Corrections Page Access::Anyone => readers::corrections;

    GET Desk Page EDITOR => drafts::queue;
    GET NewStatement Page EDITOR => drafts::new;
    GET EditStatement Page EDITOR => drafts::edit_statement;
    GET Withdrawal Page REVIEWER => drafts::withdrawal;
    POST Withdrawal Form REVIEWER => drafts::withdraw;
    POST Restoration Form EDITOR => drafts::restore;
    POST Drafts Form EDITOR => drafts::begin;
    GET Draft Page EDITOR => drafts::draft;
    POST Draft Form EDITOR => drafts::save_draft;
    GET DraftReview Page EDITOR => drafts::review;
    POST DraftSubmission Form EDITOR => drafts::submit;
    POST DraftPublication Form REVIEWER => drafts::publish;
    POST DraftReturn Form REVIEWER => drafts::send_back;
    POST DraftReprint Form EDITOR => drafts::reprint;
    POST DraftDisposal Form EDITOR => drafts::discard;

    GET Sources Page EDITOR => sources::list;
    POST Sources File EDITOR => sources::add;
    GET Source Page EDITOR => sources::show;
    POST SourceText File EDITOR => sources::keep_text;
    POST SourceVerification Form EDITOR => sources::verify;

    GET Import Page EDITOR => imports::list;
    POST Import File EDITOR => imports::add;
    GET Batch Page EDITOR => imports::show;
    POST BatchMapping Form EDITOR => imports::map;
    POST BatchKeeping Form EDITOR => imports::keep;
    POST BatchUndo Form EDITOR => imports::undo;

    GET Reference Page REVIEWER => reference::list;
    POST ReferenceKind Form REVIEWER => reference::add;
    GET NewReference Page REVIEWER => reference::new;
    GET ReferenceItem Page REVIEWER => reference::show;
    POST ReferenceItem Form REVIEWER => reference::change;
    POST ReferenceMerge Form ADMIN => reference::merge;
    POST MergeUndo Form ADMIN => reference::undo_merge;

    GET Account Page Access::SignedIn => account::account;
    POST Account Form Access::SignedIn => account::change_password;
    POST Sessions Form Access::SignedIn => account::end_sessions;
    GET SecondFactor Page Access::SignedIn => account::second_factor;
    POST SecondFactor Form Access::SignedIn => account::add_second_factor;
    POST SecondFactorRemoval Form Access::SignedIn => account::remove_second_factor;
    POST RecoveryCodes Form Access::SignedIn => account::renew_recovery_codes;
    GET Users Page ADMIN => users::list;
    POST Users Form CONFIRMED_ADMIN => users::add;
    GET User Page ADMIN => users::show;
    POST User Form CONFIRMED_ADMIN => users::change;
    POST UserLink Form CONFIRMED_ADMIN => users::renew_link;
    POST UserSecondFactor Form CONFIRMED_ADMIN => users::remove_second_factor;
}

routes! {
    /// What is the same in every language, and open to anybody.
    SHARED_ROUTES:
    GET "/assets/{file}" Asset Access::Anyone => assets::serve;
    GET "/robots.txt" Asset Access::Anyone => crawlers::robots;
    GET "/favicon.ico" Asset Access::Anyone => drawings::favicon;
    GET "/apple-touch-icon.png" Asset Access::Anyone => drawings::touch_icon;
    GET "/sitemap.xml" Asset Access::Anyone => crawlers::sitemap;
    GET "/sitemap/pages.xml" Asset Access::Anyone => crawlers::pages;
    GET "/sitemap/statements/{part}" Asset Access::Anyone => crawlers::statements;
    GET "/api/fn/find_duplicates" Data Access::Role(Role::Editor) => desk_function;
    GET "/api/fn/{*name}" Data Access::Anyone => server_function;
    GET "/livez" Health Access::Anyone => health::live;
    GET "/readyz" Health Access::Anyone => health::ready;
}

fn filter_of(method: &Method) -> MethodFilter {
    if *method == Method::POST { MethodFilter::POST } else { MethodFilter::GET }
}

pub(super) fn router(site: Site) -> Router {
    let shared = SHARED_ROUTES.iter().fold(Router::new(), |router, route| {
        // Who asks is of no matter to most, and costs a look into the record.
        let handler = if route.access == Access::Anyone { (route.handler)() } else { guarded(&site, route) };
        router.route(route.path, bounded(route, handler))
    });
    let in_language = |locale| in_language(&site, locale);
    shared
        .merge(in_language(Locale::En))
        .nest(Locale::Es.prefix(), in_language(Locale::Es))
        .nest(Locale::Fr.prefix(), in_language(Locale::Fr))
        // Bodies have been read within the bounds of their route before an extractor sees them.
        .layer(DefaultBodyLimit::disable())
        .fallback(elsewhere)
        .with_state(site)
}

/// A route within the bounds of its kind, which the log calls by its pattern.
fn bounded<S: Clone + Send + Sync + 'static>(route: &Route, handler: MethodRouter<S>) -> MethodRouter<S> {
    let enforce = ServiceBuilder::new()
        .layer(axum::Extension(Bounds { kind: route.kind, pattern: route.path }))
        .layer(from_fn(policy::enforce));
    handler.layer(enforce)
}

/// A route for those who may use it.
fn guarded(site: &Site, route: &Route) -> MethodRouter<Site> {
    (route.handler)().layer(from_fn_with_state((site.clone(), route.access, route.kind), require))
}

/// The pages and forms, for readers of a language.
fn in_language(site: &Site, locale: Locale) -> Router<Site> {
    ROUTES
        .iter()
        .fold(Router::new(), |router, route| router.route(route.path, bounded(route, guarded(site, route))))
        .layer(axum::Extension(locale))
}

/// What islands ask of the server. Only GET has a route here, and nothing is changed through it.
async fn server_function(State(site): State<Site>, request: Request<Body>) -> Response {
    run_function(site, request, LONGEST_QUERY).await
}

/// What only islands of the desk ask: it costs more than a page, so one at a time is answered.
async fn desk_function(State(site): State<Site>, request: Request<Body>) -> Response {
    let _place = site.searches.acquire().await;
    run_function(site.clone(), request, LONGEST_FOR_EDITORS).await
}

async fn run_function(site: Site, request: Request<Body>, longest: usize) -> Response {
    let query = request.uri().query().unwrap_or_default();
    if query.len() > longest || query.contains("%00") {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let with_library = move || provide_context(Arc::clone(&site.library));
    let response = leptos_axum::handle_server_fns_with_context(with_library, request).await.into_response();
    let mut response = plainly(response).await;
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-cache"));
    response
}

/// The longest that is asked of it, and of the others, in bytes of the address.
const LONGEST_FOR_EDITORS: usize = 24 * 1024;
const LONGEST_QUERY: usize = 4 * 1024;

/// An answer that is a failure without what failed: that a request makes no sense is said by its status, everything else is
/// for the log.
async fn plainly(response: Response) -> Response {
    if !response.status().is_server_error() {
        return response;
    }
    let failure = axum::body::to_bytes(response.into_body(), MOST_OF_FAILURE).await.unwrap_or_default();
    let failure = String::from_utf8_lossy(&failure);
    // How leptos names what it could not read from the address.
    if ["Args", "MissingArg", "Deserialization"].iter().any(|kind| failure.contains(kind)) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    tracing::error!(%failure, "a server function failed");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// How much of what failed goes into the log, in bytes.
const MOST_OF_FAILURE: usize = 16 * 1024;

/// Everything else: a slash too many is taken away, the rest is not found.
async fn elsewhere(State(site): State<Site>, request: Request<Body>) -> Response {
    let path = request.uri().path();
    let trimmed = path.trim_end_matches('/');
    // Only a path of our own: "//elsewhere.example/" must not become an address of another site.
    if trimmed.len() < path.len() && is_own_path(trimmed) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        return Redirect::permanent(&format!("{trimmed}{query}")).into_response();
    }
    refused(&site, error_pages::locale_of(path), &Viewer::default(), pages::PageError::NotFound)
}

/// Makes pages of bare statuses, but where programs ask.
pub(super) async fn dress(State(site): State<Site>, request: Request<Body>, next: Next) -> Response {
    let path = request.uri().path();
    let is_page = !SHARED_ROUTES.iter().any(|route| path.starts_with(fixed_part(route.path)));
    let (locale, reference) = (error_pages::locale_of(path), error_pages::reference(&request));
    let response = next.run(request).await;
    if is_page && error_pages::is_bare(&response) {
        error_pages::page_for(&site, locale, &reference, response, None)
    } else {
        response
    }
}

/// What of the pattern of a route is the same for all its addresses.
fn fixed_part(pattern: &str) -> &str {
    pattern.split('{').next().unwrap_or(pattern)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tower::ServiceExt;

    use super::*;

    /// A route as it stands in the table, with a handler that takes its time.
    fn slow(route: &Route, time: Duration) -> MethodRouter {
        let sleeper = move || async move {
            tokio::time::sleep(time).await;
            StatusCode::OK
        };
        bounded(route, on(filter_of(&route.method), sleeper))
    }

    async fn status(route: &Route, time: Duration, body: Body) -> StatusCode {
        let request = Request::builder().method(&route.method).uri("/").body(body).expect("a request");
        let Ok(answer) = slow(route, time).oneshot(request).await;
        answer.status()
    }

    #[tokio::test(start_paused = true)]
    async fn every_route_that_reads_is_held_to_the_time_of_its_kind() {
        for route in ROUTES.iter().chain(SHARED_ROUTES).filter(|route| route.method == Method::GET) {
            let limit = route.kind.policy().answer.expect("a limit");
            let second = Duration::from_secs(1);
            assert_eq!(
                status(route, limit.saturating_sub(second), Body::empty()).await,
                StatusCode::OK,
                "{}",
                route.path
            );
            let late = status(route, limit + second, Body::empty()).await;
            assert_eq!(late, StatusCode::SERVICE_UNAVAILABLE, "{}", route.path);
            let with_body = status(route, Duration::ZERO, Body::from("a")).await;
            assert_eq!(with_body, StatusCode::PAYLOAD_TOO_LARGE, "{} has no body", route.path);
        }
    }

    #[test]
    fn every_address_that_pages_link_to_has_a_route() {
        for address in RouteName::ALL {
            assert!(ROUTES.iter().any(|route| route.path == address.pattern()), "{address:?}");
        }
    }

    #[test]
    fn what_is_sent_is_a_form_and_what_is_asked_for_is_none() {
        for route in ROUTES.iter().chain(SHARED_ROUTES) {
            let takes_a_body = matches!(route.kind, Kind::Form | Kind::File);
            assert_eq!(takes_a_body, route.method == Method::POST, "{} {}", route.method, route.path);
        }
    }
}
