//! `postura migrate`

use chrono_tz::Tz;
use service::sealing::seal_statements;
use store::Patience;

use crate::{clock::SystemClock, config::MigrateOptions};

pub(super) async fn run(options: MigrateOptions) -> anyhow::Result<()> {
    let database = &options.database;
    let store = if options.no_backup {
        store::open(&database.database_url, &Patience::Command.into()).await?
    } else {
        database.open(Patience::Command).await?
    };
    let sealed = seal_statements(store.as_ref(), &SystemClock { time_zone: Tz::UTC }).await;
    store.close().await;
    if let sealed @ 1.. = sealed? {
        println!("from now on the log answers for the words of {sealed} statements");
    }
    println!("{} is up to date", database.database_url);
    Ok(())
}
