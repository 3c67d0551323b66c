//! The only code that runs in the browser. Everything works without it; it makes things faster to use.
//!
//! Islands are handed their words, already translated, because the words of the pages would weigh more
//! than the islands. To add one: a module here with an `#[island]`, and a plain form of the same thing
//! as its children or in its first rendering.

mod autosave;
mod combobox;
mod duplicate_watch;
#[cfg(feature = "hydrate")]
mod fields;
mod filter_picker;
mod passage_selection;
mod search_field;
mod timeline_explorer;

pub use autosave::{Autosave, AutosaveAnswer, AutosaveWords};
pub use duplicate_watch::{DuplicateWatch, DuplicateWords};
pub use filter_picker::{FilterPicker, PickerWords};
pub use passage_selection::PassageSelection;
pub use search_field::{SearchField, SearchWords};
pub use timeline_explorer::{ExplorerWords, Stretch, Stretches, TimelineExplorer};
