//! How long the parts of an answer take inside the server, without a network: the index alone, gathering what a page
//! shows, writing it as HTML, and taking a change in. `cargo xtask bench` runs it and has the figures in its results.
//!
//! It takes the address of a database and a file of cases, a JSON object of addresses by name, and prints JSON: for
//! every case the median and the 95th percentile of each part, in microseconds.

use std::{
    hint::black_box,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Action, Actor, AuditEntry, ChangeScope, ListQuery, Locale, QuoteCheck, Sort, Valid};
use index::LiveIndex;
use mimalloc::MiMalloc;
use pages::{
    document::{AssetPaths, SiteFacts, render},
    timeline_page,
};
use serde_json::{Map, Value, json};
use server::{clock::StoppedClock, compose::library, memory::MemoryBudget};
use service::{
    Library, PAGE_SIZE,
    ports::{Clock, IndexChange, IndexEntry, Moment, Provenance, RecordStore, StatementIndex},
};
use words::paths;

/// The one of the server.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How often each part is measured, after some times that are not counted.
const TIMES: usize = 100;
const WARM_UP: usize = 5;

/// How many statements are changed, one after the other.
const CHANGES: usize = 50;

/// How many pages are gone forward before the deep one.
const PAGES: usize = 200;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let mut argument = |name: &str| arguments.next().with_context(|| format!("{name} is missing"));
    let address = argument("the address of the database")?.parse()?;
    let folder = PathBuf::from(argument("the folder of the index")?);
    let cases: Map<String, Value> = serde_json::from_str(&std::fs::read_to_string(argument("the file of cases")?)?)?;
    let today: NaiveDate = argument("the day")?.parse()?;
    let store = store::open(&address, &store::Patience::Command.into()).await?;
    let index = Arc::new(LiveIndex::open(&folder)?);
    let (clock, memory) = (Arc::new(StoppedClock(today)), MemoryBudget::default());
    let library = library(Arc::clone(&store), index.clone(), clock, memory);
    library.begin(&mut |_| {}).await?;
    let mut results = Map::new();
    for (name, path) in &cases {
        let path = path.as_str().context("an address was expected")?;
        let parameters = path.split_once('?').map(|(_, parameters)| parameters).unwrap_or_default();
        results.insert(name.clone(), parts(&library, index.as_ref(), parameters).await?);
    }
    let change = change(store.as_ref(), index.as_ref()).await?;
    let stored = stored_change(store.as_ref(), &library, StoppedClock(today).now()).await?;
    println!("{}", json!({"cases": results, "one_change_us": change, "one_change_stored_us": stored}));
    Ok(())
}

/// The parts of the answer to one address.
async fn parts(library: &Library, index: &dyn StatementIndex, parameters: &str) -> anyhow::Result<Value> {
    let decoded = paths::decode(parameters);
    let (query, _) = ListQuery::read(decoded.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let selecting = times(|| black_box(index.view(&query.filter)));
    let view = index.view(&query.filter);
    let counting = times(|| black_box(view.list(query.sort, None, PAGE_SIZE)));
    drop(view);
    let histogram = times(|| black_box(index.view(&query.filter).histogram()));
    let deep = deep_query(index, &query);
    let deep = times(|| black_box(index.search(&deep, PAGE_SIZE)));
    let (mut gathering, mut writing) = (Vec::new(), Vec::new());
    for _ in 0..WARM_UP + TIMES {
        let begun = Instant::now();
        let page = timeline_page(library, Locale::En, parameters).await;
        let page = page.map_err(|_| anyhow::anyhow!("{parameters} gives no page"))?;
        gathering.push(begun.elapsed());
        let begun = Instant::now();
        black_box(render(page, Locale::En, (&AssetPaths::default(), &SiteFacts::default()), None, false));
        writing.push(begun.elapsed());
    }
    Ok(json!({
        "selecting_us": selecting,
        "counting_us": counting,
        "deep_cursor_us": deep,
        "histogram_us": histogram,
        "gathering_us": percentiles(gathering.split_off(WARM_UP)),
        "writing_us": percentiles(writing.split_off(WARM_UP)),
    }))
}

/// The same query, many pages further, or at its last page.
fn deep_query(index: &dyn StatementIndex, query: &ListQuery) -> ListQuery {
    let mut deep = query.clone();
    for _ in 0..PAGES {
        let Some(next) = index.search(&deep, PAGE_SIZE).next else { break };
        deep.after = Some(next);
    }
    deep
}

/// How long it takes until a statement that was changed is in the answers. The record itself is not changed.
async fn change(store: &dyn RecordStore, index: &dyn StatementIndex) -> anyhow::Result<Value> {
    let newest = index.search(&ListQuery { sort: Sort::Newest, ..ListQuery::default() }, CHANGES);
    let statements = store.list(&newest.page).await?;
    let mut times = Vec::new();
    for stored in statements {
        let mut entry = IndexEntry::new(&stored);
        entry.wordings.truncate(1);
        let begun = Instant::now();
        index.apply(IndexChange { put: vec![entry], ..IndexChange::default() });
        times.push(begun.elapsed());
    }
    Ok(percentiles(times))
}

/// How long it takes until a change of a statement is on record and in the answers.
async fn stored_change(store: &dyn RecordStore, library: &Library, now: DateTime<Utc>) -> anyhow::Result<Value> {
    let newest = library.search(&ListQuery::default());
    let actor = Actor::command("bench");
    let mut times = Vec::new();
    for stored in store.list(&newest.page).await? {
        let mut changed = Valid::on_record(stored.statement.clone());
        changed.note_comparison(QuoteCheck::Verified, None);
        let begun = Instant::now();
        let mut transaction = store.begin().await?;
        let when = Moment { now, today: now.date_naive() };
        transaction.update_statement(&stored, &changed, Provenance { actor: &actor, when, reason: None }).await?;
        let entry = AuditEntry {
            actor: actor.clone(),
            action: Action::Import,
            subject: changed.external_id.clone(),
            reason: None,
            scope: ChangeScope::Statements(vec![stored.id]),
        };
        transaction.commit(entry, now).await?;
        library.refresh().await?;
        times.push(begun.elapsed());
    }
    Ok(percentiles(times))
}

fn times<T>(mut run: impl FnMut() -> T) -> Value {
    let mut times = Vec::with_capacity(TIMES);
    for at in 0..WARM_UP + TIMES {
        let begun = Instant::now();
        drop(run());
        if at >= WARM_UP {
            times.push(begun.elapsed());
        }
    }
    percentiles(times)
}

/// Median and 95th percentile.
fn percentiles(mut times: Vec<Duration>) -> Value {
    times.sort_unstable();
    let microseconds = |percent: usize| times.get(times.len() * percent / 100).map_or(0, Duration::as_micros);
    json!([u64::try_from(microseconds(50)).unwrap_or(u64::MAX), u64::try_from(microseconds(95)).unwrap_or(u64::MAX)])
}
