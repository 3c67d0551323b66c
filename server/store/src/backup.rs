//! Backing the record up into a file, and restoring it from one: the same file for both databases.
//!
//! A backup is read in one transaction, so it is of one moment, while others read and write. It is not a copy of the
//! database's own files, because those fit the same database, machine and version only. Restoring is one transaction
//! too: a file that is damaged anywhere restores nothing.

mod postgres;
mod sqlite;

use std::{path::Path, str::FromStr, time::Duration};

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection, postgres::PgConnectOptions,
    sqlite::SqliteConnectOptions,
};
use tokio::sync::mpsc;

use super::{
    DatabaseAddress, OpenError, Patience,
    archive::{self, ArchiveReader, ArchiveWriter, Head, Line, TableHead},
    importing, migrations, postgres_server, sqlite_file,
    tables::{Column, Kind, TABLES, Table},
};

pub use super::archive::ArchiveError;
pub use super::archive::UNFINISHED;

/// How many bytes of lines are handed to the thread that compresses at a time.
const PIECE: usize = 256 * 1024;

/// How many pieces may wait for it.
const PIECES: usize = 4;

/// How many rows are added by one statement of SQL, and how many bytes of text.
const ROWS: usize = 500;
const BYTES: usize = 4 * 1024 * 1024;

/// How long a server may take to answer when it is connected to.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Why nothing was backed up or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The database.
    #[error("the database {address} did not answer: {reason}")]
    Database {
        /// Its address.
        address: DatabaseAddress,
        /// Why.
        reason: sqlx::Error,
    },
    /// There is nothing to back up.
    #[error("the database {0} holds no record of Postura")]
    NoRecord(DatabaseAddress),
    /// What would be restored into has something in it.
    #[error("the database {address} is not empty (its table {table} has rows); nothing was restored")]
    NotEmpty {
        /// Its address.
        address: DatabaseAddress,
        /// The first table with rows.
        table: &'static str,
    },
    /// The backup is older than the empty tables that are there.
    #[error(
        "the backup is from before migration {tables}, and the database {address} has been brought up to that; restore \
         into a database that was never opened"
    )]
    OlderThanTables {
        /// Its address.
        address: DatabaseAddress,
        /// The migration the database has.
        tables: i64,
    },
    /// A newer version has tables that are not known here.
    #[error("the {what} was made by a newer version of Postura (it has migration {migration}); use that version")]
    Newer {
        /// The backup or the database.
        what: &'static str,
        /// A migration this version does not have.
        migration: i64,
    },
    /// The tables could not be made.
    #[error(transparent)]
    Open(Box<OpenError>),
}

impl From<OpenError> for BackupError {
    fn from(error: OpenError) -> Self {
        Self::Open(Box::new(error))
    }
}

/// What was backed up or restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackedUp {
    /// How many rows.
    pub rows: u64,
    /// How many bytes the file has.
    pub bytes: u64,
    /// The number of the last change in it.
    pub change_number: i64,
}

/// What is told how many rows there have been so far.
pub type Progress<'a> = &'a mut (dyn FnMut(u64) + Send);

/// Backs a database up into a new file, while others use it. The tables stay as they are, whatever version made them.
///
/// # Errors
/// When the file is there already or cannot be written, and when the database does not answer. No file is left then.
pub async fn back_up(address: &DatabaseAddress, path: &Path, progress: Progress<'_>) -> Result<BackedUp, BackupError> {
    let writer = ArchiveWriter::create(path)?;
    let (sender, pieces) = mpsc::channel(PIECES);
    let writing = tokio::task::spawn_blocking(move || write_pieces(writer, pieces));
    let lines = Lines { sender, piece: Vec::new(), rows: 0, progress };
    let failed = |reason| BackupError::Database { address: address.clone(), reason };
    let read = match address {
        DatabaseAddress::Sqlite(path) => write_out_sqlite(path, lines).await,
        DatabaseAddress::Postgres(url) => write_out_postgres(url, lines).await,
    };
    // Where the file could not be written, that is why nothing more was taken.
    let bytes = writing.await.map_err(|_| failed(sqlx::Error::WorkerCrashed))??;
    let (head, rows) = match read {
        Ok(read) => read,
        Err(ReadError::NoRecord) => return Err(BackupError::NoRecord(address.clone())),
        Err(ReadError::Newer(migration)) => return Err(BackupError::Newer { what: "database", migration }),
        Err(ReadError::Database(reason)) => return Err(failed(reason)),
    };
    let bytes = bytes.ok_or_else(|| failed(sqlx::Error::WorkerCrashed))?;
    Ok(BackedUp { rows, bytes, change_number: head.change_number })
}

/// Restores a backup into an empty database, making it if it is not there, and brings its tables up to date.
///
/// # Errors
/// When the file is no backup or damaged, the database is not empty or does not answer. Nothing is restored then.
pub async fn restore(path: &Path, address: &DatabaseAddress, progress: Progress<'_>) -> Result<BackedUp, BackupError> {
    let mut reader = ArchiveReader::open(path)?;
    let head = reader.head().clone();
    if head.migration > migrations::newest() {
        return Err(BackupError::Newer { what: "backup", migration: head.migration });
    }
    match address {
        DatabaseAddress::Sqlite(file) => restore_into_sqlite(file, address, &mut reader, progress).await?,
        DatabaseAddress::Postgres(url) => restore_into_postgres(url, address, &mut reader, progress).await?,
    }
    Ok(BackedUp { rows: reader.rows(), bytes: bytes_of(path), change_number: head.change_number })
}

/// Reads a backup to its end, without restoring it.
///
/// # Errors
/// When it is no backup or damaged.
pub fn check(path: &Path, progress: Progress<'_>) -> Result<BackedUp, ArchiveError> {
    let mut reader = ArchiveReader::open(path)?;
    while reader.next()?.is_some() {
        progress(reader.rows());
    }
    Ok(BackedUp { rows: reader.rows(), bytes: bytes_of(path), change_number: reader.head().change_number })
}

/// What the backup of a moment is called, with something before the moment.
#[must_use]
pub fn stamped(what: &str, now: DateTime<Utc>) -> String {
    format!("postura-{what}{}.jsonl.gz", now.format("%Y%m%dT%H%M%SZ"))
}

fn bytes_of(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

/// What the thread that compresses is handed.
enum Piece {
    Lines(Vec<u8>),
    /// That was all, with the number of rows.
    End(u64),
}

/// Writes what comes; nothing where it ends without having been all, and then no file is left.
fn write_pieces(mut writer: ArchiveWriter, mut pieces: mpsc::Receiver<Piece>) -> Result<Option<u64>, ArchiveError> {
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::Lines(lines) => writer.write(&lines)?,
            Piece::End(rows) => return writer.finish(rows).map(Some),
        }
    }
    Ok(None)
}

/// Why a record could not be read.
enum ReadError {
    NoRecord,
    Newer(i64),
    Database(sqlx::Error),
}

impl From<sqlx::Error> for ReadError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// Lines on their way to the file.
struct Lines<'a> {
    sender: mpsc::Sender<Piece>,
    piece: Vec<u8>,
    rows: u64,
    progress: Progress<'a>,
}

impl Lines<'_> {
    async fn line(&mut self, value: &impl serde::Serialize) -> Result<(), sqlx::Error> {
        archive::write_line(&mut self.piece, value).map_err(sqlx::Error::Io)?;
        if self.piece.len() >= PIECE {
            let lines = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE + PIECE / 4));
            (self.progress)(self.rows);
            self.send(Piece::Lines(lines)).await?;
        }
        Ok(())
    }

    async fn row(&mut self, row: &[Value]) -> Result<(), sqlx::Error> {
        self.rows += 1;
        self.line(&row).await
    }

    async fn end(mut self) -> Result<u64, sqlx::Error> {
        let lines = std::mem::take(&mut self.piece);
        self.send(Piece::Lines(lines)).await?;
        self.send(Piece::End(self.rows)).await?;
        Ok(self.rows)
    }

    async fn send(&mut self, piece: Piece) -> Result<(), sqlx::Error> {
        // Where nobody takes it any more the thread has ended, and says why.
        self.sender.send(piece).await.map_err(|_| sqlx::Error::WorkerCrashed)
    }
}

/// A row on its way into a database.
type Values = Vec<Value>;

fn as_number(value: &Value) -> Option<i64> {
    value.as_i64()
}

fn as_text(value: &Value) -> Option<&str> {
    value.as_str()
}

fn as_time(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok()).map(|time| time.to_utc())
}

/// Whether a value is of a kind, or none.
fn is_of_kind(value: &Value, kind: Kind) -> bool {
    value.is_null()
        || match kind {
            Kind::Number => as_number(value).is_some(),
            Kind::Text => as_text(value).is_some(),
            Kind::Time => as_time(value).is_some(),
        }
}

/// The table that a backup names next, with its columns as they were then.
fn known_table(
    head: &TableHead,
    migration: i64,
    reader: &ArchiveReader,
) -> Result<(&'static Table, Vec<Column>), ArchiveError> {
    let table = TABLES.iter().find(|table| table.name == head.table);
    let known = table.map(|table| (table, table.columns_at(migration)));
    let is_same = |(_, columns): &(&Table, Vec<Column>)| columns.iter().map(|column| column.name).eq(&head.columns);
    known.filter(is_same).ok_or_else(|| reader.damaged(format!("the table {} is not known so", head.table)))
}

/// Takes rows of one table out of a backup, as many as are added at once; what comes after them, if that is no row.
fn take_rows(
    reader: &mut ArchiveReader,
    columns: &[Column],
) -> Result<(Vec<Values>, Option<Line>, bool), ArchiveError> {
    let (mut rows, mut bytes) = (Vec::new(), 0);
    while rows.len() < ROWS && bytes < BYTES {
        match reader.next()? {
            Some(Line::Row(row)) => {
                let fits = row.len() == columns.len()
                    && row.iter().zip(columns).all(|(value, column)| is_of_kind(value, column.kind));
                if !fits {
                    return Err(reader.damaged("its values are not those of its table"));
                }
                bytes += row.iter().filter_map(as_text).map(str::len).sum::<usize>();
                rows.push(row);
            }
            other => return Ok((rows, other, true)),
        }
    }
    Ok((rows, None, false))
}

async fn write_out_sqlite(path: &Path, lines: Lines<'_>) -> Result<(Head, u64), ReadError> {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(false);
    let mut connection = SqliteConnection::connect_with(&options.busy_timeout(Patience::Command.lock())).await?;
    importing::hide_all_unfinished(&mut connection).await?;
    connection.execute("PRAGMA query_only = ON; BEGIN").await?;
    let read = sqlite::write_out(&mut connection, lines).await;
    connection.close().await?;
    read
}

async fn write_out_postgres(url: &str, lines: Lines<'_>) -> Result<(Head, u64), ReadError> {
    let mut connection = connect_to_postgres(url).await?;
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
    let read = postgres::write_out(&mut connection, lines).await;
    connection.close().await?;
    read
}

async fn connect_to_postgres(url: &str) -> Result<PgConnection, sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?;
    let connection = tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&options)).await;
    connection.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

/// Refuses tables that are newer than a backup.
fn refuse_newer_tables(address: &DatabaseAddress, tables: i64, reader: &ArchiveReader) -> Result<(), BackupError> {
    if tables > reader.head().migration {
        return Err(BackupError::OlderThanTables { address: address.clone(), tables });
    }
    Ok(())
}

async fn restore_into_sqlite(
    path: &Path,
    address: &DatabaseAddress,
    reader: &mut ArchiveReader,
    progress: Progress<'_>,
) -> Result<(), BackupError> {
    let failed = |reason| BackupError::Database { address: address.clone(), reason };
    let _alone = sqlite_file::alone(path).await?;
    let options = sqlite_file::writing_options(path, Patience::Command);
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(failed)?;
    let migrations = migrations::sqlite();
    let of_migration = |error| BackupError::from(OpenError::of_migration(address, error));
    importing::clear_if_unfinished(&mut connection, path).await.map_err(failed)?;
    let tables = sqlite_file::applied(&mut connection).await.map_err(failed)?;
    refuse_newer_tables(address, tables, reader)?;
    migrations.run_to(reader.head().migration, &mut connection).await.map_err(of_migration)?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    sqlite::read_in(&mut transaction, address, reader, progress).await?;
    transaction.commit().await.map_err(failed)?;
    migrations.run(&mut connection).await.map_err(of_migration)?;
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await.map_err(failed)?;
    connection.close().await.map_err(failed)
}

async fn restore_into_postgres(
    url: &str,
    address: &DatabaseAddress,
    reader: &mut ArchiveReader,
    progress: Progress<'_>,
) -> Result<(), BackupError> {
    let failed = |reason| BackupError::Database { address: address.clone(), reason };
    let mut connection = connect_to_postgres(url).await.map_err(failed)?;
    connection.execute(postgres_server::ALONE).await.map_err(failed)?;
    let migrations = migrations::postgres();
    let of_migration = |error| BackupError::from(OpenError::of_migration(address, error));
    let tables = postgres_server::applied(&mut connection).await.map_err(failed)?;
    refuse_newer_tables(address, tables, reader)?;
    migrations.run_to(reader.head().migration, &mut connection).await.map_err(of_migration)?;
    let mut transaction = connection.begin().await.map_err(failed)?;
    transaction.execute(postgres_server::WRITERS_IN_A_ROW).await.map_err(failed)?;
    postgres::read_in(&mut transaction, address, reader, progress).await?;
    for table in Table::at(reader.head().migration).filter(|table| table.is_numbered()) {
        // What is added next gets the number after the highest, as in SQLite.
        let name = table.name;
        let next = format!(
            "SELECT setval(pg_get_serial_sequence('{name}', 'id'), MAX(id)) FROM {name} HAVING MAX(id) IS NOT NULL"
        );
        transaction.execute(AssertSqlSafe(next)).await.map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)?;
    migrations.run(&mut connection).await.map_err(of_migration)?;
    connection.close().await.map_err(failed)
}
