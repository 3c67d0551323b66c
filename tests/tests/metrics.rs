//! What can be seen from outside: true figures for Prometheus, on a listener of its own, and the steps of a request in the
//! log; nothing that is nobody's business.

use std::{
    collections::BTreeMap,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use acceptance::{
    ChildServer, Import, Visitor, on_both,
    writing::{GOOD, begin},
};
use domain::Role;
use serde_json::Value;
use service::import::Mode;

pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

/// Every figure, by its name and labels.
pub(crate) async fn figures(at: &Visitor) -> BTreeMap<String, f64> {
    let reply = at.get("/metrics").await;
    assert_eq!(reply.status, 200);
    assert!(reply.header("content-type").is_some_and(|kind| kind.starts_with("text/plain; version=0.0.4")));
    let lines = reply.body.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').expect("a name and a value");
            (name.to_owned(), value.parse().unwrap_or_else(|_| panic!("{line}")))
        })
        .collect()
}

/// The sum of what has a name and all these labels.
pub(crate) fn sum(figures: &BTreeMap<String, f64>, name: &str, labels: &[(&str, &str)]) -> f64 {
    let has = |key: &str| {
        let is_it = key == name || key.starts_with(&format!("{name}{{"));
        is_it && labels.iter().all(|(label, value)| key.contains(&format!("{label}=\"{value}\"")))
    };
    figures.iter().filter(|(key, _)| has(key)).map(|(_, value)| value).sum()
}

/// The figures, once pages show the change of a number: signing in is a change too, which the follower takes in.
async fn until_all_is_shown(at: &Visitor, number: f64) -> BTreeMap<String, f64> {
    for _ in 0..300 {
        let found = figures(at).await;
        if sum(&found, "postura_index_change_number", &[]) >= number {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("change {number} is never shown")
}

const REQUESTS: &str = "postura_http_request_duration_seconds_count";

#[tokio::test]
async fn what_happened_is_counted_by_route_and_told_on_a_listener_of_its_own() {
    on_both(|database| async move {
        Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        let address = free_address();
        let server = ChildServer::over(&database, &["--metrics-addr", &address.to_string()]);
        let (watcher, visitor) = (Visitor::new(address), server.visitor());
        let editor = database.account("editor", Role::Editor, server.address).await;
        for _ in 0..3 {
            assert_eq!(visitor.get("/statements/seed-msf-remove-provisions").await.status, 200);
        }
        assert_eq!(visitor.get("/es/statements/not-on-record").await.status, 404);
        assert_eq!(visitor.get("/nowhere-at-all").await.status, 404);
        assert_eq!(visitor.get("/timeline?topic=no-such-topic").await.status, 400);
        let mut wrong = editor.elsewhere();
        "not the password at all".clone_into(&mut wrong.password);
        assert_eq!(wrong.sign_in().await.status, 401);
        assert_eq!(editor.sign_in().await.status, 303);
        assert_eq!(begin(&editor, GOOD, "save").await.status, 303);

        let number = database.number("SELECT number FROM change_counter").await;
        let number = f64::from(u32::try_from(number).expect("few"));
        let found = until_all_is_shown(&watcher, number).await;
        let requests = |route: &str, method: &str, status: &str| {
            sum(&found, REQUESTS, &[("route", route), ("method", method), ("status", status)])
        };
        let near = |found: f64, expected: f64| (found - expected).abs() < 0.5;
        assert!(near(requests("/statements/{slug}", "GET", "200"), 3.0), "{found:#?}");
        assert!(near(requests("/statements/{slug}", "GET", "404"), 1.0), "the prefix of a language is no other route");
        assert!(near(requests("none", "none", "404"), 1.0));
        assert!(near(requests("/timeline", "GET", "400"), 1.0));
        assert!(near(requests("/login", "POST", "401"), 1.0) && near(requests("/login", "POST", "303"), 1.0));
        assert!(near(requests("/edit/drafts", "POST", "303"), 1.0));
        assert!(near(sum(&found, "postura_page_cache_hits_total", &[]), 2.0));
        assert!(near(sum(&found, "postura_sign_ins_refused_total", &[]), 1.0));
        assert!(near(sum(&found, "postura_record_change_number", &[]), number));
        assert!(near(sum(&found, "postura_index_statements", &[]), 211.0));
        assert!(near(sum(&found, "postura_record_read_only", &[]), 0.0));
        for name in ["process_resident_memory_bytes", "process_open_fds", "postura_page_cache_bytes"] {
            assert!(sum(&found, name, &[]) > 0.0, "{name}");
        }
        assert!(sum(&found, "postura_record_writer_wait_seconds_count", &[]) > 0.0);

        let all = watcher.get("/metrics").await.body;
        for private in ["seed-msf", "not-on-record", "nowhere-at-all", "no-such-topic", "example.org", "127.0.0.1"] {
            assert!(!all.contains(private), "{private} is told");
        }
        assert_eq!(visitor.get("/metrics").await.status, 404, "readers have nothing of it");
        assert_eq!(watcher.get("/").await.status, 404, "and the other listener has no pages");
        assert!(server.stop().success());
    })
    .await;
}

#[tokio::test]
async fn the_steps_of_a_request_are_in_the_log_under_its_name() {
    on_both(|database| async move {
        Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        let server = ChildServer::logging(&database, "info,service=debug,index=debug,store=debug", &[]);
        let listed = server.visitor().get("/timeline?q=canary&topic=medicine-access").await;
        let read = server.visitor().get("/statements/seed-msf-remove-provisions/history").await;
        // A list and its picture; a statement and what it was.
        for (reply, of, least) in
            [(&listed, "service", 1), (&listed, "index", 2), (&read, "service", 1), (&read, "store", 2)]
        {
            let name = reply.header("x-request-id").expect("a name");
            until_logged(&server, name, of, least).await;
        }
        assert!(!server.log().contains("canary"), "what a reader looked for is in the log");
    })
    .await;
}

/// Waits until so many steps of a part of the program are logged for a request: they end beside its answer.
async fn until_logged(server: &ChildServer, request: &str, part: &str, least: usize) {
    for _ in 0..100 {
        let lines: Vec<Value> = server.log().lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let steps = lines.iter().filter(|line| {
            line["spans"][0]["id"] == *request
                && line["time.busy"].is_string()
                && line["target"].as_str().is_some_and(|target| target.starts_with(part))
        });
        if steps.count() >= least {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{least} steps of {part} are not in the log:\n{}", server.log());
}
