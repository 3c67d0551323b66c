//! The record as a whole: its changes, and the log of them.

use domain::Change;
use service::ports::{AuditCheck, Connections, RecordStore, RecordTransaction, StoreError};

use super::{Connection, Record, sql, writing::Writing};
use crate::{
    audit::{AuditRow, Chain},
    rows::unavailable,
};

/// How many rows of the audit log are read at once.
const AUDIT_ROWS: i64 = 1_000;

async fn audit_after(connection: &mut Connection, number: i64) -> Result<Vec<AuditRow>, StoreError> {
    let rows = sqlx::query_as(sql::AUDIT_AFTER).bind(number).bind(AUDIT_ROWS).fetch_all(connection).await;
    rows.map_err(unavailable)
}

impl Record {
    fn refuse_if_read_only(&self) -> Result<(), StoreError> {
        if self.read_only {
            return Err(StoreError::NotWritable("it was opened to be read only".into()));
        }
        Ok(())
    }
}

#[async_trait::async_trait]
impl RecordStore for Record {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn change_number(&self) -> Result<i64, StoreError> {
        sqlx::query_scalar(sql::CHANGE_NUMBER).fetch_one(&mut *self.reader().await?).await.map_err(unavailable)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn hash_of_change(&self, number: i64) -> Result<Option<String>, StoreError> {
        sqlx::query_scalar(sql::AUDIT_HASH)
            .bind(number)
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(unavailable)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn changes_after(&self, number: i64) -> Result<Vec<Change>, StoreError> {
        let rows = audit_after(&mut *self.reader().await?, number).await?;
        rows.iter().map(AuditRow::change).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn verify_audit(&self) -> Result<AuditCheck, StoreError> {
        let start =
            sqlx::query_scalar(sql::AUDIT_START).fetch_one(&mut *self.reader().await?).await.map_err(unavailable)?;
        // Read first: what is added meanwhile is not missed, and not checked either.
        let last_change = self.change_number().await?;
        let mut chain = Chain::after(start);
        let mut after = start;
        loop {
            let mut rows = audit_after(&mut *self.reader().await?, after).await?;
            rows.retain(|row| row.number <= last_change);
            let Some(last) = rows.last() else { return Ok(chain.end(last_change)) };
            after = last.number;
            for row in rows {
                chain.walk(row);
            }
        }
    }

    fn is_read_only(&self) -> bool {
        self.read_only
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn try_writing(&self) -> Result<(), StoreError> {
        self.refuse_if_read_only()?;
        let mut connection = self.unlogged_writer().await?;
        sqlx::query(sql::TRY_WRITING).execute(&mut *connection).await.map(drop).map_err(unavailable)
    }

    fn connections(&self) -> Connections {
        let idle = u32::try_from(self.readers.num_idle()).unwrap_or(u32::MAX);
        Connections { idle, used: self.readers.size().saturating_sub(idle), away: self.is_away() }
    }

    async fn listen(&self, changed: &(dyn Fn() + Send + Sync)) {
        self.hear(changed).await;
    }

    async fn close(&self) {
        self.end().await;
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn begin(&self) -> Result<Box<dyn RecordTransaction>, StoreError> {
        self.refuse_if_read_only()?;
        Ok(Box::new(Box::pin(Writing::new(self.begin_writing())).await?))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn begin_import(&self) -> Result<(Box<dyn RecordTransaction>, Option<String>), StoreError> {
        self.refuse_if_read_only()?;
        let mut change = Box::pin(Writing::new(self.begin_importing())).await?;
        let checkpoint = change.turn.checkpoint(&mut change.transaction, &mut change.contents).await;
        Ok((Box::new(change), checkpoint.map_err(unavailable)?))
    }
}
