//! The read index.

mod scan;

pub use scan::ScanIndex;
