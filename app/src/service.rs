//! Use cases: what Postura does, in the words of the domain, on top of the ports.

pub mod accounts;
pub mod authorisation;
mod charset;
pub mod desk;
mod document;
pub mod import;
mod labels;
mod library;
mod names;
pub mod sealing;
mod shingles;
mod source_changes;
mod table;
pub mod text;
mod unique_json;

pub use document::{DocumentText, NotText, text_of_document};
pub use library::{
    BuildError, Changes, Correction, Duplicate, Edition, EntryReader, Hits, Library, LibraryError, PAGE_SIZE, Progress,
    ShownTime, Sought, StakeholderPage, StatementPage, TimelinePage, TopicPage, TopicStances,
};
pub use shingles::{SHINGLE_WORDS, Shingles};
pub use table::{FILE_LIMIT, MOST_ROWS, Table, TableFault, read_table};
