//! Statements that come in together, in a file: what its columns mean, what its rows would make, and then all
//! of them or none.

use std::collections::HashSet;

use domain::{
    Action, AuditEntry, Batch, BatchId, BatchState, Catalogue, ChangeScope, DraftState, Fault, Source, StatementStatus,
    StoredBatch, TableRow, Valid,
};

use super::{
    BatchError, Content, Desk, FieldFault, FormField, PositionField, ReadForm, SingleField, StatementForm,
    catalogue_of, comparisons::ComparisonJob, required_reason,
};
use crate::{
    Duplicate,
    authorisation::{Editor, Reviewer},
    intake::Table,
    labels::code_of,
    ports::{DraftChange, NewDraft, Provenance, RecordTransaction, StoreError},
    text::folded_words,
};

/// The most batches that are listed.
const LISTED: u32 = 50;

/// The most rows with faults, and the most with duplicates, that a trial names.
pub(super) const NAMED: usize = 200;

/// The most positions that a row can have.
const POSITIONS: usize = 5;

/// Other names that columns have, with the field that is meant.
const SYNONYMS: &[(&str, &str)] = &[
    ("actor", "stakeholder"),
    ("actor-slug", "stakeholder"),
    ("organisation", "stakeholder"),
    ("organization", "stakeholder"),
    ("who", "stakeholder"),
    ("role", "speaker-role"),
    ("statement-date", "date"),
    ("said-on", "date"),
    ("quote", "text"),
    ("words", "text"),
    ("statement", "text"),
    ("topic", "topic-0"),
    ("stance", "stance-0"),
    ("condition", "condition-0"),
    ("rationale", "rationale-0"),
    ("url", "source-url"),
    ("source", "source-title"),
    ("publisher", "source-publisher"),
    ("tier", "source-tier"),
    ("also-seen", "reprints"),
    ("translation-kind", "translation-en-kind"),
];

/// What a column can go into: a field of the form, or a date and how exact it is, which fill in several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchColumn {
    /// A field of the form.
    Field(FormField),
    /// `2025-11-25`, `2025-11` or `2025`.
    Date,
    /// How much of it is known.
    DatePrecision,
}

impl BatchColumn {
    /// All that there are, in the order of the form.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let (before, after): (Vec<_>, Vec<_>) = SingleField::ALL.iter().partition(|field| **field < SingleField::Day);
        let singles = |fields: Vec<SingleField>| {
            fields.into_iter().filter(|field| field.is_column()).map(|field| Self::Field(FormField::Single(field)))
        };
        let of_position = PositionField::ALL.iter().filter(|field| field.is_column());
        let of_positions = (0..POSITIONS)
            .flat_map(|i| of_position.clone().map(move |field| Self::Field(FormField::Position(i, *field))));
        singles(before).chain([Self::Date, Self::DatePrecision]).chain(singles(after)).chain(of_positions).collect()
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Field(field) => field.name(),
            Self::Date => "date".to_owned(),
            Self::DatePrecision => "date-precision".to_owned(),
        }
    }
}

fn column_names() -> Vec<String> {
    BatchColumn::all().into_iter().map(BatchColumn::name).collect()
}

/// The field that a column is most likely meant for.
fn field_for(column: &str) -> String {
    let name = folded_words(column).join("-");
    let name = match name.split('-').collect::<Vec<_>>().as_slice() {
        // What lines of JSON call the positions inside of them.
        ["stances", number, "value"] => format!("stance-{number}"),
        ["stances", number, field] => format!("{field}-{number}"),
        _ => SYNONYMS.iter().find(|(other, _)| *other == name).map_or(name, |(_, field)| (*field).to_owned()),
    };
    if column_names().contains(&name) { name } else { String::new() }
}

/// What the rows of a batch would make.
pub struct Trial {
    /// How many rows there are.
    pub rows: usize,
    /// Rows with faults, by their number in the file; at most 200 are named.
    pub faults: Vec<(usize, Vec<FieldFault>)>,
    /// How many rows have faults.
    pub bad: usize,
    /// Rows that may be on record or in the file already, by their number; at most 200 are named.
    pub duplicates: Vec<(usize, RowDuplicate)>,
    /// How many rows may be there already.
    pub doubtful: usize,
    /// How many rows have been compared with what is on record.
    pub compared: usize,
    /// Whether those are all.
    pub is_compared: bool,
    /// Columns that go nowhere, with how many of their cells hold something.
    pub left_out: Vec<(String, usize)>,
}

/// What a row may be the same as.
#[derive(Debug, Clone)]
pub enum RowDuplicate {
    /// Statements on record.
    OnRecord(Vec<Duplicate>),
    /// An earlier row of the file.
    Row(usize),
}

/// How a batch is kept.
#[derive(Debug, Clone, Copy)]
pub enum Keep<'a> {
    /// As drafts of whoever does it.
    Drafts(&'a Editor),
    /// Published at once.
    Published(&'a Reviewer),
}

/// A row that was read.
pub(super) struct RowForm {
    /// Its number in the file, the heading being 1.
    pub(super) number: usize,
    pub(super) form: StatementForm,
    /// What is wrong with its cells, beyond what is wrong with the form.
    faults: Vec<FieldFault>,
}

impl Desk {
    /// The newest batches.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn batches(&self, _editor: &Editor) -> Result<Vec<StoredBatch>, StoreError> {
        self.store.list_batches(LISTED).await
    }

    /// Keeps the rows of a file, of which nothing is made yet.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn add_batch(&self, editor: &Editor, name: &str, table: Table) -> Result<BatchId, StoreError> {
        let (user, now) = (editor.user(), self.clock.now());
        let mut mapping: Vec<String> = Vec::new();
        for column in &table.columns {
            let field = field_for(column);
            mapping.push(if mapping.contains(&field) { String::new() } else { field });
        }
        let clean = |text: &String| text.replace('\0', "");
        let batch = Batch {
            name: name.replace('\0', "").chars().take(200).collect(),
            columns: table.columns.iter().map(clean).collect(),
            rows: table
                .rows
                .iter()
                .map(|row| TableRow { number: row.number, cells: row.cells.iter().map(clean).collect() })
                .collect(),
            reading: table.reading,
            mapping,
            state: BatchState::Read,
            drafts: Vec::new(),
            statements: Vec::new(),
            author: user.id,
            author_name: user.name.clone(),
            created_at: now,
        };
        let mut transaction = self.store.begin().await?;
        let id = transaction.add_batch(&batch).await?;
        self.commit(transaction, Self::entry(user.actor(), Action::BatchSaved, format!("batch {}", id.0))).await?;
        Ok(id)
    }

    /// A batch, with what has to be done to compare its rows with the record, unless that was done or is under way.
    ///
    /// # Errors
    /// When there is none of that number.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn batch(
        &self,
        _editor: &Editor,
        id: BatchId,
    ) -> Result<(StoredBatch, Option<ComparisonJob>), BatchError> {
        let stored = self.store.find_batch(id).await?.ok_or(BatchError::NotFound)?;
        let job = match stored.batch.state {
            BatchState::Read => self.comparisons.begin(&stored, &self.library, || forms_of(&stored.batch)),
            _ => None,
        };
        Ok((stored, job))
    }

    /// Whether the rows of a batch are being compared with the record.
    #[must_use]
    pub fn is_being_compared(&self, stored: &StoredBatch) -> bool {
        self.comparisons.found(stored).is_some_and(|compared| !compared.whole)
    }

    /// What the rows of a batch would make while nothing is made of them yet, as far as it is known.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn trial(&self, stored: &StoredBatch) -> Result<Option<Trial>, StoreError> {
        if stored.batch.state != BatchState::Read {
            return Ok(None);
        }
        let forms = forms_of(&stored.batch);
        let sources = self.sources_of(&forms).await?;
        let compared = self.comparisons.found(stored).unwrap_or_default();
        let catalogue = self.library.catalogue();
        let mut trial = Trial {
            rows: forms.len(),
            faults: Vec::new(),
            bad: 0,
            duplicates: compared.named,
            doubtful: compared.doubtful.len(),
            compared: compared.rows,
            is_compared: compared.whole,
            left_out: left_out(&stored.batch),
        };
        for row in &forms {
            if let Err(faults) = self.parse_row(row, &sources, &catalogue) {
                trial.bad += 1;
                if trial.faults.len() < NAMED {
                    trial.faults.push((row.number, faults));
                }
            }
        }
        Ok(Some(trial))
    }

    /// What a row makes of itself, or everything that is wrong with it.
    fn parse_row(&self, row: &RowForm, sources: &[Source], catalogue: &Catalogue) -> Result<ReadForm, Vec<FieldFault>> {
        let read = self.parse(&row.form, sources.to_vec(), None, catalogue);
        if row.faults.is_empty() {
            return read;
        }
        // What the form says of the same fields follows from those faults.
        let of_cells = |fault: &FieldFault| row.faults.iter().any(|known| known.field == fault.field);
        let others = read.err().unwrap_or_default().into_iter().filter(|fault| !of_cells(fault));
        Err(row.faults.iter().cloned().chain(others).collect())
    }

    async fn sources_of(&self, forms: &[RowForm]) -> Result<Vec<Source>, StoreError> {
        let identities: HashSet<String> = forms.iter().flat_map(|row| row.form.source_identities()).collect();
        self.store.list_sources(&identities.into_iter().collect::<Vec<_>>()).await
    }

    /// Says which field each column goes into.
    ///
    /// # Errors
    /// When something was made of the batch already, or somebody else changed it meanwhile.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn map_batch(
        &self,
        editor: &Editor,
        id: BatchId,
        version: i64,
        mapping: &[String],
    ) -> Result<(), BatchError> {
        let mut transaction = self.store.begin().await?;
        let mut stored = self.batch_at(id, version, BatchState::Read).await?;
        let fields = column_names();
        let known = |field: &String| if fields.contains(field) { field.clone() } else { String::new() };
        let mapping: Vec<String> =
            (0..stored.batch.columns.len()).map(|i| mapping.get(i).map(known).unwrap_or_default()).collect();
        if mapping == stored.batch.mapping {
            return Ok(());
        }
        stored.batch.mapping = mapping;
        self.save_batch(transaction.as_mut(), &stored).await?;
        let entry = Self::entry(editor.user().actor(), Action::BatchSaved, format!("batch {}", id.0));
        Ok(self.commit(transaction, entry).await?)
    }

    /// A batch at the version that was seen, while nobody else can write.
    async fn batch_at(&self, id: BatchId, version: i64, state: BatchState) -> Result<StoredBatch, BatchError> {
        let stored = self.store.find_batch(id).await?.ok_or(BatchError::NotFound)?;
        if stored.version == version && stored.batch.state == state { Ok(stored) } else { Err(BatchError::Changed) }
    }

    async fn save_batch(
        &self,
        transaction: &mut dyn RecordTransaction,
        stored: &StoredBatch,
    ) -> Result<(), BatchError> {
        let saved = transaction.change_batch(stored.id, stored.version, &stored.batch).await?;
        if saved { Ok(()) } else { Err(BatchError::Changed) }
    }

    /// Makes drafts or statements of all rows, or, when one of them has faults, of none. With `leave_out` rows
    /// that may be there already are passed over, once all have been compared.
    ///
    /// # Errors
    /// When a row has faults, something was made of the batch already, or somebody else changed it meanwhile.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn keep_batch(
        &self,
        how: Keep<'_>,
        id: BatchId,
        version: i64,
        leave_out: bool,
    ) -> Result<(), BatchError> {
        let (user, now) = (
            match how {
                Keep::Drafts(editor) => editor.user(),
                Keep::Published(reviewer) => reviewer.user(),
            },
            self.clock.now(),
        );
        let mut transaction = self.store.begin().await?;
        let mut stored = self.batch_at(id, version, BatchState::Read).await?;
        let forms = self.kept_forms(&stored, leave_out)?;
        let mut sources = self.sources_of(&forms).await?;
        let catalogue = catalogue_of(transaction.as_mut()).await?;
        let actor = user.actor();
        let by = Provenance { actor: &actor, when: self.clock.moment(), reason: None };
        for row in &forms {
            let RowForm { number, form, .. } = row;
            let read = self.parse_row(row, &sources, &catalogue).map_err(|_| BatchError::Faults)?;
            match how {
                Keep::Drafts(_) => {
                    let key = format!("batch-{}-{number}", id.0);
                    let new = NewDraft { key, statement: None, base_version: 0, author: user.id, form: form.pairs() };
                    stored.batch.drafts.push(transaction.add_draft(&new, now).await?.0);
                }
                Keep::Published(_) => {
                    let mut statement = read.statement;
                    // What a row says of a source that an earlier one brought is not another description of it.
                    let is_new = |source: &Source| sources.iter().all(|known| known.identity() != source.identity());
                    sources.extend(statement.primary_source().filter(|source| is_new(source)).cloned());
                    self.compare_quote(&mut statement).await?;
                    let (statement, _) = self.write(transaction.as_mut(), None, statement, by).await?;
                    stored.batch.statements.push(statement);
                }
            }
        }
        stored.batch.state = match how {
            Keep::Drafts(_) => BatchState::Drafts,
            Keep::Published(_) => BatchState::Published,
        };
        self.save_batch(transaction.as_mut(), &stored).await?;
        let entry = AuditEntry {
            actor: actor.clone(),
            action: Action::Import,
            subject: format!("batch {}: {} rows, {}", id.0, forms.len(), stored.batch.state),
            reason: None,
            scope: ChangeScope::Statements(stored.batch.statements.clone()),
        };
        Ok(self.commit(transaction, entry).await?)
    }

    /// The rows that are kept; with `leave_out` without those that the trial said may be there already.
    fn kept_forms(&self, stored: &StoredBatch, leave_out: bool) -> Result<Vec<RowForm>, BatchError> {
        let mut forms = forms_of(&stored.batch);
        if leave_out {
            let compared = self.comparisons.found(stored).filter(|compared| compared.whole);
            let doubtful = compared.ok_or(BatchError::Changed)?.doubtful;
            forms.retain(|row| !doubtful.contains(&row.number));
        }
        Ok(forms)
    }

    /// Takes back whatever was made of a batch: its drafts are thrown away, its statements are withdrawn.
    ///
    /// # Errors
    /// Without a reason, when nothing is to be taken back, when somebody else changed the batch meanwhile, or
    /// when statements were made of it and it is no reviewer who asks.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn undo_batch(
        &self,
        editor: &Editor,
        reviewer: Option<&Reviewer>,
        id: BatchId,
        version: i64,
        reason: &str,
    ) -> Result<(), BatchError> {
        let reason = required_reason(reason).ok_or(BatchError::ReasonMissing)?;
        let actor = editor.user().actor();
        let mut transaction = self.store.begin().await?;
        let stored = self.store.find_batch(id).await?.ok_or(BatchError::NotFound)?;
        let mut stored = self.batch_at(id, version, stored.batch.state).await?;
        if !matches!(stored.batch.state, BatchState::Drafts | BatchState::Published) {
            return Err(BatchError::Changed);
        }
        if reviewer.is_none() && stored.batch.author != editor.user().id {
            return Err(BatchError::ReviewerNeeded);
        }
        let mut statements = stored.batch.statements.clone();
        for draft in &stored.batch.drafts {
            let Some(draft) = transaction.find_draft(*draft).await? else { continue };
            if draft.state.is_open() {
                let change = DraftChange { state: Some(DraftState::Discarded), ..DraftChange::default() };
                if !transaction.change_draft(draft.id, draft.version, &change, self.clock.now()).await? {
                    return Err(BatchError::Changed);
                }
            } else if draft.state == DraftState::Published {
                statements.extend(draft.statement);
            }
        }
        if !statements.is_empty() && reviewer.is_none() {
            return Err(BatchError::ReviewerNeeded);
        }
        let by = Provenance { actor: &actor, when: self.clock.moment(), reason: Some(&reason) };
        for before in transaction.list_statements(&statements).await? {
            if before.statement.status == StatementStatus::Published {
                let withdrawn = Valid::on_record(before.statement.clone()).withdrawn();
                transaction.update_statement(&before, &withdrawn, by).await?;
            }
        }
        stored.batch.state = BatchState::Undone;
        self.save_batch(transaction.as_mut(), &stored).await?;
        let entry = AuditEntry {
            actor: actor.clone(),
            action: Action::BatchUndone,
            subject: format!("batch {}", id.0),
            reason: Some(reason.clone()),
            scope: ChangeScope::Statements(statements),
        };
        Ok(self.commit(transaction, entry).await?)
    }
}

/// The forms of the rows of a batch, under its mapping.
fn forms_of(batch: &Batch) -> Vec<RowForm> {
    let form = |row: &TableRow| {
        let cells = batch.mapping.iter().zip(&row.cells).filter(|(field, _)| !field.is_empty());
        let mut pairs: Vec<(String, String)> =
            cells.clone().filter_map(|(field, cell)| field_of(field, cell)).collect();
        let cell = |name: &str| cells.clone().find(|(field, _)| *field == name).map_or("", |(_, cell)| cell.trim());
        let mut faults = Vec::new();
        match dated(cell("date"), cell("date-precision")) {
            Ok(dates) => pairs.extend(dates),
            Err(fault) => faults.push(fault),
        }
        (StatementForm::read(&pairs), faults)
    };
    // Where a number was not kept yet, the heading is the first row of the file.
    let number = |i: usize, row: &TableRow| if row.number > 0 { row.number } else { i + 2 };
    let row_form = |(i, row): (usize, &TableRow)| {
        let (form, faults) = form(row);
        RowForm { number: number(i, row), form, faults }
    };
    batch.rows.iter().enumerate().map(row_form).collect()
}

/// What a cell fills in, unless it is one of those of a date, which belong together; see `dated`. Of what is chosen, files
/// may have the label that the pages show.
fn field_of(name: &str, cell: &str) -> Option<(String, String)> {
    let cell = cell.trim();
    let value = match FormField::named(name)?.content() {
        Content::Code(_, labels) if !labels.is_empty() => code_of(labels, cell),
        _ => cell.to_owned(),
    };
    Some((name.to_owned(), value))
}

/// The fields of the form that a date and the precision beside it fill in. Neither makes the other more exact than it is.
fn dated(date: &str, precision: &str) -> Result<Vec<(String, String)>, FieldFault> {
    let fault = |field: &str, fault: Fault| FieldFault { field: field.to_owned(), fault };
    if date.is_empty() && precision.is_empty() {
        return Ok(Vec::new());
    }
    let mut parts: Vec<&str> = date.split(['-', '/', '.']).map(str::trim).collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_date = parts.len() <= 3 && parts[0].len() == 4 && parts.iter().all(is_number);
    if !is_date && !date.is_empty() {
        return Err(fault("date", Fault::NotADateText(date.chars().take(80).collect())));
    }
    let is_first = |part: Option<&&str>| part.is_none_or(|part| part.trim_start_matches('0') == "1");
    let mismatch = || fault("date-precision", Fault::PrecisionMismatch(date.to_owned(), precision.to_owned()));
    let mut fields = Vec::new();
    match folded_words(precision).join("_").as_str() {
        "" => {}
        "on_or_before" => fields.push(("on-or-before".to_owned(), "yes".to_owned())),
        "day" if parts.len() == 3 => {}
        // A spreadsheet keeps a month as its first day, and a year as its first of January.
        "month" if parts.len() >= 2 && is_first(parts.get(2)) => parts.truncate(2),
        "year" if is_first(parts.get(1)) && is_first(parts.get(2)) => parts.truncate(1),
        "day" | "month" | "year" => return Err(mismatch()),
        _ => return Err(fault("date-precision", Fault::NotAPrecision(precision.chars().take(80).collect()))),
    }
    let names = ["year", "month", "day"];
    fields.extend(names.iter().zip(parts).map(|(name, part)| ((*name).to_owned(), part.to_owned())));
    Ok(fields)
}

/// The columns that go nowhere, with how many of their cells hold something.
fn left_out(batch: &Batch) -> Vec<(String, usize)> {
    let columns =
        batch.columns.iter().enumerate().filter(|(at, _)| batch.mapping.get(*at).is_none_or(String::is_empty));
    let cells =
        |at: usize| batch.rows.iter().filter(move |row| row.cells.get(at).is_some_and(|cell| !cell.trim().is_empty()));
    columns.map(|(at, name)| (name.clone(), cells(at).count())).filter(|(_, count)| *count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_understood_by_many_names() {
        for (column, field) in [
            ("Stakeholder", "stakeholder"),
            ("actor_slug", "stakeholder"),
            ("Source URL", "source-url"),
            ("stances.1.topic", "topic-1"),
            ("stances.0.value", "stance-0"),
            ("Stance", "stance-0"),
            ("statement_date", "date"),
            ("stances.9.topic", ""),
            ("external_id", ""),
            ("", ""),
        ] {
            assert_eq!(field_for(column), field, "{column}");
        }
    }

    #[test]
    fn a_date_is_as_exact_as_what_stands_beside_it() {
        let fields = |date, precision| {
            dated(date, precision).map(|fields| {
                fields.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
            })
        };
        let ok = |fields: &str| Ok(fields.to_owned());
        assert_eq!(fields("2025-11-01", "month"), ok("year=2025 month=11"));
        assert_eq!(fields("2025-01-01", "Year"), ok("year=2025"));
        assert_eq!(fields("2025/11/25", ""), ok("year=2025 month=11 day=25"));
        assert_eq!(fields("2025-11-25", "on or before"), ok("on-or-before=yes year=2025 month=11 day=25"));
        for (date, precision, field) in [
            ("2025-11-25/27", "", "date"),
            ("25.11.2025", "", "date"),
            ("early 2025", "", "date"),
            ("2025-11-25", "month", "date-precision"),
            ("2025-11", "day", "date-precision"),
            ("2025", "about", "date-precision"),
        ] {
            let fault = dated(date, precision).expect_err(date);
            assert_eq!(fault.field, field, "{date} {precision}");
        }
    }

    #[test]
    fn a_row_becomes_a_form() {
        let batch = Batch {
            name: "a.csv".to_owned(),
            columns: Vec::new(),
            rows: vec![TableRow {
                number: 4,
                cells: ["2025-11", "on_or_before", "Strongly support", "x"].map(str::to_owned).into(),
            }],
            reading: domain::Reading::default(),
            mapping: ["date", "date-precision", "stance-0", ""].map(str::to_owned).into(),
            state: BatchState::Read,
            drafts: Vec::new(),
            statements: Vec::new(),
            author: domain::UserId(1),
            author_name: String::new(),
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        let forms = forms_of(&batch);
        let [RowForm { number, form, faults }] = forms.as_slice() else { panic!("one row") };
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!((*number, form.year.as_str(), form.month.as_str(), form.day.as_str()), (4, "2025", "11", ""));
        assert_eq!((form.on_or_before.as_str(), form.positions[0].stance.as_str()), ("yes", "strongly_support"));
    }
}
