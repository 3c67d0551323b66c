//! Importing statements in the browser: columns, trial, all or nothing, undo.

use acceptance::{
    Import, Member, Reply, Setup, TestDatabase, TestServer, on_both,
    writing::{GOOD, location, published, with},
};
use domain::{BatchId, Role};
use service::import::Mode;

const TODAY: &str = "2026-11-23";

const HEADING: &str =
    "Who,statement_date,Quote,language,directness,venue,topic,stance,url,source title,source kind,tier";

fn row(who: &str, date: &str, words: &str, stance: &str) -> String {
    format!(
        "{who},{date},\"{words}\",en,verbatim,Letter,medicine-access,{stance},https://example.org/table,A table,ngo,2"
    )
}

fn file(rows: &[String]) -> Vec<u8> {
    format!("{HEADING}\n{}\n", rows.join("\n")).into_bytes()
}

fn good_rows() -> Vec<String> {
    vec![
        row("MSF", "2026-11-03", "The first of three sentences that were said there.", "Strongly support"),
        row("AMIIF", "2026-11", "Another one on a different matter, by somebody else.", "oppose"),
        row("Doctors Without Borders", "2026", "The third is about prices in the three countries.", "mixed"),
    ]
}

async fn hand_in(member: &Member, name: &str, bytes: Vec<u8>) -> Reply {
    member.post_file("/edit/import", &[], "file", name, bytes).await
}

/// Does something with a batch at the version that its page shows.
async fn act(member: &Member, batch: &str, step: &str, fields: &[(&str, &str)]) -> Reply {
    let page = member.get(batch).await;
    let version = page.attributes("input[name=version]", "value").first().cloned().unwrap_or_default();
    member.post(&format!("{batch}/{step}"), &[fields, &[("version", version.as_str())]].concat()).await
}

async fn numbers(server: &TestServer) -> (i64, i64, i64) {
    let statements = server.database.number("SELECT COUNT(*) FROM statement WHERE status = 'published'").await;
    let drafts = server.database.number("SELECT COUNT(*) FROM draft WHERE state = 'draft'").await;
    (statements, drafts, server.database.number("SELECT COUNT(*) FROM audit").await)
}

async fn server_on(database: TestDatabase) -> TestServer {
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    TestServer::set_up(database, TODAY, Setup::default()).await
}

#[tokio::test]
async fn a_file_with_three_bad_rows_is_named_row_by_row_and_nothing_is_kept() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let mut rows = good_rows();
    rows.push(row("Nobody & Sons", "2026-11-03", "Somebody unknown said this.", "support"));
    rows.push(row("MSF", "2026-13-03", "In a month that the calendar does not have.", "support"));
    rows.push(row("MSF", "2026-11-03", "With a stance that there is none of.", "perhaps"));
    let before = numbers(&server).await;
    let batch = location(&hand_in(&editor, "table.csv", file(&rows)).await);
    let page = editor.get(&batch).await;
    let faults = page.texts(".row-faults tbody tr");
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(faults[0].starts_with("Row 5") && faults[0].contains("Nobody & Sons"), "{faults:?}");
    assert!(faults[1].starts_with("Row 6") && faults[1].contains("Month"), "{faults:?}");
    assert!(faults[2].starts_with("Row 7") && faults[2].contains("Stance 1"), "{faults:?}");
    assert_eq!(page.all("button[name=as]").len(), 0, "there is nothing to keep yet");
    assert_eq!(act(&editor, &batch, "keep", &[("as", "drafts")]).await.status, 422);
    let after = numbers(&server).await;
    assert_eq!((after.0, after.1), (before.0, before.1));
}

#[tokio::test]
async fn columns_can_be_said_to_mean_something_else() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let rows = String::from_utf8(file(&good_rows())).expect("text").replace("Quote", "Zitat");
    let batch = location(&hand_in(&editor, "table.csv", rows.into_bytes()).await);
    let page = editor.get(&batch).await;
    assert_eq!(page.all(".row-faults tbody tr").len(), 3, "the words are missing");
    let chosen = page.attributes(".mapping option[selected]", "value");
    assert_eq!(chosen[..3], ["stakeholder", "date", ""]);
    let fields: Vec<(String, String)> =
        chosen.iter().enumerate().map(|(i, field)| (format!("column-{i}"), field.clone())).collect();
    let fields = acceptance::writing::borrowed(&fields);
    let done = act(&editor, &batch, "columns", &with(&fields, &[("column-2", "text")])).await;
    // The order of the fields is that of the page for a browser; here the changed one comes last.
    assert_eq!(done.status, 303);
    let page = editor.get(&batch).await;
    assert_eq!(page.all(".row-faults tbody tr").len(), 0, "{}", page.text("main"));
    assert!(page.text("main").contains("3 rows ready"));
    let late = editor.post(&format!("{batch}/columns"), &[("column-0", ""), ("version", "1")]).await;
    assert_eq!(late.status, 409, "somebody said something else meanwhile");
}

#[tokio::test]
async fn all_rows_become_drafts_or_are_published_and_the_batch_is_undone_whole() {
    on_both(|database| async {
        let server = server_on(database).await;
        let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
        let batch = location(&hand_in(&editor, "table.csv", file(&good_rows())).await);
        let before = numbers(&server).await;
        assert_eq!(act(&editor, &batch, "keep", &[("as", "published")]).await.status, 403);
        assert_eq!(act(&editor, &batch, "keep", &[("as", "drafts")]).await.status, 303);
        assert_eq!(numbers(&server).await, (before.0, before.1 + 3, before.2 + 1), "one row in the log");
        assert!(editor.get("/edit").await.text("main").contains("The first of three sentences"));
        assert_eq!(act(&editor, &batch, "keep", &[("as", "drafts")]).await.status, 409, "once");
        let without = act(&editor, &batch, "undo", &[("reason", " ")]).await;
        assert_eq!((without.status, without.attributes(".error-summary a", "href")), (422, vec!["#reason".into()]));
        assert_eq!(act(&editor, &batch, "undo", &[("reason", "The wrong file.")]).await.status, 303);
        assert_eq!(numbers(&server).await, (before.0, before.1, before.2 + 2));

        let batch = location(&hand_in(&reviewer, "table.csv", file(&good_rows())).await);
        let before = numbers(&server).await;
        assert_eq!(act(&reviewer, &batch, "keep", &[("as", "published")]).await.status, 303);
        assert_eq!(numbers(&server).await, (before.0 + 3, before.1, before.2 + 1));
        let found = server.visitor().get("/timeline?q=%22The+first+of+three+sentences%22").await;
        assert_eq!(found.all("article").len(), 1, "seen at once");
        assert!(found.text("article").contains("Strongly supports"), "{}", found.text("article"));
        let page = found.attributes("article a.permalink", "href").remove(0);
        assert_eq!(act(&editor, &batch, "undo", &[("reason", "A try.")]).await.status, 403);
        assert_eq!(act(&reviewer, &batch, "undo", &[("reason", "The table was wrong.")]).await.status, 303);
        assert_eq!(numbers(&server).await, (before.0, before.1, before.2 + 2));
        let tombstone = server.visitor().get(&page).await;
        assert!(tombstone.status == 410 && tombstone.text("main").contains("The table was wrong."));
    })
    .await;
}

#[tokio::test]
async fn what_may_be_there_already_is_marked_and_can_be_left_out() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let words = "The first of three sentences that were said there.";
    let path = published(&editor, &reviewer, &with(GOOD, &[("text", words)])).await;
    let mut rows = good_rows();
    rows.push(row("AMIIF", "2026-11-04", "Another one on a different matter, by somebody ELSE.", "oppose"));
    let batch = location(&hand_in(&editor, "table.csv", file(&rows)).await);
    let page = editor.get(&batch).await;
    let duplicates = page.texts(".row-duplicates tbody tr");
    assert_eq!(duplicates.len(), 2, "{duplicates:?}");
    assert!(duplicates[0].starts_with("Row 2") && page.attributes(".row-duplicates a", "href") == [path]);
    assert!(duplicates[1].starts_with("Row 5") && duplicates[1].contains("row 3"), "{duplicates:?}");
    let before = numbers(&server).await;
    assert_eq!(act(&editor, &batch, "keep", &[("as", "drafts"), ("leave-out", "yes")]).await.status, 303);
    assert_eq!(numbers(&server).await.1, before.1 + 2);
    assert!(editor.get(&batch).await.text(".notice").contains("2 drafts were made."));
}

#[tokio::test]
async fn files_that_cannot_be_meant_are_refused_with_what_to_do() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    for (name, bytes, says) in [
        ("empty.csv", Vec::new(), "Choose a file"),
        ("heading.csv", b"a,b\n".to_vec(), "Choose a file"),
        ("formula.csv", b"a,b\n1,=2\n".to_vec(), "formula in cell B2"),
        ("rows.csv", b"a,b\n1,2,3\n".to_vec(), "Cell C2 holds something"),
        ("image.png", b"\x89PNG\0\0".to_vec(), "could not read this file"),
        ("broken.xlsx", b"PK\x03\x04...".to_vec(), "could not read this file"),
        ("large.csv", vec![b'a'; 10 * 1024 * 1024 + 1], "larger than 10 MB"),
        ("lines.jsonl", b"{\"a\":1}\n{\n".to_vec(), "Row 2 cannot be read"),
    ] {
        let reply = hand_in(&editor, name, bytes).await;
        assert_eq!((reply.status, reply.attributes(".error-summary a", "href")), (422, vec!["#file".into()]), "{name}");
        assert!(reply.text(".error-summary").contains(says), "{name}: {}", reply.text(".error-summary"));
    }
    let far = hand_in(&editor, "huge.csv", vec![b'a'; 13 * 1024 * 1024]).await;
    assert_eq!(far.status, 413);
    assert_eq!(server.database.number("SELECT COUNT(*) FROM import_batch").await, 0);
}

#[tokio::test]
async fn the_starter_data_can_be_handed_in_as_lines_of_json() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let lines: Vec<String> = acceptance::starter_statements().iter().take(5).map(ToString::to_string).collect();
    let batch = location(&hand_in(&editor, "statements.jsonl", lines.join("\n").into_bytes()).await);
    let page = editor.get(&batch).await;
    assert_eq!(page.all(".row-faults tbody tr").len(), 0, "{:?}", page.texts(".row-faults tbody tr"));
    assert_eq!(page.all(".row-duplicates tbody tr").len(), 5, "all of them are on record");
}

#[tokio::test]
async fn while_rows_are_compared_the_page_says_how_far_it_is_and_keeps_nothing() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let mut rows = good_rows();
    rows.push(rows[0].clone());
    let batch = location(&hand_in(&editor, "table.csv", file(&rows)).await);
    let id = BatchId(batch.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a number"));
    let cookie = editor.cookies();
    let token = cookie.split(';').find_map(|pair| pair.trim().strip_prefix("postura=")).expect("a cookie");
    let session = server.accounts.authenticate(token).await.expect("an answer").expect("a session");
    // Begun by somebody, and not run yet.
    let (stored, job) = server.desk.batch(session.editor().as_ref().expect("an editor"), id).await.expect("a batch");
    let job = job.expect("it was not looked at yet");
    let page = editor.get(&batch).await;
    assert!(page.text(".notice[role=status]").contains("0 of 4 so far"), "{}", page.text("main"));
    assert_eq!(page.attributes(".notice[role=status] a", "href"), [batch.as_str()]);
    assert!(page.all("button[name=as]").is_empty() && page.all("input[name=leave-out]").is_empty());
    assert!(server.desk.is_being_compared(&stored));

    job.run().await.expect("the record answers");
    assert!(!server.desk.is_being_compared(&stored));
    let page = editor.get(&batch).await;
    assert!(page.text("main label").contains("1 possible duplicate"), "{}", page.text("main"));
    assert_eq!(page.all("button[name=as]").len(), 1);
    let before = numbers(&server).await;
    assert_eq!(act(&editor, &batch, "keep", &[("as", "drafts"), ("leave-out", "yes")]).await.status, 303);
    assert_eq!(numbers(&server).await.1, before.1 + 3, "the row that is there twice is left out once");
}

#[tokio::test]
async fn what_is_left_out_is_compared_first_where_nobody_looked() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let mut rows = good_rows();
    rows.push(rows[1].clone());
    let batch = location(&hand_in(&editor, "table.csv", file(&rows)).await);
    // The page was never opened, as after a restart.
    let fields = [("as", "drafts"), ("leave-out", "yes"), ("version", "1")];
    let before = numbers(&server).await;
    assert_eq!(editor.post(&format!("{batch}/keep"), &fields).await.status, 303);
    assert_eq!(numbers(&server).await.1, before.1 + 3);
}
