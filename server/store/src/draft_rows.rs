//! Rows of drafts and revisions, and their way into the domain.

use chrono::{DateTime, Utc};
use domain::{Draft, DraftId, StatementId, UserId};
use service::ports::{Revision, StoreError};

use super::rows::Row;

#[derive(sqlx::FromRow)]
pub(super) struct DraftRow {
    id: i64,
    statement_id: Option<i64>,
    base_version: i64,
    author_id: i64,
    author_name: String,
    writer_id: i64,
    writer_name: String,
    state: String,
    form: String,
    version: i64,
    remark: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<DraftRow> for Draft {
    type Error = StoreError;

    fn try_from(r: DraftRow) -> Result<Self, StoreError> {
        let row = Row { table: "draft", id: r.id };
        Ok(Self {
            id: DraftId(r.id),
            statement: r.statement_id.map(StatementId),
            base_version: r.base_version,
            author: UserId(r.author_id),
            author_name: r.author_name,
            writer: UserId(r.writer_id),
            writer_name: r.writer_name,
            state: row.parse("state", &r.state)?,
            form: row.json("form", &r.form)?,
            version: r.version,
            remark: r.remark,
            created_at: r.created_at,
            updated_at: r.updated_at,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct RevisionRow {
    statement_id: i64,
    slug: String,
    version: i64,
    replaced_at: DateTime<Utc>,
    replaced_by: String,
    reason: Option<String>,
    before: String,
}

impl TryFrom<RevisionRow> for Revision {
    type Error = StoreError;

    fn try_from(r: RevisionRow) -> Result<Self, StoreError> {
        let row = Row { table: "revision", id: r.statement_id };
        Ok(Self {
            slug: row.parse("slug", &r.slug)?,
            version: r.version,
            replaced_at: r.replaced_at,
            replaced_by: r.replaced_by,
            reason: r.reason,
            before: row.json("before", &r.before)?,
        })
    }
}
