//! The log answers for the words: what is altered behind its back is found and named.

use acceptance::{Backend, Import, TestDatabase, TestServer, on_both, postura};
use server::clock::StoppedClock;
use service::{import::Mode, ports::WordsCheck, sealing::seal_statements};

const TODAY: &str = "2026-11-23";

const SLUG: &str = "seed-amiif-portugal-strengthen-ip";

async fn check(database: &TestDatabase) -> WordsCheck {
    database.open().await.verify_words().await.expect("a check")
}

#[tokio::test]
async fn whatever_the_desk_does_the_words_are_as_the_log_says() {
    on_both(|database| async move {
        Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        let server = TestServer::over(database, TODAY).await;
        crate::log::do_everything(&server).await;
        let versions = "SELECT (SELECT COUNT(*) FROM statement) + (SELECT COUNT(*) FROM revision)";
        let right = u64::try_from(server.database.number(versions).await).expect("few");
        assert!(right > 212, "{right} is what the starter data has");
        assert_eq!(check(&server.database).await, WordsCheck { right, ..WordsCheck::default() });
    })
    .await;
}

#[tokio::test]
async fn what_is_altered_in_any_place_is_named() {
    let alterations: &[&'static str] = &[
        "UPDATE statement SET text = text || ' Not.' WHERE slug = 'seed-amiif-portugal-strengthen-ip'",
        "UPDATE statement SET said_on = '2025' WHERE slug = 'seed-amiif-portugal-strengthen-ip'",
        "UPDATE statement SET venue = 'nowhere' WHERE slug = 'seed-amiif-portugal-strengthen-ip'",
        "UPDATE statement SET status = 'withdrawn' WHERE slug = 'seed-amiif-portugal-strengthen-ip'",
        "UPDATE statement SET hash = (SELECT hash FROM statement WHERE id = 1) WHERE slug = 'seed-amiif-portugal-strengthen-ip'",
        "UPDATE coding SET stance = 'mixed' WHERE statement_id = \
         (SELECT id FROM statement WHERE slug = 'seed-amiif-portugal-strengthen-ip')",
        "UPDATE appearance SET locator = 'page 2' WHERE statement_id = \
         (SELECT id FROM statement WHERE slug = 'seed-amiif-portugal-strengthen-ip')",
        "INSERT INTO translation (statement_id, language, text, kind) SELECT id, 'fr', 'Non.', 'editor' FROM statement \
         WHERE slug = 'seed-amiif-portugal-strengthen-ip'",
    ];
    for backend in [Backend::Sqlite, Backend::Postgres] {
        for alteration in alterations {
            let database = TestDatabase::new(backend).await;
            Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
            database.run(alteration).await;
            let WordsCheck { altered, .. } = check(&database).await;
            assert_eq!(altered, [(SLUG.to_owned(), 1)], "{alteration}");
        }
    }
}

/// Imports one statement twice, the second time with other words: the record has both versions.
async fn with_two_versions(database: &TestDatabase) {
    let store = database.open().await;
    Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
    let mut lines = acceptance::starter_statements();
    let line = lines.iter_mut().find(|line| line["external_id"] == SLUG).expect("a statement");
    line["text"] = "Other words.".into();
    Import { statements: Some(line.to_string()), ..Import::default() }
        .run(store.as_ref(), Mode::Keep)
        .await
        .expect("an import");
}

#[tokio::test]
async fn whoever_brings_back_adds_or_removes_a_version_with_its_hash_is_found_by_the_log() {
    on_both(|database| async move {
        with_two_versions(&database).await;
        assert_eq!(check(&database).await.broken, [0_i64; 0]);
        // The words of the first version with its hash, and no trace of the second.
        for sql in [
            "UPDATE statement SET hash = (SELECT hash FROM revision WHERE statement_id = statement.id), \
             change_number = 1, version = 1 WHERE slug = 'seed-amiif-portugal-strengthen-ip'",
            "DELETE FROM revision",
        ] {
            database.run(sql).await;
        }
        let found = check(&database).await;
        assert_eq!(found.broken, [2], "{found:?}");
    })
    .await;
    on_both(|database| async move {
        with_two_versions(&database).await;
        database.run("UPDATE revision SET before = replace(before, 'a', 'e')").await;
        assert_eq!(check(&database).await.altered, [(SLUG.to_owned(), 1)]);
        database.run("DELETE FROM revision").await;
        assert_eq!(check(&database).await.broken, [1]);
    })
    .await;
    on_both(|database| async move {
        with_two_versions(&database).await;
        // As if it were from before hashes were kept.
        database.run("UPDATE statement SET hash = NULL, change_number = NULL WHERE version = 2").await;
        let found = check(&database).await;
        assert_eq!((found.unsealed, found.broken.as_slice()), (1, [2].as_slice()));
    })
    .await;
}

#[tokio::test]
async fn statements_from_before_hashes_were_kept_get_theirs_once() {
    on_both(|database| async move {
        with_two_versions(&database).await;
        // What is there after the migration that brings the columns.
        database.run("UPDATE statement SET hash = NULL, change_number = NULL").await;
        database.run("UPDATE revision SET hash = NULL, change_number = NULL").await;
        let store = database.open().await;
        let clock = StoppedClock(TODAY.parse().expect("a day"));
        let all = u64::try_from(acceptance::starter_statements().len()).expect("few");
        assert!(store.has_unsealed().await.expect("an answer"));
        assert_eq!(seal_statements(store.as_ref(), &clock).await.expect("sealed"), all);
        assert_eq!(seal_statements(store.as_ref(), &clock).await.expect("sealed"), 0);
        let found = check(&database).await;
        assert_eq!((found.right, found.unsealed, found.altered.len()), (all, 1, 0));
        assert!(store.verify_audit().await.expect("a check").broken.is_none());
        // The log says of the first two changes what they wrote; that was taken away here.
        assert_eq!(found.broken, [1, 2]);
    })
    .await;
}

#[tokio::test]
async fn the_command_names_what_was_altered() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    database.migrate_to(7).await;
    for sql in crate::backup::OLD_ROWS {
        database.run(sql).await;
    }
    let url = database.address.to_string();
    let run = |command: &str| {
        let output = postura().args([command, "--database-url", &url]).output().expect("an end");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, stdout, stderr) = run("migrate");
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stdout.contains("the log answers for the words of 1 statements"), "{stdout}");
    let (code, stdout, stderr) = run("verify");
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    assert!(stdout.contains("the words on record are as the log says: 1 versions of statements"), "{stdout}");
    database.run("UPDATE statement SET text = 'Others.'").await;
    let (code, _, stderr) = run("verify");
    assert_eq!(code, Some(1));
    assert!(stderr.contains("(a, version 1)") && stderr.contains("behind the log's back"), "{stderr}");
}

#[tokio::test]
async fn no_start_reads_all_statements_to_see_that_none_is_without_its_hash() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    drop(database.open().await);
    let plan = database.plan_of(store::sql::sqlite::HAS_UNSEALED).await;
    assert!(plan.iter().any(|step| step.contains("INDEX statement_without_hash")), "{plan:?}");
}
