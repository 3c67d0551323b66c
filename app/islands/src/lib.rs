//! What runs in the browser of readers, and what it asks of the server. Everything works without it; it makes things faster
//! to use.
//!
//! An island reads its words in its children, already translated, because the words of the pages would weigh more than the
//! islands. To add one: a module here with an `#[island]` whose children are a plain form of the same thing, and nothing else
//! (`shared` says why). Server functions only read; nothing is changed through them.

mod choices;
mod codec;
mod combobox;
mod completions;
#[cfg(feature = "ssr")]
pub mod facet_values;
mod filter_picker;
#[cfg(feature = "ssr")]
mod found;
mod mark_reading;
mod search_field;
mod shared;
mod timeline_explorer;

pub use choices::{Choice, suggest_choices};
pub use completions::complete_words;
pub use filter_picker::FilterPicker;
pub use mark_reading::read_mark;
pub use search_field::SearchField;
pub use timeline_explorer::TimelineExplorer;

/// Wakes the islands up; called once by the script of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
