//! What is seen of Postura: pages, made on the server. What reaches the browser as code is in `islands` and `desk-islands`.

// Views are types within types; those of an island within a form go deeper than the compiler looks by itself.
#![recursion_limit = "256"]

pub mod components;
pub mod desk;
pub mod document;
mod error_page;
mod markup;
mod page_error;
mod readers;

pub use error_page::{NotSaved, broken_page, error_page, not_ready_page, not_saved_page, read_only_page, refused_page};
pub use page_error::PageError;
pub use readers::{
    corrections_page, front_page, history_page, method_page, milestones_page, news_page, search_page, stakeholder_page,
    stakeholders_page, statement_page, timeline_page, topic_page, topics_page,
};
