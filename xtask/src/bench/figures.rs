//! Times and what is said of many of them.

use std::time::Duration;

/// Times of the same thing, done over and over.
pub(super) struct Times(Vec<Duration>);

impl Times {
    pub(super) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that so many of a hundred are within, in milliseconds.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds are shown with two digits")]
    pub(super) fn percentile(&self, percent: usize) -> f64 {
        let at = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(at).map_or(0.0, |time| time.as_micros() as f64 / 1000.0)
    }
}
