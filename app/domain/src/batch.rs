//! Statements that come in together, in a file.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{DraftId, StatementId, UserId};

/// The number of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(pub i64);

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

vocabulary! {
    /// How far a batch has come.
    BatchState {
        /// Its file was read; nothing of it is kept yet.
        Read = "read",
        /// Its rows are drafts.
        Drafts = "drafts",
        /// Its rows are published.
        Published = "published",
        /// What became of it was taken back.
        Undone = "undone",
    }
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "KeptRow", into = "(usize, Vec<String>)")]
pub struct TableRow {
    /// Its number, as a spreadsheet counts: the first of the file is 1, and empty ones count.
    pub number: usize,
    /// A cell for every column.
    pub cells: Vec<String>,
}

/// A row as it is kept; at first its number was not.
#[derive(Deserialize)]
#[serde(untagged)]
enum KeptRow {
    Numbered(usize, Vec<String>),
    Cells(Vec<String>),
}

impl From<KeptRow> for TableRow {
    fn from(row: KeptRow) -> Self {
        match row {
            KeptRow::Numbered(number, cells) => Self { number, cells },
            KeptRow::Cells(cells) => Self { number: 0, cells },
        }
    }
}

impl From<TableRow> for (usize, Vec<String>) {
    fn from(row: TableRow) -> Self {
        (row.number, row.cells)
    }
}

vocabulary! {
    /// How characters are written as bytes.
    Charset {
        /// What nearly everything is in today.
        Utf8 = "utf-8",
        /// What Excel writes on Windows.
        Windows1252 = "windows-1252",
        /// What Excel writes on a Mac.
        Macintosh = "macintosh",
    }
}

/// How a file was read: what whoever handed it in should know of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// How its characters are written, by the name of the encoding standard; none for a workbook.
    pub charset: Option<String>,
    /// Whether that was guessed from the characters.
    pub guessed: bool,
    /// The first words with characters beyond ASCII, which show whether the guess was good.
    pub example: Option<String>,
    /// The lines with bytes that are no characters, of which at most 20 are named.
    pub bad_lines: Vec<usize>,
    /// The sheet that was read.
    pub sheet: Option<String>,
    /// The sheets that were not.
    pub other_sheets: Vec<String>,
}

/// A file with rows that are to become statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// What the file is called.
    pub name: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<TableRow>,
    /// How it was read.
    pub reading: Reading,
    /// For every column the field that it goes into; empty for none.
    pub mapping: Vec<String>,
    /// How far it has come.
    pub state: BatchState,
    /// The drafts that were made of it.
    pub drafts: Vec<DraftId>,
    /// The statements that were made of it.
    pub statements: Vec<StatementId>,
    /// Who handed it in.
    pub author: UserId,
    /// The name of who handed it in.
    pub author_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A batch that is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBatch {
    /// Its number.
    pub id: BatchId,
    /// How often it was changed, from 1 on.
    pub version: i64,
    /// The batch.
    pub batch: Batch,
}
