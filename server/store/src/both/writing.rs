//! A change under way: the transaction in which the record is written.

use service::ports::StoreError;
use sqlx::Transaction;

use super::{Db, Turn, sql};
use crate::{rows::unavailable, seals::Contents};

/// A change under way.
pub(super) struct Writing {
    pub(super) transaction: Transaction<'static, Db>,
    /// The number that the change will have, once it was asked for.
    pub(super) number: Option<i64>,
    /// What it has written of statements so far.
    pub(super) contents: Contents,
    // Given back after the transaction, whichever way that ends.
    pub(super) turn: Turn,
}

impl Writing {
    /// Begins when its turn comes.
    pub(super) async fn new(
        begun: impl Future<Output = Result<(Transaction<'static, Db>, Turn), sqlx::Error>>,
    ) -> Result<Self, StoreError> {
        let asked = std::time::Instant::now();
        let (transaction, turn) = begun.await.map_err(unavailable)?;
        metrics::histogram!(crate::WRITER_WAIT).record(asked.elapsed());
        Ok(Self { transaction, number: None, contents: Contents::default(), turn })
    }

    /// Runs SQL that gives no rows; says how many it touched.
    pub(super) async fn run(
        &mut self,
        query: sqlx::query::Query<'_, Db, <Db as sqlx::Database>::Arguments>,
    ) -> Result<u64, StoreError> {
        Ok(query.execute(&mut *self.transaction).await.map_err(unavailable)?.rows_affected())
    }

    /// The number that the change will have. Nobody else can take it: those who write are in a row.
    pub(super) async fn number(&mut self) -> Result<i64, StoreError> {
        if let Some(number) = self.number {
            return Ok(number);
        }
        let last: i64 =
            sqlx::query_scalar(sql::CHANGE_NUMBER).fetch_one(&mut *self.transaction).await.map_err(unavailable)?;
        Ok(*self.number.insert(last + 1))
    }
}
