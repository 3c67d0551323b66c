//! Comparing the rows of a file with what is on record, which takes long where both are large. It is done once for a batch
//! and goes on beside the pages that show how far it is; what it found is held in memory.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{BatchId, StoredBatch};

use super::{
    StatementForm,
    batches::{NAMED, RowDuplicate, RowForm},
};
use crate::{Edition, Library, Sought, ports::StoreError, text::folded};

/// Of how many batches it is held.
const HELD: usize = 32;

/// What has been found so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Compared {
    /// How many rows were compared.
    pub(super) rows: usize,
    /// Whether those are all.
    pub(super) whole: bool,
    /// The numbers of the rows that may be there already.
    pub(super) doubtful: BTreeSet<usize>,
    /// What the first of them may be the same as.
    pub(super) named: Vec<(usize, RowDuplicate)>,
}

/// The comparison of a batch at a version of it.
struct Comparison {
    version: i64,
    /// The record it was begun with.
    edition: Option<Edition>,
    /// Nothing where the record did not answer.
    compared: Mutex<Option<Compared>>,
}

impl Comparison {
    fn compared(&self) -> MutexGuard<'_, Option<Compared>> {
        self.compared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it answers for a batch and a record; one that is under way does so to its end, or it would never come to
    /// one where the record changes all the time.
    fn is_good(&self, version: i64, edition: Option<Edition>) -> bool {
        let goes_on = self.compared().as_ref().map(|compared| !compared.whole);
        self.version == version && goes_on.is_some_and(|goes_on| goes_on || self.edition == edition)
    }
}

/// The comparisons that are held.
#[derive(Default)]
pub(super) struct Comparisons(Mutex<HashMap<BatchId, Arc<Comparison>>>);

impl Comparisons {
    fn held(&self) -> MutexGuard<'_, HashMap<BatchId, Arc<Comparison>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was found of a batch as it is now, so far; nothing where it is not being compared.
    pub(super) fn found(&self, stored: &StoredBatch) -> Option<Compared> {
        let comparison = self.held().get(&stored.id).filter(|held| held.version == stored.version).cloned();
        comparison.and_then(|comparison| comparison.compared().clone())
    }

    /// What has to be done to compare a batch, unless that was done or is under way.
    pub(super) fn begin(
        &self,
        stored: &StoredBatch,
        library: &Arc<Library>,
        forms: impl FnOnce() -> Vec<RowForm>,
    ) -> Option<ComparisonJob> {
        let (version, edition) = (stored.version, library.edition());
        let mut held = self.held();
        if held.get(&stored.id).is_some_and(|comparison| comparison.is_good(version, edition)) {
            return None;
        }
        if held.len() >= HELD
            && let Some(oldest) = held.keys().min_by_key(|id| id.0).copied()
        {
            held.remove(&oldest);
        }
        let comparison = Arc::new(Comparison { version, edition, compared: Mutex::new(Some(Compared::default())) });
        held.insert(stored.id, Arc::clone(&comparison));
        Some(ComparisonJob { library: Arc::clone(library), forms: forms(), comparison })
    }
}

/// Rows that are to be compared. Nothing is done until it is run.
pub struct ComparisonJob {
    library: Arc<Library>,
    forms: Vec<RowForm>,
    comparison: Arc<Comparison>,
}

/// Rows with the same words are the same statement only where the same body and person say them: joint letters, form
/// letters and summaries ("No comment") have many.
type Wording = (String, String, String);

impl ComparisonJob {
    /// Compares all rows.
    ///
    /// # Errors
    /// When the record does not answer; it is compared anew when it is asked for again.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn run(self) -> Result<(), StoreError> {
        let mut seen: HashMap<Wording, usize> = HashMap::new();
        for row in &self.forms {
            let duplicate = duplicate_of(&self.library, &row.form, row.number, &mut seen).await;
            let duplicate = duplicate.inspect_err(|_| *self.comparison.compared() = None)?;
            if let Some(compared) = self.comparison.compared().as_mut() {
                compared.rows += 1;
                if let Some(duplicate) = duplicate {
                    compared.doubtful.insert(row.number);
                    if compared.named.len() < NAMED {
                        compared.named.push((row.number, duplicate));
                    }
                }
            }
        }
        if let Some(compared) = self.comparison.compared().as_mut() {
            compared.whole = true;
        }
        Ok(())
    }
}

/// What a row may be the same as: words that are nearly the same, on record or further up in the file.
async fn duplicate_of(
    library: &Library,
    form: &StatementForm,
    number: usize,
    seen: &mut HashMap<Wording, usize>,
) -> Result<Option<RowDuplicate>, StoreError> {
    if form.text.trim().is_empty() {
        return Ok(None);
    }
    let stakeholder = library.stakeholder_named(&form.stakeholder);
    let who = stakeholder.as_ref().map_or_else(|| folded(&form.stakeholder), ToString::to_string);
    let wording = (folded(&form.text), who, folded(&form.speaker));
    if let Some(first) = seen.get(&wording) {
        return Ok(Some(RowDuplicate::Row(*first)));
    }
    seen.insert(wording, number);
    let mut found = library.duplicates(Sought { text: &form.text, ..Sought::default() }).await?;
    found.retain(|duplicate| Some(&duplicate.stored.statement.stakeholder) == stakeholder.as_ref());
    Ok(Some(found).filter(|found| !found.is_empty()).map(RowDuplicate::OnRecord))
}
