//! A file of statements: what its columns mean, what its rows would make, and the ways to keep or undo it.

use desk_islands::duplicate_hints;
use domain::{BatchId, BatchState, Catalogue, Locale, Role, StoredBatch, User};
use leptos::prelude::*;
use service::desk::{BatchColumn, RowDuplicate, Trial};
use words::{paths::Address, text};

use super::{
    field_labels::{column_label, field_fault},
    hidden,
    import_page::{batch_state, reading_notes},
    page,
};
use crate::{
    components::{ErrorSummary, FieldError, Kept, SelectField, TextField, error_of, scrolling_table, tick_box},
    document::Page,
};

/// How many characters of an example are shown.
const EXAMPLE: usize = 60;

/// Why something was not done with a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BatchProblem {
    /// All is well.
    #[default]
    None,
    /// Somebody else changed it, or something was made of it already.
    Changed,
    /// Rows have faults.
    Faults,
    /// The reason is missing.
    ReasonMissing,
    /// A reviewer is needed.
    ReviewerNeeded,
}

/// The page of a batch.
#[must_use]
pub fn batch_page(
    locale: Locale,
    user: &User,
    catalogue: &Catalogue,
    stored: StoredBatch,
    trial: Option<Trial>,
    problem: BatchProblem,
) -> Page {
    let is_reviewer = user.role >= Role::Reviewer;
    let status = match problem {
        BatchProblem::None => 200,
        BatchProblem::Changed => 409,
        BatchProblem::ReviewerNeeded => 403,
        BatchProblem::Faults | BatchProblem::ReasonMissing => 422,
    };
    let errors: Vec<FieldError> = match problem {
        BatchProblem::None => Vec::new(),
        BatchProblem::Changed => vec![FieldError::new("batch", text!(locale, draft.changed_meanwhile))],
        BatchProblem::Faults => vec![FieldError::new("batch", text!(locale, import.has_faults))],
        BatchProblem::ReasonMissing => vec![FieldError::new("reason", text!(locale, draft.reason_missing))],
        BatchProblem::ReviewerNeeded => vec![FieldError::new("batch", text!(locale, import.reviewer_needed))],
    };
    let trial = trial.map(|trial| trial_view(locale, catalogue, &trial, is_reviewer, &stored));
    page(status, stored.batch.name.clone(), Address::Batch(stored.id), move || {
        let batch = &stored.batch;
        let mapping = (batch.state == BatchState::Read).then(|| mapping_form(locale, &stored));
        let undo = matches!(batch.state, BatchState::Drafts | BatchState::Published)
            .then(|| undo_form(locale, &stored, &errors));
        let reading = reading_notes(locale, &batch.reading);
        let made = match batch.state {
            BatchState::Drafts => Some(text!(locale, import.made_drafts, count = batch.drafts.len() as u64)),
            BatchState::Published => Some(text!(locale, import.made_statements, count = batch.statements.len() as u64)),
            BatchState::Read | BatchState::Undone => None,
        };
        let made = made.map(|made| view! { <p class="notice" role="status">{made}</p> });
        view! {
            <div class="desk" id="batch" tabindex="-1">
                <ErrorSummary locale errors=errors.clone() kept=Kept::Nothing/>
                <p class="kicker"><a href=Address::Import.in_locale(locale)>{text!(locale, import.title)}</a></p>
                <h1>{batch.name.clone()}</h1>
                <p class="meta">
                    <span class="state">{batch_state(locale, batch.state)}</span>
                    <span class="dot">{batch.author_name.clone()}</span>
                    <span class="dot">{text!(locale, import.row_count, count = batch.rows.len() as u64)}</span>
                </p>
                {reading} {made} {trial} {mapping} {undo}
            </div>
        }
        .into_any()
    })
}

fn version(stored: &StoredBatch) -> AnyView {
    hidden(("version".to_owned(), stored.version.to_string()))
}

fn mapping_form(locale: Locale, stored: &StoredBatch) -> AnyView {
    let batch = &stored.batch;
    let fields: Vec<(String, String)> = std::iter::once((String::new(), text!(locale, import.leave_out_column)))
        .chain(BatchColumn::all().into_iter().map(|column| (column.name(), column_label(locale, column))))
        .collect();
    let columns = batch
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| {
            let example = batch.rows.iter().filter_map(|row| row.cells.get(i)).find(|cell| !cell.trim().is_empty());
            let example = example.map(|cell| cell.chars().take(EXAMPLE).collect::<String>());
            SelectField {
                name: format!("column-{i}"),
                label: column.clone(),
                options: fields.clone(),
                chosen: batch.mapping.get(i).cloned().unwrap_or_default(),
                hint: example,
                error: None,
            }
            .view()
        })
        .collect_view();
    let action = Address::BatchMapping(stored.id).in_locale(locale);
    view! {
        <section>
            <h2>{text!(locale, import.columns)}</h2>
            <form method="post" action=action class="stacked wide">
                {version(stored)} <div class="mapping">{columns}</div>
                <button type="submit" class="quiet">{text!(locale, import.try_again)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn trial_view(
    locale: Locale,
    catalogue: &Catalogue,
    trial: &Trial,
    is_reviewer: bool,
    stored: &StoredBatch,
) -> AnyView {
    let row = |number: usize| text!(locale, import.row, number = number as u64);
    let faults = trial
        .faults
        .iter()
        .map(|(number, faults)| {
            let faults: Vec<String> = faults.iter().map(|fault| field_fault(locale, fault)).collect();
            view! { <tr><th scope="row">{row(*number)}</th><td>{faults.join(" · ")}</td></tr> }
        })
        .collect_view();
    let faults = (trial.bad > 0).then(|| {
        let heading = text!(locale, import.with_faults, count = trial.bad as u64);
        let table = scrolling_table(
            heading.clone(),
            "row-faults",
            vec![text!(locale, import.row_heading), text!(locale, import.what_is_wrong)],
            faults.into_any(),
        );
        view! {
            <section>
                <h2>{heading}</h2>
                <p>{text!(locale, import.faults_lead)}</p>
                {table}
            </section>
        }
    });
    let duplicates = trial
        .duplicates
        .iter()
        .map(|(number, duplicate)| {
            let what = match duplicate {
                RowDuplicate::Row(first) => text!(locale, import.same_as_row, number = *first as u64).into_any(),
                RowDuplicate::OnRecord(found) => duplicate_hints(locale, catalogue, found)
                    .into_iter()
                    .map(|hint| view! { <p><a href=hint.href>{hint.title}</a> " " <span class="why">{hint.why}</span></p> })
                    .collect_view()
                    .into_any(),
            };
            view! { <tr><th scope="row">{row(*number)}</th><td>{what}</td></tr> }
        })
        .collect_view();
    let duplicates = (trial.doubtful > 0).then(|| {
        let heading = text!(locale, import.with_duplicates, count = trial.doubtful as u64);
        let table = scrolling_table(
            heading.clone(),
            "row-duplicates",
            vec![text!(locale, import.row_heading), text!(locale, duplicates.heading)],
            duplicates.into_any(),
        );
        view! {
            <section>
                <h2>{heading}</h2>
                {table}
            </section>
        }
    });
    let left_out = (!trial.left_out.is_empty()).then(|| {
        let columns = trial.left_out.iter().map(|(column, count)| {
            let cells = text!(locale, import.left_out_cells, column = column.clone(), count = *count as u64);
            view! { <li>{cells}</li> }
        });
        view! {
            <section class="left-out">
                <h2>{text!(locale, import.left_out_columns)}</h2>
                <ul class="plain">{columns.collect_view()}</ul>
            </section>
        }
    });
    let keep = if trial.is_compared {
        keep_form(locale, trial, is_reviewer, stored)
    } else {
        comparison_note(locale, trial, stored.id)
    };
    view! { {keep} {faults} {duplicates} {left_out} }.into_any()
}

/// How far the comparison is, with a link to look again; nothing of the file can be kept before it is done.
fn comparison_note(locale: Locale, trial: &Trial, id: BatchId) -> AnyView {
    let so_far = text!(locale, import.compared, compared = trial.compared as u64, rows = trial.rows as u64);
    view! {
        <p class="notice" role="status">
            {so_far} " " <a href=Address::Batch(id).in_locale(locale)>{text!(locale, import.look_again)}</a>
        </p>
    }
    .into_any()
}

fn keep_form(locale: Locale, trial: &Trial, is_reviewer: bool, stored: &StoredBatch) -> AnyView {
    if trial.bad > 0 {
        return ().into_any();
    }
    let publish = is_reviewer.then(|| {
        let label = text!(locale, import.publish);
        view! { <button type="submit" name="as" value="published" class="quiet">{label}</button> }
    });
    let leave_out = (trial.doubtful > 0).then(|| {
        let label = text!(locale, import.leave_out, count = trial.doubtful as u64);
        tick_box("leave-out", label, false)
    });
    let action = Address::BatchKeeping(stored.id).in_locale(locale);
    view! {
        <section>
            <h2>{text!(locale, import.ready, count = trial.rows as u64)}</h2>
            <form method="post" action=action class="stacked">
                {version(stored)} {leave_out}
                <div class="buttons">
                    <button type="submit" name="as" value="drafts">
                        {text!(locale, import.keep_drafts)}
                    </button>
                    {publish}
                </div>
            </form>
        </section>
    }
    .into_any()
}

fn undo_form(locale: Locale, stored: &StoredBatch, errors: &[FieldError]) -> AnyView {
    let id: BatchId = stored.id;
    let reason = TextField {
        name: "reason".to_owned(),
        label: text!(locale, draft.withdraw_reason),
        hint: Some(text!(locale, import.undo_hint)),
        error: error_of(errors, "reason"),
        ..TextField::default()
    };
    let open = error_of(errors, "reason").is_some();
    view! {
        <details class="group" open=open>
            <summary>{text!(locale, import.undo)}</summary>
            <form method="post" action=Address::BatchUndo(id).in_locale(locale) class="stacked wide" novalidate>
                {version(stored)} {reason.view()}
                <button type="submit" class="danger">{text!(locale, import.undo_all)}</button>
            </form>
        </details>
    }
    .into_any()
}
