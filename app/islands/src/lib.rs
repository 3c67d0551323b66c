//! What runs in the browser of readers, and what it asks of the server. Everything works without it; it makes things faster
//! to use.
//!
//! Islands are handed their words, already translated, because the words of the pages would weigh more than the islands. To
//! add one: a module here with an `#[island]`, and a plain form of the same thing as its children or in its first rendering.
//! Server functions only read; nothing is changed through them.

mod choices;
mod combobox;
mod completions;
#[cfg(feature = "ssr")]
pub mod facet_values;
mod filter_picker;
#[cfg(feature = "ssr")]
mod found;
mod search_field;
mod timeline_explorer;

pub use choices::{Choice, suggest_choices};
pub use completions::complete_words;
pub use filter_picker::{FilterPicker, PickerWords};
pub use search_field::{SearchField, SearchWords};
pub use timeline_explorer::{ExplorerWords, Stretch, Stretches, TimelineExplorer};

/// Wakes the islands up; called once by the script of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
