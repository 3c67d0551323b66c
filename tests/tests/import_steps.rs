//! Imports that are written in steps: nobody sees anything of them before the last, and one that ends before its time
//! leaves nothing.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use acceptance::{
    Backend, ChildServer, Import, Member, TestDatabase, binary, on_both, postura, seeds,
    writing::{GOOD, with},
};
use domain::{Role, Statement, StatementId};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use service::import::Mode;
use tempfile::TempDir;

/// What is counted of a record.
const COUNTS: [&str; 4] = [
    "SELECT COUNT(*) FROM statement",
    "SELECT COUNT(*) FROM source",
    "SELECT COUNT(*) FROM stakeholder",
    "SELECT COUNT(*) FROM appearance",
];

async fn counts(database: &TestDatabase) -> [i64; 4] {
    let mut found = [0; 4];
    for (found, sql) in found.iter_mut().zip(COUNTS) {
        *found = database.number(sql).await;
    }
    found
}

/// Lines of statements with names and sources of their own.
pub(crate) fn lines(numbers: std::ops::RangeInclusive<u32>) -> String {
    let mut line = seeds().remove(0);
    line["also_seen"] = json!([]);
    let mut lines = String::new();
    for number in numbers {
        line["external_id"] = json!(format!("line-{number}"));
        line["source_url"] = json!(format!("https://example.org/{number}"));
        line["speaker"] = json!(format!("Speaker {}", number % 700));
        writeln!(lines, "{line}").expect("a text");
    }
    lines
}

/// A folder to import: the starter data's stakeholders and topics, one stakeholder more, and statements.
fn folder_with(statements: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let starter = Import::starter();
    let mut actors: Vec<Value> = serde_json::from_str(&starter.actors.expect("stakeholders")).expect("JSON");
    let mut one_more = actors[0].clone();
    one_more["slug"] = json!("one-more");
    one_more["name"] = json!("One more");
    one_more["short"] = json!("One more");
    actors.push(one_more);
    fs::write(folder.path().join("actors.json"), json!(actors).to_string()).expect("room");
    fs::write(folder.path().join("topics.json"), starter.topics.expect("topics")).expect("room");
    fs::write(folder.path().join("statements.jsonl"), statements).expect("room");
    folder
}

fn import(database: &TestDatabase, folder: &Path) -> Command {
    let mut command = postura();
    command.args(["import", "--step", "500", "--database-url", &database.address.to_string()]).arg(folder);
    command
}

#[tokio::test]
async fn an_import_in_steps_gives_the_record_that_one_at_once_gives() {
    on_both(|database| async move {
        let statements = lines(1..=1_700);
        let at_once = Import { statements: Some(statements), ..Import::starter() };
        let in_steps = Import { step: Some(500), ..at_once.clone() };
        let other = TestDatabase::new(database.backend()).await;
        let mut texts = Vec::new();
        for (database, import) in [(&database, in_steps), (&other, at_once)] {
            let store = database.open().await;
            let tried = import.run(store.as_ref(), Mode::DryRun).await.expect("an import");
            assert_eq!(counts(database).await, [0; 4], "a dry run leaves nothing");
            let report = import.run(store.as_ref(), Mode::Keep).await.expect("an import");
            assert_eq!(report, tried);
            assert_eq!(store.verify_audit().await.expect("a check").right, 1);
            let words = store.verify_words().await.expect("a check");
            assert_eq!((words.right, words.broken.len()), (1_700, 0));
            let all = store.list_published_after(domain::StatementId(0), 5_000).await.expect("statements");
            texts.push(all.into_iter().map(|stored| stored.statement).collect::<Vec<_>>());
        }
        assert!(texts[0] == texts[1] && texts[0].len() == 1_700);
        assert_eq!(database.number("SELECT COUNT(*) FROM unfinished_import").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_refers_to_what_is_still_to_come_waits_for_it() {
    let mut lines: Vec<Value> =
        lines(1..=1_200).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    lines[10]["restates"] = json!("line-1150");
    let import = Import { step: Some(500), ..Import::of_statements(&lines) };
    let import = Import { statements: import.statements, step: import.step, ..Import::starter() };
    let database = TestDatabase::new(Backend::Sqlite).await;
    import.run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    assert_eq!(database.number("SELECT COUNT(*) FROM statement WHERE restates = 'line-1150'").await, 1);
}

#[tokio::test]
async fn a_fault_after_many_steps_leaves_nothing() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    let store = database.open().await;
    Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
    let before = counts(&database).await;
    for last in ["not JSON", &lines(7..=7)] {
        let folder = folder_with(&(lines(1..=3_000) + last));
        let output = import(&database, folder.path()).output().expect("an end");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.starts_with("postura: 1 fault(s)") && said.contains("line 3001"), "{said}");
        assert_eq!(counts(&database).await, before);
        assert_eq!(database.number("SELECT COUNT(*) FROM speaker WHERE name LIKE 'Speaker %'").await, 0);
        assert_eq!(database.number("SELECT COUNT(*) FROM unfinished_import").await, 0);
    }
    database.verify();
}

/// Starts an import and gives it when it has committed some steps.
async fn under_way(database: &TestDatabase, folder: &Path) -> std::process::Child {
    let mut child = import(database, folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("an import");
    for _ in 0..6_000 {
        if database.number("SELECT COUNT(*) FROM unfinished_import").await == 1 {
            return child;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    child.kill().expect("a signal");
    panic!("no step was seen before it ended: {}", child.wait().expect("an end"));
}

async fn until_saved(editor: &Member, draft: &[(&str, &str)]) {
    for _ in 0..300 {
        if editor.post("/edit/drafts", draft).await.status == 303 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("what was left is never taken away");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_an_import_that_is_under_way_and_one_that_was_killed_leaves_nothing() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    let store = database.open().await;
    Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
    let before = counts(&database).await;
    let folder = folder_with(&lines(1..=40_000));
    let server = ChildServer::over(&database, &[]);
    let editor = database.account("editor", Role::Editor, server.address).await;
    assert_eq!(editor.sign_in().await.status, 303);
    let key = editor.get("/edit/statements/new").await.attributes("input[name=key]", "value").remove(0);
    let draft = with(GOOD, &[("key", &key), ("action", "save")]);
    let changes = database.number("SELECT number FROM change_counter").await;

    let mut importing = under_way(&database, folder.path()).await;
    // It stands still, so that it is the same that all see.
    kill_process(Pid::from_child(&importing), Signal::STOP).expect("a signal");
    assert!(database.number(COUNTS[0]).await > before[0], "it writes");
    // Neither on pages, nor to a server that starts, nor in a backup, nor to whoever checks; and nobody else writes.
    for path in ["/statements/line-1", "/stakeholders/one-more"] {
        assert_eq!(server.visitor().get(path).await.status, 404, "{path}");
    }
    // With an index of its own.
    let fresh = TestDatabase::at(database.address.clone());
    let second = ChildServer::over(&fresh, &[]);
    let listed = second.visitor().get("/timeline").await;
    assert!(listed.text("main").contains("211"), "{}", listed.text("main"));
    assert_eq!(second.visitor().get("/stakeholders/one-more").await.status, 404);
    let known = store.stakeholders().await.expect("stakeholders");
    assert!(known.iter().all(|stakeholder| stakeholder.slug.as_str() != "one-more"));
    let archive = folder.path().join("backup.gz");
    let url = database.address.to_string();
    let backed_up = postura().args(["backup", "--database-url", &url]).arg(&archive).output().expect("an end");
    assert!(backed_up.status.success(), "{}", String::from_utf8_lossy(&backed_up.stderr));
    database.verify();
    let refused = editor.post("/edit/drafts", &draft).await;
    assert_eq!((refused.status, refused.header("retry-after").is_some()), (503, true));
    importing.kill().expect("a signal");
    importing.wait().expect("an end");

    // The next who writes finds it gone.
    assert!(database.number(COUNTS[0]).await > before[0], "it had written");
    until_saved(&editor, &draft).await;
    assert_eq!(counts(&database).await, before);
    assert_eq!(database.number("SELECT number FROM change_counter").await, changes + 1);
    assert_eq!(database.number("SELECT COUNT(*) FROM pragma_foreign_key_check").await, 0);
    database.verify();
    let restored = TestDatabase::new(Backend::Sqlite).await;
    let restore = postura().args(["restore", "--database-url", &restored.address.to_string()]).arg(&archive).output();
    assert!(restore.expect("an end").status.success());
    assert_eq!(counts(&restored).await, before);

    // And an import goes on as if there had been none.
    let output = import(&database, folder.path()).output().expect("an end");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    crate::read_only::until(&server.visitor(), "/statements/line-40000", 200).await;
    assert_eq!(counts(&database).await[0], before[0] + 40_000);
    database.verify();
}

/// Kills an import once it has come further than some line; gives how far it had come.
async fn killed_after(database: &TestDatabase, folder: &Path, line: i64) -> i64 {
    const READ: &str = "SELECT COALESCE(MAX(checkpoint ->> '$.read.lines'), 0) FROM unfinished_import";
    let mut child = import(database, folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("an import");
    for _ in 0..6_000 {
        if database.number(READ).await > line {
            child.kill().expect("a signal");
            child.wait().expect("an end");
            return database.number(READ).await;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    child.kill().expect("a signal");
    panic!("it did not come that far: {}", child.wait().expect("an end"));
}

/// All that is published, without the numbers it has.
async fn published(database: &TestDatabase) -> Vec<Statement> {
    let all = database.open().await.list_published_after(StatementId(0), 100_000).await.expect("statements");
    all.into_iter().map(|stored| stored.statement).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_killed_goes_on_where_it_was_however_often() {
    let folder = folder_with(&lines(1..=20_000));
    let database = TestDatabase::new(Backend::Sqlite).await;
    drop(database.open().await);
    let mut line = 0;
    for _ in 0..4 {
        line = killed_after(&database, folder.path(), line).await;
    }
    let output = import(&database, folder.path()).output().expect("an end");
    let (did, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(
        output.status.success() && did.contains("statements:   20000 added, 0 updated, 0 unchanged"),
        "{did}{said}"
    );
    assert!(did.contains("stakeholders: 87 added"), "{did}");
    assert!(did.contains(&format!("went on after line {line}")), "{did}");
    // Each went on and none wrote anything anew.
    assert_eq!(database.number("SELECT COUNT(DISTINCT created_at) FROM statement").await, 5);
    assert_eq!(database.number("SELECT COUNT(*) FROM unfinished_import").await, 0);
    database.verify();

    let at_once = TestDatabase::new(Backend::Sqlite).await;
    let output = import(&at_once, folder.path()).output().expect("an end");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(counts(&database).await, counts(&at_once).await);
    assert!(published(&database).await == published(&at_once).await);
    let contents = "SELECT COUNT(*) FROM audit WHERE contents IS NOT NULL";
    assert_eq!((database.number(contents).await, at_once.number(contents).await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_of_something_else_does_not_go_on_with_what_one_left() {
    let many = lines(1..=20_000);
    let first_changed = many.replacen("Speaker 1\"", "Speaker one\"", 1);
    for (other, first_speaker) in
        [(&*first_changed, Some("Speaker one")), (&*lines(1..=3), Some("Speaker 1")), ("", None)]
    {
        let database = TestDatabase::new(Backend::Sqlite).await;
        drop(database.open().await);
        killed_after(&database, folder_with(&many).path(), 0).await;
        let output = import(&database, folder_with(other).path()).output().expect("an end");
        let did = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && !did.contains("went on"), "{did}");
        let listed = published(&database).await;
        assert_eq!(listed.len(), other.lines().count());
        let first = listed.iter().find(|statement| statement.external_id == "line-1");
        assert_eq!(first.and_then(|first| first.speaker.as_deref()), first_speaker);
        database.verify();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_an_import_that_goes_on_are_told_by_their_lines_and_leave_nothing() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    let before = counts(&database).await;
    let many = lines(1..=20_000);
    for (last, told) in
        [("not JSON", "line 20001, JSON"), (&*lines(7..=7), "\u{201c}line-7\u{201d} stands already in line 7")]
    {
        killed_after(&database, folder_with(&many).path(), 0).await;
        let output = import(&database, folder_with(&(many.clone() + last)).path()).output().expect("an end");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with("postura: 1 fault(s)") && said.contains(told), "{said}");
        assert_eq!(counts(&database).await, before);
        assert_eq!(database.number("SELECT COUNT(*) FROM unfinished_import").await, 0);
        database.verify();
    }
}

#[tokio::test]
async fn the_log_beside_the_file_does_not_grow_with_an_import() {
    // What SQLite writes back by itself as soon as it can.
    const STEP: u64 = 6 * 1024 * 1024;
    let database = TestDatabase::new(Backend::Sqlite).await;
    drop(database.open().await);
    let folder = folder_with(&lines(1..=20_000));
    let mut child = Command::new(binary())
        .args(["import", "--step", "500", "--database-url", &database.address.to_string()])
        .arg(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .expect("an import");
    let (file, mut longest) = (database.file(), 0);
    let log = PathBuf::from(format!("{}-wal", file.display()));
    while child.try_wait().expect("a process").is_none() {
        longest = longest.max(fs::metadata(&log).map_or(0, |log| log.len()));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let whole = fs::metadata(file).expect("a file").len();
    assert_eq!(database.number(COUNTS[0]).await, 20_000);
    assert!(longest > 0 && whole > 3 * STEP, "{longest} of {whole}");
    assert!(longest < STEP, "{longest} of {whole} bytes");
}

/// As an import leaves it that was killed after its first step.
async fn left(database: &TestDatabase) {
    database.run("INSERT INTO unfinished_import VALUES (1, 0, 0, 0, 0, 0, 0, '{}')").await;
    database
        .run(
            "INSERT INTO stakeholder (slug, name, short_name, aliases, kind, country) \
             VALUES ('left', 'Left', 'Left', '[]', 'government', 'MX')",
        )
        .await;
}

#[tokio::test]
async fn an_import_is_known_to_be_under_way_by_whatever_name_the_file_is_opened() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    drop(database.open().await);
    left(&database).await;
    let link = database.file().with_file_name("link.db");
    std::os::unix::fs::symlink(database.file(), &link).expect("a link");
    let linked = TestDatabase::at(format!("sqlite://{}", link.display()).parse().expect("an address"));
    let lock = fs::File::create(format!("{}-import", database.file().display())).expect("room");
    lock.lock().expect("a lock");
    let store = linked.open().await;
    for refused in [store.begin().await.err(), store.begin_import().await.err()] {
        let refused = refused.expect("it is under way");
        assert!(refused.to_string().contains("an import is under way"), "{refused}");
    }
    assert_eq!(counts(&database).await[2], 1);
    drop(lock);
    drop(store.begin().await.expect("it has ended"));
    assert_eq!(counts(&database).await[2], 0);
}

#[tokio::test]
async fn a_backup_is_restored_over_what_an_import_left() {
    let shelf = tempfile::tempdir().expect("a folder");
    let archive = shelf.path().join("backup.gz").display().to_string();
    let original = TestDatabase::new(Backend::Sqlite).await;
    Import::starter().run(original.open().await.as_ref(), Mode::Keep).await.expect("an import");
    let database = TestDatabase::new(Backend::Sqlite).await;
    drop(database.open().await);
    left(&database).await;
    for (command, database) in [("backup", &original), ("restore", &database)] {
        let url = database.address.to_string();
        let output = postura().args([command, &archive, "--database-url", &url]).output().expect("an end");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(counts(&database).await, counts(&original).await);
}

#[tokio::test]
async fn what_an_import_left_before_codings_were_kept_is_taken_away_when_the_tables_are_brought_up_to_date() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    database.migrate_to(15).await;
    for sql in crate::backup::OLD_ROWS {
        database.run(sql).await;
    }
    database.run(crate::backup::OLD_POSITION).await;
    // Everything above the first of each was written by it.
    database
        .run(
            "INSERT INTO unfinished_import (id, statement_id, source_id, speaker_id, milestone_id, topic_id, stakeholder_id) \
             VALUES (1, 0, 0, 1, 0, 4, 3)",
        )
        .await;
    let shelf = tempfile::tempdir().expect("a folder");
    let file = shelf.path().join("backup.gz");
    store::backup::back_up(&database.address, &file, &mut |_| {}).await.expect("a backup");
    let into = TestDatabase::new(Backend::Sqlite).await;
    store::backup::restore(&file, &into.address, &mut |_| {}).await.expect("nothing of what it left is in it");
    assert_eq!(into.number("SELECT COUNT(*) FROM position").await, 0);

    drop(database.open().await);
    for left in
        ["SELECT COUNT(*) FROM statement", "SELECT COUNT(*) FROM coding", "SELECT COUNT(*) FROM unfinished_import"]
    {
        assert_eq!(database.number(left).await, 0, "{left}");
    }
    assert_eq!(database.number("SELECT COUNT(*) FROM topic").await, 1);
}
