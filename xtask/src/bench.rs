//! How fast Postura answers over many made-up statements: imports them, starts the server from nothing and from the kept
//! index, asks for whole pages over one kept-alive connection and over several, and measures the parts of an answer
//! inside the server. Where pages are kept in memory is said; everywhere else every answer is made anew. Results are
//! printed and written as JSON.

mod against;
mod cases;
mod change;
mod client;
mod compare;
mod figures;
mod load;
mod server;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::Context;
use serde_json::{Map, Value, json};

pub(crate) use self::{against::against, compare::compare};
use self::{
    client::Client,
    figures::Times,
    load::load,
    server::{ADDRESS, Server, TODAY, postura},
};
use crate::{
    generate,
    run::{cargo, output, run, step, target},
    site,
};

/// How often each page is asked for, after some times that are not counted.
const TIMES: usize = 60;
const WARM_UP: usize = 5;

/// How many pages are gone forward before the deep one.
const PAGES: usize = 200;

/// How many MiB of pages are kept, unless told: what the mix is asked of.
const PAGE_CACHE: u32 = 32;

/// Connections and seconds of a load.
const CONNECTIONS: usize = 4;
const LOADED: Duration = Duration::from_secs(10);

/// Measures with each number of statements.
pub(crate) fn bench(counts: &[usize]) -> anyhow::Result<()> {
    build()?;
    let folder = target().join("bench");
    fs::create_dir_all(&folder)?;
    let results: Vec<Value> = counts.iter().map(|count| measure(*count, &folder)).collect::<anyhow::Result<_>>()?;
    let file = folder.join("results.json");
    fs::write(&file, serde_json::to_vec_pretty(&results)?)?;
    step(&format!("the results are in {}", file.display()));
    Ok(())
}

/// Builds the server for release, and what measures inside it.
fn build() -> anyhow::Result<()> {
    site::build()?;
    step("building the server for release, and what measures inside it");
    run(cargo().args(["build", "--release", "--package", "server", "--bins", "--bench", "inside"]))
}

/// The folder with so many made-up statements, which are made unless they are there.
fn data_of(count: usize, folder: &Path) -> anyhow::Result<PathBuf> {
    let data = folder.join(format!("data-{count}"));
    if !data.join("statements.jsonl").exists() {
        fs::create_dir_all(folder)?;
        generate::generate(count, 2026, &data)?;
    }
    Ok(data)
}

fn measure(count: usize, folder: &Path) -> anyhow::Result<Value> {
    let data = data_of(count, folder)?;
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
    let (server, from_nothing) = Server::start(&url, 0)?;
    // What building took is given back while it answers.
    pages(&mut Client::connect(ADDRESS)?)?;
    let memory_after_building = server.anonymous_memory()?;
    drop(server);
    step("starting from the kept index");
    let (server, from_kept) = Server::start(&url, 0)?;
    let mut client = Client::connect(ADDRESS)?;
    let pages = pages(&mut client)?;
    println!("{count} statements: {:<22} {:>9} {:>9} {:>9}", "", "p50 ms", "p95 ms", "bytes");
    for (name, page) in &pages {
        println!(
            "{count} statements: {name:<22} {:>9.2} {:>9.2} {:>9}",
            page.times.percentile(50),
            page.times.percentile(95),
            page.bytes
        );
    }
    let four_way = load(ADDRESS, &[cases::FOUR_WAY.to_owned()], CONNECTIONS, LOADED)?;
    let memory = server.anonymous_memory()?;
    drop(server);
    step("asking for the mix, with pages kept");
    let (server, _) = Server::start(&url, PAGE_CACHE)?;
    let mix = load(ADDRESS, &cases::mix(&data, count)?, CONNECTIONS, LOADED)?;
    let memory_with_pages = server.anonymous_memory()?;
    drop(server);
    println!(
        "{count} statements: {:.0} requests a second of the four-way filter, {:.0} of the mix\n\
         {count} statements: {:.0} a second imported, ready in {:.1} s from nothing, {:.1} s from the kept index\n\
         {count} statements: anonymous memory {memory_after_building} kB after building, {memory} kB after the answers, \
         {memory_with_pages} kB after the mix with pages kept",
        four_way.requests_per_second,
        mix.requests_per_second,
        per_second(count, import),
        from_nothing.as_secs_f64(),
        from_kept.as_secs_f64(),
    );
    step("measuring inside");
    let inside = inside(&url, &run_folder)?;
    print_inside(count, &inside);
    step("withdrawing statements, one form after the other");
    let (server, _) = Server::start(&url, 0)?;
    let change = change::withdrawals(&url, count)?;
    drop(server);
    println!(
        "{count} statements: one change by a form in {:.2} ms, p95 {:.2}",
        change.percentile(50),
        change.percentile(95)
    );
    let pages: Map<String, Value> = pages.into_iter().map(|(name, page)| (name, page.json())).collect();
    Ok(json!({
        "statements": count,
        "import_per_s": per_second(count, import),
        "from_nothing_s": from_nothing.as_secs_f64(),
        "from_kept_s": from_kept.as_secs_f64(),
        "anonymous_kb_after_building": memory_after_building,
        "anonymous_kb": memory,
        "anonymous_kb_with_pages_kept": memory_with_pages,
        "times": TIMES,
        "pages": pages,
        "four_way_per_s": four_way.requests_per_second,
        "mix_per_s": mix.requests_per_second,
        "mix_p50_ms": mix.times.percentile(50),
        "mix_p95_ms": mix.times.percentile(95),
        "change_by_form_p50_ms": change.percentile(50),
        "change_by_form_p95_ms": change.percentile(95),
        "inside": inside,
    }))
}

#[expect(clippy::cast_precision_loss, reason = "numbers of statements are far from where that begins")]
fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// A page that was asked for over and over.
struct Page {
    address: String,
    times: Times,
    bytes: usize,
}

impl Page {
    fn ask(client: &mut Client, address: &str) -> anyhow::Result<Self> {
        let mut bytes = 0;
        let mut times = Vec::with_capacity(TIMES);
        for at in 0..WARM_UP + TIMES {
            let begun = Instant::now();
            bytes = client.get(address)?.len();
            if at >= WARM_UP {
                times.push(begun.elapsed());
            }
        }
        Ok(Self { address: address.to_owned(), times: Times::new(times), bytes })
    }

    fn json(&self) -> Value {
        let [p50, p95, longest] = [50, 95, 100].map(|percent| self.times.percentile(percent));
        json!({"path": self.address, "p50_ms": p50, "p95_ms": p95, "longest_ms": longest, "bytes": self.bytes})
    }
}

/// Asks for every page over one connection.
fn pages(client: &mut Client) -> anyhow::Result<Vec<(String, Page)>> {
    let deep = deep_page(client)?;
    let ask = |(name, address): (&str, &str)| {
        Ok((name.to_owned(), Page::ask(client, address).with_context(|| name.to_owned())?))
    };
    cases::all(&deep).map(ask).collect()
}

/// The page that many links to the next one lead to.
fn deep_page(client: &mut Client) -> anyhow::Result<String> {
    let mut address = "/timeline".to_owned();
    for _ in 0..PAGES {
        let page = String::from_utf8(client.get(&address)?.to_vec())?;
        let Some(link) = page.split("<a ").find(|link| link.starts_with("href=") && link.contains("rel=\"next\""))
        else {
            break;
        };
        let next = link.split('"').nth(1).context("a link without an address")?;
        next.split('#').next().unwrap_or_default().replace("&amp;", "&").clone_into(&mut address);
    }
    Ok(address)
}

/// What `server/benches/inside.rs` measures over the database of a run and its index.
fn inside(url: &str, run_folder: &Path) -> anyhow::Result<Value> {
    let file = run_folder.join("cases.json");
    fs::write(&file, serde_json::to_vec(&cases::lists_as_json())?)?;
    let index = run_folder.join("postura.index");
    let mut command = cargo();
    command.args(["bench", "--quiet", "--package", "server", "--bench", "inside", "--", url]);
    let printed = output(command.arg(index).arg(file).arg(TODAY))?;
    let json = printed.lines().last().context("nothing was measured inside")?;
    Ok(serde_json::from_str(json)?)
}

/// Medians of the parts of an answer, in milliseconds.
fn print_inside(count: usize, inside: &Value) {
    let parts = ["selecting", "counting", "histogram", "deep_cursor", "gathering", "writing"];
    println!("{count} statements: {:<22} {}", "inside, p50 ms", parts.map(|part| format!("{part:>12}")).join(""));
    for (name, case) in inside["cases"].as_object().into_iter().flatten() {
        let figures = parts.map(|part| format!("{:>12.2}", milliseconds(&case[format!("{part}_us")])));
        println!("{count} statements: {name:<22} {}", figures.join(""));
    }
    let (index, record) = (milliseconds(&inside["one_change_us"]), milliseconds(&inside["one_change_stored_us"]));
    println!("{count} statements: one change {index:.2} ms in the index, {record:.2} ms with the record");
}

/// The median of a pair of microseconds.
fn milliseconds(percentiles: &Value) -> f64 {
    percentiles[0].as_f64().unwrap_or_default() / 1000.0
}
