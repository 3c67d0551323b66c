//! The islands as WASM, with the scripts that bind them to the browser: one bundle for readers, one for the desk.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

use crate::run::{cargo, output, run, step, target, which};

const TARGET: &str = "wasm32-unknown-unknown";

/// A built bundle.
pub(crate) struct Bundle {
    /// What its files are called.
    pub(crate) name: &'static str,
    /// The script that binds.
    pub(crate) script: PathBuf,
    /// The islands.
    pub(crate) wasm: PathBuf,
}

/// The bundles, by the names of their packages: they share nothing, so that readers download nothing of the desk.
const PACKAGES: [(&str, &str); 2] = [("islands", "islands"), ("desk", "desk-islands")];

/// Builds the bundles.
pub(crate) fn build() -> anyhow::Result<Vec<Bundle>> {
    add_target()?;
    PACKAGES.iter().map(|(name, package)| bundle(name, package)).collect()
}

fn bundle(name: &'static str, package: &str) -> anyhow::Result<Bundle> {
    step(&format!("building what runs in the browser (WASM): {package}"));
    run(cargo().args(["build", "--package", package, "--lib", "--target", TARGET, "--profile", "wasm"]).args([
        "--no-default-features",
        "--features",
        "hydrate",
    ]))?;
    let library = package.replace('-', "_");
    let input = target().join(TARGET).join(format!("wasm/{library}.wasm"));
    let out = target().join("client");
    let bundle =
        Bundle { name, script: out.join(format!("{library}.js")), wasm: out.join(format!("{library}_bg.wasm")) };
    if is_newer(&input, &bundle.wasm) {
        bind(&input, &out)?;
    }
    Ok(bundle)
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
