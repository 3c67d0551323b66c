//! `SQLite`: one connection that writes, several that read, and a write-ahead log between them.

use std::path::{Path, PathBuf};

use sqlx::{
    AssertSqlSafe, Connection as _, Executor, Sqlite, SqlitePool, Transaction,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePoolOptions},
};

#[path = "both/all.rs"]
#[expect(clippy::duplicate_mod, reason = "the other database loads the same files")]
mod both;

use service::ports::StoreError;

use super::{
    DatabaseAddress, OpenError, Opening, Patience,
    importing::{self, Importing},
    migrating, migrations,
    rows::{is_about_writing, unavailable},
    seals::Contents,
    sql::sqlite as sql,
    sqlite_file::{alone, applied, options, writing_options},
};

/// The oldest `SQLite` without the fault that loses data when the log is reset.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

const READERS: u32 = 4;

/// How long whoever closes the file waits for those that still read from it, in milliseconds.
const CLOSE_PATIENCE: u32 = 500;

/// What the files in `both` call what is of this database.
type Record = SqliteRecord;
type Db = Sqlite;
type Connection = SqliteConnection;

/// The record in a `SQLite` file.
pub struct SqliteRecord {
    path: PathBuf,
    readers: SqlitePool,
    writer: SqlitePool,
    read_only: bool,
}

/// The turn of somebody who writes: there is one connection for it, so it is only told whether it is an import.
#[derive(Default)]
struct Turn(Option<Importing>);

impl Turn {
    /// Commits what was written so far where others do not see it, if this is an import.
    async fn step(
        &mut self,
        transaction: &mut Transaction<'static, Sqlite>,
        checkpoint: &str,
    ) -> Result<(), sqlx::Error> {
        match &mut self.0 {
            Some(importing) => importing.step(transaction, checkpoint).await,
            None => Ok(()),
        }
    }

    /// The checkpoint that this goes on from, if it is an import that does; takes what that has written.
    async fn checkpoint(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        contents: &mut Contents,
    ) -> Result<Option<String>, sqlx::Error> {
        match &self.0 {
            Some(_) => Importing::checkpoint(transaction, contents).await,
            None => Ok(None),
        }
    }

    /// Has others see it with what is about to be committed.
    async fn end(&self, transaction: &mut Transaction<'static, Sqlite>) -> Result<(), sqlx::Error> {
        match &self.0 {
            Some(_) => Importing::end(transaction).await,
            None => Ok(()),
        }
    }

    /// Takes away what was committed of it, once its transaction is over.
    async fn give_up(self) -> Result<(), sqlx::Error> {
        match self.0 {
            Some(importing) => importing.give_up().await,
            None => Ok(()),
        }
    }
}

impl SqliteRecord {
    /// Opens a file, makes it if it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// When the folder cannot be written to, the file is no database, or a newer version wrote it.
    pub async fn open(path: &Path, opening: &Opening) -> Result<Self, OpenError> {
        if opening.read_only {
            return Self::open_to_read(path, opening.patience).await;
        }
        let address = DatabaseAddress::Sqlite(path.to_owned());
        let failed = |reason| OpenError::Database { address: address.clone(), reason };
        let alone = alone(path).await?;
        let writing = writing_options(path, opening.patience);
        let mut first = SqliteConnection::connect_with(&writing).await.map_err(failed)?;
        let version: String =
            sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut first).await.map_err(failed)?;
        refuse_old(version)?;
        let applied = applied(&mut first).await.map_err(failed)?;
        if applied < migrations::newest() {
            importing::clear_if_unfinished(&mut first, path).await.map_err(failed)?;
        }
        migrating::back_up_before(&address, applied, opening.backup_folder.as_deref()).await?;
        migrations::sqlite().run(&mut first).await.map_err(|e| OpenError::of_migration(&address, e))?;
        let writer = writer(opening.patience).connect_with(in_memory(writing)).await.map_err(failed)?;
        // It is of no further use, and whether the goodbye is heard does not matter.
        drop(first.close().await);
        drop(alone);
        let readers = readers().connect_with(options(path, opening.patience)).await.map_err(failed)?;
        Ok(Self { path: path.to_owned(), readers, writer, read_only: false })
    }

    /// Opens a file that is read and not written to. Where nothing can be written beside it either, nobody can be writing,
    /// and it is read without the files that readers and a writer share.
    async fn open_to_read(path: &Path, patience: Patience) -> Result<Self, OpenError> {
        let address = DatabaseAddress::Sqlite(path.to_owned());
        let failed = |reason| OpenError::Database { address: address.clone(), reason };
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(patience.lock());
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let has_log = std::fs::metadata(log).is_ok_and(|file| file.len() > 0);
        let options = match try_reading(&options).await {
            Ok(()) => options,
            // Where it is only in use, others may be writing.
            Err(error) if has_log || !is_about_writing(&error) => return Err(failed(error)),
            Err(_) => options.read_only(true).immutable(true),
        };
        let readers = readers().connect_with(options).await.map_err(failed)?;
        let applied = applied(&mut *readers.acquire().await.map_err(failed)?).await.map_err(failed)?;
        OpenError::refuse_other_tables(&address, applied, migrations::newest())?;
        Ok(Self { path: path.to_owned(), writer: readers.clone(), readers, read_only: true })
    }

    /// The connections that read.
    #[must_use]
    pub const fn pool(&self) -> &SqlitePool {
        &self.readers
    }

    /// The connections for what is no change of the record, and so not in the audit log.
    const fn unlogged(&self) -> &SqlitePool {
        &self.writer
    }

    /// Closes the connections. The log is written back, so that the file alone is the whole record.
    async fn end(&self) {
        self.readers.close().await;
        if self.read_only {
            return;
        }
        // Another program may read for long (a backup, a copy as it goes); whoever ends does not wait for it.
        let write_back = format!("PRAGMA busy_timeout = {CLOSE_PATIENCE}; PRAGMA wal_checkpoint(TRUNCATE)");
        if let Err(error) = self.writer.execute(AssertSqlSafe(write_back)).await {
            tracing::warn!(%error, "the log beside the database could not be written back; it belongs to the record");
        }
        self.writer.close().await;
    }

    /// Nobody is told of changes of a file.
    #[expect(clippy::unused_async, reason = "the other database waits here")]
    async fn hear(&self, _changed: &(dyn Fn() + Send + Sync)) {}

    /// A connection that reads.
    async fn reader(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        self.readers.acquire().await.map_err(unavailable)
    }

    /// A connection for what is no change of the record.
    async fn unlogged_writer(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        self.writer.acquire().await.map_err(unavailable)
    }

    /// Whether it is known not to answer: a file is always there.
    #[expect(clippy::unused_self, reason = "the other database may be away")]
    const fn is_away(&self) -> bool {
        false
    }

    async fn begin_reading(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.readers.begin().await
    }

    async fn begin_writing(&self) -> Result<(Transaction<'static, Sqlite>, Turn), sqlx::Error> {
        loop {
            // IMMEDIATE: waits for the lock here, where waiting is allowed, instead of failing at the first write.
            let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
            if !importing::is_unfinished(&mut transaction).await? {
                return Ok((transaction, Turn::default()));
            }
            transaction.rollback().await?;
            importing::clear(&self.path).await?;
        }
    }

    async fn begin_importing(&self) -> Result<(Transaction<'static, Sqlite>, Turn), sqlx::Error> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        if importing::has_checkpoint(&mut transaction).await? {
            return Ok((transaction, Turn(Some(Importing::go_on(&self.path)?))));
        }
        transaction.rollback().await?;
        let (mut transaction, _) = self.begin_writing().await?;
        let importing = Importing::begin(&mut transaction, &self.path).await?;
        Ok((transaction, Turn(Some(importing))))
    }
}

/// Tells others of a change, once it is committed: here there is no way to.
async fn announce(_connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    Ok(())
}

/// The connection that writes.
fn writer(patience: Patience) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(patience.turn())
        .after_release(|connection, _| Box::pin(is_out_of_transaction(connection)))
}

/// Keeps in memory what undoes a statement of SQL that fails half-way. `SQLite` writes a page of it for nearly every row that
/// is added by one of many rows, and the file that it otherwise writes to takes a quarter of the time of an import. What
/// brings tables up to date keeps its file: an index over all rows is sorted in it.
fn in_memory(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.pragma("temp_store", "memory")
}

/// Connections that read, and see nothing of an import that is under way.
fn readers() -> SqlitePoolOptions {
    // Each is tried when it is given back, and a file does not go away meanwhile.
    SqlitePoolOptions::new().max_connections(READERS).test_before_acquire(false).after_connect(|connection, _| {
        Box::pin(async move {
            importing::hide_unfinished(connection).await?;
            connection.execute("PRAGMA query_only = ON").await.map(drop)
        })
    })
}

/// Reads something: a file is opened for real when it is read first.
async fn try_reading(options: &SqliteConnectOptions) -> Result<(), sqlx::Error> {
    let mut connection = SqliteConnection::connect_with(options).await?;
    connection.execute("SELECT COUNT(*) FROM sqlite_schema").await?;
    connection.close().await
}

/// Whether a connection that is given back may be used again. Where the disk is full `SQLite` ends a transaction by
/// itself, which sqlx does not see: it counts on, and on that connection no transaction can begin any more.
async fn is_out_of_transaction(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // The roll-back of a transaction that was dropped waits in line for the connection; this comes after it.
    connection.execute("SELECT 1").await?;
    Ok(!connection.is_in_transaction())
}

fn refuse_old(found: String) -> Result<(), OpenError> {
    let mut numbers = found.split('.').map_while(|part| part.parse::<u32>().ok());
    let mut number = || numbers.next().unwrap_or_default();
    let version = (number(), number(), number());
    if version < OLDEST_SQLITE { Err(OpenError::OldSqlite { found }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_a_sqlite_that_can_lose_data() {
        for old in ["3.46.0", "3.51.2", "2.99.9"] {
            assert!(refuse_old(old.to_owned()).is_err(), "{old} was taken");
        }
        for good in ["3.51.3", "3.52.0", "4.0.0"] {
            assert!(refuse_old(good.to_owned()).is_ok(), "{good} was refused");
        }
    }
}
