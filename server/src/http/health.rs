//! For those who watch over the server.

use std::sync::atomic::Ordering;

use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
};

use super::Site;

/// The process runs.
pub(super) async fn live() -> &'static str {
    "ok\n"
}

/// The record has been read, the database answers, and it can be written to; else the part that fails. With `for=reading`
/// only what readers need is asked: a balancer that took servers out because a disk is full would take all of them.
pub(super) async fn ready(State(site): State<Site>, RawQuery(query): RawQuery) -> (StatusCode, &'static str) {
    let for_reading = query.is_some_and(|query| query.split('&').any(|pair| pair == "for=reading"));
    match failing_part(&site, for_reading).await {
        Some(part) => (StatusCode::SERVICE_UNAVAILABLE, part),
        None => (StatusCode::OK, "ok\n"),
    }
}

async fn failing_part(site: &Site, for_reading: bool) -> Option<&'static str> {
    if site.stopping.load(Ordering::Relaxed) {
        return Some("the server is stopping\n");
    }
    if !site.library.is_ready() {
        return Some("the record is being read\n");
    }
    if let Err(error) = site.library.check_store().await {
        tracing::error!(%error, "not ready");
        return Some("the database does not answer\n");
    }
    // Where that is what was asked for it is no fault.
    if !for_reading && !site.library.is_read_only() && site.writer.try_it(&site.library).await {
        return Some("the database can be read, and cannot be written to\n");
    }
    None
}
