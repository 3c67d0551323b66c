//! Giving statements from before hashes of their words were kept theirs, so that from then on the log answers for them.

use domain::{Action, Actor, AuditEntry, ChangeScope};

use crate::ports::{Clock, RecordStore, StoreError};

/// Does so for all that have none, as one change of the record; says for how many.
///
/// # Errors
/// When the record does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn seal_statements(store: &dyn RecordStore, clock: &dyn Clock) -> Result<u64, StoreError> {
    if !store.has_unsealed().await? {
        return Ok(0);
    }
    let mut transaction = store.begin().await?;
    let sealed = transaction.seal_statements().await?;
    if sealed > 0 {
        let entry = AuditEntry {
            actor: Actor::command("migrate"),
            action: Action::StatementsSealed,
            subject: format!("{sealed} statements"),
            reason: None,
            scope: ChangeScope::Nothing,
        };
        transaction.commit(entry, clock.now()).await?;
    }
    Ok(sealed)
}
