//! Servers on free ports.

use std::{net::SocketAddr, sync::Arc};

use app::service::{Library, import::Mode};
use server::{clock::StoppedClock, http::Site, index::ScanIndex, launch::launch};
use tokio::{net::TcpListener, sync::watch};

use crate::{Backend, Import, TestDatabase, Visitor};

/// A server under way; it stops when dropped.
pub struct TestServer {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its database.
    pub database: TestDatabase,
    _stop: watch::Sender<bool>,
}

impl TestServer {
    /// A server with the starter data, on a day.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn on(today: &str) -> Self {
        Self::with(&Import::starter(), today).await
    }

    /// A server with what an import gives, on a day.
    ///
    /// # Panics
    /// When it cannot be started or the import has faults.
    pub async fn with(import: &Import, today: &str) -> Self {
        let database = TestDatabase::new(Backend::Sqlite).await;
        import.run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        Self::over(database, today).await
    }

    /// A server over a database, on a day.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn over(database: TestDatabase, today: &str) -> Self {
        let clock = Arc::new(StoppedClock(today.parse().expect("a day")));
        let library = Arc::new(Library::new(database.open().await, Arc::new(ScanIndex::default()), clock));
        library.refresh().await.expect("a record");
        let site = Site::new(library).expect("the assets, which `cargo xtask test` builds");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(launch(listener, site, stopped));
        Self { address, database, _stop: stop }
    }

    /// Somebody who reads its pages.
    #[must_use]
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address)
    }
}
