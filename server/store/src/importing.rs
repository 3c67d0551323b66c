//! An import of much into a `SQLite` file, in several transactions that are seen as one.
//!
//! Until a transaction is committed, all that it wrote stands in the log beside the file, which one long import would make as
//! long as itself. So it is committed in steps. What the steps add is not seen until the last: the row of
//! `unfinished_import` has the highest number that each table had before, and whoever reads does so through views that end
//! there. Nobody else writes meanwhile. Where an import ended before its time, the next who writes takes away what it left,
//! unless it is an import, which may go on with it.

use std::{
    fs::{File, TryLockError},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use futures::TryStreamExt as _;
use sqlx::{AssertSqlSafe, Connection, Executor, Sqlite, SqliteConnection, Transaction};

use super::{
    Patience,
    seals::{Contents, SealedVersion},
    sqlite_file,
};

/// The tables that an import adds to, those first that refer to others: each with its number, and with the column of
/// `unfinished_import` that has the highest that there was before. Positions were a table until there were codings.
const TABLES: [(&str, &str, &str); 10] = [
    ("translation", "statement_id", "statement_id"),
    ("coding", "statement_id", "statement_id"),
    ("position", "statement_id", "statement_id"),
    ("appearance", "statement_id", "statement_id"),
    ("statement", "id", "statement_id"),
    ("source", "id", "source_id"),
    ("speaker", "id", "speaker_id"),
    ("milestone", "id", "milestone_id"),
    ("topic", "id", "topic_id"),
    ("stakeholder", "id", "stakeholder_id"),
];

/// How many numbers of each table are taken away by one transaction.
const AT_ONCE: i64 = 10_000;

/// What a database says where something refers to what is not there.
const FOREIGN_KEY: &str = "787";

/// Whether a file is of a version that knows such imports.
async fn is_known(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let table = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'unfinished_import')";
    sqlx::query_scalar(table).fetch_one(connection).await
}

/// Those of the tables that a file has: it may be of a version before or after some.
async fn tables_of(
    connection: &mut SqliteConnection,
) -> Result<Vec<(&'static str, &'static str, &'static str)>, sqlx::Error> {
    let names: Vec<String> =
        sqlx::query_scalar("SELECT name FROM main.sqlite_schema WHERE type = 'table'").fetch_all(connection).await?;
    Ok(TABLES.into_iter().filter(|(table, ..)| names.iter().any(|name| name == table)).collect())
}

/// Makes views of a connection that end where an unfinished import begins, each in the place of its table. Tables of versions
/// that knew no such imports stay as they are, and translations and positions too: they are only asked for by the statements
/// that are seen, and a view takes its time.
pub(super) async fn hide_unfinished(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    make_views(connection, |table| !["translation", "coding", "position"].contains(&table)).await
}

/// The same of all tables, for whoever reads each of them for itself.
pub(super) async fn hide_all_unfinished(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    make_views(connection, |_| true).await
}

async fn make_views(connection: &mut SqliteConnection, is_wanted: fn(&str) -> bool) -> Result<(), sqlx::Error> {
    if !is_known(connection).await? {
        return Ok(());
    }
    let views: Vec<String> = tables_of(connection)
        .await?
        .into_iter()
        .filter(|(table, ..)| is_wanted(table))
        .map(|(table, number, before)| {
            format!(
                "CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {number} <= \
                 (SELECT COALESCE(MAX({before}), {}) FROM main.unfinished_import);",
                i64::MAX
            )
        })
        .collect();
    connection.execute(AssertSqlSafe(views.concat())).await.map(drop)
}

/// Whether an import is under way or has left something.
pub(super) async fn is_unfinished(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM unfinished_import)").fetch_one(connection).await
}

/// Whether an import has left something that can be gone on with.
pub(super) async fn has_checkpoint(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let row = "SELECT EXISTS (SELECT 1 FROM unfinished_import WHERE checkpoint IS NOT NULL)";
    sqlx::query_scalar(row).fetch_one(connection).await
}

/// An import that may be committed in steps.
pub(super) struct Importing {
    path: PathBuf,
    /// Held as long as there is something that nobody is to see: others tell by it that this process is alive.
    lock: Option<File>,
}

impl Importing {
    /// Begins one in a transaction in which nothing has been written yet.
    pub(super) async fn begin(
        transaction: &mut Transaction<'static, Sqlite>,
        path: &Path,
    ) -> Result<Self, sqlx::Error> {
        // What is committed at once leaves no trace of it.
        let highest = |table| format!("(SELECT COALESCE(MAX(id), 0) FROM {table})");
        let own = || TABLES.iter().filter(|(_, number, _)| *number == "id");
        let columns: Vec<&str> = own().map(|(.., before)| *before).collect();
        let numbers: Vec<String> = own().map(|(table, ..)| highest(table)).collect();
        let note =
            format!("INSERT INTO unfinished_import (id, {}) VALUES (1, {})", columns.join(", "), numbers.join(", "));
        transaction.execute(AssertSqlSafe(note)).await?;
        Ok(Self { path: path.to_owned(), lock: None })
    }

    /// Goes on with one that ended before its time, in a transaction in which nothing has been written yet.
    ///
    /// # Errors
    /// When it has not ended.
    pub(super) fn go_on(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), lock: Some(lock(path)?) })
    }

    /// The checkpoint that one goes on from; takes the versions of statements that it has written.
    pub(super) async fn checkpoint(
        transaction: &mut SqliteConnection,
        contents: &mut Contents,
    ) -> Result<Option<String>, sqlx::Error> {
        let written = "SELECT id, version, hash FROM statement \
                       WHERE id > (SELECT statement_id FROM unfinished_import WHERE checkpoint IS NOT NULL) ORDER BY id";
        let mut versions = sqlx::query_as(written).fetch(&mut *transaction);
        while let Some((statement, version, hash)) = versions.try_next().await? {
            contents.take(SealedVersion { statement, version, hash });
        }
        drop(versions);
        sqlx::query_scalar("SELECT checkpoint FROM unfinished_import").fetch_one(transaction).await
    }

    /// Commits what was written so far, unseen, and goes on in another transaction. Where something refers to what is still
    /// to come, nothing is committed yet.
    pub(super) async fn step(
        &mut self,
        transaction: &mut Transaction<'static, Sqlite>,
        checkpoint: &str,
    ) -> Result<(), sqlx::Error> {
        if self.lock.is_none() {
            self.lock = Some(lock(&self.path)?);
        }
        let note = sqlx::query("UPDATE unfinished_import SET checkpoint = $1").bind(checkpoint);
        note.execute(&mut **transaction).await?;
        match transaction.execute("COMMIT").await {
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(FOREIGN_KEY) => Ok(()),
            Err(error) => Err(error),
            // Those who come between the two find that an import is under way.
            Ok(_) => transaction.execute("BEGIN IMMEDIATE").await.map(drop),
        }?;
        // Where somebody has removed the lock, others may have taken it for one that ended.
        if is_unfinished(transaction).await? {
            return Ok(());
        }
        Err(io::Error::other("what the import had written was taken away by others").into())
    }

    /// Shows all of it, with the transaction that is about to be committed.
    pub(super) async fn end(transaction: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        transaction.execute("DELETE FROM unfinished_import").await.map(drop)
    }

    /// Takes away what the steps have added, once the last transaction is over.
    pub(super) async fn give_up(self) -> Result<(), sqlx::Error> {
        match &self.lock {
            Some(_) => take_away(&self.path).await,
            None => Ok(()),
        }
    }
}

/// Takes away what an import left, if one did, before something is done to the whole file.
///
/// # Errors
/// When it has not ended.
pub(super) async fn clear_if_unfinished(connection: &mut SqliteConnection, path: &Path) -> Result<(), sqlx::Error> {
    if is_known(connection).await? && is_unfinished(connection).await? { clear(path).await } else { Ok(()) }
}

/// Takes away what an import left that ended before its time.
///
/// # Errors
/// When it has not ended.
pub(super) async fn clear(path: &Path) -> Result<(), sqlx::Error> {
    let _lock = lock(path)?;
    tracing::warn!("an import ended before its time; what it left is taken away");
    take_away(path).await
}

/// The lock that an import holds, beside the file itself, by whatever name that was opened. It stays: where it were removed,
/// two could hold one each.
fn lock(database: &Path) -> io::Result<File> {
    let mut path = database.canonicalize()?.into_os_string();
    path.push("-import");
    // Whoever made it, to read it is enough.
    let file = match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            File::options().create(true).append(true).mode(0o600).open(path)?
        }
        opened => opened?,
    };
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(io::Error::new(io::ErrorKind::WouldBlock, "an import is under way")),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

async fn take_away(path: &Path) -> Result<(), sqlx::Error> {
    // What refers to what is taken away is taken away before it; to look for it each time would take long.
    let options = sqlite_file::writing_options(path, Patience::Command).foreign_keys(false);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    while !take_some_away(&mut connection).await? {}
    connection.close().await
}

/// Takes some of it away, so that the log beside the file stays short; says whether nothing is left.
async fn take_some_away(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let mut left = false;
    for (table, number, before) in tables_of(&mut transaction).await? {
        let delete = format!(
            "DELETE FROM {table} WHERE {number} > \
             (SELECT MAX({before}, (SELECT COALESCE(MAX({number}), 0) FROM {table}) - {AT_ONCE}) FROM unfinished_import)"
        );
        left |= transaction.execute(AssertSqlSafe(delete)).await?.rows_affected() > 0;
    }
    if !left {
        Importing::end(&mut transaction).await?;
    }
    transaction.commit().await?;
    Ok(!left)
}

#[cfg(test)]
mod tests {
    use super::{super::migrations, *};

    /// An import that has added a stakeholder and committed that, unseen.
    struct AfterStep {
        folder: tempfile::TempDir,
        transaction: Transaction<'static, Sqlite>,
        importing: Importing,
    }

    impl AfterStep {
        async fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("postura.db");
            let options = sqlite_file::writing_options(&path, Patience::Command);
            let pool = sqlx::SqlitePool::connect_with(options).await.expect("a file");
            migrations::sqlite().run(&pool).await.expect("tables");
            let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.expect("a transaction");
            let mut importing = Importing::begin(&mut transaction, &path).await.expect("an import");
            add(&mut transaction, "one").await;
            importing.step(&mut transaction, "{}").await.expect("a step");
            Self { folder, transaction, importing }
        }
    }

    async fn add(transaction: &mut Transaction<'static, Sqlite>, slug: &str) {
        let stakeholder = "INSERT INTO stakeholder (slug, name, short_name, aliases, kind, country) \
                           VALUES (?1, ?1, ?1, '[]', 'government', 'MX')";
        sqlx::query(stakeholder).bind(slug).execute(&mut **transaction).await.expect("a stakeholder");
    }

    async fn stakeholders(path: &Path) -> i64 {
        let options = sqlite_file::writing_options(path, Patience::Command);
        let mut connection = SqliteConnection::connect_with(&options).await.expect("a file");
        sqlx::query_scalar("SELECT COUNT(*) FROM stakeholder").fetch_one(&mut connection).await.expect("a number")
    }

    #[tokio::test]
    async fn what_was_committed_is_taken_away_though_the_transaction_ended_by_itself() {
        let AfterStep { folder, mut transaction, importing } = AfterStep::new().await;
        let path = folder.path().join("postura.db");
        add(&mut transaction, "two").await;
        // As SQLite does on a disk that is full.
        transaction.execute("ROLLBACK").await.expect("an end");
        assert_eq!(stakeholders(&path).await, 1, "the first was committed");
        importing.give_up().await.expect("it is taken away");
        assert_eq!(stakeholders(&path).await, 0);
    }

    #[tokio::test]
    async fn an_import_ends_where_others_took_away_what_it_wrote() {
        let AfterStep { folder: _folder, mut transaction, mut importing } = AfterStep::new().await;
        transaction.execute("DELETE FROM unfinished_import").await.expect("it is taken away");
        add(&mut transaction, "two").await;
        let refused = importing.step(&mut transaction, "{}").await.expect_err("it cannot go on");
        assert!(refused.to_string().contains("taken away by others"), "{refused}");
    }
}
