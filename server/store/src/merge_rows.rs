//! Rows of merges, and their way into the domain.

use chrono::{DateTime, Utc};
use domain::{Merge, MergeId, MergedName, StatementId, StoredMerge};
use service::ports::StoreError;

use super::rows::Row;

#[derive(sqlx::FromRow)]
pub(super) struct MergedNameRow {
    kind: String,
    from_name: String,
    into_name: String,
}

impl TryFrom<MergedNameRow> for MergedName {
    type Error = StoreError;

    fn try_from(r: MergedNameRow) -> Result<Self, StoreError> {
        let row = Row { table: "merge", id: 0 };
        Ok(Self { kind: row.parse("kind", &r.kind)?, from: r.from_name, into: r.into_name })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct MergeRow {
    id: i64,
    kind: String,
    from_name: String,
    into_name: String,
    statements: String,
    names: String,
    reason: String,
    merged_by: String,
    merged_at: DateTime<Utc>,
    undone_at: Option<DateTime<Utc>>,
}

impl TryFrom<MergeRow> for StoredMerge {
    type Error = StoreError;

    fn try_from(r: MergeRow) -> Result<Self, StoreError> {
        let row = Row { table: "merge", id: r.id };
        let statements: Vec<i64> = row.json("statements", &r.statements)?;
        let merge = Merge {
            name: MergedName { kind: row.parse("kind", &r.kind)?, from: r.from_name, into: r.into_name },
            statements: statements.into_iter().map(StatementId).collect(),
            names: row.json("names", &r.names)?,
            reason: r.reason,
            merged_by: r.merged_by,
            merged_at: r.merged_at,
        };
        Ok(Self { id: MergeId(r.id), merge, undone_at: r.undone_at })
    }
}
