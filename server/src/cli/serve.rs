//! `postura serve`

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use index::LiveIndex;
use service::{
    ports::{Clock, RecordStore},
    sealing::seal_statements,
};
use store::Patience;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
    task::JoinSet,
};

use super::reindex::{open_index, progress_bar};
use crate::{
    backups::BackupSchedule,
    clock::{StoppedClock, SystemClock},
    compose::{Composed, Parts, compose},
    config::{IndexOptions, ServeOptions},
    file_reader::FileReader,
    http::Site,
    launch::launch,
    metrics, metrics_listener, starter,
};

/// How long the record may take to be closed.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) async fn run(options: ServeOptions) -> anyhow::Result<()> {
    crate::telemetry::start();
    // First of all the port, so that a second server on it stops before it touches the database.
    let listener = TcpListener::bind(options.addr)
        .await
        .with_context(|| format!("cannot listen on {} (is another server running there?)", options.addr))?;
    let address = &options.index.database.database_url;
    let store = open_store(&options).await?;
    tracing::info!(database = %address, read_only = store.is_read_only(), "database is open and up to date");
    let clock = clock(&options);
    if options.starter_data && !store.is_read_only() {
        load_starter_data(store.as_ref(), clock.as_ref()).await?;
    }
    if !store.is_read_only() {
        seal(store.as_ref(), clock.as_ref()).await;
    }
    let time = Arc::new(SystemClock { time_zone: options.time_zone });
    // What goes on beside the server ends with it; a backup that is half made is left by nobody.
    let mut beside = JoinSet::new();
    if let Some(schedule) = backup_schedule(&options, time.clone()) {
        beside.spawn(schedule.run());
    }
    let (address, memory) = (listener.local_addr()?, options.memory());
    let program = std::env::current_exe().context("the program does not know where it is")?;
    let Composed { library, site, .. } = compose(Parts {
        store: Arc::clone(&store),
        index: Arc::new(index(&options.index)),
        shown: clock,
        time,
        memory,
        require_second_factor: options.desk.require_second_factor,
        four_eyes: !options.desk.own_review,
        reach: options.reach.reach(address, memory.connections),
        file_reader: FileReader::new(program),
    })?;
    if let Some(address) = options.metrics_addr {
        measure(address, site.clone(), &mut beside).await?;
    }
    let stopped = stop_signal().context("the server cannot be asked to stop")?;
    // Pages say that they are not ready until the index is.
    let mut server = tokio::spawn(launch(listener, site, stopped));
    let bar = progress_bar()?;
    let mut progress = |read| bar.set_position(read);
    tokio::select! {
        ready = library.begin(&mut progress) => ready.context("the index cannot be made ready")?,
        stopped = &mut server => {
            close(store.as_ref()).await;
            return Ok(stopped?);
        }
    }
    bar.finish_and_clear();
    println!("Postura is at http://{address}");
    server.await?;
    drop(beside);
    close(store.as_ref()).await;
    Ok(())
}

/// Opens the record. On a disk that is full, fails or is read-only it is read, as far as it can be, and not written to.
async fn open_store(options: &ServeOptions) -> anyhow::Result<Arc<dyn RecordStore>> {
    let database = &options.index.database;
    if options.read_only {
        return Ok(database.open_to_read(Patience::Server).await?);
    }
    match database.open(Patience::Server).await {
        Err(error) if error.is_about_writing() => {
            // Where it cannot be read either, the first reason is the one to mend.
            let Ok(store) = database.open_to_read(Patience::Server).await else { return Err(error.into()) };
            tracing::error!(%error, "the record can be read and not written to; mend that and start again");
            Ok(store)
        }
        opened => Ok(opened?),
    }
}

/// Has the log answer for statements from before it noted words.
async fn seal(store: &dyn RecordStore, clock: &dyn Clock) {
    match seal_statements(store, clock).await {
        Ok(0) => {}
        Ok(sealed) => tracing::info!(sealed, "from now on the log answers for the words of these statements"),
        // A row that is broken is named by whoever reads it; the others are served.
        Err(error) => tracing::warn!(%error, "statements from before the log noted words could not be added to it"),
    }
}

/// The index; where it cannot be kept in its folder it is kept in memory, for it can be lost, and readers are answered.
fn index(options: &IndexOptions) -> LiveIndex {
    open_index(options).unwrap_or_else(|error| {
        tracing::warn!("{error:#}; it is kept in memory, and built anew at every start");
        LiveIndex::default()
    })
}

/// Counts what the server does, and answers for it on an address of its own.
async fn measure(address: SocketAddr, site: Site, beside: &mut JoinSet<()>) -> anyhow::Result<()> {
    let listener = TcpListener::bind(address).await;
    let listener = listener.with_context(|| format!("cannot listen on {address} for metrics"))?;
    let handle = metrics::start().context("nothing can be measured")?;
    tracing::info!(address = %listener.local_addr()?, "metrics are answered");
    beside.spawn(metrics_listener::serve(listener, handle, site));
    Ok(())
}

/// The backups that are made by themselves, if any are wanted.
fn backup_schedule(options: &ServeOptions, clock: Arc<dyn Clock>) -> Option<BackupSchedule> {
    let database = &options.index.database;
    Some(BackupSchedule {
        address: database.database_url.clone(),
        folder: database.backup_folder(),
        every: options.backup_every?.into(),
        keep: options.keep,
        clock,
    })
}

/// Closes the record, or gives that up where something holds on to it.
async fn close(store: &dyn RecordStore) {
    if tokio::time::timeout(CLOSE_TIMEOUT, store.close()).await.is_err() {
        tracing::warn!("the record could not be closed in time; nothing is lost");
    }
}

fn clock(options: &ServeOptions) -> Arc<dyn Clock> {
    match options.today {
        Some(today) => Arc::new(StoppedClock(today)),
        None => Arc::new(SystemClock { time_zone: options.time_zone }),
    }
}

async fn load_starter_data(store: &dyn RecordStore, clock: &dyn Clock) -> anyhow::Result<()> {
    let report = starter::load_into_empty(store, clock).await.context("the starter data cannot be loaded")?;
    if let Some(report) = report {
        tracing::info!(
            statements = report.statements.added,
            stakeholders = report.stakeholders.added,
            topics = report.topics.added,
            milestones = report.milestones.added,
            "starter data loaded"
        );
    } else {
        tracing::info!("the database holds data already; starter data not loaded");
    }
    Ok(())
}

/// Turns true when the process is asked to stop, from now on: whoever reads where the server is may ask at once.
fn stop_signal() -> anyhow::Result<watch::Receiver<bool>> {
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! { _ = interrupted.recv() => {}, _ = terminated.recv() => {} }
        tracing::info!("stopping");
        let _ = stop.send(true);
    });
    Ok(stopped)
}
