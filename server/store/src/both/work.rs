//! What there is to do.

use service::ports::{SourceOverview, StoreError, WorkStore};

use super::{Record, sql};
use crate::source_rows::SourceOverviewRow;

#[async_trait::async_trait]
impl WorkStore for Record {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_sources_to_verify(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError> {
        self.list_rows::<SourceOverviewRow, _>(sqlx::query_as(sql::SOURCES_TO_VERIFY).bind(i64::from(limit))).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_sources_without_statements(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError> {
        self.list_rows::<SourceOverviewRow, _>(sqlx::query_as(sql::SOURCES_WITHOUT_STATEMENTS).bind(i64::from(limit)))
            .await
    }
}
