//! Rows of what there is to do, and their way into the domain.

use app::{
    domain::{CalendarPeriod, Slug},
    ports::{StaleStanding, StoreError},
};

use super::rows::Row;

#[derive(sqlx::FromRow)]
pub(super) struct StaleStandingRow {
    stakeholder: String,
    topic: String,
    newest: String,
}

impl TryFrom<StaleStandingRow> for StaleStanding {
    type Error = StoreError;

    fn try_from(r: StaleStandingRow) -> Result<Self, StoreError> {
        let row = Row { table: "statement", id: 0 };
        // The query fills up months and years to their last day, which not every month has.
        let month: CalendarPeriod = row.parse("said_on", &r.newest[..7.min(r.newest.len())])?;
        let day = r.newest.parse::<CalendarPeriod>().map_or_else(|_| month.last_day(), CalendarPeriod::last_day);
        Ok(Self {
            stakeholder: row.parse::<Slug>("stakeholder_id", &r.stakeholder)?,
            topic: row.parse::<Slug>("topic_id", &r.topic)?,
            newest: day,
        })
    }
}
