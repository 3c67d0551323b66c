//! The server that is measured.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

use super::client::Client;
use crate::run::{root, target};

/// Where the server listens while it is measured.
pub(super) const ADDRESS: &str = "127.0.0.1:3999";

/// The day that pages are made for.
pub(super) const TODAY: &str = "2026-11-23";

/// The binary as it is for use.
pub(super) fn postura() -> Command {
    program(&target().join("release/postura"))
}

/// A binary of whichever build.
pub(super) fn program(binary: &Path) -> Command {
    let mut command = Command::new(binary);
    command.current_dir(root()).env("POSTURA_LOG", "warn");
    command
}

/// A server that ends when it is dropped.
pub(super) struct Server(Child);

impl Server {
    /// Starts a server that keeps so many MiB of pages; says how long it took to be ready.
    pub(super) fn start(url: &str, page_cache: u32) -> anyhow::Result<(Self, Duration)> {
        Self::launch(postura(), ADDRESS, url, page_cache)
    }

    /// Starts a server of whichever build.
    pub(super) fn launch(
        mut program: Command,
        address: &str,
        url: &str,
        page_cache: u32,
    ) -> anyhow::Result<(Self, Duration)> {
        let begun = Instant::now();
        let options = ["serve", "--database-url", url, "--addr", address, "--today", TODAY];
        let page_cache = page_cache.to_string();
        program.args(options).args(["--page-cache", &page_cache]).stdout(Stdio::null());
        let mut server = Self(program.spawn()?);
        loop {
            if let Some(status) = server.0.try_wait()? {
                bail!("the server ended ({status})");
            }
            if Client::connect(address).and_then(|mut client| client.get("/readyz").map(<[u8]>::len)).is_ok() {
                return Ok((server, begun.elapsed()));
            }
            sleep(Duration::from_millis(20));
        }
    }

    /// Memory that no file stands behind, in kB.
    pub(super) fn anonymous_memory(&self) -> anyhow::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).context("no RssAnon")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
