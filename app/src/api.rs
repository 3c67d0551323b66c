//! Server functions: what islands ask of the server. They only read; nothing is changed through them.

mod choices;
mod completions;
mod duplicates;

pub use choices::{Choice, suggest_choices};
pub use completions::complete_words;
pub use duplicates::{DuplicateHint, find_duplicates};
