//! This build against another one: the same statements imported by each, and every page asked of both in turns, so that
//! whatever else the machine does is shared by both.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::ensure;
use serde_json::{Map, Value, json};

use super::{
    WARM_UP, cases,
    client::Client,
    data_of, deep_page,
    figures::Times,
    server::{ADDRESS, Server, postura, program},
};
use crate::{
    run::{run, step, target},
    server,
};

/// Where the other build listens.
const OTHER_ADDRESS: &str = "127.0.0.1:3998";

/// How often each page is asked of each.
const TIMES: usize = 200;

/// How often each imports.
const IMPORTS: usize = 2;

/// One of the two.
struct Side {
    /// Its binary, where it is not of this build.
    binary: Option<PathBuf>,
    address: &'static str,
    folder: PathBuf,
    imports: Vec<Duration>,
}

impl Side {
    fn program(&self) -> Command {
        self.binary.as_deref().map_or_else(postura, program)
    }

    fn url(&self) -> String {
        format!("sqlite://{}", self.folder.join("postura.db").display())
    }

    /// Imports into an empty record.
    fn import(&mut self, data: &Path) -> anyhow::Result<()> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        fs::create_dir_all(&self.folder)?;
        let begun = Instant::now();
        run(self.program().args(["import", "--database-url", &self.url()]).arg(data).stdout(Stdio::null()))?;
        self.imports.push(begun.elapsed());
        Ok(())
    }

    fn start(&self) -> anyhow::Result<(Server, Duration)> {
        Server::launch(self.program(), self.address, &self.url(), 0)
    }

    fn seconds(&self) -> Vec<f64> {
        self.imports.iter().map(Duration::as_secs_f64).collect()
    }
}

/// Measures this build, which is built first, and the binary of another.
pub(crate) fn against(counts: &[usize], other: &Path) -> anyhow::Result<()> {
    server::build_release()?;
    let folder = target().join("bench");
    let results: Vec<Value> =
        counts.iter().map(|count| measure(*count, other, &folder)).collect::<anyhow::Result<_>>()?;
    let file = folder.join("against.json");
    fs::write(&file, serde_json::to_vec_pretty(&results)?)?;
    step(&format!("the results are in {}", file.display()));
    Ok(())
}

fn measure(count: usize, other: &Path, folder: &Path) -> anyhow::Result<Value> {
    let data = data_of(count, folder)?;
    let side = |name, binary, address| Side {
        binary,
        address,
        folder: folder.join("against").join(name),
        imports: Vec::new(),
    };
    let mut this = side("this", None, ADDRESS);
    let mut other = side("other", Some(other.canonicalize()?), OTHER_ADDRESS);
    for turn in 1..=IMPORTS {
        step(&format!("importing {count} statements by each, {turn} of {IMPORTS}"));
        other.import(&data)?;
        this.import(&data)?;
    }
    println!("{count} statements imported, seconds: this {:.1?}, the other {:.1?}", this.seconds(), other.seconds());
    step("asking for every page in turns");
    let (_this, from_nothing) = this.start()?;
    let (_other, others_from_nothing) = other.start()?;
    let pages = pages(count, this.address, other.address)?;
    Ok(json!({
        "statements": count,
        "imports_s": [this.seconds(), other.seconds()],
        "from_nothing_s": [from_nothing.as_secs_f64(), others_from_nothing.as_secs_f64()],
        "times": TIMES,
        "pages": pages,
    }))
}

/// Medians of every page, by name: of this build, of the other, and how many times as long this one takes.
fn pages(count: usize, this: &str, other: &str) -> anyhow::Result<Map<String, Value>> {
    let deep = deep_page(&mut Client::connect(this)?)?;
    println!("{count} statements: {:<22} {:>9} {:>9} {:>7}   p50 ms", "", "this", "other", "ratio");
    let mut medians = Map::new();
    for (name, address) in cases::all(&deep) {
        let (mut own, mut others) = (Vec::with_capacity(TIMES), Vec::with_capacity(TIMES));
        // New for each page: a server closes what is idle, as the other is while this one alone is asked.
        let (mut this, mut other) = (Client::connect(this)?, Client::connect(other)?);
        // The other may be of a version that has no such page.
        let is_known = other.status_of(address)? == 200;
        for at in 0..WARM_UP + TIMES {
            let sides = [(&mut this, &mut own), (&mut other, &mut others)];
            for (client, times) in sides.into_iter().take(if is_known { 2 } else { 1 }) {
                let begun = Instant::now();
                let bytes = client.get(address)?.len();
                ensure!(bytes > 0, "{address} is empty");
                if at >= WARM_UP {
                    times.push(begun.elapsed());
                }
            }
        }
        let own = Times::new(own).percentile(50);
        if !is_known {
            println!("{count} statements: {name:<22} {own:>9.3}");
            medians.insert(name.to_owned(), json!({"path": address, "p50_ms": [own]}));
            continue;
        }
        let others = Times::new(others).percentile(50);
        println!("{count} statements: {name:<22} {own:>9.3} {others:>9.3} {:>7.3}", own / others);
        medians.insert(name.to_owned(), json!({"path": address, "p50_ms": [own, others], "ratio": own / others}));
    }
    Ok(medians)
}
