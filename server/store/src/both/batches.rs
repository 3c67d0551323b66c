//! Batches.

use domain::{Batch, BatchId, StoredBatch};
use service::ports::{BatchStore, BatchTransaction, StoreError};

use super::{Record, sql, writing::Writing};
use crate::{
    batch_rows::BatchRow,
    rows::{json_array, unavailable},
};

#[async_trait::async_trait]
impl BatchStore for Record {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_batch(&self, id: BatchId) -> Result<Option<StoredBatch>, StoreError> {
        self.find_row::<BatchRow, _>(sqlx::query_as(sql::BATCH_BY_ID).bind(id.0)).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_batches(&self, limit: u32) -> Result<Vec<StoredBatch>, StoreError> {
        self.list_rows::<BatchRow, _>(sqlx::query_as(sql::BATCHES).bind(i64::from(limit))).await
    }
}

#[async_trait::async_trait]
impl BatchTransaction for Writing {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn add_batch(&mut self, batch: &Batch) -> Result<BatchId, StoreError> {
        let id = sqlx::query_scalar(sql::ADD_BATCH)
            .bind(&batch.name)
            .bind(json_array(&batch.columns))
            .bind(json_array(&batch.rows))
            .bind(json_array(&batch.mapping))
            .bind(batch.state.code())
            .bind(batch.author.0)
            .bind(batch.created_at)
            .bind(serde_json::json!(batch.reading).to_string())
            .fetch_one(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        Ok(BatchId(id))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn change_batch(&mut self, id: BatchId, version: i64, batch: &Batch) -> Result<bool, StoreError> {
        let query = sqlx::query(sql::CHANGE_BATCH)
            .bind(id.0)
            .bind(version)
            .bind(json_array(&batch.mapping))
            .bind(batch.state.code())
            .bind(json_array(batch.drafts.iter().map(|id| id.0)))
            .bind(json_array(&batch.statements));
        Ok(self.run(query).await? == 1)
    }
}
