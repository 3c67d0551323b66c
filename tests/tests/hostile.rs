//! A while of everything that strangers and a bad editor can do, all at once: the process keeps its bound of memory, and
//! others read on. Some seconds here; `cargo xtask endurance` takes half an hour.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use acceptance::{Backend, ChildServer, Member, TestDatabase};
use domain::Role;
use rustix::process::setpriority_process;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    runtime::{Builder, Runtime},
    task::JoinSet,
};

use crate::{
    endurance::{fill, scattered, turns},
    limits::{formatting_without_end, one_text_in_many_cells},
};

/// What the process may come to, in bytes, with a limit of half of it.
const MOST: u64 = 512 * 1024 * 1024;

const READ: [&str; 5] =
    ["/", "/es/timeline?topic=medicine-access", "/fr/stakeholders", "/timeline?q=medicines", "/method"];

/// Connects from an address of the machine's own.
async fn connect(from: u8, to: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::new(127, 0, 0, from), 0).into())?;
    socket.connect(to).await
}

#[derive(Debug, Clone, Copy)]
enum Attack {
    Fields,
    Headers,
    NeverReads,
    NeverSends,
    Addresses,
    Large,
}

impl Attack {
    const ALL: [Self; 6] =
        [Self::Fields, Self::Headers, Self::NeverReads, Self::NeverSends, Self::Addresses, Self::Large];

    /// Does it once, as far as the server lets it.
    async fn try_it(self, from: u8, to: SocketAddr, turn: u32) -> std::io::Result<()> {
        let mut stream = connect(from, to).await?;
        let post = |length: usize| {
            format!(
                "POST /login HTTP/1.1\r\nhost: {to}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
                 content-length: {length}\r\n\r\n"
            )
        };
        match self {
            Self::Fields => {
                let body = "a&".repeat(32_000);
                stream.write_all(format!("{}{body}", post(body.len())).as_bytes()).await?;
                answer(&mut stream).await
            }
            Self::Headers => {
                let encoding = format!("br;q=0.{turn}, x-{}", "e".repeat(8_000));
                let get = format!("GET /method HTTP/1.1\r\nhost: {to}\r\naccept-encoding: {encoding}\r\n\r\n");
                for _ in 0..20 {
                    stream.write_all(get.as_bytes()).await?;
                    answer(&mut stream).await?;
                }
                Ok(())
            }
            Self::NeverReads => {
                let get = format!("GET /timeline HTTP/1.1\r\nhost: {to}\r\n\r\n").repeat(40);
                stream.write_all(get.as_bytes()).await?;
                tokio::time::sleep(Duration::from_secs(40)).await;
                Ok(())
            }
            Self::NeverSends => {
                stream.write_all(format!("{}a", post(60_000)).as_bytes()).await?;
                answer(&mut stream).await
            }
            Self::Addresses => {
                let from = scattered(turn, 1_000_000);
                let get = format!("GET /timeline?q=word{from}&topic=medicine-access HTTP/1.1\r\nhost: {to}\r\n\r\n");
                stream.write_all(get.as_bytes()).await?;
                answer(&mut stream).await
            }
            Self::Large => {
                stream.write_all(post(11_000_000).as_bytes()).await?;
                for _ in 0..11 {
                    stream.write_all(&vec![b'a'; 1_000_000]).await?;
                }
                answer(&mut stream).await
            }
        }
    }
}

/// Reads some of an answer.
async fn answer(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut bytes = [0; 4_096];
    stream.read(&mut bytes).await.map(drop)
}

/// One who attacks in one way until it is over.
async fn attack(attack: Attack, from: u8, to: SocketAddr, until: Instant, tried: Arc<AtomicU32>) {
    while Instant::now() < until {
        let turn = tried.fetch_add(1, Ordering::Relaxed);
        // What the server does not let happen ends in an error, which is as it should be.
        let ended = tokio::time::timeout_at(until.into(), attack.try_it(from, to, turn)).await;
        if !matches!(ended, Ok(Ok(()))) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// An editor who hands in files that are made to take everything.
async fn bad_files(editor: Member, until: Instant) {
    let workbook = one_text_in_many_cells();
    let keys: Vec<String> = (0..400_000).map(|n| format!("\"k{n}\":1")).collect();
    let keys = format!("{{{}}}", keys.join(",")).into_bytes();
    let page = formatting_without_end();
    while Instant::now() < until {
        for (path, name, file) in [
            ("/edit/import", "cells.xlsx", &workbook),
            ("/edit/import", "keys.jsonl", &keys),
            ("/edit/sources", "wide.html", &page),
        ] {
            if Instant::now() < until {
                let status = editor.post_file_status(path, "file", name, file.clone()).await;
                assert!(matches!(status, 422 | 503), "{name}: {status}");
            }
        }
    }
}

/// Reads as others do, from another address, until it is over or often enough; gives how long each took.
async fn read(to: SocketAddr, until: Instant) -> Vec<Duration> {
    let client = reqwest::Client::builder().local_address(std::net::IpAddr::from([127, 0, 0, 2])).build();
    let client = client.expect("a client");
    let mut taken = Vec::new();
    while Instant::now() < until {
        for path in READ {
            let begun = Instant::now();
            let reply = client.get(format!("http://{to}{path}")).send().await.expect("an answer");
            assert_eq!(reply.status(), 200, "{path}");
            assert!(!reply.bytes().await.expect("a page").is_empty());
            taken.push(begun.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    taken.sort();
    taken
}

fn p95(taken: &[Duration]) -> Duration {
    taken[(taken.len() - 1) * 95 / 100]
}

/// Where attackers are at home. They have no machine of their own here, so they take no more of this one than others leave:
/// what slows readers down is what the server does for attackers.
fn elsewhere() -> Runtime {
    let mut threads = Builder::new_multi_thread();
    threads.enable_all().on_thread_start(|| {
        // Of this thread alone, as Linux has it.
        setpriority_process(None, 19).expect("less of the processors");
    });
    threads.build().expect("threads")
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_strangers_and_a_bad_editor_do_memory_is_bounded_and_others_read_on() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    fill(&database).await;
    let server = ChildServer::over(&database, &["--memory-limit", "256", "--connections-per-address", "64"]);
    let editor = database.account("editor", Role::Editor, server.address).await;
    assert_eq!(editor.sign_in().await.status, 303);
    let calm = read(server.address, Instant::now() + Duration::from_secs(u64::from(turns(1, 30)))).await;
    let before = server.memory();

    let until = Instant::now() + Duration::from_secs(u64::from(turns(4, 1_800)));
    let tried = Arc::new(AtomicU32::new(0));
    let (elsewhere, mut attackers) = (elsewhere(), JoinSet::new());
    for kind in Attack::ALL {
        // Of each kind so many, each with an address of its own.
        for number in 0..turns(1, 8) {
            let from = 10 + u8::try_from(number).expect("few");
            attackers.spawn_on(attack(kind, from, server.address, until, Arc::clone(&tried)), elsewhere.handle());
        }
    }
    attackers.spawn_on(bad_files(editor.clone(), until), elsewhere.handle());
    let reading = tokio::spawn(read(server.address, until));
    let mut most = 0;
    while Instant::now() < until {
        most = most.max(server.memory());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let attacked = reading.await.expect("others read on");
    while let Some(ended) = attackers.join_next().await {
        ended.expect("an attacker");
    }
    elsewhere.shutdown_background();
    eprintln!(
        "attacked {} times: {} MB at first, {} MB at the most; others waited {:?} (p95), {:?} when it was calm, {} pages",
        tried.load(Ordering::Relaxed),
        before / 1_000_000,
        most / 1_000_000,
        p95(&attacked),
        p95(&calm),
        attacked.len()
    );
    assert!(most < MOST, "{most} bytes");
    assert!(server.stop().success());
}
