//! `postura doctor`: what is wrong with a deployment, looked at with the flags and variables that the server gets.
//!
//! To add a check: a function that gives [`Finding`]s, and its call in [`examine`].

use std::{fmt, os::unix::fs::PermissionsExt, path::Path, time::Duration};

use chrono_tz::Tz;
use domain::Role;
use index::KeptIndex;
use indicatif::HumanBytes;
use rustix::process::{Resource, getrlimit};
use service::ports::{Clock, RecordStore};
use store::{DatabaseAddress, OpenError, Patience, backup::check};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{backups, clock::SystemClock, config::ServeOptions, http::CookiePolicy};

/// How much of the disk is to be free beside what a copy of the record takes, in bytes.
const ROOM: u64 = 256 * 1024 * 1024;

/// How old the newest backup may be where none is made by itself.
const OLD_BACKUP: Duration = Duration::from_hours(48);

/// File handles that are needed beside those of connections.
const OTHER_HANDLES: u64 = 128;

/// How long a server that is under way may take to answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// What was found, and how it is.
enum Finding {
    Good(String),
    /// It works, and could be better.
    Note(String),
    /// It does not work, or loses something some day.
    Bad(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Good(what) => write!(f, "ok    {what}"),
            Self::Note(what) => write!(f, "note  {what}"),
            Self::Bad(what) => write!(f, "bad   {what}"),
        }
    }
}

pub(super) async fn run(options: ServeOptions) -> anyhow::Result<()> {
    let findings = examine(&options).await;
    for finding in &findings {
        println!("{finding}");
    }
    let bad = findings.iter().filter(|finding| matches!(finding, Finding::Bad(_))).count();
    anyhow::ensure!(bad == 0, "{bad} of {} checks found something wrong", findings.len());
    Ok(())
}

async fn examine(options: &ServeOptions) -> Vec<Finding> {
    let mut findings = vec![reach(options), handles(options)];
    findings.extend(record(options).await);
    findings.push(index(options));
    findings.push(room(&options.index.database.database_url));
    findings.extend(privacy(&options.index.database.database_url));
    findings.push(backup(options));
    findings.push(server(options).await);
    findings
}

/// Whether anybody can sign in over how readers come.
fn reach(options: &ServeOptions) -> Finding {
    let reach = options.reach.reach(options.addr, options.memory().connections);
    let url = &reach.facts.public_url;
    match reach.cookies {
        CookiePolicy::Https if !options.reach.behind_proxy => Finding::Note(format!(
            "readers come by {url}, so a proxy speaks https for the server; without --behind-proxy all requests seem to \
             come from that"
        )),
        CookiePolicy::Https => Finding::Good(format!("readers come by {url}")),
        CookiePolicy::Loopback if ["//127.", "//localhost", "//[::1]"].iter().any(|here| url.contains(here)) => {
            Finding::Note(format!(
                "readers come by {url}, which only this machine reaches; --public-url says otherwise"
            ))
        }
        CookiePolicy::Loopback => {
            Finding::Bad(format!("readers come by {url}: passwords are sent in the clear; have a proxy speak https"))
        }
        CookiePolicy::Never => {
            Finding::Bad(format!("readers come by {url}, and without https nobody can sign in; see --public-url"))
        }
    }
}

fn handles(options: &ServeOptions) -> Finding {
    let needed = options.memory().connections as u64 + OTHER_HANDLES;
    match getrlimit(Resource::Nofile).current {
        Some(limit) if limit < needed => Finding::Bad(format!(
            "the process may open {limit} files, and {needed} are needed for as many connections as it takes; raise \
             LimitNOFILE or ulimit -n"
        )),
        _ => Finding::Good(format!("the process may open the {needed} files that it can need")),
    }
}

/// Whether the record can be read and written to, and is as the log says.
async fn record(options: &ServeOptions) -> Vec<Finding> {
    let database = &options.index.database;
    let url = &database.database_url;
    let store = match database.open_to_read(Patience::Command).await {
        Ok(store) => store,
        Err(OpenError::NotUpToDate { .. }) => {
            return vec![Finding::Note(format!(
                "{url} has tables of an older version; the server backs it up and brings it up to date when it starts"
            ))];
        }
        Err(error) => return vec![Finding::Bad(error.to_string())],
    };
    let mut findings = vec![Finding::Good(format!("{url} can be read"))];
    findings.push(match store.verify_audit().await {
        Ok(check) => match check.broken {
            None => Finding::Good(format!("the audit log is as it was written: {} rows", check.right)),
            Some(row) => Finding::Bad(format!("the audit log is not as it was written from row {row} on")),
        },
        Err(error) => Finding::Bad(error.to_string()),
    });
    findings.push(admins(store.as_ref(), options).await);
    store.close().await;
    if !options.read_only {
        findings.push(writing(options).await);
    }
    findings
}

async fn writing(options: &ServeOptions) -> Finding {
    let tried = async {
        let store = options.index.database.open(Patience::Server).await?;
        let tried = store.try_writing().await;
        store.close().await;
        Ok::<_, OpenError>(tried?)
    };
    match tried.await {
        Ok(()) => Finding::Good("it can be written to".to_owned()),
        Err(error) => Finding::Bad(format!("nothing can be stored: {error}")),
    }
}

async fn admins(store: &dyn RecordStore, options: &ServeOptions) -> Finding {
    let accounts = match store.list_accounts().await {
        Ok(accounts) => accounts,
        Err(error) => return Finding::Bad(error.to_string()),
    };
    let admins: Vec<_> =
        accounts.iter().filter(|account| account.user.role == Role::Admin && account.user.active).collect();
    let without = admins.iter().filter(|account| account.second_factor.is_none()).count();
    if admins.is_empty() {
        Finding::Bad("nobody can manage accounts; `postura user add --role admin` opens one".to_owned())
    } else if without > 0 && !options.desk.require_second_factor {
        Finding::Note(format!(
            "{without} of {} admins have no second factor; --require-second-factor asks for one",
            admins.len()
        ))
    } else {
        Finding::Good(format!("{} can manage accounts", admins.len()))
    }
}

fn index(options: &ServeOptions) -> Finding {
    let folder = options.index.folder();
    match KeptIndex::read(&folder) {
        Ok(Some(_)) => Finding::Good(format!("an index is kept in {}", folder.display())),
        Ok(None) => {
            Finding::Note(format!("no index is kept in {}; a server builds it when it starts", folder.display()))
        }
        Err(error) => {
            Finding::Note(format!("the index in {} is damaged ({error}); a server builds it anew", folder.display()))
        }
    }
}

/// Whether the disk has room for a copy of the record.
fn room(address: &DatabaseAddress) -> Finding {
    let DatabaseAddress::Sqlite(path) = address else {
        return Finding::Good("the disk of the database is for its own server to watch".to_owned());
    };
    let size = std::fs::metadata(path).map_or(0, |file| file.len());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let told =
                format!("{} are free in {}, the record has {}", HumanBytes(free), folder.display(), HumanBytes(size));
            if free < size + ROOM {
                Finding::Bad(format!("the disk is nearly full: {told}"))
            } else {
                Finding::Good(told)
            }
        }
        Err(error) => Finding::Bad(format!("{} cannot be looked at: {error}", folder.display())),
    }
}

/// Whether others on the machine can read the hashes of passwords.
fn privacy(address: &DatabaseAddress) -> Option<Finding> {
    let DatabaseAddress::Sqlite(path) = address else { return None };
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    let told = format!("{} has mode {:o}", path.display(), mode & 0o777);
    Some(if mode & 0o004 == 0 {
        Finding::Good(told)
    } else {
        Finding::Note(format!(
            "{told}: everybody on this machine can read the hashes of passwords in it; 600 is enough"
        ))
    })
}

/// Whether there is a backup, new enough and whole.
fn backup(options: &ServeOptions) -> Finding {
    let folder = options.index.database.backup_folder();
    let newest = backups::newest(&folder);
    let Some((at, file)) = newest else {
        let what = format!("no backup is in {}", folder.display());
        return if options.backup_every.is_some() {
            Finding::Note(format!("{what} yet; a server makes one when it starts"))
        } else {
            Finding::Bad(format!("{what}, and none is made by itself; --backup-every has the server do that"))
        };
    };
    let age = (SystemClock { time_zone: Tz::UTC }.now() - at).to_std().unwrap_or_default();
    let oldest = options.backup_every.map_or(OLD_BACKUP, |every| Duration::from(every) * 2);
    if let Err(error) = check(&file, &mut |_| {}) {
        return Finding::Bad(error.to_string());
    }
    let told = format!("the newest backup is whole: {}", file.display());
    if age > oldest { Finding::Bad(format!("{told}, and too old")) } else { Finding::Good(told) }
}

/// What a server says that is under way.
async fn server(options: &ServeOptions) -> Finding {
    let at = options.addr;
    let asked = async {
        let mut stream = TcpStream::connect(at).await?;
        stream.write_all(format!("GET /readyz HTTP/1.0\r\nhost: {at}\r\n\r\n").as_bytes()).await?;
        let mut answer = String::new();
        stream.take(64 * 1024).read_to_string(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    match tokio::time::timeout(ANSWER_TIMEOUT, asked).await {
        Ok(Ok(answer)) if answer.starts_with("HTTP/1.0 200") || answer.starts_with("HTTP/1.1 200") => {
            Finding::Good(format!("a server is ready at {at}"))
        }
        Ok(Ok(answer)) => {
            let why = answer.rsplit("\r\n\r\n").next().unwrap_or_default().trim().to_owned();
            Finding::Bad(format!("the server at {at} is not ready: {why}"))
        }
        Ok(Err(_)) => Finding::Note(format!("no server is under way at {at}")),
        Err(_) => Finding::Bad(format!("what listens at {at} does not answer")),
    }
}
