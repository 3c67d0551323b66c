//! Rows as they come from the database, and their way into the domain. A value that the domain does
//! not know is reported with table, column and key.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use domain::{
    Appearance, Bound, ByLanguage, Coding, Localized, Milestone, Passage, Position, Slug, Source, SourceId, SourceTier,
    Stakeholder, StatedDate, Statement, StatementId, Topic, Translation,
};
use serde::{Deserialize, de::DeserializeOwned};
use service::ports::{StoreError, StoredStatement};
use sqlx::sqlite::SqliteError;

/// Values as a JSON array, which one parameter of SQL can hold.
pub(super) fn json_array<T: serde::Serialize>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| serde_json::json!(value)).collect::<serde_json::Value>().to_string()
}

pub(super) fn unavailable(error: sqlx::Error) -> StoreError {
    if is_about_writing(&error) {
        return StoreError::NotWritable(Box::new(error));
    }
    StoreError::Unavailable(Box::new(error))
}

/// Whether a database says that its disk is full, fails or is read-only.
pub(super) fn is_about_writing(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<SqliteError>().is_some() {
        // The lowest byte of an extended code is the code it extends: READONLY, IOERR, FULL, CANTOPEN.
        return code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 8 | 10 | 13 | 14));
    }
    // A read-only transaction, a full disk, an error of the disk.
    matches!(&*code, "25006" | "53100" | "58030")
}

/// A row while it is taken apart: knows what to blame.
pub(super) struct Row {
    pub(super) table: &'static str,
    pub(super) id: i64,
}

impl Row {
    pub(super) fn broken(&self, column: &'static str, reason: impl fmt::Display) -> StoreError {
        StoreError::BrokenRow { table: self.table, column, id: self.id, reason: reason.to_string() }
    }

    pub(super) fn parse<T: FromStr<Err: fmt::Display>>(
        &self,
        column: &'static str,
        text: &str,
    ) -> Result<T, StoreError> {
        text.parse().map_err(|error| self.broken(column, error))
    }

    pub(super) fn parse_optional<T: FromStr<Err: fmt::Display>>(
        &self,
        column: &'static str,
        text: Option<&str>,
    ) -> Result<Option<T>, StoreError> {
        text.map(|text| self.parse(column, text)).transpose()
    }

    pub(super) fn json<T: DeserializeOwned>(&self, column: &'static str, text: &str) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|error| self.broken(column, error))
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct StakeholderRow {
    id: i64,
    slug: String,
    name: String,
    short_name: String,
    name_en: Option<String>,
    name_es: Option<String>,
    name_fr: Option<String>,
    short_name_en: Option<String>,
    short_name_es: Option<String>,
    short_name_fr: Option<String>,
    aliases: String,
    kind: String,
    country: String,
    note: Option<String>,
}

impl TryFrom<StakeholderRow> for Stakeholder {
    type Error = StoreError;

    fn try_from(r: StakeholderRow) -> Result<Self, StoreError> {
        let row = Row { table: "stakeholder", id: r.id };
        Ok(Self {
            slug: row.parse("slug", &r.slug)?,
            name: r.name,
            short_name: r.short_name,
            translated_name: ByLanguage { en: r.name_en, es: r.name_es, fr: r.name_fr },
            translated_short_name: ByLanguage { en: r.short_name_en, es: r.short_name_es, fr: r.short_name_fr },
            aliases: row.json("aliases", &r.aliases)?,
            kind: row.parse("kind", &r.kind)?,
            country: row.parse("country", &r.country)?,
            note: r.note,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct TopicRow {
    id: i64,
    slug: String,
    label_en: String,
    label_es: Option<String>,
    label_fr: Option<String>,
    proposition_en: String,
    proposition_es: Option<String>,
    proposition_fr: Option<String>,
    aliases: String,
    broader: Option<String>,
    articles: String,
    coding_note: Option<String>,
    leads: i64,
}

impl TryFrom<TopicRow> for Topic {
    type Error = StoreError;

    fn try_from(r: TopicRow) -> Result<Self, StoreError> {
        let row = Row { table: "topic", id: r.id };
        Ok(Self {
            slug: row.parse("slug", &r.slug)?,
            label: Localized { en: r.label_en, es: r.label_es, fr: r.label_fr },
            proposition: Localized { en: r.proposition_en, es: r.proposition_es, fr: r.proposition_fr },
            aliases: row.json("aliases", &r.aliases)?,
            broader: row.parse_optional("broader", r.broader.as_deref())?,
            articles: row.json("articles", &r.articles)?,
            coding_note: r.coding_note,
            leads: r.leads == 1,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct MilestoneRow {
    id: i64,
    slug: String,
    title_en: String,
    title_es: Option<String>,
    title_fr: Option<String>,
    outcome_en: Option<String>,
    outcome_es: Option<String>,
    outcome_fr: Option<String>,
    date: String,
    end_date: Option<String>,
    state: String,
    earlier_dates: String,
    party: String,
    kind: String,
    source_title: Option<String>,
    source_url: Option<String>,
    note: Option<String>,
}

impl TryFrom<MilestoneRow> for Milestone {
    type Error = StoreError;

    fn try_from(r: MilestoneRow) -> Result<Self, StoreError> {
        let row = Row { table: "milestone", id: r.id };
        Ok(Self {
            slug: row.parse("slug", &r.slug)?,
            title: Localized { en: r.title_en, es: r.title_es, fr: r.title_fr },
            outcome: r.outcome_en.map(|en| Localized { en, es: r.outcome_es, fr: r.outcome_fr }),
            date: row.parse("date", &r.date)?,
            end_date: row.parse_optional("end_date", r.end_date.as_deref())?,
            state: row.parse("state", &r.state)?,
            earlier_dates: row.json("earlier_dates", &r.earlier_dates)?,
            party: r.party,
            kind: row.parse("kind", &r.kind)?,
            source_title: r.source_title,
            source_url: r.source_url,
            note: r.note,
        })
    }
}

#[derive(sqlx::FromRow, Deserialize)]
pub(super) struct SourceRow {
    pub(super) source_id: i64,
    title: Option<String>,
    title_origin: String,
    publisher: Option<String>,
    url: Option<String>,
    published_on: Option<String>,
    kind: String,
    tier: i64,
}

impl TryFrom<SourceRow> for Source {
    type Error = StoreError;

    fn try_from(r: SourceRow) -> Result<Self, StoreError> {
        let row = Row { table: "source", id: r.source_id };
        Ok(Self {
            title: r.title,
            title_origin: row.parse("title_origin", &r.title_origin)?,
            publisher: r.publisher,
            url: r.url,
            published_on: row.parse_optional("published_on", r.published_on.as_deref())?,
            kind: row.parse("kind", &r.kind)?,
            tier: SourceTier::from_number(r.tier).ok_or_else(|| row.broken("tier", r.tier))?,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct StatementRow {
    id: i64,
    external_id: String,
    slug: String,
    stakeholder: String,
    speaker: Option<String>,
    speaker_role: Option<String>,
    speaker_role_language: Option<String>,
    said_on: String,
    said_on_bound: String,
    text: String,
    language: String,
    directness: String,
    venue: String,
    restates: Option<String>,
    quote_check: String,
    note: Option<String>,
    status: String,
    version: i64,
    recorded_on: String,
    checked: Option<String>,
    // Arrays of arrays in JSON; nothing where there are none.
    translations: Option<String>,
    positions: Option<String>,
    appearances: Option<String>,
}

impl StatementRow {
    pub(super) const fn id(&self) -> i64 {
        self.id
    }

    pub(super) fn slug(&self) -> &str {
        &self.slug
    }
}

#[derive(Deserialize)]
struct TranslationRow {
    language: String,
    text: String,
    kind: String,
}

#[derive(Deserialize)]
struct PositionRow {
    ordinal: i64,
    topic: String,
    stance: String,
    condition: Option<String>,
    rationale: Option<String>,
}

#[derive(sqlx::FromRow)]
pub(super) struct CodingRow {
    topic: String,
    number: i64,
    stance: String,
    condition: Option<String>,
    rationale: Option<String>,
    coder: Option<String>,
    codebook: i64,
    coded_at: DateTime<Utc>,
}

impl CodingRow {
    pub(super) fn coding(self, statement: StatementId) -> Result<Coding, StoreError> {
        let row = Row { table: "coding", id: statement.0 };
        Ok(Coding {
            position: Position {
                topic: row.parse("topic_id", &self.topic)?,
                stance: row.parse("stance", &self.stance)?,
                condition: self.condition,
                rationale: self.rationale,
            },
            coder: self.coder,
            codebook: u32::try_from(self.codebook).map_err(|error| row.broken("codebook", error))?,
            coded_at: self.coded_at,
            is_published: self.number == 0,
        })
    }
}

#[derive(Deserialize)]
struct AppearanceRow {
    ordinal: i64,
    locator: Option<String>,
    prefix: Option<String>,
    suffix: Option<String>,
    source: SourceRow,
}

impl TranslationRow {
    fn translation(self, statement: i64) -> Result<Translation, StoreError> {
        let row = Row { table: "translation", id: statement };
        Ok(Translation {
            language: row.parse("language", &self.language)?,
            text: self.text,
            kind: row.parse("kind", &self.kind)?,
        })
    }
}

impl PositionRow {
    fn position(self, statement: i64) -> Result<Position, StoreError> {
        let row = Row { table: "position", id: statement };
        Ok(Position {
            topic: row.parse("topic_id", &self.topic)?,
            stance: row.parse("stance", &self.stance)?,
            condition: self.condition,
            rationale: self.rationale,
        })
    }
}

impl AppearanceRow {
    fn appearance(self) -> Result<Appearance, StoreError> {
        let passage = self.prefix.zip(self.suffix).map(|(prefix, suffix)| Passage { prefix, suffix });
        Ok(Appearance { source: self.source.try_into()?, locator: self.locator, primary: self.ordinal == 0, passage })
    }
}

/// What belongs to the statement of a row, out of a column of it, in the order of a key.
fn parts<T: DeserializeOwned, K: Ord, Part>(
    row: &Row,
    (column, json): (&'static str, Option<&str>),
    key: impl Fn(&T) -> K,
    part: impl Fn(T) -> Result<Part, StoreError>,
) -> Result<Vec<Part>, StoreError> {
    let Some(json) = json else { return Ok(Vec::new()) };
    let mut rows = row.json::<Vec<T>>(column, json)?;
    rows.sort_by_key(key);
    rows.into_iter().map(part).collect()
}

impl TryFrom<StatementRow> for StoredStatement {
    type Error = StoreError;

    fn try_from(r: StatementRow) -> Result<Self, StoreError> {
        let row = Row { table: "statement", id: r.id };
        let bound: Bound = row.parse("said_on_bound", &r.said_on_bound)?;
        let (sources, appearances) = parts(
            &row,
            ("appearances", r.appearances.as_deref()),
            |a: &AppearanceRow| a.ordinal,
            |a| Ok((SourceId(a.source.source_id), a.appearance()?)),
        )?
        .into_iter()
        .unzip();
        let statement = Statement {
            slug: row.parse("slug", &r.slug)?,
            stakeholder: row.parse::<Slug>("stakeholder_id", &r.stakeholder)?,
            said_on: StatedDate { period: row.parse("said_on", &r.said_on)?, bound },
            language: row.parse("language", &r.language)?,
            directness: row.parse("directness", &r.directness)?,
            venue: row.parse("venue", &r.venue)?,
            restates: row.parse_optional("restates", r.restates.as_deref())?,
            quote_check: row.parse("quote_check", &r.quote_check)?,
            checked: r.checked.as_deref().map(|checked| row.json("checked", checked)).transpose()?,
            status: row.parse("status", &r.status)?,
            translations: parts(
                &row,
                ("translations", r.translations.as_deref()),
                |t: &TranslationRow| t.language.clone(),
                |t| t.translation(r.id),
            )?,
            positions: parts(
                &row,
                ("positions", r.positions.as_deref()),
                |p: &PositionRow| p.ordinal,
                |p| p.position(r.id),
            )?,
            appearances,
            external_id: r.external_id,
            speaker: r.speaker,
            speaker_role: r.speaker_role,
            speaker_role_language: row.parse_optional("speaker_role_language", r.speaker_role_language.as_deref())?,
            text: r.text,
            note: r.note,
        };
        let recorded_on = row.parse("recorded_on", &r.recorded_on)?;
        Ok(Self { id: StatementId(r.id), version: r.version, recorded_on, sources, statement })
    }
}

/// What the words of a statement were compared with, as it is kept.
pub(super) fn checked_as_text(statement: &Statement) -> Option<String> {
    statement.checked.as_ref().and_then(|checked| serde_json::to_string(checked).ok())
}

/// Statements from their rows, in the same order.
pub(super) fn assemble(rows: Vec<StatementRow>) -> Result<Vec<StoredStatement>, StoreError> {
    rows.into_iter().map(TryInto::try_into).collect()
}
