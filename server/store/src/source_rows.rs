//! Rows of sources and their texts, and their way into the domain.

use chrono::{DateTime, Utc};
use domain::SourceId;
use service::ports::{SourceOverview, SourceText, SourceVersion, StoreError, StoredSource};

use super::rows::SourceRow;

#[derive(sqlx::FromRow)]
pub(super) struct SourceOverviewRow {
    statements: i64,
    texts: i64,
    #[sqlx(flatten)]
    source: SourceRow,
}

impl TryFrom<SourceOverviewRow> for SourceOverview {
    type Error = StoreError;

    fn try_from(r: SourceOverviewRow) -> Result<Self, StoreError> {
        let id = SourceId(r.source.source_id);
        Ok(Self {
            stored: StoredSource { id, source: r.source.try_into()? },
            statements: r.statements.unsigned_abs(),
            has_text: r.texts > 0,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct SourceVersionRow {
    version: i64,
    replaced_at: DateTime<Utc>,
    replaced_by: String,
    reason: Option<String>,
    #[sqlx(flatten)]
    source: SourceRow,
}

impl TryFrom<SourceVersionRow> for SourceVersion {
    type Error = StoreError;

    fn try_from(r: SourceVersionRow) -> Result<Self, StoreError> {
        Ok(Self {
            version: r.version,
            source: r.source.try_into()?,
            replaced_at: r.replaced_at,
            replaced_by: r.replaced_by,
            reason: r.reason,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct SourceTextRow {
    source_id: i64,
    text: String,
    hash: String,
    kept_by: String,
    kept_at: DateTime<Utc>,
}

impl From<SourceTextRow> for SourceText {
    fn from(r: SourceTextRow) -> Self {
        Self { source: SourceId(r.source_id), text: r.text, hash: r.hash, kept_by: r.kept_by, kept_at: r.kept_at }
    }
}
