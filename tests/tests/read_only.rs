//! When nothing can be stored: what can be read is read, what was typed is kept, and it heals by itself.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use acceptance::{
    Backend, ChildServer, Cluster, Import, TestDatabase, Visitor, database_of, on_both,
    writing::{GOOD, begin, with},
};
use domain::Role;
use service::import::Mode;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

use crate::metrics::{figures, free_address, sum};

async fn filled(backend: Backend) -> TestDatabase {
    let database = TestDatabase::new(backend).await;
    let store = database.open().await;
    Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
    store.close().await;
    database
}

/// Asks until a page has a status.
pub(crate) async fn until(visitor: &Visitor, path: &str, status: u16) {
    for _ in 0..600 {
        if visitor.get(path).await.status == status {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} was never {status}");
}

/// Asks until a page says something.
async fn until_it_says(visitor: &Visitor, path: &str, words: &str) {
    for _ in 0..600 {
        if visitor.get(path).await.body.contains(words) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} never said {words}");
}

#[tokio::test]
async fn a_full_disk_makes_the_site_read_only_until_there_is_room() {
    let database = filled(Backend::Sqlite).await;
    let size = std::fs::metadata(database.file()).expect("a file").len();
    let server = ChildServer::without_room(&database, size / 512 + 2_048, &[]);
    let visitor = server.visitor();
    let editor = database.account("editor", Role::Editor, server.address).await;
    assert_eq!(editor.sign_in().await.status, 303);
    assert!(editor.get("/edit").await.all(".read-only").is_empty());
    let long = "words ".repeat(20_000);
    let mut saved = 0;
    let unlucky = loop {
        let reply = begin(&editor, &with(GOOD, &[("note", &long)]), "save").await;
        if reply.status != 303 {
            break reply;
        }
        saved += 1;
        assert!(saved < 100, "the disk is never full");
    };
    server.take_room();
    assert_eq!(unlucky.status, 503, "{}", unlucky.text("main"));
    assert!(unlucky.header("retry-after").is_some());
    assert!(unlucky.text("main").contains("can be read and not changed"), "{}", unlucky.text("main"));
    assert!(
        unlucky.body.contains("words words words") && unlucky.body.contains("Access to medicines must come first.")
    );
    assert_eq!(editor.get("/edit").await.all(".read-only").len(), 1);
    let ready = visitor.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "the database can be read, and cannot be written to\n"));
    assert_eq!(visitor.get("/readyz?for=reading").await.status, 200);
    for path in ["/", "/es/timeline?topic=medicine-access", "/fr/stakeholders", "/login", "/livez"] {
        assert_eq!(visitor.get(path).await.status, 200, "{path}");
    }
    assert_eq!(visitor.get("/").await.all(".read-only").len(), 0, "whoever only reads has no use for it");
    assert_eq!(visitor.get("/es/login").await.all(".read-only").len(), 1);
    let other = editor.elsewhere();
    let refused = other.sign_in().await;
    assert_eq!((refused.status, refused.text("h1").as_str()), (503, "For now this site can only be read"));

    server.make_room();
    until(&visitor, "/readyz", 200).await;
    assert!(editor.get("/edit").await.all(".read-only").is_empty());
    assert_eq!(begin(&editor, GOOD, "save").await.status, 303);
    assert_eq!(other.sign_in().await.status, 303);
    let drafts = database.number("SELECT COUNT(*) FROM draft").await;
    assert_eq!(drafts, saved + 1, "what was refused was stored, or what was stored is lost");
    assert!(server.stop().success());
    assert!(database.open().await.verify_audit().await.expect("a check").broken.is_none());
}

#[tokio::test]
async fn a_server_that_is_to_be_read_only_is_that_and_changes_nothing() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let writing = ChildServer::over(&database, &[]);
        let editor = database.account("editor", Role::Editor, writing.address).await;
        assert_eq!(editor.sign_in().await.status, 303);
        let log = database.number("SELECT COUNT(*) FROM audit").await;

        let server = ChildServer::over(&database, &["--read-only"]);
        let visitor = server.visitor();
        for path in ["/", "/es/timeline?topic=medicine-access", "/statements/seed-msf-remove-provisions", "/readyz"] {
            assert_eq!(visitor.get(path).await.status, 200, "{path}");
        }
        let login = visitor.get("/fr/login").await;
        assert!(login.text(".read-only").contains("mais non modifié"), "{}", login.body);
        let elsewhere = database.account("other", Role::Editor, server.address).await;
        let refused = elsewhere.sign_in().await;
        assert_eq!((refused.status, refused.all("main input").len()), (503, 1), "{}", refused.text("main"));
        assert!(!refused.body.contains(&elsewhere.password));
        // Two rows are those of the account.
        assert_eq!(database.number("SELECT COUNT(*) FROM audit").await, log + 2);

        // It follows what others write.
        let begun = begin(&editor, GOOD, "save").await;
        assert_eq!(begun.status, 303);
        assert!(server.stop().success() && writing.stop().success());
    })
    .await;
}

#[tokio::test]
async fn tables_of_an_older_version_are_not_read_and_not_changed() {
    on_both(|database| async move {
        database.migrate_to(9).await;
        let url = database.address.to_string();
        let output = acceptance::postura()
            .args(["serve", "--addr", "127.0.0.1:0", "--read-only", "--database-url", &url])
            .output()
            .expect("an end");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr.contains("has to be brought up to date before it can be read"), "{stderr}");
        assert_eq!(database.number("SELECT CAST(COUNT(*) AS BIGINT) FROM _sqlx_migrations").await, 9);
    })
    .await;
}

#[tokio::test]
async fn a_server_starts_on_a_full_disk_and_shows_what_is_there() {
    let database = filled(Backend::Sqlite).await;
    let server = ChildServer::without_room(&database, 1, &[]);
    let visitor = server.visitor();
    for path in ["/", "/es/timeline?topic=medicine-access", "/statements/seed-msf-remove-provisions"] {
        assert_eq!(visitor.get(path).await.status, 200, "{path}");
    }
    assert_eq!(visitor.get("/login").await.all(".read-only").len(), 1);
    assert!(server.stop().success());
}

#[tokio::test]
async fn an_index_that_can_no_longer_be_kept_goes_on_in_memory() {
    let database = filled(Backend::Sqlite).await;
    let server = ChildServer::logging(&database, "warn", &[]);
    let index = database.folder().expect("a folder").join("index");
    assert!(index.is_dir(), "it was kept");
    std::fs::remove_dir_all(&index).expect("it is gone");
    std::fs::write(&index, "no folder").expect("room");
    // More than is taken in one by one.
    let import = Import { statements: Some(crate::import_steps::lines(1..=1_100)), ..Import::default() };
    import.run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    let said = async || {
        while !server.log().contains("is held in memory") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), said()).await.expect("it is built anew in memory");
    until_it_says(&server.visitor(), "/timeline?stakeholder=amiif", "1,1").await;
    assert!(server.stop().success());
}

#[tokio::test]
async fn a_log_that_cannot_be_written_stops_nobody() {
    let database = filled(Backend::Sqlite).await;
    let server = ChildServer::logging_nowhere(&database);
    for path in ["/", "/timeline", "/statements/nothing-of-the-kind"] {
        assert!([200, 404].contains(&server.visitor().get(path).await.status), "{path}");
    }
    assert!(server.stop().success());
}

/// A way to a database that can be cut.
struct Wire {
    url: String,
    port: u16,
    to: String,
    carrying: Option<JoinHandle<()>>,
    /// How many connections were asked for since it was cut without being closed.
    asked: Arc<AtomicUsize>,
}

impl Wire {
    async fn to(database: &TestDatabase) -> Self {
        let url = database.address.to_string();
        let host = url.split('@').nth(1).and_then(|rest| rest.split('/').next()).expect("a host").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let mut wire = Self {
            url: url.replace(&host, &format!("127.0.0.1:{port}")),
            port,
            to: host,
            carrying: None,
            asked: Arc::default(),
        };
        wire.carry(listener);
        wire
    }

    fn carry(&mut self, listener: TcpListener) {
        let to = self.to.clone();
        self.carrying = Some(tokio::spawn(async move {
            let mut carried = tokio::task::JoinSet::new();
            while let Ok((mut from, _)) = listener.accept().await {
                let to = to.clone();
                carried.spawn(async move {
                    if let Ok(mut there) = TcpStream::connect(to).await {
                        drop(copy_bidirectional(&mut from, &mut there).await);
                    }
                });
            }
        }));
    }

    async fn cut(&mut self) {
        if let Some(carrying) = self.carrying.take() {
            carrying.abort();
            drop(carrying.await);
        }
    }

    /// Cuts it in a way that nobody is told of: whoever asks for a connection gets one that says nothing.
    async fn cut_silently(&mut self) {
        self.cut().await;
        let (listener, asked) = (self.listen().await, Arc::clone(&self.asked));
        self.carrying = Some(tokio::spawn(async move {
            let mut silent = Vec::new();
            while let Ok(connection) = listener.accept().await {
                asked.fetch_add(1, Ordering::Relaxed);
                silent.push(connection);
            }
        }));
    }

    async fn mend(&mut self) {
        self.cut().await;
        let listener = self.listen().await;
        self.carry(listener);
    }

    async fn listen(&self) -> TcpListener {
        loop {
            match TcpListener::bind(("127.0.0.1", self.port)).await {
                Ok(listener) => return listener,
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

// With threads, since the wire carries while the server starts.
#[tokio::test(flavor = "multi_thread")]
async fn while_postgresql_is_away_what_is_in_memory_is_read_and_the_rest_is_told_soon() {
    let database = filled(Backend::Postgres).await;
    let mut wire = Wire::to(&database).await;
    let through = TestDatabase::at(wire.url.parse().expect("an address"));
    let server = ChildServer::over(&through, &[]);
    let visitor = server.visitor();
    let editor = database.account("editor", Role::Editor, server.address).await;
    assert_eq!(editor.sign_in().await.status, 303);
    let kept = ["/", "/timeline?topic=medicine-access", "/es/stakeholders", "/topics", "/milestones"];
    for path in kept {
        assert_eq!(visitor.get(path).await.status, 200, "{path}");
    }
    let form = editor.get("/edit/statements/new").await;
    wire.cut().await;
    for path in kept {
        assert_eq!(visitor.get(path).await.status, 200, "{path} while the database is away");
    }
    let away = visitor.get("/statements/seed-msf-remove-provisions/history").await;
    assert_eq!((away.status, away.header("retry-after").is_some()), (503, true), "{}", away.text("main"));
    let ready = visitor.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "the database does not answer\n"));
    assert_eq!(visitor.get("/livez").await.status, 200);
    let duplicates = visitor.get("/api/fn/find_duplicates?text=words&source=&stakeholder=amiif").await;
    assert!(!duplicates.body.contains("pool") && duplicates.status < 500, "{} {}", duplicates.status, duplicates.body);
    let key = form.attributes("input[name=key]", "value").remove(0);
    let fields = [GOOD, &[("key", key.as_str()), ("action", "save")]].concat();
    let unlucky = editor.post("/edit/drafts", &fields).await;
    assert_eq!((unlucky.status, unlucky.header("retry-after").is_some()), (503, true));

    wire.mend().await;
    until(&visitor, "/readyz", 200).await;
    assert_eq!(editor.post("/edit/drafts", &fields).await.status, 303);
    assert_eq!(database.number("SELECT COUNT(*) FROM draft").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_postgresql_is_away_one_tries_it_for_all() {
    const REQUESTS: usize = 300;
    let database = filled(Backend::Postgres).await;
    let mut wire = Wire::to(&database).await;
    let through = TestDatabase::at(wire.url.parse().expect("an address"));
    let metrics = free_address();
    let server = ChildServer::logging(&through, "info", &["--metrics-addr", &metrics.to_string()]);
    let is_away = async || sum(&figures(&Visitor::new(metrics)).await, "postura_record_away", &[]) > 0.5;
    let visitor = server.visitor();
    let history = "/statements/seed-msf-remove-provisions/history";
    wire.cut_silently().await;
    for _ in 0..30 {
        assert_eq!(visitor.get(history).await.status, 503);
    }
    assert!(server.log().contains("until it does nobody waits for it"), "{}", server.log());
    assert!(is_away().await);
    let before = wire.asked.load(Ordering::Relaxed);
    for _ in 0..REQUESTS {
        assert_eq!(visitor.get(history).await.status, 503);
    }
    let asked = wire.asked.load(Ordering::Relaxed) - before;
    assert!(asked < REQUESTS / 10, "{asked} connections for {REQUESTS} requests");

    wire.mend().await;
    until(&visitor, history, 200).await;
    assert!(server.log().contains("the database answers again"), "{}", server.log());
    assert!(!is_away().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_lets_nobody_else_in_is_not_away() {
    // As many as a server has connections.
    const READING: i64 = 8;
    let cluster = Cluster::new();
    let database = database_of(&cluster).await;
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    let server = ChildServer::logging(&database, "info", &[]);
    let history = "/statements/seed-msf-remove-provisions/history";
    let mut holder = PgConnection::connect(&database.address.to_string()).await.expect("a connection");
    holder.execute("BEGIN; LOCK TABLE statement").await.expect("a lock");
    let mut reading = JoinSet::new();
    for _ in 0..READING {
        let visitor = server.visitor();
        // Whoever waits too long for the lock is told so, and asks again.
        reading.spawn(async move { while visitor.get(history).await.status != 200 {} });
    }
    let address = database.address.to_string();
    let (server_address, name) = address.rsplit_once('/').expect("a name");
    let mut elsewhere = PgConnection::connect(&format!("{server_address}/template1")).await.expect("a connection");
    let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    let all_wait = async {
        while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut elsewhere).await.expect("a number") < READING {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), all_wait).await.expect("all wait for the lock");
    let close = format!("ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS false");
    elsewhere.execute(AssertSqlSafe(close)).await.expect("it is closed");
    // All connections are in use, there are no others to be had, and so it is tried whether the database answers at all.
    assert_eq!(server.visitor().get(history).await.status, 503);
    holder.execute("ROLLBACK").await.expect("an end");
    let all_read = reading.join_all();
    tokio::time::timeout(Duration::from_secs(30), all_read).await.expect("whoever is in is answered");
    assert!(!server.log().contains("until it does nobody waits for it"), "{}", server.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn when_postgresql_can_only_be_read_every_server_is_read_only_and_all_heal() {
    let mut cluster = Cluster::new();
    let database = database_of(&cluster).await;
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    let beside = || ChildServer::over(&TestDatabase::at(database.address.clone()), &[]);
    let servers = [beside(), beside()];
    let editor = database.account("editor", Role::Editor, servers[0].address).await;
    assert_eq!(editor.sign_in().await.status, 303);
    let key = editor.get("/edit/statements/new").await.attributes("input[name=key]", "value").remove(0);
    let draft = with(GOOD, &[("key", &key), ("action", "save")]);

    cluster.stand_by();
    for server in &servers {
        let (visitor, editor) = (server.visitor(), editor.at(server.address));
        until(&visitor, "/readyz?for=reading", 200).await;
        // Until it is there again, and not only away.
        until_it_says(&visitor, "/readyz", "cannot be written to").await;
        assert_eq!(visitor.get("/statements/seed-msf-remove-provisions/history").await.status, 200);
        // Signed in on the first, they are known on the second, and told on both.
        assert_eq!(editor.get("/edit").await.all(".read-only").len(), 1);
        let refused = editor.post("/edit/drafts", &draft).await;
        assert_eq!((refused.status, refused.header("retry-after").is_some()), (503, true));
    }

    cluster.lead();
    for server in &servers {
        until(&server.visitor(), "/readyz", 200).await;
        assert!(editor.at(server.address).get("/edit").await.all(".read-only").is_empty());
    }
    assert_eq!(editor.at(servers[1].address).post("/edit/drafts", &draft).await.status, 303);
    assert_eq!(database.number("SELECT COUNT(*) FROM draft").await, 1);
}
