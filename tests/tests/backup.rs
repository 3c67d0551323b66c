//! Backing up and restoring: what is restored is what is tested.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use acceptance::{Backend, Import, TestDatabase, TestServer, on_both, postura, starter_statements};
use domain::{Action, Role, Valid};
use serde_json::Value;
use service::{import::Mode, ports::RecordStore};
use store::{
    BackupError, Opening, Patience,
    backup::{ArchiveError, back_up, check, restore},
    open,
    tables::{LEFT_OUT, TABLES},
};
use tempfile::TempDir;

use crate::endurance::turns;

const TODAY: &str = "2026-11-23";

/// A folder for backups.
struct Shelf(TempDir);

impl Shelf {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Backs a database up; gives the bytes of the file.
    async fn back_up(&self, database: &TestDatabase, name: &str) -> Vec<u8> {
        back_up(&database.address, &self.file(name), &mut |_| {}).await.expect("a backup");
        std::fs::read(self.file(name)).expect("a file")
    }

    async fn restore(&self, name: &str, database: &TestDatabase) -> Result<(), BackupError> {
        restore(&self.file(name), &database.address, &mut |_| {}).await.map(drop)
    }
}

fn lines(archive: &[u8]) -> Vec<Value> {
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(archive).read_to_string(&mut text).expect("gzip");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// How many rows each table has in a backup.
fn rows_of(archive: &[u8]) -> BTreeMap<String, usize> {
    let (mut rows, mut table) = (BTreeMap::new(), String::new());
    for line in lines(archive) {
        match &line {
            Value::Array(_) => *rows.entry(table.clone()).or_default() += 1,
            Value::Object(object) if object.contains_key("table") => {
                line["table"].as_str().expect("a name").clone_into(&mut table);
                rows.insert(table.clone(), 0);
            }
            _ => {}
        }
    }
    rows
}

#[tokio::test]
async fn every_table_and_column_is_backed_up_or_left_out_on_purpose() {
    on_both(|database| async move {
        drop(database.open().await);
        let sql = match database.backend() {
            Backend::Sqlite => {
                "SELECT json_group_array(m.name || '.' || p.name) FROM sqlite_schema m JOIN pragma_table_info(m.name) p \
                 WHERE m.type = 'table'"
            }
            Backend::Postgres => {
                "SELECT json_agg(table_name || '.' || column_name)::text FROM information_schema.columns \
                 NATURAL JOIN information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            }
        };
        let found: BTreeSet<String> = serde_json::from_str(&database.text(sql).await).expect("names");
        let table = |name: &String| name.split('.').next().expect("a table").to_owned();
        let left_out: BTreeSet<String> = found.iter().map(table).filter(|name| LEFT_OUT.contains(&&**name)).collect();
        assert_eq!(left_out.len(), LEFT_OUT.len(), "{left_out:?}");
        let found: BTreeSet<String> = found.into_iter().filter(|name| !left_out.contains(&table(name))).collect();
        let listed = TABLES.iter().flat_map(|table| {
            table.columns_at(i64::MAX).into_iter().map(|column| format!("{}.{}", table.name, column.name))
        });
        assert_eq!(found, listed.collect());
    })
    .await;
}

#[tokio::test]
async fn a_record_in_which_everything_was_done_is_the_same_on_the_other_database_and_back() {
    on_both(|database| async move {
        Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        let server = TestServer::over(database, TODAY).await;
        crate::log::do_everything(&server).await;
        let database = &server.database;
        database.run("INSERT INTO recovery_code (account_id, hash) SELECT id, 'a' FROM account").await;
        let shelf = Shelf::new();
        let first = shelf.back_up(database, "first").await;
        let empty: Vec<String> =
            rows_of(&first).into_iter().filter(|(_, rows)| *rows == 0).map(|(name, _)| name).collect();
        assert!(empty.is_empty(), "nothing is in {empty:?}");
        assert!(!String::from_utf8_lossy(&first).contains("session"));

        let there = TestDatabase::new(database.backend().other()).await;
        shelf.restore("first", &there).await.expect("restored");
        assert!(shelf.back_up(&there, "second").await == first, "not the same on {:?}", there.backend());
        let back = TestDatabase::new(database.backend()).await;
        shelf.restore("second", &back).await.expect("restored");
        assert!(shelf.back_up(&back, "third").await == first, "not the same on {:?}", back.backend());

        // It is a record in use: the log goes on where it was, numbers are not given out twice.
        for restored in [there, back] {
            let store = restored.open().await;
            assert!(store.verify_audit().await.expect("a check").broken.is_none());
            let server = TestServer::over(restored, TODAY).await;
            let editor = server.member_called("afterwards", Role::Editor).await;
            assert_eq!(editor.sign_in().await.status, 303);
            let draft = acceptance::writing::begin(&editor, acceptance::writing::GOOD, "save").await;
            assert_eq!(draft.status, 303, "{}", draft.body);
            assert!(store.verify_audit().await.expect("a check").broken.is_none());
            let pages = ["/", "/es/timeline?topic=medicine-access", "/statements/seed-msf-remove-provisions"];
            for page in pages {
                assert_eq!(server.visitor().get(page).await.status, 200, "{page}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_backup_of_an_older_version_gives_what_bringing_it_up_to_date_gives() {
    let newest = TABLES.iter().flat_map(|table| table.columns_at(i64::MAX)).map(|column| column.since()).max();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        for migration in 1..=newest.expect("migrations") {
            let old = TestDatabase::new(backend).await;
            old.migrate_to(migration).await;
            for sql in OLD_ROWS {
                old.run(sql).await;
            }
            if migration < 16 {
                old.run(OLD_POSITION).await;
            }
            let shelf = Shelf::new();
            let rows = rows_of(&shelf.back_up(&old, "old").await);
            assert_eq!(rows.get("statement"), Some(&1), "{rows:?}");
            let restored = TestDatabase::new(backend.other()).await;
            shelf.restore("old", &restored).await.expect("restored");
            drop(open(&old.address, &Patience::Command.into()).await.expect("brought up to date"));
            let expected = shelf.back_up(&old, "brought up to date").await;
            let found = shelf.back_up(&restored, "restored").await;
            assert_eq!(lines(&found), lines(&expected), "migration {migration} on {backend:?}");
            let late = TestDatabase::new(backend).await;
            drop(late.open().await);
            if migration < newest.expect("migrations") {
                let refused = shelf.restore("old", &late).await.expect_err("the tables are newer");
                assert!(matches!(refused, BackupError::OlderThanTables { .. }), "{refused}");
            }
        }
    }
}

/// A statement as the first version could have recorded it.
pub(crate) const OLD_ROWS: [&str; 4] = [
    "INSERT INTO stakeholder (id, slug, name, short_name, aliases, kind, country) \
     VALUES (3, 'amiif', 'AMIIF', 'AMIIF', '[]', 'industry_association', 'MX')",
    "INSERT INTO speaker (id, name) VALUES (1, 'A spokesperson')",
    "INSERT INTO statement (id, external_id, slug, stakeholder_id, speaker_id, said_on, said_on_bound, text, language, \
     directness, venue, quote_check, status, version, created_at, updated_at) VALUES (7, 'a', 'a', 3, 1, '2026-11', \
     'within', 'Words.', 'en', 'verbatim', 'letter', 'unverified', 'published', 1, '2026-11-23 10:11:12.123456+00:00', \
     '2026-11-23 10:11:12.123456+00:00')",
    "INSERT INTO topic (id, slug, label_en, proposition_en, articles) VALUES (4, 'access', 'Access', 'It should be so.', '[]')",
];

/// What was coded of it, while positions were rows of their own.
pub(crate) const OLD_POSITION: &str =
    "INSERT INTO position (statement_id, ordinal, topic_id, stance, rationale) VALUES (7, 0, 4, 'support', 'says so')";

#[tokio::test]
async fn nothing_is_restored_over_a_record_or_from_a_damaged_file() {
    on_both(|database| async move {
        Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        let shelf = Shelf::new();
        let whole = shelf.back_up(&database, "whole").await;
        let refused = shelf.restore("whole", &database).await.expect_err("it is not empty");
        assert!(matches!(refused, BackupError::NotEmpty { table: "change_counter", .. }), "{refused}");
        assert!(shelf.back_up(&database, "unchanged").await == whole);

        let into = TestDatabase::new(database.backend()).await;
        std::fs::write(shelf.file("cut off"), &whole[..whole.len() - 40]).expect("room");
        let mut altered = whole.clone();
        let middle = altered.len() / 2;
        altered[middle] ^= 4;
        std::fs::write(shelf.file("altered"), &altered).expect("room");
        for damaged in ["cut off", "altered"] {
            let refused = shelf.restore(damaged, &into).await.expect_err("it is damaged");
            assert!(matches!(refused, BackupError::Archive(ArchiveError::Damaged { .. })), "{refused}");
            assert_eq!(into.number("SELECT COUNT(*) FROM stakeholder").await, 0, "{damaged}");
            assert!(check(&shelf.file(damaged), &mut |_| {}).is_err());
        }
        // What was refused left nothing in the way.
        shelf.restore("whole", &into).await.expect("restored");
        assert!(shelf.back_up(&into, "restored").await == whole);
    })
    .await;
}

#[tokio::test]
async fn backups_made_while_others_write_are_each_of_one_moment() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let (stop, begun) = (Arc::new(AtomicBool::new(false)), Instant::now());
        let writing = tokio::spawn(write_until(store, Arc::clone(&stop)));
        let shelf = Shelf::new();
        let mut numbers = BTreeSet::new();
        for turn in 0..turns(5, 50) {
            let name = format!("turn {turn}");
            let backed_up = back_up(&database.address, &shelf.file(&name), &mut |_| {}).await.expect("a backup");
            let into = TestDatabase::new(database.backend().other()).await;
            shelf.restore(&name, &into).await.expect("restored");
            let audit = into.open().await.verify_audit().await.expect("a check");
            assert_eq!(audit.broken, None, "{name}");
            assert_eq!(i64::try_from(audit.right).expect("few"), backed_up.change_number, "{name}");
            numbers.insert(backed_up.change_number);
        }
        stop.store(true, Ordering::Relaxed);
        let written = writing.await.expect("a writer");
        assert!(numbers.len() > 1 && written > 1, "nothing was written meanwhile: {numbers:?}, {written}");
        let rate = f64::from(written) / begun.elapsed().as_secs_f64();
        eprintln!("{} backups beside {rate:.0} changes a second, each restored and right", turns(5, 50));
    })
    .await;
}

/// Adds topics one by one; says how many.
async fn write_until(store: Arc<dyn RecordStore>, stop: Arc<AtomicBool>) -> u32 {
    let topic = store.topics().await.expect("topics").remove(0);
    let mut written = 0;
    while !stop.load(Ordering::Relaxed) {
        written += 1;
        let mut topic = topic.clone();
        topic.slug = format!("written-{written}").parse().expect("a slug");
        let mut transaction = store.begin().await.expect("a transaction");
        transaction.save_topic(&Valid::on_record(topic)).await.expect("a topic");
        let entry = crate::contract::entry_of(Action::ReferenceSaved);
        transaction.commit(entry, chrono::DateTime::UNIX_EPOCH).await.expect("a commit");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    written
}

#[tokio::test]
async fn before_the_tables_are_brought_up_to_date_the_record_is_backed_up() {
    on_both(|database| async move {
        database.migrate_to(9).await;
        database.run(OLD_ROWS[0]).await;
        let shelf = Shelf::new();
        let opening = |folder: &Path| Opening { backup_folder: Some(folder.to_owned()), ..Patience::Command.into() };
        std::fs::write(shelf.file("file"), "").expect("room");
        let refused = open(&database.address, &opening(&shelf.file("file"))).await.err().expect("no folder");
        assert!(
            refused.to_string().contains("was not brought up to date, because it could not be backed up"),
            "{refused}"
        );
        assert_eq!(database.number("SELECT CAST(COUNT(*) AS BIGINT) FROM _sqlx_migrations").await, 9);

        let folder = shelf.file("backups");
        for _ in 0..2 {
            drop(open(&database.address, &opening(&folder)).await.expect("brought up to date"));
            let files: Vec<_> =
                std::fs::read_dir(&folder).expect("a folder").map(|file| file.expect("a file")).collect();
            assert_eq!(files.len(), 1, "{files:?}");
            let name = files[0].file_name().to_string_lossy().into_owned();
            assert!(name.starts_with("postura-before-migration-10-"), "{name}");
            let into = TestDatabase::new(Backend::Sqlite).await;
            restore(&files[0].path(), &into.address, &mut |_| {}).await.expect("restored");
            assert_eq!(into.text("SELECT slug FROM stakeholder").await, "amiif");
        }
    })
    .await;
}

#[tokio::test]
async fn a_backup_from_before_is_made_once_however_often_it_is_tried() {
    on_both(|database| async move {
        let shelf = Shelf::new();
        let opening = Opening { backup_folder: Some(shelf.file("backups")), ..Patience::Command.into() };
        database.migrate_to(7).await;
        for sql in OLD_ROWS {
            database.run(sql).await;
        }
        // What the next migration adds is there already, so it fails each time.
        database.run("ALTER TABLE statement ADD COLUMN recorded_on TEXT").await;
        for _ in 0..3 {
            let refused = open(&database.address, &opening).await.err().expect("it cannot be brought up to date");
            assert!(refused.to_string().contains("could not be brought up to date"), "{refused}");
        }
        assert_eq!(std::fs::read_dir(shelf.file("backups")).expect("a folder").count(), 1);
        // Another record is another backup.
        database.run("UPDATE speaker SET name = 'Somebody else'").await;
        open(&database.address, &opening).await.err().expect("it cannot be brought up to date");
        assert_eq!(std::fs::read_dir(shelf.file("backups")).expect("a folder").count(), 2);
    })
    .await;
}

#[tokio::test]
async fn programs_that_bring_one_database_up_to_date_at_once_take_turns() {
    on_both(|database| async move {
        database.migrate_to(1).await;
        database.run(OLD_ROWS[0]).await;
        let shelf = Shelf::new();
        let folder = shelf.file("backups").display().to_string();
        let url = database.address.to_string();
        let migrate = ["migrate", "--database-url", &url, "--backup-folder", &folder];
        let programs: Vec<_> = (0..6)
            .map(|_| postura().args(migrate).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program"))
            .collect();
        for program in programs {
            let Output { status, stderr, .. } = program.wait_with_output().expect("an end");
            assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
        }
        assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 1, "one of them backs up");
        assert_eq!(database.text("SELECT slug FROM stakeholder").await, "amiif");
    })
    .await;
}

#[tokio::test]
async fn the_commands_say_what_they_did_and_what_they_did_not() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    let shelf = Shelf::new();
    let file = shelf.file("record.jsonl.gz").display().to_string();
    let other = format!("sqlite://{}", shelf.file("new/postura.db").display());
    let url = database.address.to_string();
    let run = |arguments: &[&str]| {
        let Output { status, stdout, stderr } = postura().args(arguments).output().expect("an end");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (status.code(), text(stdout), text(stderr))
    };
    let (code, stdout, stderr) = run(&["backup", &file, "--database-url", &url]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stdout.contains("was backed up") && stdout.contains("rows up to change 1,"), "{stdout}");
    let (code, _, stderr) = run(&["backup", &file, "--database-url", &url]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("is there already; nothing was written over"), "{stderr}");
    let (code, stdout, _) = run(&["restore", &file, "--check"]);
    assert_eq!((code, stdout.contains("is whole")), (Some(0), true), "{stdout}");
    let (code, stdout, stderr) = run(&["restore", &file, "--database-url", &other]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stdout.contains("was restored into") && stdout.contains("as it was written: 1 rows"), "{stdout}");
    let (code, _, stderr) = run(&["restore", &file, "--database-url", &other]);
    assert_eq!((code, stderr.contains("is not empty")), (Some(1), true), "{stderr}");
    let nowhere = format!("sqlite://{}", shelf.file("nowhere.db").display());
    let (code, _, stderr) = run(&["backup", &shelf.file("none").display().to_string(), "--database-url", &nowhere]);
    assert_eq!((code, stderr.lines().count()), (Some(1), 1), "{stderr}");
    assert!(!shelf.file("none").exists() && !shelf.file("nowhere.db").exists(), "something was made");
    let text = shelf.file("text").display().to_string();
    std::fs::write(&text, "words").expect("room");
    let (code, _, stderr) = run(&["restore", &text, "--database-url", &nowhere]);
    assert_eq!((code, stderr.contains("is not a backup of Postura")), (Some(1), true), "{stderr}");
    assert!(!shelf.file("nowhere.db").exists(), "a database was made of nothing");
}

#[tokio::test]
async fn a_server_backs_up_by_itself_and_keeps_the_newest() {
    let shelf = Shelf::new();
    let url = format!("sqlite://{}", shelf.file("postura.db").display());
    let serve = ["serve", "--addr", "127.0.0.1:0", "--starter-data", "--database-url", &url];
    let schedule = ["--backup-every", "1s", "--keep", "2"];
    let server = postura().args(serve).args(schedule).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut server = server.expect("a server");
    let mut log = std::io::BufReader::new(server.stderr.take().expect("a pipe"));
    for _ in 0..4 {
        let mut line = String::new();
        while !line.contains("the record was backed up") {
            line.clear();
            assert!(std::io::BufRead::read_line(&mut log, &mut line).expect("a line") > 0, "it ended");
        }
    }
    drop(log);
    server.kill().expect("an end");
    server.wait().expect("an end");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(shelf.file("backups")).expect("a folder").map(|file| file.expect("a file").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "gz"));
    assert!((2..=3).contains(&files.len()), "{files:?}");
    let into = TestDatabase::new(Backend::Postgres).await;
    restore(&files[0], &into.address, &mut |_| {}).await.expect("restored");
    let statements = into.number("SELECT COUNT(*) FROM statement").await;
    assert_eq!(usize::try_from(statements).expect("few"), starter_statements().len());
}
