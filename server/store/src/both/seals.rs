//! Hashes of the words on record.

use std::collections::HashMap;

use domain::Statement;
use service::ports::{SealStore, SealTransaction, StoreError, StoredStatement, WordsCheck};

use super::{Connection, Record, sql, writing::Writing};
use crate::{
    rows::{StatementRow, assemble, unavailable},
    seals::{Comparison, ROWS as SEALED_ROWS, SealRow, SealedRevisionRow, SealedVersion, WrittenRow, seal},
};

#[async_trait::async_trait]
impl SealStore for Record {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn has_unsealed(&self) -> Result<bool, StoreError> {
        let found: i64 =
            sqlx::query_scalar(sql::HAS_UNSEALED).fetch_one(&mut *self.reader().await?).await.map_err(unavailable)?;
        Ok(found > 0)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn verify_words(&self) -> Result<WordsCheck, StoreError> {
        // Of one moment, while others write.
        let mut transaction = self.begin_reading().await.map_err(unavailable)?;
        let mut comparison = Comparison::default();
        compare_statements(&mut transaction, &mut comparison).await?;
        compare_revisions(&mut transaction, &mut comparison).await?;
        let mut written = sqlx::query_as::<_, WrittenRow>(sql::VERSIONS_BY_CHANGE).fetch(&mut *transaction);
        while let Some(row) = futures::TryStreamExt::try_next(&mut written).await.map_err(unavailable)? {
            comparison.written(row);
        }
        drop(written);
        let gone = sqlx::query_scalar(sql::CHANGES_WITHOUT_STATEMENTS)
            .fetch_all(&mut *transaction)
            .await
            .map_err(unavailable)?;
        Ok(comparison.end(gone))
    }
}

async fn compare_statements(connection: &mut Connection, comparison: &mut Comparison) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let seals: Vec<SealRow> = sqlx::query_as(sql::SEALS_AFTER)
            .bind(after)
            .bind(SEALED_ROWS)
            .fetch_all(&mut *connection)
            .await
            .map_err(unavailable)?;
        let Some(last) = seals.last() else { return Ok(()) };
        let rows: Vec<StatementRow> = sqlx::query_as(sql::STATEMENTS_AFTER)
            .bind(after)
            .bind(SEALED_ROWS)
            .fetch_all(&mut *connection)
            .await
            .map_err(unavailable)?;
        after = last.statement;
        let mut found: HashMap<i64, StatementRow> = rows.into_iter().map(|row| (row.id(), row)).collect();
        for seal in &seals {
            // What cannot be read as a statement is not what was written.
            let row = found.remove(&seal.statement);
            let slug = row.as_ref().map(|row| row.slug().to_owned()).unwrap_or_default();
            let stored = row.and_then(|row| StoredStatement::try_from(row).ok());
            comparison.version(seal, &slug, stored.as_ref().map(|stored| &stored.statement));
        }
    }
}

async fn compare_revisions(connection: &mut Connection, comparison: &mut Comparison) -> Result<(), StoreError> {
    let mut after = (0, 0);
    loop {
        let rows: Vec<SealedRevisionRow> = sqlx::query_as(sql::SEALED_REVISIONS_AFTER)
            .bind(after.0)
            .bind(after.1)
            .bind(SEALED_ROWS)
            .fetch_all(&mut *connection)
            .await
            .map_err(unavailable)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = (last.seal.statement, last.seal.version);
        for row in &rows {
            let before: Option<Statement> = serde_json::from_str(&row.before).ok();
            comparison.version(&row.seal, &row.slug, before.as_ref());
        }
    }
}

#[async_trait::async_trait]
impl SealTransaction for Writing {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn seal_statements(&mut self) -> Result<u64, StoreError> {
        let number = self.number().await?;
        let (mut after, mut sealed) = (0, 0);
        loop {
            let rows = sqlx::query_as(sql::UNSEALED_AFTER)
                .bind(after)
                .bind(SEALED_ROWS)
                .fetch_all(&mut *self.transaction)
                .await
                .map_err(unavailable)?;
            let statements = assemble(rows)?;
            let Some(last) = statements.last() else { return Ok(sealed) };
            after = last.id.0;
            for stored in &statements {
                let hash = seal(&stored.statement);
                let query = sqlx::query(sql::SEAL_STATEMENT).bind(stored.id.0).bind(&hash).bind(number);
                self.run(query).await?;
                let (statement, version) = (stored.id.0, stored.version);
                self.contents.take(SealedVersion { statement, version, hash });
                sealed += 1;
            }
        }
    }
}
