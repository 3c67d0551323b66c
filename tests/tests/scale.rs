//! Pages over many statements: they weigh the same, and their numbers stay honest.

use acceptance::{Backend, Import, TestDatabase, TestServer, starter_statements};
use app::service::import::Mode;
use serde_json::{Value, json};

const TODAY: &str = "2026-11-23";

/// The most that a page may weigh, in bytes after compression.
const PAGE: usize = 60_000;

/// How often each statement of the starter data is said again, on other days.
const TIMES: usize = 18;

/// The starter data, with every statement on many days.
async fn crowded() -> TestServer {
    let again = |time: usize, statement: &Value| {
        let mut statement = statement.clone();
        statement["external_id"] = json!(format!("{}-{time}", statement["external_id"].as_str().expect("an id")));
        statement["statement_date"] = json!(format!("{}-{:02}-{:02}", 2017 + time / 2, 1 + time % 12, 1 + time));
        statement["date_precision"] = json!("day");
        statement["restates"] = json!(null);
        statement
    };
    let starter = starter_statements();
    let many: Vec<Value> = (0..TIMES).flat_map(|time| starter.iter().map(move |s| again(time, s))).collect();
    let database = TestDatabase::new(Backend::Sqlite).await;
    let store = database.open().await;
    Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
    Import::of_statements(&many).run(store.as_ref(), Mode::Keep).await.expect("an import");
    TestServer::over(database, TODAY).await
}

#[tokio::test]
async fn a_page_over_many_statements_weighs_no_more_than_is_allowed() {
    let server = crowded().await;
    let client = reqwest::Client::new();
    for path in ["/", "/es/timeline?group=topic", "/fr/timeline?q=medicamentos", "/timeline?language=en&sort=oldest"] {
        let url = format!("http://{}{path}", server.address);
        let reply = client.get(&url).header("accept-encoding", "br").send().await.expect("an answer");
        assert_eq!(
            reply.headers().get("content-encoding").map(reqwest::header::HeaderValue::as_bytes),
            Some(b"br".as_slice())
        );
        let bytes = reply.bytes().await.expect("a body").len();
        assert!(bytes < PAGE, "{path}: {bytes} bytes");
    }
}

#[tokio::test]
async fn a_crowded_picture_is_columns_and_every_one_leads_to_what_it_counts() {
    let server = crowded().await;
    let visitor = server.visitor();
    for path in ["/timeline", "/timeline?group=topic"] {
        let page = visitor.get(path).await;
        assert!(page.all("svg path.mark").is_empty(), "{path}");
        let lanes = page.all("table.dense tbody").len();
        assert_eq!(page.all("svg.shapes g:has(path.column)").len(), lanes, "{path}");
        assert_eq!(page.all("svg.wide use").len(), lanes, "{path}");
        let headings: Vec<String> = page.texts("table.dense thead th").into_iter().skip(1).collect();
        let links = page.attributes("table.dense tbody a", "href");
        let numbers = page.texts("table.dense td");
        assert_eq!(links.len() * headings.len(), numbers.len());
        for link in page.attributes("svg.wide a:has(rect.stretch)", "href").iter().step_by(11) {
            assert!(link.starts_with("/timeline?from=") && link.contains("&to="), "{link}");
            let address = link.strip_suffix("#timeline").expect("a part of the page");
            assert_eq!(visitor.get(address).await.status, 200, "{link}");
        }
        for (link, numbers) in links.iter().zip(numbers.chunks(headings.len())).step_by(37) {
            let behind = visitor.get(link).await;
            let labels = behind.texts("input[name=stance] + span");
            let counts = behind.texts("input[name=stance] ~ .count");
            for (heading, number) in headings.iter().zip(numbers) {
                let place = labels.iter().position(|label| label == heading);
                let counted = place.map_or("0", |place| counts[place].as_str());
                assert_eq!(counted, number, "{heading} behind {link}");
            }
        }
    }
}
