//! The read index.
//!
//! [`LiveIndex`] answers readers. A filter becomes a `Plan` in the numbers of the `Dictionary`; in each `Segment` of the
//! `Generation` that plan becomes a `Selection`, sets of rows as `Bits`; `counts`, `pages` and `lanes` make of it what
//! is shown. `texts` says where words stand, `words` what a word is. [`ScanIndex`] does the same by looking at every
//! statement: slow, and obviously right.

#![expect(clippy::cast_possible_truncation, reason = "rows, documents and values are numbered in 32 bits and fewer")]

mod bits;
mod build;
mod check;
mod columns;
mod completion;
mod counts;
mod day_starts;
mod dictionary;
mod generation;
mod lanes;
mod lists;
mod live;
mod on_disk;
mod paging;
mod plan;
mod positions;
mod relevance;
mod scan;
mod segment;
mod selection;
mod similar;
mod standings;
mod texts;
mod view;
mod words;

pub use check::KeptIndex;
pub use live::LiveIndex;
pub use on_disk::Unusable;
pub use scan::ScanIndex;

#[cfg(test)]
mod tests;
