//! Working from a source: its text, quotes in it, statements made of it.

use acceptance::{
    Member, TestServer,
    writing::{borrowed, fields_of, location, step, with},
};
use domain::Role;

const TODAY: &str = "2026-11-23";

const TEXT: &str = "Mexico City, 3 November 2026\n\n\u{201c}Access to  medicines must come first,\u{201d} the letter says.\n\
                    It adds: \u{201c}We oppose longer exclusivity.\u{201d} <script>alert(1)</script>";

const SOURCE: &[(&str, &str)] = &[
    ("url", "https://example.org/letter"),
    ("title", "A letter to the three parties"),
    ("publisher", "MSF"),
    ("date", "2026-11-03"),
    ("kind", "ngo"),
    ("tier", "2"),
];

async fn add_source(member: &Member, text: &str) -> String {
    location(&member.post("/edit/sources", &[SOURCE, &[("text", text)]].concat()).await)
}

/// Publishes a statement with words that are cited from the source; gives its address.
async fn publish(editor: &Member, reviewer: &Member, words: &str) -> String {
    let key = editor.get("/edit/statements/new").await.attributes("input[name=key]", "value").remove(0);
    let fields = [
        ("key", key.as_str()),
        ("action", "submit"),
        ("stakeholder", "MSF"),
        ("year", "2026"),
        ("text", words),
        ("language", "en"),
        ("directness", "verbatim"),
        ("venue", "letter"),
        ("source-url", "https://example.org/letter"),
    ];
    let review = location(&editor.post("/edit/drafts", &fields).await);
    let version = reviewer.get(&review).await.attributes("#steps input[name=version]", "value").remove(0);
    location(&reviewer.post(&review.replace("review", "publish"), &[("version", &version)]).await)
}

#[tokio::test]
async fn a_quote_that_is_in_the_text_of_its_source_is_verified_and_no_other() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let source = add_source(&editor, TEXT).await;
    let good = publish(&editor, &reviewer, "Access to medicines must come first,").await;
    assert!(!server.visitor().get(&good).await.body.contains("not yet checked"), "spaces may differ");
    let bad = publish(&editor, &reviewer, "Access to medicines should come first,").await;
    assert!(server.visitor().get(&bad).await.body.contains("not yet checked"));

    let page = editor.get(&source).await;
    assert_eq!(page.texts(".source-text mark"), ["Access to medicines must come first,"]);
    assert_eq!(page.attributes(".source-text mark a", "href"), [good]);
    let difference = page.text(".difference");
    assert!(difference.contains("should come first") && difference.contains("must come first"), "{difference}");
    assert!(!page.body.contains("<script>alert"), "what was pasted is text");
}

#[tokio::test]
async fn a_passage_that_is_found_starts_a_statement() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let source = add_source(&editor, TEXT).await;
    let found = editor.get(&format!("{source}?passage=%22We+oppose+longer+exclusivity.%22")).await;
    assert_eq!(found.text("mark.sought"), "\u{201c}We oppose longer exclusivity.\u{201d}");
    let start = found.attributes(".notice a", "href").remove(0);
    let form = editor.get(&start).await;
    assert!(form.text("#text").contains("We oppose longer exclusivity."));
    assert_eq!(form.attributes("#source-url", "value"), ["https://example.org/letter"]);
    assert_eq!(
        (form.attributes("#month", "value"), form.attributes("#year", "value")),
        (vec!["11".into()], vec!["2026".into()])
    );
    let missing = editor.get(&format!("{source}?passage=We+support+longer+exclusivity")).await;
    assert_eq!(missing.all(".notice a").len(), 0);
    assert!(missing.text(".difference").contains("oppose longer"), "{}", missing.text(".difference"));
}

#[tokio::test]
async fn quotes_that_were_there_before_the_text_are_verified_at_once() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let source = add_source(&editor, "").await;
    let first = publish(&editor, &reviewer, "Access to medicines must come first,").await;
    let second = publish(&editor, &reviewer, "We oppose longer exclusivity.").await;
    let third = publish(&editor, &reviewer, "This is not in it.").await;
    let empty = editor.post(&format!("{source}/text"), &[("text", " ")]).await;
    assert_eq!(empty.status, 422);
    let kept = editor.post(&format!("{source}/text"), &[("text", TEXT)]).await;
    assert!(kept.text(".button-form").contains("2 quotes"), "{}", kept.text("main"));
    let rows = server.database.number("SELECT COUNT(*) FROM audit").await;
    let verified = editor.post(&format!("{source}/verify"), &[]).await;
    assert!(verified.text(".notice").contains("2 quotes were found word for word"));
    assert_eq!(server.database.number("SELECT COUNT(*) FROM audit").await, rows + 1);
    for (path, is_verified) in [(first, true), (second, true), (third, false)] {
        let page = server.visitor().get(&path).await;
        assert_eq!(!page.body.contains("not yet checked"), is_verified, "{path}");
    }
}

#[tokio::test]
async fn a_change_of_the_words_takes_the_verification_away() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    add_source(&editor, TEXT).await;
    let path = publish(&editor, &reviewer, "We oppose longer exclusivity.").await;
    let form = editor.get(&format!("/edit{path}")).await;
    let hidden = |name: &str| form.attributes(&format!("input[name={name}]"), "value").remove(0);
    let (key, base, slug) = (hidden("key"), hidden("base-version"), hidden("statement"));
    let fields = [
        ("key", key.as_str()),
        ("base-version", &base),
        ("statement", &slug),
        ("action", "submit"),
        ("stakeholder", "MSF"),
        ("year", "2026"),
        ("text", "We strongly oppose longer exclusivity."),
        ("language", "en"),
        ("directness", "verbatim"),
        ("venue", "letter"),
        ("source-url", "https://example.org/letter"),
    ];
    let review = location(&editor.post("/edit/drafts", &fields).await);
    let shown = reviewer.get(&review).await;
    assert!(shown.text(".notice").contains("The quote differs from the source text"), "{}", shown.text("main"));
    let version = shown.attributes("#steps input[name=version]", "value").remove(0);
    reviewer.post(&review.replace("review", "publish"), &[("version", &version)]).await;
    assert!(server.visitor().get(&path).await.body.contains("not yet checked"));
}

#[tokio::test]
async fn what_makes_no_source_is_named_and_kept() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let wrong = [("url", "example.org"), ("date", "yesterday"), ("text", "The text that was pasted.")];
    let reply = editor.post("/edit/sources", &wrong).await;
    assert_eq!(reply.status, 422);
    assert_eq!(reply.attributes(".error-summary a", "href"), ["#url", "#title", "#date", "#kind", "#tier"]);
    assert_eq!(
        (reply.attributes("#url", "value"), reply.text("#text")),
        (vec!["example.org".into()], "The text that was pasted.".into())
    );
}

#[tokio::test]
async fn quotes_names_and_dates_are_found_in_a_text() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let text = format!("{TEXT}\nMSF and AMIIF met. MSF said: \u{201c}We oppose longer exclusivity.\u{201d}");
    let source = add_source(&editor, &text).await;
    let page = editor.get(&source).await;
    let quotes = page.texts(".found-quotes q");
    assert_eq!(
        quotes,
        ["Access to medicines must come first,", "We oppose longer exclusivity.", "We oppose longer exclusivity."]
    );
    assert!(page.text("main").contains("MSF (2)") && page.text("main").contains("3 November 2026"));

    // Which of the two is meant is kept, and the one that is recorded is not offered any more.
    let start = page.attributes(".found-quotes a", "href").remove(2);
    let form = editor.get(&start).await;
    let prefix = form.attributes("input[name=passage-prefix]", "value").remove(0);
    assert!(prefix.ends_with("MSF said: \u{201c}"), "{prefix}");
    let fields = fields_of(&form);
    let fields = borrowed(&fields);
    let more = [("language", "en"), ("directness", "verbatim"), ("venue", "letter"), ("stakeholder", "MSF")];
    let review =
        location(&editor.post("/edit/drafts", &[&with(&fields, &more)[..], &[("action", "submit")]].concat()).await);
    let path = location(&step(&reviewer, &review, "publish", &[]).await);
    let page = editor.get(&source).await;
    assert_eq!(page.attributes(".source-text mark a", "href"), std::slice::from_ref(&path));
    assert_eq!(page.texts(".found-quotes q").len(), 2);
    let kept = server.database.text("SELECT prefix FROM appearance WHERE prefix IS NOT NULL").await;
    assert!(kept.ends_with("MSF said: \u{201c}"), "{kept}");
}

#[tokio::test]
async fn a_page_or_a_text_can_be_handed_in_as_a_file() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let page = b"<!doctype html><title>x</title><p>Access to <b>medicines</b> must come first.</p>".to_vec();
    let fields = [SOURCE, &[("text", "")]].concat();
    let source = location(&editor.post_file("/edit/sources", &fields, "file", "letter.html", page).await);
    assert_eq!(editor.get(&source).await.text(".source-text"), "Access to medicines must come first.");
    let replaced =
        editor.post_file(&format!("{source}/text"), &[], "file", "letter.txt", b"Other words.".to_vec()).await;
    assert_eq!((replaced.status, replaced.text(".source-text")), (200, "Other words.".into()));
    let refused = editor.post_file(&format!("{source}/text"), &[], "file", "a.pdf", b"%PDF-1.7".to_vec()).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text(".notice").contains("neither text nor a page"));
    assert_eq!(editor.get(&source).await.text(".source-text"), "Other words.", "what was kept is still there");
    let refused = editor.post_file("/edit/sources", &fields, "file", "a.pdf", b"%PDF-1.7".to_vec()).await;
    assert_eq!((refused.status, refused.attributes("#url", "value")), (422, vec!["https://example.org/letter".into()]));
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#file"]);
}
