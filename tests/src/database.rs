//! Databases that are empty at first and vanish afterwards.

use std::{
    future::Future,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use service::ports::RecordStore;
use sqlx::{Connection, Executor, PgConnection};
use store::{DatabaseAddress, Patience, open};
use tempfile::TempDir;

use crate::{postgres, postura};

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A database on a server.
    Postgres,
}

impl Backend {
    /// The other kind.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Sqlite => Self::Postgres,
            Self::Postgres => Self::Sqlite,
        }
    }
}

/// An empty database.
pub struct TestDatabase {
    /// Its address.
    pub address: DatabaseAddress,
    folder: Option<TempDir>,
}

/// The one value that SQL gives on a database; a macro, because the two have no type in common.
macro_rules! one_value {
    ($database:expr, $sql:expr) => {
        match &$database.address {
            DatabaseAddress::Sqlite(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("a connection");
                sqlx::query_scalar($sql).fetch_one(&mut connection).await.expect($sql)
            }
            DatabaseAddress::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await.expect("a connection");
                sqlx::query_scalar($sql).fetch_one(&mut connection).await.expect($sql)
            }
        }
    };
}

impl TestDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn new(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir().expect("a folder");
                Self { address: DatabaseAddress::Sqlite(folder.path().join("postura.db")), folder: Some(folder) }
            }
            Backend::Postgres => {
                Self { address: new_on_postgres().await, folder: Some(tempfile::tempdir().expect("a folder")) }
            }
        }
    }

    /// The one at an address, which stays when this is gone.
    #[must_use]
    pub const fn at(address: DatabaseAddress) -> Self {
        Self { address, folder: None }
    }

    /// The file that it is.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn file(&self) -> &Path {
        match &self.address {
            DatabaseAddress::Sqlite(path) => path,
            DatabaseAddress::Postgres(url) => panic!("{url} is no file"),
        }
    }

    /// Has the command check it, with the index that is kept beside it; it finds nothing wrong.
    ///
    /// # Panics
    /// When it does.
    pub fn verify(&self) {
        let mut command = postura();
        command.args(["verify", "--database-url", &self.address.to_string()]);
        if let Some(index) = self.folder().map(|folder| folder.join("index")).filter(|index| index.exists()) {
            command.arg("--index-folder").arg(index);
        }
        let output = command.output().expect("an end");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// The folder that goes with it, unless it is another's.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_ref().map(TempDir::path)
    }

    /// Its kind.
    #[must_use]
    pub const fn backend(&self) -> Backend {
        match self.address {
            DatabaseAddress::Sqlite(_) => Backend::Sqlite,
            DatabaseAddress::Postgres(_) => Backend::Postgres,
        }
    }

    /// Makes its tables as a migration left them, and no later one.
    ///
    /// # Panics
    /// When that cannot be done.
    pub async fn migrate_to(&self, migration: i64) {
        match &self.address {
            DatabaseAddress::Sqlite(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
                let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("a connection");
                let migrations = sqlx::migrate!("../server/store/migrations/sqlite");
                migrations.run_to(migration, &mut connection).await.expect("tables");
            }
            DatabaseAddress::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await.expect("a connection");
                let migrations = sqlx::migrate!("../server/store/migrations/postgres");
                migrations.run_to(migration, &mut connection).await.expect("tables");
            }
        }
    }

    /// Opens it, with its tables.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open(&self) -> Arc<dyn RecordStore> {
        self.open_for(Patience::Command).await
    }

    /// Opens it, with its tables, for somebody.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open_for(&self, patience: Patience) -> Arc<dyn RecordStore> {
        open(&self.address, &patience.into()).await.expect("a database")
    }

    /// Runs SQL on it, behind the back of the store.
    ///
    /// # Panics
    /// When the SQL is not taken.
    pub async fn run(&self, sql: &'static str) {
        self.try_to_run(sql).await.expect(sql);
    }

    /// Runs SQL on it that the database may refuse.
    ///
    /// # Errors
    /// What the database says when it does.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn try_to_run(&self, sql: &'static str) -> Result<(), String> {
        let done = match &self.address {
            DatabaseAddress::Sqlite(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("a connection");
                connection.execute(sql).await.map(drop)
            }
            DatabaseAddress::Postgres(url) => {
                PgConnection::connect(url).await.expect("a connection").execute(sql).await.map(drop)
            }
        };
        done.map_err(|error| error.to_string())
    }

    /// Writes without an end, as a process does that was stopped in the middle: all others that write wait.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn hold_up_writers(&self) -> HoldUp {
        match &self.address {
            DatabaseAddress::Sqlite(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("a connection");
                connection.execute("BEGIN IMMEDIATE").await.expect("the lock");
                HoldUp::Sqlite(connection)
            }
            DatabaseAddress::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await.expect("a connection");
                let lock = "BEGIN; SELECT pg_advisory_xact_lock(7205759403792794)";
                connection.execute(lock).await.expect("the lock");
                HoldUp::Postgres(connection)
            }
        }
    }

    /// Reads without an end from a file, as a program does that backs it up or copies it as it goes.
    ///
    /// # Panics
    /// When the database is no file or cannot be reached.
    pub async fn read_on(&self) -> HoldUp {
        let DatabaseAddress::Sqlite(path) = &self.address else { panic!("no file") };
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("a connection");
        connection.execute("BEGIN; SELECT COUNT(*) FROM audit").await.expect("a transaction");
        HoldUp::Sqlite(connection)
    }

    /// A number that SQL gives.
    ///
    /// # Panics
    /// When the SQL gives none.
    pub async fn number(&self, sql: &'static str) -> i64 {
        one_value!(self, sql)
    }

    /// How a file answers SQL, step by step.
    ///
    /// # Panics
    /// When the database is no file or cannot be reached.
    pub async fn plan_of(&self, sql: &'static str) -> Vec<String> {
        let DatabaseAddress::Sqlite(path) = &self.address else { panic!("no file") };
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("a connection");
        // It is a constant of ours.
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(explain).fetch_all(&mut connection).await.expect("a plan");
        steps.into_iter().map(|(.., detail)| detail).collect()
    }

    /// A text that SQL gives.
    ///
    /// # Panics
    /// When the SQL gives none.
    pub async fn text(&self, sql: &'static str) -> String {
        one_value!(self, sql)
    }
}

/// Something that others who write wait for.
pub enum HoldUp {
    /// A transaction.
    Sqlite(sqlx::SqliteConnection),
    /// The lock of those who write.
    Postgres(PgConnection),
}

impl HoldUp {
    /// Lets the others go on.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn end(self) {
        match self {
            Self::Sqlite(mut connection) => drop(connection.execute("ROLLBACK").await.expect("an end")),
            Self::Postgres(mut connection) => drop(connection.execute("ROLLBACK").await.expect("an end")),
        }
    }
}

async fn new_on_postgres() -> DatabaseAddress {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let mut connection = connect(&postgres::address_of("postgres")).await;
    let name = format!("postura_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    // The name is made of a number of ours.
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    connection.execute(create).await.expect("a new database");
    DatabaseAddress::Postgres(postgres::address_of(&name))
}

/// Connects as soon as the server answers.
async fn connect(url: &str) -> PgConnection {
    let mut last = None;
    for _ in 0..600 {
        match PgConnection::connect(url).await {
            Ok(connection) => return connection,
            Err(error) => last = Some(error),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("PostgreSQL did not start: {last:?}")
}

/// The database of a cluster, as soon as it answers.
///
/// # Panics
/// When it never does.
pub async fn database_of(cluster: &postgres::Cluster) -> TestDatabase {
    drop(connect(&cluster.address()).await);
    TestDatabase::at(DatabaseAddress::Postgres(cluster.address()))
}

/// Runs a test on an empty database of each kind.
pub async fn on_both<Done: Future<Output = ()>>(test: impl Fn(TestDatabase) -> Done) {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        eprintln!("on {backend:?}");
        test(TestDatabase::new(backend).await).await;
    }
}
