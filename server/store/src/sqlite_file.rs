//! The file of a `SQLite` database: how it is opened, made and locked, and how far its tables are.

use std::{fs::File, os::unix::fs::OpenOptionsExt, path::Path};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};

use super::{OpenError, Patience};

/// How much of the file the connection that writes may keep in memory, in KiB. A large import goes back and forth between
/// its tables and indexes, and would otherwise write and read the same pages over and over; a server writes little at a time.
const fn writer_cache(patience: Patience) -> u32 {
    match patience {
        Patience::Server => 8 * 1024,
        Patience::Command => 64 * 1024,
    }
}

/// How much of the log beside the file is kept once it has been written back, in bytes: a large import makes it as large
/// as itself.
const LOG_LIMIT: u32 = 64 * 1024 * 1024;

/// How a connection that reads is opened.
pub(super) fn options(path: &Path, patience: Patience) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(patience.lock())
}

/// How a connection that writes is opened.
pub(super) fn writing_options(path: &Path, patience: Patience) -> SqliteConnectOptions {
    options(path, patience)
        .pragma("cache_size", format!("-{}", writer_cache(patience)))
        .pragma("journal_size_limit", LOG_LIMIT.to_string())
}

/// The last migration that a file has; 0 where it has none.
pub(super) async fn applied(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    let is_there = "SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    let is_there: i64 = sqlx::query_scalar(is_there).fetch_one(&mut *connection).await?;
    if is_there == 0 {
        return Ok(0);
    }
    sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations").fetch_one(connection).await
}

/// Makes a file and its folder where there are none, and waits until no other program brings a database in it up to date,
/// which two must not do at once. The lock is on the folder: opening and closing the file would let go of the locks that SQLite has on it. It
/// ends with what is given back.
pub(super) async fn alone(path: &Path) -> Result<File, OpenError> {
    make_folder(path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    let failed = |reason| OpenError::Folder { folder: folder.clone(), reason };
    let file = File::open(&folder).map_err(failed)?;
    let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await;
    let locked = locked.map_err(|_| failed(std::io::ErrorKind::Interrupted.into()))?.map_err(failed)?;
    make_file(path).map_err(failed)?;
    Ok(locked)
}

/// Makes a file where there is none, for its owner alone: hashes of passwords will be in it. `SQLite` takes it for an empty
/// database, and gives what it puts beside it the same mode.
fn make_file(path: &Path) -> std::io::Result<()> {
    match File::options().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

fn make_folder(path: &Path) -> Result<(), OpenError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|reason| OpenError::Folder { folder: folder.to_owned(), reason })
}
