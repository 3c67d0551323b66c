//! The commands of the binary.

mod import;
mod migrate;
mod reindex;
mod serve;
mod user;
mod verify;

use std::process::ExitCode;

use crate::config::{Cli, Command};

/// Carries a command out. 0: done, 1: failed, with one line on what failed; what is used wrongly never
/// gets here and ends with 2.
pub async fn run(cli: Cli) -> ExitCode {
    let done = match cli.command {
        Command::Serve(options) => serve::run(options).await,
        Command::Migrate(options) => migrate::run(options).await,
        Command::Import(options) => import::run(options).await,
        Command::User(command) => user::run(command).await,
        Command::Reindex(options) => reindex::run(options).await,
        Command::Verify(options) => verify::run(options).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("postura: {error:#}");
            ExitCode::FAILURE
        }
    }
}
