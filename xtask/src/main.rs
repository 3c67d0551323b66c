//! Builds, serves and tests Postura. Nothing is needed but rustup, cargo and a C compiler; tests install
//! what else they need.

mod bench;
mod client;
mod generate;
mod run;
mod server;
mod site;
mod test;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

/// Build, serve and test Postura.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and serve it on http://127.0.0.1:3000, with the starter data in a new database
    Serve {
        /// What to hand on to `postura serve`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Build the binary for use: target/release/postura, assets embedded
    Build,
    /// Install what the tests need and run them all
    Test {
        /// What to hand on to `cargo test`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Compare the index with the one that looks at every statement, at full size: 20,000 statements, 10,000 filters
    /// before and 10,000 after 1,000 changes
    Exactness,
    /// See that nothing that was answered is lost: servers killed hundreds of times, without room, on a disk that fails, with
    /// PostgreSQL gone, beside each other
    Endurance {
        /// A part of the name of the tests to run; all unless told
        #[arg(default_value = "")]
        part: String,
    },
    /// Measure how fast pages are over many made-up statements
    Bench {
        /// How many statements; can be given several times
        #[arg(long = "count", default_values_t = [10_000, 100_000, 1_000_000])]
        counts: Vec<usize>,
        /// The binary of another build, to measure this one against it: imports, and every page of both in turns
        #[arg(long)]
        against: Option<PathBuf>,
    },
    /// Compare how many requests a second Postura and another server answer over the same statements
    Compare {
        /// The folder to import
        #[arg(long)]
        data: PathBuf,
        /// Where the other server listens, on this machine
        #[arg(long, default_value = "127.0.0.1:8401")]
        beside: String,
        /// A JSON object with two addresses for each name: Postura's and the other's
        #[arg(long)]
        cases: PathBuf,
        /// How long each turn takes
        #[arg(long, default_value_t = 6)]
        seconds: u64,
        /// How many connections ask at once
        #[arg(long, default_value_t = 4)]
        connections: usize,
    },
    /// Build the style sheet and the client only
    Site,
    /// Write made-up statements in the format of an import, to see how Postura does with many
    Generate {
        /// How many statements
        #[arg(long)]
        count: usize,
        /// Another number gives other statements
        #[arg(long, default_value_t = 2026)]
        seed: u64,
        /// The folder to write
        folder: PathBuf,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve { options } => server::serve(&options),
        Command::Build => server::build_release(),
        Command::Test { options } => test::run(&options),
        Command::Exactness => test::exactness(),
        Command::Endurance { part } => test::endurance(&part),
        Command::Bench { counts, against: None } => bench::bench(&counts),
        Command::Bench { counts, against: Some(other) } => bench::against(&counts, &other),
        Command::Compare { data, beside, cases, seconds, connections } => {
            bench::compare(&data, &beside, &cases, seconds, connections)
        }
        Command::Site => site::build(),
        Command::Generate { count, seed, folder } => generate::generate(count, seed, &folder),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
