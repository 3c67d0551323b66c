//! `PostgreSQL`: for several nodes on one record.

use std::{io, str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    AssertSqlSafe, Connection as _, Executor, PgPool, Postgres, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgConnection, PgListener, PgPoolOptions},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[path = "both/all.rs"]
#[expect(clippy::duplicate_mod, reason = "the other database loads the same files")]
mod both;

use service::ports::StoreError;

use super::{
    DatabaseAddress, OpenError, Opening, Patience,
    breaker::Breaker,
    migrating, migrations,
    postgres_server::{ALONE, WRITERS_IN_A_ROW, applied},
    rows::unavailable,
    seals::Contents,
    sql::postgres as sql,
};

/// What changes are told on.
const CHANNEL: &str = "postura_change";

/// How long after the connection was lost on which changes are told another is made.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

const CONNECTIONS: u32 = 8;

/// How long the database may take to answer when it is opened.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a transaction may stand open with nothing done in it. Whoever holds one has stopped or cannot be reached, and
/// all that write wait behind it.
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);

/// What a database says that begins, or that ends, and answers nothing else.
const STARTING: &str = "57P03";

/// What the files in `both` call what is of this database.
type Record = PostgresRecord;
type Db = Postgres;
type Connection = PgConnection;

/// The record in a `PostgreSQL` database.
pub struct PostgresRecord {
    readers: PgPool,
    turns: Arc<Semaphore>,
    patience: Patience,
    read_only: bool,
    breaker: Arc<Breaker>,
}

/// The turn of somebody who writes, among those of this process. What it writes is committed at once: the database keeps no
/// log for long.
struct Turn {
    // Given back with it.
    _place: OwnedSemaphorePermit,
}

#[expect(clippy::unused_async, reason = "the other database has something to do here")]
impl Turn {
    async fn step(&mut self, _: &mut Transaction<'static, Postgres>, _: &str) -> Result<(), sqlx::Error> {
        Ok(())
    }

    async fn checkpoint(
        &self,
        _: &mut Transaction<'static, Postgres>,
        _: &mut Contents,
    ) -> Result<Option<String>, sqlx::Error> {
        Ok(None)
    }

    async fn end(&self, _: &mut Transaction<'static, Postgres>) -> Result<(), sqlx::Error> {
        Ok(())
    }

    async fn give_up(self) -> Result<(), sqlx::Error> {
        Ok(())
    }
}

impl PostgresRecord {
    /// Connects to a database and brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be reached or a newer version wrote it.
    pub async fn open(url: &str, opening: &Opening) -> Result<Self, OpenError> {
        let address = DatabaseAddress::Postgres(url.to_owned());
        let failed = |reason| OpenError::Database { address: address.clone(), reason };
        let options = PgConnectOptions::from_str(url).map_err(failed)?;
        // On a connection without limits: bringing the tables up to date takes as long as it takes.
        let first = tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&options)).await;
        let mut first = first.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map_err(failed)?;
        if opening.read_only {
            let applied = applied(&mut first).await.map_err(failed)?;
            OpenError::refuse_other_tables(&address, applied, migrations::newest())?;
        } else {
            first.execute(ALONE).await.map_err(failed)?;
            let applied = applied(&mut first).await.map_err(failed)?;
            migrating::back_up_before(&address, applied, opening.backup_folder.as_deref()).await?;
            migrations::postgres().run(&mut first).await.map_err(|e| OpenError::of_migration(&address, e))?;
        }
        // It is of no further use, and whether the goodbye is heard does not matter.
        drop(first.close().await);
        let (patience, read_only) = (opening.patience, opening.read_only);
        let readers = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(patience.connection())
            .after_connect(move |connection, _| {
                Box::pin(async move { connection.execute(AssertSqlSafe(limits(patience, read_only))).await.map(drop) })
            })
            // A `begin` whose future was dropped leaves its transaction open on the connection; the next
            // user of the connection must not inherit it.
            .after_release(|connection, _| Box::pin(async move { connection.execute("ROLLBACK").await.map(|_| true) }))
            .connect_lazy_with(options);
        Ok(Self { readers, turns: Arc::new(Semaphore::new(1)), patience, read_only, breaker: Arc::default() })
    }

    /// The connections.
    #[must_use]
    pub const fn pool(&self) -> &PgPool {
        &self.readers
    }

    /// The connections for what is no change of the record, and so not in the audit log.
    const fn unlogged(&self) -> &PgPool {
        &self.readers
    }

    /// Closes the connections.
    async fn end(&self) {
        self.readers.close().await;
    }

    /// Calls `changed` for what others tell. Where the connection is lost it is made again.
    async fn hear(&self, changed: &(dyn Fn() + Send + Sync)) {
        loop {
            // A standby cannot listen; whoever follows it looks now and then.
            if let Err(error) = self.hear_until_it_fails(changed).await {
                tracing::debug!(%error, "changes are not heard of");
            }
            tokio::time::sleep(LISTEN_AGAIN).await;
        }
    }

    async fn hear_until_it_fails(&self, changed: &(dyn Fn() + Send + Sync)) -> Result<(), sqlx::Error> {
        // On a connection of its own: it would be missing in the pool.
        let options = PgConnectOptions::clone(&self.readers.connect_options());
        let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            // First for what was done before it listened, then for each that is told, and for what was missed meanwhile.
            changed();
            listener.try_recv().await?;
        }
    }

    /// A connection that reads.
    async fn reader(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        self.unless_away(self.readers.acquire()).await.map_err(unavailable)
    }

    /// A connection for what is no change of the record.
    async fn unlogged_writer(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        self.reader().await
    }

    /// Whether it is known not to answer.
    fn is_away(&self) -> bool {
        self.breaker.is_open()
    }

    fn refuse_if_away(&self) -> Result<(), sqlx::Error> {
        if self.breaker.is_open() {
            return Err(io::Error::new(io::ErrorKind::NotConnected, "the database does not answer").into());
        }
        Ok(())
    }

    /// Asks for a connection unless it is known that there is none to be had. Where there was none, it is tried whether the
    /// database is away or all connections are in use.
    async fn unless_away<T>(
        &self,
        asked: impl Future<Output = Result<T, sqlx::Error>> + Send,
    ) -> Result<T, sqlx::Error> {
        self.refuse_if_away()?;
        let found = asked.await;
        if matches!(found, Err(sqlx::Error::PoolTimedOut | sqlx::Error::Io(_))) {
            let (options, limit) = (self.readers.connect_options(), self.patience.connection());
            self.breaker.suspect(move || {
                let options = Arc::clone(&options);
                async move { tokio::time::timeout(limit, answers(&options)).await.unwrap_or(false) }
            });
        }
        found
    }

    async fn begin_reading(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        self.unless_away(self.readers.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")).await
    }

    async fn begin_writing(&self) -> Result<(Transaction<'static, Postgres>, Turn), sqlx::Error> {
        // Writers of this process wait here and not each on a connection of its own: otherwise the one that
        // writes could find none to read with.
        self.refuse_if_away()?;
        let turn = tokio::time::timeout(self.patience.turn(), Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let mut transaction = self.unless_away(self.readers.begin()).await?;
        transaction.execute(WRITERS_IN_A_ROW).await?;
        Ok((transaction, Turn { _place: turn }))
    }

    async fn begin_importing(&self) -> Result<(Transaction<'static, Postgres>, Turn), sqlx::Error> {
        self.begin_writing().await
    }
}

/// Whether a database answers, be it that it has no more connections to give or lets nobody in any more: connections that
/// there are may go on.
async fn answers(options: &PgConnectOptions) -> bool {
    match PgConnection::connect_with(options).await {
        Ok(connection) => {
            // It is of no further use, and whether the goodbye is heard does not matter.
            drop(connection.close().await);
            true
        }
        Err(sqlx::Error::Database(error)) => error.code().as_deref() != Some(STARTING),
        Err(_) => false,
    }
}

/// Tells others of a change, once it is committed.
async fn announce(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute(AssertSqlSafe(format!("NOTIFY {CHANNEL}"))).await.map(drop)
}

/// What a connection is told first of all: how long to wait for locks, queries and whoever holds a transaction open.
fn limits(patience: Patience, read_only: bool) -> String {
    let limit =
        |name: &str, limit: Option<Duration>| format!("SET {name} = {}; ", limit.map_or(0, |limit| limit.as_millis()));
    [
        limit("lock_timeout", Some(patience.lock())),
        limit("statement_timeout", patience.query()),
        limit("idle_in_transaction_session_timeout", Some(IDLE_TIMEOUT)),
        format!("SET default_transaction_read_only = {read_only}; "),
        // Giving a connection back rolls back whether or not there is a transaction, and that there is none is no news.
        "SET client_min_messages = error".to_owned(),
    ]
    .concat()
}
