//! `postura verify`

use crate::{config::DatabaseOptions, store};

pub(super) async fn run(options: DatabaseOptions) -> anyhow::Result<()> {
    let store = store::open(&options.database_url).await?;
    let check = store.verify_audit().await?;
    if let Some(number) = check.broken {
        anyhow::bail!(
            "the audit log is not as it was written from row {number} on; the {} rows before it are",
            check.right
        );
    }
    println!("the audit log is as it was written: {} rows", check.right);
    Ok(())
}
