//! The command line. Every flag has an environment variable `POSTURA_*`; flags win.

use std::{net::SocketAddr, path::PathBuf};

use chrono::NaiveDate;
use chrono_tz::Tz;
use clap::{Args, Parser, Subcommand};

use crate::store::DatabaseAddress;

/// Postura: who said what on the USMCA / T-MEC / CUSMA, and where each stakeholder stands.
#[derive(Debug, Parser)]
#[command(name = "postura", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the binary can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the pages until stopped
    Serve(ServeOptions),
    /// Bring the database up to date, making it if it is not there
    Migrate(DatabaseOptions),
    /// Import statements and reference data: all or nothing, and the same again changes nothing
    Import(ImportOptions),
}

/// Which database.
#[derive(Debug, Clone, Args)]
pub struct DatabaseOptions {
    /// Where the record is kept: sqlite://PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "POSTURA_DATABASE_URL", default_value = "sqlite://data/postura.db", hide_env_values = true)]
    pub database_url: DatabaseAddress,
}

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Which database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The address to listen on
    #[arg(long, env = "POSTURA_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
    /// Load the starter data if the database is empty
    #[arg(long, env = "POSTURA_STARTER_DATA")]
    pub starter_data: bool,
    /// The time zone in which it is "today" for readers
    #[arg(long, env = "POSTURA_TIME_ZONE", default_value = "America/Mexico_City")]
    pub time_zone: Tz,
    /// Show the pages as if it were this day, YYYY-MM-DD
    #[arg(long, env = "POSTURA_TODAY")]
    pub today: Option<NaiveDate>,
}

/// What to import, and whether to keep it.
#[derive(Debug, Args)]
pub struct ImportOptions {
    /// Which database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// A .jsonl file of statements, or a folder with any of actors.json, topics.json, milestones.json and statements.jsonl
    pub path: PathBuf,
    /// Say what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_does_not_show_a_password_from_the_environment() {
        let help = Cli::command().find_subcommand_mut("serve").expect("serve").render_long_help().to_string();
        assert!(help.contains("POSTURA_DATABASE_URL") && !help.contains("POSTURA_DATABASE_URL="), "{help}");
    }
}
