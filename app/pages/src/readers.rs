//! The pages of readers, one a module: load through the library, say title and status, compose components.
//!
//! To add a page: its variant in [`words::paths::Address`], a module here, its route in the server's table of routes, its
//! words in the three locale files, and its address in the page tests.

mod about_page;
mod corrections_page;
mod front_page;
mod history_page;
mod method_page;
mod milestone_page;
mod milestones_page;
mod news_page;
mod search_page;
mod stakeholder_page;
mod stakeholders_page;
mod statement_page;
mod timeline_page;
mod topic_page;
mod topics_page;

pub use about_page::about_page;
pub use corrections_page::corrections_page;
pub use front_page::front_page;
pub use history_page::history_page;
pub use method_page::method_page;
pub use milestone_page::milestone_page;
pub use milestones_page::milestones_page;
pub use news_page::news_page;
pub use search_page::search_page;
pub use stakeholder_page::stakeholder_page;
pub use stakeholders_page::stakeholders_page;
pub(crate) use statement_page::statement_body;
pub use statement_page::statement_page;
pub use timeline_page::{read_query, timeline_page, timeline_svg};
pub use topic_page::topic_page;
pub use topics_page::topics_page;
