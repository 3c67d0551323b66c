//! The index on disk, so that a server can answer soon after its start.
//!
//! A folder has slots, one for each process that uses it at the same time, so that none waits for another. In a slot,
//! a set of statements is a folder that is written once; the file `current` names the one that is good. What is not
//! as it was written is not used.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use domain::{Slug, SourceId};
use serde::{Deserialize, Serialize};
use service::ports::LogPosition;

use super::{
    columns::{CODED, Columns},
    dictionary::{Dictionary, Names},
    segment::{Built, Segment},
    texts::{Shard, Texts},
};

/// What the files look like; another number is not read. Raise it when columns, fields, or how words are cut change.
const FORMAT: u32 = 4;

/// How many processes can keep an index in one folder.
const SLOTS: usize = 16;

/// The slot that a process has alone.
pub(super) const FIRST_SLOT: &str = "0";

/// Names the set that is good.
const CURRENT: &str = "current";

/// The columns of a set.
const COLUMNS: &str = "columns";

/// What each statement of a set was, for a check.
const SUMS: &str = "sums";

/// A slot of a folder that this process alone writes to.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Locked for as long as the process lives.
    _lock: File,
}

impl Folder {
    /// Takes the first slot that no other process has.
    pub(super) fn take(folder: &Path) -> io::Result<Self> {
        for slot in 0..SLOTS {
            let path = folder.join(slot.to_string());
            fs::create_dir_all(&path)?;
            let lock = File::create(path.join("lock"))?;
            match lock.try_lock() {
                Ok(()) => return Ok(Self { path, _lock: lock }),
                Err(fs::TryLockError::WouldBlock) => {}
                Err(fs::TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(io::Error::other(format!("{SLOTS} other processes keep their index there")))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is the first slot, which the next process to start will use too.
    pub(super) fn is_first(&self) -> bool {
        self.path.ends_with(FIRST_SLOT)
    }

    /// Begins a set under a name that is not taken.
    pub(super) fn new_set(&self) -> io::Result<NewSet> {
        let number = |name: &str| name.strip_prefix("set-").and_then(|number| number.parse::<u64>().ok());
        let taken = sets_in(&self.path)?.iter().filter_map(|name| number(name)).max().unwrap_or_default();
        let name = format!("set-{}", taken + 1);
        fs::create_dir(self.path.join(&name))?;
        Ok(NewSet { folder: self.path.clone(), name })
    }
}

/// The names of all sets of a slot, good or not.
fn sets_in(path: &Path) -> io::Result<Vec<String>> {
    let names = fs::read_dir(path)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Ok(names.filter(|name| name.starts_with("set-")).collect())
}

/// A set that is being written.
pub(super) struct NewSet {
    folder: PathBuf,
    name: String,
}

/// The first line of the file of columns.
#[derive(Serialize, Deserialize)]
struct Head {
    format: u32,
    change_number: i64,
    hash: String,
    rows: usize,
    positions: usize,
    sources: usize,
    stakeholders: Vec<Slug>,
    topics: Vec<Slug>,
    /// The folder of each shard with how many documents it has.
    shards: Vec<(String, usize)>,
    /// How each file of each shard ends. The end holds a checksum of the rest, so a file that is whole but stands where
    /// another belongs is noticed, too.
    ends: BTreeMap<String, End>,
}

/// How a file ends.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct End {
    length: u64,
    bytes: Vec<u8>,
}

/// How many bytes of the end of a file are looked at: the footer that is written behind each file of an inverted index.
const END: i64 = 128;

/// How the files of the inverted indexes in folders of a set end.
fn ends_of<'a>(set: &Path, folders: impl IntoIterator<Item = &'a String>) -> io::Result<BTreeMap<String, End>> {
    let mut ends = BTreeMap::new();
    for folder in folders {
        for entry in fs::read_dir(set.join(folder))? {
            let entry = entry?;
            let (path, name) = (entry.path(), entry.file_name());
            // What stands in JSON is looked at where it is read, and locks say nothing.
            if path.extension().is_none_or(|kind| kind == "json" || kind == "lock") {
                continue;
            }
            let mut file = File::open(path)?;
            let length = file.metadata()?.len();
            file.seek(SeekFrom::End(-END.min(i64::try_from(length).unwrap_or(END))))?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            ends.insert(format!("{folder}/{}", name.display()), End { length, bytes });
        }
    }
    Ok(ends)
}

impl NewSet {
    /// Where its files go.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// Writes what each row was made of, for a check.
    pub(super) fn keep_sums(&self, sums: &[u64]) -> io::Result<()> {
        let mut file = ChecksumWriter::new(BufWriter::new(File::create(self.path().join(SUMS))?));
        write_numbers(&mut file, sums, u64::to_le_bytes)?;
        file.finish()?.into_inner()?.sync_all()
    }

    /// Writes the columns, makes the set the good one, and removes the others.
    pub(super) fn keep<'a>(
        &self,
        mark: &LogPosition,
        dictionary: &Dictionary,
        columns: &Columns,
        shards: impl Iterator<Item = (String, &'a Shard)>,
    ) -> io::Result<()> {
        let (folders, shards): (Vec<String>, Vec<&Shard>) = shards.unzip();
        let head = Head {
            ends: ends_of(&self.path(), &folders)?,
            format: FORMAT,
            change_number: mark.change_number,
            hash: mark.hash.clone(),
            rows: columns.len(),
            positions: columns.positions.len(),
            sources: columns.sources.len(),
            stakeholders: dictionary.stakeholders.slugs().to_vec(),
            topics: dictionary.topics.slugs().to_vec(),
            shards: folders.into_iter().zip(shards.iter().map(|shard| shard.rows().len())).collect(),
        };
        let mut file = ChecksumWriter::new(BufWriter::new(File::create(self.path().join(COLUMNS))?));
        serde_json::to_writer(&mut file, &head)?;
        file.write_all(b"\n")?;
        write_columns(&mut file, columns)?;
        shards.iter().try_for_each(|shard| write_numbers(&mut file, shard.rows(), u32::to_le_bytes))?;
        file.finish()?.into_inner()?.sync_all()?;
        write_at_once(&self.folder.join(CURRENT), self.name.as_bytes())?;
        for other in sets_in(&self.folder)?.into_iter().filter(|name| *name != self.name) {
            // A set that is still being searched stays readable until it is let go of.
            fs::remove_dir_all(self.folder.join(other))?;
        }
        Ok(())
    }
}

/// Replaces a file so that it is always the old or the new one.
fn write_at_once(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(new, path)
}

/// Why a kept index is not used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// A file is missing or cannot be read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// An inverted index is damaged or missing.
    #[error("{0}")]
    Text(#[from] tantivy::TantivyError),
    /// It was written by another version.
    #[error("it was written by another version")]
    Format,
    /// A file of an inverted index is not the one that was written there.
    #[error("its files are not those that were written")]
    Files,
    /// The columns are damaged.
    #[error("its columns are damaged")]
    Columns,
}

/// The good set of a slot, with where in the record it was read; `None` when there is none yet.
pub(super) fn open(slot: &Path) -> Result<Option<(LogPosition, Built)>, Unusable> {
    let set = match good_set(slot) {
        Ok(set) => set,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let bytes = fs::read(set.join(COLUMNS))?;
    let bytes = verify_checksum(&bytes).ok_or(Unusable::Columns)?;
    let line = bytes.iter().position(|byte| *byte == b'\n').ok_or(Unusable::Columns)?;
    let format = serde_json::from_slice::<Format>(&bytes[..line]).map_err(|_| Unusable::Columns)?;
    if format.format != FORMAT {
        return Err(Unusable::Format);
    }
    let head: Head = serde_json::from_slice(&bytes[..line]).map_err(|_| Unusable::Columns)?;
    if ends_of(&set, head.shards.iter().map(|(folder, _)| folder))? != head.ends {
        return Err(Unusable::Files);
    }
    let mut rest = &bytes[line + 1..];
    let columns = read_columns(&mut rest, head.rows, head.positions, head.sources)?;
    let mut shards = Vec::new();
    for (name, documents) in &head.shards {
        let rows = read_numbers(&mut rest, *documents, u32::from_le_bytes)?;
        shards.push(Shard::open(&set.join(name), rows)?);
    }
    let dictionary = Dictionary { stakeholders: Names::new(head.stakeholders), topics: Names::new(head.topics) };
    let mark = LogPosition { change_number: head.change_number, hash: head.hash };
    Ok(Some((mark, Built { dictionary, segment: Segment::new(columns, Texts::Kept(shards)) })))
}

/// The numbers of statements, with what each was made of.
type Sums = Vec<(i64, u64)>;

/// The sums of the good set of a slot, with where in the record it was read; `None` when there is none yet.
pub(super) fn open_sums(slot: &Path) -> Result<Option<(LogPosition, Sums)>, Unusable> {
    let Some((mark, built)) = open(slot)? else { return Ok(None) };
    let bytes = fs::read(good_set(slot)?.join(SUMS))?;
    let mut bytes = verify_checksum(&bytes).ok_or(Unusable::Columns)?;
    let ids = built.segment.columns.ids;
    let sums = read_numbers(&mut bytes, ids.len(), u64::from_le_bytes)?;
    Ok(Some((mark, ids.into_iter().zip(sums).collect())))
}

/// The folder of the good set of a slot.
fn good_set(slot: &Path) -> io::Result<PathBuf> {
    Ok(slot.join(fs::read_to_string(slot.join(CURRENT))?.trim()))
}

/// The part of a head that every version can read.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

fn write_columns(file: &mut impl Write, columns: &Columns) -> io::Result<()> {
    write_numbers(file, &columns.ids, i64::to_le_bytes)?;
    write_numbers(file, &columns.days, i32::to_le_bytes)?;
    file.write_all(&columns.precisions)?;
    write_numbers(file, &columns.stakeholders, u32::to_le_bytes)?;
    columns.codes.iter().try_for_each(|column| file.write_all(column))?;
    write_numbers(file, &columns.lengths, u32::to_le_bytes)?;
    write_numbers(file, &columns.position_ends, u32::to_le_bytes)?;
    write_numbers(file, &columns.positions, u32::to_le_bytes)?;
    write_numbers(file, &columns.recorded, i32::to_le_bytes)?;
    write_numbers(file, &columns.source_ends, u32::to_le_bytes)?;
    write_numbers(file, &columns.sources, |source: SourceId| source.0.to_le_bytes())
}

fn read_columns(bytes: &mut &[u8], rows: usize, positions: usize, sources: usize) -> io::Result<Columns> {
    Ok(Columns {
        ids: read_numbers(bytes, rows, i64::from_le_bytes)?,
        days: read_numbers(bytes, rows, i32::from_le_bytes)?,
        precisions: read_numbers(bytes, rows, u8::from_le_bytes)?,
        stakeholders: read_numbers(bytes, rows, u32::from_le_bytes)?,
        codes: {
            let mut codes: [Vec<u8>; CODED.len()] = Default::default();
            for column in &mut codes {
                *column = read_numbers(bytes, rows, u8::from_le_bytes)?;
            }
            codes
        },
        lengths: read_numbers(bytes, rows, u32::from_le_bytes)?,
        position_ends: read_numbers(bytes, rows, u32::from_le_bytes)?,
        positions: read_numbers(bytes, positions, u32::from_le_bytes)?,
        recorded: read_numbers(bytes, rows, i32::from_le_bytes)?,
        source_ends: read_numbers(bytes, rows, u32::from_le_bytes)?,
        sources: read_numbers(bytes, sources, |number| SourceId(i64::from_le_bytes(number)))?,
    })
}

fn write_numbers<T: Copy, const N: usize>(
    file: &mut impl Write,
    numbers: &[T],
    bytes: impl Fn(T) -> [u8; N],
) -> io::Result<()> {
    numbers.iter().try_for_each(|number| file.write_all(&bytes(*number)))
}

fn read_numbers<T, const N: usize>(
    bytes: &mut &[u8],
    count: usize,
    number: impl Fn([u8; N]) -> T,
) -> io::Result<Vec<T>> {
    let missing = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let (read, rest) = bytes.split_at_checked(count.saturating_mul(N)).ok_or_else(missing)?;
    *bytes = rest;
    Ok(read.chunks_exact(N).filter_map(|chunk| chunk.try_into().ok()).map(number).collect())
}

/// Writes with a checksum of everything at the end.
struct ChecksumWriter<W> {
    to: W,
    sum: crc32fast::Hasher,
}

impl<W: Write> ChecksumWriter<W> {
    fn new(to: W) -> Self {
        Self { to, sum: crc32fast::Hasher::new() }
    }

    fn finish(mut self) -> io::Result<W> {
        self.to.write_all(&self.sum.finalize().to_le_bytes())?;
        Ok(self.to)
    }
}

impl<W: Write> Write for ChecksumWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The bytes before the checksum, if it is theirs.
fn verify_checksum(bytes: &[u8]) -> Option<&[u8]> {
    let (bytes, sum) = bytes.split_last_chunk()?;
    (crc32fast::hash(bytes) == u32::from_le_bytes(*sum)).then_some(bytes)
}
