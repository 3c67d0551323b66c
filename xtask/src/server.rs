//! The binary `postura`: to try, and to use.

use std::process::Command;

use crate::{
    run::{cargo, root, run, step, target},
    site,
};

/// Builds everything and serves it.
pub(crate) fn serve(options: &[String]) -> anyhow::Result<()> {
    site::build()?;
    step("building the server");
    run(cargo().args(["build", "--package", "server"]))?;
    step("starting the server; stop it with Ctrl+C");
    run(Command::new(target().join("debug/postura"))
        .current_dir(root())
        .args(["serve", "--starter-data"])
        .args(options))
}

/// Builds the binary with everything in it.
pub(crate) fn build_release() -> anyhow::Result<()> {
    site::build()?;
    step("building the server for release");
    run(cargo().args(["build", "--release", "--package", "server"]))?;
    step(&format!("done: {}", target().join("release/postura").display()));
    Ok(())
}
