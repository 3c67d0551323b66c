//! Merges.

use chrono::{DateTime, Utc};
use domain::{Merge, MergeId, MergedName, ReferenceKind, StoredMerge};
use service::ports::{MergeStore, MergeTransaction, StoreError, StoredStatement};

use super::{Record, sql, writing::Writing};
use crate::{
    merge_rows::{MergeRow, MergedNameRow},
    rows::{assemble, json_array, unavailable},
};

#[async_trait::async_trait]
impl MergeStore for Record {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn merged_names(&self) -> Result<Vec<MergedName>, StoreError> {
        self.list_rows::<MergedNameRow, _>(sqlx::query_as(sql::MERGED_NAMES)).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_merges(&self) -> Result<Vec<StoredMerge>, StoreError> {
        self.list_rows::<MergeRow, _>(sqlx::query_as(sql::MERGES)).await
    }
}

#[async_trait::async_trait]
impl MergeTransaction for Writing {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn merged_names(&mut self) -> Result<Vec<MergedName>, StoreError> {
        let rows: Vec<MergedNameRow> =
            sqlx::query_as(sql::MERGED_NAMES).fetch_all(&mut *self.transaction).await.map_err(unavailable)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_statements_with(
        &mut self,
        kind: ReferenceKind,
        name: &str,
    ) -> Result<Vec<StoredStatement>, StoreError> {
        let sql = match kind {
            ReferenceKind::Stakeholder => sql::STATEMENTS_BY_STAKEHOLDER,
            ReferenceKind::Topic => sql::STATEMENTS_BY_TOPIC,
            ReferenceKind::Source => sql::STATEMENTS_BY_SOURCE,
            ReferenceKind::Milestone => return Ok(Vec::new()),
        };
        let heads = sqlx::query_as(sql).bind(name).fetch_all(&mut *self.transaction).await.map_err(unavailable)?;
        assemble(heads)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn set_merged_into(&mut self, kind: ReferenceKind, from: &str, into: Option<&str>) -> Result<(), StoreError> {
        let sql = match kind {
            ReferenceKind::Stakeholder => sql::MERGE_STAKEHOLDER,
            ReferenceKind::Topic => sql::MERGE_TOPIC,
            ReferenceKind::Source => sql::MERGE_SOURCE,
            ReferenceKind::Milestone => sql::MERGE_MILESTONE,
        };
        self.run(sqlx::query(sql).bind(from).bind(into)).await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn add_merge(&mut self, merge: &Merge) -> Result<MergeId, StoreError> {
        let id = sqlx::query_scalar(sql::ADD_MERGE)
            .bind(merge.name.kind.code())
            .bind(&merge.name.from)
            .bind(&merge.name.into)
            .bind(json_array(&merge.statements))
            .bind(json_array(&merge.names))
            .bind(&merge.reason)
            .bind(&merge.merged_by)
            .bind(merge.merged_at)
            .fetch_one(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        Ok(MergeId(id))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_merge(&mut self, id: MergeId) -> Result<Option<StoredMerge>, StoreError> {
        let row: Option<MergeRow> = sqlx::query_as(sql::MERGE_BY_ID)
            .bind(id.0)
            .fetch_optional(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        row.map(TryInto::try_into).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn set_undone(&mut self, id: MergeId, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(sqlx::query(sql::UNDO_MERGE).bind(id.0).bind(now)).await?;
        Ok(())
    }
}
