//! What is handed in, whatever format it comes in: tables and texts, and why there is none in a file.

use domain::{Reading, TableRow};
use serde::{Deserialize, Serialize};

/// The largest file, in bytes.
pub const FILE_LIMIT: usize = 10 * 1024 * 1024;

/// The most rows below the heading.
pub const MOST_ROWS: usize = 2_000;

/// A table: the names of its columns and its rows, each with a cell for every column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// How the file was read.
    pub reading: Reading,
}

/// Why there is no table in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableFault {
    /// No file, or one without rows.
    Empty,
    /// Larger than [`FILE_LIMIT`].
    TooLarge,
    /// It unpacks to more than can be meant.
    Bomb,
    /// More than [`MOST_ROWS`] rows.
    TooManyRows,
    /// More columns than can be meant.
    TooManyColumns,
    /// Neither of the three formats.
    UnknownFormat,
    /// A formula in this cell; only its result would be known, not what it stands for.
    Formula(String),
    /// A row that cannot be read: its number, and why.
    BadRow(usize, String),
    /// Two columns have this name.
    BadHeading(String),
    /// A cell of a column without a heading, or beyond the last one.
    NoHeading(String),
    /// A quotation mark that is never closed: the cell that it opens, and the line of the file.
    Unclosed {
        /// The cell.
        cell: String,
        /// The line, from 1.
        line: usize,
    },
    /// A cell that goes on after its closing quotation mark.
    AfterQuote(String),
    /// A cell in which the spreadsheet shows an error: the cell, and the error.
    ErrorCell(String, String),
    /// A date in a cell that does not show its year.
    NoYear(String),
}

/// Why a file has no words that can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the file is neither text nor a page")]
pub struct NotText;

/// The words of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentText {
    /// The words.
    pub text: String,
    /// How the file was read.
    pub reading: Reading,
}
