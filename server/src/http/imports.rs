//! Statements that come in together, in a file.

use std::{collections::HashMap, time::Duration};

use axum::extract::Path;
use domain::{BatchId, BatchState, StoredBatch};
use pages::desk::{BatchProblem, batch_page, import_page};
use service::{
    authorisation::{Editor, Session},
    desk::{BatchError, Keep},
    intake::TableFault,
};
use tracing::Instrument;
use words::paths::Address;

use super::{
    Site,
    answer::Answer,
    forms::FormFields,
    proof::{As, AsEditor, Visit},
};

/// `GET /edit/import`: the files that were handed in, with a form for another.
pub(super) async fn list(As { visit, proof: editor }: AsEditor) -> Answer {
    show_list(&visit, &editor, None).await
}

async fn show_list(visit: &Visit, editor: &Editor, fault: Option<&TableFault>) -> Answer {
    let batches = visit.site.desk.batches(editor).await?;
    Ok(visit.page(import_page(visit.locale, batches, fault)))
}

/// `POST /edit/import`: takes a `file` in a `charset`; on to its page.
pub(super) async fn add(As { visit, proof: editor }: AsEditor, fields: FormFields) -> Answer {
    let table = match fields.file("file") {
        Some(file) => {
            let table = visit.site.file_reader.table(&file.bytes, fields.get("charset").parse().ok()).await?;
            table.map(|table| (file.name.clone(), table))
        }
        None => Err(TableFault::Empty),
    };
    match table {
        Ok((name, table)) => {
            let id = visit.site.desk.add_batch(&editor, &name, table).await?;
            Ok(visit.see_other(&Address::Batch(id)))
        }
        Err(fault) => show_list(&visit, &editor, Some(&fault)).await,
    }
}

/// How long the page of a batch waits until all rows are compared with the record; after that it says how far it is.
const FIRST_LOOK: Duration = Duration::from_secs(3);

/// How long it may take until all rows are compared before some of them are left out.
const LONGEST_COMPARISON: Duration = Duration::from_mins(5);

/// How often it is looked whether a comparison that somebody else began is done.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A batch whose rows are compared with the record, for which it is waited so long. The comparison goes on whether or not
/// somebody waits.
async fn compared(site: &Site, editor: &Editor, id: BatchId, longest: Duration) -> Result<StoredBatch, BatchError> {
    let (stored, job) = site.desk.batch(editor, id).await?;
    if stored.batch.state != BatchState::Read {
        return Ok(stored);
    }
    let waiting = async {
        let Some(job) = job else {
            while site.desk.is_being_compared(&stored) {
                tokio::time::sleep(LOOK_EVERY).await;
            }
            return;
        };
        if let Ok(Err(error)) = tokio::spawn(job.run().in_current_span()).await {
            tracing::warn!(%error, "a batch could not be compared with the record");
        }
    };
    drop(tokio::time::timeout(longest, waiting).await);
    Ok(stored)
}

async fn compared_if(needed: bool, site: &Site, editor: &Editor, id: BatchId) -> Result<(), BatchError> {
    if needed { compared(site, editor, id, LONGEST_COMPARISON).await.map(drop) } else { Ok(()) }
}

async fn show_batch(visit: &Visit, editor: &Editor, id: BatchId, problem: BatchProblem) -> Answer {
    let stored = compared(&visit.site, editor, id, FIRST_LOOK).await?;
    let trial = visit.site.desk.trial(&stored).await?;
    let catalogue = visit.site.library.catalogue();
    Ok(visit.page(batch_page(visit.locale, editor.user(), &catalogue, stored, trial, problem)))
}

/// `GET /edit/import/{id}`: what the rows of a file would make, or what was made of them.
pub(super) async fn show(As { visit, proof: editor }: AsEditor, Path(id): Path<i64>) -> Answer {
    show_batch(&visit, &editor, BatchId(id), BatchProblem::None).await
}

fn version(fields: &FormFields) -> i64 {
    fields.get("version").parse().unwrap_or_default()
}

/// Back to the page of the batch, with what was wrong if something was.
async fn after(visit: &Visit, editor: &Editor, id: BatchId, done: Result<(), BatchError>) -> Answer {
    let problem = match done {
        Ok(()) => return Ok(visit.see_other(&Address::Batch(id))),
        Err(BatchError::Changed) => BatchProblem::Changed,
        Err(BatchError::Faults) => BatchProblem::Faults,
        Err(BatchError::ReasonMissing) => BatchProblem::ReasonMissing,
        Err(BatchError::ReviewerNeeded) => BatchProblem::ReviewerNeeded,
        Err(error @ (BatchError::NotFound | BatchError::Store(_))) => return Err(error.into()),
    };
    show_batch(visit, editor, id, problem).await
}

/// `POST /edit/import/{id}/columns`: says which field each column goes into, as `column-0` and so on, in the `version` that
/// was seen; its page again.
pub(super) async fn map(As { visit, proof: editor }: AsEditor, Path(id): Path<i64>, fields: FormFields) -> Answer {
    let id = BatchId(id);
    let chosen: HashMap<&str, &str> = fields.pairs().iter().map(|(name, value)| (&**name, &**value)).collect();
    let column = |i: usize| chosen.get(&*format!("column-{i}")).copied().unwrap_or_default().to_owned();
    let mapping: Vec<String> = (0..fields.pairs().len()).map(column).collect();
    let done = visit.site.desk.map_batch(&editor, id, version(&fields), &mapping).await;
    after(&visit, &editor, id, done).await
}

/// `POST /edit/import/{id}/keep`: makes drafts of the rows, or statements where `as` is `published`; with `leave-out` not of
/// those that may be there already. In the `version` that was seen; its page again.
pub(super) async fn keep(As { visit, proof: editor }: AsEditor, Path(id): Path<i64>, fields: FormFields) -> Answer {
    let id = BatchId(id);
    let reviewer = visit.session().map(Session::reviewer);
    let how = match (fields.get("as"), &reviewer) {
        ("published", Some(Ok(reviewer))) => Keep::Published(reviewer),
        ("published", Some(Err(forbidden))) => return Err((*forbidden).into()),
        _ => Keep::Drafts(&editor),
    };
    let leave_out = fields.has("leave-out");
    // What is left out is what was found; after a restart, or on another server, that is found again first.
    let done = match compared_if(leave_out, &visit.site, &editor, id).await {
        Ok(()) => visit.site.desk.keep_batch(how, id, version(&fields), leave_out).await,
        Err(error) => Err(error),
    };
    after(&visit, &editor, id, done).await
}

/// `POST /edit/import/{id}/undo`: takes back what was made of the rows. `reason`, in the `version` that was seen; its page
/// again.
pub(super) async fn undo(As { visit, proof: editor }: AsEditor, Path(id): Path<i64>, fields: FormFields) -> Answer {
    let id = BatchId(id);
    let reviewer = visit.session().and_then(|session| session.reviewer().ok());
    let (version, reason) = (version(&fields), fields.get("reason"));
    let done = visit.site.desk.undo_batch(&editor, reviewer.as_ref(), id, version, reason).await;
    after(&visit, &editor, id, done).await
}
