//! What is seen of Postura: pages, made on the server. What reaches the browser as code is in `islands` and `desk-islands`.

// Views are types within types; those of an island within a form go deeper than the compiler looks by itself.
#![recursion_limit = "256"]

mod card;
pub mod components;
pub mod desk;
pub mod document;
mod error_page;
mod markup;
mod page_error;
mod readers;
mod structured;
mod svg_text;

pub use card::{list_card_svg, stakeholder_card_svg, statement_card_svg, topic_card_svg};
pub use error_page::{NotSaved, broken_page, error_page, not_ready_page, not_saved_page, read_only_page, refused_page};
pub use page_error::PageError;
pub use readers::{
    about_page, corrections_page, front_page, history_page, method_page, milestone_page, milestones_page, news_page,
    read_query, search_page, stakeholder_page, stakeholders_page, statement_page, timeline_page, timeline_svg,
    topic_page, topics_page,
};
