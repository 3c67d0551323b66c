//! The binary as a server of its own, which can run out of room and be killed.

use std::{
    fs::OpenOptions,
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, ExitStatus, Stdio},
    sync::Arc,
};

use domain::{EmailAddress, Role};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use server::auth::SystemSecrets;
use service::{accounts::Accounts, authorisation::AccountManager};
use tempfile::{NamedTempFile, TempDir};

use crate::{Member, MovableClock, TestDatabase, Visitor, postura, postura_without_room};

/// A server under way; it is killed when dropped.
pub struct ChildServer {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
    // For an index that no folder of the database is there for.
    _index: Option<TempDir>,
    log: Option<NamedTempFile>,
}

impl ChildServer {
    /// Serves a database, on a free port, with flags.
    ///
    /// # Panics
    /// When it does not come up.
    #[must_use]
    pub fn over(database: &TestDatabase, flags: &[&str]) -> Self {
        Self::launch(quiet(postura()), database, flags)
    }

    /// Serves a database and keeps what it logs; `what` that is.
    ///
    /// # Panics
    /// When it does not come up.
    #[must_use]
    pub fn logging(database: &TestDatabase, what: &str, flags: &[&str]) -> Self {
        let log = NamedTempFile::new().expect("a file");
        let mut command = postura();
        command.env("POSTURA_LOG", what).stderr(log.reopen().expect("a file"));
        let mut server = Self::launch(command, database, flags);
        server.log = Some(log);
        server
    }

    /// Serves a database and logs to a disk that is full.
    ///
    /// # Panics
    /// When it does not come up.
    #[must_use]
    pub fn logging_nowhere(database: &TestDatabase) -> Self {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("a device");
        let mut command = postura();
        command.env("POSTURA_LOG", "info").stderr(full);
        Self::launch(command, database, &[])
    }

    /// Serves a database where no file can grow beyond so many blocks of 512 bytes, as if the disk were full then.
    ///
    /// # Panics
    /// When it does not come up.
    #[must_use]
    pub fn without_room(database: &TestDatabase, blocks: u64, flags: &[&str]) -> Self {
        Self::launch(quiet(postura_without_room(blocks)), database, flags)
    }

    fn launch(mut command: Command, database: &TestDatabase, flags: &[&str]) -> Self {
        let own = database.folder().is_none().then(|| tempfile::tempdir().expect("a folder"));
        let folder = database.folder().or(own.as_ref().map(TempDir::path)).expect("a folder");
        let child = command
            .args(["serve", "--addr", "127.0.0.1:0", "--database-url", &database.address.to_string()])
            .arg("--index-folder")
            .arg(folder.join("index"))
            .args(flags)
            // Tests have but one address.
            .env("POSTURA_CONNECTIONS_PER_ADDRESS", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = child.expect("a server");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("Postura is at http://")?.parse().ok());
        let address = address.expect("the server did not say where it is");
        Self { address, child, _index: own, log: None }
    }

    /// There is no room at all any more: what was left may have been too little for one thing and enough for another.
    ///
    /// # Panics
    /// When no limit can be set.
    pub fn take_room(&self) {
        let none = Rlimit { current: Some(512), maximum: None };
        prlimit(Some(self.pid()), Resource::Fsize, none).expect("a limit");
    }

    /// There is room again.
    ///
    /// # Panics
    /// When the limit cannot be lifted.
    pub fn make_room(&self) {
        let all = Rlimit { current: None, maximum: None };
        prlimit(Some(self.pid()), Resource::Fsize, all).expect("no limit");
    }

    /// Somebody who reads its pages.
    #[must_use]
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address)
    }

    /// What it has logged so far.
    ///
    /// # Panics
    /// When it was not to be kept.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log.as_ref().expect("a log that is kept")).expect("a log")
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// # Panics
    /// When it does not.
    #[must_use]
    pub fn stop(mut self) -> ExitStatus {
        kill_process(self.pid(), Signal::TERM).expect("a signal");
        self.child.wait().expect("an end")
    }

    /// How much memory it has in use, in bytes, files that are mapped and may be given back included.
    ///
    /// # Panics
    /// When it is gone.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches("kB").trim().parse::<u64>().expect("a number") * 1024
    }

    /// Ends it at once, in the middle of whatever it does.
    ///
    /// # Panics
    /// When it does not end.
    pub fn kill(mut self) {
        self.child.kill().expect("a signal");
        self.child.wait().expect("an end");
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

/// A command that logs nothing unless whoever tests wants to see it.
fn quiet(mut command: Command) -> Command {
    command.env("POSTURA_LOG", std::env::var_os("POSTURA_LOG").unwrap_or_else(|| "off".into()));
    command
}

impl Drop for ChildServer {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl TestDatabase {
    /// An account on it, for whichever server listens at an address.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn account(&self, name: &str, role: Role, address: SocketAddr) -> Member {
        let store = self.open().await;
        let clock = Arc::new(MovableClock::at_noon_of("2026-11-23"));
        let accounts = Accounts::new(Arc::clone(&store), Arc::new(SystemSecrets::new()), clock, false);
        let email: EmailAddress = format!("{name}@example.org").parse().expect("an address");
        let by = AccountManager::at_terminal("test");
        let token = accounts.add_user(&by, name, &email, role).await.expect("an account");
        let member = Member::new(address, email.as_str());
        accounts.set_password_by_link(&token, &member.password).await.expect("a password");
        store.close().await;
        member
    }
}
