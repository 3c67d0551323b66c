//! Reading files that are handed in, out of harm's way. A file may be made to take all time and memory there is, so it is
//! read by a process of its own, which has little of either, one or two at a time; when it is gone, nothing is lost but the
//! file. What that process does is in `cli/read_file.rs`.

use std::{path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::Charset;
use serde::de::DeserializeOwned;
use service::intake::{DocumentText, NotText, Table, TableFault};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    sync::Semaphore,
};

/// How many files are read at once; more wait.
const AT_ONCE: usize = 2;

/// How long a file may wait for its turn and be read, in the end.
const WAIT: Duration = Duration::from_secs(20);
const READ: Duration = Duration::from_secs(15);

/// The most that may come out of a file, in bytes.
const MOST_OUTPUT: u64 = 96 * 1024 * 1024;

/// What is wanted of a file that is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FileKind {
    /// Rows and columns.
    Table,
    /// Its words.
    Text,
}

impl FileKind {
    /// How the command line calls it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Text => "text",
        }
    }
}

/// Reads files, each in a process of its own.
#[derive(Clone)]
pub struct FileReader {
    program: PathBuf,
    places: Arc<Semaphore>,
}

/// Files cannot be read at the moment, or not at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadingFailed {
    /// Too many others are being read.
    #[error("too many files are being read")]
    Busy,
    /// The process could not be started.
    #[error("the process that reads files cannot be started: {0}")]
    NotStarted(#[source] std::io::Error),
}

impl IntoResponse for ReadingFailed {
    fn into_response(self) -> Response {
        tracing::error!(error = %self, "a file could not be read");
        match self {
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Self::NotStarted(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

impl FileReader {
    /// A reader whose processes run a program: `postura` itself.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self { program, places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The table of a file.
    ///
    /// # Errors
    /// The outer one when files cannot be read at the moment, the inner one when there is no table in this one.
    pub async fn table(
        &self,
        bytes: &[u8],
        charset: Option<Charset>,
    ) -> Result<Result<Table, TableFault>, ReadingFailed> {
        Ok(self.read((FileKind::Table, charset), bytes).await?.unwrap_or(Err(TableFault::Bomb)))
    }

    /// The words of a file.
    ///
    /// # Errors
    /// The outer one when files cannot be read at the moment, the inner one when there are no words in this one.
    pub async fn text(
        &self,
        bytes: &[u8],
        charset: Option<Charset>,
    ) -> Result<Result<DocumentText, NotText>, ReadingFailed> {
        Ok(self.read((FileKind::Text, charset), bytes).await?.unwrap_or(Err(NotText)))
    }

    /// What comes of a file; nothing when its process ended before it was done, or had to be ended.
    async fn read<T: DeserializeOwned>(
        &self,
        (kind, charset): (FileKind, Option<Charset>),
        bytes: &[u8],
    ) -> Result<Option<T>, ReadingFailed> {
        let place = tokio::time::timeout(WAIT, self.places.acquire()).await;
        let _place = place.map_err(|_| ReadingFailed::Busy)?.map_err(|_| ReadingFailed::Busy)?;
        let mut process = Command::new(&self.program)
            .args(["read-file", kind.code()])
            .args(charset.map(|charset| format!("--charset={charset}")))
            .env_clear()
            // The allocator would take 1 GiB of addresses to begin with, and the limit would count them.
            .env("MIMALLOC_ARENA_RESERVE", "65536")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(ReadingFailed::NotStarted)?;
        let (Some(mut stdin), Some(stdout)) = (process.stdin.take(), process.stdout.take()) else { return Ok(None) };
        let mut answer = Vec::new();
        let talk = async {
            let give = async {
                // One that has read enough does not take the rest.
                let _ = stdin.write_all(bytes).await;
                drop(stdin);
            };
            let mut stdout = stdout.take(MOST_OUTPUT);
            let (read, ()) = tokio::join!(stdout.read_to_end(&mut answer), give);
            read.is_ok() && process.wait().await.is_ok_and(|status| status.success())
        };
        if !tokio::time::timeout(READ, talk).await.unwrap_or(false) {
            tracing::warn!(bytes = bytes.len(), "a file took too much time or memory and was given up");
            return Ok(None);
        }
        Ok(serde_json::from_slice(&answer).ok())
    }
}
