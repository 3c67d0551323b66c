//! Reading the lines of `statements.jsonl`, on a thread of its own while what was read before is being written.

use std::{
    borrow::Cow,
    io::{BufRead, Read},
    sync::Arc,
};

use chrono::NaiveDate;
use domain::{
    Catalogue, Fault, Given, Language, NewComparison, NewPosition, NewSource, NewStatement, NewTranslation, QuoteCheck,
    ReferenceKind, Reprint, Slug, SourceField, Stance, StatedDate, StatedSource, Statement, StatementField,
    StatementName, Valid,
};
use sha2::{Digest, Sha256};

use super::{Faults, ImportError, LineFile, Place, checkpoint::ReadSoFar, fields::Fields, mentions::Mentions};
use crate::unique_json;

/// How many lines are compared with the record at once.
pub(super) const CHUNK: u32 = 500;

/// The most bytes of a line: every text of a statement at its longest, and then some.
const LINE_BYTES: usize = 1024 * 1024;

/// What some programs begin a file with; it is no part of its text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A line that was read without a fault.
pub(super) struct Line {
    pub(super) place: Place,
    pub(super) statement: Valid<Statement>,
}

/// Some lines of a file.
#[derive(Default)]
pub(super) struct Chunk {
    pub(super) lines: Vec<Line>,
    /// What was wrong with the others.
    pub(super) faults: Faults,
    /// What of the file has been read with it.
    pub(super) so_far: ReadSoFar,
}

/// Reads a file of statements.
pub(super) struct StatementReader {
    known: Arc<Catalogue>,
    file: LineFile,
    /// The day it is: nothing can have been said after it.
    today: NaiveDate,
    /// The last line that was written before: those up to it are only read for what they name.
    written: u32,
    /// The number of the last line that was read.
    number: u32,
    bytes: u64,
    hash: Sha256,
    mentions: Mentions,
}

impl StatementReader {
    pub(super) fn new(known: Arc<Catalogue>, file: LineFile, today: NaiveDate, written: u32) -> Self {
        let mentions = Mentions::new(file.name.clone());
        Self { known, file, today, written, number: 0, bytes: 0, hash: Sha256::new(), mentions }
    }

    /// The next lines; nothing at the end of the file.
    pub(super) fn next_chunk(&mut self) -> Result<Option<Chunk>, ImportError> {
        let mut chunk = Chunk::default();
        let mut text = Vec::new();
        let before = self.number;
        while self.number < before + CHUNK && self.next_line(&mut text)? {
            if text.trim_ascii().is_empty() {
                continue;
            }
            let place = Place::line(&self.file.name, self.number as usize);
            let statement = self.read_line(&text, &place, &mut chunk.faults);
            self.mentions.take_line(self.number, statement.as_deref()).map_err(ImportError::Unsorted)?;
            if self.number > self.written {
                chunk.lines.extend(statement.map(|statement| Line { place, statement }));
            }
        }
        chunk.so_far = ReadSoFar { lines: self.number, bytes: self.bytes, hash: self.hash.clone().into() };
        Ok((self.number > before).then_some(chunk))
    }

    /// Reads the next line; `false` at the end of the file.
    fn next_line(&mut self, text: &mut Vec<u8>) -> Result<bool, ImportError> {
        text.clear();
        let read = read_bounded(self.file.lines.as_mut(), text).map_err(|reason| self.file.unreadable(reason))?;
        if read == 0 {
            return Ok(false);
        }
        self.number += 1;
        self.bytes += read as u64;
        self.hash.update(&*text);
        if self.number == 1 && text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(true)
    }

    /// What the lines name.
    pub(super) fn into_mentions(self) -> Mentions {
        self.mentions
    }

    fn read_line(&mut self, text: &[u8], place: &Place, faults: &mut Faults) -> Option<Valid<Statement>> {
        if text.len() > LINE_BYTES {
            faults.add(place, "line", format!("has more than {LINE_BYTES} bytes"));
            return None;
        }
        let value = match unique_json::from_slice(text) {
            Ok(value) => value,
            Err(error) => {
                faults.add(place, "JSON", error);
                return None;
            }
        };
        let mut fields = Fields::of(value, place, faults)?;
        let statement = self.read_statement(&mut fields);
        fields.finish(statement)
    }

    fn read_statement(&mut self, fields: &mut Fields<'_>) -> Option<Valid<Statement>> {
        // These repeat what actors.json says of the stakeholder.
        fields.pass_over(&["actor", "actor_short", "actor_kind", "country"]);
        let external_id = fields.text("external_id");
        let restates = fields.text("restates").and_then(|name| self.restated(name, fields));
        let stakeholder = fields.slug("actor_slug").and_then(|slug| self.stakeholder(slug, fields));
        let facts = NewStatement {
            name: StatementName::External(external_id),
            stakeholder,
            speaker: fields.text("speaker"),
            speaker_role: fields.text("speaker_role"),
            speaker_role_language: fields.text("speaker_role_language"),
            said_on: read_date(fields),
            text: fields.text("text"),
            language: fields.text("language"),
            directness: fields.text("directness"),
            venue: fields.text("venue"),
            translations: vec![NewTranslation {
                language: Language::En,
                text: fields.text("translation_en"),
                kind: fields.text("translation_kind"),
            }],
            positions: self.read_positions(fields),
            source: StatedSource::Described(Box::new(read_source(fields))),
            reprints: fields.texts("also_seen").into_iter().map(|url| Reprint::Address(Given::Value(url))).collect(),
            restates,
            quote_check: fields.flag("seed").then_some(QuoteCheck::Verified),
            checked: fields.object("checked", read_checked),
            note: fields.text("note"),
            // The format has none of these.
            locator: Given::Nothing,
            passage: None,
        };
        fields.keep(facts.check(self.today), field_name)
    }

    /// The stakeholder of a slug.
    fn stakeholder(&self, slug: Slug, fields: &mut Fields<'_>) -> Given<Slug> {
        let current = self.current(ReferenceKind::Stakeholder, slug);
        known_or_fault(self.known.stakeholders.contains_key(&current), "actor_slug", current, fields)
    }

    /// What a slug leads to, if it was merged; otherwise the slug.
    fn current(&self, kind: ReferenceKind, slug: Slug) -> Slug {
        self.known.merged_into(kind, &slug).cloned().unwrap_or(slug)
    }

    /// The statement that is repeated: where it stands is asked at the end.
    fn restated(&mut self, name: String, fields: &mut Fields<'_>) -> Given<Slug> {
        if name.trim().is_empty() {
            return Given::Nothing;
        }
        self.mentions.note_restated(self.number, &name);
        Slug::from_name(&name).map_or_else(
            || {
                fields.fault("restates", Fault::not_on_record(&name));
                Given::Unreadable
            },
            Given::Value,
        )
    }

    /// One position for every topic: with its stance, or as a tag only.
    fn read_positions(&self, fields: &mut Fields<'_>) -> Vec<NewPosition> {
        let tags = fields.slugs("topics");
        let mut positions = fields.objects("stances", |stance| self.read_position(stance));
        for tag in tags.into_iter().map(|tag| self.current(ReferenceKind::Topic, tag)) {
            if !positions.iter().any(|position| position.topic == Given::Value(tag.clone())) {
                positions.push(NewPosition {
                    topic: known_or_fault(self.known.topics.contains_key(&tag), "topics", tag, fields),
                    stance: Given::Value(Stance::None.code().to_owned()),
                    ..NewPosition::default()
                });
            }
        }
        positions
    }

    fn read_position(&self, fields: &mut Fields<'_>) -> NewPosition {
        let named = fields.slug("topic");
        let proposition = fields.text("proposition").value();
        let topic = named.and_then(|named| {
            let topic = self.current(ReferenceKind::Topic, named.clone());
            // Whoever merged the two has said that their sentences are one.
            let known = self.known.topics.get(&topic).filter(|_| topic == named);
            if let Some(known) = known.filter(|known| proposition.as_ref().is_some_and(|p| *p != known.proposition.en))
            {
                let sentence = &known.proposition.en;
                fields.fault(
                    "stances.proposition",
                    format!(
                        "the stance was coded on another sentence than the one of the topic, \u{201c}{sentence}\u{201d}"
                    ),
                );
            }
            known_or_fault(self.known.topics.contains_key(&topic), "stances.topic", topic, fields)
        });
        NewPosition {
            topic,
            stance: fields.text("value"),
            condition: fields.text("condition"),
            rationale: fields.text("rationale"),
        }
    }
}

/// A slug, unless nothing on record has it.
fn known_or_fault(is_known: bool, field: &str, slug: Slug, fields: &mut Fields<'_>) -> Given<Slug> {
    if is_known {
        return Given::Value(slug);
    }
    fields.fault(field, Fault::not_on_record(slug.as_str()));
    Given::Unreadable
}

/// What the format calls a place.
fn field_name(field: StatementField) -> Cow<'static, str> {
    use StatementField as At;
    Cow::Borrowed(match field {
        At::ExternalId => "external_id",
        At::Stakeholder => "actor_slug",
        At::Speaker => "speaker",
        At::SpeakerRole => "speaker_role",
        At::SpeakerRoleLanguage => "speaker_role_language",
        At::SaidOn => "statement_date",
        At::Text => "text",
        At::Language => "language",
        At::Directness => "directness",
        At::Venue => "venue",
        At::Translation(language) => return format!("translation_{language}").into(),
        At::TranslationKind(_) => "translation_kind",
        At::Topic(_) => "stances.topic",
        At::Stance(_) => "stances.value",
        At::Condition(_) => "stances.condition",
        At::Rationale(_) => "stances.rationale",
        At::Source(SourceField::Url) => "source_url",
        At::Source(SourceField::Title) => "source_title",
        At::Source(SourceField::TitleOrigin) => "source_title_from",
        At::Source(SourceField::Publisher) => "source_publisher",
        At::Source(SourceField::PublishedOn) => "source_date",
        At::Source(SourceField::Kind) => "source_kind",
        At::Source(SourceField::Tier) => "source_tier",
        At::Locator => "locator",
        At::Reprints => "also_seen",
        At::Restates => "restates",
        At::ComparedOn => "checked.on",
        At::ComparedAgainst => "checked.against",
        At::ComparedHow => "checked.how",
        At::Note => "note",
    })
}

/// Reads a line, of which no more is kept than [`LINE_BYTES`] and what shows that it has more; gives how many bytes it had.
fn read_bounded(lines: &mut (impl BufRead + ?Sized), text: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut read = lines.take(LINE_BYTES as u64 + 1).read_until(b'\n', text)?;
    if text.len() > LINE_BYTES && text.last() != Some(&b'\n') {
        read += lines.skip_until(b'\n')?;
    }
    Ok(read)
}

/// The date, with the precision beside it: neither is enough alone.
fn read_date(fields: &mut Fields<'_>) -> Given<StatedDate> {
    let (date, precision) = (fields.text("statement_date"), fields.text("date_precision"));
    if date.is_given() && !precision.is_given() {
        fields.fault("date_precision", Fault::Missing);
        return Given::Unreadable;
    }
    let Given::Value(precision) = precision else { return date.and_then(|_| Given::Unreadable) };
    date.and_then(|date| match StatedDate::parse(&date, &precision) {
        Ok(said_on) => Given::Value(said_on),
        Err(error) => {
            fields.fault("statement_date", Fault::from(error));
            Given::Unreadable
        }
    })
}

fn read_checked(fields: &mut Fields<'_>) -> NewComparison {
    NewComparison {
        on: fields.day("on"),
        against: fields.text("against"),
        same_page: fields.flag("same_page"),
        how: fields.text("how"),
    }
}

fn read_source(fields: &mut Fields<'_>) -> NewSource {
    NewSource {
        title: fields.text("source_title"),
        title_origin: fields.text("source_title_from"),
        publisher: fields.text("source_publisher"),
        url: fields.text("source_url"),
        published_on: fields.period("source_date"),
        kind: fields.text("source_kind"),
        tier: fields.number("source_tier"),
    }
}
