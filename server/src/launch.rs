//! The server under way: connections on a listener, and a follower that reads the record again when it
//! has changed. It is launched on a listener, so that tests can have a free port.

mod address_limit;
mod patient_stream;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use futures::FutureExt;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use metrics::{counter, gauge};
use service::Library;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
};
use tower_http::add_extension::AddExtension;

use self::{
    address_limit::{AddressLimit, Place},
    patient_stream::PatientStream,
};
use crate::{
    http::{PeerAddress, Site},
    metrics::names,
};

/// How long a client may take to send the head of a request; without a limit, clients that send one
/// byte a minute would hold connections for good.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long requests under way may take to finish once the server is asked to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// How often the record is asked whether it has changed, by a server that was not told.
const FOLLOW_EVERY: Duration = Duration::from_secs(1);

/// How long after a failure the index is built anew again.
const REBUILD_PAUSE: Duration = Duration::from_secs(30);

/// Serves a site on a listener until `stopped` turns true.
pub async fn launch(listener: TcpListener, site: Site, mut stopped: watch::Receiver<bool>) {
    let follower = tokio::spawn(follow(site.clone()));
    let limit = site.connections_per_address().map(AddressLimit::new);
    let app = site.clone().router();
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(site.connections()));
    let serve = |stream: TcpStream, peer: SocketAddr, place: OwnedSemaphorePermit| {
        let place_of_address = match limit.as_ref().map(|limit| limit.place(peer.ip())) {
            Some(None) => return turn_away(&stream, peer),
            Some(Some(place)) => Some(place),
            None => None,
        };
        let connection = graceful.watch(connection(stream, peer, app.clone()));
        tokio::spawn(until_it_ends(connection, place, place_of_address));
    };
    let stopping = stopped_for_a_while(&mut stopped, &site);
    tokio::pin!(stopping);
    loop {
        let place = Arc::clone(&places).acquire_owned();
        let accepted = async { (place.await, listener.accept().await) };
        tokio::select! {
            (place, accepted) = accepted => match (place, accepted) {
                (Ok(place), Ok((stream, peer))) => serve(stream, peer, place),
                (Ok(_), Err(error)) => {
                    // Most often out of file handles; trying again at once would only spin.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                (Err(_), _) => break,
            },
            () = &mut stopping => break,
        }
    }
    // Whoever the system has let in already is served as well.
    while let Ok(place) = Arc::clone(&places).try_acquire_owned()
        && let Some(Ok((stream, peer))) = listener.accept().now_or_never()
    {
        serve(stream, peer, place);
    }
    drop(listener);
    follower.abort();
    if tokio::time::timeout(STOP_TIMEOUT, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// Serves a connection to its end, and gives its places back then.
async fn until_it_ends<C: Future<Output = hyper::Result<()>>>(
    connection: C,
    _place: OwnedSemaphorePermit,
    _place_of_address: Option<Place>,
) {
    gauge!(names::CONNECTIONS).increment(1.0);
    if let Err(error) = connection.await {
        tracing::debug!(%error, "connection ended");
    }
    gauge!(names::CONNECTIONS).decrement(1.0);
}

/// Says, as far as that can be done without waiting, that an address has as many connections as it may, and hangs up.
fn turn_away(stream: &TcpStream, peer: SocketAddr) {
    const ANSWER: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\n\
        content-type: text/plain\r\ncontent-length: 44\r\n\r\nThis address has too many connections open.\n";
    counter!(names::TURNED_AWAY).increment(1);
    tracing::debug!(address = %peer.ip(), "an address has too many connections");
    if let Err(error) = stream.try_write(ANSWER) {
        tracing::debug!(%error, "and could not be told");
    }
}

/// Waits until the server is asked to stop, says so to whoever asks whether it is ready, and gives them time to see it.
async fn stopped_for_a_while(stopped: &mut watch::Receiver<bool>, site: &Site) {
    asked_to_stop(stopped).await;
    site.begin_to_stop();
    tokio::time::sleep(site.stop_delay()).await;
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
) -> http1::Connection<TokioIo<PatientStream<TcpStream>>, TowerToHyperService<AddExtension<Router, PeerAddress>>> {
    let app = AddExtension::new(app, PeerAddress(Some(peer)));
    // Without this an answer on a kept-alive connection waits some 40 ms for the client's acknowledgement.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "nodelay could not be set");
    }
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(PatientStream::new(stream)), TowerToHyperService::new(app))
}

/// Notes whatever is told of changes. Many that come at once are one.
async fn listen(library: Arc<Library>, told: Arc<Notify>) {
    library.listen(&|| told.notify_one()).await;
}

/// Reads the record again whenever it has changed, so that an import shows without a restart.
async fn follow(site: Site) {
    let library = site.library();
    let told = Arc::new(Notify::new());
    let mut listening = JoinSet::new();
    listening.spawn(listen(Arc::clone(library), Arc::clone(&told)));
    let mut ticks = tokio::time::interval(FOLLOW_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! { _ = ticks.tick() => {} () = told.notified() => {} }
        site.tidy().await;
        match library.refresh().await {
            Ok(true) => tracing::info!("the record changed and was read again"),
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "the record could not be read; the last state stays in use"),
        }
        match library.rebuild_if_needed().await {
            Ok(true) => {
                counter!(names::REBUILT).increment(1);
                tracing::info!("the index was built anew");
            }
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, "the index could not be built anew; the old one stays in use");
                tokio::time::sleep(REBUILD_PAUSE).await;
            }
        }
    }
}
