//! Statements, read.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Coding, Slug, Source, StatementId};
use service::ports::{IndexEntry, StatementStore, StoreError, StoredStatement};

use super::{Db, Record, known_sources::sources_of, sql};
use crate::{
    entry_rows::{EntryPositionRow, EntryRow, EntrySourceRow, EntryTranslationRow, assemble_entries},
    rows::{CodingRow, Row, SourceRow, assemble, json_array, unavailable},
};

#[async_trait::async_trait]
impl StatementStore for Record {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_by_slug(&self, slug: &Slug) -> Result<Option<StoredStatement>, StoreError> {
        let mut connection = self.reader().await?;
        let heads = sqlx::query_as(sql::STATEMENT_BY_SLUG)
            .bind(slug.as_str())
            .fetch_all(&mut *connection)
            .await
            .map_err(unavailable)?;
        Ok(assemble(heads)?.pop())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list(&self, ids: &[StatementId]) -> Result<Vec<StoredStatement>, StoreError> {
        let mut connection = self.reader().await?;
        let heads = sqlx::query_as(sql::STATEMENTS_BY_ID)
            .bind(json_array(ids))
            .fetch_all(&mut *connection)
            .await
            .map_err(unavailable)?;
        let mut found = assemble(heads)?;
        let place: HashMap<StatementId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        found.sort_by_key(|stored| place.get(&stored.id).copied());
        Ok(found)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_codings(&self, id: StatementId) -> Result<Vec<Coding>, StoreError> {
        let rows: Vec<CodingRow> =
            sqlx::query_as(sql::CODINGS).bind(id.0).fetch_all(&mut *self.reader().await?).await.map_err(unavailable)?;
        rows.into_iter().map(|row| row.coding(id)).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_restatements(&self, slug: &Slug) -> Result<Vec<StoredStatement>, StoreError> {
        let mut connection = self.reader().await?;
        let heads = sqlx::query_as(sql::RESTATEMENTS)
            .bind(slug.as_str())
            .fetch_all(&mut *connection)
            .await
            .map_err(unavailable)?;
        assemble(heads)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_sources(&self, identities: &[String]) -> Result<Vec<Source>, StoreError> {
        sources_of(&mut *self.reader().await?, identities).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_of_source_by(
        &self,
        identity: &str,
        stakeholder: &Slug,
        limit: u32,
    ) -> Result<Vec<StoredStatement>, StoreError> {
        let mut connection = self.reader().await?;
        let heads = sqlx::query_as(sql::STATEMENTS_OF_SOURCE_BY)
            .bind(identity)
            .bind(stakeholder.as_str())
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await
            .map_err(unavailable)?;
        assemble(heads)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_newest_sources(&self, limit: u32) -> Result<Vec<Source>, StoreError> {
        self.list_rows::<SourceRow, _>(sqlx::query_as(sql::NEWEST_SOURCES).bind(i64::from(limit))).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_speakers(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        sqlx::query_scalar(sql::SPEAKERS)
            .bind(i64::from(limit))
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(unavailable)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_published_after(&self, after: StatementId, limit: u32) -> Result<Vec<StoredStatement>, StoreError> {
        let mut connection = self.reader().await?;
        let heads = sqlx::query_as(sql::PUBLISHED_AFTER)
            .bind(after.0)
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await
            .map_err(unavailable)?;
        assemble(heads)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_untranslated(&self, limit: u32) -> Result<Vec<StoredStatement>, StoreError> {
        let heads = sqlx::query_as(sql::UNTRANSLATED)
            .bind(i64::from(limit))
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        assemble(heads)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn last_statement(&self) -> Result<StatementId, StoreError> {
        let last = sqlx::query_scalar(sql::LAST_STATEMENT).fetch_one(&mut *self.reader().await?).await;
        last.map(StatementId).map_err(unavailable)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_slugs(&self, after: StatementId, up_to: StatementId) -> Result<Vec<(Slug, NaiveDate)>, StoreError> {
        let rows: Vec<(i64, String, DateTime<Utc>)> = sqlx::query_as(sql::SLUGS)
            .bind(after.0)
            .bind(up_to.0)
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        let read = |(id, slug, at): (i64, String, DateTime<Utc>)| {
            Ok((Row { table: "statement", id }.parse("slug", &slug)?, at.date_naive()))
        };
        rows.into_iter().map(read).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_entries_after(&self, after: StatementId, limit: u32) -> Result<Vec<IndexEntry>, StoreError> {
        let heads: Vec<EntryRow> = sqlx::query_as(sql::ENTRIES_AFTER)
            .bind(after.0)
            .bind(i64::from(limit))
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        let (Some(first), Some(last)) = (heads.first(), heads.last()) else { return Ok(Vec::new()) };
        let range = (first.id, last.id);
        let translations: Vec<EntryTranslationRow> = self.of_range(sql::ENTRY_TRANSLATIONS, range).await?;
        let positions: Vec<EntryPositionRow> = self.of_range(sql::ENTRY_POSITIONS, range).await?;
        let sources: Vec<EntrySourceRow> = self.of_range(sql::ENTRY_SOURCES, range).await?;
        assemble_entries(heads, translations, positions, sources)
    }
}

impl Record {
    /// Reads some of what belongs to the statements of a range of numbers.
    async fn of_range<Found>(&self, sql: &'static str, (first, last): (i64, i64)) -> Result<Vec<Found>, StoreError>
    where
        Found: for<'r> sqlx::FromRow<'r, <Db as sqlx::Database>::Row> + Send + Unpin,
    {
        sqlx::query_as(sql).bind(first).bind(last).fetch_all(&mut *self.reader().await?).await.map_err(unavailable)
    }
}
