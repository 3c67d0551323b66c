//! A PostgreSQL server of our own, on a free port, that ends with the process of the tests.

use std::{
    io::Write,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// Makes a cluster, serves it, and takes it away when its standard input ends: that is, whatever
/// happens, when the tests end.
const SUPERVISOR: &str = r#"
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1/initdb" --pgdata "$folder/data" --auth trust --username postura --encoding UTF8 --no-sync >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
serve() {
  "$1/postgres" -D "$folder/data" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c fsync=off -c max_connections=200 >>"$folder/log" 2>&1 &
  server=$!
}
serve "$1" "$2"
# Every line has it end at once, as when its machine fails, and begin again, unless it stands by and is to lead again.
while read -r what; do
  if [ "$what" = lead ]; then
    "$1/pg_ctl" promote --pgdata "$folder/data" >>"$folder/log"
    continue
  fi
  kill -QUIT $server
  wait $server || true
  if [ "$what" = stand_by ]; then touch "$folder/data/standby.signal"; fi
  serve "$1" "$2"
done
kill -INT $server
wait $server || true
"#;

/// A cluster that is served until this is dropped.
pub struct Cluster {
    port: u16,
    // The server ends when this end of the pipe is closed.
    supervisor: Child,
}

impl Cluster {
    /// Makes one and serves it.
    ///
    /// # Panics
    /// When PostgreSQL's server programs are not installed or do not start.
    #[must_use]
    pub fn new() -> Self {
        start()
    }

    /// The address of its only database.
    #[must_use]
    pub fn address(&self) -> String {
        format!("postgres://postura@127.0.0.1:{}/postgres", self.port)
    }

    /// Has it end at once, as when its machine fails, and begin again.
    ///
    /// # Panics
    /// When who serves it is gone.
    pub fn crash(&mut self) {
        self.tell("crash");
    }

    /// Has it end at once and begin again as a standby, which can be read and not written to.
    ///
    /// # Panics
    /// When who serves it is gone.
    pub fn stand_by(&mut self) {
        self.tell("stand_by");
    }

    /// Has a standby be written to again.
    ///
    /// # Panics
    /// When who serves it is gone.
    pub fn lead(&mut self) {
        self.tell("lead");
    }

    fn tell(&mut self, what: &str) {
        let pipe = self.supervisor.stdin.as_mut().expect("a pipe");
        writeln!(pipe, "{what}").and_then(|()| pipe.flush()).expect("a supervisor");
    }
}

impl Default for Cluster {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        drop(self.supervisor.wait());
    }
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();

/// The address of a database on the cluster, which is started by the first who asks.
///
/// # Panics
/// When PostgreSQL's server programs are not installed or do not start.
pub(crate) fn address_of(database: &str) -> String {
    let port = CLUSTER.get_or_init(start).port;
    format!("postgres://postura@127.0.0.1:{port}/{database}")
}

fn programs() -> PathBuf {
    let on_path = std::env::var_os("PATH")
        .and_then(|path| std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file()));
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin")).find(|folder| folder.join("initdb").is_file());
    on_path.or(debian).expect("PostgreSQL's server programs are needed; `cargo xtask test` installs them")
}

/// PostgreSQL refuses to run as root, so root runs it as the user that Debian makes for it.
fn shell() -> Command {
    let id = Command::new("id").arg("-u").output().expect("id");
    if id.stdout.trim_ascii() == b"0" {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    }
}

fn start() -> Cluster {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let mut supervisor = shell()
        .args(["-c", SUPERVISOR, "sh"])
        .arg(programs())
        .arg(port.to_string())
        .current_dir("/")
        .stdin(Stdio::piped())
        .spawn()
        .expect("a shell");
    supervisor.stdin.as_mut().expect("a pipe").flush().expect("a pipe");
    Cluster { port, supervisor }
}
