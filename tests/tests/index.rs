//! The index as those see it who run a server: kept, built anew, checked.

use std::path::Path;

use acceptance::{Backend, Import, TestDatabase, postura, workspace};
use service::import::Mode;

/// Runs the binary over a database and an index; code and everything it printed.
fn run(command: &str, database: &TestDatabase, index: &Path) -> (Option<i32>, String) {
    let url = database.address.to_string();
    let output = postura()
        .args([command, "--database-url", &url, "--index-folder", &index.display().to_string()])
        .output()
        .expect("the binary");
    let printed = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&printed).into_owned())
}

async fn filled(backend: Backend) -> TestDatabase {
    let database = TestDatabase::new(backend).await;
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    database
}

#[tokio::test]
async fn an_index_is_built_and_checked_by_hand() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let database = filled(backend).await;
        let folder = tempfile::tempdir().expect("a folder");
        let (code, printed) = run("verify", &database, folder.path());
        assert!(code == Some(0) && printed.contains("no index is kept"), "{printed}");
        let (code, printed) = run("reindex", &database, folder.path());
        assert!(code == Some(0) && printed.contains("the index was built: 211 statements"), "{printed}");
        let (code, printed) = run("verify", &database, folder.path());
        assert!(
            code == Some(0) && printed.contains("the index is of the record: 211 statements, 0 changed"),
            "{printed}"
        );
    }
}

#[tokio::test]
async fn an_index_that_is_not_of_the_record_is_noticed() {
    let database = filled(Backend::Sqlite).await;
    let folder = tempfile::tempdir().expect("a folder");
    run("reindex", &database, folder.path());
    database.run("UPDATE statement SET text = text || ' more' WHERE id = 3").await;
    database.run("UPDATE statement SET status = 'withdrawn' WHERE id = 5").await;
    let (code, printed) = run("verify", &database, folder.path());
    assert_eq!(code, Some(1));
    assert!(printed.contains("the index is not of the record in 2 statements (numbers 3, 5)"), "{printed}");
    assert!(
        printed.contains("2 of the statements on record are not as they were written"),
        "all is checked: {printed}"
    );
    // The same import at another time is another record.
    let other = TestDatabase::new(Backend::Sqlite).await;
    let data = workspace().join("server/starter-data");
    let import = postura().args(["import", "--database-url", &other.address.to_string()]).arg(data).status();
    assert!(import.expect("the binary").success());
    let (code, printed) = run("verify", &other, folder.path());
    assert!(code == Some(1) && printed.contains("is not of this record"), "{printed}");
}

#[tokio::test]
async fn a_damaged_index_is_noticed() {
    let database = filled(Backend::Sqlite).await;
    let folder = tempfile::tempdir().expect("a folder");
    run("reindex", &database, folder.path());
    let columns = folder.path().join("0/set-1/columns");
    let mut bytes = std::fs::read(&columns).expect("columns");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&columns, bytes).expect("columns");
    let (code, printed) = run("verify", &database, folder.path());
    assert!(code == Some(1) && printed.contains("is damaged"), "{printed}");
}
