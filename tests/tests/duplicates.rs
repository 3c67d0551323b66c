//! Statements that may be on record already: warnings, and the way to make one an appearance of another.

use acceptance::{
    TestServer,
    writing::{GOOD, begin, borrowed, fields_of, location, published, step, submitted, with},
};
use domain::Role;

const TODAY: &str = "2026-11-23";

/// The same words with a slip, in another source.
const REPRINT: &[(&str, &str)] = &[
    ("text", "Access to medicines must come first in the review, the letter to the three governments says again."),
    ("source-url", "https://example.net/reprint"),
    ("source-title", "A newspaper on the letter"),
    ("source-kind", "news"),
    ("source-tier", "3"),
];

fn original() -> Vec<(&'static str, &'static str)> {
    let text = "Access to medicines must come first in the review, the letter to the three governments says.";
    with(GOOD, &[("text", text)])
}

#[tokio::test]
async fn near_identical_words_are_listed_and_block_nothing() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let path = published(&editor, &reviewer, &original()).await;
    let draft = location(&begin(&editor, &with(GOOD, REPRINT), "save").await);
    let page = editor.get(&draft).await;
    assert_eq!(page.attributes(".duplicates a", "href"), std::slice::from_ref(&path));
    assert!(page.text(".duplicates .why").contains('%'), "{}", page.text(".duplicates"));

    let review = submitted(&editor, &with(GOOD, REPRINT)).await;
    assert_eq!(reviewer.get(&review).await.attributes(".duplicates a", "href"), std::slice::from_ref(&path));
    assert!(location(&step(&reviewer, &review, "publish", &[]).await).starts_with("/statements/msf-"));
    // A statement is no duplicate of itself, but of the other.
    let form = editor.get(&format!("/edit{path}")).await;
    assert_eq!(form.all(".duplicates li").len(), 1);
    assert_eq!(form.all(".duplicates button").len(), 0, "a statement on record becomes no reprint");
}

#[tokio::test]
async fn the_same_stakeholder_in_the_same_source_is_listed() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let path = published(&editor, &reviewer, &original()).await;
    let other = with(GOOD, &[("text", "Data protection is another matter."), ("stakeholder", "MSF")]);
    let page = editor.get(&location(&begin(&editor, &other, "save").await)).await;
    assert_eq!(page.attributes(".duplicates a", "href"), [path]);
    assert!(page.text(".duplicates .why").contains("same source"));
    let elsewhere = with(&other, &[("stakeholder", "AMIIF")]);
    let page = editor.get(&location(&begin(&editor, &elsewhere, "save").await)).await;
    assert_eq!(page.all(".duplicates li").len(), 0);
}

#[tokio::test]
async fn a_reprint_becomes_an_appearance_in_one_step() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let path = published(&editor, &reviewer, &original()).await;
    let slug = path.rsplit('/').next().expect("a slug");
    let statements = server.database.number("SELECT COUNT(*) FROM statement").await;
    let rows = server.database.number("SELECT COUNT(*) FROM audit").await;

    // From the form that is being written, which was never saved before.
    let review = location(&begin(&editor, &with(GOOD, REPRINT), &format!("reprint:{slug}")).await);
    assert_eq!(server.database.number("SELECT COUNT(*) FROM audit").await, rows + 2, "saved, and made a reprint");
    assert!(reviewer.get("/edit").await.body.contains(&review), "it waits for review like any change");
    assert_eq!(location(&step(&reviewer, &review, "publish", &[]).await), path);
    let page = server.visitor().get(&path).await;
    assert!(page.body.contains("https://example.net/reprint") && page.body.contains("A newspaper on the letter"));
    assert_eq!(server.database.number("SELECT COUNT(*) FROM statement").await, statements, "it counts once");

    // From the page of a review; the source is there already now.
    let again = submitted(&editor, &with(GOOD, REPRINT)).await;
    let version = editor.get(&again).await.attributes(".duplicates input[name=version]", "value").remove(0);
    let fields = [("version", version.as_str()), ("statement", slug)];
    assert_eq!(location(&editor.post(&again.replace("review", "reprint"), &fields).await), path);
    assert_eq!(editor.get("/edit").await.all("section td").len(), 0, "no draft is left open");
}

#[tokio::test]
async fn a_reprint_without_a_source_says_what_is_missing() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let path = published(&editor, &reviewer, &original()).await;
    let slug = path.rsplit('/').next().expect("a slug");
    let fields = with(&original(), &[("source-url", ""), ("source-title", "")]);
    let reply = begin(&editor, &fields, &format!("reprint:{slug}")).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text(".error-summary").contains("Give the URL and the title of the source first"));
    assert!(editor.get("/edit").await.text("main").contains("Access to medicines"), "the draft is kept");
}

#[tokio::test]
async fn other_reprints_keep_where_in_them_and_those_without_an_address_stay() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let path = published(&editor, &reviewer, &with(&original(), &[("reprints", "https://example.net/one")])).await;
    server
        .database
        .run(
            "INSERT INTO source (identity, title, title_origin, kind, tier) VALUES ('x', 'On paper', 'page', 'news', 3)",
        )
        .await;
    let appearance = "INSERT INTO appearance (statement_id, ordinal, source_id, locator) SELECT s.id, 2, o.id, 'page 7' \
        FROM statement s, source o WHERE s.slug LIKE 'msf-2026-11-03%' AND o.identity = 'x'";
    server.database.run(appearance).await;
    server
        .database
        .run(
            "UPDATE appearance SET locator = 'column 2' WHERE ordinal = 1 AND statement_id = \
        (SELECT id FROM statement WHERE slug LIKE 'msf-2026-11-03%')",
        )
        .await;
    let fields = fields_of(&editor.get(&format!("/edit{path}")).await);
    let fields = with(&borrowed(&fields), &[("note", "Read again."), ("action", "submit")]);
    let review = location(&editor.post("/edit/drafts", &fields).await);
    let changed = reviewer.get(&review).await.texts(".differences tbody tr");
    assert_eq!(changed.len(), 1, "{changed:?}");
    step(&reviewer, &review, "publish", &[]).await;
    let page = server.visitor().get(&path).await;
    assert!(page.body.contains("On paper") && page.body.contains("page 7") && page.body.contains("column 2"));
}

#[tokio::test]
async fn a_form_sent_again_with_other_words_is_not_lost() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let key = editor.get("/edit/statements/new").await.attributes("input[name=key]", "value").remove(0);
    let send = async |note: &str| {
        let fields = [&with(GOOD, &[("note", note)])[..], &[("key", key.as_str()), ("action", "save")]].concat();
        editor.post("/edit/drafts", &fields).await
    };
    let draft = location(&send("The first.").await);
    assert_eq!(location(&send("Gone back and corrected.").await), draft, "the same form is the same draft");
    assert_eq!(editor.get(&draft).await.text("#note"), "Gone back and corrected.");
    let late = send("Gone back once more.").await;
    assert_eq!(late.status, 409, "the draft has been written since");
    let row = late.text(".differences tbody tr");
    assert!(row.contains("Gone back and corrected.") && row.contains("Gone back once more."), "{row}");
}

#[tokio::test]
async fn what_is_saved_by_itself_is_a_draft() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let answer = begin(&editor, &with(GOOD, &[("note", "Typed so far.")]), "autosave").await;
    let saved: serde_json::Value = serde_json::from_str(&answer.body).expect("an answer for the page");
    assert_eq!((answer.status, saved["version"].as_i64()), (200, Some(1)));
    let address = saved["address"].as_str().expect("an address");
    let page = editor.get(address).await;
    assert_eq!(page.text("#note"), "Typed so far.");
    let fields = fields_of(&page);
    let more = with(&borrowed(&fields), &[("note", "Typed further."), ("action", "autosave")]);
    let saved: serde_json::Value = serde_json::from_str(&editor.post(address, &more).await.body).expect("an answer");
    assert_eq!(saved["version"], 2);
    assert_eq!(editor.post(address, &more).await.status, 200, "the same again is no conflict");
    let other = with(&more, &[("note", "In another browser.")]);
    assert_eq!(editor.post(address, &other).await.status, 409);
    assert_eq!(editor.get(address).await.text("#note"), "Typed further.");
}
