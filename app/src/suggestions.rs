//! What islands ask of the server while somebody types, and what it answers. Server functions only read; nothing is changed
//! through them.

mod choices;
mod completions;
mod duplicates;
#[cfg(feature = "ssr")]
pub(crate) mod facet_values;
#[cfg(feature = "ssr")]
mod found;

pub use choices::{Choice, suggest_choices};
pub use completions::complete_words;
pub use duplicates::{DuplicateHint, find_duplicates};
#[cfg(feature = "ssr")]
pub(crate) use found::duplicate_hints;
