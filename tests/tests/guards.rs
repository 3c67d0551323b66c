//! What keeps strangers out, and the harm small that somebody does who got in.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use acceptance::{
    Backend, Import, Member, Reply, Setup, TestDatabase, TestServer, postura,
    writing::{GOOD, begin, borrowed, location, step, submitted, with},
};
use chrono::TimeDelta;
use domain::Role;
use server::http::CookiePolicy;
use service::import::Mode;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use words::paths::encode;

const TODAY: &str = "2026-11-23";

async fn guess(as_whom: &Member) -> Reply {
    as_whom.post("/login", &[("email", &as_whom.email), ("password", "not the password")]).await
}

fn hidden_fields_of(page: &Reply) -> Vec<(String, String)> {
    let of = |name| page.attributes("main form input[type=hidden]", name);
    of("name").into_iter().zip(of("value")).collect()
}

#[tokio::test]
async fn guessing_is_slowed_down_and_shuts_nobody_out_who_was_here_before() {
    let server = TestServer::on(TODAY).await;
    let member = server.signed_in(Role::Editor).await;
    member.post("/logout", &[]).await;
    let stranger = member.elsewhere();
    let mut tries = 0;
    let refused = loop {
        let reply = guess(&stranger).await;
        if reply.status == 429 {
            break reply;
        }
        assert_eq!(reply.status, 401);
        tries += 1;
        assert!(tries <= 10, "nobody is slowed down");
    };
    let wait: u64 = refused.header("retry-after").and_then(|wait| wait.parse().ok()).expect("how long it takes");
    assert!(wait > 60 && refused.text("main").contains(&wait.to_string()), "{}", refused.text("main"));
    assert_eq!(stranger.sign_in().await.status, 429, "nor with the right password, from a browser nobody knows");
    assert_eq!(member.sign_in().await.status, 303, "whose browser is known gets in meanwhile");

    let other = server.member(Role::Reviewer).await;
    other.post("/login", &[("email", &other.email), ("password", "x")]).await;
    assert_eq!(other.sign_in().await.status, 303, "so does somebody else from the same address");
}

#[tokio::test]
async fn a_browser_is_known_for_the_account_it_signed_in_to_and_no_other() {
    let server = TestServer::on(TODAY).await;
    let (member, other) = (server.signed_in(Role::Editor).await, server.member(Role::Reviewer).await);
    let stranger = other.elsewhere();
    while guess(&stranger).await.status != 429 {}
    // The browser of one is worth nothing for the account of the other.
    let fields = [("email", other.email.as_str()), ("password", other.password.as_str())];
    assert_eq!(member.post("/login", &fields).await.status, 429);
}

#[tokio::test]
async fn a_refused_attempt_is_in_the_log_of_the_record() {
    let server = TestServer::on(TODAY).await;
    let member = server.member(Role::Editor).await;
    guess(&member).await;
    let said = "SELECT action || ' ' || subject || ' ' || actor FROM audit ORDER BY number DESC LIMIT 1";
    let row = server.database.text(said).await;
    assert_eq!(row, format!("sign_in_refused {} 127.0.0.1", member.email));
    member.post("/login", &[("email", "no address"), ("password", "x")]).await;
    assert_eq!(server.database.text(said).await, "sign_in_refused ? 127.0.0.1", "what is no address is not copied");
}

#[tokio::test]
async fn the_password_is_asked_for_again_before_others_are_given_access() {
    let server = TestServer::on(TODAY).await;
    let admin = server.signed_in(Role::Admin).await;
    server.clock.advance(TimeDelta::minutes(16));
    let count = "SELECT COUNT(*) FROM account WHERE email = 'new@example.org'";
    let typed = [("name", "new"), ("email", "new@example.org"), ("role", "editor")];
    let asked = admin.post("/edit/users", &typed).await;
    assert_eq!(server.database.number(count).await, 0, "nothing is done before");
    assert!(asked.text("main").contains("password"), "{}", asked.text("main"));
    let answer = async |page: &Reply, password: &str| {
        let mut fields = hidden_fields_of(page);
        fields.push(("password".to_owned(), password.to_owned()));
        admin.post("/login/confirm", &borrowed(&fields)).await
    };
    let again = answer(&asked, "not the password").await;
    assert_eq!(server.database.text("SELECT action FROM audit ORDER BY number DESC LIMIT 1").await, "sign_in_refused");
    let kept = answer(&again, &admin.password).await;
    assert_eq!(kept.attributes("main form", "action"), ["/edit/users"]);
    assert_eq!(kept.text("h1"), "Your password is right", "and no word of a session that ended");
    let back = admin.post("/edit/users", &borrowed(&hidden_fields_of(&kept))).await;
    assert_eq!((back.status, server.database.number(count).await), (200, 1), "{}", back.text("main"));
    // Within a quarter of an hour it is not asked for again.
    server.clock.advance(TimeDelta::minutes(14));
    admin.post("/edit/users", &[("name", "b"), ("email", "b@example.org"), ("role", "editor")]).await;
    assert_eq!(server.database.number("SELECT COUNT(*) FROM account WHERE email = 'b@example.org'").await, 1);
}

#[tokio::test]
async fn one_s_own_password_cannot_be_guessed_from_a_session_left_open() {
    let server = TestServer::on(TODAY).await;
    let member = server.signed_in(Role::Editor).await;
    let fields = [
        ("password", "a guess"),
        ("new-password", "five words in a row now"),
        ("repeat-password", "five words in a row now"),
    ];
    let mut tries = 0;
    while member.post("/edit/account", &fields).await.status != 429 {
        tries += 1;
        assert!(tries <= 5, "nobody is slowed down");
    }
}

#[tokio::test]
async fn a_password_that_is_tried_among_the_first_is_not_taken() {
    let server = TestServer::on(TODAY).await;
    let member = server.signed_in(Role::Editor).await;
    let change = async |new: &str| {
        let fields = [("password", member.password.as_str()), ("new-password", new), ("repeat-password", new)];
        member.post("/edit/account", &fields).await
    };
    for bad in ["aaaaaaaaaaaa", "password1234", "editor@example.org", "qwertyuiop12"] {
        let reply = change(bad).await;
        assert_eq!(reply.status, 422, "{bad}");
        assert!(reply.text(".error-summary").contains("first"), "{bad}: {}", reply.text(".error-summary"));
        server.clock.advance(TimeDelta::minutes(1));
    }
    assert_eq!(change("anden lluvia cobre veinte").await.status, 200);
}

#[tokio::test]
async fn whoever_wrote_the_words_last_does_not_publish_them() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let other = server.member_called("second", Role::Reviewer).await;
    other.sign_in().await;
    let review = submitted(&editor, GOOD).await;
    let draft = review.replace("/review", "");
    let page = reviewer.get(&draft).await;
    let version = page.attributes("input[name=version]", "value").remove(0);
    let fields = with(GOOD, &[("note", "Another remark."), ("version", version.as_str()), ("action", "submit")]);
    let saved = reviewer.post(&draft, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text("main"));
    let refused = step(&reviewer, &review, "publish", &[]).await;
    assert_eq!(server.database.number("SELECT COUNT(*) FROM draft WHERE state = 'in_review'").await, 1);
    assert!(refused.status >= 400, "{}", refused.status);
    assert_eq!(step(&other, &review, "publish", &[]).await.status, 303, "somebody else does");
}

#[tokio::test]
async fn what_a_form_cannot_hold_is_said_and_what_was_typed_is_still_there() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let long = "words ".repeat(50_000);
    let reply = begin(&editor, &with(GOOD, &[("text", &long)]), "save").await;
    assert_eq!((reply.status, server.database.number("SELECT COUNT(*) FROM draft").await), (422, 0));
    assert!(reply.text(".error-summary").contains("262"), "{}", reply.text(".error-summary"));
    assert_eq!(reply.text("textarea[name=text]").trim(), long.trim());

    let saved = begin(&editor, &with(GOOD, &[("text", "Words\0 with a hole.")]), "save").await;
    assert_eq!(saved.status, 303);
    let draft = location(&saved);
    let shown = editor.get(draft.split('?').next().expect("a path")).await;
    assert_eq!(shown.text("textarea[name=text]").trim(), "Words with a hole.");

    let long_key = "k".repeat(101);
    let fields = with(GOOD, &[("key", &long_key), ("action", "save")]);
    assert_eq!(editor.post("/edit/drafts", &fields).await.status, 404);
}

#[tokio::test]
async fn functions_of_the_desk_answer_editors_alone_and_refuse_what_they_cannot_read() {
    let server = TestServer::on(TODAY).await;
    let (visitor, editor) = (server.visitor(), server.signed_in(Role::Editor).await);
    let duplicates = |text: &str, locale: &str| {
        let fields = [("text", text), ("source", ""), ("stakeholder", ""), ("except", ""), ("locale", locale)];
        format!("/api/fn/find_duplicates?{}", encode(&fields))
    };
    let good = duplicates("Access to medicines must come first.", "en");
    assert_eq!(visitor.get(&good).await.status, 401);
    assert_eq!(editor.get(&good).await.status, 200);
    assert_eq!(editor.get(&duplicates(&"a".repeat(25_000), "en")).await.status, 400);
    for bad in [
        "/api/fn/find_duplicates?text=x",
        "/api/fn/complete_words?typed=x",
        "/api/fn/complete_words?typed=x&query=&locale=xx",
        "/api/fn/suggest_choices?facet=none&typed=x&query=&locale=en",
    ] {
        let reply = editor.get(bad).await;
        assert_eq!(reply.status, 400, "{bad}: {}", reply.body);
        assert!(!reply.body.contains("ServerFn") && !reply.body.contains('|'), "{bad}: {}", reply.body);
    }
}

#[tokio::test]
async fn browsers_are_told_to_come_over_https_where_that_is_how_readers_come() {
    let with = async |cookies| {
        let database = TestDatabase::new(Backend::Sqlite).await;
        Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        let server = TestServer::set_up(database, TODAY, Setup { cookies, ..Setup::default() }).await;
        server.visitor().get("/").await.header("strict-transport-security").map(str::to_owned)
    };
    assert_eq!(with(CookiePolicy::Https).await.as_deref(), Some("max-age=31536000"));
    assert_eq!(with(CookiePolicy::Loopback).await, None);
}

/// What the server says to bytes that no browser would send.
async fn say(server: &TestServer, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("a request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn nobody_is_sent_on_to_another_site() {
    let server = TestServer::on(TODAY).await;
    for path in ["/\\evil.example/", "//evil.example/", "/\\/evil.example/"] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: postura.example\r\nConnection: close\r\n\r\n");
        let answer = say(&server, &request).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
        assert!(!answer.to_ascii_lowercase().contains("\r\nlocation:"), "{path}: {answer}");
    }
    let member = server.member(Role::Editor).await;
    for next in ["/\u{1}", "/\u{7f}", "/\\evil.example", "//evil.example"] {
        let fields = [("email", member.email.as_str()), ("password", member.password.as_str()), ("next", next)];
        let reply = member.post("/login", &fields).await;
        assert_eq!((reply.status, reply.header("location")), (303, Some("/edit")), "{next:?}");
    }
}

#[tokio::test]
async fn the_name_of_a_request_is_given_here_and_not_taken_from_anybody() {
    let server = TestServer::on(TODAY).await;
    let names = [("x-request-id", "a name of a stranger's choice")];
    let reply = server.visitor().request(reqwest::Method::GET, "/livez", &names, String::new()).await;
    let name = reply.header("x-request-id").expect("a name");
    assert_eq!((name.len(), name.contains("stranger")), (36, false), "{name}");
}

#[test]
fn what_lets_somebody_in_is_not_in_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/postura.db", folder.path().display());
    let arguments = ["serve", "--addr", "127.0.0.1:0", "--database-url", &url, "--stop-delay", "0"];
    let log = folder.path().join("log");
    let mut server = postura()
        .args(arguments)
        .env("POSTURA_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(File::create(&log).expect("a file"))
        .spawn()
        .expect("a server");
    let printed = server.stdout.take().expect("a pipe");
    let mut lines = BufReader::new(printed).lines().map_while(Result::ok);
    let said = lines.find_map(|line| Some(line.split_once("http://")?.1.trim().to_owned()));
    let address = said.expect("where the server is");
    let ask = |path: &str| {
        let mut stream = std::net::TcpStream::connect(&address).expect("a connection");
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        std::io::Write::write_all(&mut stream, request.as_bytes()).expect("a request");
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut stream, &mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    };
    ask("/password/canary-of-a-link");
    ask("/timeline?q=canary-of-a-reader");
    assert!(Command::new("kill").arg(server.id().to_string()).status().expect("kill").success());
    server.wait().expect("an end");
    let rest: Vec<String> = lines.collect();
    let logged = std::fs::read_to_string(&log).expect("a log") + &rest.join("\n");
    assert!(logged.contains("/password/{token}"), "the route is in the log: {logged}");
    assert!(!logged.contains("canary-of-a-link"), "the link is in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_strangers_sign_in_those_who_were_here_before_find_a_place() {
    const STRANGERS: u8 = 60;
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let (answered, mut strangers) = (Arc::new(AtomicU8::new(0)), tokio::task::JoinSet::new());
    for number in 0..STRANGERS {
        let (address, answered) = (server.address, Arc::clone(&answered));
        strangers.spawn(async move {
            // From an address of its own, or its tries would be slowed down.
            let client = reqwest::Client::builder().local_address(std::net::IpAddr::from([127, 0, 1, number + 1]));
            let form = format!("email=stranger-{number}%40example.org&password=four+words+in+a+row");
            let request = client.build().expect("a client").post(format!("http://{address}/login")).body(form);
            let reply = request.header("content-type", "application/x-www-form-urlencoded").send().await;
            answered.fetch_add(1, Ordering::Relaxed);
            reply.expect("an answer").status().as_u16()
        });
    }
    while answered.load(Ordering::Relaxed) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(editor.sign_in().await.status, 303);
    let before = answered.load(Ordering::Relaxed);
    assert!(before < STRANGERS / 2, "{before} strangers came before the editor");
    for status in strangers.join_all().await {
        assert!(matches!(status, 401 | 503), "{status}");
    }
}
