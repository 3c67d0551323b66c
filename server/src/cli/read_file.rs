//! `postura read-file`: reads a file from standard input and writes what is in it to standard output, with little time and
//! memory. The server runs it for files that are handed in; see `file_reader.rs`.

use std::io::{Read, Write};

use anyhow::Context;
use formats::{read_table, text_of_document};
use rustix::process::{Resource, Rlimit, setpriority_process, setrlimit};
use service::intake::FILE_LIMIT;

use crate::{config::ReadFileOptions, file_reader::FileKind};

/// The most memory, in bytes, beyond what the program itself is.
const MEMORY: u64 = 512 * 1024 * 1024;

/// How far it stands back behind the server, as `nice` counts: pages do not wait for files.
const NICE: i32 = 10;

/// The most time of a processor, in seconds.
const TIME: u64 = 10;

pub(super) fn run(options: ReadFileOptions) -> anyhow::Result<()> {
    let limit = |resource, most| {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).context("a limit cannot be set")
    };
    setpriority_process(None, NICE).context("its priority cannot be set")?;
    limit(Resource::Data, MEMORY)?;
    limit(Resource::Cpu, TIME)?;
    limit(Resource::Core, 0)?;
    // Nothing that it could be made to do opens a file.
    limit(Resource::Nofile, 3)?;
    let mut bytes = Vec::new();
    std::io::stdin().take(FILE_LIMIT as u64 + 1).read_to_end(&mut bytes)?;
    let mut out = std::io::stdout().lock();
    match options.kind {
        FileKind::Table => serde_json::to_writer(&mut out, &read_table(&bytes, options.charset))?,
        FileKind::Text => serde_json::to_writer(&mut out, &text_of_document(&bytes, options.charset))?,
    }
    out.flush()?;
    Ok(())
}
