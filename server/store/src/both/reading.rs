//! Rows, read into the domain.

use service::ports::StoreError;
use sqlx::{Database, FromRow, query::QueryAs};

use super::{Db, Record};
use crate::rows::unavailable;

/// A query that gives rows.
type Query<'q, Row> = QueryAs<'q, Db, Row, <Db as Database>::Arguments>;

impl Record {
    /// What a query finds, if anything.
    pub(super) async fn find_row<Row, T>(&self, query: Query<'_, Row>) -> Result<Option<T>, StoreError>
    where
        Row: for<'r> FromRow<'r, <Db as Database>::Row> + Send + Unpin,
        T: TryFrom<Row, Error = StoreError>,
    {
        let row = query.fetch_optional(&mut *self.reader().await?).await.map_err(unavailable)?;
        row.map(TryInto::try_into).transpose()
    }

    /// All that a query finds.
    pub(super) async fn list_rows<Row, T>(&self, query: Query<'_, Row>) -> Result<Vec<T>, StoreError>
    where
        Row: for<'r> FromRow<'r, <Db as Database>::Row> + Send + Unpin,
        T: TryFrom<Row, Error = StoreError>,
    {
        let rows = query.fetch_all(&mut *self.reader().await?).await.map_err(unavailable)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }
}
