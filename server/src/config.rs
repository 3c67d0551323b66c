//! The command line. Every flag has an environment variable `POSTURA_*`; flags win.

use std::{net::SocketAddr, num::NonZeroUsize, path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use chrono::NaiveDate;
use chrono_tz::Tz;
use clap::{Args, Parser, Subcommand};
use domain::{Charset, EmailAddress, Role, is_web_address};
use pages::document::{Contact, SiteFacts};
use service::ports::RecordStore;
use store::{DatabaseAddress, OpenError, Opening, Patience};

use crate::{
    file_reader::FileKind,
    http::{CookiePolicy, Reach},
    memory::MemoryBudget,
};

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
    Migrate(MigrateOptions),
    /// Import statements and reference data: all or nothing, and the same again changes nothing
    Import(ImportOptions),
    /// Manage the accounts of those who work on the record
    #[command(subcommand)]
    User(UserCommand),
    /// Build the index anew from the record
    Reindex(IndexOptions),
    /// Back the record up into a new file, while servers go on
    Backup(BackupOptions),
    /// Restore a backup into an empty database, of either kind
    Restore(RestoreOptions),
    /// Check that the audit log is as it was written, that the words on record are those it says, and that the kept index is
    /// of the record
    Verify(IndexOptions),
    /// Say what is wrong with a deployment, with the flags and variables that the server gets
    Doctor(ServeOptions),
    /// Read a file from standard input, within limits, for the server
    #[command(hide = true)]
    ReadFile(ReadFileOptions),
}

/// What to make of a file.
#[derive(Debug, Clone, Copy, Args)]
pub struct ReadFileOptions {
    /// What is wanted of it.
    pub kind: FileKind,
    /// How its characters are written; unless told, that is told from them.
    #[arg(long)]
    pub charset: Option<Charset>,
}

/// Which database.
#[derive(Debug, Clone, Args)]
pub struct DatabaseOptions {
    /// Where the record is kept: sqlite://PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "POSTURA_DATABASE_URL", default_value = "sqlite://data/postura.db", hide_env_values = true)]
    pub database_url: DatabaseAddress,
    /// Where backups are put: before the tables are brought up to date and, with --backup-every, again and again; unless
    /// told, backups beside the file of a SQLite database, or data/backups
    #[arg(long, env = "POSTURA_BACKUP_FOLDER")]
    pub backup_folder: Option<PathBuf>,
}

impl DatabaseOptions {
    /// Where backups are put.
    #[must_use]
    pub fn backup_folder(&self) -> PathBuf {
        self.backup_folder.clone().unwrap_or_else(|| match &self.database_url {
            DatabaseAddress::Sqlite(path) => path.with_file_name("backups"),
            DatabaseAddress::Postgres(_) => PathBuf::from("data/backups"),
        })
    }

    /// Opens the record; if its tables have to be brought up to date, it is backed up before.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn open(&self, patience: Patience) -> Result<Arc<dyn RecordStore>, OpenError> {
        let opening = Opening { patience, read_only: false, backup_folder: Some(self.backup_folder()) };
        store::open(&self.database_url, &opening).await
    }

    /// Opens the record to read it and not to write to it.
    ///
    /// # Errors
    /// When it cannot be opened or its tables are those of another version.
    pub async fn open_to_read(&self, patience: Patience) -> Result<Arc<dyn RecordStore>, OpenError> {
        let opening = Opening { patience, read_only: true, backup_folder: None };
        store::open(&self.database_url, &opening).await
    }
}

/// Which database to bring up to date.
#[derive(Debug, Args)]
pub struct MigrateOptions {
    /// Which database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Do not back the record up before
    #[arg(long)]
    pub no_backup: bool,
}

/// What to back up.
#[derive(Debug, Args)]
pub struct BackupOptions {
    /// Which database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The new file, like postura.jsonl.gz
    pub file: PathBuf,
}

/// What to restore, and where.
#[derive(Debug, Args)]
pub struct RestoreOptions {
    /// Which database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The file that was made by postura backup or by a server
    pub file: PathBuf,
    /// Read the file to its end to see whether it is whole, and restore nothing
    #[arg(long)]
    pub check: bool,
}

/// Which database, and where its index is kept.
#[derive(Debug, Clone, Args)]
pub struct IndexOptions {
    /// Which database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Where the index is kept, which is made from the record and can be lost; unless told, beside the file of a SQLite
    /// database, or data/postura.index
    #[arg(long, env = "POSTURA_INDEX_FOLDER")]
    pub index_folder: Option<PathBuf>,
}

impl ServeOptions {
    /// What may be kept in memory, and how many are served at a time.
    #[must_use]
    pub fn memory(&self) -> MemoryBudget {
        MemoryBudget::new(self.memory_limit, self.page_cache)
    }
}

impl IndexOptions {
    /// Where the index is kept.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.index_folder.clone().unwrap_or_else(|| match &self.database.database_url {
            DatabaseAddress::Sqlite(path) => path.with_extension("index"),
            DatabaseAddress::Postgres(_) => PathBuf::from("data/postura.index"),
        })
    }
}

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Which database, and where its index is kept.
    #[command(flatten)]
    pub index: IndexOptions,
    /// The address to listen on
    #[arg(long, env = "POSTURA_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
    /// Where to answer /metrics for Prometheus, on a listener of its own that readers do not reach, like 127.0.0.1:9464; unless
    /// told, nowhere
    #[arg(long, env = "POSTURA_METRICS_ADDR")]
    pub metrics_addr: Option<SocketAddr>,
    /// Load the starter data if the database is empty
    #[arg(long, env = "POSTURA_STARTER_DATA")]
    pub starter_data: bool,
    /// Show the record and change nothing of it; nobody can sign in
    #[arg(long, env = "POSTURA_READ_ONLY", conflicts_with = "starter_data")]
    pub read_only: bool,
    /// The time zone in which it is "today" for readers
    #[arg(long, env = "POSTURA_TIME_ZONE", default_value = "America/Mexico_City")]
    pub time_zone: Tz,
    /// Show the pages as if it were this day, YYYY-MM-DD
    #[arg(long, env = "POSTURA_TODAY")]
    pub today: Option<NaiveDate>,
    /// How readers reach the site
    #[command(flatten)]
    pub reach: ReachOptions,
    /// What is asked of those who work on the record
    #[command(flatten)]
    pub desk: DeskOptions,
    /// How much memory pages may take that are kept for readers who are not signed in, in MiB; 0 keeps none
    #[arg(long, env = "POSTURA_PAGE_CACHE", default_value_t = 32)]
    pub page_cache: u64,
    /// How much memory the process is to get by with, in MiB: what is kept to be quick is cut down to it, and fewer are served
    /// at a time. The index is beside it, which is as large as the record
    #[arg(long, env = "POSTURA_MEMORY_LIMIT")]
    pub memory_limit: Option<u64>,
    /// Back the record up into the backup folder again and again, this long after the last, like 24h or 30m; unless told,
    /// never
    #[arg(long, env = "POSTURA_BACKUP_EVERY")]
    pub backup_every: Option<humantime::Duration>,
    /// How many of these backups are kept, the newest
    #[arg(long, env = "POSTURA_KEEP", default_value_t = NonZeroUsize::new(7).expect("not zero"))]
    pub keep: NonZeroUsize,
}

/// What is asked of those who work on the record.
#[derive(Debug, Clone, Args)]
pub struct DeskOptions {
    /// Everybody who works on the record must have a second factor
    #[arg(long, env = "POSTURA_REQUIRE_SECOND_FACTOR")]
    pub require_second_factor: bool,
    /// Reviewers may publish their own drafts; unless told, somebody else must
    #[arg(long, env = "POSTURA_OWN_REVIEW")]
    pub own_review: bool,
}

/// How readers reach the site.
#[derive(Debug, Clone, Args)]
pub struct ReachOptions {
    /// Where readers reach the site, like https://postura.example; unless told, the address it listens on
    #[arg(long, env = "POSTURA_PUBLIC_URL")]
    pub public_url: Option<PublicUrl>,
    /// A proxy stands before the server and says in X-Forwarded-For where requests come from
    #[arg(long, env = "POSTURA_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// How many connections one address may have at a time; 0 for any number. Behind a proxy it is the proxy that has to
    /// count
    #[arg(long, env = "POSTURA_CONNECTIONS_PER_ADDRESS", default_value_t = 64)]
    pub connections_per_address: usize,
    /// Who runs this copy, as the page about it says
    #[arg(long, env = "POSTURA_OPERATOR")]
    pub operator: Option<String>,
    /// Where errors are reported: an e-mail address, or the address of a page
    #[arg(long, env = "POSTURA_CONTACT", value_parser = contact)]
    pub contact: Option<Contact>,
    /// Under which licence the data may be used, in a sentence
    #[arg(long, env = "POSTURA_DATA_LICENCE")]
    pub data_licence: Option<String>,
    /// How many seconds the server goes on once it is asked to stop, saying at /readyz that it is not ready, so that a
    /// balancer can take it out
    #[arg(long, env = "POSTURA_STOP_DELAY", default_value_t = 1)]
    pub stop_delay: u64,
}

/// Where errors are reported.
fn contact(text: &str) -> Result<Contact, &'static str> {
    if is_web_address(text) {
        return Ok(Contact::Page(text.to_owned()));
    }
    let email: Result<EmailAddress, _> = text.parse();
    email.map(|_| Contact::Email(text.to_owned())).map_err(|_| "an e-mail address or the address of a page is expected")
}

/// Scheme, host and port, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

/// A text that is no such address.
#[derive(Debug, thiserror::Error)]
#[error("scheme and host are expected and nothing else, like https://postura.example")]
pub struct PublicUrlError;

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let text = text.trim_end_matches('/');
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        let is_good = !host.is_empty() && !host.contains(|c: char| c == '/' || c == '@' || c.is_whitespace());
        if is_good { Ok(Self(text.to_lowercase())) } else { Err(PublicUrlError) }
    }
}

impl ReachOptions {
    /// How a site that listens on an address is reached, by so many connections at a time.
    #[must_use]
    pub fn reach(&self, listening: SocketAddr, connections: usize) -> Reach {
        let public_url = self.public_url.as_ref().map_or_else(|| format!("http://{listening}"), |url| url.0.clone());
        let cookies = if public_url.starts_with("https://") {
            CookiePolicy::Https
        } else if listening.ip().is_loopback() {
            CookiePolicy::Loopback
        } else {
            CookiePolicy::Never
        };
        let facts = SiteFacts {
            public_url,
            operator: self.operator.clone(),
            contact: self.contact.clone(),
            data_licence: self.data_licence.clone(),
        };
        Reach {
            cookies,
            facts,
            behind_proxy: self.behind_proxy,
            connections,
            connections_per_address: self.connections_per_address,
            stop_delay: Duration::from_secs(self.stop_delay),
        }
    }
}

/// What can be done about accounts at a terminal.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Open an account, and print a link with which the person sets a password
    Add(UserAddOptions),
    /// Print a new link with which a person sets a password; an earlier one is not good any more
    Link(UserLinkOptions),
}

/// Whose account to open.
#[derive(Debug, Args)]
pub struct UserAddOptions {
    /// Which database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Where the site is reached, for the link
    #[arg(long, env = "POSTURA_PUBLIC_URL", default_value = "http://127.0.0.1:3000")]
    pub public_url: PublicUrl,
    /// The name that colleagues see
    #[arg(long)]
    pub name: String,
    /// What the person signs in with
    #[arg(long)]
    pub email: EmailAddress,
    /// What the person may do: editor, reviewer or admin
    #[arg(long)]
    pub role: Role,
}

/// Whose link to make.
#[derive(Debug, Args)]
pub struct UserLinkOptions {
    /// Which database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Where the site is reached, for the link
    #[arg(long, env = "POSTURA_PUBLIC_URL", default_value = "http://127.0.0.1:3000")]
    pub public_url: PublicUrl,
    /// What the person signs in with
    #[arg(long)]
    pub email: EmailAddress,
}

impl std::fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
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
    /// How many statements are added in one step of a long import; for tests
    #[arg(long, hide = true)]
    pub step: Option<u64>,
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
    fn a_cookie_is_set_over_https_or_on_this_machine_only() {
        let cookies = |public_url: Option<&str>, listening: &str| {
            let public_url = public_url.map(|url| url.parse().expect("an address"));
            let options = ReachOptions {
                public_url,
                behind_proxy: false,
                connections_per_address: 64,
                operator: None,
                contact: None,
                data_licence: None,
                stop_delay: 0,
            };
            options.reach(listening.parse().expect("an address"), 1).cookies
        };
        assert_eq!(cookies(Some("https://postura.example/"), "0.0.0.0:3000"), CookiePolicy::Https);
        assert_eq!(cookies(None, "127.0.0.1:3000"), CookiePolicy::Loopback);
        assert_eq!(cookies(None, "0.0.0.0:3000"), CookiePolicy::Never);
        assert_eq!(cookies(Some("http://postura.example"), "192.0.2.1:80"), CookiePolicy::Never);
        for bad in ["postura.example", "https://", "https://postura.example/path", "ftp://postura.example"] {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad} was taken");
        }
    }

    #[test]
    fn the_index_is_kept_beside_the_database_unless_told() {
        let folder = |arguments: &[&str]| match Cli::try_parse_from(arguments).expect("options").command {
            Command::Reindex(options) => options.folder(),
            command => panic!("{command:?}"),
        };
        let at = |url: &str| folder(&["postura", "reindex", "--database-url", url]);
        assert_eq!(at("sqlite://there/record.db"), PathBuf::from("there/record.index"));
        assert_eq!(at("postgres://me@localhost/record"), PathBuf::from("data/postura.index"));
        assert_eq!(folder(&["postura", "reindex", "--index-folder", "elsewhere"]), PathBuf::from("elsewhere"));
    }

    #[test]
    fn help_does_not_show_a_password_from_the_environment() {
        let help = Cli::command().find_subcommand_mut("serve").expect("serve").render_long_help().to_string();
        assert!(help.contains("POSTURA_DATABASE_URL") && !help.contains("POSTURA_DATABASE_URL="), "{help}");
    }
}
