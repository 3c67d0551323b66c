//! Pages that are kept in memory: made once for everybody, never for somebody who is signed in, and never old.

use acceptance::{
    TestServer,
    writing::{GOOD, published, with},
};
use domain::Role;

const TODAY: &str = "2026-11-23";

const LIST: &str = "/timeline?stakeholder=msf";

/// Changes what is on record without a change of the record, which no server can notice.
const BEHIND_ITS_BACK: &str = "UPDATE statement SET text = 'Nobody was told of this' \
     WHERE stakeholder_id = (SELECT id FROM stakeholder WHERE slug = 'msf')";

const UNTOLD: &str = "Nobody was told of this";

/// The address of the newest statement of a list.
async fn newest(server: &TestServer) -> String {
    let list = server.visitor().get(LIST).await;
    format!("/statements/{}", list.attributes("article", "id").first().expect("a statement"))
}

#[tokio::test]
async fn a_page_is_made_once_for_everybody_and_anew_for_whoever_is_signed_in() {
    let server = TestServer::on(TODAY).await;
    let page = newest(&server).await;
    let first = server.visitor().get(&page).await;
    server.database.run(BEHIND_ITS_BACK).await;
    let again = server.visitor().get(&page).await;
    assert_eq!(again.body, first.body);
    for name in ["content-type", "content-language", "cache-control", "vary", "content-security-policy"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    assert_ne!(again.header("x-request-id"), first.header("x-request-id"));
    // Another address, and the same in another language, are other pages.
    assert!(server.visitor().get(&format!("{page}?other")).await.body.contains(UNTOLD));
    assert!(server.visitor().get(&format!("/es{page}")).await.body.contains(UNTOLD));
    let editor = server.signed_in(Role::Editor).await;
    let own = editor.get(&page).await;
    assert!(own.body.contains(UNTOLD));
    assert_eq!(own.header("cache-control"), Some("no-store"));
    // What was made for the editor is not kept for anybody.
    assert_eq!(server.visitor().get(&page).await.body, first.body);
}

#[tokio::test]
async fn however_compression_is_asked_for_a_page_is_kept_in_no_more_than_three_ways() {
    let server = TestServer::on(TODAY).await;
    let page = newest(&server).await;
    let visitor = server.visitor();
    let ask = async |ways: &str| {
        let headers = [("accept-encoding", ways)];
        visitor.request(reqwest::Method::GET, &page, &headers, String::new()).await
    };
    for way in ["identity", "gzip", "br"] {
        let first = ask(way).await;
        server.database.run(BEHIND_ITS_BACK).await;
        for other in 0..10 {
            let again = ask(&format!("{way}, other-{other};q=0.5")).await;
            assert_eq!(again.header("content-encoding"), first.header("content-encoding"), "{way}");
            assert_eq!(again.body, first.body, "{way}: it was made anew");
        }
        server
            .database
            .run("UPDATE statement SET text = 'As it was told' WHERE text = 'Nobody was told of this'")
            .await;
    }
}

#[tokio::test]
async fn a_page_is_made_anew_when_the_record_changes() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let reviewer = server.signed_in(Role::Reviewer).await;
    let words = "These words were not there when the page was made.";
    let list = "/timeline?q=%22words+were+not+there%22";
    assert!(server.visitor().get(list).await.all("article").is_empty());
    published(&editor, &reviewer, &with(GOOD, &[("text", words)])).await;
    assert!(server.visitor().get(list).await.text("article").contains(words));
}

#[tokio::test]
async fn statements_are_kept_until_the_record_changes() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let reviewer = server.signed_in(Role::Reviewer).await;
    server.visitor().get(LIST).await;
    server.database.run(BEHIND_ITS_BACK).await;
    // Another page of the same statements, which are not read again.
    let other = "/timeline?stakeholder=msf&sort=oldest";
    assert!(!server.visitor().get(other).await.body.contains(UNTOLD));
    published(&editor, &reviewer, GOOD).await;
    for list in [other, LIST] {
        assert!(server.visitor().get(list).await.body.contains(UNTOLD), "{list}");
    }
}

#[tokio::test]
async fn a_page_is_made_anew_on_the_next_day() {
    let server = TestServer::on("2026-06-30").await;
    let before = server.visitor().get("/").await.text(".standing");
    server.clock.advance(chrono::TimeDelta::days(1));
    let after = server.visitor().get("/").await.text(".standing");
    assert_ne!(before, after);
    assert!(after.contains("today"), "{after}");
}

#[tokio::test]
async fn what_is_no_page_for_everybody_is_not_kept() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let missing = visitor.get("/statements/nothing-of-the-kind").await;
    assert_eq!(missing.status, 404);
    let sign_in = visitor.get("/login").await;
    assert_eq!(sign_in.header("cache-control"), Some("no-store"));
    // An error names its request, so another request must get another page.
    let again = visitor.get("/statements/nothing-of-the-kind").await;
    assert_eq!(again.status, 404);
    assert_ne!(again.header("x-request-id"), missing.header("x-request-id"));
}
