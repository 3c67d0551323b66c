//! Rows of what the index knows of statements: less than a statement, so that reading a whole record takes less time.

use std::collections::HashMap;

use domain::{Bound, Directness, EvidenceGrade, Slug, SourceId, SourceTier, Stance, StatedDate, StatementId};
use service::ports::{IndexEntry, StoreError, Wording};

use super::rows::Row;

#[derive(sqlx::FromRow)]
pub(super) struct EntryRow {
    pub(super) id: i64,
    stakeholder: String,
    speaker: Option<String>,
    said_on: String,
    said_on_bound: String,
    recorded_on: String,
    /// When the primary source was published.
    published_on: Option<String>,
    text: String,
    language: String,
    directness: String,
    venue: String,
    /// The tier of the primary source.
    tier: Option<i64>,
}

#[derive(sqlx::FromRow)]
pub(super) struct EntryTranslationRow {
    statement_id: i64,
    language: String,
    text: String,
}

#[derive(sqlx::FromRow)]
pub(super) struct EntrySourceRow {
    statement_id: i64,
    source_id: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct EntryPositionRow {
    statement_id: i64,
    topic: String,
    stance: String,
}

/// Puts entries together from their rows, in the order of `heads`.
pub(super) fn assemble_entries(
    heads: Vec<EntryRow>,
    translations: Vec<EntryTranslationRow>,
    positions: Vec<EntryPositionRow>,
    sources: Vec<EntrySourceRow>,
) -> Result<Vec<IndexEntry>, StoreError> {
    let mut translations_of: HashMap<i64, Vec<Wording>> = HashMap::new();
    for r in translations {
        let row = Row { table: "translation", id: r.statement_id };
        let wording = Wording { language: row.parse("language", &r.language)?, text: r.text };
        translations_of.entry(r.statement_id).or_default().push(wording);
    }
    let mut positions_of: HashMap<i64, Vec<(Slug, Stance)>> = HashMap::new();
    for r in positions {
        let row = Row { table: "position", id: r.statement_id };
        let position = (row.parse("topic_id", &r.topic)?, row.parse("stance", &r.stance)?);
        positions_of.entry(r.statement_id).or_default().push(position);
    }
    let mut sources_of: HashMap<i64, Vec<SourceId>> = HashMap::new();
    for r in sources {
        sources_of.entry(r.statement_id).or_default().push(SourceId(r.source_id));
    }
    let entry = |r: EntryRow| {
        let row = Row { table: "statement", id: r.id };
        let bound: Bound = row.parse("said_on_bound", &r.said_on_bound)?;
        let said_on = StatedDate { period: row.parse("said_on", &r.said_on)?, bound };
        let language = row.parse("language", &r.language)?;
        let directness: Directness = row.parse("directness", &r.directness)?;
        let tier = r.tier.map_or(Some(SourceTier::Unverified), SourceTier::from_number);
        let tier = tier.ok_or_else(|| row.broken("tier", r.tier.unwrap_or_default()))?;
        let original = Wording { language, text: r.text };
        let recorded_on = row.parse("recorded_on", &r.recorded_on)?;
        let published_on = row.parse_optional("published_on", r.published_on.as_deref())?;
        Ok(IndexEntry {
            id: StatementId(r.id),
            days: said_on.possible_days(published_on, recorded_on),
            recorded_on,
            sources: sources_of.remove(&r.id).unwrap_or_default(),
            stakeholder: row.parse("stakeholder_id", &r.stakeholder)?,
            positions: positions_of.remove(&r.id).unwrap_or_default(),
            directness,
            venue: row.parse("venue", &r.venue)?,
            grade: EvidenceGrade::of(directness, tier),
            language,
            wordings: std::iter::once(original).chain(translations_of.remove(&r.id).into_iter().flatten()).collect(),
            speaker: r.speaker,
        })
    };
    heads.into_iter().map(entry).collect()
}
