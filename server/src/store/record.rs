//! The record over one concrete database. A macro rather than generics, because the bounds that sqlx
//! asks of a generic database are longer than the code, and rather than `sqlx::Any`, which knows fewer
//! types than either database.

/// Implements the store ports for `$record`, which has connections that read, `reader`, and a method `begin_writing`.
macro_rules! record_store {
    ($record:ident, $change:ident, $database:ident, $connection:ty, $turn:ty, $sql:ident) => {
        use app::{
            domain::{AuditEntry, Change, Milestone, Slug, Source, Stakeholder, Statement, StatementId, Topic},
            ports::{
                AuditCheck, Connections, IndexEntry, Moment, RecordStore, RecordTransaction, ReferenceStore,
                Replacement, StatementStore, StoreError, StoredStatement,
            },
        };
        use chrono::{DateTime, Utc};

        use super::audit::{AuditRow, Chain};
        use super::entry_rows::{EntryPositionRow, EntryRow, EntryTranslationRow, assemble_entries};
        use super::rows::{MilestoneRow, SourceRow, StakeholderRow, StatementRow, TopicRow, assemble, unavailable};
        use super::seals::{Contents, SealedVersion, seal};

        async fn all_stakeholders(connection: &mut $connection) -> Result<Vec<Stakeholder>, StoreError> {
            let rows: Vec<StakeholderRow> =
                sqlx::query_as($sql::STAKEHOLDERS).fetch_all(connection).await.map_err(unavailable)?;
            rows.into_iter().map(TryInto::try_into).collect()
        }

        async fn all_topics(connection: &mut $connection) -> Result<Vec<Topic>, StoreError> {
            let rows: Vec<TopicRow> = sqlx::query_as($sql::TOPICS).fetch_all(connection).await.map_err(unavailable)?;
            rows.into_iter().map(TryInto::try_into).collect()
        }

        async fn all_milestones(connection: &mut $connection) -> Result<Vec<Milestone>, StoreError> {
            let rows: Vec<MilestoneRow> =
                sqlx::query_as($sql::MILESTONES).fetch_all(connection).await.map_err(unavailable)?;
            rows.into_iter().map(TryInto::try_into).collect()
        }

        async fn sources_of(connection: &mut $connection, identities: &[String]) -> Result<Vec<Source>, StoreError> {
            let rows: Vec<SourceRow> = sqlx::query_as($sql::SOURCES_BY_IDENTITY)
                .bind(json_array(identities))
                .fetch_all(connection)
                .await
                .map_err(unavailable)?;
            rows.into_iter().map(TryInto::try_into).collect()
        }

        /// The number of a source or, where it was merged, of the one that it leads to in the end.
        async fn after_merges(
            connection: &mut $connection,
            (mut id, mut merged_into): (i64, Option<String>),
        ) -> Result<i64, StoreError> {
            while let Some(identity) = merged_into.take() {
                let next: Option<(i64, Option<String>)> = sqlx::query_as($sql::SOURCE_ID)
                    .bind(identity)
                    .fetch_optional(&mut *connection)
                    .await
                    .map_err(unavailable)?;
                if let Some(next) = next {
                    (id, merged_into) = next;
                }
            }
            Ok(id)
        }

        fn json_array<T: serde::Serialize>(values: impl IntoIterator<Item = T>) -> String {
            serde_json::Value::from_iter(values.into_iter().map(|value| serde_json::json!(value))).to_string()
        }

        /// How many rows of the audit log are read at once.
        const AUDIT_ROWS: i64 = 1_000;

        async fn audit_after(connection: &mut $connection, number: i64) -> Result<Vec<AuditRow>, StoreError> {
            let rows = sqlx::query_as($sql::AUDIT_AFTER).bind(number).bind(AUDIT_ROWS).fetch_all(connection).await;
            rows.map_err(unavailable)
        }

        #[async_trait::async_trait]
        impl ReferenceStore for $record {
            #[tracing::instrument(level = "debug", skip_all)]
            async fn stakeholders(&self) -> Result<Vec<Stakeholder>, StoreError> {
                all_stakeholders(&mut *self.reader().await?).await
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn topics(&self) -> Result<Vec<Topic>, StoreError> {
                all_topics(&mut *self.reader().await?).await
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn milestones(&self) -> Result<Vec<Milestone>, StoreError> {
                all_milestones(&mut *self.reader().await?).await
            }
        }

        #[async_trait::async_trait]
        impl StatementStore for $record {
            #[tracing::instrument(level = "debug", skip_all)]
            async fn find_by_slug(&self, slug: &Slug) -> Result<Option<StoredStatement>, StoreError> {
                let mut connection = self.reader().await?;
                let heads = sqlx::query_as($sql::STATEMENT_BY_SLUG)
                    .bind(slug.as_str())
                    .fetch_all(&mut *connection)
                    .await
                    .map_err(unavailable)?;
                Ok(assemble(heads)?.pop())
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list(&self, ids: &[StatementId]) -> Result<Vec<StoredStatement>, StoreError> {
                let mut connection = self.reader().await?;
                let heads = sqlx::query_as($sql::STATEMENTS_BY_ID)
                    .bind(json_array(ids))
                    .fetch_all(&mut *connection)
                    .await
                    .map_err(unavailable)?;
                let mut found = assemble(heads)?;
                let place: std::collections::HashMap<StatementId, usize> =
                    ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
                found.sort_by_key(|stored| place.get(&stored.id).copied());
                Ok(found)
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_restatements(&self, slug: &Slug) -> Result<Vec<StoredStatement>, StoreError> {
                let mut connection = self.reader().await?;
                let heads = sqlx::query_as($sql::RESTATEMENTS)
                    .bind(slug.as_str())
                    .fetch_all(&mut *connection)
                    .await
                    .map_err(unavailable)?;
                assemble(heads)
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_sources(&self, identities: &[String]) -> Result<Vec<Source>, StoreError> {
                sources_of(&mut *self.reader().await?, identities).await
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_of_source_by(
                &self,
                identity: &str,
                stakeholder: &Slug,
                limit: u32,
            ) -> Result<Vec<StoredStatement>, StoreError> {
                let mut connection = self.reader().await?;
                let heads = sqlx::query_as($sql::STATEMENTS_OF_SOURCE_BY)
                    .bind(identity)
                    .bind(stakeholder.as_str())
                    .bind(i64::from(limit))
                    .fetch_all(&mut *connection)
                    .await
                    .map_err(unavailable)?;
                assemble(heads)
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_newest_sources(&self, limit: u32) -> Result<Vec<Source>, StoreError> {
                let rows: Vec<SourceRow> = sqlx::query_as($sql::NEWEST_SOURCES)
                    .bind(i64::from(limit))
                    .fetch_all(&mut *self.reader().await?)
                    .await
                    .map_err(unavailable)?;
                rows.into_iter().map(TryInto::try_into).collect()
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_speakers(&self, limit: u32) -> Result<Vec<String>, StoreError> {
                sqlx::query_scalar($sql::SPEAKERS)
                    .bind(i64::from(limit))
                    .fetch_all(&mut *self.reader().await?)
                    .await
                    .map_err(unavailable)
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_published_after(
                &self,
                after: StatementId,
                limit: u32,
            ) -> Result<Vec<StoredStatement>, StoreError> {
                let mut connection = self.reader().await?;
                let heads = sqlx::query_as($sql::PUBLISHED_AFTER)
                    .bind(after.0)
                    .bind(i64::from(limit))
                    .fetch_all(&mut *connection)
                    .await
                    .map_err(unavailable)?;
                assemble(heads)
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_entries_after(&self, after: StatementId, limit: u32) -> Result<Vec<IndexEntry>, StoreError> {
                let heads: Vec<EntryRow> = sqlx::query_as($sql::ENTRIES_AFTER)
                    .bind(after.0)
                    .bind(i64::from(limit))
                    .fetch_all(&mut *self.reader().await?)
                    .await
                    .map_err(unavailable)?;
                let (Some(first), Some(last)) = (heads.first(), heads.last()) else { return Ok(Vec::new()) };
                let range = (first.id, last.id);
                let translations: Vec<EntryTranslationRow> = self.of_range($sql::ENTRY_TRANSLATIONS, range).await?;
                let positions: Vec<EntryPositionRow> = self.of_range($sql::ENTRY_POSITIONS, range).await?;
                assemble_entries(heads, translations, positions)
            }
        }

        impl $record {
            fn refuse_if_read_only(&self) -> Result<(), StoreError> {
                if self.read_only {
                    return Err(StoreError::NotWritable("it was opened to be read only".into()));
                }
                Ok(())
            }

            /// Reads some of what belongs to the statements of a range of numbers.
            async fn of_range<Found>(
                &self,
                sql: &'static str,
                (first, last): (i64, i64),
            ) -> Result<Vec<Found>, StoreError>
            where
                Found: for<'r> sqlx::FromRow<'r, <$database as sqlx::Database>::Row> + Send + Unpin,
            {
                sqlx::query_as(sql)
                    .bind(first)
                    .bind(last)
                    .fetch_all(&mut *self.reader().await?)
                    .await
                    .map_err(unavailable)
            }
        }

        #[async_trait::async_trait]
        impl RecordStore for $record {
            #[tracing::instrument(level = "debug", skip_all)]
            async fn change_number(&self) -> Result<i64, StoreError> {
                sqlx::query_scalar($sql::CHANGE_NUMBER).fetch_one(&mut *self.reader().await?).await.map_err(unavailable)
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn hash_of_change(&self, number: i64) -> Result<Option<String>, StoreError> {
                sqlx::query_scalar($sql::AUDIT_HASH)
                    .bind(number)
                    .fetch_optional(&mut *self.reader().await?)
                    .await
                    .map_err(unavailable)
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn changes_after(&self, number: i64) -> Result<Vec<Change>, StoreError> {
                let rows = audit_after(&mut *self.reader().await?, number).await?;
                rows.iter().map(AuditRow::change).collect()
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn verify_audit(&self) -> Result<AuditCheck, StoreError> {
                let start = sqlx::query_scalar($sql::AUDIT_START)
                    .fetch_one(&mut *self.reader().await?)
                    .await
                    .map_err(unavailable)?;
                // Read first: what is added meanwhile is not missed, and not checked either.
                let last_change = self.change_number().await?;
                let mut chain = Chain::after(start);
                let mut after = start;
                loop {
                    let mut rows = audit_after(&mut *self.reader().await?, after).await?;
                    rows.retain(|row| row.number <= last_change);
                    let Some(last) = rows.last() else { return Ok(chain.end(last_change)) };
                    after = last.number;
                    for row in rows {
                        chain.walk(row);
                    }
                }
            }

            fn is_read_only(&self) -> bool {
                self.read_only
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn try_writing(&self) -> Result<(), StoreError> {
                self.refuse_if_read_only()?;
                let mut connection = self.unlogged_writer().await?;
                sqlx::query($sql::TRY_WRITING).execute(&mut *connection).await.map(drop).map_err(unavailable)
            }

            fn connections(&self) -> Connections {
                let idle = u32::try_from(self.readers.num_idle()).unwrap_or(u32::MAX);
                Connections { idle, used: self.readers.size().saturating_sub(idle), away: self.is_away() }
            }

            async fn listen(&self, changed: &(dyn Fn() + Send + Sync)) {
                self.hear(changed).await;
            }

            async fn close(&self) {
                self.end().await;
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn begin(&self) -> Result<Box<dyn RecordTransaction>, StoreError> {
                self.refuse_if_read_only()?;
                Ok(Box::new($change::new(self.begin_writing()).await?))
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn begin_import(&self) -> Result<(Box<dyn RecordTransaction>, Option<String>), StoreError> {
                self.refuse_if_read_only()?;
                let mut change = $change::new(self.begin_importing()).await?;
                let checkpoint = change.turn.checkpoint(&mut change.transaction, &mut change.contents).await;
                Ok((Box::new(change), checkpoint.map_err(unavailable)?))
            }
        }

        struct $change {
            transaction: Transaction<'static, $database>,
            /// The number that the change will have, once it was asked for.
            number: Option<i64>,
            /// What it has written of statements so far.
            contents: Contents,
            // Given back after the transaction, whichever way that ends.
            turn: $turn,
        }

        impl $change {
            /// Begins when its turn comes.
            async fn new(
                begun: impl Future<Output = Result<(Transaction<'static, $database>, $turn), sqlx::Error>>,
            ) -> Result<Self, StoreError> {
                let asked = std::time::Instant::now();
                let (transaction, turn) = begun.await.map_err(unavailable)?;
                metrics::histogram!(crate::metrics::names::WRITER_WAIT).record(asked.elapsed());
                Ok(Self { transaction, number: None, contents: Contents::default(), turn })
            }

            /// Runs SQL that gives no rows; says how many it touched.
            async fn run(
                &mut self,
                query: sqlx::query::Query<'_, $database, <$database as sqlx::Database>::Arguments>,
            ) -> Result<u64, StoreError> {
                Ok(query.execute(&mut *self.transaction).await.map_err(unavailable)?.rows_affected())
            }

            /// The number that the change will have. Nobody else can take it: those who write are in a row.
            async fn number(&mut self) -> Result<i64, StoreError> {
                if let Some(number) = self.number {
                    return Ok(number);
                }
                let last: i64 = sqlx::query_scalar($sql::CHANGE_NUMBER)
                    .fetch_one(&mut *self.transaction)
                    .await
                    .map_err(unavailable)?;
                Ok(*self.number.insert(last + 1))
            }

            async fn write_source(&mut self, source: &Source) -> Result<i64, StoreError> {
                let numbers = self.save_sources(std::iter::once(source)).await?;
                number_of(&numbers, "source", &source.identity())
            }

            async fn replace_statement(
                &mut self,
                replaced: &StoredStatement,
                s: &Statement,
                now: DateTime<Utc>,
            ) -> Result<(), StoreError> {
                let (id, version, hash) = (replaced.id.0, replaced.version + 1, seal(s));
                let number = self.number().await?;
                let speakers = self.save_speakers(s.speaker.as_deref().into_iter()).await?;
                let query = sqlx::query($sql::UPDATE_STATEMENT)
                    .bind(&s.external_id)
                    .bind(s.slug.as_str())
                    .bind(s.stakeholder.as_str())
                    .bind(speakers.into_values().next())
                    .bind(&s.speaker_role)
                    .bind(s.said_on.period.to_string())
                    .bind(s.said_on.bound.code())
                    .bind(&s.text)
                    .bind(s.language.code())
                    .bind(s.directness.code())
                    .bind(s.venue.code())
                    .bind(s.restates.as_ref().map(Slug::as_str))
                    .bind(s.quote_check.code())
                    .bind(&s.note)
                    .bind(s.status.code())
                    .bind(now)
                    .bind(super::rows::checked_as_text(s))
                    .bind(id)
                    .bind(&hash)
                    .bind(number);
                self.run(query).await?;
                self.contents.take(SealedVersion { statement: id, version, hash });
                Ok(())
            }
        }

        #[async_trait::async_trait]
        impl RecordTransaction for $change {
            #[tracing::instrument(level = "debug", skip_all)]
            async fn stakeholders(&mut self) -> Result<Vec<Stakeholder>, StoreError> {
                all_stakeholders(&mut self.transaction).await
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn topics(&mut self) -> Result<Vec<Topic>, StoreError> {
                all_topics(&mut self.transaction).await
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn milestones(&mut self) -> Result<Vec<Milestone>, StoreError> {
                all_milestones(&mut self.transaction).await
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn save_stakeholder(&mut self, s: &Stakeholder) -> Result<(), StoreError> {
                self.run(
                    sqlx::query($sql::SAVE_STAKEHOLDER)
                        .bind(s.slug.as_str())
                        .bind(&s.name)
                        .bind(&s.short_name)
                        .bind(json_array(&s.aliases))
                        .bind(s.kind.code())
                        .bind(s.country.code())
                        .bind(&s.note),
                )
                .await?;
                Ok(())
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn save_topic(&mut self, t: &Topic) -> Result<(), StoreError> {
                self.run(
                    sqlx::query($sql::SAVE_TOPIC)
                        .bind(t.slug.as_str())
                        .bind(&t.label.en)
                        .bind(&t.label.es)
                        .bind(&t.label.fr)
                        .bind(&t.proposition.en)
                        .bind(&t.proposition.es)
                        .bind(&t.proposition.fr)
                        .bind(t.broader.as_ref().map(Slug::as_str))
                        .bind(json_array(&t.articles))
                        .bind(&t.coding_note)
                        .bind(json_array(&t.aliases)),
                )
                .await?;
                Ok(())
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn save_milestone(&mut self, m: &Milestone) -> Result<(), StoreError> {
                let outcome = m.outcome.as_ref();
                self.run(
                    sqlx::query($sql::SAVE_MILESTONE)
                        .bind(m.slug.as_str())
                        .bind(&m.title.en)
                        .bind(&m.title.es)
                        .bind(&m.title.fr)
                        .bind(outcome.map(|outcome| outcome.en.as_str()))
                        .bind(outcome.and_then(|outcome| outcome.es.as_deref()))
                        .bind(outcome.and_then(|outcome| outcome.fr.as_deref()))
                        .bind(m.date.to_string())
                        .bind(m.end_date.map(|day| day.to_string()))
                        .bind(m.state.code())
                        .bind(json_array(&m.earlier_dates))
                        .bind(&m.party)
                        .bind(m.kind.code())
                        .bind(&m.source_title)
                        .bind(&m.source_url)
                        .bind(&m.note),
                )
                .await?;
                Ok(())
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_by_names(
                &mut self,
                external_ids: &[String],
                slugs: &[String],
            ) -> Result<Vec<StoredStatement>, StoreError> {
                let heads = sqlx::query_as($sql::STATEMENTS_BY_NAME)
                    .bind(json_array(external_ids))
                    .bind(json_array(slugs))
                    .fetch_all(&mut *self.transaction)
                    .await
                    .map_err(unavailable)?;
                assemble(heads)
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_statements(&mut self, ids: &[StatementId]) -> Result<Vec<StoredStatement>, StoreError> {
                let heads = sqlx::query_as($sql::STATEMENTS_BY_ID)
                    .bind(json_array(ids))
                    .fetch_all(&mut *self.transaction)
                    .await
                    .map_err(unavailable)?;
                assemble(heads)
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn list_sources(&mut self, identities: &[String]) -> Result<Vec<Source>, StoreError> {
                sources_of(&mut self.transaction, identities).await
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn add_statements(
                &mut self,
                statements: &[Statement],
                when: Moment,
            ) -> Result<Vec<StatementId>, StoreError> {
                self.add_all(statements, when).await
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn update_statement(
                &mut self,
                replaced: &StoredStatement,
                statement: &Statement,
                by: Replacement<'_>,
            ) -> Result<(), StoreError> {
                let before = serde_json::to_string(&replaced.statement)
                    .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
                self.run(
                    sqlx::query($sql::ADD_REVISION)
                        .bind(replaced.id.0)
                        .bind(by.when.now)
                        .bind(&by.actor.name)
                        .bind(by.reason)
                        .bind(before),
                )
                .await?;
                for clear in [$sql::CLEAR_TRANSLATIONS, $sql::CLEAR_POSITIONS, $sql::CLEAR_APPEARANCES] {
                    self.run(sqlx::query(clear).bind(replaced.id.0)).await?;
                }
                self.replace_statement(replaced, statement, by.when.now).await?;
                self.add_parts(&[(replaced.id.0, statement)]).await
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn step(&mut self, checkpoint: &str) -> Result<(), StoreError> {
                self.turn.step(&mut self.transaction, checkpoint).await.map_err(unavailable)
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn give_up(self: Box<Self>) -> Result<(), StoreError> {
                // It may have ended by itself; what its steps wrote is there in any case.
                let rolled_back = self.transaction.rollback().await;
                self.turn.give_up().await.and(rolled_back).map_err(unavailable)
            }

            #[tracing::instrument(level = "debug", skip_all)]
            async fn commit(mut self: Box<Self>, entry: AuditEntry, now: DateTime<Utc>) -> Result<i64, StoreError> {
                self.turn.end(&mut self.transaction).await.map_err(unavailable)?;
                let number = sqlx::query_scalar($sql::NEXT_CHANGE_NUMBER)
                    .fetch_one(&mut *self.transaction)
                    .await
                    .map_err(unavailable)?;
                let previous: Option<String> = sqlx::query_scalar($sql::LAST_AUDIT_HASH)
                    .fetch_optional(&mut *self.transaction)
                    .await
                    .map_err(unavailable)?;
                let contents = std::mem::take(&mut self.contents).hash();
                let row = AuditRow::new(number, entry, contents, now, previous.as_deref().unwrap_or_default());
                self.run(
                    sqlx::query($sql::ADD_AUDIT)
                        .bind(row.number)
                        .bind(row.at)
                        .bind(row.actor_id)
                        .bind(row.actor)
                        .bind(row.action)
                        .bind(row.subject)
                        .bind(row.reason)
                        .bind(row.scope)
                        .bind(row.statements)
                        .bind(row.hash)
                        .bind(row.contents),
                )
                .await?;
                announce(&mut self.transaction).await.map_err(unavailable)?;
                self.transaction.commit().await.map_err(unavailable)?;
                Ok(number)
            }
        }
    };
}
