//! The server under way: connections on a listener, and a follower that reads the record again when it
//! has changed. It is launched on a listener, so that tests can have a free port.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
};

use tower_http::add_extension::AddExtension;

use crate::http::{PeerAddress, Site};

/// How long a client may take to send the head of a request; without a limit, clients that send one
/// byte a minute would hold connections for good.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How many connections are served at once; more wait in the system's queue.
const CONNECTIONS: usize = 1024;

/// How long requests under way may take to finish once the server is asked to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// How often the record is asked whether it has changed.
const FOLLOW_EVERY: Duration = Duration::from_secs(1);

/// How long after a failure the index is built anew again.
const REBUILD_PAUSE: Duration = Duration::from_secs(30);

/// Serves a site on a listener until `stopped` turns true.
pub async fn launch(listener: TcpListener, site: Site, mut stopped: watch::Receiver<bool>) {
    let follower = tokio::spawn(follow(site.clone()));
    let app = site.router();
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = Arc::clone(&places).acquire_owned();
        let accepted = async { (place.await, listener.accept().await) };
        let (place, (stream, peer)) = tokio::select! {
            (place, accepted) = accepted => match accepted {
                Ok((stream, peer)) => (place, (stream, peer)),
                Err(error) => {
                    // Most often out of file handles; trying again at once would only spin.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = asked_to_stop(&mut stopped) => break,
        };
        let connection = graceful.watch(connection(stream, peer, app.clone()));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection ended");
            }
            drop(place);
        });
    }
    drop(listener);
    follower.abort();
    if tokio::time::timeout(STOP_TIMEOUT, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// Waits until `stopped` turns true, or nobody is left who could turn it.
async fn asked_to_stop(stopped: &mut watch::Receiver<bool>) {
    drop(stopped.wait_for(|stopped| *stopped).await);
}

/// One connection, from its first request to its end.
fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
) -> http1::Connection<TokioIo<TcpStream>, TowerToHyperService<AddExtension<Router, PeerAddress>>> {
    let app = AddExtension::new(app, PeerAddress(Some(peer)));
    // Without this an answer on a kept-alive connection waits some 40 ms for the client's acknowledgement.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "nodelay could not be set");
    }
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app))
}

/// Reads the record again whenever it has changed, so that an import shows without a restart.
async fn follow(site: Site) {
    let library = site.library();
    let mut ticks = tokio::time::interval(FOLLOW_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        site.tidy();
        match library.refresh().await {
            Ok(true) => tracing::info!("the record changed and was read again"),
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "the record could not be read; the last state stays in use"),
        }
        match library.rebuild_if_needed().await {
            Ok(true) => tracing::info!("the index was built anew"),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, "the index could not be built anew; the old one stays in use");
                tokio::time::sleep(REBUILD_PAUSE).await;
            }
        }
    }
}
