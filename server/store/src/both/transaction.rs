//! What a change writes of the record.

use chrono::{DateTime, Utc};
use domain::{AuditEntry, Language, Milestone, Slug, Source, Stakeholder, Statement, StatementId, Topic, Valid};
use service::ports::{Provenance, RecordTransaction, StoreError, StoredStatement};

use super::{
    announce,
    known_sources::sources_of,
    reference::{all_milestones, all_stakeholders, all_topics},
    sql,
    writing::Writing,
};
use crate::{
    audit::AuditRow,
    rows::{assemble, checked_as_text, json_array, unavailable},
    seals::{SealedVersion, seal},
};

impl Writing {
    pub(super) async fn replace_statement(
        &mut self,
        replaced: &StoredStatement,
        s: &Statement,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (id, version, hash) = (replaced.id.0, replaced.version + 1, seal(s));
        let number = self.number().await?;
        let speakers = self.save_speakers(s.speaker.as_deref().into_iter()).await?;
        let query = sqlx::query(sql::UPDATE_STATEMENT)
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
            .bind(checked_as_text(s))
            .bind(id)
            .bind(&hash)
            .bind(number)
            .bind(s.speaker_role_language.map(Language::code));
        self.run(query).await?;
        self.contents.take(SealedVersion { statement: id, version, hash });
        Ok(())
    }
}

#[async_trait::async_trait]
impl RecordTransaction for Writing {
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
    async fn save_stakeholder(&mut self, s: &Valid<Stakeholder>) -> Result<(), StoreError> {
        self.run(
            sqlx::query(sql::SAVE_STAKEHOLDER)
                .bind(s.slug.as_str())
                .bind(&s.name)
                .bind(&s.short_name)
                .bind(&s.translated_name.en)
                .bind(&s.translated_name.es)
                .bind(&s.translated_name.fr)
                .bind(&s.translated_short_name.en)
                .bind(&s.translated_short_name.es)
                .bind(&s.translated_short_name.fr)
                .bind(json_array(&s.aliases))
                .bind(s.kind.code())
                .bind(s.country.code())
                .bind(&s.note),
        )
        .await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn save_topic(&mut self, t: &Valid<Topic>) -> Result<(), StoreError> {
        self.run(
            sqlx::query(sql::SAVE_TOPIC)
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
                .bind(json_array(&t.aliases))
                .bind(i64::from(t.leads)),
        )
        .await?;
        if t.leads {
            self.run(sqlx::query(sql::LEAD_ALONE).bind(t.slug.as_str())).await?;
        }
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn save_milestone(&mut self, m: &Valid<Milestone>) -> Result<(), StoreError> {
        let outcome = m.outcome.as_ref();
        self.run(
            sqlx::query(sql::SAVE_MILESTONE)
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
        let heads = sqlx::query_as(sql::STATEMENTS_BY_NAME)
            .bind(json_array(external_ids))
            .bind(json_array(slugs))
            .fetch_all(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        assemble(heads)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_statements(&mut self, ids: &[StatementId]) -> Result<Vec<StoredStatement>, StoreError> {
        let heads = sqlx::query_as(sql::STATEMENTS_BY_ID)
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
        statements: &[Valid<Statement>],
        by: Provenance<'_>,
    ) -> Result<Vec<StatementId>, StoreError> {
        self.add_all(statements, by).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn update_statement(
        &mut self,
        replaced: &StoredStatement,
        statement: &Valid<Statement>,
        by: Provenance<'_>,
    ) -> Result<(), StoreError> {
        let before =
            serde_json::to_string(&replaced.statement).map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        self.run(
            sqlx::query(sql::ADD_REVISION)
                .bind(replaced.id.0)
                .bind(by.when.now)
                .bind(&by.actor.name)
                .bind(by.reason)
                .bind(before),
        )
        .await?;
        for clear in [sql::CLEAR_TRANSLATIONS, sql::CLEAR_APPEARANCES] {
            self.run(sqlx::query(clear).bind(replaced.id.0)).await?;
        }
        self.replace_statement(replaced, statement, by.when.now).await?;
        self.recode(replaced, statement, by).await?;
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
        let number =
            sqlx::query_scalar(sql::NEXT_CHANGE_NUMBER).fetch_one(&mut *self.transaction).await.map_err(unavailable)?;
        let previous: Option<String> = sqlx::query_scalar(sql::LAST_AUDIT_HASH)
            .fetch_optional(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        let contents = std::mem::take(&mut self.contents).hash();
        let row = AuditRow::new(number, entry, contents, now, previous.as_deref().unwrap_or_default());
        self.run(
            sqlx::query(sql::ADD_AUDIT)
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
