//! The browser journeys, in a real Chromium, on servers of their own: one that is only read, whose counts
//! stay as they are, and one that is written to.

use acceptance::{TestServer, workspace};
use domain::Role;
use service::ports::Clock;
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn journeys_and_accessibility_in_chromium() {
    let library = TestServer::on("2026-11-23").await;
    let desk = TestServer::on("2026-11-23").await;
    // One more, whose lists may fill up with what nobody would write.
    let attacked = TestServer::on("2026-11-23").await;
    for server in [&desk, &attacked] {
        for role in Role::ALL {
            server.member(*role).await;
        }
    }
    let folder = workspace().join("tests/browser");
    let done = Command::new("node")
        .arg(folder.join("node_modules/@playwright/test/cli.js"))
        .arg("test")
        .current_dir(folder)
        .env("POSTURA_BASE_URL", format!("http://{}", library.address))
        .env("POSTURA_DESK_URL", format!("http://{}", desk.address))
        .env("POSTURA_XSS_URL", format!("http://{}", attacked.address))
        .env("POSTURA_DESK_NOW", desk.clock.now().timestamp().to_string())
        .status()
        .await
        .expect("node, which `cargo xtask test` installs");
    assert!(done.success(), "the browser suite failed; what failed is above");
}
