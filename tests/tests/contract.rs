//! What every store must do, on both databases.

use std::time::Duration;

use acceptance::{Backend, Import, TestDatabase, on_both, starter_statements};
use domain::{
    Action, Actor, AuditEntry, ChangeScope, Slug, Source, SourceKind, SourceTier, StatementId, TitleOrigin, Valid,
};
use serde_json::{Value, json};
use service::{
    import::Mode,
    ports::{AuditCheck, IndexEntry, RecordStore, StoreError, StoredStatement},
};
use sqlx::{Column, Connection, Executor, SqlSafeStr, Statement, TypeInfo};
use store::{DatabaseAddress, OpenError, Patience, PostgresRecord, SqliteRecord, open, sql};

async fn all(store: &dyn RecordStore) -> Vec<StoredStatement> {
    store.list_published_after(StatementId(0), 10_000).await.expect("statements")
}

fn slug(text: &str) -> Slug {
    text.parse().expect("a slug")
}

#[tokio::test]
async fn what_was_imported_is_read_back_whole() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let stored = all(store.as_ref()).await;
        let lines = starter_statements();
        assert_eq!(stored.len(), lines.len());
        for (stored, line) in stored.iter().zip(&lines) {
            let statement = &stored.statement;
            assert_eq!(json!(statement.external_id), line["external_id"]);
            assert_eq!(json!(statement.text), line["text"], "{}", statement.slug);
            assert_eq!(json!(statement.stakeholder), line["actor_slug"]);
            assert_eq!(json!(statement.speaker), line["speaker"]);
            assert_eq!(json!(statement.speaker_role), line["speaker_role"]);
            let role_language = line.get("speaker_role_language").unwrap_or(&Value::Null);
            assert_eq!(json!(statement.speaker_role_language), *role_language);
            assert_eq!(json!(statement.said_on.period), line["statement_date"]);
            assert_eq!(json!(statement.said_on.precision()), line["date_precision"]);
            let topics: Vec<_> = statement.positions.iter().map(|position| json!(position.topic)).collect();
            assert_eq!(topics.len(), line["topics"].as_array().expect("topics").len());
            let source = statement.primary_source().expect("a source");
            assert_eq!(json!(source.url), line["source_url"]);
            assert_eq!(json!(source.tier.number()), line["source_tier"]);
            let reprints: Vec<_> =
                statement.appearances.iter().filter(|a| !a.primary).map(|a| json!(a.source.url)).collect();
            assert_eq!(json!(reprints), line["also_seen"], "{}", statement.slug);
        }
        assert_eq!(store.stakeholders().await.expect("stakeholders").len(), 86);
        assert_eq!(store.topics().await.expect("topics").len(), 26);
        assert_eq!(store.milestones().await.expect("milestones").len(), 48);
    })
    .await;
}

#[tokio::test]
async fn both_databases_hold_the_same() {
    let mut held = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let database = TestDatabase::new(backend).await;
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let reference =
            (store.stakeholders().await.unwrap(), store.topics().await.unwrap(), store.milestones().await.unwrap());
        held.push((reference, all(store.as_ref()).await));
    }
    assert!(held[0] == held[1]);
}

#[tokio::test]
async fn a_statement_is_found_by_its_slug_and_numbers_keep_their_order() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let stored = all(store.as_ref()).await;
        let found = store.find_by_slug(&stored[7].statement.slug).await.expect("an answer");
        assert_eq!(found.as_ref(), Some(&stored[7]));
        assert_eq!(store.find_by_slug(&slug("nobody-said-this")).await.expect("an answer"), None);
        let asked = [stored[9].id, StatementId(999_999), stored[2].id, stored[5].id];
        let listed: Vec<_> = store.list(&asked).await.expect("a list").into_iter().map(|s| s.id).collect();
        assert_eq!(listed, [asked[0], asked[2], asked[3]]);
        assert_eq!(store.list(&[]).await.expect("a list"), []);
    })
    .await;
}

#[tokio::test]
async fn all_are_walked_through_in_any_steps() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let whole = all(store.as_ref()).await;
        let mut walked: Vec<StoredStatement> = Vec::new();
        loop {
            let after = walked.last().map_or(StatementId(0), |last| last.id);
            let step = store.list_published_after(after, 17).await.expect("a step");
            if step.is_empty() {
                break;
            }
            walked.extend(step);
        }
        assert_eq!(walked, whole);
    })
    .await;
}

#[tokio::test]
async fn the_index_is_told_the_same_whichever_way_it_asks() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let whole = all(store.as_ref()).await;
        let expected: Vec<IndexEntry> = whole.iter().map(IndexEntry::new).collect();
        let mut entries: Vec<IndexEntry> = Vec::new();
        loop {
            let after = entries.last().map_or(StatementId(0), |last| last.id);
            let step = store.list_entries_after(after, 17).await.expect("a step");
            if step.is_empty() {
                break;
            }
            entries.extend(step);
        }
        assert!(expected.len() > 100 && expected.iter().any(|entry| entry.wordings.len() > 1));
        assert_eq!(entries, expected);
    })
    .await;
}

#[tokio::test]
async fn restatements_are_linked_both_ways() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let original = slug("ustr-greer-2026-07-01-not-renew");
        let restating = store.list_restatements(&original).await.expect("a list");
        let slugs: Vec<_> = restating.iter().map(|stored| stored.statement.slug.as_str()).collect();
        assert_eq!(slugs, ["ustr-2026-07-01-remains-in-force"]);
        assert_eq!(restating[0].statement.restates, Some(original));
    })
    .await;
}

#[tokio::test]
async fn an_import_that_is_dropped_leaves_no_trace() {
    on_both(|database| async move {
        let store = database.open().await;
        let starter = Import::starter();
        starter.run(store.as_ref(), Mode::DryRun).await.expect("a dry run");
        assert_eq!(all(store.as_ref()).await, []);
        assert_eq!(store.stakeholders().await.expect("stakeholders"), []);
        assert_eq!(store.change_number().await.expect("a number"), 0);
        starter.run(store.as_ref(), Mode::Keep).await.expect("an import after a dry run");
        assert_eq!(store.change_number().await.expect("a number"), 1);
    })
    .await;
}

#[tokio::test]
async fn the_same_again_changes_nothing() {
    on_both(|database| async move {
        let store = database.open().await;
        let starter = Import::starter();
        let first = starter.run(store.as_ref(), Mode::Keep).await.expect("an import");
        let again = starter.run(store.as_ref(), Mode::Keep).await.expect("the same again");
        assert_eq!((first.statements.added, first.statements.unchanged), (211, 0));
        assert!(!again.changes_something(), "{again}");
        assert_eq!(again.statements.unchanged, 211);
        assert_eq!(store.change_number().await.expect("a number"), 1, "nothing changed, so there is no new number");
    })
    .await;
}

#[tokio::test]
async fn a_changed_statement_is_replaced_and_what_it_was_is_kept() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let before = store.find_by_slug(&slug("seed-anafam-reduce-dependence")).await.unwrap().expect("a statement");
        let mut line =
            starter_statements().into_iter().find(|s| s["external_id"] == "seed-anafam-reduce-dependence").unwrap();
        line["note"] = json!("Read again.");
        line["stances"] = json!([]);
        line["speaker"] = json!("ANAFAM spokesperson");
        let report = Import::of_statements(&[line]).run(store.as_ref(), Mode::Keep).await.expect("an import");
        assert_eq!((report.statements.added, report.statements.updated), (0, 1));
        let after = store.find_by_slug(&before.statement.slug).await.unwrap().expect("a statement");
        assert_eq!(after.id, before.id);
        assert_eq!(after.statement.note.as_deref(), Some("Read again."));
        assert_eq!(after.statement.positions[0].stance.code(), "none");
        assert_eq!(after.statement.text, before.statement.text);
        assert_eq!(database.number("SELECT COUNT(*) FROM revision").await, 1);
        assert_eq!(
            database.number("SELECT version FROM statement WHERE slug = 'seed-anafam-reduce-dependence'").await,
            2
        );
        assert_eq!(database.number("SELECT COUNT(*) FROM revision WHERE before LIKE '%remains essential%'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_audit_log_has_a_row_for_every_change_and_is_only_added_to() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let mut line = starter_statements().remove(0);
        line["note"] = json!("Read again.");
        Import::of_statements(&[line]).run(store.as_ref(), Mode::Keep).await.expect("an import");
        let changes = store.changes_after(0).await.expect("changes");
        assert_eq!(changes.iter().map(|change| change.number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(store.changes_after(2).await.expect("changes"), []);
        assert_eq!(store.verify_audit().await.expect("a check"), AuditCheck { right: 2, broken: None });
        for attack in ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit WHERE number = 2"] {
            let refused = database.try_to_run(attack).await.expect_err("refused");
            assert!(refused.contains("the audit log is only added to"), "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_change_to_the_audit_log_behind_its_back_is_found() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        match &database.address {
            DatabaseAddress::Sqlite(_) => database.run("DROP TRIGGER audit_is_not_changed").await,
            DatabaseAddress::Postgres(_) => database.run("DROP TRIGGER audit_is_not_changed ON audit").await,
        }
        database.run("UPDATE audit SET subject = 'X' || substr(subject, 2) WHERE number = 1").await;
        assert_eq!(store.verify_audit().await.expect("a check"), AuditCheck { right: 0, broken: Some(1) });
    })
    .await;
}

#[tokio::test]
async fn a_broken_row_is_named() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        database.run("UPDATE statement SET venue = 'nowhere' WHERE slug = 'seed-anafam-reduce-dependence'").await;
        let error = store.find_by_slug(&slug("seed-anafam-reduce-dependence")).await.expect_err("a broken row");
        assert!(
            matches!(&error, StoreError::BrokenRow { table: "statement", column: "venue", reason, .. } if reason.contains("nowhere")),
            "{error}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    on_both(|database| async move {
        drop(database.open().await);
        let newer = match &database.address {
            DatabaseAddress::Sqlite(_) => "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'newer', 1, x'00', 0)",
            DatabaseAddress::Postgres(_) => "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'newer', true, '\\x00', 0)",
        };
        database.run(newer).await;
        let error = open(&database.address, &Patience::Command.into()).await.err().expect("refused");
        assert!(matches!(error, OpenError::Newer { migration: 9999, .. }), "{error}");
    })
    .await;
}

#[tokio::test]
async fn every_statement_of_sql_is_one_that_the_database_takes() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    let DatabaseAddress::Sqlite(path) = &database.address else { unreachable!("a file") };
    drop(SqliteRecord::open(path, &Patience::Command.into()).await.expect("a record"));
    // Not one of those that only read.
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    for (name, text) in sql::sqlite::ALL {
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("a connection");
        connection.prepare(text.into_sql_str()).await.unwrap_or_else(|error| panic!("SQLite, {name}: {error}"));
    }
    let database = TestDatabase::new(Backend::Postgres).await;
    let DatabaseAddress::Postgres(url) = &database.address else { unreachable!("an address") };
    let record = PostgresRecord::open(url, &Patience::Command.into()).await.expect("a record");
    for (name, text) in sql::postgres::ALL {
        let mut connection = record.pool().acquire().await.expect("a connection");
        connection.prepare(text.into_sql_str()).await.unwrap_or_else(|error| panic!("PostgreSQL, {name}: {error}"));
    }
    let names = |all: &[(&'static str, &str)]| all.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    assert_eq!(names(sql::sqlite::ALL), names(sql::postgres::ALL));
}

/// The types that rows are read as. A whole number that `PostgreSQL` gives as anything but BIGINT cannot be read as one.
const TYPES_READ: &[&str] = &["INT8", "TEXT", "TIMESTAMPTZ"];

#[tokio::test]
async fn every_column_that_is_read_has_a_type_that_rows_are_read_as() {
    let database = TestDatabase::new(Backend::Postgres).await;
    let DatabaseAddress::Postgres(url) = &database.address else { unreachable!("an address") };
    let record = PostgresRecord::open(url, &Patience::Command.into()).await.expect("a record");
    for (name, text) in sql::postgres::ALL {
        let mut connection = record.pool().acquire().await.expect("a connection");
        let prepared = connection.prepare(text.into_sql_str()).await.expect("a statement of SQL");
        for column in prepared.columns() {
            let found = column.type_info().name();
            assert!(TYPES_READ.contains(&found), "{name}: {} is {found}", column.name());
        }
    }
}

#[tokio::test]
async fn what_there_is_to_do_is_read_from_rows_of_every_kind() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let source = Source {
            title: Some("A letter".to_owned()),
            title_origin: TitleOrigin::Page,
            publisher: None,
            url: Some("https://example.org/a-letter".to_owned()),
            published_on: None,
            kind: SourceKind::Ngo,
            tier: SourceTier::OwnChannel,
        };
        let mut transaction = store.begin().await.expect("a transaction");
        transaction.save_source(&Valid::on_record(source.clone())).await.expect("a source");
        transaction.commit(entry(), chrono::DateTime::UNIX_EPOCH).await.expect("a commit");
        let without = store.list_sources_without_statements(10).await.expect("sources");
        assert_eq!(
            without.iter().map(|overview| (&overview.stored.source, overview.statements)).collect::<Vec<_>>(),
            [(&source, 0)]
        );
        let all = store.list_source_overviews(10).await.expect("sources");
        assert_eq!(all.first().map(|overview| &overview.stored.source), Some(&source));
        assert!(!store.list_sources_to_verify(10).await.expect("sources").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_the_database_ended_by_itself_leaves_the_next_one_alone() {
    // What SQLite does on a full disk, without filling one: the transaction is over, and sqlx has not seen it.
    let database = TestDatabase::new(Backend::Sqlite).await;
    let store = database.open().await;
    Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
    let full = "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END";
    database.run(full).await;
    for _ in 0..3 {
        let transaction = store.begin().await.expect("a transaction, though the one before it failed");
        let error = transaction.commit(entry(), chrono::DateTime::UNIX_EPOCH).await.expect_err("no room");
        assert!(error.to_string().contains("the disk is full"), "{error}");
    }
    database.run("DROP TRIGGER full").await;
    let transaction = store.begin().await.expect("a transaction");
    assert_eq!(transaction.commit(entry(), chrono::DateTime::UNIX_EPOCH).await.expect("a commit"), 2);
}

#[tokio::test]
async fn once_closed_the_file_alone_is_the_record() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    let store = database.open().await;
    Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
    let before = all(store.as_ref()).await;
    store.close().await;
    let DatabaseAddress::Sqlite(path) = &database.address else { panic!("no file") };
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("copy.db");
    std::fs::copy(path, &copy).expect("a copy");
    let copy = open(&DatabaseAddress::Sqlite(copy), &Patience::Command.into()).await.expect("a record");
    assert_eq!(all(copy.as_ref()).await, before);
    assert!(copy.verify_audit().await.expect("a check").broken.is_none());
}

#[tokio::test]
async fn whoever_closes_the_record_does_not_wait_for_those_who_read_it() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    let store = database.open().await;
    let reading = database.read_on().await;
    Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
    // A command would wait half a minute for a lock.
    tokio::time::timeout(Duration::from_secs(20), store.close()).await.expect("it is closed");
    reading.end().await;
}

#[tokio::test]
async fn another_server_is_told_of_a_change_as_soon_as_it_is_committed() {
    let database = TestDatabase::new(Backend::Postgres).await;
    let (here, there) = (database.open().await, database.open().await);
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let listening = tokio::spawn(async move { here.listen(&|| told.send(()).expect("a test")).await });
    let mut hears = async || tokio::time::timeout(Duration::from_secs(30), heard.recv()).await.expect("it is told");
    // Once it listens it says so, for what was before.
    hears().await;
    for _ in 0..3 {
        let transaction = there.begin().await.expect("a transaction");
        transaction.commit(entry(), chrono::DateTime::UNIX_EPOCH).await.expect("a commit");
        hears().await;
    }
    drop(there.begin().await.expect("a transaction"));
    assert!(heard.try_recv().is_err(), "what was not committed was told");
    listening.abort();
}

pub(crate) fn entry() -> AuditEntry {
    entry_of(Action::Import)
}

/// What the log says of a change that readers do not see.
pub(crate) fn entry_of(action: Action) -> AuditEntry {
    AuditEntry {
        actor: Actor { user: None, name: "test".to_owned() },
        action,
        subject: "a test".to_owned(),
        reason: None,
        scope: ChangeScope::Nothing,
    }
}

#[test]
fn migrations_have_the_same_numbers_and_columns_on_both() {
    let folder = |backend: &str| acceptance::workspace().join("server/store/migrations").join(backend);
    let names = |backend: &str| {
        let mut names: Vec<_> = std::fs::read_dir(folder(backend))
            .expect("migrations")
            .map(|entry| entry.expect("a file").file_name())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
    // The first word of every line is a keyword or a column; types and options may differ.
    let words = |backend: &str, name: &std::ffi::OsStr| {
        let text = std::fs::read_to_string(folder(backend).join(name)).expect("a migration");
        let (mut alike, mut lines) = (true, Vec::new());
        for line in text.lines() {
            alike = if alike { !line.starts_with("-- begin: ") } else { line.starts_with("-- end: ") };
            if alike && !line.trim_start().starts_with("--") {
                lines.push(line);
            }
        }
        lines
            .into_iter()
            .filter_map(|line| line.split_whitespace().next().map(|word| word.trim_end_matches([',', ';']).to_owned()))
            .collect::<Vec<_>>()
    };
    for name in names("sqlite") {
        assert_eq!(words("sqlite", &name), words("postgres", &name), "{}", name.display());
    }
}
