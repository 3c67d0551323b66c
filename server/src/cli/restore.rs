//! `postura restore`

use store::{
    Patience,
    backup::{check, restore},
};

use super::{
    backup::{progress_bar, told},
    verify::verify_record,
};
use crate::config::RestoreOptions;

pub(super) async fn run(options: RestoreOptions) -> anyhow::Result<()> {
    let RestoreOptions { database, file, check: only_check } = options;
    let bar = progress_bar(if only_check { "reading" } else { "restoring" })?;
    let mut progress = |rows| bar.set_position(rows);
    if only_check {
        let read = check(&file, &mut progress);
        bar.finish_and_clear();
        println!("{} is whole: {}", file.display(), told(&read?));
        return Ok(());
    }
    let restored = restore(&file, &database.database_url, &mut progress).await;
    bar.finish_and_clear();
    println!("{} was restored into {}: {}", file.display(), database.database_url, told(&restored?));
    let store = database.open(Patience::Command).await?;
    let verified = verify_record(store.as_ref()).await;
    store.close().await;
    verified
}
