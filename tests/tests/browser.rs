//! The browser journeys, in a real Chromium, on a server of their own.

use acceptance::{TestServer, workspace};
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn journeys_and_accessibility_in_chromium() {
    let server = TestServer::on("2026-11-23").await;
    let folder = workspace().join("tests/browser");
    let done = Command::new("node")
        .arg(folder.join("node_modules/@playwright/test/cli.js"))
        .arg("test")
        .current_dir(folder)
        .env("POSTURA_BASE_URL", format!("http://{}", server.address))
        .status()
        .await
        .expect("node, which `cargo xtask test` installs");
    assert!(done.success(), "the browser suite failed; what failed is above");
}
