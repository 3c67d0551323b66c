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
    Backend, ChildServer, Cluster, Import, Member, TestDatabase, binary, database_of, postura,
    writing::{GOOD, with},
};
use app::{domain::Role, service::import::Mode};
use tokio::task::JoinSet;

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
    writing: JoinSet<Answered>,
}

impl Writers {
    fn start(pairs: impl IntoIterator<Item = Pair>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut writing = JoinSet::new();
        for pair in pairs {
            let stop = Arc::clone(&stop);
            writing.spawn(async move {
                let mut answered = Answered::default();
                while !stop.load(Ordering::Relaxed) {
                    if answered.publish(&pair).await.is_none() {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                }
                answered
            });
        }
        Self { stop, writing }
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
            let writers = Writers::start(pairs.iter().map(|pair| pair.at(&server)));
            tokio::time::sleep(Duration::from_millis(100 + u64::from(scattered(cycle, 600)))).await;
            server.kill();
            let written = writers.stop().await;
            written.check(&database).await;
            server = ChildServer::over(&database, &[]);
            written.check_pages(&server).await;
            answered.extend(written);
        }
        assert!(server.stop().success());
        answered.check(&database).await;
        verify(&database);
        assert!(!answered.published.is_empty());
        report(&format!("killed {cycles} times on {backend:?}"), &answered);
    }
}

/// The command finds nothing, in the kept index either.
fn verify(database: &TestDatabase) {
    let index = database.folder().expect("a folder").join("index").display().to_string();
    let url = database.address.to_string();
    let output = postura().args(["verify", "--database-url", &url, "--index-folder", &index]).output().expect("an end");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
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
        let file = PathBuf::from(database.address.to_string().trim_start_matches("sqlite://"));
        let blocks = fs::metadata(&file).expect("a file").len() / 512;
        let server = ChildServer::without_room(&database, blocks + 700 + u64::from(scattered(turn, 1_500)), &[]);
        let pairs = pairs(&database, &server, 2).await;
        let writers = Writers::start(pairs.iter().cloned());
        // Until nothing can be stored any more.
        crate::read_only::until(&server.visitor(), "/readyz", 503).await;
        tokio::time::sleep(Duration::from_millis(u64::from(scattered(turn, 300)))).await;
        let backup = database.folder().expect("a folder").join("backup.gz");
        let limit = format!("trap '' XFSZ; ulimit -S -f {}; exec \"$@\"", scattered(turn, 400));
        let output = Command::new("sh")
            .args(["-c", &limit, "sh"])
            .arg(binary())
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
        verify(&database);
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
    /// A number that it changes.
    counted: &'static str,
    before: i64,
    after: i64,
}

fn deeds(folder: &Path) -> Vec<Deed> {
    let line = folder.join("more.jsonl");
    let mut seed = acceptance::seeds()[0].clone();
    seed["external_id"] = "one-more".into();
    fs::write(&line, seed.to_string()).expect("room");
    let text = |parts: &[&str]| parts.iter().map(|&part| part.to_owned()).collect();
    vec![
        Deed {
            name: "an import",
            arguments: text(&["import", &line.display().to_string()]),
            counted: "SELECT COUNT(*) FROM statement",
            before: 211,
            after: 212,
        },
        Deed {
            name: "an account",
            arguments: text(&["user", "add", "--name", "A", "--email", "a@example.org", "--role", "editor"]),
            counted: "SELECT COUNT(*) FROM account",
            before: 0,
            after: 1,
        },
        Deed {
            name: "a backup",
            arguments: text(&["backup", &folder.join("made.gz").display().to_string()]),
            counted: "SELECT COUNT(*) FROM audit",
            before: 1,
            after: 1,
        },
    ]
}

#[tokio::test]
async fn when_the_disk_fails_nothing_is_said_to_be_done_that_is_not_and_nothing_is_half_done() {
    // No room, and an error of the disk.
    const ERRORS: [&str; 2] = ["28", "5"];
    let template = TestDatabase::new(Backend::Sqlite).await;
    fill(&template).await;
    let original = template.folder().expect("a folder").join("postura.db");
    let tools = tempfile::tempdir().expect("a folder");
    let library = shim(tools.path());
    let (mut failed, mut done) = (0, 0);
    let last = turns(16, 300);
    for deed in deeds(tools.path()) {
        for at in 1..=last {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("postura.db");
            fs::copy(&original, &path).expect("a copy");
            let made = tools.path().join("made.gz");
            drop(fs::remove_file(&made));
            let database = TestDatabase::at(format!("sqlite://{}", path.display()).parse().expect("an address"));
            let run = |with_faults: bool| {
                let mut command = postura();
                command.args(&deed.arguments).args(["--database-url", &database.address.to_string()]);
                if with_faults {
                    let below = if deed.name == "a backup" { tools.path() } else { folder.path() };
                    command.env("LD_PRELOAD", &library).env("FAIL_BELOW", below).env("FAIL_AT", at.to_string());
                    command.env("FAIL_WITH", ERRORS[at as usize % 2]);
                    if at % 3 == 0 {
                        command.env("FAIL_ON", "1");
                    }
                }
                command.output().expect("an end")
            };
            let Output { status, stderr, .. } = run(true);
            let said = format!("{} whose write {at} fails: {}", deed.name, String::from_utf8_lossy(&stderr));
            assert_eq!(database.text("PRAGMA integrity_check").await, "ok", "{said}");
            let found = database.number(deed.counted).await;
            if status.success() {
                done += 1;
                assert_eq!(found, deed.after, "{said}");
            } else {
                failed += 1;
                assert_eq!(status.code(), Some(1), "{said}");
                assert!(found == deed.before || found == deed.after, "{said}: {found}");
            }
            assert_eq!(status.success() && deed.name == "a backup", made.exists(), "{said}");
            Answered::default().check(&database).await;
            // The next try, on a disk that works, does it, unless it was done.
            if !status.success() && found == deed.before {
                let again = run(false);
                assert!(again.status.success(), "{said}, and then: {}", String::from_utf8_lossy(&again.stderr));
                assert_eq!(database.number(deed.counted).await, deed.after);
            }
        }
    }
    assert!(failed > 10, "nothing failed");
    eprintln!("writes failed: {failed} commands said so, {done} were done all the same, none half or in vain");
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
