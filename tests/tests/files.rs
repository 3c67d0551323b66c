//! Files as people hand them in: nothing of them is lost in silence, and nothing is made of them that they do not say.
//! The files are in `tests/files`.

use acceptance::{
    Member, Reply, TestServer, workspace,
    writing::{GOOD, begin, location, step, with},
};
use domain::Role;

const TODAY: &str = "2026-11-23";

fn file(name: &str) -> Vec<u8> {
    std::fs::read(workspace().join("tests/files").join(name)).expect(name)
}

async fn hand_in(member: &Member, name: &str) -> Reply {
    member.post_file("/edit/import", &[], "file", name, file(name)).await
}

/// Hands a file in that has a table; gives the page of the batch.
async fn batch(member: &Member, name: &str) -> Reply {
    let handed_in = hand_in(member, name).await;
    assert_eq!(handed_in.status, 303, "{name}: {}", handed_in.text("main"));
    member.get(&location(&handed_in)).await
}

/// Publishes a batch as its page stands, with nothing ticked that is not ticked beforehand.
async fn publish(member: &Member, page: &Reply) -> Reply {
    let version = page.attributes("input[name=version]", "value").remove(0);
    let ticked = page.attributes("input[name=leave-out][checked]", "name");
    let mut fields = vec![("as", "published"), ("version", version.as_str())];
    fields.extend(ticked.iter().map(|name| (name.as_str(), "yes")));
    let kept = member.post(&format!("{}/keep", page.path), &fields).await;
    assert_eq!(kept.status, 303, "{}: {}", page.path, page.text("main"));
    member.get(&page.path).await
}

async fn reviewer() -> (TestServer, Member) {
    let server = TestServer::on(TODAY).await;
    let member = server.signed_in(Role::Reviewer).await;
    (server, member)
}

/// The dates of the statements that are found with a word.
async fn dates(server: &TestServer, word: &str) -> Vec<String> {
    server
        .visitor()
        .get(&format!("/timeline?q={word}&stakeholder=phrma&sort=oldest"))
        .await
        .texts("article h3 + time, article time")
}

#[tokio::test]
async fn what_would_be_lost_is_refused_with_its_cell() {
    let (_server, member) = reviewer().await;
    for (name, cell) in [
        ("unclosed.csv", "opens cell M2, in line 2"),
        ("quote_then_text.csv", "Cell C2 goes on after its closing quotation mark"),
        ("error_cell.xlsx", "shows the error #REF!"),
        ("stray_note.xlsx", "Cell N2 holds something"),
    ] {
        let refused = hand_in(&member, name).await;
        assert_eq!(refused.status, 422, "{name}");
        let error = refused.text("#file-error");
        assert!(error.contains(cell), "{name}: {error}");
    }
}

#[tokio::test]
async fn the_same_words_by_others_are_no_duplicate_and_nothing_is_left_out_unless_it_is_said() {
    let (server, member) = reviewer().await;
    let page = batch(&member, "joint.csv").await;
    assert_eq!(page.all("input[name=leave-out]").len(), 0, "nothing is there already");
    publish(&member, &page).await;
    let found = server.visitor().get("/timeline?q=%22keep+medicines+affordable+in+the+joint%22").await;
    assert_eq!(found.all("article").len(), 2);
    // Handed in again both are there already; they are named, and not left out beforehand.
    let again = batch(&member, "joint.csv").await;
    assert_eq!(again.all(".row-duplicates tbody tr").len(), 2);
    assert_eq!(again.all("input[name=leave-out]").len(), 1);
    assert_eq!(again.all("input[name=leave-out][checked]").len(), 0);
}

#[tokio::test]
async fn sheets_that_were_not_read_are_named_and_hidden_ones_come_last() {
    let (_server, member) = reviewer().await;
    let page = batch(&member, "two_sheets.xlsx").await;
    let note = page.text(".reading");
    assert!(note.contains("Not read: 2026"), "{note}");
    let page = batch(&member, "hidden_first.xlsx").await;
    assert!(page.text(".reading").contains("Not read: lists"), "{}", page.text(".reading"));
    assert!(page.texts(".mapping label").iter().any(|label| label == "text"));
}

#[tokio::test]
async fn an_official_translation_stays_one_and_columns_that_go_nowhere_are_named() {
    let (server, member) = reviewer().await;
    let page = batch(&member, "official_translation.jsonl").await;
    let left_out = page.texts(".left-out li");
    assert!(left_out.iter().any(|column| column.starts_with("topics (1")), "{left_out:?}");
    assert!(!left_out.iter().any(|column| column.starts_with("translation_kind")), "{left_out:?}");
    publish(&member, &page).await;
    let found = server.visitor().get("/timeline?q=%22probar+la+importacion%22").await;
    assert!(found.text("article").contains("Official English translation"), "{}", found.text("article"));
}

#[tokio::test]
async fn a_date_is_never_more_exact_than_its_cell() {
    let (server, member) = reviewer().await;
    for (name, word, expected) in [
        ("precision.csv", "precision", ["2025", "November 2025", "on or before 25 November 2025"].as_slice()),
        ("month_format.xlsx", "format", &["November 2025", "2025"]),
    ] {
        let page = batch(&member, name).await;
        publish(&member, &page).await;
        let mut found = dates(&server, word).await;
        let mut expected: Vec<String> = expected.iter().map(|date| (*date).to_owned()).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{name}");
    }
    let page = batch(&member, "range.csv").await;
    let fault = page.text(".row-faults tbody");
    assert!(fault.contains("\u{201c}2025-11-25/27\u{201d} is not a date; use 2025-11-25, 2025-11 or 2025"), "{fault}");
}

#[tokio::test]
async fn rows_are_numbered_as_the_spreadsheet_counts_and_gaps_are_taken() {
    let (_server, member) = reviewer().await;
    let page = batch(&member, "blank_rows.csv").await;
    assert!(page.text(".row-faults tbody th").contains("Row 5"), "{}", page.text(".row-faults"));
    for name in ["trailing_columns.csv", "short_rows.csv", "header_commas.csv"] {
        let page = batch(&member, name).await;
        assert!(!page.texts(".mapping label").is_empty(), "{name}");
        assert_eq!(page.all("input[name=leave-out]").len(), 0, "{name}");
    }
}

#[tokio::test]
async fn characters_are_read_as_they_were_written_and_guesses_are_shown() {
    let (_server, member) = reviewer().await;
    let page = batch(&member, "charset_in_text.csv").await;
    assert!(page.text(".mapping").contains("Secretar\u{ed}a") || page.text(".reading").contains("Secretar\u{ed}a"));
    let page = batch(&member, "bad_byte.csv").await;
    let note = page.text(".reading");
    assert!(note.contains("Se\u{f1}or ministro") && note.contains("line 3"), "{note}");
    let page = batch(&member, "macroman.csv").await;
    let note = page.text(".reading");
    assert!(
        note.contains("macintosh") && note.contains("Se\u{f1}or ministro, \u{201c}la protecci\u{f3}n\u{201d}"),
        "{note}"
    );
    assert!(note.contains("guessed"), "{note}");
    let chosen = member
        .post_file("/edit/import", &[("charset", "windows-1252")], "file", "macroman.csv", file("macroman.csv"))
        .await;
    let note = member.get(&location(&chosen)).await.text(".reading");
    assert!(note.contains("windows-1252") && !note.contains("guessed"), "{note}");
}

#[tokio::test]
async fn labels_of_the_pages_are_understood_and_what_is_not_is_named_with_what_can_be_chosen() {
    let (_server, member) = reviewer().await;
    let faults = |page: &Reply| page.texts(".row-faults tbody tr");
    let numbers = |faults: &[String]| -> Vec<String> {
        let number = |fault: &String| fault.chars().filter(char::is_ascii_digit).collect::<String>();
        faults.iter().map(|fault| number(&fault.chars().take("Row 13".len()).collect())).collect()
    };
    let stances = faults(&batch(&member, "stance_labels.csv").await);
    assert_eq!(numbers(&stances), ["7", "9", "10", "11", "12", "13"], "{stances:?}");
    assert!(stances[0].contains("say on which condition"), "{}", stances[0]);
    assert!(stances[1].contains("strongly_support, support, mixed"), "{}", stances[1]);
    let languages = faults(&batch(&member, "language_labels.csv").await);
    assert_eq!(numbers(&languages), ["6", "7"], "es-MX and eng: {languages:?}");
    assert!(languages[0].contains("en, es, fr"), "{}", languages[0]);
}

#[tokio::test]
async fn a_source_on_record_is_not_described_anew_in_passing() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let page = batch(&reviewer, "source.csv").await;
    publish(&reviewer, &page).await;
    let found = server.visitor().get("/timeline?q=%22described+anew%22").await;
    let slug = found.attributes("article a.permalink", "href").remove(0);
    let before = server.visitor().get(&slug).await.texts(".facts dd");
    let fields = with(
        GOOD,
        &[
            ("source-url", "https://example.org/t506x"),
            ("source-title", "My own title"),
            ("source-kind", "other"),
            ("source-tier", "5"),
        ],
    );
    let review = location(&begin(&editor, &fields, "submit").await);
    let shown = reviewer.get(&review).await;
    assert!(shown.text(".source-stays").contains("Comment 506"), "{}", shown.text("main"));
    assert_eq!(step(&reviewer, &review, "publish", &[]).await.status, 303);
    assert_eq!(server.visitor().get(&slug).await.texts(".facts dd"), before);
    assert_eq!(
        server.database.text("SELECT title FROM source WHERE identity = 'https://example.org/t506x'").await,
        "Comment 506"
    );
}
