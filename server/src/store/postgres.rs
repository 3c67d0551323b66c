//! `PostgreSQL`: for several nodes on one record.

use std::{str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    Executor, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgConnection, PgPoolOptions},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{DatabaseAddress, OpenError, sql::postgres as sql};

/// The key of the lock that puts writing transactions in a row, so that changes get their numbers in
/// the order in which they are committed.
const WRITERS_IN_A_ROW: &str = "SELECT pg_advisory_xact_lock(7205759403792794)";

const CONNECTIONS: u32 = 8;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a writer waits for those before it.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// The record in a `PostgreSQL` database.
pub struct PostgresRecord {
    readers: PgPool,
    turns: Arc<Semaphore>,
}

impl PostgresRecord {
    /// Connects to a database and brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be reached or a newer version wrote it.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let address = DatabaseAddress::Postgres(url.to_owned());
        let failed = |reason| OpenError::Database { address: address.clone(), reason };
        let readers = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(CONNECT_TIMEOUT)
            // A `begin` whose future was dropped leaves its transaction open on the connection; the next
            // user of the connection must not inherit it.
            .after_release(|connection, _| Box::pin(async move { connection.execute("ROLLBACK").await.map(|_| true) }))
            .connect_with(PgConnectOptions::from_str(url).map_err(failed)?)
            .await
            .map_err(failed)?;
        sqlx::migrate!("migrations/postgres").run(&readers).await.map_err(|e| OpenError::of_migration(&address, e))?;
        Ok(Self { readers, turns: Arc::new(Semaphore::new(1)) })
    }

    /// The connections.
    #[must_use]
    pub const fn pool(&self) -> &PgPool {
        &self.readers
    }

    /// Writes something that is no change of the record, and so not in the audit log.
    async fn write_unlogged(
        &self,
        query: sqlx::query::Query<'_, Postgres, sqlx::postgres::PgArguments>,
    ) -> Result<(), StoreError> {
        query.execute(&self.readers).await.map(drop).map_err(unavailable)
    }

    async fn begin_writing(&self) -> Result<(Transaction<'static, Postgres>, OwnedSemaphorePermit), sqlx::Error> {
        // Writers of this process wait here and not each on a connection of its own: otherwise the one that
        // writes could find none to read with.
        let turn = tokio::time::timeout(WRITE_TIMEOUT, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let mut transaction = self.readers.begin().await?;
        transaction.execute(WRITERS_IN_A_ROW).await?;
        Ok((transaction, turn))
    }
}

record_store!(PostgresRecord, PostgresChange, Postgres, PgConnection, OwnedSemaphorePermit, sql);
bulk_store!(PostgresChange, Postgres, sql);
account_store!(PostgresRecord, PostgresChange, sql);
batch_store!(PostgresRecord, PostgresChange, sql);
draft_store!(PostgresRecord, PostgresChange, sql);
merge_store!(PostgresRecord, PostgresChange, sql);
source_store!(PostgresRecord, PostgresChange, sql);
work_store!(PostgresRecord, sql);
