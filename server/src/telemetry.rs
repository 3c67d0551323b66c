//! Logs: lines for people on a terminal, JSON for everything else.
//!
//! Each step of a request in services, index and store is a span of its own, of the level `debug`; requests are spans too.

use std::io::IsTerminal;

use tracing_subscriber::{
    EnvFilter,
    filter::LevelFilter,
    fmt,
    fmt::format::{FmtSpan, JsonFields},
};

mod json;

/// Starts logging to standard error. `POSTURA_LOG` sets what is logged, `info` unless told. Where it asks for steps, how long
/// each took is logged as it ends.
pub fn start() {
    let filter = EnvFilter::try_from_env("POSTURA_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    // It logs addresses as they were asked for, and those of links that set passwords let somebody in.
    let filter = match "tower_http::csrf=off".parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    };
    let has_steps = filter.max_level_hint().is_none_or(|level| level >= LevelFilter::DEBUG);
    let ends = if has_steps { FmtSpan::CLOSE } else { FmtSpan::NONE };
    // What cannot be logged is not told on standard error either: it may be that which cannot be written to, and then whoever
    // logs would end.
    let logger =
        fmt().log_internal_errors(false).with_env_filter(filter).with_span_events(ends).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        logger.with_target(false).init();
    } else {
        logger.fmt_fields(JsonFields::new()).event_format(json::JsonLines).init();
    }
}
