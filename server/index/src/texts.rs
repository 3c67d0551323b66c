//! Where words stand: for the many statements of a built segment in inverted indexes of tantivy, for the few that
//! have changed since in plain lists.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use service::ports::IndexEntry;
use tantivy::{
    DocSet, Index, TERMINATED, TantivyDocument, TantivyError,
    directory::{Directory, MmapDirectory, RamDirectory},
    index::InvertedIndexReader,
    indexer::SingleSegmentIndexWriter,
    postings::{Postings, SegmentPostings},
    schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{TextAnalyzer, TokenizerManager},
};

use super::words::{self, Analysis, Term};

/// How many bytes tantivy may hold before it would write a segment of its own accord; never reached, because a
/// shard is closed by the number of its statements.
const MEMORY: usize = 1 << 30;

/// The words of the statements of a segment.
pub(super) enum Texts {
    /// In inverted indexes.
    Kept(Vec<Shard>),
    /// One list a row.
    Listed(Vec<Arc<ListedText>>),
}

/// What is looked up of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// In which rows it stands.
    Rows,
    /// How often it stands in each of them, too.
    Frequencies,
}

impl Texts {
    /// Calls for every row that a term stands in, with how often; a row may come more than once, with what is to be
    /// added to the first.
    pub(super) fn each(&self, term: &Term, detail: Detail, mut found: impl FnMut(usize, u32)) {
        match self {
            Self::Kept(shards) => shards.iter().for_each(|shard| shard.each(term, detail, &mut found)),
            Self::Listed(texts) => {
                for (row, text) in texts.iter().enumerate() {
                    let count = text.count(term);
                    if count > 0 {
                        found(row, count);
                    }
                }
            }
        }
    }

    /// Calls for every way of writing a word that begins so, with the word folded, how it is written, and about how
    /// many statements have it. A way of writing may come more than once, with what is to be added to the first.
    pub(super) fn each_word_beginning(&self, beginning: &str, mut found: impl FnMut(&str, &str, u64)) {
        match self {
            Self::Kept(shards) => shards.iter().for_each(|shard| shard.each_word_beginning(beginning, &mut found)),
            Self::Listed(texts) => {
                let words = texts.iter().flat_map(|text| &text.written);
                for (folded, written) in words.filter(|(folded, _)| folded.starts_with(beginning)) {
                    found(folded, written, 1);
                }
            }
        }
    }
}

/// The words of one statement.
#[derive(Debug)]
pub(super) struct ListedText {
    /// The words of each text, as it is cut up.
    texts: Vec<(Analysis, Vec<String>)>,
    /// The words of its wordings, folded and as written, each once.
    written: BTreeSet<(String, String)>,
}

impl ListedText {
    pub(super) fn new(entry: &IndexEntry) -> Self {
        let words = |(analysis, text): (Analysis, &str)| {
            (analysis, analysis.words(text).into_iter().map(|(word, _)| word).collect())
        };
        let listed = entry.wordings.iter().flat_map(|wording| words::listed(&wording.text));
        Self {
            texts: texts_of(entry).map(words).collect(),
            written: listed.map(|(folded, written)| (folded, written.to_owned())).collect(),
        }
    }

    /// How often a term stands in it.
    pub(super) fn count(&self, term: &Term) -> u32 {
        self.texts.iter().map(|(analysis, words)| term.count(*analysis, words)).sum()
    }

    /// The words of its wordings, folded and as written, each once.
    pub(super) fn written(&self) -> impl Iterator<Item = (&str, &str)> {
        self.written.iter().map(|(folded, written)| (folded.as_str(), written.as_str()))
    }
}

/// The texts of a statement that searches look at, and how each is cut into words.
fn texts_of(entry: &IndexEntry) -> impl Iterator<Item = (Analysis, &str)> {
    let wordings = entry.wordings.iter().map(|wording| (Analysis::Stems(wording.language), wording.text.as_str()));
    wordings.chain(entry.speaker.as_deref().map(|speaker| (Analysis::Names, speaker)))
}

/// The name of the field of an analysis, which is also the name of what cuts its texts.
fn field_name(analysis: Analysis) -> String {
    match analysis {
        Analysis::Stems(language) => format!("text_{language}"),
        Analysis::Names => "names".to_owned(),
    }
}

/// The fields of a shard.
#[derive(Clone, Copy)]
struct Fields {
    /// In the order of [`Analysis::ALL`].
    texts: [Field; Analysis::ALL.len()],
    /// The words of the wordings as [`words::lister`] cuts them, for the list of words.
    list: Field,
}

/// The fields of a shard, and what cuts their texts.
fn schema() -> (Schema, Fields, TokenizerManager) {
    let mut schema = Schema::builder();
    let tokenizers = TokenizerManager::new();
    let mut field = |name: &str, analyzer: TextAnalyzer, option: IndexRecordOption| {
        tokenizers.register(name, analyzer);
        let indexing = TextFieldIndexing::default().set_tokenizer(name).set_fieldnorms(false).set_index_option(option);
        schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
    };
    let texts = Analysis::ALL
        .map(|analysis| field(&field_name(analysis), analysis.analyzer(), IndexRecordOption::WithFreqsAndPositions));
    let list = field("list", words::lister(), IndexRecordOption::Basic);
    (schema.build(), Fields { texts, list }, tokenizers)
}

/// Writes a shard.
pub(super) struct ShardWriter {
    writer: SingleSegmentIndexWriter,
    fields: Fields,
}

impl ShardWriter {
    /// Begins a shard in a folder that is not there yet or, without one, in memory.
    pub(super) fn new(folder: Option<&Path>) -> Result<Self, TantivyError> {
        let directory: Box<dyn Directory> = match folder {
            Some(folder) => {
                std::fs::create_dir_all(folder)?;
                Box::new(MmapDirectory::open(folder)?)
            }
            None => Box::new(RamDirectory::create()),
        };
        let (schema, fields, tokenizers) = schema();
        let builder = Index::builder().schema(schema).tokenizers(tokenizers);
        Ok(Self { writer: builder.single_segment_index_writer(directory, MEMORY)?, fields })
    }

    pub(super) fn add(&mut self, entry: &IndexEntry) -> Result<(), TantivyError> {
        let mut document = TantivyDocument::default();
        for (analysis, text) in texts_of(entry) {
            if let Some(place) = Analysis::ALL.iter().position(|known| *known == analysis) {
                document.add_text(self.fields.texts[place], text);
            }
        }
        for wording in &entry.wordings {
            document.add_text(self.fields.list, &wording.text);
        }
        self.writer.add_document(document)
    }

    /// Writes everything out.
    pub(super) fn finish(self) -> Result<Index, TantivyError> {
        self.writer.finalize()
    }
}

/// An inverted index of some of the statements of a segment.
pub(super) struct Shard {
    readers: [Arc<InvertedIndexReader>; Analysis::ALL.len()],
    fields: Fields,
    list: Arc<InvertedIndexReader>,
    /// The row of each document.
    rows: Vec<u32>,
}

impl Shard {
    /// Opens what a [`ShardWriter`] wrote to a folder, after a look at whether it is as it was written.
    pub(super) fn open(folder: &Path, rows: Vec<u32>) -> Result<Self, TantivyError> {
        let index = Index::open_in_dir(folder)?;
        let damaged = index.validate_checksum()?;
        if let Some(file) = damaged.iter().next() {
            return Err(TantivyError::SystemError(format!("{} is damaged", file.display())));
        }
        Self::new(&index, rows)
    }

    /// Reads a written index; `rows` is the row of each of its documents.
    pub(super) fn new(index: &Index, rows: Vec<u32>) -> Result<Self, TantivyError> {
        let (expected, fields, _) = schema();
        if index.schema() != expected {
            return Err(TantivyError::SchemaError("not the fields of this version".to_owned()));
        }
        let searcher = index.reader()?.searcher();
        let [segment] = searcher.segment_readers() else {
            return Err(TantivyError::SystemError("not one segment".to_owned()));
        };
        if segment.max_doc() as usize != rows.len() {
            return Err(TantivyError::SystemError("not as many documents as statements".to_owned()));
        }
        let [en, es, fr, names] = fields.texts;
        let reader = |field| segment.inverted_index(field);
        let readers = [reader(en)?, reader(es)?, reader(fr)?, reader(names)?];
        Ok(Self { readers, list: reader(fields.list)?, fields, rows })
    }

    /// The row of each document.
    pub(super) fn rows(&self) -> &[u32] {
        &self.rows
    }

    fn each(&self, term: &Term, detail: Detail, found: &mut impl FnMut(usize, u32)) {
        let sought = Analysis::ALL.iter().map(|analysis| term.words(*analysis));
        for ((reader, field), words) in self.readers.iter().zip(self.fields.texts).zip(sought) {
            let visited = match words {
                [word] => each_with_word(reader, field, word, detail, |document, count| {
                    found(self.rows[document as usize] as usize, count);
                }),
                words => each_with_phrase(reader, field, words, |document, count| {
                    found(self.rows[document as usize] as usize, count);
                }),
            };
            // The files were checked when they were opened. If they cannot be read now, there is no right answer.
            visited.unwrap_or_else(|error| panic!("the index cannot be read: {error}"));
        }
    }
}

impl Shard {
    fn each_word_beginning(&self, beginning: &str, found: &mut impl FnMut(&str, &str, u64)) {
        let visited = each_listed_word(&self.list, beginning, found);
        visited.unwrap_or_else(|error| panic!("the index cannot be read: {error}"));
    }
}

fn each_listed_word(
    list: &InvertedIndexReader,
    beginning: &str,
    found: &mut impl FnMut(&str, &str, u64),
) -> std::io::Result<()> {
    // No word has a byte as high as this one.
    let end = [beginning.as_bytes(), &[u8::MAX]].concat();
    let mut words = list.terms().range().ge(beginning).lt(&end).into_stream()?;
    while let Some((word, facts)) = words.next() {
        if let Some((folded, written)) = std::str::from_utf8(word).ok().and_then(|word| word.split_once(words::BOTH)) {
            found(folded, written, facts.doc_freq.into());
        }
    }
    Ok(())
}

fn postings(
    reader: &InvertedIndexReader,
    field: Field,
    word: &str,
    option: IndexRecordOption,
) -> std::io::Result<Option<SegmentPostings>> {
    reader.read_postings(&tantivy::Term::from_field_text(field, word), option)
}

fn each_with_word(
    reader: &InvertedIndexReader,
    field: Field,
    word: &str,
    detail: Detail,
    mut found: impl FnMut(u32, u32),
) -> std::io::Result<()> {
    let option = match detail {
        Detail::Rows => IndexRecordOption::Basic,
        Detail::Frequencies => IndexRecordOption::WithFreqs,
    };
    let Some(mut postings) = postings(reader, field, word, option)? else { return Ok(()) };
    let mut document = postings.doc();
    while document != TERMINATED {
        found(document, if detail == Detail::Frequencies { postings.term_freq() } else { 1 });
        document = postings.advance();
    }
    Ok(())
}

/// Goes through the documents that have all words, led by the rarest of them, and compares where they stand.
fn each_with_phrase(
    reader: &InvertedIndexReader,
    field: Field,
    words: &[String],
    mut found: impl FnMut(u32, u32),
) -> std::io::Result<()> {
    let mut all = Vec::new();
    for (place, word) in (0u32..).zip(words) {
        let Some(postings) = postings(reader, field, word, IndexRecordOption::WithFreqsAndPositions)? else {
            return Ok(());
        };
        all.push((place, postings));
    }
    all.sort_by_key(|(_, postings)| postings.doc_freq());
    let Some(((place, lead), others)) = all.split_first_mut() else { return Ok(()) };
    // Positions are counted from the end of the phrase, so that none becomes less than nothing.
    let last = words.len() as u32;
    let (mut starts, mut positions) = (Vec::new(), Vec::new());
    let mut document = lead.doc();
    'documents: while document != TERMINATED {
        for (_, other) in others.iter_mut() {
            let next = if other.doc() < document { other.seek(document) } else { other.doc() };
            if next != document {
                document = if next == TERMINATED { TERMINATED } else { lead.seek(next) };
                continue 'documents;
            }
        }
        lead.positions_with_offset(last - *place, &mut starts);
        for (place, other) in others.iter_mut() {
            other.positions_with_offset(last - *place, &mut positions);
            starts.retain(|start| positions.binary_search(start).is_ok());
            if starts.is_empty() {
                break;
            }
        }
        if !starts.is_empty() {
            found(document, starts.len() as u32);
        }
        document = lead.advance();
    }
    Ok(())
}

/// The rows of documents that are numbered by when they were added, from the order that rows were put in.
pub(super) fn rows_of(arrivals: &[u32], rows_by_arrival: &[u32]) -> Vec<u32> {
    arrivals.iter().map(|arrival| rows_by_arrival[*arrival as usize]).collect()
}
