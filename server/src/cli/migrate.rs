//! `postura migrate`

use crate::{
    config::DatabaseOptions,
    store::{self, Patience},
};

pub(super) async fn run(options: DatabaseOptions) -> anyhow::Result<()> {
    store::open(&options.database_url, Patience::Command).await?.close().await;
    println!("{} is up to date", options.database_url);
    Ok(())
}
