//! What the acceptance suites stand on: servers on free ports, databases that vanish, and actors who do
//! what users do.

mod child;
mod clock;
mod database;
mod member;
mod postgres;
mod record;
mod server;
mod visitor;
pub mod writing;

pub use child::ChildServer;
pub use clock::MovableClock;
pub use database::{Backend, HoldUp, TestDatabase, database_of, on_both};
pub use member::{Answer, Member, totp_code};
pub use postgres::Cluster;
pub use record::{Import, seeds, starter_statements};
pub use server::{Setup, TestServer, composed};
pub use visitor::{Reply, Visitor};

use std::{ffi::OsStr, path::PathBuf, process::Command};

/// The top of the workspace.
///
/// # Panics
/// When this package is not in it.
#[must_use]
pub fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace").to_owned()
}

/// The binary, which lies beside the folder of the tests.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn binary() -> PathBuf {
    let tests = std::env::current_exe().expect("this binary");
    let target = tests.ancestors().nth(2).expect("a target folder");
    let binary = target.join("postura");
    assert!(binary.is_file(), "the binary is missing; `cargo xtask test` builds it");
    binary
}

/// A command of the binary.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn postura() -> Command {
    at_home(binary())
}

/// A command of the binary where no file can grow beyond so many blocks of 512 bytes, as if the disk were full then.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn postura_without_room(blocks: u64) -> Command {
    let mut shell = at_home("sh");
    // A process that is told of it by a signal ends; one that is not is told by an error, as on a full disk.
    shell.args(["-c", "trap '' XFSZ; ulimit -S -f \"$1\"; shift; exec \"$@\"", "sh", &blocks.to_string()]);
    shell.arg(binary());
    shell
}

/// A program that knows of no database and leaves nothing in this folder.
fn at_home(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_remove("POSTURA_DATABASE_URL").current_dir(std::env::temp_dir());
    command
}
