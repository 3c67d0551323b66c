//! For those who watch over the server.

use std::sync::atomic::Ordering;

use axum::{extract::State, http::StatusCode};

use super::Site;

/// The process runs.
pub(super) async fn live() -> &'static str {
    "ok\n"
}

/// The record has been read and the database answers.
pub(super) async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    if site.stopping.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "the server is stopping\n");
    }
    if !site.library.is_ready() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the record is being read\n");
    }
    match site.library.check_store().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
