//! Server functions: what islands ask of the server. They only read; nothing is changed through them.

mod choices;
mod duplicates;

pub use choices::{Choice, suggest_choices};
pub use duplicates::{DuplicateHint, find_duplicates};
