//! `postura backup`, and what it shows of itself and `postura restore`.

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use store::backup::{BackedUp, back_up};

use crate::config::BackupOptions;

pub(super) async fn run(options: BackupOptions) -> anyhow::Result<()> {
    let bar = progress_bar("backing up")?;
    let backed_up = back_up(&options.database.database_url, &options.file, &mut |rows| bar.set_position(rows)).await;
    bar.finish_and_clear();
    println!("{} was backed up: {}", options.database.database_url, told(&backed_up?));
    Ok(())
}

/// Counts rows; hidden by itself when standard error is no terminal.
pub(super) fn progress_bar(doing: &str) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template(&format!("{{spinner}} {doing}: {{human_pos}} rows, {{elapsed}}"))?;
    Ok(ProgressBar::new_spinner().with_style(style))
}

/// What is in a backup.
pub(super) fn told(backed_up: &BackedUp) -> String {
    let BackedUp { rows, bytes, change_number } = *backed_up;
    format!("{} rows up to change {change_number}, {}", HumanCount(rows), HumanBytes(bytes))
}
