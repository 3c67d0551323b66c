//! Time as something that is handed in, so that any day can be tried.

use chrono::{DateTime, NaiveDate, Utc};

use super::Moment;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The moment.
    fn now(&self) -> DateTime<Utc>;

    /// The day that a moment is of, where the readers are.
    fn day_of(&self, moment: DateTime<Utc>) -> NaiveDate;

    /// The day where the readers are.
    fn today(&self) -> NaiveDate {
        self.day_of(self.now())
    }

    /// Both.
    fn moment(&self) -> Moment {
        Moment { now: self.now(), today: self.today() }
    }
}
