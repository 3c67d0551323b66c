//! The lines of `statements.jsonl`.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    io::BufRead,
};

use super::{Faults, ImportError, LineFile, Place, Tally, fields::Fields};
use crate::{
    domain::{
        Appearance, CalendarPeriod, Catalogue, Language, Position, QuoteCheck, ReferenceKind, Slug, Source, SourceTier,
        Stance, StatedDate, Statement, StatementId, StatementStatus, Translation, is_web_address,
    },
    ports::{RecordTransaction, Replacement, StoreError, StoredStatement},
};

/// How many lines are compared with the record at once.
const CHUNK: usize = 500;

/// An import of statements under way.
pub(super) struct StatementImport<'a> {
    known: &'a Catalogue,
    by: Replacement<'a>,
    /// The line of every external id and slug read so far.
    lines_by_external_id: HashMap<String, usize>,
    lines_by_slug: HashMap<Slug, usize>,
    /// The line that described a source first, with the hash of the description.
    sources: HashMap<String, (usize, u64)>,
    /// Statements that others restate, by the place that says so; looked for at the end.
    restated: Vec<(Place, String)>,
    pub(super) tally: Tally,
    /// The statements that were added or changed.
    pub(super) written: Vec<StatementId>,
}

/// A line that was read without a fault.
struct Line {
    place: Place,
    statement: Statement,
}

impl<'a> StatementImport<'a> {
    pub(super) fn new(known: &'a Catalogue, by: Replacement<'a>) -> Self {
        Self {
            known,
            by,
            lines_by_external_id: HashMap::new(),
            lines_by_slug: HashMap::new(),
            sources: HashMap::new(),
            restated: Vec::new(),
            tally: Tally::default(),
            written: Vec::new(),
        }
    }

    pub(super) async fn run(
        &mut self,
        transaction: &mut dyn RecordTransaction,
        mut file: LineFile,
        faults: &mut Faults,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), ImportError> {
        let unreadable = |reason| ImportError::Unreadable { file: file.name.clone(), reason };
        let (mut number, mut bytes) = (0, 0);
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut text = Vec::new();
        loop {
            text.clear();
            let read = file.lines.read_until(b'\n', &mut text).map_err(unreadable)?;
            number += 1;
            bytes += read as u64;
            let place = Place::line(&file.name, number);
            if !text.trim_ascii().is_empty() {
                let statement = self.read_line(&text, number, &place, faults);
                chunk.extend(statement.map(|statement| Line { place, statement }));
            }
            if read == 0 || chunk.len() == CHUNK {
                self.save(transaction, std::mem::take(&mut chunk), faults).await?;
                progress(bytes);
            }
            if read == 0 {
                break;
            }
        }
        self.check_restated(transaction, faults).await?;
        Ok(())
    }

    fn read_line(&mut self, text: &[u8], number: usize, place: &Place, faults: &mut Faults) -> Option<Statement> {
        let value = match serde_json::from_slice(text) {
            Ok(value) => value,
            Err(error) => {
                faults.add(place, "JSON", error);
                return None;
            }
        };
        let mut fields = Fields::of(value, place, faults)?;
        let statement = self.read_statement(&mut fields);
        let statement = fields.finish(statement)?;
        self.check_once(&statement, number, place, faults);
        Some(statement)
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
        let said_on = read_date(fields);
        let text = fields.text("text");
        let language = fields.parsed("language");
        let directness = fields.parsed("directness");
        let venue = fields.parsed("venue");
        let translations = read_translation(fields);
        let positions = self.read_positions(fields);
        let appearances = read_appearances(fields);
        let restates = fields.optional_text("restates");
        let quote_check = if fields.flag("seed") { QuoteCheck::Verified } else { QuoteCheck::Unverified };
        let note = fields.optional_text("note");
        if let Some(external_id) = &restates {
            self.restated.push((fields.place.clone(), external_id.clone()));
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

    /// Notes what may stand in a file only once, and sources that are described in two ways.
    fn check_once(&mut self, statement: &Statement, number: usize, place: &Place, faults: &mut Faults) {
        if let Some(first) = self.lines_by_external_id.insert(statement.external_id.clone(), number) {
            faults.add(
                place,
                "external_id",
                format!("\u{201c}{}\u{201d} stands already in line {first}", statement.external_id),
            );
        } else if let Some(first) = self.lines_by_slug.insert(statement.slug.clone(), number) {
            let reason = format!("would have the address \u{201c}{}\u{201d}, which line {first} has", statement.slug);
            faults.add(place, "external_id", reason);
        }
        if let Some(source) = statement.primary_source() {
            let hash = fingerprint(source);
            let (first, described) = *self.sources.entry(source.identity()).or_insert((number, hash));
            if described != hash {
                faults.add(place, "source_url", format!("line {first} describes the same source in other words"));
            }
        }
    }

    /// Compares lines with the record and writes the new and the changed ones.
    async fn save(
        &mut self,
        transaction: &mut dyn RecordTransaction,
        lines: Vec<Line>,
        faults: &mut Faults,
    ) -> Result<(), StoreError> {
        let external_ids: Vec<String> = lines.iter().map(|line| line.statement.external_id.clone()).collect();
        let slugs: Vec<String> = lines.iter().map(|line| line.statement.slug.to_string()).collect();
        let on_record = transaction.list_by_names(&external_ids, &slugs).await?;
        let by_external_id: HashMap<&str, &StoredStatement> =
            on_record.iter().map(|stored| (stored.statement.external_id.as_str(), stored)).collect();
        let by_slug: HashMap<&Slug, &StoredStatement> =
            on_record.iter().map(|stored| (&stored.statement.slug, stored)).collect();
        let mut sources = self.known_reprints(transaction, &lines).await?;
        let mut new = Vec::new();
        for Line { place, mut statement } in lines {
            for appearance in &mut statement.appearances {
                match sources.get(&appearance.source.identity()) {
                    Some(known) if !appearance.primary => appearance.source = known.clone(),
                    _ => drop(sources.insert(appearance.source.identity(), appearance.source.clone())),
                }
            }
            let same_name = by_external_id.get(statement.external_id.as_str()).copied();
            let same_address = by_slug.get(&statement.slug).copied();
            if let (Some(one), Some(other)) = (same_name, same_address)
                && one.id != other.id
            {
                let reason = format!(
                    "its address belongs to the statement \u{201c}{}\u{201d} already",
                    other.statement.external_id
                );
                faults.add(&place, "external_id", reason);
                continue;
            }
            let before = same_name.or(same_address);
            if let Some(before) = before {
                keep_comparison(&before.statement, &mut statement);
            }
            self.tally.count(before.map(|stored| &stored.statement), &statement);
            if !faults.is_empty() {
                continue;
            }
            match before {
                None => new.push(statement),
                Some(stored) if stored.statement != statement => {
                    transaction.update_statement(stored, &statement, self.by).await?;
                    self.written.push(stored.id);
                }
                Some(_) => {}
            }
        }
        self.written.extend(transaction.add_statements(&new, self.by.now).await?);
        Ok(())
    }

    /// The sources on record that the lines name by address alone.
    async fn known_reprints(
        &self,
        transaction: &mut dyn RecordTransaction,
        lines: &[Line],
    ) -> Result<HashMap<String, Source>, StoreError> {
        let reprints =
            lines.iter().flat_map(|line| &line.statement.appearances).filter(|appearance| !appearance.primary);
        let identities: Vec<String> = reprints.map(|appearance| appearance.source.identity()).collect();
        let known = transaction.list_sources(&identities).await?;
        Ok(known.into_iter().map(|source| (source.identity(), source)).collect())
    }

    async fn check_restated(
        &mut self,
        transaction: &mut dyn RecordTransaction,
        faults: &mut Faults,
    ) -> Result<(), StoreError> {
        self.restated.retain(|(_, external_id)| !self.lines_by_external_id.contains_key(external_id));
        for chunk in self.restated.chunks(CHUNK) {
            let external_ids: Vec<String> = chunk.iter().map(|(_, external_id)| external_id.clone()).collect();
            let on_record = transaction.list_by_names(&external_ids, &[]).await?;
            for (place, external_id) in chunk {
                if !on_record.iter().any(|stored| stored.statement.external_id == *external_id) {
                    faults.add(place, "restates", format!("there is no statement \u{201c}{external_id}\u{201d}"));
                }
            }
        }
        Ok(())
    }
}

/// That a quote was compared with the text of its source is known here and not in the format: it stays as long
/// as quote and source do.
fn keep_comparison(before: &Statement, now: &mut Statement) {
    let (Some(old), Some(new)) = (before.appearances.first(), now.appearances.first_mut()) else { return };
    if before.text == now.text && old.source.identity() == new.source.identity() && old.passage.is_some() {
        new.passage.clone_from(&old.passage);
        now.quote_check = before.quote_check;
    }
}

fn fingerprint(source: &Source) -> u64 {
    let mut hasher = DefaultHasher::new();
    format!("{source:?}").hash(&mut hasher);
    hasher.finish()
}

fn slug_of(external_id: &str, fields: &mut Fields<'_>) -> Option<Slug> {
    let slug = Slug::from_name(external_id);
    if slug.is_none() {
        fields.fault("external_id", "has no letter or digit to make an address of");
    }
    slug
}

fn read_date(fields: &mut Fields<'_>) -> Option<StatedDate> {
    let date = fields.text("statement_date");
    let precision = fields.text("date_precision");
    match StatedDate::parse(&date?, &precision?) {
        Ok(said_on) => Some(said_on),
        Err(error) => {
            fields.fault("statement_date", error);
            None
        }
    }
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
