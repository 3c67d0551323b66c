//! Codings of a statement that was there before.

use domain::{CODEBOOK, Position, Slug, Statement};
use service::ports::{Provenance, StoreError, StoredStatement};

use super::{sql, writing::Writing};

/// The number of the coding that is published.
pub(super) const PUBLISHED: i64 = 0;

impl Writing {
    /// Codes a statement anew: what is coded as before keeps its coder, whatever its place; what is coded otherwise is coded
    /// by who does it, and the coding before is kept.
    pub(super) async fn recode(
        &mut self,
        replaced: &StoredStatement,
        statement: &Statement,
        by: Provenance<'_>,
    ) -> Result<(), StoreError> {
        let (id, before, now) = (replaced.id.0, &replaced.statement.positions, &statement.positions);
        let is_in = |all: &[Position], topic: &Slug| all.iter().any(|position| position.topic == *topic);
        // Those whose topic is not coded any more; what was read there may have moved.
        let mut given_up: Vec<&Position> = before.iter().filter(|old| !is_in(now, &old.topic)).collect();
        let mut moved = Vec::new();
        for (ordinal, position) in (0_i64..).zip(now).filter(|(_, position)| !is_in(before, &position.topic)) {
            if let Some(at) = given_up.iter().position(|old| has_reading_of(old, position)) {
                moved.push((given_up.remove(at), ordinal, position));
            }
        }
        let is_replaced = |old: &&Position| now.iter().any(|new| new.topic == old.topic && !has_reading_of(new, old));
        for old in given_up.into_iter().chain(before.iter().filter(is_replaced)) {
            self.run(sqlx::query(sql::SUPERSEDE_CODING).bind(id).bind(old.topic.as_str())).await?;
        }
        for (old, ordinal, new) in &moved {
            let topics = (old.topic.as_str(), new.topic.as_str());
            self.run(sqlx::query(sql::MOVE_CODING).bind(id).bind(topics.0).bind(topics.1).bind(ordinal)).await?;
        }
        for (ordinal, position) in (0_i64..).zip(now) {
            if before.iter().any(|old| old.topic == position.topic && has_reading_of(old, position)) {
                self.run(sqlx::query(sql::PLACE_CODING).bind(id).bind(position.topic.as_str()).bind(ordinal)).await?;
            } else if !moved.iter().any(|(.., new)| new.topic == position.topic) {
                self.add_coding(id, ordinal, position, by).await?;
            }
        }
        Ok(())
    }

    async fn add_coding(
        &mut self,
        statement: i64,
        ordinal: i64,
        position: &Position,
        by: Provenance<'_>,
    ) -> Result<(), StoreError> {
        let query = sqlx::query(sql::ADD_CODING)
            .bind(statement)
            .bind(position.topic.as_str())
            .bind(PUBLISHED)
            .bind(ordinal)
            .bind(position.stance.code())
            .bind(&position.condition)
            .bind(&position.rationale)
            .bind(by.actor.user.map(|user| user.0))
            .bind(&by.actor.name)
            .bind(i64::from(CODEBOOK))
            .bind(by.when.now);
        match self.run(query).await? {
            0 => Err(StoreError::RowMissing { table: "topic", name: position.topic.to_string() }),
            _ => Ok(()),
        }
    }
}

/// Whether the same was read out of the words, be it on another topic.
fn has_reading_of(one: &Position, other: &Position) -> bool {
    (one.stance, &one.condition, &one.rationale) == (other.stance, &other.condition, &other.rationale)
}
