//! Safe from the start.

use acceptance::{Import, TestServer, seeds};
use reqwest::Method;
use serde_json::{Value, json};

const TODAY: &str = "2026-11-23";

/// Closes whatever it stands in and tries to run.
const ATTACK: &str = "</title></textarea></script>\"'><script>alert(1)</script><img src=x onerror=alert(2)>";

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let style = visitor.get("/").await.attributes("link[rel=stylesheet]", "href").remove(0);
    let paths =
        ["/", "/nope", "/timeline?stance=angry", "/es/", "/livez", "/readyz", "/assets/none", "/api/fn/none", &style];
    for path in paths {
        let reply = visitor.get(path).await;
        let policy = reply.header("content-security-policy").unwrap_or_else(|| panic!("{path} has no policy"));
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe-inline"), "{path}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{path}");
        }
        assert!(reply.header("referrer-policy").is_some() && reply.header("permissions-policy").is_some(), "{path}");
        assert!(reply.header("x-request-id").is_some(), "{path}");
    }
    let posted = visitor.request(Method::POST, "/timeline", &[], String::new()).await;
    assert_eq!(posted.status, 405);
    assert!(posted.header("content-security-policy").is_some());
}

#[tokio::test]
async fn no_page_has_an_inline_script_or_style() {
    let server = TestServer::on(TODAY).await;
    for path in [
        "/",
        "/stakeholders/msf",
        "/topics",
        "/milestones",
        "/method",
        "/nope",
        "/statements/seed-msf-remove-provisions",
    ] {
        let reply = server.visitor().get(path).await;
        assert_eq!(reply.all("script:not([src]):not([type='application/ld+json']), style, [style], [onclick], [onload], [onerror]").len(), 0, "{path}");
    }
}

/// The seed with an attack in every text, by a stakeholder and on a topic that are attacks too.
fn attack() -> Import {
    let mut line = seeds().remove(0);
    for field in ["speaker", "speaker_role", "text", "source_title", "source_publisher", "note"] {
        line[field] = json!(ATTACK);
    }
    line["translation_en"] = json!(ATTACK);
    line["translation_kind"] = json!("editor");
    line["language"] = json!("es");
    line["source_url"] = json!("https://example.org/\"'><script>alert(1)</script>");
    line["topics"] = json!(["attack"]);
    line["actor_slug"] = json!("attacker");
    line["stances"] = json!([{"topic": "attack", "value": "conditional", "condition": ATTACK, "rationale": ATTACK}]);
    let texts = |names: &[&str]| {
        names.iter().map(|name| ((*name).to_owned(), json!(ATTACK))).collect::<serde_json::Map<String, Value>>()
    };
    let with = |mut object: serde_json::Map<String, Value>, more: Value| {
        object.extend(more.as_object().expect("an object").clone());
        Value::Array(vec![Value::Object(object)]).to_string()
    };
    Import {
        actors: Some(with(
            texts(&["name", "short", "note"]),
            json!({"slug": "attacker", "kind": "other", "country": "MX", "aliases": [ATTACK]}),
        )),
        topics: Some(with(
            texts(&["label_en", "label_es", "label_fr", "proposition_en", "proposition_es", "coding_note"]),
            json!({"slug": "attack", "articles": [ATTACK]}),
        )),
        milestones: Some(with(
            texts(&["title_en", "outcome_en", "source_title", "note", "party"]),
            json!({"slug": "m", "date": "2026-07-01", "state": "held", "kind": "joint_review"}),
        )),
        statements: Some(line.to_string()),
        step: None,
    }
}

#[tokio::test]
async fn texts_of_the_record_are_shown_and_never_run() {
    let server = TestServer::with(&attack(), TODAY).await;
    let visitor = server.visitor();
    let attack = form_urlencode(ATTACK);
    let paths = [
        "/".to_owned(),
        "/fr".to_owned(),
        "/timeline?group=topic".to_owned(),
        format!("/timeline?q={attack}"),
        format!("/timeline?stance={attack}"),
        "/stakeholders".to_owned(),
        "/stakeholders/attacker".to_owned(),
        "/topics".to_owned(),
        "/topics/attack".to_owned(),
        "/milestones".to_owned(),
        format!("/statements/{}", seeds()[0]["external_id"].as_str().expect("an id")),
    ];
    for path in paths {
        let reply = visitor.get(&path).await;
        assert!([200, 400].contains(&reply.status), "{path}: {}", reply.status);
        assert!(!reply.body.contains("<script>alert") && !reply.body.contains("<img"), "{path}");
        assert_eq!(reply.all("script:not([src]):not([type='application/ld+json']), img, [onerror]").len(), 0, "{path}");
        assert!(reply.body.contains("&lt;script&gt;alert(1)"), "{path} does not show the text at all");
    }
}

fn form_urlencode(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| encoded + &format!("%{byte:02X}"))
}

#[tokio::test]
async fn requests_have_limits() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let large = visitor.request(Method::GET, "/", &[("x-large", &"a".repeat(600_000))], String::new()).await;
    assert_eq!(large.status, 431);
    let long = visitor.get(&format!("/timeline?q={}", "a".repeat(201))).await;
    assert_eq!(long.status, 400);
    assert!(long.text("main").contains("longer than 200 characters"));
}

#[tokio::test]
async fn the_server_says_whether_it_lives_and_is_ready() {
    let server = TestServer::on(TODAY).await;
    assert_eq!(server.visitor().get("/livez").await.body, "ok\n");
    assert_eq!(server.visitor().get("/readyz").await.status, 200);
}

#[tokio::test]
async fn files_are_compressed_and_kept_for_good() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let front = visitor.request(Method::GET, "/", &[("accept-encoding", "br")], String::new()).await;
    assert_eq!(front.header("content-encoding"), Some("br"));
    assert_eq!(front.header("cache-control"), Some("no-cache"));
    let page = visitor.get("/").await;
    for path in [page.attributes("link[rel=stylesheet]", "href"), page.attributes("script", "src")].concat() {
        for (accepted, encoding) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("br;q=0", None)] {
            let file = visitor.request(Method::GET, &path, &[("accept-encoding", accepted)], String::new()).await;
            assert_eq!((file.status, file.header("content-encoding")), (200, encoding), "{path}");
            assert!(file.header("cache-control").is_some_and(|control| control.contains("immutable")), "{path}");
        }
    }
}
