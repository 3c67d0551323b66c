//! Logs: lines for people on a terminal, JSON for everything else.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging to standard error. `POSTURA_LOG` sets what is logged, `info` unless told.
pub fn start() {
    let filter = EnvFilter::try_from_env("POSTURA_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    // It logs addresses as they were asked for, and those of links that set passwords let somebody in.
    let filter = match "tower_http::csrf=off".parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    };
    let logger = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        logger.with_target(false).init();
    } else {
        logger.json().flatten_event(true).init();
    }
}
