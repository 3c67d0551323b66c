//! `postura verify`

use std::path::Path;

use anyhow::Context;
use index::KeptIndex;
use service::{
    Changes, EntryReader,
    ports::{RecordStore, WordsCheck},
};
use store::Patience;

use crate::config::IndexOptions;

/// How many of those that differ are named.
const NAMED: usize = 5;

pub(super) async fn run(options: IndexOptions) -> anyhow::Result<()> {
    let store = options.database.open(Patience::Command).await?;
    let record = verify_record(store.as_ref()).await;
    let index = verify_index(store.as_ref(), &options.folder()).await;
    store.close().await;
    all([record, index])
}

/// Every fault that was found, a line each.
fn all<const CHECKS: usize>(checks: [anyhow::Result<()>; CHECKS]) -> anyhow::Result<()> {
    let faults: Vec<String> = checks.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
    anyhow::ensure!(faults.is_empty(), "{}", faults.join("\npostura: "));
    Ok(())
}

/// Walks along the audit log, and compares the words on record with it.
pub(super) async fn verify_record(store: &dyn RecordStore) -> anyhow::Result<()> {
    all([verify_log(store).await, verify_words(store).await])
}

/// Compares the words on record with the log.
async fn verify_words(store: &dyn RecordStore) -> anyhow::Result<()> {
    let WordsCheck { right, unsealed, altered, broken } = store.verify_words().await?;
    if !altered.is_empty() {
        let named: Vec<String> =
            altered.iter().take(NAMED).map(|(slug, version)| format!("{slug}, version {version}")).collect();
        anyhow::bail!(
            "{} of the statements on record are not as they were written ({}{}); they were altered behind the log's back",
            altered.len(),
            named.join("; "),
            more(altered.len())
        );
    }
    if !broken.is_empty() {
        let named: Vec<String> = broken.iter().take(NAMED).map(i64::to_string).collect();
        anyhow::bail!(
            "what {} changes wrote (numbers {}{}) is not what the log says; statements were altered, added or removed \
             behind its back",
            broken.len(),
            named.join(", "),
            more(broken.len())
        );
    }
    println!("the words on record are as the log says: {right} versions of statements");
    if unsealed > 0 {
        println!("{unsealed} versions are from before the log noted words, and cannot be compared");
    }
    Ok(())
}

/// What follows a list of which only the first are named.
const fn more(all: usize) -> &'static str {
    if all > NAMED { ", \u{2026}" } else { "" }
}

/// Walks along the audit log.
async fn verify_log(store: &dyn RecordStore) -> anyhow::Result<()> {
    let check = store.verify_audit().await?;
    if let Some(number) = check.broken {
        anyhow::bail!(
            "the audit log is not as it was written from row {number} on; the {} rows before it are",
            check.right
        );
    }
    println!("the audit log is as it was written: {} rows", check.right);
    Ok(())
}

/// Compares the index that is kept with the record, statement by statement.
async fn verify_index(store: &dyn RecordStore, folder: &Path) -> anyhow::Result<()> {
    let kept = KeptIndex::read(folder);
    let kept =
        kept.with_context(|| format!("the index in {} is damaged; a server builds it anew", folder.display()))?;
    let Some(mut kept) = kept else {
        println!("no index is kept in {}; a server builds it when it starts", folder.display());
        return Ok(());
    };
    // Where nothing was logged yet there is no hash, and the index was marked with none.
    let hash = store.hash_of_change(kept.mark.change_number).await?.unwrap_or_default();
    anyhow::ensure!(
        hash == kept.mark.hash,
        "the index in {} is not of this record; a server builds it anew",
        folder.display()
    );
    let changes = Changes::since(store, kept.mark.change_number).await?;
    if changes.everything {
        println!("the index is older than an import; a server builds it anew");
        return Ok(());
    }
    let changed = changes.statements;
    let (mut right, mut wrong) = (0u64, Vec::new());
    let mut reader = EntryReader::new(store);
    while let Some(entries) = reader.next().await? {
        for entry in entries.iter().filter(|entry| !changed.contains(&entry.id)) {
            if kept.take(entry) {
                right += 1;
            } else {
                wrong.push(entry.id);
            }
        }
    }
    for id in &changed {
        kept.pass_over(*id);
    }
    wrong.extend(kept.rest());
    if !wrong.is_empty() {
        let named: Vec<String> = wrong.iter().take(NAMED).map(|id| id.0.to_string()).collect();
        anyhow::bail!(
            "the index is not of the record in {} statements (numbers {}{}); build it anew with `postura reindex`",
            wrong.len(),
            named.join(", "),
            more(wrong.len())
        );
    }
    println!("the index is of the record: {right} statements, {} changed since it was built", changed.len());
    Ok(())
}
