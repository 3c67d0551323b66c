//! Putting more into order than is kept in memory: sorted runs on disk that are merged as they are read again (an
//! external merge sort; Knuth, The Art of Computer Programming, volume 3, section 5.4).

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Seek, Write},
};

use serde::{Serialize, de::DeserializeOwned};

/// How many things are kept in memory before they are written down as a run.
const RUN: usize = 32 * 1024;

/// How many runs there may be, each an open file. When there are so many they become one.
const RUNS: usize = 64;

/// Things that are put into order. Runs are files without a name, which are gone with the process, in the folder for
/// temporary files.
pub(super) struct Sorter<T> {
    run: Vec<T>,
    /// How many of them there may be.
    most: usize,
    runs: Vec<File>,
}

impl<T: Ord + Serialize + DeserializeOwned> Sorter<T> {
    pub(super) const fn new() -> Self {
        Self::with_runs_of(RUN)
    }

    const fn with_runs_of(most: usize) -> Self {
        Self { run: Vec::new(), most, runs: Vec::new() }
    }

    /// Adds one.
    ///
    /// # Errors
    /// When a run cannot be written, or runs cannot be read to become one.
    pub(super) fn add(&mut self, thing: T) -> io::Result<()> {
        self.run.push(thing);
        if self.run.len() < self.most {
            return Ok(());
        }
        if self.runs.len() == RUNS {
            let runs = std::mem::take(&mut self.runs);
            self.runs.push(write_run(Sorted::<T>::merge(runs, Vec::new())?)?);
        }
        self.run.sort_unstable();
        self.runs.push(write_run(self.run.drain(..).map(Ok))?);
        Ok(())
    }

    /// All of them in order.
    ///
    /// # Errors
    /// When a run cannot be read; so does each item.
    pub(super) fn into_sorted(mut self) -> io::Result<Sorted<T>> {
        self.run.sort_unstable();
        Sorted::merge(self.runs, self.run)
    }
}

fn write_run<T: Serialize>(sorted: impl Iterator<Item = io::Result<T>>) -> io::Result<File> {
    let mut file = BufWriter::new(tempfile::tempfile()?);
    for thing in sorted {
        serde_json::to_writer(&mut file, &thing?)?;
        file.write_all(b"\n")?;
    }
    let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

/// Things in order.
pub(super) struct Sorted<T> {
    /// The next of every run, with the number of its run.
    heads: BinaryHeap<Reverse<(T, usize)>>,
    files: Vec<BufReader<File>>,
    last: std::vec::IntoIter<T>,
}

impl<T: Ord + DeserializeOwned> Sorted<T> {
    /// Merges runs on disk with one in memory.
    fn merge(files: Vec<File>, last: Vec<T>) -> io::Result<Self> {
        let mut sorted = Self {
            heads: BinaryHeap::new(),
            files: files.into_iter().map(BufReader::new).collect(),
            last: last.into_iter(),
        };
        for run in 0..=sorted.files.len() {
            sorted.advance(run)?;
        }
        Ok(sorted)
    }

    /// Takes the next of a run; the one in memory comes after those on disk.
    fn advance(&mut self, run: usize) -> io::Result<()> {
        let next = match self.files.get_mut(run) {
            Some(file) => read(file)?,
            None => self.last.next(),
        };
        self.heads.extend(next.map(|next| Reverse((next, run))));
        Ok(())
    }
}

fn read<T: DeserializeOwned>(file: &mut BufReader<File>) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    match file.read_until(b'\n', &mut line)? {
        0 => Ok(None),
        _ => Ok(Some(serde_json::from_slice(&line)?)),
    }
}

impl<T: Ord + DeserializeOwned> Iterator for Sorted<T> {
    type Item = io::Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((next, run)) = self.heads.pop()?;
        Some(self.advance(run).map(|()| next))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_comes_is_there_and_in_order(
            things in prop::collection::vec((".{0,8}", 0_u32..50), 0..200),
            most in 1_usize..20,
        ) {
            let mut sorter = Sorter::with_runs_of(most);
            for thing in things.clone() {
                sorter.add(thing).expect("a place for temporary files");
                prop_assert!(sorter.run.len() < most && sorter.runs.len() <= RUNS);
            }
            let sorted: Vec<(String, u32)> =
                sorter.into_sorted().and_then(Iterator::collect).expect("runs that can be read");
            let mut expected = things;
            expected.sort();
            prop_assert_eq!(sorted, expected);
        }
    }
}
