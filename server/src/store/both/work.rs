//! What there is to do.

use app::ports::{SourceOverview, StaleStanding, StoreError, WorkStore};
use chrono::NaiveDate;

use super::{Record, sql};
use crate::store::{rows::unavailable, source_rows::SourceOverviewRow, work_rows::StaleStandingRow};

#[async_trait::async_trait]
impl WorkStore for Record {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_sources_to_verify(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError> {
        let rows: Vec<SourceOverviewRow> = sqlx::query_as(sql::SOURCES_TO_VERIFY)
            .bind(i64::from(limit))
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_sources_without_statements(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError> {
        let rows: Vec<SourceOverviewRow> = sqlx::query_as(sql::SOURCES_WITHOUT_STATEMENTS)
            .bind(i64::from(limit))
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_stale_standings(&self, before: NaiveDate, limit: u32) -> Result<Vec<StaleStanding>, StoreError> {
        let rows: Vec<StaleStandingRow> = sqlx::query_as(sql::STALE_STANDINGS)
            .bind(before.to_string())
            .bind(i64::from(limit))
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }
}
