//! Server functions: what islands ask of the server. They only read; nothing is changed through them.

mod choices;

pub use choices::{Choice, suggest_choices};
