//! The file of a backup: lines of JSON, compressed with gzip, the same whichever database they are from.
//!
//! The first line is a [`Head`]. Each table is an object with its name and columns, and then an array for every row. The
//! last line counts the rows and has the SHA-256 of everything before it, so that a file that was cut off or altered is
//! known. Nothing in it depends on when, where or from which database it was made: the same record gives the same bytes.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

/// The number of the format.
const FORMAT: u32 = 1;

/// The longest line that is read, in bytes: what one statement, text or imported file can come to, with room.
const LONGEST_LINE: u64 = 256 * 1024 * 1024;

/// How the name begins that a file has until it is whole. Where the program is killed such a file stays behind.
pub const UNFINISHED: &str = ".postura-backup-";

/// How much is compressed and decompressed at a time, in bytes.
const BUFFER: usize = 256 * 1024;

/// What is wrong with the file of a backup.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It is there already.
    #[error("{} is there already; nothing was written over", .0.display())]
    Exists(PathBuf),
    /// It cannot be written.
    #[error("{} cannot be written: {reason}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// It cannot be read.
    #[error("{} cannot be read: {reason}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// It is no backup.
    #[error("{} is not a backup of Postura", .0.display())]
    NoBackup(PathBuf),
    /// It was made by a newer version.
    #[error("{} was made by a newer version of Postura (its format is {format}); use that version", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
    /// It ends too early, or is not as it was written.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        what: String,
    },
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    #[serde(rename = "postura_backup")]
    format: u32,
    /// The last migration of the database.
    pub(super) migration: i64,
    /// The number of the last change.
    pub(super) change_number: i64,
}

/// The line before the rows of a table.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TableHead {
    /// The table.
    pub(super) table: String,
    /// Its columns, in the order of the values of a row.
    pub(super) columns: Vec<String>,
}

/// The last line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    rows: u64,
    sha256: String,
}

impl Head {
    pub(super) const fn new(migration: i64, change_number: i64) -> Self {
        Self { format: FORMAT, migration, change_number }
    }
}

/// A value as a line.
pub(super) fn write_line(lines: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *lines, value)?;
    lines.push(b'\n');
    Ok(())
}

/// A backup that is being written. It gets its name once it is whole, has been read again and is on the disk.
pub(super) struct ArchiveWriter {
    path: PathBuf,
    folder: PathBuf,
    encoder: GzEncoder<BufWriter<NamedTempFile>>,
    digest: Sha256,
}

impl ArchiveWriter {
    /// Begins a file, under another name in the same folder, which is made if it is not there. Only who runs the program
    /// may read it: hashes of passwords are in it.
    pub(super) fn create(path: &Path) -> Result<Self, ArchiveError> {
        if path.exists() {
            return Err(ArchiveError::Exists(path.to_owned()));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let failed = |reason| ArchiveError::Write { path: path.to_owned(), reason };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let file = NamedTempFile::with_prefix_in(UNFINISHED, folder).map_err(failed)?;
        let encoder = GzEncoder::new(BufWriter::with_capacity(BUFFER, file), Compression::fast());
        Ok(Self { path: path.to_owned(), folder: folder.to_owned(), encoder, digest: Sha256::new() })
    }

    /// Writes whole lines.
    pub(super) fn write(&mut self, lines: &[u8]) -> Result<(), ArchiveError> {
        self.digest.update(lines);
        self.encoder.write_all(lines).map_err(|reason| ArchiveError::Write { path: self.path.clone(), reason })
    }

    /// Ends the file, brings it onto the disk, reads it again from its beginning to its end, and gives it its name. Says
    /// how many bytes it has.
    pub(super) fn finish(mut self, rows: u64) -> Result<u64, ArchiveError> {
        let failed = |reason| ArchiveError::Write { path: self.path.clone(), reason };
        let mut end = Vec::new();
        write_line(&mut end, &End { rows, sha256: HEXLOWER.encode(&self.digest.finalize()) }).map_err(failed)?;
        self.encoder.write_all(&end).map_err(failed)?;
        let file = self.encoder.finish().map_err(failed)?;
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        check(file.path())?;
        let bytes = file.as_file().metadata().map_err(failed)?.len();
        file.persist_noclobber(&self.path).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => ArchiveError::Exists(self.path.clone()),
            _ => failed(error.error),
        })?;
        // The name is on the disk once its folder is; what may not be there after a power cut is not said to be a backup.
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(|reason| {
            drop(std::fs::remove_file(&self.path));
            failed(reason)
        })?;
        Ok(bytes)
    }
}

/// Reads a backup to its end.
pub(super) fn check(path: &Path) -> Result<(), ArchiveError> {
    let mut reader = ArchiveReader::open(path)?;
    while reader.next()?.is_some() {}
    Ok(())
}

/// What stands in a line between the first and the last.
#[derive(Debug, PartialEq)]
pub(super) enum Line {
    /// A table begins.
    Table(TableHead),
    /// A row of it.
    Row(Vec<Value>),
}

/// A backup that is read.
pub(super) struct ArchiveReader {
    path: PathBuf,
    head: Head,
    lines: BufReader<MultiGzDecoder<BufReader<File>>>,
    digest: Sha256,
    line: Vec<u8>,
    number: u64,
    rows: u64,
    ended: bool,
}

impl ArchiveReader {
    /// Opens a file and reads its first line.
    pub(super) fn open(path: &Path) -> Result<Self, ArchiveError> {
        let failed = |reason| ArchiveError::Read { path: path.to_owned(), reason };
        let file = File::open(path).map_err(failed)?;
        let decoder = MultiGzDecoder::new(BufReader::with_capacity(BUFFER, file));
        let mut reader = Self {
            path: path.to_owned(),
            head: Head::new(0, 0),
            lines: BufReader::with_capacity(BUFFER, decoder),
            digest: Sha256::new(),
            line: Vec::new(),
            number: 0,
            rows: 0,
            ended: false,
        };
        let no_backup = || ArchiveError::NoBackup(path.to_owned());
        // Something else is most often no gzip at all, or has a first line without an end.
        if !reader.read_line().map_err(|_| no_backup())? {
            return Err(no_backup());
        }
        let first: Value = serde_json::from_slice(&reader.line).map_err(|_| no_backup())?;
        let format = first.get("postura_backup").and_then(Value::as_u64).ok_or_else(no_backup)?;
        if format != u64::from(FORMAT) {
            let format = u32::try_from(format).unwrap_or(u32::MAX);
            return Err(ArchiveError::Newer { path: path.to_owned(), format });
        }
        reader.head = serde_json::from_value(first).map_err(|error| reader.damaged(error))?;
        reader.digest.update(&reader.line);
        Ok(reader)
    }

    pub(super) const fn head(&self) -> &Head {
        &self.head
    }

    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    /// The next line; nothing after the last, once that has shown that nothing is missing and nothing was altered.
    pub(super) fn next(&mut self) -> Result<Option<Line>, ArchiveError> {
        if self.ended {
            return Ok(None);
        }
        if !self.read_line()? {
            return Err(self.damaged("it ends too early"));
        }
        if self.line.starts_with(b"[") {
            let row = serde_json::from_slice(&self.line).map_err(|error| self.damaged(error))?;
            self.digest.update(&self.line);
            self.rows += 1;
            return Ok(Some(Line::Row(row)));
        }
        if let Ok(table) = serde_json::from_slice(&self.line) {
            self.digest.update(&self.line);
            return Ok(Some(Line::Table(table)));
        }
        let end: End = serde_json::from_slice(&self.line).map_err(|error| self.damaged(error))?;
        let digest = HEXLOWER.encode(&std::mem::take(&mut self.digest).finalize());
        if end != (End { rows: self.rows, sha256: digest }) {
            return Err(self.damaged("it is not as it was written (its checksum differs)"));
        }
        if self.read_line()? {
            return Err(self.damaged("something stands after its end"));
        }
        self.ended = true;
        Ok(None)
    }

    /// An error that names the line that was read last.
    pub(super) fn damaged(&self, what: impl std::fmt::Display) -> ArchiveError {
        ArchiveError::Damaged { path: self.path.clone(), what: format!("line {}: {what}", self.number) }
    }

    fn read_line(&mut self) -> Result<bool, ArchiveError> {
        self.line.clear();
        self.number += 1;
        let mut bounded = (&mut self.lines).take(LONGEST_LINE);
        match bounded.read_until(b'\n', &mut self.line) {
            Ok(0) => Ok(false),
            Ok(_) if self.line.ends_with(b"\n") => Ok(true),
            Ok(_) => Err(self.damaged("it has no end")),
            Err(reason) => Err(self.damaged(reason)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(values: &[Value]) -> Vec<u8> {
        let mut lines = Vec::new();
        for value in values {
            write_line(&mut lines, value).expect("memory");
        }
        lines
    }

    /// A backup of two rows.
    fn small(path: &Path) {
        let mut head = Vec::new();
        write_line(&mut head, &Head::new(12, 3)).expect("memory");
        let table = TableHead { table: "speaker".to_owned(), columns: vec!["id".to_owned(), "name".to_owned()] };
        write_line(&mut head, &table).expect("memory");
        let mut writer = ArchiveWriter::create(path).expect("a file");
        writer.write(&head).expect("room");
        writer.write(&lines(&[serde_json::json!([1, "a"]), serde_json::json!([2, "b\n"])])).expect("room");
        writer.finish(2).expect("room");
    }

    #[test]
    fn what_is_written_is_read_and_nothing_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/here.jsonl.gz");
        small(&path);
        let mut reader = ArchiveReader::open(&path).expect("a backup");
        assert_eq!((reader.head().migration, reader.head().change_number), (12, 3));
        assert!(matches!(reader.next(), Ok(Some(Line::Table(table))) if table.table == "speaker"));
        assert!(matches!(reader.next(), Ok(Some(Line::Row(row))) if row == [Value::from(1), Value::from("a")]));
        assert!(matches!(reader.next(), Ok(Some(Line::Row(_)))));
        assert!(matches!(reader.next(), Ok(None)) && matches!(reader.next(), Ok(None)));
        assert_eq!(reader.rows(), 2);
        let before = std::fs::read(&path).expect("a file");
        assert!(matches!(ArchiveWriter::create(&path), Err(ArchiveError::Exists(_))));
        assert_eq!(std::fs::read(&path).expect("a file"), before);
        let files = std::fs::read_dir(path.parent().expect("a folder")).expect("a folder").count();
        assert_eq!(files, 1, "something else was left behind");
    }

    #[test]
    fn only_who_runs_the_program_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("here.jsonl.gz");
        small(&path);
        let mode = std::fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }

    #[test]
    fn cut_off_anywhere_or_with_any_byte_altered_it_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("here.jsonl.gz");
        small(&path);
        let whole = std::fs::read(&path).expect("a file");
        let damaged = folder.path().join("damaged");
        for length in 0..whole.len() {
            std::fs::write(&damaged, &whole[..length]).expect("room");
            assert!(check(&damaged).is_err(), "cut off after {length} of {} bytes it was taken", whole.len());
        }
        // The first ten bytes are the head of gzip, which says nothing of what follows.
        for at in 10..whole.len() {
            let mut altered = whole.clone();
            altered[at] ^= 0x10;
            std::fs::write(&damaged, &altered).expect("room");
            // The last bits before the checksum of gzip mean nothing.
            let is_the_same = at + 9 == whole.len() && check(&damaged).is_ok();
            assert!(is_the_same || check(&damaged).is_err(), "altered at {at} of {} bytes it was taken", whole.len());
        }
    }

    #[test]
    fn other_files_and_newer_formats_are_told_from_damage() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        std::fs::write(&path, "SQLite format 3").expect("room");
        assert!(matches!(check(&path), Err(ArchiveError::NoBackup(_))));
        assert!(matches!(check(&folder.path().join("nowhere")), Err(ArchiveError::Read { .. })));
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(b"{\"postura_backup\":2,\"other\":true}\n").expect("memory");
        std::fs::write(&path, encoder.finish().expect("memory")).expect("room");
        assert!(matches!(check(&path), Err(ArchiveError::Newer { format: 2, .. })));
    }
}
