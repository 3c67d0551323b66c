//! The binary, as somebody at a terminal uses it: one clear line, and 0, 1 or 2.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    process::{Command, Output, Stdio},
};

use acceptance::{Backend, TestDatabase, postura, seeds, workspace};

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = postura().args(arguments).output().expect("an end");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn used_wrongly_it_ends_with_2() {
    for arguments in [
        &["serve", "--port", "80"][..],
        &["fly"],
        &["import"],
        &["serve", "--addr", "here"],
        &["migrate", "--database-url", "mysql://x"],
    ] {
        let (code, _, stderr) = run(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with("error:"), "{stderr}");
    }
}

#[test]
fn a_busy_port_and_an_unwritable_folder_are_named() {
    let busy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = busy.local_addr().expect("an address").to_string();
    let (code, _, stderr) = run(&["serve", "--addr", &address]);
    assert_eq!(code, Some(1));
    assert!(
        stderr.lines().last().is_some_and(|line| line.starts_with("postura: ") && line.contains(&address)),
        "{stderr}"
    );

    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("file"), "").expect("a file");
    let url = format!("sqlite://{}/file/inner/postura.db", folder.path().display());
    let (code, _, stderr) = run(&["migrate", "--database-url", &url]);
    assert_eq!(code, Some(1));
    assert!(stderr.starts_with("postura: the folder") && stderr.contains("cannot be written to"), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}

#[test]
fn a_record_with_nothing_in_it_is_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/postura.db", folder.path().display());
    for command in ["migrate", "reindex", "verify"] {
        let (code, stdout, stderr) = run(&[command, "--database-url", &url]);
        assert_eq!(code, Some(0), "{command}: {stdout}{stderr}");
    }
}

#[test]
fn a_record_is_its_owner_s_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).expect("a file").permissions().mode() & 0o777;
    let url = |name: &str| format!("sqlite://{}/{name}", folder.path().display());
    let backup = folder.path().join("backup.gz").display().to_string();
    for arguments in [
        &["migrate", "--database-url", &url("made.db")][..],
        &["backup", &backup, "--database-url", &url("made.db")],
        &["restore", &backup, "--database-url", &url("restored.db")],
    ] {
        let (code, stdout, stderr) = run(arguments);
        assert_eq!(code, Some(0), "{stdout}{stderr}");
    }
    assert_eq!(["made.db", "restored.db", "backup.gz"].map(mode), [0o600; 3]);
}

#[test]
fn a_server_without_a_place_for_its_index_answers_and_leaves_one_whole_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("index"), "a file where a folder should be").expect("a file");
    let (url, index) = (format!("sqlite://{}", path("postura.db")), path("index"));
    let arguments =
        ["serve", "--addr", "127.0.0.1:0", "--starter-data", "--database-url", &url, "--index-folder", &index];
    let mut server = postura().args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a server");
    let mut lines = BufReader::new(server.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let ready = lines.find(|line| line.starts_with("Postura is at"));
    let pid = server.id().to_string();
    assert!(Command::new("kill").arg(&pid).status().expect("kill").success());
    assert!(server.wait().expect("an end").success());
    assert!(ready.is_some(), "the server did not say where it is");
    let beside = std::fs::metadata(path("postura.db-wal")).map_or(0, |file| file.len());
    assert_eq!(beside, 0, "bytes are left beside the database");
}

#[tokio::test]
async fn a_newer_database_is_refused_in_one_line() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    drop(database.open().await);
    database
        .run("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'newer', 1, x'00', 0)")
        .await;
    let (code, _, stderr) = run(&["migrate", "--database-url", &database.address.to_string()]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("was made by a newer version of Postura"), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}

#[tokio::test]
async fn importing_says_what_it_did_would_do_or_could_not() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    let url = database.address.to_string();
    let data = workspace().join("server/starter-data").display().to_string();
    let import = |extra: &[&str]| run(&[&["import", &data, "--database-url", &url], extra].concat());
    let (code, stdout, _) = import(&["--dry-run"]);
    assert_eq!(code, Some(0));
    assert!(stdout.contains("statements:   211 added") && stdout.contains("nothing was changed"), "{stdout}");
    let (_, stdout, _) = import(&[]);
    assert!(stdout.contains("statements:   211 added"), "{stdout}");
    let (_, stdout, _) = import(&[]);
    assert!(stdout.contains("statements:   0 added, 0 updated, 211 unchanged"), "{stdout}");

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("bad.jsonl");
    std::fs::write(&file, seeds()[0].to_string().replace("amiif", "nobody")).expect("a file");
    let (code, _, stderr) = run(&["import", &file.display().to_string(), "--database-url", &url]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("bad.jsonl, line 1, actor_slug"), "{stderr}");
    let (code, _, stderr) = run(&["import", "/nowhere/at/all", "--database-url", &url]);
    assert_eq!((code, stderr.contains("/nowhere/at/all cannot be read")), (Some(1), true), "{stderr}");
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).expect("a folder");
    let (code, _, stderr) = run(&["import", &empty.display().to_string(), "--database-url", &url]);
    assert_eq!((code, stderr.contains("has none of actors.json")), (Some(1), true), "{stderr}");
}

#[tokio::test]
async fn the_doctor_says_what_is_wrong_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = format!("sqlite://{}/postura.db", folder.path().display());
    let doctor = |url: &str, more: &[&str]| {
        let flags = ["doctor", "--database-url", url, "--addr", "127.0.0.1:1", "--memory-limit", "64"];
        run(&[&flags, more].concat())
    };
    let (code, stdout, stderr) = doctor(&nowhere, &[]);
    assert_eq!(code, Some(1), "{stdout}");
    assert!(
        stdout.contains("bad   the database sqlite://") && stderr.contains("checks found something wrong"),
        "{stdout}"
    );
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "something was made");

    for backend in [Backend::Sqlite, Backend::Postgres] {
        let database = TestDatabase::new(backend).await;
        database.migrate_to(9).await;
        let url = database.address.to_string();
        let (_, stdout, _) = doctor(&url, &["--backup-every", "24h"]);
        assert!(stdout.contains("note  ") && stdout.contains("has tables of an older version"), "{stdout}");
        assert_eq!(database.number("SELECT CAST(COUNT(*) AS BIGINT) FROM _sqlx_migrations").await, 9);

        drop(database.open().await);
        let place = database.folder().expect("a folder");
        let backups = place.join("backups").display().to_string();
        let index = place.join("index").display().to_string();
        let flags = ["--backup-every", "24h", "--backup-folder", &backups, "--index-folder", &index];
        let (code, stdout, _) = doctor(&url, &flags);
        assert_eq!(code, Some(1), "{stdout}");
        assert!(stdout.contains("bad   nobody can manage accounts"), "{stdout}");
        database.account("admin", domain::Role::Admin, "127.0.0.1:1".parse().expect("an address")).await;
        let (code, stdout, stderr) = doctor(&url, &flags);
        assert_eq!(code, Some(0), "{stdout}{stderr}");
        for good in ["can be read", "the audit log is as it was written", "it can be written to"] {
            assert!(stdout.contains(good), "{good}: {stdout}");
        }
        let (_, stdout, _) = doctor(&url, &[&flags[..], &["--public-url", "http://postura.example"]].concat());
        assert!(stdout.contains("passwords are sent in the clear"), "{stdout}");
        std::fs::create_dir(&backups).expect("a folder");
        std::fs::write(place.join("backups/postura-20200101T000000Z.jsonl.gz"), "damaged").expect("room");
        let (code, stdout, _) = doctor(&url, &flags);
        assert_eq!((code, stdout.contains("is not a backup of Postura")), (Some(1), true), "{stdout}");
    }
}
