//! What an import did, or why it did nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ports::StoreError;

/// Faults kept for the report; more are only counted, so that a file that is wrong throughout does
/// not fill the memory.
const FAULTS_KEPT: usize = 1_000;

/// How many of one kind of thing were new, changed or as before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Not on record before.
    pub added: u64,
    /// On record and different.
    pub updated: u64,
    /// On record and equal.
    pub unchanged: u64,
}

impl Tally {
    /// Counts one thing by what was there before.
    pub fn count<T: PartialEq>(&mut self, before: Option<&T>, now: &T) {
        match before {
            None => self.added += 1,
            Some(before) if before != now => self.updated += 1,
            Some(_) => self.unchanged += 1,
        }
    }

    const fn changes(self) -> u64 {
        self.added + self.updated
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} added, {} updated, {} unchanged", self.added, self.updated, self.unchanged)
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Stakeholders.
    pub stakeholders: Tally,
    /// Topics.
    pub topics: Tally,
    /// Milestones.
    pub milestones: Tally,
    /// Statements.
    pub statements: Tally,
    /// Sources that were on record and are described anew, for all statements that are cited from them.
    pub described_anew: u64,
    /// The line of statements after which it went on, because it had ended there before its time; 0 if it began at the first.
    pub went_on_after: u32,
}

impl ImportReport {
    /// Whether anything was added or updated.
    #[must_use]
    pub const fn changes_something(&self) -> bool {
        self.stakeholders.changes() + self.topics.changes() + self.milestones.changes() + self.statements.changes() > 0
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "stakeholders: {}", self.stakeholders)?;
        writeln!(f, "topics:       {}", self.topics)?;
        writeln!(f, "milestones:   {}", self.milestones)?;
        write!(f, "statements:   {}", self.statements)?;
        if self.described_anew > 0 {
            write!(f, "\nsources:      {} described anew, for all statements cited from them", self.described_anew)?;
        }
        if self.went_on_after > 0 {
            write!(f, "\nwent on after line {}, where it had ended before its time", self.went_on_after)?;
        }
        Ok(())
    }
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// A line, counted from 1.
    #[must_use]
    pub fn line(file: &str, number: usize) -> Self {
        Self(format!("{file}, line {number}"))
    }

    /// An entry of an array, by its number from 1 or its name.
    #[must_use]
    pub fn entry(file: &str, entry: impl fmt::Display) -> Self {
        Self(format!("{file}, entry {entry}"))
    }

    /// The file as a whole.
    #[must_use]
    pub fn file(file: &str) -> Self {
        Self(file.to_owned())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something in the input that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFault {
    /// Where.
    pub place: Place,
    /// In which field.
    pub field: String,
    /// Why.
    pub reason: String,
}

impl fmt::Display for ImportFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: {}", self.place, self.field, self.reason)
    }
}

/// Every fault of an input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    kept: Vec<ImportFault>,
    more: u64,
}

impl Faults {
    /// Notes a fault.
    pub fn add(&mut self, place: &Place, field: impl Into<String>, reason: impl fmt::Display) {
        if self.kept.len() < FAULTS_KEPT {
            self.kept.push(ImportFault { place: place.clone(), field: field.into(), reason: reason.to_string() });
        } else {
            self.more += 1;
        }
    }

    /// Adds faults that come after these.
    pub fn append(&mut self, mut later: Self) {
        let room = FAULTS_KEPT.saturating_sub(self.kept.len());
        let dropped = later.kept.len().saturating_sub(room) as u64;
        later.kept.truncate(room);
        self.kept.append(&mut later.kept);
        self.more += later.more + dropped;
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.kept.len() as u64 + self.more
    }

    /// The faults in the order of the input, up to the first thousand.
    #[must_use]
    pub fn kept(&self) -> &[ImportFault] {
        &self.kept
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.kept {
            writeln!(f, "{fault}")?;
        }
        if self.more > 0 {
            writeln!(f, "and {} more", self.more)?;
        }
        Ok(())
    }
}

/// Why an import did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The input has faults.
    #[error("{count} fault(s), nothing was imported:\n{0}", count = .0.count())]
    Faults(Faults),
    /// A file could not be read to its end.
    #[error("{file} could not be read: {reason}")]
    Unreadable {
        /// Which file.
        file: String,
        /// Why.
        reason: std::io::Error,
    },
    /// There was no place to put what the lines name into order.
    #[error("what the lines name could not be compared in the folder for temporary files, nothing was imported: {0}")]
    Unsorted(std::io::Error),
    /// The record did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(count: usize) -> Faults {
        let mut faults = Faults::default();
        for number in 0..count {
            faults.add(&Place::line("file", number), "field", "reason");
        }
        faults
    }

    #[test]
    fn faults_that_come_later_are_counted_and_the_first_are_kept() {
        for (first, later) in [(0, 0), (1, 2), (FAULTS_KEPT - 1, 2), (FAULTS_KEPT + 5, 7), (3, FAULTS_KEPT + 9)] {
            let mut all = faults(first);
            all.append(faults(later));
            assert_eq!(all.count(), (first + later) as u64);
            assert_eq!(all.kept().len(), (first + later).min(FAULTS_KEPT));
            assert_eq!(all.kept()[..first.min(FAULTS_KEPT)], *faults(first).kept());
        }
    }
}
