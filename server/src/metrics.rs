//! What the server says of itself to Prometheus. Nothing of it is of use to readers, and its labels are names of our own:
//! patterns of routes and never addresses. [`crate::metrics_listener`] is where it says it.
//!
//! To add one: a line in `measured!`, and a call of `counter!`, `gauge!` or `histogram!` where it
//! happens. What is only looked at when somebody asks is in `Site::measure`.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;

/// What is measured: the name in here, how it is described, its unit, the name that Prometheus knows it by, and what it is.
macro_rules! measured {
    ($($name:ident: $describe:ident, $unit:ident = $code:expr, $what:literal;)*) => {
        /// What each is called.
        pub(crate) mod names {
            $(#[doc = $what] pub(crate) const $name: &str = $code;)*
        }

        fn describe() {
            $($describe!(names::$name, Unit::$unit, $what);)*
            Collector::default().describe();
        }
    };
}

measured! {
    REQUESTS: describe_histogram, Seconds = "postura_http_request_duration_seconds",
        "How long requests took, by route, method and status";
    CONNECTIONS: describe_gauge, Count = "postura_http_connections", "Connections that are open";
    TURNED_AWAY: describe_counter, Count = "postura_http_connections_turned_away_total",
        "Connections turned away because their address had too many";
    PAGES_KEPT: describe_counter, Count = "postura_page_cache_hits_total", "Pages answered from memory";
    PAGES_MADE: describe_counter, Count = "postura_page_cache_misses_total", "Pages that had to be made";
    PAGES_WEIGH: describe_gauge, Bytes = "postura_page_cache_bytes", "What the pages take that are kept in memory";
    SIGN_INS_REFUSED: describe_counter, Count = "postura_sign_ins_refused_total",
        "Attempts to sign in that were refused, by why";
    WRITER_WAIT: describe_histogram, Seconds = store::WRITER_WAIT,
        "How long it took until a change of the record could begin";
    POOL: describe_gauge, Count = "postura_record_connections", "Connections to the database, by what they do";
    AWAY: describe_gauge, Count = "postura_record_away", "1 while the database does not answer";
    CHANGE: describe_gauge, Count = "postura_record_change_number", "The number of the last change on record";
    SHOWN: describe_gauge, Count = "postura_index_change_number", "The number of the last change that pages show";
    STATEMENTS: describe_gauge, Count = "postura_index_statements", "How many statements are found";
    REBUILT: describe_counter, Count = "postura_index_rebuilds_total", "How often the index was built anew";
    READ_ONLY: describe_gauge, Count = "postura_record_read_only",
        "1 while the record can be read and not written to";
    BACKED_UP: describe_gauge, Seconds = "postura_backup_last_success_timestamp_seconds",
        "When the record was last backed up, in seconds since 1970";
    BACKUPS_FAILED: describe_counter, Count = "postura_backup_failures_total", "Backups that failed";
    BUILD: describe_gauge, Count = "postura_build_info", "1, with the version of the program";
}

/// Bounds of the durations that are told apart, in seconds: from a page that is kept to one that is given up.
const DURATIONS: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0];

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
