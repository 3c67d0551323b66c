//! What the server says of itself to Prometheus, on a listener of its own. Nothing of it is of use to readers, and its
//! labels are names of our own: patterns of routes and never addresses.
//!
//! To add one: its name in [`names`], its line in [`describe`], and a call of `counter!`, `gauge!` or `histogram!` where it
//! happens. What is only looked at when somebody asks is in `Site::measure`.

use std::time::Duration;

use axum::{Router, http::header, response::IntoResponse, routing::get};
use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;
use tokio::net::TcpListener;

use crate::http::Site;

/// What each is called.
pub(crate) mod names {
    /// How long requests took, by route, method and status.
    pub(crate) const REQUESTS: &str = "postura_http_request_duration_seconds";
    /// Connections that are open.
    pub(crate) const CONNECTIONS: &str = "postura_http_connections";
    /// Connections that were turned away because their address had too many.
    pub(crate) const TURNED_AWAY: &str = "postura_http_connections_turned_away_total";
    /// Pages that were answered from memory.
    pub(crate) const PAGES_KEPT: &str = "postura_page_cache_hits_total";
    /// Pages that had to be made.
    pub(crate) const PAGES_MADE: &str = "postura_page_cache_misses_total";
    /// What the pages take that are kept in memory.
    pub(crate) const PAGES_WEIGH: &str = "postura_page_cache_bytes";
    /// Attempts to sign in that were refused, by why.
    pub(crate) const SIGN_INS_REFUSED: &str = "postura_sign_ins_refused_total";
    /// How long it took until a change of the record could begin.
    pub(crate) const WRITER_WAIT: &str = "postura_record_writer_wait_seconds";
    /// Connections to the database, idle or in use.
    pub(crate) const POOL: &str = "postura_record_connections";
    /// The number of the last change on record.
    pub(crate) const CHANGE: &str = "postura_record_change_number";
    /// The number of the last change that pages show.
    pub(crate) const SHOWN: &str = "postura_index_change_number";
    /// How many statements are found.
    pub(crate) const STATEMENTS: &str = "postura_index_statements";
    /// How often the index was built anew.
    pub(crate) const REBUILT: &str = "postura_index_rebuilds_total";
    /// 1 while the record can be read and not written to.
    pub(crate) const READ_ONLY: &str = "postura_record_read_only";
    /// When the record was last backed up, in seconds since 1970.
    pub(crate) const BACKED_UP: &str = "postura_backup_last_success_timestamp_seconds";
    /// Backups that failed.
    pub(crate) const BACKUPS_FAILED: &str = "postura_backup_failures_total";
    /// 1, with the version of the program.
    pub(crate) const BUILD: &str = "postura_build_info";
}

/// Bounds of the durations that are told apart, in seconds: from a page that is kept to one that is given up.
const DURATIONS: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0];

/// How often durations are put into their bounds, also where nobody asks.
const UPKEEP: Duration = Duration::from_secs(5);

/// Begins to count; without it nothing is counted and nothing is held.
///
/// # Errors
/// When something in this process counts already.
pub fn start() -> Result<PrometheusHandle, BuildError> {
    let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), DURATIONS)?;
    let handle = builder.install_recorder()?;
    describe();
    metrics::gauge!(names::BUILD, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Ok(handle)
}

fn describe() {
    use names::{
        BACKED_UP, BACKUPS_FAILED, BUILD, CHANGE, CONNECTIONS, PAGES_KEPT, PAGES_MADE, PAGES_WEIGH, POOL, READ_ONLY,
        REBUILT, REQUESTS, SHOWN, SIGN_INS_REFUSED, STATEMENTS, TURNED_AWAY, WRITER_WAIT,
    };
    describe_histogram!(REQUESTS, Unit::Seconds, "How long requests took, by route, method and status");
    describe_gauge!(CONNECTIONS, "Connections that are open");
    describe_counter!(TURNED_AWAY, "Connections turned away because their address had too many");
    describe_counter!(PAGES_KEPT, "Pages answered from memory");
    describe_counter!(PAGES_MADE, "Pages that had to be made");
    describe_gauge!(PAGES_WEIGH, Unit::Bytes, "What the pages take that are kept in memory");
    describe_counter!(SIGN_INS_REFUSED, "Attempts to sign in that were refused, by why");
    describe_histogram!(WRITER_WAIT, Unit::Seconds, "How long it took until a change of the record could begin");
    describe_gauge!(POOL, "Connections to the database, by what they do");
    describe_gauge!(CHANGE, "The number of the last change on record");
    describe_gauge!(SHOWN, "The number of the last change that pages show");
    describe_gauge!(STATEMENTS, "How many statements are found");
    describe_counter!(REBUILT, "How often the index was built anew");
    describe_gauge!(READ_ONLY, "1 while the record can be read and not written to");
    describe_gauge!(BACKED_UP, Unit::Seconds, "When the record was last backed up");
    describe_counter!(BACKUPS_FAILED, "Backups that failed");
    describe_gauge!(BUILD, "1, with the version of the program");
    Collector::default().describe();
}

/// Answers `/metrics` on a listener, and nothing else, for as long as it is run.
pub async fn serve(listener: TcpListener, handle: PrometheusHandle, site: Site) {
    let upkeep = handle.clone();
    let keeping = async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    };
    let metrics = get(move || {
        let (handle, site) = (handle.clone(), site.clone());
        async move {
            site.measure().await;
            Collector::default().collect();
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render()).into_response()
        }
    });
    let served = async move { axum::serve(listener, Router::new().route("/metrics", metrics)).await };
    tokio::select! {
        served = served => if let Err(error) = served {
            tracing::error!(%error, "metrics are not answered any more");
        },
        () = keeping => {}
    }
}
