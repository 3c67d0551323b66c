//! Servers on free ports.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use domain::{EmailAddress, Role};
use index::LiveIndex;
use pages::document::SiteFacts;
use server::{
    compose::{Composed, Parts, compose},
    file_reader::FileReader,
    http::{CookiePolicy, Reach},
    launch::launch,
    memory::MemoryBudget,
};
use service::{Library, accounts::Accounts, authorisation::AccountManager, desk::Desk, import::Mode};
use store::Patience;
use tokio::{net::TcpListener, sync::watch};

use crate::{Backend, Import, Member, MovableClock, TestDatabase, Visitor, binary};

/// A server under way; it stops when dropped.
pub struct TestServer {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its database.
    pub database: TestDatabase,
    /// Its time.
    pub clock: MovableClock,
    /// Its accounts.
    pub accounts: Arc<Accounts>,
    /// What readers get.
    pub library: Arc<Library>,
    /// Its editor's desk.
    pub desk: Arc<Desk>,
    _stop: watch::Sender<bool>,
}

/// How a server is set up, where it matters.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// How the cookie of a session is set.
    pub cookies: CookiePolicy,
    /// Whether everybody must have a second factor.
    pub second_factor_required: bool,
    /// Whether nobody publishes their own draft.
    pub four_eyes: bool,
    /// How many connections an address may have; 0 for any number, for tests have but one address.
    pub connections_per_address: usize,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            cookies: CookiePolicy::Loopback,
            second_factor_required: false,
            four_eyes: true,
            connections_per_address: 0,
        }
    }
}

/// How many bytes of pages are kept.
const PAGE_CACHE: u64 = 8 * 1024 * 1024;

/// A site over a database that nobody has launched: it answers nothing, and is told of no change that others make.
///
/// # Panics
/// When it cannot be put together.
pub async fn composed(database: &TestDatabase, clock: &MovableClock, setup: Setup, address: SocketAddr) -> Composed {
    let memory = MemoryBudget { pages: PAGE_CACHE, ..MemoryBudget::default() };
    let parts = Parts {
        store: database.open_for(Patience::Server).await,
        index: Arc::new(LiveIndex::default()),
        shown: Arc::new(clock.clone()),
        time: Arc::new(clock.clone()),
        memory,
        require_second_factor: setup.second_factor_required,
        four_eyes: setup.four_eyes,
        reach: Reach {
            cookies: setup.cookies,
            facts: SiteFacts { public_url: format!("http://{address}"), ..SiteFacts::default() },
            behind_proxy: false,
            connections: memory.connections,
            connections_per_address: setup.connections_per_address,
            stop_delay: Duration::ZERO,
        },
        file_reader: FileReader::new(binary()),
    };
    let composed = compose(parts).expect("the assets, which `cargo xtask test` builds");
    composed.library.begin(&mut |_| {}).await.expect("a record");
    composed
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
        Self::set_up(database, today, Setup::default()).await
    }

    /// A server over a database, on a day, set up in some way.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn set_up(database: TestDatabase, today: &str, setup: Setup) -> Self {
        let clock = MovableClock::at_noon_of(today);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let Composed { library, accounts, desk, site } = composed(&database, &clock, setup, address).await;
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(launch(listener, site, stopped));
        Self { address, database, clock, accounts, library, desk, _stop: stop }
    }

    /// Somebody who reads its pages.
    #[must_use]
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address)
    }

    /// Somebody with an account, who has not signed in. The name of the role is theirs too.
    ///
    /// # Panics
    /// When the account cannot be opened.
    pub async fn member(&self, role: Role) -> Member {
        self.member_called(role.code(), role).await
    }

    /// Somebody with an account under a name, who has not signed in.
    ///
    /// # Panics
    /// When the account cannot be opened.
    pub async fn member_called(&self, name: &str, role: Role) -> Member {
        let email: EmailAddress = format!("{name}@example.org").parse().expect("an address");
        let by = AccountManager::at_terminal("test");
        let token = self.accounts.add_user(&by, name, &email, role).await.expect("an account");
        let member = Member::new(self.address, email.as_str());
        self.accounts.set_password_by_link(&token, &member.password).await.expect("a password");
        member
    }

    /// Somebody who has signed in.
    ///
    /// # Panics
    /// When they cannot.
    pub async fn signed_in(&self, role: Role) -> Member {
        let member = self.member(role).await;
        let reply = member.sign_in().await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        member
    }
}
