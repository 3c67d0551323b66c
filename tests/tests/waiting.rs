//! While somebody else writes without an end, readers read and editors are told in time.

use acceptance::{
    Import, TestServer, on_both,
    writing::{GOOD, begin, with},
};
use chrono::TimeDelta;
use domain::Role;
use service::import::Mode;

const TODAY: &str = "2026-11-23";

#[tokio::test]
async fn reading_does_not_wait_for_writing_and_what_was_given_up_is_not_stored_later() {
    on_both(async |database| {
        Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        let server = TestServer::over(database, TODAY).await;
        let editor = server.signed_in(Role::Editor).await;
        let hold_up = server.database.hold_up_writers().await;
        // The use of the session is to be noted, which is writing.
        server.clock.advance(TimeDelta::minutes(2));
        assert_eq!(editor.get("/edit").await.status, 200);
        assert_eq!(server.visitor().get("/readyz").await.status, 200);

        let unlucky = begin(&editor, &with(GOOD, &[("note", "Typed while nothing could be stored.")]), "save").await;
        assert_eq!(unlucky.status, 503);
        assert!(unlucky.body.contains("Typed while nothing could be stored."), "{}", unlucky.text("main"));
        assert!(unlucky.header("retry-after").is_some());

        hold_up.end().await;
        assert_eq!(begin(&editor, GOOD, "save").await.status, 303);
        assert_eq!(server.database.number("SELECT COUNT(*) FROM draft").await, 1, "what was given up was stored later");
    })
    .await;
}
