//! Use cases: what Postura does, in the words of the domain, on top of the ports.

pub mod accounts;
pub mod authorisation;
pub mod desk;
pub mod import;
pub mod intake;
mod labels;
mod library;
mod names;
mod passage;
pub mod ports;
pub mod sealing;
mod shingles;
mod source_changes;
pub mod text;
pub mod unique_json;

pub use library::{
    BuildError, Changes, Context, Correction, Duplicate, Edition, EntryReader, Event, Figure, Found, FrontPage, Hits,
    Lead, Library, LibraryError, MilestonePage, Move, News, NewsDay, PAGE_SIZE, Progress, Reach, ShownTime, Sought,
    StakeholderPage, StatementPage, TimelinePage, TimelinePicture, TopicPage, TopicStances,
};
pub use shingles::{SHINGLE_WORDS, Shingles};
