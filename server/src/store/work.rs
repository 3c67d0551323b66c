//! What there is to do, over one concrete database; a macro for the same reasons as in `record`.

/// Implements the port for `$record`, which has a pool `readers`.
macro_rules! work_store {
    ($record:ident, $sql:ident) => {
        use app::ports::{StaleStanding, WorkStore};
        use chrono::NaiveDate;

        use super::work_rows::StaleStandingRow;

        #[async_trait::async_trait]
        impl WorkStore for $record {
            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_sources_to_verify(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError> {
                let rows: Vec<SourceOverviewRow> = sqlx::query_as($sql::SOURCES_TO_VERIFY)
                    .bind(i64::from(limit))
                    .fetch_all(&mut *self.reader().await?)
                    .await
                    .map_err(unavailable)?;
                rows.into_iter().map(TryInto::try_into).collect()
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_sources_without_statements(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError> {
                let rows: Vec<SourceOverviewRow> = sqlx::query_as($sql::SOURCES_WITHOUT_STATEMENTS)
                    .bind(i64::from(limit))
                    .fetch_all(&mut *self.reader().await?)
                    .await
                    .map_err(unavailable)?;
                rows.into_iter().map(TryInto::try_into).collect()
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_stale_standings(
                &self,
                before: NaiveDate,
                limit: u32,
            ) -> Result<Vec<StaleStanding>, StoreError> {
                let rows: Vec<StaleStandingRow> = sqlx::query_as($sql::STALE_STANDINGS)
                    .bind(before.to_string())
                    .bind(i64::from(limit))
                    .fetch_all(&mut *self.reader().await?)
                    .await
                    .map_err(unavailable)?;
                rows.into_iter().map(TryInto::try_into).collect()
            }
        }
    };
}
