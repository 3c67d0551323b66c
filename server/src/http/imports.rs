//! Statements that come in together, in a file.

use std::{collections::HashMap, time::Duration};

use app::{
    domain::{BatchId, BatchState, Locale, StoredBatch},
    paths::Address,
    service::{
        TableFault,
        authorisation::Editor,
        desk::{DeskError, Keep},
    },
    ui::{
        document::Page,
        pages::{
            PageError,
            desk::{BatchProblem, batch_page, import_page},
        },
    },
};
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use tracing::Instrument;

use super::{
    Site,
    access::Viewer,
    account::{Desk, signed_in},
    drafts::{answer, editor, go, no_page},
    forms::FormFields,
    pages::refused,
};

pub(super) async fn list((State(site), Extension(locale), Extension(viewer)): Desk) -> Response {
    let editor = editor!(&site, locale, viewer);
    let page = site.desk.batches(&editor).await.map(|batches| import_page(locale, batches, None));
    answer(&site, locale, &viewer, page)
}

pub(super) async fn add((State(site), Extension(locale), Extension(viewer)): Desk, fields: FormFields) -> Response {
    let editor = editor!(&site, locale, viewer);
    let table = match fields.file("file") {
        Some(file) => match site.file_reader.table(&file.bytes, fields.get("charset").parse().ok()).await {
            Ok(table) => table.map(|table| (file.name.clone(), table)),
            Err(failed) => return failed.into_response(),
        },
        None => Err(TableFault::Empty),
    };
    let page = match table {
        Ok((name, table)) => match site.desk.add_batch(&editor, &name, table).await {
            Ok(id) => return go(locale, &Address::Batch(id)),
            Err(error) => Err(error),
        },
        Err(fault) => site.desk.batches(&editor).await.map(|batches| import_page(locale, batches, Some(&fault))),
    };
    answer(&site, locale, &viewer, page)
}

/// How long the page of a batch waits until all rows are compared with the record; after that it says how far it is.
const FIRST_LOOK: Duration = Duration::from_secs(3);

/// How long it may take until all rows are compared before some of them are left out.
const LONGEST_COMPARISON: Duration = Duration::from_mins(5);

/// How often it is looked whether a comparison that somebody else began is done.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A batch whose rows are compared with the record, for which it is waited so long. The comparison goes on whether or not
/// somebody waits.
async fn compared(site: &Site, editor: &Editor, id: BatchId, longest: Duration) -> Result<StoredBatch, DeskError> {
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

async fn compared_if(needed: bool, site: &Site, editor: &Editor, id: BatchId) -> Result<(), DeskError> {
    if needed { compared(site, editor, id, LONGEST_COMPARISON).await.map(drop) } else { Ok(()) }
}

async fn show_batch(
    site: &Site,
    locale: Locale,
    editor: &Editor,
    id: BatchId,
    problem: BatchProblem,
) -> Result<Page, DeskError> {
    let stored = compared(site, editor, id, FIRST_LOOK).await?;
    let trial = site.desk.trial(&stored).await?;
    Ok(batch_page(locale, editor.user(), &site.library.catalogue(), stored, trial, problem))
}

pub(super) async fn show((State(site), Extension(locale), Extension(viewer)): Desk, Path(id): Path<i64>) -> Response {
    let editor = editor!(&site, locale, viewer);
    let page = show_batch(&site, locale, &editor, BatchId(id), BatchProblem::None).await;
    answer(&site, locale, &viewer, page)
}

fn version(fields: &FormFields) -> i64 {
    fields.get("version").parse().unwrap_or_default()
}

/// Back to the page of the batch, with what was wrong if something was.
async fn after(
    site: &Site,
    locale: Locale,
    viewer: &Viewer,
    editor: &Editor,
    id: BatchId,
    done: Result<(), DeskError>,
) -> Response {
    let problem = match done {
        Ok(()) => return go(locale, &Address::Batch(id)),
        Err(DeskError::BatchChanged) => BatchProblem::Changed,
        Err(DeskError::BatchFaults) => BatchProblem::Faults,
        Err(DeskError::ReasonMissing) => BatchProblem::ReasonMissing,
        Err(DeskError::ReviewerNeeded) => BatchProblem::ReviewerNeeded,
        Err(error) => return no_page(site, locale, viewer, &error),
    };
    answer(site, locale, viewer, show_batch(site, locale, editor, id, problem).await)
}

pub(super) async fn map(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    let id = BatchId(id);
    let chosen: HashMap<&str, &str> = fields.pairs().iter().map(|(name, value)| (&**name, &**value)).collect();
    let column = |i: usize| chosen.get(&*format!("column-{i}")).copied().unwrap_or_default().to_owned();
    let mapping: Vec<String> = (0..fields.pairs().len()).map(column).collect();
    let done = site.desk.map_batch(&editor, id, version(&fields), &mapping).await;
    after(&site, locale, &viewer, &editor, id, done).await
}

pub(super) async fn keep(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    let id = BatchId(id);
    let reviewer = signed_in!(&site, locale, viewer).reviewer();
    let how = match (fields.get("as"), &reviewer) {
        ("published", Ok(reviewer)) => Keep::Published(reviewer),
        ("published", Err(_)) => {
            return refused(&site, locale, &viewer, PageError::RoleNeeded(app::domain::Role::Reviewer));
        }
        _ => Keep::Drafts(&editor),
    };
    let leave_out = fields.has("leave-out");
    // What is left out is what was found; after a restart, or on another server, that is found again first.
    let done = match compared_if(leave_out, &site, &editor, id).await {
        Ok(()) => site.desk.keep_batch(how, id, version(&fields), leave_out).await,
        Err(error) => Err(error),
    };
    after(&site, locale, &viewer, &editor, id, done).await
}

pub(super) async fn undo(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    let id = BatchId(id);
    let reviewer = signed_in!(&site, locale, viewer).reviewer().ok();
    let done = site.desk.undo_batch(&editor, reviewer.as_ref(), id, version(&fields), fields.get("reason")).await;
    after(&site, locale, &viewer, &editor, id, done).await
}
