//! Sources and their texts.

use domain::{Source, SourceId, Valid};
use service::ports::{
    Provenance, SourceOverview, SourceStore, SourceText, SourceTransaction, SourceVersion, StoreError, StoredSource,
    StoredStatement,
};

use super::{Record, bulk::number_of, known_sources::after_merges, sql, writing::Writing};
use crate::{
    rows::{SourceRow, assemble, unavailable},
    source_rows::{SourceOverviewRow, SourceTextRow, SourceVersionRow},
};

#[async_trait::async_trait]
impl SourceStore for Record {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_source(&self, id: SourceId) -> Result<Option<StoredSource>, StoreError> {
        let row: Option<SourceRow> = sqlx::query_as(sql::SOURCE_BY_ID)
            .bind(id.0)
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        row.map(|row| Ok(StoredSource { id, source: row.try_into()? })).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_sources_like(&self, words: &str, limit: u32) -> Result<Vec<StoredSource>, StoreError> {
        let escaped = |word: &str| word.to_lowercase().replace(['\\', '%', '_'], "");
        let pattern = format!("%{}%", words.split_whitespace().map(escaped).collect::<Vec<_>>().join("%"));
        let rows: Vec<SourceRow> = sqlx::query_as(sql::SOURCES_LIKE)
            .bind(pattern)
            .bind(i64::from(limit))
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        let stored = |row: SourceRow| Ok(StoredSource { id: SourceId(row.source_id), source: row.try_into()? });
        rows.into_iter().map(stored).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_source_id(&self, identity: &str) -> Result<Option<SourceId>, StoreError> {
        let mut connection = self.reader().await?;
        let found: Option<(i64, Option<String>)> = sqlx::query_as(sql::SOURCE_ID)
            .bind(identity)
            .fetch_optional(&mut *connection)
            .await
            .map_err(unavailable)?;
        match found {
            Some(found) => after_merges(&mut connection, found).await.map(|id| Some(SourceId(id))),
            None => Ok(None),
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_source_after_merges(&self, id: SourceId) -> Result<Option<SourceId>, StoreError> {
        let mut connection = self.reader().await?;
        let found: Option<(i64, Option<String>)> = sqlx::query_as(sql::SOURCE_MERGED_INTO)
            .bind(id.0)
            .fetch_optional(&mut *connection)
            .await
            .map_err(unavailable)?;
        match found {
            Some(found) => after_merges(&mut connection, found).await.map(|id| Some(SourceId(id))),
            None => Ok(None),
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_source_versions(&self, id: SourceId) -> Result<Vec<SourceVersion>, StoreError> {
        self.list_rows::<SourceVersionRow, _>(sqlx::query_as(sql::SOURCE_VERSIONS).bind(id.0)).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_source_overviews(&self, limit: u32) -> Result<Vec<SourceOverview>, StoreError> {
        self.list_rows::<SourceOverviewRow, _>(sqlx::query_as(sql::SOURCE_OVERVIEW).bind(i64::from(limit))).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_source_text(&self, id: SourceId) -> Result<Option<SourceText>, StoreError> {
        let row: Option<SourceTextRow> = sqlx::query_as(sql::SOURCE_TEXT)
            .bind(id.0)
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        Ok(row.map(Into::into))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_source_text_by_identity(&self, identity: &str) -> Result<Option<SourceText>, StoreError> {
        let row: Option<SourceTextRow> = sqlx::query_as(sql::SOURCE_TEXT_BY_IDENTITY)
            .bind(identity)
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        Ok(row.map(Into::into))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_statements_of_source(&self, id: SourceId) -> Result<Vec<StoredStatement>, StoreError> {
        let mut connection = self.reader().await?;
        let heads = sqlx::query_as(sql::STATEMENTS_OF_SOURCE)
            .bind(id.0)
            .fetch_all(&mut *connection)
            .await
            .map_err(unavailable)?;
        assemble(heads)
    }
}

impl Writing {
    pub(super) async fn write_source(&mut self, source: &Source) -> Result<i64, StoreError> {
        let numbers = self.save_sources(std::iter::once(source)).await?;
        number_of(&numbers, "source", &source.identity())
    }
}

#[async_trait::async_trait]
impl SourceTransaction for Writing {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn save_source(&mut self, source: &Valid<Source>) -> Result<SourceId, StoreError> {
        self.write_source(source).await.map(SourceId)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_unmerged_source(&mut self, identity: &str) -> Result<Option<StoredSource>, StoreError> {
        let row: Option<SourceRow> = sqlx::query_as(sql::UNMERGED_SOURCE)
            .bind(identity)
            .fetch_optional(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        row.map(|row| Ok(StoredSource { id: SourceId(row.source_id), source: row.try_into()? })).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn update_source(
        &mut self,
        id: SourceId,
        source: &Valid<Source>,
        by: Provenance<'_>,
    ) -> Result<(), StoreError> {
        let version =
            sqlx::query(sql::ADD_SOURCE_VERSION).bind(id.0).bind(by.when.now).bind(&by.actor.name).bind(by.reason);
        self.run(version).await?;
        let query = sqlx::query(sql::UPDATE_SOURCE)
            .bind(id.0)
            .bind(source.identity())
            .bind(&source.title)
            .bind(source.title_origin.code())
            .bind(&source.publisher)
            .bind(&source.url)
            .bind(source.published_on.map(|period| period.to_string()))
            .bind(source.kind.code())
            .bind(source.tier.number());
        self.run(query).await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn save_source_text(&mut self, text: &SourceText) -> Result<(), StoreError> {
        self.run(sqlx::query(sql::REMOVE_SAME_TEXT).bind(text.source.0).bind(&text.hash)).await?;
        let query = sqlx::query(sql::ADD_SOURCE_TEXT)
            .bind(text.source.0)
            .bind(&text.text)
            .bind(&text.hash)
            .bind(&text.kept_by)
            .bind(text.kept_at);
        self.run(query).await?;
        Ok(())
    }
}
