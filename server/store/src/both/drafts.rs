//! Drafts and history.

use chrono::{DateTime, Utc};
use domain::{Draft, DraftId, Slug};
use service::ports::{DraftChange, DraftStore, DraftTransaction, NewDraft, Revision, StoreError};

use super::{Record, sql, writing::Writing};
use crate::{
    draft_rows::{DraftRow, RevisionRow},
    rows::{json_array, unavailable},
};

#[async_trait::async_trait]
impl DraftStore for Record {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_draft(&self, id: DraftId) -> Result<Option<Draft>, StoreError> {
        self.find_row::<DraftRow, _>(sqlx::query_as(sql::DRAFT_BY_ID).bind(id.0)).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_open_drafts(&self) -> Result<Vec<Draft>, StoreError> {
        self.list_rows::<DraftRow, _>(sqlx::query_as(sql::OPEN_DRAFTS)).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_revisions(&self, slug: &Slug) -> Result<Vec<Revision>, StoreError> {
        self.list_rows::<RevisionRow, _>(sqlx::query_as(sql::REVISIONS).bind(slug.as_str())).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_newest_revisions(&self, before: DateTime<Utc>, limit: u32) -> Result<Vec<Revision>, StoreError> {
        let query = sqlx::query_as(sql::NEWEST_REVISIONS).bind(before).bind(i64::from(limit));
        self.list_rows::<RevisionRow, _>(query).await
    }
}

#[async_trait::async_trait]
impl DraftTransaction for Writing {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn add_draft(&mut self, draft: &NewDraft, now: DateTime<Utc>) -> Result<(DraftId, bool), StoreError> {
        let added: Option<i64> = sqlx::query_scalar(sql::ADD_DRAFT)
            .bind(&draft.key)
            .bind(draft.statement.map(|id| id.0))
            .bind(draft.base_version)
            .bind(draft.author.0)
            .bind(json_array(&draft.form))
            .bind(now)
            .fetch_optional(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        if let Some(id) = added {
            return Ok((DraftId(id), true));
        }
        let id = sqlx::query_scalar(sql::DRAFT_BY_KEY)
            .bind(&draft.key)
            .fetch_one(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        Ok((DraftId(id), false))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_draft(&mut self, id: DraftId) -> Result<Option<Draft>, StoreError> {
        let row: Option<DraftRow> = sqlx::query_as(sql::DRAFT_BY_ID)
            .bind(id.0)
            .fetch_optional(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        row.map(TryInto::try_into).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn change_draft(
        &mut self,
        id: DraftId,
        version: i64,
        change: &DraftChange,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let query = sqlx::query(sql::CHANGE_DRAFT)
            .bind(id.0)
            .bind(version)
            .bind(change.form.as_ref().map(json_array))
            .bind(change.base_version)
            .bind(change.state.map(domain::DraftState::code))
            .bind(change.statement.map(|id| id.0))
            .bind(&change.remark)
            .bind(now)
            .bind(change.writer.map(|writer| writer.0));
        Ok(self.run(query).await? == 1)
    }
}
