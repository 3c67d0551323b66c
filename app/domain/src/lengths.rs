//! How long texts may be, in characters, whichever way they come in: what one way takes, another must be able to change.

/// The words of a statement or a translation.
pub const TEXT_LENGTH: usize = 20_000;

/// A remark, a rationale, a condition, a proposition.
pub const REMARK_LENGTH: usize = 4_000;

/// A name, a role, a title.
pub const LINE_LENGTH: usize = 500;

/// An address.
pub const ADDRESS_LENGTH: usize = 2_000;

/// The lines of a list: other names, articles.
pub const MOST_LINES: usize = 200;

/// The topics that one statement takes a stance on or touches.
pub const MOST_POSITIONS: usize = 40;

/// All texts of a statement together, in bytes: what the form can hold.
pub const STATEMENT_BYTES: usize = 240 * 1024;
