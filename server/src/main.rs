//! The binary `postura`.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use server::{cli, config::Cli};

/// A page is thousands of small strings, and an import frees on one thread what another made.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::run(Cli::parse())
}
