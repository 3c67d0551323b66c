//! Statements that come in together, in a file.

use std::collections::HashMap;

use app::{
    domain::{BatchId, Locale},
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

async fn show_batch(
    site: &Site,
    locale: Locale,
    editor: &Editor,
    id: BatchId,
    problem: BatchProblem,
) -> Result<Page, DeskError> {
    let (stored, trial) = site.desk.batch(editor, id).await?;
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
    let done = site.desk.keep_batch(how, id, version(&fields), fields.has("leave-out")).await;
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
