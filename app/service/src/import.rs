//! Taking statements and reference data in: all or nothing, and the same again changes nothing.
//!
//! One pass reads, checks, compares and writes, reading ahead of the writing. The first fault ends the writing, not the
//! reading, so that every fault is reported in one go; then, or for a dry run, what was written is taken back. A dry run
//! therefore says exactly what an import would do. What only adds is written in steps, of which nobody sees anything before
//! the last, so that an import may be of any length. Where one ended before its time, the same again goes on after its last
//! step.

mod checkpoint;
mod fields;
mod mentions;
mod reading;
mod reference;
mod report;
mod sorted;
mod statements;

use std::{
    io::{self, BufRead, Seek},
    sync::Arc,
};

use checkpoint::{Checkpoint, Hash, ReadSoFar, setting};
use domain::{
    Action, Actor, AuditEntry, Catalogue, ChangeScope, Fault, MergedName, Milestone, ReferenceKind, Stakeholder, Topic,
};
use reading::StatementReader;
use reference::{read_milestone, read_stakeholder, read_topic};

use crate::ports::{Clock, Provenance, RecordStore, RecordTransaction, StoreError};
pub use report::{Faults, ImportError, ImportFault, ImportReport, Place, Tally};
use statements::StatementImport;

/// What is imported; each part may be missing.
#[derive(Default)]
pub struct ImportInput {
    /// A JSON array of stakeholders.
    pub actors: Option<TextFile>,
    /// A JSON array of topics.
    pub topics: Option<TextFile>,
    /// A JSON array of milestones.
    pub milestones: Option<TextFile>,
    /// Statements, one JSON object a line.
    pub statements: Option<LineFile>,
    /// How many statements are added before what was written is put out of the way; [`STEP`] unless told.
    pub step: Option<u64>,
}

/// How many statements an import adds in one step, unless told: a hundred megabytes or so on disk.
pub const STEP: u64 = 50_000;

/// A file that is read whole.
pub struct TextFile {
    /// Its name, for messages.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// A file that is read line by line.
pub struct LineFile {
    /// Its name, for messages.
    pub name: String,
    /// What it holds.
    pub lines: Box<dyn Lines + Send>,
}

impl LineFile {
    fn unreadable(&self, reason: io::Error) -> ImportError {
        ImportError::Unreadable { file: self.name.clone(), reason }
    }
}

/// Lines that can be read, and read again where they do not come as they come.
pub trait Lines: BufRead + Seek {}

impl<T: BufRead + Seek> Lines for T {}

/// Whether an import is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It becomes the record.
    Keep,
    /// It is only tried.
    DryRun,
}

/// Imports, calling `progress` with the number of bytes of statements read so far.
///
/// # Errors
/// [`ImportError::Faults`] names every fault of the input. Whatever the error, the record is as it was.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn import(
    store: &dyn RecordStore,
    clock: &dyn Clock,
    mut input: ImportInput,
    mode: Mode,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<ImportReport, ImportError> {
    let actor = Actor::command("import");
    let by = Provenance { actor: &actor, when: clock.moment(), reason: None };
    let setting = setting(&input, by.when.today);
    let (mut transaction, checkpoint) = begin(store, &setting, input.statements.as_mut()).await?;
    let written = write(transaction.as_mut(), input, checkpoint.ok_or(setting), by, progress).await;
    match written {
        Ok((report, scope)) if mode == Mode::Keep && report.changes_something() => {
            let (action, subject) = (Action::Import, report.to_string());
            let entry = AuditEntry { actor: actor.clone(), action, subject, reason: None, scope };
            transaction.commit(entry, by.when.now).await?;
            Ok(report)
        }
        Ok((report, _)) => {
            transaction.give_up().await?;
            Ok(report)
        }
        Err(error) => {
            // What went wrong first is what is told. What is left nobody sees, and the next who writes takes it away.
            drop(transaction.give_up().await);
            Err(error)
        }
    }
}

/// Begins; goes on with what the same import left, if it ended before its time.
async fn begin(
    store: &dyn RecordStore,
    setting: &Hash,
    file: Option<&mut LineFile>,
) -> Result<(Box<dyn RecordTransaction>, Option<Checkpoint>), ImportError> {
    let (transaction, left) = store.begin_import().await?;
    let Some(left) = left else { return Ok((transaction, None)) };
    let checkpoint = serde_json::from_str(&left).ok().filter(|checkpoint: &Checkpoint| checkpoint.setting == *setting);
    if let (Some(checkpoint), Some(file)) = (checkpoint, file)
        && checkpoint.read.is_beginning_of(file.lines.as_mut()).map_err(|reason| file.unreadable(reason))?
    {
        return Ok((transaction, Some(checkpoint)));
    }
    transaction.give_up().await?;
    Ok((store.begin_import().await?.0, None))
}

/// Checks all of an import and writes it, up to the first fault; says what it did and what that touches. It goes on from a
/// checkpoint, or begins in a setting.
async fn write(
    transaction: &mut dyn RecordTransaction,
    input: ImportInput,
    start: Result<Checkpoint, Hash>,
    by: Provenance<'_>,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<(ImportReport, ChangeScope), ImportError> {
    let mut faults = Faults::default();
    let mut report = ImportReport::default();
    let merged = transaction.merged_names().await?;
    let stakeholders =
        import_stakeholders(transaction, input.actors, &merged, &mut faults, &mut report.stakeholders).await?;
    let topics = import_topics(transaction, input.topics, &merged, &mut faults, &mut report.topics).await?;
    import_milestones(transaction, input.milestones, &merged, &mut faults, &mut report.milestones).await?;
    let mut scope = ChangeScope::Reference(Vec::new());
    if let Some(file) = input.statements {
        let known = Catalogue::new(stakeholders, topics, Vec::new(), &merged);
        let mut so_far = start.unwrap_or_else(|setting| Checkpoint {
            setting,
            read: ReadSoFar::default(),
            report,
            written: Vec::new(),
        });
        so_far.report.went_on_after = so_far.read.lines;
        let reader = StatementReader::new(Arc::new(known), file, by.when.today, so_far.read.lines);
        // What others see of a step can only be what was there before.
        let only_adds = [report.stakeholders, report.topics, report.milestones].iter().all(|tally| tally.updated == 0);
        let step = only_adds.then(|| input.step.unwrap_or(STEP));
        let mut statements = StatementImport::new(by, step, so_far);
        statements.run(transaction, reader, &mut faults, progress).await?;
        (report, scope) = statements.end();
    }
    if faults.is_empty() { Ok((report, scope)) } else { Err(ImportError::Faults(faults)) }
}

/// Imports one kind of reference data: reads the entries of a file, saves the new and the changed
/// ones, and gives all there are then.
macro_rules! import_reference {
    ($function:ident, $type:ty, $kind:expr, $read:ident, $list:ident, $save:ident) => {
        async fn $function(
            transaction: &mut dyn RecordTransaction,
            file: Option<TextFile>,
            merged: &[MergedName],
            faults: &mut Faults,
            tally: &mut Tally,
        ) -> Result<Vec<$type>, StoreError> {
            let mut all = transaction.$list().await?;
            let Some(file) = file else { return Ok(all) };
            for new in fields::read_entries(&file, faults, $read, |entry: &$type| &entry.slug) {
                if merged.iter().any(|name| name.kind == $kind && name.from == new.slug.as_str()) {
                    // It became another one; what the file says of it is of no use any more.
                    tally.count(Some(&*new), &*new);
                    continue;
                }
                let old = all.iter_mut().find(|old| old.slug == new.slug);
                tally.count(old.as_deref(), &*new);
                if old.as_deref() != Some(&*new) && faults.is_empty() {
                    transaction.$save(&new).await?;
                }
                match old {
                    Some(old) => *old = new.into_inner(),
                    None => all.push(new.into_inner()),
                }
            }
            Ok(all)
        }
    };
}

import_reference!(
    import_stakeholders,
    Stakeholder,
    ReferenceKind::Stakeholder,
    read_stakeholder,
    stakeholders,
    save_stakeholder
);
import_reference!(import_milestones, Milestone, ReferenceKind::Milestone, read_milestone, milestones, save_milestone);
import_reference!(save_topics, Topic, ReferenceKind::Topic, read_topic, topics, save_topic);

async fn import_topics(
    transaction: &mut dyn RecordTransaction,
    file: Option<TextFile>,
    merged: &[MergedName],
    faults: &mut Faults,
    tally: &mut Tally,
) -> Result<Vec<Topic>, StoreError> {
    let name = file.as_ref().map(|file| file.name.clone()).unwrap_or_default();
    let topics = save_topics(transaction, file, merged, faults, tally).await?;
    let known = Catalogue::new(Vec::new(), topics.clone(), Vec::new(), merged);
    for topic in &topics {
        let Some(broader) = &topic.broader else { continue };
        let place = Place::entry(&name, topic.slug.as_str());
        if !known.is_taken(ReferenceKind::Topic, broader) {
            faults.add(&place, "broader", Fault::not_on_record(broader.as_str()));
        } else if known.leads_to(broader, &topic.slug) {
            faults.add(&place, "broader", Fault::Circle);
        }
    }
    Ok(topics)
}
