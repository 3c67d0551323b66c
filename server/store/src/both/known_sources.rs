//! Sources on record, for whoever has to know them on the way to something else.

use domain::Source;
use service::ports::StoreError;

use super::{Connection, sql};
use crate::rows::{SourceRow, json_array, unavailable};

/// The sources of these identities that are on record.
pub(super) async fn sources_of(connection: &mut Connection, identities: &[String]) -> Result<Vec<Source>, StoreError> {
    let rows: Vec<SourceRow> = sqlx::query_as(sql::SOURCES_BY_IDENTITY)
        .bind(json_array(identities))
        .fetch_all(connection)
        .await
        .map_err(unavailable)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The number of a source or, where it was merged, of the one that it leads to in the end.
pub(super) async fn after_merges(
    connection: &mut Connection,
    (mut id, mut merged_into): (i64, Option<String>),
) -> Result<i64, StoreError> {
    while let Some(identity) = merged_into.take() {
        let next: Option<(i64, Option<String>)> = sqlx::query_as(sql::SOURCE_ID)
            .bind(identity)
            .fetch_optional(&mut *connection)
            .await
            .map_err(unavailable)?;
        if let Some(next) = next {
            (id, merged_into) = next;
        }
    }
    Ok(id)
}
