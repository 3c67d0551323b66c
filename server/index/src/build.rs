//! Building a set of statements: columns here, inverted indexes on threads of their own.

use std::{
    path::PathBuf,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::JoinHandle,
};

use service::ports::{IndexBuild, IndexChange, IndexEntry, IndexError, LogPosition};
use tantivy::{Index, TantivyError};

use super::{
    check::sum_of,
    columns::Columns,
    dictionary::Dictionary,
    on_disk::{Folder, NewSet},
    segment::{Built, Segment},
    texts::{Shard, ShardWriter, Texts, rows_of},
    words,
};

/// How many statements are in a shard: few enough for its words to be held while it is written.
const SHARD: usize = 1 << 17;

/// How many statements are handed over at once.
const BATCH: usize = 512;

/// How many batches wait for a thread at most.
const WAITING: usize = 2;

/// At most so many threads, which is also how many unfinished shards are held.
const MOST_THREADS: usize = 4;

/// Statements with the order in which they came.
type Batch = Vec<(u32, IndexEntry)>;

/// A shard that is written, with the order in which its statements came.
pub(super) struct WrittenShard {
    index: Index,
    pub(super) folder: Option<String>,
    arrivals: Vec<u32>,
}

/// What is done with a set that is built, and what has changed since it was read.
type Install = Box<dyn FnOnce(Built, IndexChange) + Send>;

/// A set that is being built.
pub(super) struct Build {
    install: Install,
    set: Option<NewSet>,
    columns: Columns,
    dictionary: Dictionary,
    /// What each statement was, in the order in which they came.
    sums: Vec<u64>,
    batch: Batch,
    workers: Vec<Worker>,
    next_worker: usize,
}

struct Worker {
    batches: SyncSender<Batch>,
    thread: JoinHandle<Result<Vec<WrittenShard>, TantivyError>>,
}

fn failed(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> IndexError {
    IndexError(reason.into())
}

impl Build {
    pub(super) fn new(install: Install, folder: Option<&Folder>) -> Result<Self, IndexError> {
        let set = folder.map(Folder::new_set).transpose().map_err(failed)?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
        let path = set.as_ref().map(NewSet::path);
        let workers = (0..threads).map(|number| Worker::start(number, path.clone())).collect();
        Ok(Self {
            install,
            set,
            columns: Columns::default(),
            dictionary: Dictionary::default(),
            sums: Vec::new(),
            batch: Vec::new(),
            workers,
            next_worker: 0,
        })
    }

    /// Hands the statements that were gathered to the next thread; waits when it has too many already.
    fn hand_over(&mut self) -> Result<(), IndexError> {
        let batch = std::mem::take(&mut self.batch);
        let worker = &self.workers[self.next_worker];
        self.next_worker = (self.next_worker + 1) % self.workers.len();
        if worker.batches.send(batch).is_ok() {
            return Ok(());
        }
        // A thread that has stopped says why when it is joined.
        self.shards().and(Err(failed("a thread of it has stopped")))
    }

    fn shards(&mut self) -> Result<Vec<WrittenShard>, IndexError> {
        let mut shards = Vec::new();
        for Worker { batches, thread } in self.workers.drain(..) {
            drop(batches);
            shards.extend(thread.join().map_err(|_| failed("a thread of it broke down"))?.map_err(failed)?);
        }
        Ok(shards)
    }
}

impl IndexBuild for Build {
    fn add(&mut self, entry: IndexEntry) -> Result<(), IndexError> {
        let arrival = u32::try_from(self.columns.len()).map_err(failed)?;
        self.columns.push(&entry, words::length_of(&entry), &mut self.dictionary);
        if self.set.is_some() {
            self.sums.push(sum_of(&entry));
        }
        self.batch.push((arrival, entry));
        if self.batch.len() == BATCH { self.hand_over() } else { Ok(()) }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn finish(mut self: Box<Self>, mark: LogPosition, change: IndexChange) -> Result<(), IndexError> {
        self.hand_over()?;
        let written = self.shards()?;
        let (columns, order) = std::mem::take(&mut self.columns).sorted();
        let mut rows_by_arrival = vec![0; order.len()];
        for (row, arrival) in (0..).zip(&order) {
            rows_by_arrival[*arrival as usize] = row;
        }
        let rows = |shard: &WrittenShard| rows_of(&shard.arrivals, &rows_by_arrival);
        let shards = written.iter().map(|shard| Shard::new(&shard.index, rows(shard)));
        let shards = shards.collect::<Result<Vec<Shard>, TantivyError>>().map_err(failed)?;
        if let Some(set) = self.set.take() {
            let folders: Vec<String> = written.iter().filter_map(|shard| shard.folder.clone()).collect();
            let sums: Vec<u64> = order.iter().map(|arrival| self.sums[*arrival as usize]).collect();
            set.keep_sums(&sums).map_err(failed)?;
            set.keep(&mark, &self.dictionary, &columns, folders.into_iter().zip(&shards)).map_err(failed)?;
        }
        let segment = Segment::new(columns, Texts::Kept(shards));
        (self.install)(Built { dictionary: self.dictionary, segment }, change);
        Ok(())
    }
}

impl Worker {
    fn start(number: usize, set: Option<PathBuf>) -> Self {
        let (batches, received) = sync_channel(WAITING);
        let thread = std::thread::spawn(move || write_shards(number, set.as_deref(), &received));
        Self { batches, thread }
    }
}

/// Writes the statements that come to shards until no more come.
fn write_shards(
    worker: usize,
    set: Option<&std::path::Path>,
    batches: &Receiver<Batch>,
) -> Result<Vec<WrittenShard>, TantivyError> {
    let mut written: Vec<WrittenShard> = Vec::new();
    let mut open: Option<(ShardWriter, Option<String>, Vec<u32>)> = None;
    let finish = |(writer, folder, arrivals): (ShardWriter, Option<String>, Vec<u32>)| {
        Ok::<_, TantivyError>(WrittenShard { index: writer.finish()?, folder, arrivals })
    };
    for (arrival, entry) in batches.iter().flatten() {
        let (mut writer, folder, mut arrivals) = if let Some(shard) = open.take() {
            shard
        } else {
            let folder = set.map(|_| format!("shard-{worker}-{}", written.len()));
            let path = set.zip(folder.as_ref()).map(|(set, folder)| set.join(folder));
            (ShardWriter::new(path.as_deref())?, folder, Vec::new())
        };
        writer.add(&entry)?;
        arrivals.push(arrival);
        let is_full = arrivals.len() == SHARD;
        let shard = (writer, folder, arrivals);
        if is_full { written.push(finish(shard)?) } else { open = Some(shard) }
    }
    written.extend(open.map(finish).transpose()?);
    Ok(written)
}
