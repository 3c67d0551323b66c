//! Pages over many statements: they weigh the same, and their numbers stay honest.

use acceptance::{Backend, Import, TestDatabase, TestServer, starter_statements};
use serde_json::{Value, json};
use service::import::Mode;

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
    for path in ["/timeline?from=2017-01-01&lanes=all", "/timeline?from=2017-01-01&group=topic"] {
        let page = visitor.get(path).await;
        assert!(page.all("a.mark").is_empty(), "{path}");
        let lanes = page.all("table.dense tbody").len();
        assert_eq!(page.all("svg.lane.columns:has(path.column)").len(), lanes, "{path}");
        let headings: Vec<String> = page.texts("table.dense thead th").into_iter().skip(1).collect();
        let links = page.attributes("table.dense tbody a", "href");
        let numbers = page.texts("table.dense td");
        assert_eq!(links.len() * headings.len(), numbers.len());
        for link in page.attributes("a:has(rect.stretch)", "href").iter().step_by(11) {
            assert!(link.starts_with("/timeline?from=") && link.contains("&to="), "{link}");
            let address = link.strip_suffix("#timeline").expect("a part of the page");
            assert_eq!(visitor.get(address).await.status, 200, "{link}");
        }
        for (link, numbers) in links.iter().zip(numbers.chunks(headings.len())).step_by(37) {
            let behind = visitor.get(link).await;
            // Lanes of stakeholders hold stances on several propositions, which are not told apart.
            if headings == ["Statements"] {
                assert_eq!(behind.text(".summary strong").split(' ').next(), Some(numbers[0].as_str()), "{link}");
                continue;
            }
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

/// Copies of an entry of a file, each with a slug and, in the fields that name it, a name of its own.
fn copies(entry: &Value, names: &[&str], slug: &str, count: usize) -> Vec<Value> {
    let copy = |number: usize| {
        let mut copy = entry.clone();
        copy["slug"] = json!(format!("{slug}-{number}"));
        for name in names {
            copy[*name] = json!(format!("{name} {slug} {number}"));
        }
        copy
    };
    (1..=count).map(copy).collect()
}

/// 60 stakeholders support one topic, with as many statements as their number says but not more than three; the first speaks
/// on 55 topics.
async fn one_topic_of_many_and_one_stakeholder_on_many() -> TestServer {
    let starter = Import::starter();
    let entries = |text: &Option<String>| -> Vec<Value> {
        serde_json::from_str(text.as_deref().expect("a file")).expect("a list")
    };
    let (mut actors, mut topics) = (entries(&starter.actors), entries(&starter.topics));
    actors[0]["aliases"] = json!([]);
    actors.extend(copies(&actors[0], &["name", "short"], "body", 60));
    topics.extend(copies(&topics[0], &["label_en", "label_es", "label_fr", "proposition_en"], "matter", 55));
    let said = |who: usize, topic: String, time: usize| {
        let mut statement = starter_statements()[0].clone();
        statement["external_id"] = json!(format!("{who}-{topic}-{time}"));
        statement["actor_slug"] = json!(format!("body-{who}"));
        statement["topics"] = json!([topic]);
        statement["stances"] = json!([{ "topic": topic, "value": "support", "rationale": "said so" }]);
        statement["restates"] = json!(null);
        statement
    };
    let mut statements = Vec::new();
    for who in 1..=60 {
        statements.extend((0..who.min(3)).map(|time| said(who, "matter-1".to_owned(), time)));
    }
    statements.extend((2..=55).map(|matter| said(1, format!("matter-{matter}"), 0)));
    let lines: Vec<String> = statements.iter().map(Value::to_string).collect();
    let import = Import {
        actors: Some(json!(actors).to_string()),
        topics: Some(json!(topics).to_string()),
        statements: Some(lines.join("\n")),
        ..starter
    };
    TestServer::with(&import, TODAY).await
}

#[tokio::test]
async fn lists_of_many_end_with_how_many_more_there_are_and_a_way_to_them() {
    let server = one_topic_of_many_and_one_stakeholder_on_many().await;
    let visitor = server.visitor();
    let topic = visitor.get("/topics/matter-1").await;
    let names = topic.texts(".who .names li");
    assert_eq!((names.len(), names.last().map(String::as_str)), (51, Some("and 10 more")), "{names:?}");
    // Those with most first, and those with as many by their address.
    assert_eq!((&*names[0], &*names[49]), ("short body 10 3", "short body 56 3"));
    let link = topic.attributes(".who .names li:last-child a", "href").remove(0);
    assert_eq!(link, "/timeline?topic=matter-1&stance=support");
    let behind = visitor.get(&link).await;
    assert!(behind.text("main").contains("177 statements by 60 stakeholders"), "{}", behind.text("main"));
    assert!(visitor.get("/es/topics/matter-1").await.texts(".who .names li").contains(&"y 10 m\u{e1}s".to_owned()));
    assert!(visitor.get("/fr/topics/matter-1").await.texts(".who .names li").contains(&"et 10 autres".to_owned()));

    let stakeholder = visitor.get("/stakeholders/body-1").await;
    assert_eq!(stakeholder.all(".stands > li").len(), 50);
    let more = stakeholder.all(".stands + p a");
    assert_eq!(more[0].text().collect::<String>(), "5 more topics, on the timeline");
    assert_eq!(more[0].attr("href"), Some("/timeline?stakeholder=body-1&group=topic"));
    assert!(stakeholder.text("main").contains("See all 55 statements on the timeline"));
    // One on few topics has no such line.
    assert!(visitor.get("/stakeholders/body-2").await.all(".stands + p").is_empty());
}
