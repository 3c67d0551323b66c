//! Dates that bound: what is dated "2026" was said by the day it was recorded.

use acceptance::{Backend, Import, TestDatabase, TestServer, on_both, starter_statements};
use serde_json::{Value, json};
use service::import::Mode;

const TODAY: &str = "2026-11-25";

/// The day on which imports of tests are made.
const RECORDED: &str = "2026-11-23";

/// A statement of the starter data with another name, date and words.
fn dated(name: &str, date: &str, precision: &str, words: &str) -> Value {
    let mut line = starter_statements().remove(0);
    line["external_id"] = json!(name);
    line["statement_date"] = json!(date);
    line["date_precision"] = json!(precision);
    line["text"] = json!(words);
    line["source_url"] = json!(format!("https://example.org/{name}"));
    line["source_date"] = Value::Null;
    line["checked"] = Value::Null;
    line["restates"] = Value::Null;
    line["also_seen"] = json!([]);
    line["seed"] = json!(false);
    line
}

async fn server(lines: &[Value]) -> TestServer {
    let database = TestDatabase::new(Backend::Sqlite).await;
    let store = database.open().await;
    Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
    Import::of_statements(lines).run(store.as_ref(), Mode::Keep).await.expect("an import");
    TestServer::over(database, TODAY).await
}

async fn summary(server: &TestServer, path: &str) -> String {
    server.visitor().get(path).await.text(".summary")
}

#[tokio::test]
async fn as_of_today_and_up_to_today_show_everything_on_record() {
    let lines = [
        dated("this-year", "2026", "year", "Only the year of this sentence is known."),
        dated("this-month", "2026-11", "month", "Only the month of this other sentence is known."),
    ];
    let server = server(&lines).await;
    let count = |summary: String| summary.split(' ').next().map(str::to_owned);
    let all = count(summary(&server, "/timeline").await);
    assert_eq!(all.as_deref(), Some("213"));
    assert_eq!(count(summary(&server, "/timeline?as_of=2026-11-25").await), all);
    assert_eq!(count(summary(&server, "/timeline?to=2026-11-25").await), all);
    let later = server.visitor().get("/timeline?from=2026-12-01").await;
    assert_eq!(later.text(".summary"), "0 statements", "nothing was said after the day it was recorded");
}

#[tokio::test]
async fn a_span_names_what_is_known_and_does_not_run_backwards() {
    let lines = [
        dated("quoll", "2019", "year", "Quoll: only the year of this sentence is known."),
        dated("numbat", "2026", "year", "Numbat: only the year of this sentence is known."),
    ];
    let server = server(&lines).await;
    assert_eq!(summary(&server, "/timeline?q=quoll").await, "1 statement by 1 stakeholder, 2019");
    assert_eq!(summary(&server, "/timeline?q=numbat").await, "1 statement by 1 stakeholder, 2026");
    assert_eq!(summary(&server, "/fr/timeline?q=quoll").await, "1 déclaration d’une partie prenante, 2019");
    let page = server.visitor().get("/timeline?q=numbat").await;
    assert_eq!(page.texts("h2.period"), ["2026 (month unknown)"]);
}

#[tokio::test]
async fn what_is_dated_exactly_comes_before_what_is_not_on_the_same_day() {
    let lines = [
        dated("a-year", "2026", "year", "Bandicoot, by the year."),
        dated("b-day", RECORDED, "day", "Bandicoot, by the day."),
        dated("c-month", "2026-11", "month", "Bandicoot, by the month."),
    ];
    let server = server(&lines).await;
    let addresses = |sort: &'static str| {
        let visitor = server.visitor();
        async move {
            let page = visitor.get(&format!("/timeline?q=bandicoot&sort={sort}")).await;
            page.attributes("article a.permalink", "href")
        }
    };
    let newest = addresses("newest").await;
    assert_eq!(newest, ["/statements/b-day", "/statements/c-month", "/statements/a-year"]);
    let oldest: Vec<String> = newest.into_iter().rev().collect();
    assert_eq!(addresses("oldest").await, oldest);
}

#[tokio::test]
async fn what_is_still_to_come_is_not_taken_from_a_file() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let line = dated("future", "2062-11-25", "day", "A sentence typed with 2062 for 2026.");
        let refused = Import::of_statements(&[line]).run(store.as_ref(), Mode::Keep).await.expect_err("a fault");
        let refused = refused.to_string();
        assert!(refused.contains("statement_date") && refused.contains("in the future"), "{refused}");
        let long = dated("long", "2026", "year", &"word ".repeat(4_001));
        let refused = Import::of_statements(&[long]).run(store.as_ref(), Mode::Keep).await.expect_err("a fault");
        assert!(refused.to_string().contains("at most 20,000 characters"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn a_page_says_what_the_words_were_compared_with_and_when() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let checked = starter_statements().into_iter().filter(|line| !line["checked"].is_null()).count();
        let stored = database.number("SELECT COUNT(*) FROM statement WHERE checked IS NOT NULL").await;
        assert_eq!(usize::try_from(stored), Ok(checked));
        let server = TestServer::over(database, TODAY).await;
        let page = server.visitor().get("/statements/seed-msf-remove-provisions").await;
        assert_eq!(
            page.text(".facts .checked"),
            "Compared word for word with mexicobusiness.news on 23 November 2026 (full article)"
        );
        let other = starter_statements().into_iter().find(|line| line["checked"]["same_page"] == json!(false));
        let slug = other.expect("one")["external_id"].as_str().expect("a name").to_owned();
        let page = server.visitor().get(&format!("/fr/statements/{slug}")).await;
        let words = page.text(".facts .checked");
        assert!(words.contains("extrait conservé de la page; une autre page que celle citée"), "{words}");
        let unchecked = server.visitor().get("/statements/amelaf-villafranca-2026-cofepris-backlog").await;
        assert_eq!(unchecked.all(".facts .checked").len(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_page_of_method_lists_every_code_and_the_rules_of_coding() {
    let server = TestServer::on(TODAY).await;
    for path in ["/method", "/es/method", "/fr/method"] {
        let page = server.visitor().get(path).await;
        let codes = page.texts("table.codes th code");
        for code in ["strongly_support", "press_release", "consultation_submission", "law_firm", "trade_union", "INT"] {
            assert!(codes.iter().any(|found| found == code), "{path}: {code}");
        }
        assert_eq!(page.all("ol.rules li").len(), 15, "{path}");
        assert!(page.text("main").contains("322"), "{path}: how well two codings agreed");
    }
}

#[tokio::test]
async fn a_year_that_is_not_taken_is_told_which_are() {
    let server = TestServer::on("2026-11-23").await;
    let visitor = server.visitor();
    let reply = visitor.get("/timeline?from=1800-01-01").await;
    assert_eq!(reply.status, 400);
    assert!(reply.text("main").contains("1900"), "{}", reply.text("main"));
    assert_eq!(visitor.get("/timeline?from=1900-01-01").await.status, 200);
}
