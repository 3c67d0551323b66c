//! Handing in a file of statements, and the files that were.

use domain::{BatchState, Charset, Locale, Reading, StoredBatch};
use leptos::prelude::*;
use service::intake::{FILE_LIMIT, MOST_ROWS, TableFault};
use words::{paths::Address, text};

use super::{page, status_of};
use crate::{
    components::{ErrorSummary, FieldError, FileField, Kept, SelectField, error_of, scrolling_table},
    document::Page,
};

/// What is wrong with a file, and what to do.
fn fault_in_words(locale: Locale, fault: &TableFault) -> String {
    match fault {
        TableFault::Empty => text!(locale, import.empty),
        TableFault::TooLarge => text!(locale, import.too_large, most = (FILE_LIMIT / 1024 / 1024) as u64),
        TableFault::Bomb => text!(locale, import.bomb),
        TableFault::TooManyRows => text!(locale, import.too_many_rows, most = MOST_ROWS as u64),
        TableFault::TooManyColumns => text!(locale, import.too_many_columns),
        TableFault::UnknownFormat => text!(locale, import.unknown_format),
        TableFault::Formula(cell) => text!(locale, import.formula, cell = cell.clone()),
        TableFault::BadRow(row, reason) => text!(locale, import.bad_row, row = *row as u64, reason = reason.clone()),
        TableFault::BadHeading(name) => text!(locale, import.bad_heading, name = name.clone()),
        TableFault::NoHeading(cell) => text!(locale, import.no_heading, cell = cell.clone()),
        TableFault::Unclosed { cell, line } => text!(locale, import.unclosed, cell = cell.clone(), line = *line as u64),
        TableFault::AfterQuote(cell) => text!(locale, import.after_quote, cell = cell.clone()),
        TableFault::ErrorCell(cell, error) => {
            text!(locale, import.error_cell, cell = cell.clone(), error = error.clone())
        }
        TableFault::NoYear(cell) => text!(locale, import.no_year, cell = cell.clone()),
    }
}

/// The label of the state of a batch.
pub(super) fn batch_state(locale: Locale, state: BatchState) -> String {
    match state {
        BatchState::Read => text!(locale, import.state_read),
        BatchState::Drafts => text!(locale, import.state_drafts),
        BatchState::Published => text!(locale, import.state_published),
        BatchState::Undone => text!(locale, import.state_undone),
    }
}

/// The page on which a file is handed in.
#[must_use]
pub fn import_page(locale: Locale, batches: Vec<StoredBatch>, fault: Option<&TableFault>) -> Page {
    let errors: Vec<FieldError> =
        fault.map(|fault| FieldError::new("file", fault_in_words(locale, fault))).into_iter().collect();
    page(status_of(&errors), text!(locale, import.title), Address::Import, move || {
        let file = FileField {
            name: "file",
            label: text!(locale, import.file),
            hint: Some(text!(
                locale,
                import.file_hint,
                most = (FILE_LIMIT / 1024 / 1024) as u64,
                rows = MOST_ROWS as u64
            )),
            error: error_of(&errors, "file"),
            accept: ".csv,.xlsx,.jsonl,.tsv,text/csv",
        };
        view! {
            <div class="desk">
                <ErrorSummary locale errors kept=Kept::Nothing/>
                <p class="kicker"><a href=Address::Desk.in_locale(locale)>{text!(locale, desk.title)}</a></p>
                <h1>{text!(locale, import.title)}</h1>
                <p class="lead">{text!(locale, import.lead)}</p>
                <form
                    method="post"
                    action=Address::Import.in_locale(locale)
                    enctype="multipart/form-data"
                    class="stacked wide"
                    novalidate
                >
                    {file.view()} {charset_field(locale)} <button type="submit">{text!(locale, import.read)}</button>
                </form>
                {list(locale, batches)}
            </div>
        }
        .into_any()
    })
}

/// The field for how the characters of a file are written.
pub(super) fn charset_field(locale: Locale) -> AnyView {
    let label = |charset: &Charset| match charset {
        Charset::Utf8 => text!(locale, import.charset_utf8),
        Charset::Windows1252 => text!(locale, import.charset_windows),
        Charset::Macintosh => text!(locale, import.charset_mac),
    };
    let told = Charset::ALL.iter().map(|charset| (charset.code().to_owned(), label(charset)));
    SelectField {
        name: "charset".to_owned(),
        label: text!(locale, import.charset),
        options: std::iter::once((String::new(), text!(locale, import.charset_auto))).chain(told).collect(),
        chosen: String::new(),
        hint: Some(text!(locale, import.charset_hint)),
        error: None,
    }
    .view()
}

/// How a file was read, where there is anything to know of it.
pub(super) fn reading_notes(locale: Locale, reading: &Reading) -> AnyView {
    let mut notes = Vec::new();
    if let (Some(charset), Some(example)) = (&reading.charset, &reading.example) {
        notes.push(text!(locale, import.read_as, charset = charset.clone(), example = example.clone()));
        notes.extend(reading.guessed.then(|| text!(locale, import.guessed)));
    }
    if !reading.bad_lines.is_empty() {
        let lines: Vec<String> = reading.bad_lines.iter().map(ToString::to_string).collect();
        notes.push(text!(locale, import.bad_lines, lines = lines.join(", ")));
    }
    if let Some(sheet) = reading.sheet.as_ref().filter(|_| !reading.other_sheets.is_empty()) {
        notes.push(text!(locale, import.sheet, sheet = sheet.clone()));
        notes.push(text!(locale, import.other_sheets, sheets = reading.other_sheets.join(", ")));
    }
    (!notes.is_empty()).then(|| view! { <p class="notice reading">{notes.join(" ")}</p> }).into_any()
}

fn list(locale: Locale, batches: Vec<StoredBatch>) -> AnyView {
    if batches.is_empty() {
        return ().into_any();
    }
    let rows = batches
        .into_iter()
        .map(|stored| {
            let href = Address::Batch(stored.id).in_locale(locale);
            let batch = stored.batch;
            view! {
                <tr>
                    <th scope="row"><a href=href>{batch.name}</a></th>
                    <td>{words::number(locale, batch.rows.len() as u64)}</td>
                    <td>{batch_state(locale, batch.state)}</td>
                    <td>{batch.author_name} ", " {words::day(locale, batch.created_at.date_naive())}</td>
                </tr>
            }
        })
        .collect_view();
    let heading = text!(locale, import.earlier);
    let table = scrolling_table(
        heading.clone(),
        "",
        vec![
            text!(locale, import.file),
            text!(locale, import.rows),
            text!(locale, users.state),
            text!(locale, desk.author),
        ],
        rows.into_any(),
    );
    view! {
        <section>
            <h2>{heading}</h2>
            {table}
        </section>
    }
    .into_any()
}
