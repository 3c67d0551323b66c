//! Stakeholders, topics and milestones.

use domain::{Milestone, Stakeholder, Topic};
use service::ports::{ReferenceChange, ReferenceStore, StoreError};

use super::{Connection, Record, sql};
use crate::{
    audit::ReferenceChangeRow,
    rows::{MilestoneRow, StakeholderRow, TopicRow, unavailable},
};

pub(super) async fn all_stakeholders(connection: &mut Connection) -> Result<Vec<Stakeholder>, StoreError> {
    let rows: Vec<StakeholderRow> =
        sqlx::query_as(sql::STAKEHOLDERS).fetch_all(connection).await.map_err(unavailable)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

pub(super) async fn all_topics(connection: &mut Connection) -> Result<Vec<Topic>, StoreError> {
    let rows: Vec<TopicRow> = sqlx::query_as(sql::TOPICS).fetch_all(connection).await.map_err(unavailable)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

pub(super) async fn all_milestones(connection: &mut Connection) -> Result<Vec<Milestone>, StoreError> {
    let rows: Vec<MilestoneRow> = sqlx::query_as(sql::MILESTONES).fetch_all(connection).await.map_err(unavailable)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

#[async_trait::async_trait]
impl ReferenceStore for Record {
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

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_reference_changes(&self, limit: u32) -> Result<Vec<ReferenceChange>, StoreError> {
        self.list_rows::<ReferenceChangeRow, _>(sqlx::query_as(sql::REFERENCE_CHANGES).bind(i64::from(limit))).await
    }
}
