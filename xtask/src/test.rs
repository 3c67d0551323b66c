//! Installs what the tests need, as far as it can, and runs them.

use std::{fs, path::PathBuf, process::Command};

use anyhow::bail;

use crate::{
    run::{self, cargo, output, root, step, which},
    site,
};

/// Installs, builds and tests. With options, runs `cargo test` with them only.
pub(crate) fn run(options: &[String]) -> anyhow::Result<()> {
    install()?;
    site::build()?;
    step("building the binary that the tests run");
    // With the features of the whole workspace, so that the tests build nothing of it again.
    run::run(cargo().args(["build", "--workspace", "--bin", "postura"]))?;
    step("running the tests");
    let scope: &[&str] = if options.is_empty() { &["--workspace"] } else { &[] };
    run::run(cargo().args(["test", "--no-fail-fast"]).args(scope).args(options))
}

/// Compares the index with the one that looks at every statement, at full size.
pub(crate) fn exactness() -> anyhow::Result<()> {
    step("comparing the index with the one that looks at every statement");
    let test = ["test", "--release", "--package", "server", "--lib", "index::tests::exactness"];
    run::run(cargo().args(test).env("POSTURA_EXACT_STATEMENTS", "20000").env("POSTURA_EXACT_FILTERS", "10000"))
}

/// Kills, starves and cuts off servers as often as it takes to be sure; `part` is one of the tests, or all.
pub(crate) fn endurance(part: &str) -> anyhow::Result<()> {
    install()?;
    site::build()?;
    run::run(cargo().args(["build", "--workspace", "--bin", "postura"]))?;
    step("killing, starving and cutting off servers; this takes two hours or so");
    let tests = if part.is_empty() { LONG_RUNS } else { &[part] };
    let test = ["test", "--package", "acceptance", "--test", "acceptance", "--", "--nocapture", "--test-threads=1"];
    run::run(cargo().args(test).args(tests).env("POSTURA_ENDURANCE", "1"))
}

/// Parts of the names of tests that take a few turns at each run of the suite, and many more when they are asked to.
const LONG_RUNS: &[&str] = &["endurance::", "hostile::", "backups_made_while_others_write"];

/// Debian's packages that the tests need, each with how to tell that it is there.
fn missing_packages() -> Vec<&'static str> {
    let mut missing = Vec::new();
    if which("chromium").is_none() {
        missing.push("chromium");
    }
    if postgres_programs().is_none() {
        missing.push("postgresql");
    }
    if which("node").is_none() || which("npm").is_none() {
        missing.extend(["nodejs", "npm"]);
    }
    missing
}

/// The folder of PostgreSQL's server programs: on the path, or where Debian keeps them.
fn postgres_programs() -> Option<PathBuf> {
    let on_path = which("initdb").and_then(|initdb| initdb.parent().map(PathBuf::from));
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin")).find(|folder| folder.join("initdb").is_file());
    on_path.or(debian)
}

fn install() -> anyhow::Result<()> {
    let missing = missing_packages();
    if !missing.is_empty() {
        let is_root = which("id").is_some() && output(Command::new("id").arg("-u"))?.trim() == "0";
        if which("apt-get").is_none() || !is_root {
            bail!(
                "the tests need these Debian packages, which can only be installed by root with apt-get: {0}\n\
                 install them (sudo apt-get install {0}) and run the tests again",
                missing.join(" ")
            );
        }
        step(&format!("installing {}", missing.join(", ")));
        run_quietly(Command::new("apt-get").args(["update"]))?;
        let mut install = Command::new("apt-get");
        install.env("DEBIAN_FRONTEND", "noninteractive").args(["install", "--yes", "--no-install-recommends"]);
        run_quietly(install.args(&missing))?;
    }
    let browser = root().join("tests/browser");
    if !browser.join("node_modules/.package-lock.json").exists() {
        step("installing the packages of the browser tests");
        let npm = &["ci", "--no-audit", "--no-fund"];
        run::run(Command::new("npm").args(npm).current_dir(browser).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    }
    Ok(())
}

/// Runs a program whose output is of interest only when it fails.
fn run_quietly(command: &mut Command) -> anyhow::Result<()> {
    output(command).map(drop)
}
