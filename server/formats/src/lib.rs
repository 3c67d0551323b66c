//! Files in other formats, on their way into Postura: tables (CSV, XLSX, lines of JSON) and texts (plain text, HTML).
//!
//! To add a format: a module that makes a [`service::intake::Table`] or a [`service::intake::DocumentText`] of bytes that are
//! not trusted, and the place where it is told from the others.

mod charset;
mod document;
mod table;

pub use document::text_of_document;
pub use table::read_table;
