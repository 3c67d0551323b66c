//! Writing the statements that were read from a file.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    thread,
};

use domain::{ChangeScope, ReferenceKind, Slug, Source, Statement, StatementId, Valid};
use futures::{SinkExt, StreamExt, channel::mpsc, executor::block_on};

use super::{
    Faults, ImportError, ImportReport,
    checkpoint::Checkpoint,
    mentions::Mentions,
    reading::{Line, StatementReader},
};
use crate::{
    ports::{Provenance, RecordTransaction, StoreError, StoredStatement},
    source_changes::change_source,
};

/// How many chunks may have been read and not yet written.
const AHEAD: usize = 2;

/// An import of statements under way.
pub(super) struct StatementImport<'a> {
    by: Provenance<'a>,
    /// How many statements are added in one step, if it is written in steps at all.
    step: Option<u64>,
    /// How many have been added since the last step.
    unstepped: u64,
    so_far: Checkpoint,
}

impl<'a> StatementImport<'a> {
    pub(super) const fn new(by: Provenance<'a>, step: Option<u64>, so_far: Checkpoint) -> Self {
        Self { by, step, unstepped: 0, so_far }
    }

    /// Writes what a reader reads, which goes on reading meanwhile.
    pub(super) async fn run(
        &mut self,
        transaction: &mut dyn RecordTransaction,
        mut reader: StatementReader,
        faults: &mut Faults,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), ImportError> {
        let (mut sender, mut chunks) = mpsc::channel(AHEAD);
        let reading = thread::spawn(move || {
            while let Some(chunk) = reader.next_chunk().transpose() {
                let is_last = chunk.is_err();
                // Nobody listens any more once writing has failed.
                if block_on(sender.send(chunk)).is_err() || is_last {
                    break;
                }
            }
            reader
        });
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk?;
            faults.append(chunk.faults);
            progress(chunk.so_far.bytes);
            // Of lines that were written before nothing is left to do.
            if !chunk.lines.is_empty() {
                self.save(transaction, chunk.lines, faults).await?;
                self.so_far.read = chunk.so_far;
                self.end_step(transaction, faults).await?;
            }
        }
        let reader = reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        compare_mentions(transaction, reader.into_mentions(), faults).await
    }

    fn touch(&mut self, statements: impl IntoIterator<Item = StatementId>) {
        let room = (ChangeScope::MOST_STATEMENTS + 1).saturating_sub(self.so_far.written.len());
        self.so_far.written.extend(statements.into_iter().take(room));
    }

    /// What it did, and what of the published record was touched.
    pub(super) fn end(self) -> (ImportReport, ChangeScope) {
        (self.so_far.report, ChangeScope::Reference(self.so_far.written))
    }

    /// Compares lines with the record and writes the new and the changed ones.
    async fn save(
        &mut self,
        transaction: &mut dyn RecordTransaction,
        lines: Vec<Line>,
        faults: &mut Faults,
    ) -> Result<(), StoreError> {
        let external_ids: Vec<String> = lines.iter().map(|line| line.statement.external_id.clone()).collect();
        let slugs: Vec<String> = lines.iter().map(|line| line.statement.slug.to_string()).collect();
        let mut sources = known_sources(transaction, &lines).await?;
        // First, so that what is on record stands on its sources as they are from now on.
        let described = self.describe_anew(transaction, &sources, &lines).await?;
        let on_record = transaction.list_by_names(&external_ids, &slugs).await?;
        let by_external_id: HashMap<&str, &StoredStatement> =
            on_record.iter().map(|stored| (stored.statement.external_id.as_str(), stored)).collect();
        let by_slug: HashMap<&Slug, &StoredStatement> =
            on_record.iter().map(|stored| (&stored.statement.slug, stored)).collect();
        let mut new = Vec::new();
        let mut named = HashSet::new();
        for Line { place, mut statement } in lines {
            // Where two lines are for one statement, the second is a fault that is found when all are compared.
            if !named.insert(statement.slug.clone()) {
                continue;
            }
            statement.describe_sources(|appearance| match sources.get(&appearance.source.identity()) {
                Some(known) if !appearance.primary => Some(known.clone()),
                _ => {
                    sources.insert(appearance.source.identity(), appearance.source.clone());
                    None
                }
            });
            let same_name = by_external_id.get(statement.external_id.as_str()).copied();
            let same_address = by_slug.get(&statement.slug).copied();
            if let (Some(one), Some(other)) = (same_name, same_address)
                && one.id != other.id
            {
                let reason = format!(
                    "its address belongs to the statement \u{201c}{}\u{201d} already",
                    other.statement.external_id
                );
                faults.add(&place, "external_id", reason);
                continue;
            }
            let before = same_name.or(same_address);
            if let Some(before) = before {
                keep_comparison(&before.statement, &mut statement);
            }
            let is_described = statement.primary_source().is_some_and(|source| described.contains(&source.identity()));
            let tally = &mut self.so_far.report.statements;
            match before.map(|stored| &stored.statement) {
                Some(before) if is_described && *before == *statement => tally.updated += 1,
                before => tally.count(before, &*statement),
            }
            if !faults.is_empty() {
                continue;
            }
            match before {
                None => new.push(statement),
                Some(stored) if stored.statement != *statement => {
                    transaction.update_statement(stored, &statement, self.by).await?;
                    self.touch([stored.id]);
                }
                Some(_) => {}
            }
        }
        let added = transaction.add_statements(&new, self.by).await?;
        self.unstepped += added.len() as u64;
        self.touch(added);
        Ok(())
    }

    /// Ends a step where enough was added since the last. Once something was changed that was there before, there are none
    /// any more: others would see the change and nothing of what goes with it.
    async fn end_step(&mut self, transaction: &mut dyn RecordTransaction, faults: &Faults) -> Result<(), StoreError> {
        let report = &self.so_far.report;
        let only_adds = report.statements.updated == 0 && report.described_anew == 0 && faults.is_empty();
        if only_adds && self.step.is_some_and(|step| self.unstepped >= step) {
            let checkpoint = serde_json::to_string(&self.so_far);
            let checkpoint = checkpoint.map_err(|error| StoreError::Unavailable(Box::new(error)))?;
            transaction.step(&checkpoint).await?;
            self.unstepped = 0;
        }
        Ok(())
    }

    /// Describes the sources that lines describe otherwise than they are on record, for all statements in which they appear;
    /// gives their identities.
    async fn describe_anew(
        &mut self,
        transaction: &mut dyn RecordTransaction,
        known: &HashMap<String, Source>,
        lines: &[Line],
    ) -> Result<BTreeSet<String>, StoreError> {
        let primary = lines.iter().filter_map(|line| line.statement.valid_source());
        // Where lines describe one in different ways, that is a fault that is found when all are compared.
        let changed: BTreeMap<String, (&Source, Valid<Source>)> = primary
            .filter_map(|source| Some((source.identity(), (known.get(&source.identity())?, source))))
            .filter(|(_, (known, source))| **known != **source)
            .collect();
        for (identity, (known, source)) in &changed {
            self.so_far.report.described_anew += 1;
            let stored = transaction.find_unmerged_source(identity).await?;
            let touched = if let Some(stored) = stored.filter(|_| known.title.is_some()) {
                change_source(transaction, stored.id, known, source, self.by).await?
            } else {
                // Of one that is known by its address alone nothing was said before.
                let with_it = transaction.list_statements_with(ReferenceKind::Source, identity).await?;
                with_it.iter().map(|stored| stored.id).collect()
            };
            self.touch(touched);
        }
        Ok(changed.into_keys().collect())
    }
}

/// Notes what lines name in ways that do not go together, and what they restate that is neither in the file nor on record.
async fn compare_mentions(
    transaction: &mut dyn RecordTransaction,
    mentions: Mentions,
    faults: &mut Faults,
) -> Result<(), ImportError> {
    let mut statements = mentions.compare_sources(faults).map_err(ImportError::Unsorted)?;
    loop {
        let elsewhere = statements.next_elsewhere(faults).map_err(ImportError::Unsorted)?;
        if elsewhere.is_empty() {
            return Ok(());
        }
        let external_ids: Vec<String> = elsewhere.iter().map(|(_, external_id)| external_id.clone()).collect();
        let on_record = transaction.list_by_names(&external_ids, &[]).await?;
        let on_record: HashSet<&str> = on_record.iter().map(|stored| stored.statement.external_id.as_str()).collect();
        for (place, external_id) in elsewhere {
            if !on_record.contains(external_id.as_str()) {
                faults.add(&place, "restates", format!("there is no statement \u{201c}{external_id}\u{201d}"));
            }
        }
    }
}

/// The sources of lines that are on record.
async fn known_sources(
    transaction: &mut dyn RecordTransaction,
    lines: &[Line],
) -> Result<HashMap<String, Source>, StoreError> {
    let appearances = lines.iter().flat_map(|line| &line.statement.appearances);
    let identities: BTreeSet<String> = appearances.map(|appearance| appearance.source.identity()).collect();
    let known = transaction.list_sources(&Vec::from_iter(identities)).await?;
    Ok(known.into_iter().map(|source| (source.identity(), source)).collect())
}

/// That a quote was compared with the text of its source is known here and not in the format: it stays as long
/// as quote and source do.
fn keep_comparison(before: &Statement, now: &mut Valid<Statement>) {
    if before.has_quote_of(now) && before.passage().is_some() {
        now.note_comparison(before.quote_check, before.passage().cloned());
    }
}
