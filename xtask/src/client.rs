//! The islands as WASM, with the script that binds them to the browser.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

use crate::run::{cargo, output, run, step, target, which};

const TARGET: &str = "wasm32-unknown-unknown";

/// The built client.
pub(crate) struct Client {
    /// The script that binds.
    pub(crate) script: PathBuf,
    /// The islands.
    pub(crate) wasm: PathBuf,
}

/// Builds the client.
pub(crate) fn build() -> anyhow::Result<Client> {
    add_target()?;
    step("building the client (WASM)");
    run(cargo().args(["build", "--package", "app", "--lib", "--target", TARGET, "--profile", "wasm"]).args([
        "--no-default-features",
        "--features",
        "hydrate",
    ]))?;
    let input = target().join(TARGET).join("wasm/app.wasm");
    let out = target().join("client");
    let client = Client { script: out.join("app.js"), wasm: out.join("app_bg.wasm") };
    if is_newer(&input, &client.wasm) {
        bind(&input, &out)?;
    }
    Ok(client)
}

/// rust-toolchain.toml names the target, so rustup has it already where it reads that file by itself.
fn add_target() -> anyhow::Result<()> {
    if which("rustup").is_none() {
        return Ok(());
    }
    let installed = output(Command::new("rustup").args(["target", "list", "--installed"]))?;
    if installed.lines().any(|line| line == TARGET) {
        return Ok(());
    }
    step("adding the WASM target");
    run(Command::new("rustup").args(["target", "add", TARGET]))
}

/// The library of wasm-bindgen's command line is used instead of the command, at the version that
/// Cargo.lock pins for wasm-bindgen itself: the two must be the same.
fn bind(input: &Path, out: &Path) -> anyhow::Result<()> {
    Bindgen::new()
        .input_path(input)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .context("wasm-bindgen failed")
}

fn is_newer(input: &Path, made: &Path) -> bool {
    let modified = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    modified(made).is_none_or(|made| modified(input).is_none_or(|input| input > made))
}
