//! The acceptance suites. `cargo xtask test` installs and builds what they need.

mod access;
mod accounts;
mod batches;
mod browser;
mod commands;
mod completions;
mod contract;
mod dates;
mod dependencies;
mod desk;
mod duplicates;
mod files;
mod guards;
mod import;
mod index;
mod limits;
mod log;
mod page_cache;
mod pages;
mod picture;
mod reference;
mod review;
mod scale;
mod security;
mod sources;
mod time;
