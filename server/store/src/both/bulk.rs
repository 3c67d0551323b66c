//! Adding many rows with few statements of SQL, which is what makes an import fast. One statement is added the same
//! way as many.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{CODEBOOK, Language, Slug, Source, Statement, StatementId, Valid};
use service::ports::{Provenance, StoreError};

use super::{Db, codings::PUBLISHED, known_sources::after_merges, sql, writing::Writing};
use crate::{
    rows::{checked_as_text, json_array, unavailable},
    seals::{SealedVersion, seal},
};

/// How many rows are added by one statement of SQL. One for so many is kept prepared, since reading it takes longer than a
/// few rows; its size is that of its rows.
const ROWS: usize = 250;

/// The number of what has a name, which must be there: nothing refers to number 0.
pub(super) fn number_of(numbers: &HashMap<String, i64>, table: &'static str, name: &str) -> Result<i64, StoreError> {
    numbers.get(name).copied().ok_or_else(|| StoreError::RowMissing { table, name: name.to_owned() })
}

impl Writing {
    /// Adds statements with their speakers, sources and everything that belongs to them; gives their numbers
    /// in the same order.
    pub(super) async fn add_all<'s>(
        &mut self,
        statements: &'s [Valid<Statement>],
        by: Provenance<'_>,
    ) -> Result<Vec<StatementId>, StoreError> {
        let speakers = self.save_speakers(statements.iter().filter_map(|s| s.speaker.as_deref())).await?;
        let stakeholders = self.numbers_of(sql::STAKEHOLDER_NUMBERS, statements.iter().map(|s| &s.stakeholder)).await?;
        let number = self.number().await?;
        let row = |s: &'s Statement| {
            let stakeholder = number_of(&stakeholders, "stakeholder", s.stakeholder.as_str())?;
            let speaker = s.speaker.as_deref().map(|name| number_of(&speakers, "speaker", name)).transpose()?;
            Ok((s, seal(s), stakeholder, speaker))
        };
        let sealed: Vec<_> = statements.iter().map(|s| row(s)).collect::<Result<_, StoreError>>()?;
        for rows in sealed.chunks(ROWS) {
            let mut query = sqlx::QueryBuilder::<Db>::new(
                "INSERT INTO statement (external_id, slug, stakeholder_id, speaker_id, speaker_role, \
                 speaker_role_language, said_on, said_on_bound, text, language, directness, venue, restates, quote_check, note, status, \
                 version, created_at, updated_at, recorded_on, checked, hash, change_number) ",
            );
            query.push_values(rows, |mut row, (s, seal, stakeholder, speaker)| {
                row.push_bind(&s.external_id)
                    .push_bind(s.slug.as_str())
                    .push_bind(*stakeholder)
                    .push_bind(*speaker)
                    .push_bind(&s.speaker_role)
                    .push_bind(s.speaker_role_language.map(Language::code))
                    .push_bind(s.said_on.period.to_string())
                    .push_bind(s.said_on.bound.code())
                    .push_bind(&s.text)
                    .push_bind(s.language.code())
                    .push_bind(s.directness.code())
                    .push_bind(s.venue.code())
                    .push_bind(s.restates.as_ref().map(Slug::as_str))
                    .push_bind(s.quote_check.code())
                    .push_bind(&s.note)
                    .push_bind(s.status.code())
                    .push("1")
                    .push_bind(by.when.now)
                    .push_bind(by.when.now)
                    .push_bind(by.when.today.to_string())
                    .push_bind(checked_as_text(s))
                    .push_bind(seal)
                    .push_bind(number);
            });
            self.add_rows(query, rows.len()).await?;
        }
        let numbers = self.numbers_of(sql::STATEMENT_NUMBERS, statements.iter().map(|s| &s.slug)).await?;
        let numbered = |s: &'s Statement| Ok((number_of(&numbers, "statement", s.slug.as_str())?, s));
        let numbered: Vec<(i64, &Statement)> =
            statements.iter().map(|s| numbered(s)).collect::<Result<_, StoreError>>()?;
        let seals = sealed.into_iter().map(|(_, seal, ..)| seal);
        let written = numbered.iter().zip(seals);
        let written = written.map(|((statement, _), hash)| SealedVersion { statement: *statement, version: 1, hash });
        let mut written: Vec<SealedVersion> = written.collect();
        written.sort();
        for version in written {
            self.contents.take(version);
        }
        self.add_parts(&numbered).await?;
        self.add_codings(&numbered, by).await?;
        Ok(numbered.into_iter().map(|(id, _)| StatementId(id)).collect())
    }

    /// Runs SQL for so many rows. It is kept prepared where they are as many as there can be: otherwise there would be
    /// one for each number of rows.
    async fn add_rows(&mut self, mut query: sqlx::QueryBuilder<Db>, rows: usize) -> Result<(), StoreError> {
        self.run(query.build().persistent(rows == ROWS)).await.map(drop)
    }

    /// What is on record of those with some names. They are looked up once for many rows: a database that looks
    /// them up for each row keeps as many cursors open as the statement of SQL has rows.
    async fn look_up<T: serde::de::DeserializeOwned>(
        &mut self,
        sql: &'static str,
        names: impl IntoIterator<Item = &str>,
    ) -> Result<Vec<T>, StoreError> {
        let found: Option<String> = sqlx::query_scalar(sql)
            .bind(json_array(names))
            .fetch_one(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        let found = found.map(|found| serde_json::from_str(&found)).transpose();
        Ok(found.map_err(|error| StoreError::Unavailable(Box::new(error)))?.unwrap_or_default())
    }

    /// The numbers of what has these slugs.
    pub(super) async fn numbers_of(
        &mut self,
        sql: &'static str,
        slugs: impl Iterator<Item = &Slug>,
    ) -> Result<HashMap<String, i64>, StoreError> {
        let slugs: BTreeSet<&str> = slugs.map(Slug::as_str).collect();
        let numbers: Vec<(String, i64)> = self.look_up(sql, slugs).await?;
        Ok(numbers.into_iter().collect())
    }

    /// Adds the translations and appearances of statements.
    pub(super) async fn add_parts(&mut self, statements: &[(i64, &Statement)]) -> Result<(), StoreError> {
        let translations: Vec<_> =
            statements.iter().flat_map(|(id, s)| s.translations.iter().map(move |part| (*id, part))).collect();
        for rows in translations.chunks(ROWS) {
            let mut query =
                sqlx::QueryBuilder::<Db>::new("INSERT INTO translation (statement_id, language, text, kind) ");
            query.push_values(rows, |mut row, (id, translation)| {
                row.push_bind(*id)
                    .push_bind(translation.language.code())
                    .push_bind(&translation.text)
                    .push_bind(translation.kind.code());
            });
            self.add_rows(query, rows.len()).await?;
        }
        self.add_appearances(statements).await
    }

    /// Adds the codings that statements come with, by whoever adds the statements.
    async fn add_codings<'s>(
        &mut self,
        statements: &[(i64, &'s Statement)],
        by: Provenance<'_>,
    ) -> Result<(), StoreError> {
        let positions: Vec<_> = statements
            .iter()
            .flat_map(|(id, s)| (0_i64..).zip(&s.positions).map(move |(ordinal, part)| (*id, ordinal, part)))
            .collect();
        let topics = self.numbers_of(sql::TOPIC_NUMBERS, positions.iter().map(|(.., part)| &part.topic)).await?;
        let with_topic = |(id, ordinal, part): (i64, i64, &'s domain::Position)| {
            Ok((id, ordinal, number_of(&topics, "topic", part.topic.as_str())?, part))
        };
        let positions: Vec<_> = positions.into_iter().map(with_topic).collect::<Result<_, StoreError>>()?;
        let (coder_id, coder) = (by.actor.user.map(|user| user.0), by.actor.name.as_str());
        for rows in positions.chunks(ROWS) {
            let mut query = sqlx::QueryBuilder::<Db>::new(
                "INSERT INTO coding (statement_id, topic_id, number, ordinal, stance, condition, rationale, coder_id, \
                 coder, codebook, coded_at) ",
            );
            query.push_values(rows, |mut row, (id, ordinal, topic, position)| {
                row.push_bind(*id)
                    .push_bind(*topic)
                    .push_bind(PUBLISHED)
                    .push_bind(*ordinal)
                    .push_bind(position.stance.code())
                    .push_bind(&position.condition)
                    .push_bind(&position.rationale)
                    .push_bind(coder_id)
                    .push_bind(coder)
                    .push_bind(i64::from(CODEBOOK))
                    .push_bind(by.when.now);
            });
            self.add_rows(query, rows.len()).await?;
        }
        Ok(())
    }

    async fn add_appearances<'s>(&mut self, statements: &[(i64, &'s Statement)]) -> Result<(), StoreError> {
        let appearances: Vec<_> = statements
            .iter()
            .flat_map(|(id, s)| (0_i64..).zip(&s.appearances).map(move |(ordinal, part)| (*id, ordinal, part)))
            .collect();
        let sources = self.save_sources(appearances.iter().map(|(.., appearance)| &appearance.source)).await?;
        let with_source = |(id, ordinal, part): (i64, i64, &'s domain::Appearance)| {
            Ok((id, ordinal, number_of(&sources, "source", &part.source.identity())?, part))
        };
        let appearances: Vec<_> = appearances.into_iter().map(with_source).collect::<Result<_, StoreError>>()?;
        for rows in appearances.chunks(ROWS) {
            let mut query = sqlx::QueryBuilder::<Db>::new(
                "INSERT INTO appearance (statement_id, ordinal, source_id, locator, prefix, suffix) ",
            );
            query.push_values(rows, |mut row, (id, ordinal, source, appearance)| {
                let passage = appearance.passage.as_ref();
                row.push_bind(*id)
                    .push_bind(*ordinal)
                    .push_bind(*source)
                    .push_bind(&appearance.locator)
                    .push_bind(passage.map(|passage| passage.prefix.as_str()))
                    .push_bind(passage.map(|passage| passage.suffix.as_str()));
            });
            self.add_rows(query, rows.len()).await?;
        }
        Ok(())
    }

    /// Adds the speakers that are not there yet; gives the number of each by name.
    pub(super) async fn save_speakers(
        &mut self,
        names: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, i64>, StoreError> {
        let names: Vec<&str> = names.collect::<BTreeSet<_>>().into_iter().collect();
        for rows in names.chunks(ROWS) {
            let mut query = sqlx::QueryBuilder::<Db>::new("INSERT INTO speaker (name) ");
            query.push_values(rows, |mut row, name| {
                row.push_bind(*name);
            });
            query.push(" ON CONFLICT (name) DO NOTHING");
            self.add_rows(query, rows.len()).await?;
        }
        let numbers: Vec<(String, i64)> = self.look_up(sql::SPEAKER_NUMBERS, names).await?;
        Ok(numbers.into_iter().collect())
    }

    /// Adds sources; where one is given twice, the last is what it is. One that is there stays as it is described, unless
    /// nothing was known of it but its address. Gives the number of each by its identity, after merges.
    pub(super) async fn save_sources<'s>(
        &mut self,
        sources: impl Iterator<Item = &'s Source>,
    ) -> Result<HashMap<String, i64>, StoreError> {
        let sources: BTreeMap<String, &Source> = sources.map(|source| (source.identity(), source)).collect();
        let sources: Vec<(String, &Source)> = sources.into_iter().collect();
        for rows in sources.chunks(ROWS) {
            let mut query = sqlx::QueryBuilder::<Db>::new(
                "INSERT INTO source (identity, title, title_origin, publisher, url, published_on, kind, tier) ",
            );
            query.push_values(rows, |mut row, (identity, source)| {
                row.push_bind(identity)
                    .push_bind(&source.title)
                    .push_bind(source.title_origin.code())
                    .push_bind(&source.publisher)
                    .push_bind(&source.url)
                    .push_bind(source.published_on.map(|period| period.to_string()))
                    .push_bind(source.kind.code())
                    .push_bind(source.tier.number());
            });
            query.push(
                " ON CONFLICT (identity) DO UPDATE SET title = excluded.title, \
                 title_origin = excluded.title_origin, publisher = excluded.publisher, url = excluded.url, \
                 published_on = excluded.published_on, kind = excluded.kind, tier = excluded.tier WHERE source.title IS NULL",
            );
            self.add_rows(query, rows.len()).await?;
        }
        let identities = sources.iter().map(|(identity, _)| identity.as_str());
        let found: Vec<(String, i64, Option<String>)> = self.look_up(sql::SOURCE_NUMBERS, identities).await?;
        let mut numbers = HashMap::new();
        for (identity, id, merged_into) in found {
            numbers.insert(identity, after_merges(&mut self.transaction, (id, merged_into)).await?);
        }
        Ok(numbers)
    }
}
