//! What time it is.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use service::ports::Clock;

/// The machine's clock, with the day it is in a time zone.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    /// Where the readers are.
    pub time_zone: Tz,
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn day_of(&self, moment: DateTime<Utc>) -> NaiveDate {
        moment.with_timezone(&self.time_zone).date_naive()
    }
}

/// A clock that stands still, to see Postura on any day.
#[derive(Debug, Clone, Copy)]
pub struct StoppedClock(pub NaiveDate);

impl Clock for StoppedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.and_time(chrono::NaiveTime::MIN).and_utc()
    }

    fn day_of(&self, moment: DateTime<Utc>) -> NaiveDate {
        moment.date_naive()
    }
}
