//! `postura migrate`

use crate::{config::DatabaseOptions, store};

pub(super) async fn run(options: DatabaseOptions) -> anyhow::Result<()> {
    store::open(&options.database_url).await?;
    println!("{} is up to date", options.database_url);
    Ok(())
}
