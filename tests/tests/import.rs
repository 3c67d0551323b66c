//! Imports with faults: all named in one go, and nothing lost.

use std::{collections::HashSet, time::Duration};

use acceptance::{Import, TestServer, on_both, seeds, starter_statements};
use domain::StatementId;
use serde_json::{Value, json};
use service::import::{ImportError, Mode};

/// The starter data's stakeholders and topics with other statements.
fn with_statements(lines: &str) -> Import {
    Import { statements: Some(lines.to_owned()), ..Import::starter() }
}

async fn faults(import: Import) -> Vec<String> {
    let database = acceptance::TestDatabase::new(acceptance::Backend::Sqlite).await;
    let store = database.open().await;
    match import.run(store.as_ref(), Mode::Keep).await {
        Err(ImportError::Faults(faults)) => faults.kept().iter().map(ToString::to_string).collect(),
        other => panic!("faults were expected: {other:?}"),
    }
}

/// A seed with one field changed.
fn changed(field: &str, value: Value) -> Value {
    let mut line = seeds().remove(0);
    line[field] = value;
    line
}

#[tokio::test]
async fn every_fault_is_named_with_line_field_and_reason() {
    let seed = &seeds()[0];
    let lines = [
        seed.to_string(),
        "{ not json".to_owned(),
        String::new(),
        {
            let mut line = seeds().remove(1);
            line["actor_slug"] = json!("nobody");
            line["venue"] = json!("moon");
            line["statement_date"] = json!("2025-02-30");
            line["topics"] = json!(["pharma-ip-protection", "no-such-topic"]);
            line["text"] = json!("   ");
            line["colour"] = json!("red");
            line.to_string()
        },
        seed.to_string(),
    ];
    let faults = faults(with_statements(&lines.join("\n"))).await;
    let expected = [
        "statements.jsonl, line 2, JSON: ",
        "statements.jsonl, line 4, actor_slug: \u{201c}nobody\u{201d} is not on record",
        "statements.jsonl, line 4, statement_date: no such date",
        "statements.jsonl, line 4, text: required",
        "statements.jsonl, line 4, venue: \u{201c}moon\u{201d} is not one of: interview, press_release",
        "statements.jsonl, line 4, topics: \u{201c}no-such-topic\u{201d} is not on record",
        "statements.jsonl, line 4, colour: is not a field of this format",
        "statements.jsonl, line 5, external_id: \u{201c}seed-amiif-portugal-innovation-gap\u{201d} stands already in line 1",
    ];
    for expected in expected {
        assert!(
            faults.iter().any(|fault| fault.starts_with(expected)),
            "{expected}\nis not among\n{}",
            faults.join("\n")
        );
    }
    assert_eq!(faults.len(), expected.len(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn a_file_may_begin_with_what_some_programs_put_before_its_text() {
    let database = acceptance::TestDatabase::new(acceptance::Backend::Sqlite).await;
    let import = with_statements(&format!("\u{feff}{}", seeds()[0]));
    let report = import.run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    assert_eq!(report.statements.added, 1);
}

#[tokio::test]
async fn what_cannot_be_true_is_refused() {
    let stance = |field: &str, value: Value| {
        let mut line = seeds().remove(0);
        line["stances"][0][field] = value;
        line
    };
    let cases = [
        (changed("date_precision", json!("day")), None),
        (
            changed("date_precision", json!("month")),
            Some("statement_date: \u{201c}2025-11-25\u{201d} does not have the precision \u{201c}month\u{201d}"),
        ),
        (
            changed("statement_date", json!("25/11/2025")),
            Some("statement_date: \u{201c}25/11/2025\u{201d} is not a date; use 2025-11-25"),
        ),
        (
            changed("source_url", json!("javascript:alert(1)")),
            Some("source_url: use a URL that begins with https:// or http://"),
        ),
        (changed("also_seen", json!(["data:text/html,x"])), Some("also_seen: ")),
        (changed("source_tier", json!(6)), Some("source_tier: \u{201c}6\u{201d} is not one of: 1, 2, 3, 4, 5")),
        (changed("source_tier", json!("3")), Some("source_tier: a whole number was expected")),
        (changed("restates", json!("nothing-of-the-kind")), Some("restates: there is no statement")),
        (changed("restates", seeds()[0]["external_id"].clone()), Some("restates: a statement cannot restate itself")),
        (changed("translation_en", json!("Words")), Some("translation_kind: required")),
        (changed("text", json!("a\u{0}b")), Some("text: this has a NUL character")),
        (changed("external_id", json!("¿?")), Some("external_id: this has no letter or digit")),
        (changed("seed", json!("yes")), Some("seed: true or false was expected")),
        (
            stance("value", json!("angry")),
            Some("stances.value: \u{201c}angry\u{201d} is not one of: strongly_support, "),
        ),
        (stance("value", json!("conditional")), Some("stances.condition: say on which condition")),
        (
            stance("proposition", json!("Another sentence.")),
            Some("stances.proposition: the stance was coded on another sentence"),
        ),
        (
            stance("topic", json!("medicine-acces")),
            Some("stances.topic: \u{201c}medicine-acces\u{201d} is not on record"),
        ),
    ];
    for (line, expected) in cases {
        let import = with_statements(&line.to_string());
        if let Some(expected) = expected {
            let faults = faults(import).await;
            let named = faults.iter().any(|fault| fault.contains(expected));
            assert!(named, "{expected}\nis not among\n{}", faults.join("\n"));
        } else {
            let database = acceptance::TestDatabase::new(acceptance::Backend::Sqlite).await;
            import.run(database.open().await.as_ref(), Mode::DryRun).await.expect("a good line");
        }
    }
}

#[tokio::test]
async fn one_source_is_described_in_one_way() {
    let (first, mut second) = (seeds().remove(0), seeds().remove(1));
    second["source_tier"] = json!(1);
    let faults = faults(with_statements(&format!("{first}\n{second}\n"))).await;
    assert_eq!(faults, ["statements.jsonl, line 2, source_url: line 1 describes the same source in other words"]);
}

/// Lines that are read and written in many steps: what one names is compared with what all others do, wherever it stands.
#[tokio::test]
async fn what_lines_name_is_compared_however_far_they_are_from_each_other() {
    let line = changed("external_id", json!("line"));
    let mut lines = vec![line; 40_000];
    for (number, line) in (1..).zip(&mut lines) {
        line["external_id"] = json!(format!("line-{number}"));
        line["source_url"] = json!(format!("https://example.org/{number}"));
    }
    let mut change = |line: usize, fields: &[(&str, Value)]| {
        for (field, value) in fields {
            lines[line - 1][*field] = value.clone();
        }
    };
    // Beside each other, and as far away as can be; by name, by address alone, by source.
    change(701, &[("external_id", json!("line-700"))]);
    change(39_999, &[("external_id", json!("line-2"))]);
    change(39_998, &[("external_id", json!("LINE 3"))]);
    change(39_997, &[("source_url", json!("https://example.org/4")), ("source_title", json!("Another title"))]);
    // What they restate stands before, after, or nowhere.
    change(39_000, &[("restates", json!("line-5"))]);
    change(6, &[("restates", json!("line-39001"))]);
    // Two have its address, which is fault enough.
    change(39_002, &[("restates", json!("LINE 3"))]);
    for line in (10_000..30_000).step_by(20) {
        change(line, &[("restates", json!(format!("nowhere-{line}")))]);
    }
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    let database = acceptance::TestDatabase::new(acceptance::Backend::Sqlite).await;
    let store = database.open().await;
    let imported = with_statements(&text.join("\n")).run(store.as_ref(), Mode::Keep).await;
    let Err(ImportError::Faults(found)) = imported else { panic!("faults were expected: {imported:?}") };
    let mut expected = vec![
        "line 39997, source_url: line 4 describes the same source in other words".to_owned(),
        "line 39998, external_id: would have the address \u{201c}line-3\u{201d}, which line 3 has".to_owned(),
        "line 39999, external_id: \u{201c}line-2\u{201d} stands already in line 2".to_owned(),
        "line 701, external_id: \u{201c}line-700\u{201d} stands already in line 700".to_owned(),
    ];
    expected.extend(
        (10_000..30_000)
            .step_by(20)
            .map(|line| format!("line {line}, restates: there is no statement \u{201c}nowhere-{line}\u{201d}")),
    );
    assert_eq!(found.count(), expected.len() as u64);
    let expected: HashSet<String> = expected.into_iter().map(|fault| format!("statements.jsonl, {fault}")).collect();
    let kept: HashSet<String> = found.kept().iter().map(ToString::to_string).collect();
    assert_eq!(kept.difference(&expected).next(), None);
    assert_eq!((kept.len(), expected.difference(&kept).count()), (1_000, 4));
    assert_eq!(database.number("SELECT COUNT(*) FROM statement").await, 0);
}

#[tokio::test]
async fn reference_data_has_faults_too() {
    let import = Import {
        actors: Some(r#"[{"slug": "Ä", "name": "x", "kind": "government", "country": "MX", "aliases": []}, {"slug": "b", "name": "B", "kind": "king", "country": "FR"}, 7]"#.to_owned()),
        topics: Some(r#"[{"slug": "t", "label_en": "T", "broader": "nowhere", "articles": "one"}]"#.to_owned()),
        milestones: Some("{".to_owned()),
        ..Import::default()
    };
    let faults = faults(import).await;
    for expected in [
        "actors.json, entry 1, slug: ",
        "actors.json, entry 2, kind: \u{201c}king\u{201d} is not one of: government",
        "actors.json, entry 2, country: \u{201c}FR\u{201d} is not one of: MX, US, CA, INT",
        "actors.json, entry 3, object: ",
        "topics.json, entry 1, proposition_en: required",
        "topics.json, entry 1, articles: a list was expected",
        "milestones.json, JSON: ",
    ] {
        assert!(
            faults.iter().any(|fault| fault.starts_with(expected)),
            "{expected}\nis not among\n{}",
            faults.join("\n")
        );
    }
}

#[tokio::test]
async fn an_import_with_one_fault_keeps_nothing_of_the_rest() {
    on_both(|database| async move {
        let store = database.open().await;
        let good: Vec<String> = seeds().iter().map(ToString::to_string).collect();
        let bad = changed("external_id", json!("one-more")).to_string().replace("interview", "moon");
        let import = with_statements(&format!("{}\n{bad}\n", good.join("\n")));
        assert!(matches!(import.run(store.as_ref(), Mode::Keep).await, Err(ImportError::Faults(_))));
        assert_eq!(store.list_published_after(StatementId(0), 10).await.expect("statements"), []);
        assert_eq!(store.stakeholders().await.expect("stakeholders"), []);
        assert_eq!(store.change_number().await.expect("a number"), 0);
    })
    .await;
}

#[tokio::test]
async fn a_reprint_that_is_described_later_is_one_source() {
    on_both(|database| async move {
        let store = database.open().await;
        let mut first = changed("external_id", json!("first"));
        first["also_seen"] = json!(["https://example.org/reprint"]);
        let mut second = changed("external_id", json!("second"));
        second["source_url"] = json!("https://example.org/reprint");
        second["source_title"] = json!("The reprint");
        let import = with_statements(&format!("{first}\n{second}\n"));
        import.run(store.as_ref(), Mode::Keep).await.expect("an import");
        assert!(!import.run(store.as_ref(), Mode::Keep).await.expect("the same again").changes_something());
        let first = store.find_by_slug(&"first".parse().expect("a slug")).await.unwrap().expect("a statement");
        assert_eq!(first.statement.appearances[1].source.title.as_deref(), Some("The reprint"));
        assert_eq!(database.number("SELECT COUNT(*) FROM source").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_source_that_is_described_anew_is_told_and_seen_in_all_statements_cited_from_it() {
    on_both(|database| async move {
        Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        let server = TestServer::over(database, "2026-11-23").await;
        // Two of one page; the file has but one of them.
        let (named, other) = ("imc-fralick-2019-12-10-discourage", "imc-fralick-2019-12-10-wrong-signal");
        let line = |tier: u8| {
            let mut lines = starter_statements();
            let mut line =
                lines.remove(lines.iter().position(|line| line["external_id"] == named).expect("a statement"));
            line["source_tier"] = tier.into();
            Import { statements: Some(line.to_string()), ..Import::default() }
        };
        let store = server.database.open().await;
        let same = line(2).run(store.as_ref(), Mode::Keep).await.expect("an import");
        assert_eq!((same.described_anew, same.statements.unchanged), (0, 1));
        let report = line(5).run(store.as_ref(), Mode::Keep).await.expect("an import");
        assert_eq!((report.described_anew, report.statements.updated), (1, 1));
        assert!(report.to_string().contains("sources:      1 described anew"), "{report}");
        let logged = server.database.text("SELECT subject FROM audit ORDER BY number DESC LIMIT 1").await;
        assert!(logged.contains("1 described anew"), "{logged}");
        for _ in 0..300 {
            let found = server.visitor().get("/timeline?grade=E").await.attributes("article a.permalink", "href");
            if [named, other].iter().all(|slug| found.contains(&format!("/statements/{slug}"))) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("a grade is not what its source says");
    })
    .await;
}
