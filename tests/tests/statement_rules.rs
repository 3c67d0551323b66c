//! The rules of a statement are the same whichever way it comes in: the form, a table handed in in the browser, a file
//! imported by command. Same facts, same verdict, same words.

use acceptance::{
    Import, Member, TestServer,
    writing::{GOOD, begin, borrowed, fields_of, location, step, with},
};
use domain::Role;
use serde_json::{Value, json};
use service::import::{ImportError, Mode};

const TODAY: &str = "2026-11-23";

/// One thing that is said of a statement, in the words of each way in.
struct Fact {
    /// The field of the form, and what stands in it.
    form: Vec<(&'static str, String)>,
    /// The columns of a table, and what stands in them.
    row: Vec<(&'static str, String)>,
    /// The fields of a line.
    line: Vec<(&'static str, Value)>,
    /// What is said of it everywhere; nothing where it is taken.
    said: Option<&'static str>,
}

/// A text that stands in one field, which is called the same in the form and in tables.
fn text(form: &'static str, line: &'static str, text: &str, said: Option<&'static str>) -> Fact {
    let given = vec![(form, text.to_owned())];
    Fact { form: given.clone(), row: given, line: vec![(line, json!(text))], said }
}

fn stance(field: &'static str, inner: &str, given: &str, said: &'static str) -> Fact {
    let mut one = json!({ "topic": "medicine-access", "value": "strongly_support", "rationale": "says so" });
    one[inner] = json!(given);
    Fact { line: vec![("stances", json!([one]))], ..text(field, "topics", given, Some(said)) }
}

fn date(year: &str, month: &str, day: &str, said: Option<&'static str>) -> Fact {
    let written = [year, month, day].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let precision = if month.is_empty() {
        "year"
    } else if day.is_empty() {
        "month"
    } else {
        "day"
    };
    Fact {
        form: vec![("year", year.to_owned()), ("month", month.to_owned()), ("day", day.to_owned())],
        row: vec![("date", written.clone())],
        line: vec![("statement_date", json!(written)), ("date_precision", json!(precision))],
        said,
    }
}

fn facts() -> Vec<Fact> {
    let long = |length: usize| "x".repeat(length);
    let missing = "required";
    let not_an_address = "use a URL that begins with https:// or http://";
    let one = json!({ "topic": "medicine-access", "value": "support" });
    let twice = vec![("topic-1", "medicine-access".to_owned()), ("stance-1", "oppose".to_owned())];
    let conditional = vec![("stance-0", "conditional".to_owned()), ("condition-0", String::new())];
    let translated = vec![("translation-en", "The same words.".to_owned())];
    vec![
        text("note", "note", "A remark.", None),
        text("note", "note", &long(4_000), None),
        text("text", "text", &long(20_000), None),
        text("text", "text", &long(20_001), Some("at most 20,000 characters")),
        text("text", "text", "  ", Some(missing)),
        text("note", "note", &long(4_001), Some("at most 4,000 characters")),
        text("speaker", "speaker", &long(501), Some("at most 500 characters")),
        text("speaker-role", "speaker_role", &long(501), Some("at most 500 characters")),
        text(
            "speaker-role-language",
            "speaker_role_language",
            "xx",
            Some("\u{201c}xx\u{201d} is not one of: en, es, fr"),
        ),
        text("stakeholder", "actor_slug", "nobody", Some("\u{201c}nobody\u{201d} is not on record")),
        text("language", "language", "xx", Some("\u{201c}xx\u{201d} is not one of: en, es, fr")),
        text("language", "language", "", Some(missing)),
        text("directness", "directness", "hearsay", Some("\u{201c}hearsay\u{201d} is not one of: verbatim")),
        text("venue", "venue", "moon", Some("\u{201c}moon\u{201d} is not one of: interview")),
        text("source-url", "source_url", "javascript:alert(1)", Some(not_an_address)),
        text("source-url", "source_url", &format!("https://e.org/{}", long(2_000)), Some("at most 2,000 characters")),
        text("source-title", "source_title", &long(501), Some("at most 500 characters")),
        text("source-title", "source_title", "", Some(missing)),
        text("source-publisher", "source_publisher", &long(501), Some("at most 500 characters")),
        text("source-kind", "source_kind", "blog", Some("\u{201c}blog\u{201d} is not one of: official")),
        text("source-date", "source_date", "2025-11-31", Some("no such date")),
        text("source-date", "source_date", "in May", Some("\u{201c}in May\u{201d} is not a date")),
        Fact {
            line: vec![("source_tier", json!(6))],
            ..text("source-tier", "", "6", Some("\u{201c}6\u{201d} is not one of: 1, 2, 3, 4, 5"))
        },
        Fact {
            line: vec![("also_seen", json!(["data:text/html,x"]))],
            ..text("reprints", "", "data:text/html,x", Some(not_an_address))
        },
        date("2025", "11", "25", None),
        date("2026", "", "", None),
        date("2062", "11", "25", Some("the date cannot be in the future")),
        date("2026", "12", "", Some("the date cannot be in the future")),
        date("2025", "02", "30", Some("no such date")),
        stance("topic-0", "topic", "no-such-topic", "\u{201c}no-such-topic\u{201d} is not on record"),
        stance("stance-0", "value", "angry", "\u{201c}angry\u{201d} is not one of: strongly_support"),
        stance("rationale-0", "rationale", &long(4_001), "at most 4,000 characters"),
        stance("condition-0", "condition", &long(4_001), "at most 4,000 characters"),
        Fact {
            form: conditional.clone(),
            row: conditional,
            line: vec![("stances", json!([{ "topic": "medicine-access", "value": "conditional" }]))],
            said: Some("say on which condition"),
        },
        Fact {
            form: twice.clone(),
            row: twice,
            line: vec![("stances", json!([one, one]))],
            said: Some("already there"),
        },
        Fact {
            form: translated.clone(),
            row: translated,
            line: vec![("translation_en", json!("The same words.")), ("translation_kind", json!("editor"))],
            said: Some("this is the original language"),
        },
    ]
}

/// A statement without a fault, as a row.
const ROW: &[(&str, &str)] = &[
    ("stakeholder", "MSF"),
    ("date", "2026-11-03"),
    ("text", "Access to medicines must come first."),
    ("language", "en"),
    ("directness", "verbatim"),
    ("venue", "letter"),
    ("topic-0", "medicine-access"),
    ("stance-0", "strongly_support"),
    ("rationale-0", "says it must come first"),
    ("source-url", "https://example.org/msf-letter"),
    ("source-title", "A letter to the three parties"),
    ("source-kind", "ngo"),
    ("source-tier", "2"),
];

/// The same as a line.
fn line() -> Value {
    json!({
        "external_id": "a-letter", "actor_slug": "msf", "statement_date": "2026-11-03", "date_precision": "day",
        "text": "Access to medicines must come first.", "language": "en", "directness": "verbatim", "venue": "letter",
        "topics": ["medicine-access"], "stances": [{ "topic": "medicine-access", "value": "strongly_support" }],
        "source_url": "https://example.org/msf-letter", "source_title": "A letter to the three parties",
        "source_title_from": "page", "source_kind": "ngo", "source_tier": 2,
    })
}

fn changed<'a>(fields: &[(&'a str, &'a str)], change: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    let change: Vec<(&str, &str)> = change.iter().map(|(name, value)| (*name, value.as_str())).collect();
    with(fields, &change)
}

/// What the form says.
async fn said_by_form(editor: &Member, fact: &Fact) -> String {
    let reply = begin(editor, &changed(GOOD, &fact.form), "submit").await;
    match reply.status {
        303 => String::new(),
        status => format!("{status}: {}", reply.text(".error-summary")),
    }
}

/// What is said of a row of a table.
async fn said_of_row(editor: &Member, fact: &Fact) -> String {
    let cells = changed(ROW, &fact.row);
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let heading: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
    let row: Vec<String> = cells.iter().map(|(_, cell)| quoted(cell)).collect();
    let table = format!("{}\n{}\n", heading.join(","), row.join(","));
    let handed_in = editor.post_file("/edit/import", &[], "file", "table.csv", table.into_bytes()).await;
    let page = editor.get(&location(&handed_in)).await;
    page.texts(".row-faults tbody tr").join("; ")
}

/// What the command says.
async fn said_by_command(server: &TestServer, fact: &Fact) -> String {
    let mut line = line();
    for (field, value) in &fact.line {
        line[*field] = value.clone();
    }
    let store = server.database.open().await;
    let imported = Import::of_statements(&[line]).run(store.as_ref(), Mode::DryRun).await;
    store.close().await;
    match imported {
        Ok(_) => String::new(),
        Err(ImportError::Faults(faults)) => faults.to_string(),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn the_same_facts_have_the_same_verdict_in_the_same_words_whichever_way_they_come() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    for fact in facts() {
        let all = [
            ("the form", said_by_form(&editor, &fact).await),
            ("a table", said_of_row(&editor, &fact).await),
            ("the command", said_by_command(&server, &fact).await),
        ];
        for (way, said) in all {
            let begun: Vec<String> = fact.form.iter().map(|(name, value)| format!("{name}={value:.40}")).collect();
            match fact.said {
                Some(expected) => assert!(said.contains(expected), "{begun:?} by {way}: {said:?} is not {expected:?}"),
                None => assert_eq!(said, "", "{begun:?} by {way}"),
            }
        }
    }
}

/// H52: what one way in takes, another must be able to change.
#[tokio::test]
async fn what_the_command_takes_can_be_changed_in_the_browser() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let topics: Vec<String> = topics_of(&server).await;
    let stances: Vec<Value> = topics
        .iter()
        .map(|topic| json!({ "topic": topic, "value": "support", "rationale": "y".repeat(2_000), "condition": "z".repeat(2_000) }))
        .collect();
    assert!(stances.len() > 20);
    let mut longest = line();
    for (field, value) in [
        ("text", json!("words ".repeat(3_333))),
        ("translation_en", Value::Null),
        ("note", json!("n".repeat(4_000))),
        ("speaker", json!("s".repeat(500))),
        ("speaker_role", json!("r".repeat(500))),
        ("source_title", json!("t".repeat(500))),
        ("stances", json!(stances)),
    ] {
        longest[field] = value;
    }
    let store = server.database.open().await;
    let mut too_long = longest.clone();
    too_long["text"] = json!("words ".repeat(4_200));
    let refused =
        Import::of_statements(&[too_long]).run(store.as_ref(), Mode::Keep).await.expect_err("25,200 characters");
    assert!(refused.to_string().contains("text: at most 20,000 characters"), "{refused}");
    Import::of_statements(&[longest]).run(store.as_ref(), Mode::Keep).await.expect("an import");
    store.close().await;

    let form = editor.get("/edit/statements/a-letter").await;
    let mut fields = fields_of(&form);
    fields.retain(|(name, _)| name != "speaker" && name != "reason" && name != "action");
    fields.extend([("speaker", "Somebody else"), ("reason", "another speaker")].map(|(n, v)| (n.into(), v.into())));
    fields.push(("action".to_owned(), "submit".to_owned()));
    let review = location(&editor.post("/edit/drafts", &borrowed(&fields)).await);
    assert!(review.ends_with("/review"), "{review}");
    let published = location(&step(&reviewer, &review, "publish", &[]).await);
    let page = editor.get(&published).await;
    assert!(page.text("main").contains("Somebody else"));
    assert!(page.text("main").contains(&"y".repeat(2_000)), "the stances are still there");
}

async fn topics_of(server: &TestServer) -> Vec<String> {
    let slugs = server.database.text("SELECT json_group_array(slug) FROM topic").await;
    serde_json::from_str(&slugs).expect("slugs")
}

#[tokio::test]
async fn what_is_too_much_in_all_is_too_much_for_every_way_in() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let topics = topics_of(&server).await;
    let long = "\u{e9}".repeat(4_000);
    let said = "all texts together have at most 245,760 bytes";
    let stances: Vec<Value> = topics
        .iter()
        .map(|topic| json!({ "topic": topic, "value": "support", "rationale": long, "condition": long }))
        .collect();
    let mut too_much = line();
    too_much["stances"] = json!(stances);
    let store = server.database.open().await;
    let refused = Import::of_statements(&[too_much]).run(store.as_ref(), Mode::Keep).await.expect_err("too much");
    assert!(refused.to_string().contains(said), "{refused}");
    store.close().await;
    let mut fields: Vec<(String, String)> = GOOD.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    fields.retain(|(name, _)| !name.ends_with("-0"));
    for (i, topic) in topics.iter().enumerate().take(16) {
        for (name, value) in
            [("topic", topic.as_str()), ("stance", "support"), ("rationale", &long), ("condition", &long)]
        {
            fields.push((format!("{name}-{i}"), value.to_owned()));
        }
    }
    let reply = begin(&editor, &borrowed(&fields), "submit").await;
    assert_eq!(reply.status, 422);
    assert!(reply.text(".error-summary").contains(said), "{}", reply.text(".error-summary"));
}
