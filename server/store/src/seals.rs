//! What ties the words on record to the log: a hash over every version of a statement, and one over all versions that a
//! change wrote, which is in the row of the log for that change.
//!
//! What is changed behind the log's back has another hash than its row says. Where the row is given the new hash too, what
//! the change wrote has another hash than the log says; and the log is chained.
//!
//! Sources are not in it: how one is described is changed for all statements that are cited from it, as a change of its
//! own.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use domain::{Slug, Statement};
use service::ports::WordsCheck;
use sha2::{Digest, Sha256};

/// The number of what goes into a hash and how. Another needs another, and the old one as long as there are hashes of it.
const FORMAT: u8 = 1;

/// The hash over the words of a statement and all that is coded of them.
pub(super) fn seal(s: &Statement) -> String {
    let mut hash = Fields(Sha256::new_with_prefix([FORMAT]));
    hash.text(&s.external_id);
    hash.text(s.slug.as_str());
    hash.text(s.stakeholder.as_str());
    hash.optional(s.speaker.as_deref());
    hash.optional(s.speaker_role.as_deref());
    hash.text(&s.said_on.period.to_string());
    hash.text(s.said_on.bound.code());
    hash.text(&s.text);
    hash.text(s.language.code());
    hash.text(s.directness.code());
    hash.text(s.venue.code());
    hash.optional(s.restates.as_ref().map(Slug::as_str));
    hash.text(s.quote_check.code());
    hash.optional(super::rows::checked_as_text(s).as_deref());
    hash.optional(s.note.as_deref());
    hash.text(s.status.code());
    // They are in no order on record.
    let translations: BTreeMap<&str, _> = s.translations.iter().map(|t| (t.language.code(), t)).collect();
    hash.length(translations.len());
    for (language, translation) in translations {
        hash.text(language);
        hash.text(&translation.text);
        hash.text(translation.kind.code());
    }
    hash.length(s.positions.len());
    for position in &s.positions {
        hash.text(position.topic.as_str());
        hash.text(position.stance.code());
        hash.optional(position.condition.as_deref());
        hash.optional(position.rationale.as_deref());
    }
    hash.length(s.appearances.len());
    for appearance in &s.appearances {
        hash.optional(appearance.locator.as_deref());
        hash.optional(appearance.passage.as_ref().map(|passage| passage.prefix.as_str()));
        hash.optional(appearance.passage.as_ref().map(|passage| passage.suffix.as_str()));
    }
    // It came after hashes of statements without it: those stay as they are.
    if let Some(language) = s.speaker_role_language {
        hash.text(language.code());
    }
    HEXLOWER.encode(&hash.0.finalize())
}

/// Fields on their way into a hash, each after its length, so that no two lists of fields are written alike.
struct Fields(Sha256);

impl Fields {
    fn length(&mut self, length: usize) {
        self.0.update((length as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.update(text);
    }

    fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.0.update(u64::MAX.to_le_bytes()),
        }
    }
}

/// A version of a statement: its number, which version it is, and its hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SealedVersion {
    pub(super) statement: i64,
    pub(super) version: i64,
    pub(super) hash: String,
}

/// The hash over all versions that a change writes: first those of statements it adds, then all others, each in the order
/// of their numbers. What is added has ever higher numbers, so nothing of it has to be kept in mind.
#[derive(Default)]
pub(super) struct Contents {
    added: Sha256,
    changed: BTreeMap<(i64, i64), String>,
    any: bool,
}

impl Contents {
    /// Takes versions that a change wrote. Of statements that it adds none has a lower number than one before.
    pub(super) fn take(&mut self, version: SealedVersion) {
        self.any = true;
        if version.version == 1 {
            update(&mut self.added, version.statement, version.version, &version.hash);
        } else {
            self.changed.insert((version.statement, version.version), version.hash);
        }
    }

    /// The hash; none where nothing was written.
    pub(super) fn hash(self) -> Option<String> {
        let mut changed = Sha256::new();
        for ((statement, version), hash) in &self.changed {
            update(&mut changed, *statement, *version, hash);
        }
        let both = Sha256::new().chain_update(self.added.finalize()).chain_update(changed.finalize());
        self.any.then(|| HEXLOWER.encode(&both.finalize()))
    }
}

fn update(hash: &mut Sha256, statement: i64, version: i64, seal: &str) {
    hash.update(format!("{statement} {version} {seal}\n"));
}

/// A row with a version and the hash that it has.
#[derive(sqlx::FromRow)]
pub(super) struct SealRow {
    pub(super) statement: i64,
    pub(super) version: i64,
    pub(super) hash: Option<String>,
}

/// A row with what a statement was.
#[derive(sqlx::FromRow)]
pub(super) struct SealedRevisionRow {
    #[sqlx(flatten)]
    pub(super) seal: SealRow,
    pub(super) before: String,
    pub(super) slug: String,
}

/// A row with a version and the change that wrote it.
#[derive(sqlx::FromRow)]
pub(super) struct WrittenRow {
    pub(super) change_number: Option<i64>,
    pub(super) statement: i64,
    pub(super) version: i64,
    pub(super) hash: String,
    pub(super) contents: Option<String>,
}

/// Compares what is on record with the log.
#[derive(Default)]
pub(super) struct Comparison {
    check: WordsCheck,
    change: Option<(i64, Option<String>, Contents)>,
}

impl Comparison {
    /// Takes a version with the hash that its row has; none where what is on record is no statement at all.
    pub(super) fn version(&mut self, row: &SealRow, slug: &str, found: Option<&Statement>) {
        match &row.hash {
            None => self.check.unsealed += 1,
            Some(hash) if found.is_some_and(|found| seal(found) == *hash) => self.check.right += 1,
            Some(_) => self.check.altered.push((slug.to_owned(), row.version)),
        }
    }

    /// Takes a version in the order of the changes that wrote them.
    pub(super) fn written(&mut self, row: WrittenRow) {
        let number = row.change_number.unwrap_or_default();
        if self.change.as_ref().is_none_or(|(open, ..)| *open != number) {
            self.end_change();
        }
        let (.., contents) = self.change.get_or_insert_with(|| (number, row.contents, Contents::default()));
        contents.take(SealedVersion { statement: row.statement, version: row.version, hash: row.hash });
    }

    fn end_change(&mut self) {
        if let Some((number, logged, contents)) = self.change.take()
            && contents.hash() != logged
        {
            self.check.broken.push(number);
        }
    }

    /// What was found, with changes of which nothing is left.
    pub(super) fn end(mut self, gone: Vec<i64>) -> WordsCheck {
        self.end_change();
        self.check.broken.extend(gone);
        self.check.broken.sort_unstable();
        self.check
    }
}

/// How many rows are read at once.
pub(super) const ROWS: i64 = 1_000;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn contents(versions: impl IntoIterator<Item = (i64, i64, String)>) -> Option<String> {
        let mut contents = Contents::default();
        for (statement, version, hash) in versions {
            contents.take(SealedVersion { statement, version, hash });
        }
        contents.hash()
    }

    #[test]
    fn a_change_that_writes_no_statement_has_no_contents() {
        assert_eq!(contents([]), None);
        assert!(contents([(1, 1, "a".to_owned())]).is_some());
    }

    proptest! {
        #[test]
        fn the_order_in_which_statements_are_changed_does_not_count_and_all_else_does(
            added in 0i64..5, changed in proptest::collection::btree_map(0i64..9, 2i64..4, 0..5), at in 0usize..9,
        ) {
            let first = (0..added).map(|id| (100 + id, 1, format!("hash {id}")));
            let later: Vec<_> = changed.iter().map(|(id, version)| (*id, *version, format!("hash {id}"))).collect();
            let all: Vec<_> = first.clone().chain(later.iter().cloned()).collect();
            let mixed = later.iter().rev().cloned().chain(first);
            prop_assert_eq!(contents(all.clone()), contents(mixed));
            if let Some(version) = all.get(at) {
                let mut other = all.clone();
                other[at].2 = format!("{}!", version.2);
                prop_assert_ne!(contents(other), contents(all.clone()));
                let mut without = all.clone();
                without.remove(at);
                prop_assert_ne!(contents(without), contents(all));
            }
        }
    }
}
