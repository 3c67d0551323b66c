//! Rows of batches, and their way into the domain.

use chrono::{DateTime, Utc};
use domain::{Batch, BatchId, DraftId, StatementId, StoredBatch, UserId};
use service::ports::StoreError;

use super::rows::Row;

#[derive(sqlx::FromRow)]
pub(super) struct BatchRow {
    id: i64,
    name: String,
    columns: String,
    lines: String,
    reading: String,
    mapping: String,
    state: String,
    drafts: String,
    statements: String,
    author_id: i64,
    author_name: String,
    version: i64,
    created_at: DateTime<Utc>,
}

impl TryFrom<BatchRow> for StoredBatch {
    type Error = StoreError;

    fn try_from(r: BatchRow) -> Result<Self, StoreError> {
        let row = Row { table: "import_batch", id: r.id };
        let drafts: Vec<i64> = row.json("drafts", &r.drafts)?;
        let statements: Vec<i64> = row.json("statements", &r.statements)?;
        let batch = Batch {
            name: r.name,
            columns: row.json("columns", &r.columns)?,
            rows: row.json("lines", &r.lines)?,
            reading: row.json("reading", &r.reading)?,
            mapping: row.json("mapping", &r.mapping)?,
            state: row.parse("state", &r.state)?,
            drafts: drafts.into_iter().map(DraftId).collect(),
            statements: statements.into_iter().map(StatementId).collect(),
            author: UserId(r.author_id),
            author_name: r.author_name,
            created_at: r.created_at,
        };
        Ok(Self { id: BatchId(r.id), version: r.version, batch })
    }
}
