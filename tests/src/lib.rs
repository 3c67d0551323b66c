//! What the acceptance suites stand on: servers on free ports, databases that vanish, and actors who do
//! what users do.

mod clock;
mod database;
mod member;
mod postgres;
mod record;
mod server;
mod visitor;
pub mod writing;

pub use clock::MovableClock;
pub use database::{Backend, TestDatabase, on_both};
pub use member::{Member, totp_code};
pub use record::{Import, seeds, starter_statements};
pub use server::{Setup, TestServer};
pub use visitor::{Reply, Visitor};

use std::path::PathBuf;

/// The top of the workspace.
///
/// # Panics
/// When this package is not in it.
#[must_use]
pub fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace").to_owned()
}
