//! A clock that the test moves.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use service::ports::Clock;

/// Stands still until it is moved.
#[derive(Debug, Clone)]
pub struct MovableClock(Arc<Mutex<DateTime<Utc>>>);

impl MovableClock {
    /// A clock at noon of a day.
    ///
    /// # Panics
    /// When the day is none.
    #[must_use]
    pub fn at_noon_of(day: &str) -> Self {
        let day: NaiveDate = day.parse().expect("a day");
        Self(Arc::new(Mutex::new(day.and_hms_opt(12, 0, 0).expect("noon").and_utc())))
    }

    /// Moves it on.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for MovableClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn day_of(&self, moment: DateTime<Utc>) -> NaiveDate {
        moment.date_naive()
    }
}
