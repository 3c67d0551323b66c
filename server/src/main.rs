//! The binary `postura`.

use std::process::ExitCode;

use clap::Parser;
use server::{cli, config::Cli};

#[tokio::main]
async fn main() -> ExitCode {
    cli::run(Cli::parse()).await
}
