//! `postura import`

use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
};

use anyhow::Context;
use chrono_tz::Tz;
use indicatif::{ProgressBar, ProgressStyle};
use service::import::{ImportInput, LineFile, Mode, TextFile, import};
use store::Patience;

use crate::{clock::SystemClock, config::ImportOptions};

pub(super) async fn run(options: ImportOptions) -> anyhow::Result<()> {
    let (mut input, bytes) = open_input(&options.path)?;
    input.step = options.step;
    let store = options.database.open(Patience::Command).await?;
    // Hidden by itself when standard error is no terminal.
    let style = ProgressStyle::with_template("{bar:32} {bytes}/{total_bytes} statements, {eta} left")?;
    let bar = ProgressBar::new(bytes).with_style(style);
    let clock = SystemClock { time_zone: Tz::UTC };
    let mode = if options.dry_run { Mode::DryRun } else { Mode::Keep };
    let report = import(store.as_ref(), &clock, input, mode, &mut |read| bar.set_position(read)).await;
    bar.finish_and_clear();
    store.close().await;
    println!("{}", report?);
    if options.dry_run {
        println!("dry run: nothing was changed");
    }
    Ok(())
}

/// Opens a file of statements, or what there is in a folder; with the number of bytes of statements.
fn open_input(path: &Path) -> anyhow::Result<(ImportInput, u64)> {
    if !path.is_dir() {
        let (file, bytes) = lines(path.to_owned())?;
        return Ok((ImportInput { statements: Some(file), ..ImportInput::default() }, bytes));
    }
    let statements = existing(path, "statements.jsonl").map(lines).transpose()?;
    let input = ImportInput {
        actors: existing(path, "actors.json").map(text).transpose()?,
        topics: existing(path, "topics.json").map(text).transpose()?,
        milestones: existing(path, "milestones.json").map(text).transpose()?,
        ..ImportInput::default()
    };
    let is_empty =
        input.actors.is_none() && input.topics.is_none() && input.milestones.is_none() && statements.is_none();
    anyhow::ensure!(
        !is_empty,
        "{} has none of actors.json, topics.json, milestones.json and statements.jsonl",
        path.display()
    );
    let (statements, bytes) = statements.unzip();
    Ok((ImportInput { statements, ..input }, bytes.unwrap_or_default()))
}

fn existing(folder: &Path, name: &str) -> Option<PathBuf> {
    Some(folder.join(name)).filter(|path| path.exists())
}

fn text(path: PathBuf) -> anyhow::Result<TextFile> {
    let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(TextFile { name: path.display().to_string(), text })
}

fn lines(path: PathBuf) -> anyhow::Result<(LineFile, u64)> {
    let cannot = || format!("{} cannot be read", path.display());
    let file = File::open(&path).with_context(cannot)?;
    let bytes = file.metadata().with_context(cannot)?.len();
    Ok((LineFile { name: path.display().to_string(), lines: Box::new(BufReader::new(file)) }, bytes))
}
