//! Describing a source otherwise: an act of its own, for all statements that stand on it.

use domain::{ReferenceKind, Source, SourceId, StatementId, StatementStatus, Valid};

use crate::ports::{Provenance, RecordTransaction, StoreError};

/// Describes a source otherwise than `before`. What it was is kept as a version of it, and a published statement whose grade
/// changes with it keeps what it was as a revision. Gives the statements in which the source appears: all of them show it.
pub(crate) async fn change_source(
    transaction: &mut dyn RecordTransaction,
    id: SourceId,
    before: &Source,
    source: &Valid<Source>,
    by: Provenance<'_>,
) -> Result<Vec<StatementId>, StoreError> {
    let identity = before.identity();
    let cited = transaction.list_statements_with(ReferenceKind::Source, &identity).await?;
    transaction.update_source(id, source, by).await?;
    for stored in cited.iter().filter(|stored| stored.statement.status == StatementStatus::Published) {
        let mut now = Valid::on_record(stored.statement.clone());
        now.describe_sources(|appearance| (appearance.source.identity() == identity).then(|| (**source).clone()));
        if now.grade() != stored.statement.grade() {
            transaction.update_statement(stored, &now, by).await?;
        }
    }
    Ok(cited.into_iter().map(|stored| stored.id).collect())
}
