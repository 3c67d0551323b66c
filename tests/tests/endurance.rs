//! What was answered holds, whatever happens: killed, out of room, with a disk that fails, with its database gone, with
//! other servers beside it. A few turns of each here; `cargo xtask endurance` takes as many as make one sure.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use acceptance::{
    Backend, ChildServer, Cluster, Import, Member, TestDatabase, database_of, postura, postura_without_room,
    writing::{GOOD, with},
};
use domain::Role;
use service::import::Mode;
use tokio::{sync::watch, task::JoinSet};

/// How often something is done.
pub(crate) fn turns(few: u32, many: u32) -> u32 {
    if std::env::var_os("POSTURA_ENDURANCE").is_some() { many } else { few }
}

/// A number below another, which looks as if by chance and is the same every time.
pub(crate) fn scattered(turn: u32, below: u32) -> u32 {
    let mixed = u64::from(turn).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
    u32::try_from(mixed % u64::from(below)).expect("below a small number")
}

pub(crate) async fn fill(database: &TestDatabase) {
    let store = database.open().await;
    Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
    store.close().await;
}

/// Somebody who writes and somebody who publishes.
#[derive(Clone)]
struct Pair {
    editor: Member,
    reviewer: Member,
}

impl Pair {
    /// Both have an account and have signed in.
    async fn new(database: &TestDatabase, server: &ChildServer, number: usize) -> Self {
        let editor = database.account(&format!("editor-{number}"), Role::Editor, server.address).await;
        let reviewer = database.account(&format!("reviewer-{number}"), Role::Reviewer, server.address).await;
        for member in [&editor, &reviewer] {
            assert_eq!(member.sign_in().await.status, 303);
        }
        Self { editor, reviewer }
    }

    fn at(&self, server: &ChildServer) -> Self {
        Self { editor: self.editor.at(server.address), reviewer: self.reviewer.at(server.address) }
    }
}

async fn pairs(database: &TestDatabase, server: &ChildServer, count: usize) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for number in 0..count {
        pairs.push(Pair::new(database, server, number).await);
    }
    pairs
}

/// What was answered as done.
#[derive(Default)]
struct Answered {
    keys: BTreeSet<String>,
    published: BTreeSet<String>,
}

impl Answered {
    fn extend(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.published.extend(other.published);
    }

    /// Writes and publishes one statement, as far as that is answered; gives its address.
    async fn publish(&mut self, pair: &Pair) -> Option<String> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let (words, url) = (format!("Words number {number}."), format!("https://example.org/words/{number}"));
        let key = pair.editor.try_get("/edit/statements/new").await?.field("key")?;
        let changed = [("text", words.as_str()), ("source-url", &url), ("key", &key), ("action", "submit")];
        let submitted = pair.editor.try_post("/edit/drafts", &with(GOOD, &changed)).await?;
        let review = submitted.location.filter(|_| submitted.status == 303)?;
        self.keys.insert(key);
        let version = pair.reviewer.try_get(&review).await?.field("version")?;
        let publish = review.replace("/review", "/publish");
        let published = pair.reviewer.try_post(&publish, &[("version", &version)]).await?;
        let path = published.location.filter(|_| published.status == 303)?;
        self.published.insert(path.clone());
        Some(path)
    }

    /// Everything that was answered is on record, and the record is right.
    async fn check(&self, database: &TestDatabase) {
        let keys = match database.backend() {
            Backend::Sqlite => "SELECT json_group_array(key) FROM draft",
            Backend::Postgres => "SELECT COALESCE(json_agg(key)::text, '[]') FROM draft",
        };
        let found: BTreeSet<String> = serde_json::from_str(&database.text(keys).await).expect("keys");
        let lost: Vec<&String> = self.keys.difference(&found).collect();
        assert!(lost.is_empty(), "{} of {} drafts are lost: {lost:?}", lost.len(), self.keys.len());
        let store = database.open().await;
        let log = store.verify_audit().await.expect("a check");
        assert_eq!(log.broken, None);
        let words = store.verify_words().await.expect("a check");
        assert!(words.altered.is_empty() && words.broken.is_empty() && words.unsealed == 0, "{words:?}");
        let number = store.change_number().await.expect("a number");
        assert_eq!(i64::try_from(log.right), Ok(number), "a number was given out for nothing");
        store.close().await;
    }

    /// What was published is shown.
    async fn check_pages(&self, server: &ChildServer) {
        let visitor = server.visitor();
        for path in &self.published {
            assert_eq!(visitor.get(path).await.status, 200, "{path} was published");
        }
    }
}

/// Writers who go on until they are stopped.
struct Writers {
    stop: Arc<AtomicBool>,
    /// How many statements were published and answered so far.
    published: watch::Receiver<u32>,
    writing: JoinSet<Answered>,
}

impl Writers {
    fn start(pairs: impl IntoIterator<Item = Pair>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (counter, published) = watch::channel(0);
        let mut writing = JoinSet::new();
        for pair in pairs {
            let (stop, counter) = (Arc::clone(&stop), counter.clone());
            writing.spawn(async move {
                let mut answered = Answered::default();
                while !stop.load(Ordering::Relaxed) {
                    match answered.publish(&pair).await {
                        Some(_) => counter.send_modify(|published| *published += 1),
                        None => tokio::time::sleep(Duration::from_millis(5)).await,
                    }
                }
                answered
            });
        }
        Self { stop, published, writing }
    }

    /// Waits until a statement was published and answered.
    async fn until_one_is_published(&mut self) {
        let first = self.published.wait_for(|published| *published > 0);
        let first = tokio::time::timeout(Duration::from_mins(1), first).await.expect("none was published");
        first.expect("all of them gave up");
    }

    async fn stop(self) -> Answered {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Answered::default();
        for answered in self.writing.join_all().await {
            all.extend(answered);
        }
        all
    }
}

fn report(what: &str, answered: &Answered) {
    eprintln!(
        "{what}: {} drafts and {} statements were answered, none lost",
        answered.keys.len(),
        answered.published.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_there_after_every_kill() {
    for (backend, cycles) in [(Backend::Sqlite, turns(3, 200)), (Backend::Postgres, turns(3, 60))] {
        let database = TestDatabase::new(backend).await;
        fill(&database).await;
        let mut server = ChildServer::over(&database, &[]);
        let pairs = pairs(&database, &server, 4).await;
        let mut answered = Answered::default();
        for cycle in 0..cycles {
            let mut writers = Writers::start(pairs.iter().map(|pair| pair.at(&server)));
            writers.until_one_is_published().await;
            tokio::time::sleep(Duration::from_millis(u64::from(scattered(cycle, 600)))).await;
            server.kill();
            let written = writers.stop().await;
            written.check(&database).await;
            server = ChildServer::over(&database, &[]);
            written.check_pages(&server).await;
            answered.extend(written);
        }
        assert!(server.stop().success());
        answered.check(&database).await;
        database.verify();
        assert!(answered.published.len() >= usize::try_from(cycles).expect("a count"));
        report(&format!("killed {cycles} times on {backend:?}"), &answered);
    }
}

/// Reads as what stands behind a balancer does: as long as the server says that it is ready.
async fn read_while_ready(address: std::net::SocketAddr) -> u32 {
    let mut read = 0;
    loop {
        // A connection of its own for each, as a balancer may have it.
        let reader = acceptance::Visitor::new(address);
        if reader.get("/readyz").await.status != 200 {
            return read;
        }
        assert_eq!(reader.get("/timeline?topic=medicine-access").await.status, 200);
        read += 1;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_asked_to_stop_first_says_so_and_answers_all_that_were_sent_to_it() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    fill(&database).await;
    let (mut read, stops) = (0, turns(2, 50));
    for turn in 0..stops {
        let server = ChildServer::over(&database, &[]);
        let address = server.address;
        let mut readers = tokio::task::LocalSet::new();
        let stopping = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100 + u64::from(scattered(turn, 300))));
            server.stop()
        });
        let counts: Vec<_> = (0..4).map(|_| readers.spawn_local(read_while_ready(address))).collect();
        (&mut readers).await;
        for count in counts {
            read += count.await.expect("all were answered");
        }
        assert!(stopping.join().expect("a thread").success());
    }
    assert!(read > 0);
    eprintln!("stopped {stops} times: {read} pages were asked for and answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_postgresql_fails_nothing_that_was_answered_is_lost_and_writing_goes_on_by_itself() {
    let mut cluster = Cluster::new();
    let database = database_of(&cluster).await;
    fill(&database).await;
    let server = ChildServer::over(&database, &[]);
    let pairs = pairs(&database, &server, 4).await;
    let mut answered = Answered::default();
    let failures = turns(2, 20);
    for turn in 0..failures {
        let writers = Writers::start(pairs.iter().cloned());
        tokio::time::sleep(Duration::from_millis(200 + u64::from(scattered(turn, 800)))).await;
        cluster.crash();
        tokio::time::sleep(Duration::from_millis(500)).await;
        let written = writers.stop().await;
        drop(database_of(&cluster).await);
        written.check(&database).await;
        crate::read_only::until(&server.visitor(), "/readyz", 200).await;
        let mut after = Answered::default();
        after.publish(&pairs[0]).await.expect("it goes on");
        written.check_pages(&server).await;
        answered.extend(written);
        answered.extend(after);
    }
    assert!(server.stop().success());
    answered.check(&database).await;
    report(&format!("PostgreSQL failed {failures} times"), &answered);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_room_nothing_that_was_answered_is_lost_and_it_heals() {
    let mut answered = Answered::default();
    let moments = turns(2, 200);
    for turn in 0..moments {
        let database = TestDatabase::new(Backend::Sqlite).await;
        fill(&database).await;
        let blocks = fs::metadata(database.file()).expect("a file").len() / 512;
        let server = ChildServer::without_room(&database, blocks + 700 + u64::from(scattered(turn, 1_500)), &[]);
        let pairs = pairs(&database, &server, 2).await;
        let writers = Writers::start(pairs.iter().cloned());
        // Until nothing can be stored any more.
        crate::read_only::until(&server.visitor(), "/readyz", 503).await;
        tokio::time::sleep(Duration::from_millis(u64::from(scattered(turn, 300)))).await;
        let backup = database.folder().expect("a folder").join("backup.gz");
        let output = postura_without_room(scattered(turn, 400).into())
            .args(["backup", "--database-url", &database.address.to_string()])
            .arg(&backup)
            .output()
            .expect("an end");
        assert_eq!(output.status.success(), backup.exists(), "half a backup, or none that was said to be one");
        server.make_room();
        crate::read_only::until(&server.visitor(), "/readyz", 200).await;
        let mut written = writers.stop().await;
        written.publish(&pairs[0]).await.expect("it heals");
        written.check_pages(&server).await;
        assert!(server.stop().success());
        written.check(&database).await;
        database.verify();
        answered.extend(written);
    }
    report(&format!("out of room {moments} times"), &answered);
}

/// The shim that has writes fail, built anew by whoever tests.
fn shim(folder: &Path) -> PathBuf {
    let library = folder.join("failing_io.so");
    let source = acceptance::workspace().join("tests/shim/failing_io.c");
    let compiled = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).arg("-ldl").status();
    assert!(compiled.expect("a C compiler").success());
    library
}

/// What is done while writes fail, and what it leaves when it is done.
struct Deed {
    name: &'static str,
    arguments: Vec<String>,
    /// The database that it begins with, if any.
    over: Option<PathBuf>,
    /// A number that it changes.
    counted: &'static str,
    before: i64,
    after: i64,
    /// Whether it can be done again where it has been done.
    again: bool,
    /// What it makes beside the database: all of it or nothing.
    makes: Option<PathBuf>,
}

async fn deeds(folder: &Path) -> Vec<Deed> {
    let template = TestDatabase::new(Backend::Sqlite).await;
    fill(&template).await;
    let old = TestDatabase::new(Backend::Sqlite).await;
    // The last at which rows of the first version were still as they were written.
    old.migrate_to(7).await;
    for sql in crate::backup::OLD_ROWS {
        old.run(sql).await;
    }
    let keep = |database: &TestDatabase, name: &str| {
        let kept = folder.join(name);
        fs::copy(database.folder().expect("a folder").join("postura.db"), &kept).expect("a copy");
        Some(kept)
    };
    let (filled, old) = (keep(&template, "filled.db"), keep(&old, "old.db"));
    let line = folder.join("more.jsonl");
    let mut seed = acceptance::seeds()[0].clone();
    seed["external_id"] = "one-more".into();
    fs::write(&line, seed.to_string()).expect("room");
    let (kept, made) = (folder.join("kept.gz"), folder.join("made.gz"));
    let backed_up = postura().args(["backup", "--database-url", &template.address.to_string()]).arg(&kept).output();
    assert!(backed_up.expect("an end").status.success());
    let text = |parts: &[&str]| parts.iter().map(|&part| part.to_owned()).collect();
    let deed = |name, arguments: &[&str], counted| Deed {
        name,
        arguments: text(arguments),
        over: filled.clone(),
        counted,
        before: 0,
        after: 0,
        again: false,
        makes: None,
    };
    let statements = "SELECT COUNT(*) FROM statement";
    let migrations =
        fs::read_dir(acceptance::workspace().join("server/store/migrations/sqlite")).expect("a folder").count();
    vec![
        Deed {
            over: old,
            before: 7,
            after: i64::try_from(migrations).expect("a number"),
            again: true,
            ..deed("a migration", &["migrate"], "SELECT COUNT(*) FROM _sqlx_migrations")
        },
        Deed { over: None, after: 211, ..deed("a restore", &["restore", &kept.display().to_string()], statements) },
        Deed {
            before: 211,
            after: 212,
            again: true,
            ..deed("an import", &["import", &line.display().to_string()], statements)
        },
        Deed {
            after: 1,
            ..deed(
                "an account",
                &["user", "add", "--name", "A", "--email", "a@example.org", "--role", "editor"],
                "SELECT COUNT(*) FROM account",
            )
        },
        Deed {
            before: 1,
            after: 1,
            makes: Some(made.clone()),
            again: true,
            ..deed("a backup", &["backup", &made.display().to_string()], "SELECT COUNT(*) FROM audit")
        },
    ]
}

/// How a disk fails.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// The n-th write or sync, with the number of the error; all after it too every third time.
    Write(u32, &'static str),
    /// No file can grow beyond so many blocks of 512 bytes.
    Room(u64),
}

impl Fault {
    /// The program on such a disk, where all below a folder is.
    fn command(self, shim: &Path, below: &Path) -> Command {
        match self {
            Self::Write(at, error) => {
                let mut command = postura();
                command.env("LD_PRELOAD", shim).env("FAIL_BELOW", below).env("FAIL_AT", at.to_string());
                command.env("FAIL_WITH", error);
                if at % 3 == 0 {
                    command.env("FAIL_ON", "1");
                }
                command
            }
            Self::Room(blocks) => postura_without_room(blocks),
        }
    }
}

impl Deed {
    /// How much of it is done.
    async fn found(&self, database: &TestDatabase) -> i64 {
        let has_tables = database.file().exists() && database.number(Self::TABLES).await == 1;
        if has_tables { database.number(self.counted).await } else { 0 }
    }

    const TABLES: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'statement'";

    /// Does it on a disk that fails; says whether it was said to be done. What was said holds, and the next try on a disk
    /// that works does it.
    async fn try_with(&self, fault: Fault, shim: &Path) -> bool {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("postura.db");
        if let Some(original) = &self.over {
            fs::copy(original, &path).expect("a copy");
        }
        if let Some(made) = &self.makes {
            drop(fs::remove_file(made));
        }
        let database = TestDatabase::at(format!("sqlite://{}", path.display()).parse().expect("an address"));
        let run = |mut command: Command| {
            command.args(&self.arguments).args(["--database-url", &database.address.to_string()]);
            command.output().expect("an end")
        };
        let below = self.makes.as_deref().and_then(Path::parent).unwrap_or(folder.path());
        let Output { status, stderr, .. } = run(fault.command(shim, below));
        let said = format!("{} on {fault:?}: {}", self.name, String::from_utf8_lossy(&stderr));
        if path.exists() {
            assert_eq!(database.text("PRAGMA integrity_check").await, "ok", "{said}");
        }
        let found = self.found(&database).await;
        if status.success() {
            assert_eq!(found, self.after, "{said}");
        } else {
            assert_eq!(status.code(), Some(1), "{said}");
            // Each migration is a change of its own.
            assert!((self.before..=self.after).contains(&found), "{said}: {found}");
            assert!(self.name == "a migration" || found == self.before || found == self.after, "{said}: {found}");
        }
        if let Some(made) = &self.makes {
            assert_eq!(status.success(), made.exists(), "{said}");
        }
        if !status.success() && (self.again || found != self.after) {
            let again = run(postura());
            assert!(again.status.success(), "{said}, and then: {}", String::from_utf8_lossy(&again.stderr));
        }
        assert_eq!(self.found(&database).await, self.after, "{said}");
        Answered::default().check(&database).await;
        status.success()
    }
}

#[tokio::test]
async fn when_the_disk_fails_nothing_is_said_to_be_done_that_is_not_and_nothing_is_half_done() {
    // No room, and an error of the disk.
    const ERRORS: [&str; 2] = ["28", "5"];
    let tools = tempfile::tempdir().expect("a folder");
    let library = shim(tools.path());
    let (last, moments) = (turns(16, 300), turns(8, 200));
    for deed in deeds(tools.path()).await {
        let writes = (1..=last).map(|at| Fault::Write(at, ERRORS[at as usize % 2]));
        let rooms = (0..moments).map(|moment| Fault::Room(scattered(moment, 1_200).into()));
        let (mut failed, mut done) = (0, 0);
        for fault in writes.chain(rooms) {
            let is_done = deed.try_with(fault, &library).await;
            *(if is_done { &mut done } else { &mut failed }) += 1;
        }
        assert!(failed > 3, "{} never failed", deed.name);
        eprintln!("{}: {failed} failed and said so, {done} were done all the same, none half or in vain", deed.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_is_seen_on_every_server_though_some_are_killed_and_others_added() {
    let database = TestDatabase::new(Backend::Postgres).await;
    fill(&database).await;
    // Each with an index of its own.
    let beside = || TestDatabase::at(database.address.clone());
    let mut servers: Vec<ChildServer> = (0..3).map(|_| ChildServer::over(&beside(), &[])).collect();
    let pairs = pairs(&database, &servers[0], 3).await;
    let mut delays = Vec::new();
    let mut answered = Answered::default();
    let until = Instant::now() + Duration::from_secs(u64::from(turns(2, 20)));
    let mut turn = 0;
    while Instant::now() < until {
        // Signed in on one, they write on all.
        let mut writing = JoinSet::new();
        for (pair, server) in pairs.iter().zip(&servers) {
            let (pair, others) = (pair.at(server), others(&servers, server));
            writing.spawn(async move {
                let mut answered = Answered::default();
                let path = answered.publish(&pair).await.expect("all servers answer");
                (seen_on(&pair, &others, &path).await, answered)
            });
        }
        for (seen, written) in writing.join_all().await {
            delays.extend(seen);
            answered.extend(written);
        }
        turn += 1;
        if turn % 5 == 0 {
            servers.remove(turn % 3).kill();
            servers.push(ChildServer::over(&beside(), &[]));
        }
    }
    for server in &servers {
        answered.check_pages(server).await;
    }
    answered.check(&database).await;
    delays.sort();
    let at = |hundredth: usize| delays[(delays.len() - 1) * hundredth / 100];
    report("three servers", &answered);
    eprintln!(
        "{} times a change was waited for on another server: median {:?}, 99 of 100 within {:?}, the longest {:?}",
        delays.len(),
        at(50),
        at(99),
        at(100)
    );
}

fn others(servers: &[ChildServer], but: &ChildServer) -> Vec<std::net::SocketAddr> {
    servers.iter().map(|server| server.address).filter(|address| *address != but.address).collect()
}

/// How long it took from the answer until each of some servers showed a page.
async fn seen_on(pair: &Pair, servers: &[std::net::SocketAddr], path: &str) -> Vec<Duration> {
    let begun = Instant::now();
    let mut looking = JoinSet::new();
    for server in servers {
        let (reader, path) = (pair.editor.at(*server), path.to_owned());
        looking.spawn(async move {
            while reader.try_get(&path).await.is_none_or(|answer| answer.status != 200) {
                assert!(begun.elapsed() < Duration::from_secs(20), "{path} is never seen");
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            begun.elapsed()
        });
    }
    looking.join_all().await
}
