//! The commands of the binary.

mod backup;
mod doctor;
mod import;
mod migrate;
mod read_file;
mod reindex;
mod restore;
mod serve;
mod user;
mod verify;

use std::process::ExitCode;

use crate::config::{Cli, Command};

/// Carries a command out. 0: done, 1: failed, with one line on what failed; what is used wrongly never
/// gets here and ends with 2.
pub fn run(cli: Cli) -> ExitCode {
    let done = match cli.command {
        // Alone in its process, without the threads of a runtime.
        Command::ReadFile(options) => read_file::run(options),
        command => in_runtime(command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("postura: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn in_runtime(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(options) => serve::run(options).await,
        Command::Migrate(options) => migrate::run(options).await,
        Command::Import(options) => import::run(options).await,
        Command::User(command) => user::run(command).await,
        Command::Reindex(options) => reindex::run(options).await,
        Command::Backup(options) => backup::run(options).await,
        Command::Restore(options) => restore::run(options).await,
        Command::Doctor(options) => doctor::run(options).await,
        Command::Verify(options) => verify::run(options).await,
        Command::ReadFile(options) => read_file::run(options),
    }
}
