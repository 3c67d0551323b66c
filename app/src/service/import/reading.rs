//! Reading the lines of `statements.jsonl`, on a thread of its own while what was read before is being written.

use std::{
    collections::HashSet,
    io::{BufRead, Read},
    sync::Arc,
};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::{Faults, ImportError, LineFile, Place, checkpoint::ReadSoFar, fields::Fields, mentions::Mentions};
use crate::domain::{
    Appearance, CalendarPeriod, Catalogue, Checked, Language, Position, QuoteCheck, ReferenceKind, Slug, Source,
    SourceTier, Stance, StatedDate, Statement, StatementStatus, Translation, is_web_address,
};
use crate::service::unique_json;

/// How many lines are compared with the record at once.
pub(super) const CHUNK: u32 = 500;

/// The most bytes of a line: every text of a statement at its longest, and then some.
const LINE_BYTES: usize = 1024 * 1024;

/// What some programs begin a file with; it is no part of its text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A line that was read without a fault.
pub(super) struct Line {
    pub(super) place: Place,
    pub(super) statement: Statement,
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
            self.mentions.take_line(self.number, statement.as_ref()).map_err(ImportError::Unsorted)?;
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

    fn read_line(&mut self, text: &[u8], place: &Place, faults: &mut Faults) -> Option<Statement> {
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

    fn read_statement(&mut self, fields: &mut Fields<'_>) -> Option<Statement> {
        // These repeat what actors.json says of the stakeholder.
        fields.pass_over(&["actor", "actor_short", "actor_kind", "country"]);
        let external_id = fields.text("external_id");
        let slug = external_id.as_deref().and_then(|id| slug_of(id, fields));
        let stakeholder = fields.parsed("actor_slug").map(|slug| self.current(ReferenceKind::Stakeholder, slug));
        let stakeholder = stakeholder.filter(|slug| {
            let known = self.known.stakeholders.contains_key(slug);
            if !known {
                fields.fault("actor_slug", format!("there is no stakeholder \u{201c}{slug}\u{201d}"));
            }
            known
        });
        let speaker = fields.optional_text("speaker");
        let speaker_role = fields.optional_text("speaker_role");
        let said_on = read_date(fields, self.today);
        let text = fields.text("text");
        let language = fields.parsed("language");
        let directness = fields.parsed("directness");
        let venue = fields.parsed("venue");
        let translations = read_translation(fields);
        let positions = self.read_positions(fields);
        let appearances = read_appearances(fields);
        let restates = fields.optional_text("restates");
        let quote_check = if fields.flag("seed") { QuoteCheck::Verified } else { QuoteCheck::Unverified };
        let checked = fields.optional_object("checked", read_checked);
        let note = fields.optional_text("note");
        if restates.is_some() && restates == external_id {
            fields.fault("restates", "a statement cannot restate itself");
        }
        if let Some(external_id) = &restates {
            self.mentions.note_restated(self.number, external_id);
        }
        Some(Statement {
            external_id: external_id?,
            slug: slug?,
            stakeholder: stakeholder?,
            speaker,
            speaker_role,
            said_on: said_on?,
            text: text?,
            language: language?,
            directness: directness?,
            venue: venue?,
            translations,
            positions,
            appearances: appearances?,
            restates: restates.as_deref().and_then(Slug::from_name),
            quote_check,
            checked,
            note,
            status: StatementStatus::Published,
        })
    }

    /// What a slug leads to, if it was merged; otherwise the slug.
    fn current(&self, kind: ReferenceKind, slug: Slug) -> Slug {
        self.known.merged_into(kind, &slug).cloned().unwrap_or(slug)
    }

    /// One position for every topic: with its stance, or as a tag only.
    fn read_positions(&self, fields: &mut Fields<'_>) -> Vec<Position> {
        let tags: Vec<Slug> = fields.parsed_list("topics");
        let mut positions = fields.objects("stances", |stance| self.read_position(stance));
        for tag in tags.into_iter().map(|tag| self.current(ReferenceKind::Topic, tag)) {
            if !self.known.topics.contains_key(&tag) {
                fields.fault("topics", format!("there is no topic \u{201c}{tag}\u{201d}"));
            } else if !positions.iter().any(|position| position.topic == tag) {
                positions.push(Position { topic: tag, stance: Stance::None, condition: None, rationale: None });
            }
        }
        let mut topics = HashSet::new();
        for position in &positions {
            if !topics.insert(&position.topic) {
                fields.fault("stances", format!("has two stances on the topic \u{201c}{}\u{201d}", position.topic));
            }
        }
        positions
    }

    fn read_position(&self, fields: &mut Fields<'_>) -> Option<Position> {
        let topic: Option<Slug> = fields.parsed("topic");
        let stance = fields.parsed("value");
        let condition = fields.optional_text("condition");
        let rationale = fields.optional_text("rationale");
        let proposition = fields.optional_text("proposition");
        let named = topic?;
        let topic = self.current(ReferenceKind::Topic, named.clone());
        match self.known.topics.get(&topic) {
            // Whoever merged the two has said that their sentences are one.
            Some(_) if topic != named => {}
            None => fields.fault("stances.topic", format!("there is no topic \u{201c}{topic}\u{201d}")),
            Some(known) if proposition.as_ref().is_some_and(|given| *given != known.proposition.en) => fields.fault(
                "stances.proposition",
                format!(
                    "the stance was coded on another sentence than the one of the topic, \u{201c}{}\u{201d}",
                    known.proposition.en
                ),
            ),
            Some(_) => {}
        }
        if stance == Some(Stance::Conditional) && condition.is_none() {
            fields.fault("stances.condition", "a conditional stance needs its condition");
        }
        Some(Position { topic, stance: stance?, condition, rationale })
    }
}

/// Reads a line, of which no more is kept than [`LINE_BYTES`] and what shows that it has more; gives how many bytes it had.
fn read_bounded(lines: &mut (impl BufRead + ?Sized), text: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut read = lines.take(LINE_BYTES as u64 + 1).read_until(b'\n', text)?;
    if text.len() > LINE_BYTES && text.last() != Some(&b'\n') {
        read += lines.skip_until(b'\n')?;
    }
    Ok(read)
}

fn slug_of(external_id: &str, fields: &mut Fields<'_>) -> Option<Slug> {
    let slug = Slug::from_name(external_id);
    if slug.is_none() {
        fields.fault("external_id", "has no letter or digit to make an address of");
    }
    slug
}

fn read_date(fields: &mut Fields<'_>, today: NaiveDate) -> Option<StatedDate> {
    let date = fields.text("statement_date");
    let precision = fields.text("date_precision");
    match StatedDate::parse(&date?, &precision?) {
        Ok(said_on) if said_on.period.first_day() > today => {
            fields.fault("statement_date", format!("{} is still to come", said_on.period));
            None
        }
        Ok(said_on) => Some(said_on),
        Err(error) => {
            fields.fault("statement_date", error);
            None
        }
    }
}

fn read_checked(fields: &mut Fields<'_>) -> Option<Checked> {
    let on = fields.parsed("on");
    let against = fields.optional_url("against");
    if against.is_none() {
        fields.fault("against", "is missing: the address of the page");
    }
    let same_page = fields.flag("same_page");
    let how = fields.parsed("how");
    Some(Checked { on: on?, against: against?, same_page, how: how? })
}

fn read_translation(fields: &mut Fields<'_>) -> Vec<Translation> {
    let text = fields.optional_text("translation_en");
    let kind = fields.optional_parsed("translation_kind");
    match (text, kind) {
        (Some(text), Some(kind)) => vec![Translation { language: Language::En, text, kind }],
        (Some(_), None) => {
            fields.fault("translation_kind", "is missing: who made the translation");
            Vec::new()
        }
        (None, _) => Vec::new(),
    }
}

fn read_appearances(fields: &mut Fields<'_>) -> Option<Vec<Appearance>> {
    let source = read_source(fields);
    let reprints = fields.texts("also_seen");
    let source = source?;
    let mut seen = HashSet::from([source.identity()]);
    let mut appearances = vec![Appearance { source, locator: None, primary: true, passage: None }];
    for url in reprints {
        if !is_web_address(&url) {
            fields.fault("also_seen", format!("\u{201c}{url}\u{201d} is not an http or https address"));
        } else if seen.insert(url.clone()) {
            appearances.push(Appearance {
                source: Source::known_by_address(url),
                locator: None,
                primary: false,
                passage: None,
            });
        }
    }
    Some(appearances)
}

fn read_source(fields: &mut Fields<'_>) -> Option<Source> {
    let title = fields.text("source_title");
    let title_origin = fields.parsed("source_title_from");
    let publisher = fields.optional_text("source_publisher");
    let url = fields.optional_url("source_url");
    let published_on = fields.optional_parsed::<CalendarPeriod>("source_date");
    let kind = fields.parsed("source_kind");
    let tier = fields.number("source_tier").and_then(|number| {
        let tier = SourceTier::from_number(number);
        if tier.is_none() {
            fields.fault("source_tier", format!("{number} is not one of 1, 2, 3, 4, 5"));
        }
        tier
    });
    Some(Source {
        title: Some(title?),
        title_origin: title_origin?,
        publisher,
        url,
        published_on,
        kind: kind?,
        tier: tier?,
    })
}
