//! Use cases: what Postura does, in the words of the domain, on top of the ports.

pub mod accounts;
pub mod authorisation;
pub mod desk;
pub mod import;
mod library;
mod names;
mod shingles;
pub mod text;

pub use library::{
    Duplicate, Library, LibraryError, PAGE_SIZE, Sought, StakeholderPage, StatementPage, TimelinePage, TopicPage,
};
pub use shingles::Shingles;
