//! What runs in the browser of those who work on the record, and what it asks of the server: a bundle of its own, of which
//! readers download nothing. What holds for `islands` holds here.

mod autosave;
mod duplicate_watch;
mod duplicates;
#[cfg(feature = "hydrate")]
mod fields;
#[cfg(feature = "ssr")]
mod found;
mod passage_selection;

pub use autosave::{Autosave, AutosaveAnswer, AutosaveWords};
pub use duplicate_watch::{DuplicateWatch, DuplicateWords};
pub use duplicates::{DuplicateHint, find_duplicates};
#[cfg(feature = "ssr")]
pub use found::duplicate_hints;
pub use passage_selection::PassageSelection;

/// What its islands are called, so that a page knows that it needs this bundle.
pub const NAMES: [&str; 3] = ["Autosave", "DuplicateWatch", "PassageSelection"];

/// Wakes the islands up; called once by the script of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
