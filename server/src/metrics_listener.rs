//! Where Prometheus is answered: a listener of its own, which readers do not reach.

use std::time::Duration;

use axum::{Router, http::header, response::IntoResponse, routing::get};
use metrics_exporter_prometheus::PrometheusHandle;
use metrics_process::Collector;
use tokio::net::TcpListener;

use crate::http::Site;

/// How often durations are put into their bounds, also where nobody asks.
const UPKEEP: Duration = Duration::from_secs(5);

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
