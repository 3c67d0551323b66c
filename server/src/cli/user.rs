//! `postura user`

use std::sync::Arc;

use anyhow::Context;
use chrono_tz::Tz;
use service::{accounts::Accounts, authorisation::AccountManager, ports::RecordStore};
use store::Patience;
use words::paths::Address;

use crate::{
    auth::SystemSecrets,
    clock::SystemClock,
    config::{PublicUrl, UserAddOptions, UserCommand, UserLinkOptions},
};

pub(super) async fn run(command: UserCommand) -> anyhow::Result<()> {
    match command {
        UserCommand::Add(options) => add(options).await,
        UserCommand::Link(options) => link(options).await,
    }
}

fn accounts(store: Arc<dyn RecordStore>) -> Accounts {
    Accounts::new(store, Arc::new(SystemSecrets::new()), Arc::new(SystemClock { time_zone: Tz::UTC }), false)
}

async fn add(options: UserAddOptions) -> anyhow::Result<()> {
    let store = options.database.open(Patience::Command).await?;
    let by = AccountManager::at_terminal("user add");
    let added = accounts(Arc::clone(&store)).add_user(&by, &options.name, &options.email, options.role).await;
    store.close().await;
    let token = added?;
    print_link(&options.public_url, token);
    Ok(())
}

async fn link(options: UserLinkOptions) -> anyhow::Result<()> {
    let store = options.database.open(Patience::Command).await?;
    let account = store.find_account_by_email(&options.email).await?;
    let account = account.with_context(|| format!("nobody has an account with {}", options.email))?;
    let by = AccountManager::at_terminal("user link");
    let token = accounts(Arc::clone(&store)).renew_link(&by, account.user.id).await?;
    store.close().await;
    print_link(&options.public_url, token);
    Ok(())
}

fn print_link(public_url: &PublicUrl, token: String) {
    let path = Address::Password(token).in_locale(domain::Locale::En);
    eprintln!("the link with which the password is set, good once and for 48 hours:");
    println!("{public_url}{path}");
}
