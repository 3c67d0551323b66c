//! How far an import had come at the end of a step, so that the same one goes on from there where it ended before its time.

use std::io;

use chrono::NaiveDate;
use domain::StatementId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ImportInput, ImportReport, Lines};

/// A hash as it is noted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hash(String);

impl From<Sha256> for Hash {
    fn from(hash: Sha256) -> Self {
        Self(format!("{:x}", hash.finalize()))
    }
}

/// What of a file has been read.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct ReadSoFar {
    /// How many lines.
    pub(super) lines: u32,
    /// How many bytes these have.
    pub(super) bytes: u64,
    /// The hash over these.
    pub(super) hash: Hash,
}

impl ReadSoFar {
    /// Whether it is the beginning of some lines, which are left at their beginning. What can be read but once is taken for
    /// other lines.
    pub(super) fn is_beginning_of(&self, lines: &mut dyn Lines) -> io::Result<bool> {
        if lines.stream_position().is_err() {
            return Ok(false);
        }
        let (mut hash, mut left) = (Sha256::new(), self.bytes);
        while left > 0 {
            let bytes = lines.fill_buf()?;
            let bytes = &bytes[..bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX))];
            if bytes.is_empty() {
                break;
            }
            hash.update(bytes);
            let read = bytes.len();
            left -= read as u64;
            lines.consume(read);
        }
        lines.rewind()?;
        Ok(Hash::from(hash) == self.hash)
    }
}

/// What was done of an import.
#[derive(Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// What the lines were read with ([`setting`]).
    pub(super) setting: Hash,
    /// The lines that were read.
    pub(super) read: ReadSoFar,
    /// What became of them and of the reference data.
    pub(super) report: ImportReport,
    /// The statements that were added or changed, and those that are cited from a source that is described anew; of very
    /// many no more than show it.
    pub(super) written: Vec<StatementId>,
}

/// Stands for all that says what lines become, beside the lines: the version of the program, the day, the reference data that
/// is imported with them. What is on record is the same as long as nobody else writes.
pub(super) fn setting(input: &ImportInput, today: NaiveDate) -> Hash {
    let mut hash = Sha256::new();
    let (version, today) = (env!("CARGO_PKG_VERSION"), today.to_string());
    let files = [&input.actors, &input.topics, &input.milestones];
    let texts = files.map(|file| file.as_ref().map_or("", |file| file.text.as_str()));
    for text in [version, &today].into_iter().chain(texts) {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hash.into()
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, Cursor, Seek};

    use super::*;

    fn read(text: &str) -> ReadSoFar {
        let hash = Sha256::new().chain_update(text).into();
        ReadSoFar { lines: 1, bytes: text.len() as u64, hash }
    }

    /// Lines that come as they come.
    struct Pipe(Cursor<&'static str>);

    impl io::Read for Pipe {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0.read(into)
        }
    }

    impl BufRead for Pipe {
        fn fill_buf(&mut self) -> io::Result<&[u8]> {
            self.0.fill_buf()
        }

        fn consume(&mut self, read: usize) {
            self.0.consume(read);
        }
    }

    impl Seek for Pipe {
        fn seek(&mut self, _: io::SeekFrom) -> io::Result<u64> {
            Err(io::ErrorKind::NotSeekable.into())
        }
    }

    #[test]
    fn lines_are_those_of_before_where_they_begin_alike() {
        for (text, is_same) in
            [("one\ntwo\nthree", true), ("one\ntwo\n", true), ("one\ntow\nthree", false), ("one\n", false), ("", false)]
        {
            let mut lines = Cursor::new(text);
            assert_eq!(read("one\ntwo\n").is_beginning_of(&mut lines).expect("lines"), is_same, "{text}");
            assert_eq!(lines.position(), 0, "{text}");
        }
    }

    #[test]
    fn what_can_be_read_but_once_is_left_as_it_is() {
        let mut pipe = Pipe(Cursor::new("one\ntwo\n"));
        assert!(!read("one\n").is_beginning_of(&mut pipe).expect("lines"));
        assert_eq!(io::read_to_string(pipe).expect("lines"), "one\ntwo\n");
    }

    #[test]
    fn the_setting_is_another_with_another_day_or_other_reference_data() {
        let file = |text: &str| Some(super::super::TextFile { name: String::new(), text: text.to_owned() });
        let day = |day: &str| day.parse().expect("a day");
        let inputs = [
            (ImportInput::default(), day("2026-07-01")),
            (ImportInput::default(), day("2026-07-02")),
            (ImportInput { actors: file("[]"), ..ImportInput::default() }, day("2026-07-01")),
            (ImportInput { topics: file("[]"), ..ImportInput::default() }, day("2026-07-01")),
        ];
        let settings: Vec<Hash> = inputs.iter().map(|(input, today)| setting(input, *today)).collect();
        for (number, one) in settings.iter().enumerate() {
            assert_eq!(settings.iter().filter(|other| *other == one).count(), 1, "{number}");
        }
    }
}
