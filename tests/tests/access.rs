//! Who may use which route: every route of the table, asked by everybody.

use acceptance::{Member, Reply, TestServer};
use domain::Role;
use reqwest::Method;
use server::http::{Access, ROUTES, Route, SHARED_ROUTES};

const TODAY: &str = "2026-11-23";

/// The address of a route, with something real in its places.
fn path_of(route: &Route) -> String {
    let slug = if route.path.contains("/statements") {
        "seed-msf-remove-provisions"
    } else if route.path.starts_with("/topics") {
        "medicine-access"
    } else {
        "msf"
    };
    route.path.replace("{slug}", slug).replace("{token}", "unknown").replace("{id}", "1")
}

async fn ask(member: &Member, route: &Route) -> Reply {
    let path = path_of(route);
    if route.method == Method::POST { member.post(&path, &[]).await } else { member.get(&path).await }
}

/// Whether an answer says that somebody may not.
fn is_refused(reply: &Reply) -> bool {
    let to_sign_in = reply.header("location").is_some_and(|location| location.contains("/login"));
    matches!(reply.status, 401 | 403) || (reply.status == 303 && to_sign_in)
}

#[tokio::test]
async fn every_route_is_for_whom_the_table_says_and_for_nobody_else() {
    let server = TestServer::on(TODAY).await;
    let stranger = Member::new(server.address, "nobody@example.org");
    for route in ROUTES {
        let reply = ask(&stranger, route).await;
        let expected = route.access != Access::Anyone;
        // Who may not sign in, because the form is empty, is refused as well; it is the form that says so.
        let signs_in = route.method == Method::POST && route.path.starts_with("/login");
        assert_eq!(
            is_refused(&reply),
            expected || signs_in,
            "a stranger, {} {}: {}",
            route.method,
            route.path,
            reply.status
        );
        assert!(reply.status < 500, "{} {}: {}", route.method, route.path, reply.status);
    }
    for role in Role::ALL {
        // Asking for everything signs out on the way, so everybody signs in for each route.
        let member = server.signed_in(*role).await;
        for route in ROUTES.iter().filter(|route| !route.path.starts_with("/log")) {
            let reply = ask(&member, route).await;
            let allowed = match route.access {
                Access::Anyone | Access::PasswordGiven | Access::SignedIn => true,
                Access::Role(needed) | Access::Confirmed(needed) => *role >= needed,
            };
            let refused = if allowed { is_refused(&reply) } else { reply.status != 403 };
            assert!(!refused, "{role}, {} {}: {}", route.method, route.path, reply.status);
            assert!(reply.status < 500, "{role}, {} {}: {}", route.method, route.path, reply.status);
        }
    }
}

#[tokio::test]
async fn what_is_shared_by_all_languages_is_only_read() {
    assert!(SHARED_ROUTES.iter().all(|route| route.method == Method::GET));
}

#[tokio::test]
async fn what_programs_ask_of_the_desk_is_answered_to_those_whom_the_table_names() {
    let server = TestServer::on(TODAY).await;
    let stranger = server.visitor();
    let editor = server.signed_in(Role::Editor).await;
    let for_some: Vec<_> = SHARED_ROUTES.iter().filter(|route| route.access != Access::Anyone).collect();
    assert_eq!(for_some.len(), 1);
    for route in for_some {
        assert_eq!(stranger.get(route.path).await.status, 401, "{}", route.path);
        assert_ne!(editor.get(route.path).await.status, 401, "{}", route.path);
    }
}

#[test]
fn every_route_is_in_the_table() {
    // The router is made of the table; a route that is added to it otherwise would not be walked above.
    let folder = acceptance::workspace().join("server/src");
    let mut places = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).expect("a source");
                let added =
                    [".route(", ".route_service(", ".nest_service("].iter().map(|call| text.matches(call).count());
                places.extend(std::iter::repeat_n(path, added.sum()));
            }
        }
    }
    let mut names: Vec<_> = places.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    names.sort_unstable();
    let expected = ["metrics_listener.rs", "routes.rs", "routes.rs"];
    assert_eq!(names, expected, "one for the pages, one for what is shared, and one on the other listener");
}

#[tokio::test]
async fn a_form_that_another_site_sends_is_refused() {
    let server = TestServer::on(TODAY).await;
    let member = server.signed_in(Role::Editor).await;
    let own = format!("http://{}", server.address);
    // Origin, Sec-Fetch-Site, and whether it is let through.
    let cases: [(Option<&str>, Option<&str>, bool); 12] = [
        (Some(&own), Some("same-origin"), true),
        (None, Some("same-origin"), true),
        (None, Some("none"), true),
        (Some(&own), None, true),
        (None, None, false),
        (Some("https://elsewhere.example"), Some("cross-site"), false),
        (None, Some("cross-site"), false),
        (None, Some("same-site"), false),
        (Some("https://elsewhere.example"), None, false),
        (Some("null"), None, false),
        (Some("null"), Some("cross-site"), false),
        (Some("http://127.0.0.1:1"), Some("same-site"), false),
    ];
    for (origin, site, let_through) in cases {
        let origin = origin.map(|origin| ("origin", origin));
        let headers: Vec<_> = origin.into_iter().chain(site.map(|site| ("sec-fetch-site", site))).collect();
        for path in ["/edit/account/sessions", "/es/edit/account/sessions", "/login"] {
            let reply = member.post_with(path, &[("session", "none")], &headers).await;
            assert_eq!(reply.status != 403, let_through, "{path} {headers:?}: {}", reply.status);
        }
    }
}
