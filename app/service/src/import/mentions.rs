//! What the lines of a file name: statements, which have one line each, sources, which are described in one way, and
//! statements that others restate, which have to be there. It is put into order beside the reading and compared at the end,
//! so that a file of any length is read in the same memory.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io,
};

use domain::{Slug, Source, Statement};
use serde::{Deserialize, Serialize};

use super::{
    Faults, Place,
    reading::CHUNK,
    sorted::{Sorted, Sorter},
};

/// A statement that a line names, in the order in which they are compared.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct NamedStatement {
    /// Its address; empty where its name gives none.
    slug: String,
    how: How,
    line: u32,
    external_id: String,
}

/// What a line does with a statement that it names.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum How {
    Holds,
    Restates,
}

/// A source that a line describes, in the order in which they are compared.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct DescribedSource {
    identity: Fingerprint,
    line: u32,
    description: Fingerprint,
}

/// Stands for a text of any length. Two out of a million share one with a probability of 1 in 10^26.
type Fingerprint = (u64, u64);

fn fingerprint(value: &impl Hash) -> Fingerprint {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, value).hash(&mut hasher);
        hasher.finish()
    };
    (half(0), half(1))
}

/// What lines name, while they are read.
pub(super) struct Mentions {
    file: String,
    /// Noted and not yet put into order.
    noted: Vec<NamedStatement>,
    statements: Sorter<NamedStatement>,
    sources: Sorter<DescribedSource>,
}

impl Mentions {
    pub(super) const fn new(file: String) -> Self {
        Self { file, noted: Vec::new(), statements: Sorter::new(), sources: Sorter::new() }
    }

    /// Notes that a line says of its statement that it restates another one.
    pub(super) fn note_restated(&mut self, line: u32, external_id: &str) {
        let slug = Slug::from_name(external_id).map(|slug| slug.to_string()).unwrap_or_default();
        self.noted.push(NamedStatement { slug, how: How::Restates, line, external_id: external_id.to_owned() });
    }

    /// Takes a line that was read, with the statement that it holds unless it has faults.
    ///
    /// # Errors
    /// When there is no place for what was noted of it and of those before.
    pub(super) fn take_line(&mut self, line: u32, statement: Option<&Statement>) -> io::Result<()> {
        self.noted.drain(..).try_for_each(|named| self.statements.add(named))?;
        let Some(statement) = statement else { return Ok(()) };
        self.statements.add(NamedStatement {
            slug: statement.slug.to_string(),
            how: How::Holds,
            line,
            external_id: statement.external_id.clone(),
        })?;
        statement.primary_source().map_or(Ok(()), |source| self.take_source(line, source))
    }

    fn take_source(&mut self, line: u32, source: &Source) -> io::Result<()> {
        let (identity, description) = (fingerprint(&source.identity()), fingerprint(source));
        self.sources.add(DescribedSource { identity, line, description })
    }

    /// Notes the sources that lines describe in two ways; gives the statements, to be compared.
    ///
    /// # Errors
    /// When what was put into order cannot be read again.
    pub(super) fn compare_sources(self, faults: &mut Faults) -> io::Result<NamedStatements> {
        let mut first: Option<DescribedSource> = None;
        for source in self.sources.into_sorted()? {
            let source = source?;
            match &first {
                Some(first) if first.identity == source.identity => {
                    if first.description != source.description {
                        let reason = format!("line {} describes the same source in other words", first.line);
                        faults.add(&Place::line(&self.file, source.line as usize), "source_url", reason);
                    }
                }
                _ => first = Some(source),
            }
        }
        Ok(NamedStatements { file: self.file, sorted: self.statements.into_sorted()?, first: None, is_twice: false })
    }
}

/// The statements that lines name, in order.
pub(super) struct NamedStatements {
    file: String,
    sorted: Sorted<NamedStatement>,
    /// The first line with the address that is being compared.
    first: Option<NamedStatement>,
    /// Whether another one has it too, which is fault enough.
    is_twice: bool,
}

impl NamedStatements {
    /// The next statements that are restated and are not in the file, by the place that says so, at most [`CHUNK`]; none
    /// at the end. Notes the statements that have more than one line.
    ///
    /// # Errors
    /// When what was put into order cannot be read again.
    pub(super) fn next_elsewhere(&mut self, faults: &mut Faults) -> io::Result<Vec<(Place, String)>> {
        let mut elsewhere = Vec::new();
        while elsewhere.len() < CHUNK as usize
            && let Some(named) = self.sorted.next().transpose()?
        {
            let place = Place::line(&self.file, named.line as usize);
            match (&named.how, self.first.as_ref().filter(|first| first.slug == named.slug)) {
                (How::Holds, None) => (self.first, self.is_twice) = (Some(named), false),
                (How::Holds, Some(first)) => {
                    faults.add(&place, "external_id", twice(first, &named));
                    self.is_twice = true;
                }
                (How::Restates, Some(first)) if self.is_twice || first.external_id == named.external_id => {}
                (How::Restates, _) => elsewhere.push((place, named.external_id)),
            }
        }
        Ok(elsewhere)
    }
}

fn twice(first: &NamedStatement, other: &NamedStatement) -> String {
    if first.external_id == other.external_id {
        format!("\u{201c}{}\u{201d} stands already in line {}", other.external_id, first.line)
    } else {
        format!("would have the address \u{201c}{}\u{201d}, which line {} has", other.slug, first.line)
    }
}
