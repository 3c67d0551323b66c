//! Statements that come in together, in a file: what its columns mean, what its rows would make, and then all
//! of them or none.

use std::collections::{HashMap, HashSet};

use super::{Desk, DeskError, FieldFault, StatementForm, given};
use crate::{
    domain::{
        Action, AuditEntry, Batch, BatchId, BatchState, ChangeScope, DraftState, Source, Statement, StatementStatus,
        StoredBatch,
    },
    ports::{DraftChange, NewDraft, RecordTransaction, Replacement},
    service::{
        Duplicate, Sought, Table,
        authorisation::{Editor, Reviewer},
        text::folded_words,
    },
};

/// The most batches that are listed.
const LISTED: u32 = 50;

/// The most rows with faults, and the most with duplicates, that a trial names.
const NAMED: usize = 200;

/// The most positions that a row can have.
const POSITIONS: usize = 5;

/// The fields that a column can go into, in the order of the form. Those of positions have a number behind
/// them: see [`batch_fields`].
const FIELDS: &[&str] = &[
    "stakeholder",
    "speaker",
    "speaker-role",
    "date",
    "date-precision",
    "day",
    "month",
    "year",
    "text",
    "language",
    "directness",
    "venue",
    "translation-en",
    "translation-es",
    "translation-fr",
    "source-url",
    "source-title",
    "source-publisher",
    "source-date",
    "source-kind",
    "source-tier",
    "locator",
    "reprints",
    "restates",
    "note",
];

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
];

/// Every field that a column can go into.
#[must_use]
pub fn batch_fields() -> Vec<String> {
    let positions =
        (0..POSITIONS).flat_map(|i| ["topic", "stance", "condition", "rationale"].map(|f| format!("{f}-{i}")));
    FIELDS.iter().map(|field| (*field).to_owned()).chain(positions).collect()
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
    if batch_fields().contains(&name) { name } else { String::new() }
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
}

/// What a row may be the same as.
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
struct RowForm {
    /// Its number in the file, the heading being 1.
    number: usize,
    form: StatementForm,
}

impl Desk {
    /// The newest batches.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn batches(&self, _editor: &Editor) -> Result<Vec<StoredBatch>, DeskError> {
        Ok(self.store.list_batches(LISTED).await?)
    }

    /// Keeps the rows of a file, of which nothing is made yet.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn add_batch(&self, editor: &Editor, name: &str, table: Table) -> Result<BatchId, DeskError> {
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
            rows: table.rows.iter().map(|row| row.iter().map(clean).collect()).collect(),
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
        let entry = Self::entry(user.actor(), Action::BatchSaved, format!("batch {}", id.0));
        transaction.commit(entry, now).await?;
        Ok(id)
    }

    /// A batch, with what its rows would make while nothing is made of them yet.
    ///
    /// # Errors
    /// When there is none of that number.
    pub async fn batch(&self, _editor: &Editor, id: BatchId) -> Result<(StoredBatch, Option<Trial>), DeskError> {
        let stored = self.store.find_batch(id).await?.ok_or(DeskError::NotFound)?;
        let trial = match stored.batch.state {
            BatchState::Read => Some(self.try_batch(&stored.batch).await?),
            _ => None,
        };
        Ok((stored, trial))
    }

    async fn try_batch(&self, batch: &Batch) -> Result<Trial, DeskError> {
        let forms = forms_of(batch);
        let sources = self.sources_of(&forms).await?;
        let mut trial = Trial { rows: forms.len(), faults: Vec::new(), bad: 0, duplicates: Vec::new(), doubtful: 0 };
        let mut seen: HashMap<String, usize> = HashMap::new();
        for RowForm { number, form } in &forms {
            if let Err(faults) = self.parse(form, sources.clone(), None) {
                trial.bad += 1;
                if trial.faults.len() < NAMED {
                    trial.faults.push((*number, faults));
                }
            }
            if let Some(duplicate) = self.duplicate_of(form, *number, &mut seen).await? {
                trial.doubtful += 1;
                if trial.duplicates.len() < NAMED {
                    trial.duplicates.push((*number, duplicate));
                }
            }
        }
        Ok(trial)
    }

    /// What a row may be the same as: words that are nearly the same, on record or further up in the file.
    async fn duplicate_of(
        &self,
        form: &StatementForm,
        number: usize,
        seen: &mut HashMap<String, usize>,
    ) -> Result<Option<RowDuplicate>, DeskError> {
        if form.text.trim().is_empty() {
            return Ok(None);
        }
        let words = folded_words(&form.text).join(" ");
        if let Some(first) = seen.get(&words) {
            return Ok(Some(RowDuplicate::Row(*first)));
        }
        seen.insert(words, number);
        let found = self.library.duplicates(Sought { text: &form.text, ..Sought::default() }).await?;
        Ok(Some(found).filter(|found| !found.is_empty()).map(RowDuplicate::OnRecord))
    }

    async fn sources_of(&self, forms: &[RowForm]) -> Result<Vec<Source>, DeskError> {
        let identities: HashSet<String> = forms.iter().flat_map(|row| row.form.source_identities()).collect();
        Ok(self.store.list_sources(&identities.into_iter().collect::<Vec<_>>()).await?)
    }

    /// Says which field each column goes into.
    ///
    /// # Errors
    /// When something was made of the batch already, or somebody else changed it meanwhile.
    pub async fn map_batch(
        &self,
        editor: &Editor,
        id: BatchId,
        version: i64,
        mapping: &[String],
    ) -> Result<(), DeskError> {
        let mut transaction = self.store.begin().await?;
        let mut stored = self.batch_at(id, version, BatchState::Read).await?;
        let fields = batch_fields();
        let known = |field: &String| if fields.contains(field) { field.clone() } else { String::new() };
        let mapping: Vec<String> =
            (0..stored.batch.columns.len()).map(|i| mapping.get(i).map(known).unwrap_or_default()).collect();
        if mapping == stored.batch.mapping {
            return Ok(());
        }
        stored.batch.mapping = mapping;
        self.save_batch(transaction.as_mut(), &stored).await?;
        let entry = Self::entry(editor.user().actor(), Action::BatchSaved, format!("batch {}", id.0));
        transaction.commit(entry, self.clock.now()).await?;
        Ok(())
    }

    /// A batch at the version that was seen, while nobody else can write.
    async fn batch_at(&self, id: BatchId, version: i64, state: BatchState) -> Result<StoredBatch, DeskError> {
        let stored = self.store.find_batch(id).await?.ok_or(DeskError::NotFound)?;
        if stored.version == version && stored.batch.state == state { Ok(stored) } else { Err(DeskError::BatchChanged) }
    }

    async fn save_batch(&self, transaction: &mut dyn RecordTransaction, stored: &StoredBatch) -> Result<(), DeskError> {
        let saved = transaction.change_batch(stored.id, stored.version, &stored.batch).await?;
        if saved { Ok(()) } else { Err(DeskError::BatchChanged) }
    }

    /// Makes drafts or statements of all rows, or, when one of them has faults, of none. With `leave_out` rows
    /// that may be there already are passed over.
    ///
    /// # Errors
    /// When a row has faults, something was made of the batch already, or somebody else changed it meanwhile.
    pub async fn keep_batch(&self, how: Keep<'_>, id: BatchId, version: i64, leave_out: bool) -> Result<(), DeskError> {
        let (user, now) = (
            match how {
                Keep::Drafts(editor) => editor.user(),
                Keep::Published(reviewer) => reviewer.user(),
            },
            self.clock.now(),
        );
        let mut transaction = self.store.begin().await?;
        let mut stored = self.batch_at(id, version, BatchState::Read).await?;
        let forms = self.kept_forms(&stored.batch, leave_out).await?;
        let sources = self.sources_of(&forms).await?;
        let actor = user.actor();
        let by = Replacement { actor: &actor, when: self.clock.moment(), reason: None };
        for RowForm { number, form } in &forms {
            let read = self.parse(form, sources.clone(), None).map_err(|_| DeskError::BatchFaults)?;
            match how {
                Keep::Drafts(_) => {
                    let key = format!("batch-{}-{number}", id.0);
                    let new = NewDraft { key, statement: None, base_version: 0, author: user.id, form: form.pairs() };
                    stored.batch.drafts.push(transaction.add_draft(&new, now).await?.0);
                }
                Keep::Published(_) => {
                    let mut statement = read.statement;
                    self.compare_quote(&mut statement).await?;
                    let written = self.write(transaction.as_mut(), None, statement, by).await;
                    let (statement, _) = written.map_err(|error| match error {
                        DeskError::Faults(_) => DeskError::BatchFaults,
                        other => other,
                    })?;
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
        transaction.commit(entry, now).await?;
        self.library.catch_up().await;
        Ok(())
    }

    async fn kept_forms(&self, batch: &Batch, leave_out: bool) -> Result<Vec<RowForm>, DeskError> {
        let mut kept = Vec::new();
        let mut seen = HashMap::new();
        for row in forms_of(batch) {
            if !leave_out || self.duplicate_of(&row.form, row.number, &mut seen).await?.is_none() {
                kept.push(row);
            }
        }
        Ok(kept)
    }

    /// Takes back whatever was made of a batch: its drafts are thrown away, its statements are withdrawn.
    ///
    /// # Errors
    /// Without a reason, when nothing is to be taken back, when somebody else changed the batch meanwhile, or
    /// when statements were made of it and it is no reviewer who asks.
    pub async fn undo_batch(
        &self,
        editor: &Editor,
        reviewer: Option<&Reviewer>,
        id: BatchId,
        version: i64,
        reason: &str,
    ) -> Result<(), DeskError> {
        let reason = given(reason)?;
        let (now, actor) = (self.clock.now(), editor.user().actor());
        let mut transaction = self.store.begin().await?;
        let stored = self.store.find_batch(id).await?.ok_or(DeskError::NotFound)?;
        let mut stored = self.batch_at(id, version, stored.batch.state).await?;
        if !matches!(stored.batch.state, BatchState::Drafts | BatchState::Published) {
            return Err(DeskError::BatchChanged);
        }
        if reviewer.is_none() && stored.batch.author != editor.user().id {
            return Err(DeskError::ReviewerNeeded);
        }
        let mut statements = stored.batch.statements.clone();
        for draft in &stored.batch.drafts {
            let Some(draft) = transaction.find_draft(*draft).await? else { continue };
            if draft.state.is_open() {
                let change = DraftChange { state: Some(DraftState::Discarded), ..DraftChange::default() };
                self.change(transaction.as_mut(), &draft, &change).await?;
            } else if draft.state == DraftState::Published {
                statements.extend(draft.statement);
            }
        }
        if !statements.is_empty() && reviewer.is_none() {
            return Err(DeskError::ReviewerNeeded);
        }
        let by = Replacement { actor: &actor, when: self.clock.moment(), reason: Some(&reason) };
        for before in transaction.list_statements(&statements).await? {
            if before.statement.status == StatementStatus::Published {
                let withdrawn = Statement { status: StatementStatus::Withdrawn, ..before.statement.clone() };
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
        transaction.commit(entry, now).await?;
        self.library.catch_up().await;
        Ok(())
    }
}

/// The forms of the rows of a batch, under its mapping.
fn forms_of(batch: &Batch) -> Vec<RowForm> {
    let form = |row: &Vec<String>| {
        let cells = batch.mapping.iter().zip(row).filter(|(field, _)| !field.is_empty());
        let pairs: Vec<(String, String)> = cells.flat_map(|(field, cell)| fields_of(field, cell)).collect();
        StatementForm::read(&pairs)
    };
    // The heading is the first row of the file.
    batch.rows.iter().enumerate().map(|(i, row)| RowForm { number: i + 2, form: form(row) }).collect()
}

/// The fields of the form that a cell fills in.
fn fields_of(field: &str, cell: &str) -> Vec<(String, String)> {
    let cell = cell.trim();
    let one = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    match field {
        "date" => {
            let mut parts = cell.split(['-', '/', '.']).map(str::trim);
            let names = ["year", "month", "day"];
            names.iter().filter_map(|name| Some(((*name).to_owned(), parts.next()?.to_owned()))).collect()
        }
        "date-precision" if cell == "on_or_before" => one("on-or-before", "yes"),
        "date-precision" => Vec::new(),
        "language" | "directness" | "venue" | "source-kind" => one(field, &code_of(cell)),
        stance if stance.starts_with("stance-") => one(field, &code_of(cell)),
        _ => one(field, cell),
    }
}

/// A code as people write it: "Strongly support".
fn code_of(cell: &str) -> String {
    folded_words(cell).join("_")
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
    fn a_row_becomes_a_form() {
        let batch = Batch {
            name: "a.csv".to_owned(),
            columns: Vec::new(),
            rows: vec![vec![
                "2025-11".to_owned(),
                "on_or_before".to_owned(),
                "Strongly support".to_owned(),
                "x".to_owned(),
            ]],
            mapping: ["date", "date-precision", "stance-0", ""].map(str::to_owned).into(),
            state: BatchState::Read,
            drafts: Vec::new(),
            statements: Vec::new(),
            author: crate::domain::UserId(1),
            author_name: String::new(),
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        let forms = forms_of(&batch);
        let [RowForm { number, form }] = forms.as_slice() else { panic!("one row") };
        assert_eq!((*number, form.year.as_str(), form.month.as_str(), form.day.as_str()), (2, "2025", "11", ""));
        assert_eq!((form.on_or_before.as_str(), form.positions[0].stance.as_str()), ("yes", "strongly_support"));
    }
}
