//! `postura migrate`

use crate::{
    config::MigrateOptions,
    store::{self, Patience},
};

pub(super) async fn run(options: MigrateOptions) -> anyhow::Result<()> {
    let database = &options.database;
    let store = if options.no_backup {
        store::open(&database.database_url, &Patience::Command.into()).await?
    } else {
        database.open(Patience::Command).await?
    };
    store.close().await;
    println!("{} is up to date", database.database_url);
    Ok(())
}
