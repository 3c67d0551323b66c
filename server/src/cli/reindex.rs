//! `postura reindex`, and what `postura serve` shows while it builds the index.

use std::sync::Arc;

use anyhow::Context;
use chrono_tz::Tz;
use index::LiveIndex;
use indicatif::{ProgressBar, ProgressStyle};
use service::Library;
use store::Patience;

use crate::{clock::SystemClock, config::IndexOptions};

pub(super) async fn run(options: IndexOptions) -> anyhow::Result<()> {
    let store = options.database.open(Patience::Command).await?;
    let index = open_index(&options)?;
    anyhow::ensure!(
        index.is_first(),
        "the index in {} is in use by a server; it builds the index anew by itself, or stop it first",
        options.folder().display()
    );
    let clock = Arc::new(SystemClock { time_zone: Tz::UTC });
    let library = Library::new(Arc::clone(&store), Arc::new(index), clock);
    let bar = progress_bar()?;
    library.rebuild(&mut |read| bar.set_position(read)).await?;
    bar.finish_and_clear();
    store.close().await;
    println!("the index was built: {} statements", library.total());
    Ok(())
}

/// Opens the index of a folder.
pub(super) fn open_index(options: &IndexOptions) -> anyhow::Result<LiveIndex> {
    let folder = options.folder();
    LiveIndex::open(&folder).with_context(|| format!("the index cannot be kept in {}", folder.display()))
}

/// Counts the statements that are read; hidden by itself when standard error is no terminal.
pub(super) fn progress_bar() -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{spinner} building the index: {human_pos} statements, {elapsed}")?;
    Ok(ProgressBar::new_spinner().with_style(style))
}
