//! Postura beside another server over the same statements: requests a second of each, in turns, so that whatever else
//! the machine does is shared by both.

use std::{collections::BTreeMap, fs, path::Path, process::Stdio, time::Duration};

use anyhow::Context;
use serde_json::json;

use super::{
    build,
    load::load,
    server::{ADDRESS, Server, postura},
};
use crate::run::{run, step, target};

/// How often each of the two has its turn.
const TURNS: usize = 3;

/// Compares the cases of a file: for each name the address on Postura and that on the other server.
pub(crate) fn compare(data: &Path, other: &str, cases: &Path, seconds: u64, connections: usize) -> anyhow::Result<()> {
    build()?;
    let text = fs::read_to_string(cases).with_context(|| format!("{} cannot be read", cases.display()))?;
    let cases: BTreeMap<String, [String; 2]> = serde_json::from_str(&text)
        .context("a JSON object is expected, with two addresses for each name: Postura's and the other's")?;
    let folder = target().join("bench/compare");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let url = format!("sqlite://{}", folder.join("postura.db").display());
    step("importing");
    run(postura().args(["import", "--database-url", &url]).arg(data).stdout(Stdio::null()))?;
    step("starting");
    let (_server, _) = Server::start(&url, 0)?;
    let mut results = serde_json::Map::new();
    println!(
        "{:<24} {:>12} {:>12} {:>8}   requests a second, median of {TURNS} turns",
        "", "Postura", "the other", "ratio"
    );
    for (name, [own, others]) in &cases {
        let turn = |server: &str, address: &String| -> anyhow::Result<f64> {
            let addresses = std::slice::from_ref(address);
            Ok(load(server, addresses, connections, Duration::from_secs(seconds))?.requests_per_second)
        };
        let (mut own_turns, mut other_turns) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            own_turns.push(turn(ADDRESS, own).with_context(|| format!("Postura: {own}"))?);
            other_turns.push(turn(other, others).with_context(|| format!("{other}: {others}"))?);
        }
        let (mine, theirs) = (median(&mut own_turns), median(&mut other_turns));
        println!("{name:<24} {mine:>12.1} {theirs:>12.2} {:>8.0}", mine / theirs);
        results.insert(name.clone(), json!({"postura": own_turns, "other": other_turns, "ratio": mine / theirs}));
    }
    let file = target().join("bench/comparison.json");
    fs::write(&file, serde_json::to_vec_pretty(&results)?)?;
    step(&format!("the results are in {}", file.display()));
    Ok(())
}

fn median(turns: &mut [f64]) -> f64 {
    turns.sort_unstable_by(f64::total_cmp);
    turns[turns.len() / 2]
}
