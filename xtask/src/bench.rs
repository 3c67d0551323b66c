//! How fast Postura answers over many made-up statements: imports them, starts the server from nothing and from the kept
//! index, and asks for whole pages over one kept-alive connection. The page cache of a browser is not involved, and
//! every answer is a full page. Results are printed and written as JSON.

mod client;

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use self::client::Client;
use crate::{
    generate,
    run::{root, run, step, target},
    server::build_release,
};

/// Where the server listens while it is measured.
const ADDRESS: &str = "127.0.0.1:3999";

/// The day that pages are made for.
const TODAY: &str = "2026-11-23";

/// How often each page is asked for, after some times that are not counted.
const TIMES: usize = 60;
const WARM_UP: usize = 5;

/// What is asked for, by name.
const CASES: [(&str, &str); 10] = [
    ("unfiltered", "/timeline"),
    (
        "four-way filter",
        "/timeline?stakeholder=generated-body-1&topic=insurance-rules-of-origin&stance=support&from=2024-11-20&to=2026-11-20",
    ),
    ("broad filter", "/timeline?topic=medicines-rules-of-origin"),
    ("common word", "/timeline?q=panel"),
    ("rare word", "/timeline?q=crystalizer"),
    ("word and filter", "/timeline?q=tariff&stakeholder=generated-body-1&stance=support"),
    ("three words", "/timeline?q=certainty+trade+market"),
    ("phrase", "/timeline?q=%22supply+chain%22"),
    ("relevance", "/timeline?q=tariff&sort=relevance"),
    ("a statement", "/statements/generated-2026-00000042"),
];

/// Measures with each number of statements.
pub(crate) fn bench(counts: &[usize]) -> anyhow::Result<()> {
    build_release()?;
    let folder = target().join("bench");
    fs::create_dir_all(&folder)?;
    let results: Vec<Value> = counts.iter().map(|count| measure(*count, &folder)).collect::<anyhow::Result<_>>()?;
    let file = folder.join("results.json");
    fs::write(&file, serde_json::to_vec_pretty(&results)?)?;
    step(&format!("the results are in {}", file.display()));
    Ok(())
}

fn measure(count: usize, folder: &Path) -> anyhow::Result<Value> {
    let data = folder.join(format!("data-{count}"));
    if !data.join("statements.jsonl").exists() {
        generate::generate(count, 2026, &data)?;
    }
    let run_folder = folder.join("run");
    if run_folder.exists() {
        fs::remove_dir_all(&run_folder)?;
    }
    fs::create_dir_all(&run_folder)?;
    let url = format!("sqlite://{}", run_folder.join("postura.db").display());
    step(&format!("importing {count} statements"));
    let begun = Instant::now();
    run(postura().args(["import", "--database-url", &url]).arg(&data).stdout(Stdio::null()))?;
    let import = begun.elapsed();
    step("starting from nothing");
    let (server, from_nothing) = Server::start(&url)?;
    drop(server);
    step("starting from the kept index");
    let (server, from_kept) = Server::start(&url)?;
    let mut client = Client::connect(ADDRESS)?;
    let mut cases = serde_json::Map::new();
    println!("{count} statements: {:<16} {:>9} {:>9} {:>9}", "", "p50 ms", "p95 ms", "bytes");
    for (name, path) in CASES {
        let (p50, p95, bytes) = times(&mut client, path).with_context(|| name.to_owned())?;
        println!("{count} statements: {name:<16} {p50:>9.2} {p95:>9.2} {bytes:>9}");
        cases.insert(name.to_owned(), json!({"path": path, "p50_ms": p50, "p95_ms": p95, "bytes": bytes}));
    }
    let memory = server.anonymous_memory()?;
    println!(
        "{count} statements: imported in {:.1} s, ready in {:.1} s from nothing, {:.1} s from the kept index, {} kB of anonymous memory",
        import.as_secs_f64(),
        from_nothing.as_secs_f64(),
        from_kept.as_secs_f64(),
        memory
    );
    Ok(json!({
        "statements": count,
        "import_s": import.as_secs_f64(),
        "from_nothing_s": from_nothing.as_secs_f64(),
        "from_kept_s": from_kept.as_secs_f64(),
        "anonymous_kb": memory,
        "times": TIMES,
        "cases": cases,
    }))
}

/// Median and 95th percentile in milliseconds, and the size of the answer.
#[expect(clippy::cast_precision_loss, reason = "milliseconds are shown with two digits")]
fn times(client: &mut Client, path: &str) -> anyhow::Result<(f64, f64, usize)> {
    let mut bytes = 0;
    let mut times = Vec::with_capacity(TIMES);
    for at in 0..WARM_UP + TIMES {
        let begun = Instant::now();
        bytes = client.get(path)?;
        if at >= WARM_UP {
            times.push(begun.elapsed());
        }
    }
    times.sort_unstable();
    let milliseconds = |at: usize| times[at].as_micros() as f64 / 1000.0;
    Ok((milliseconds(TIMES / 2), milliseconds(TIMES * 95 / 100), bytes))
}

fn postura() -> Command {
    let mut command = Command::new(target().join("release/postura"));
    command.current_dir(root()).env("POSTURA_LOG", "warn");
    command
}

/// A server that ends when it is dropped.
struct Server(Child);

impl Server {
    /// Starts a server; says how long it took to be ready.
    fn start(url: &str) -> anyhow::Result<(Self, Duration)> {
        let begun = Instant::now();
        let options = ["serve", "--database-url", url, "--addr", ADDRESS, "--today", TODAY, "--page-cache", "0"];
        let mut server = Self(postura().args(options).stdout(Stdio::null()).spawn()?);
        loop {
            if let Some(status) = server.0.try_wait()? {
                bail!("the server ended ({status})");
            }
            if Client::connect(ADDRESS).and_then(|mut client| client.get("/readyz")).is_ok() {
                return Ok((server, begun.elapsed()));
            }
            sleep(Duration::from_millis(20));
        }
    }

    /// Memory that no file stands behind, in kB.
    fn anonymous_memory(&self) -> anyhow::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).context("no RssAnon")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
