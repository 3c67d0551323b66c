//! Use cases: what Postura does, in the words of the domain, on top of the ports.

pub mod accounts;
pub mod authorisation;
pub mod desk;
pub mod import;
mod library;
pub mod text;

pub use library::{Library, LibraryError, PAGE_SIZE, StakeholderPage, StatementPage, TimelinePage, TopicPage};
