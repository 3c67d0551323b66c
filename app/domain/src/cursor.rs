//! A place in an ordered list, from which a page is read in either direction.
//!
//! A cursor names a row, not a page number, so rows with equal dates are neither lost nor repeated
//! and a list that grows meanwhile does not shift under the reader. Its text form is opaque: nothing
//! but [`Cursor::from_str`] should take it apart.

use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate};

use super::{DatePrecision, StatementId};

/// Which way to read from the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The rows that follow it in the list.
    Forward,
    /// The rows that precede it in the list.
    Backward,
}

/// A keyset cursor: a row of a list and a direction from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// Which way to read.
    pub direction: Direction,
    /// How well the row matched the words searched for, or the day it was recorded on, in days from the beginning of the
    /// calendar; 0 in lists ordered by date.
    pub score: u32,
    /// The day the row is sorted by.
    pub day: NaiveDate,
    /// How certain that day is ([`DatePrecision::certainty`]); on one day the more certain comes later, upwards.
    pub certainty: u8,
    /// The row's statement.
    pub id: StatementId,
}

/// Comes before how certain the day is, where it is not exact.
const INEXACT: &str = "~";

/// A text that no cursor was written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CursorError;

impl fmt::Display for CursorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a place in this list")
    }
}

impl std::error::Error for CursorError {}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = match self.direction {
            Direction::Forward => 'f',
            Direction::Backward => 'b',
        };
        write!(f, "{direction}{:x}.{:x}.{:x}", self.day.num_days_from_ce(), self.id.0, self.score)?;
        if self.certainty == DatePrecision::EXACT { Ok(()) } else { write!(f, "{INEXACT}{}", self.certainty) }
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let direction = match text.get(..1) {
            Some("f") => Direction::Forward,
            Some("b") => Direction::Backward,
            _ => return Err(CursorError),
        };
        let (place, certainty) = match text[1..].split_once(INEXACT) {
            Some((place, certainty)) => (place, certainty.parse().map_err(|_| CursorError)?),
            None => (&text[1..], DatePrecision::EXACT),
        };
        let parts: Vec<&str> = place.split('.').collect();
        let [day, id, score] = parts.as_slice() else { return Err(CursorError) };
        let cursor = Self {
            direction,
            score: u32::from_str_radix(score, 16).map_err(|_| CursorError)?,
            day: i32::from_str_radix(day, 16).ok().and_then(NaiveDate::from_num_days_from_ce_opt).ok_or(CursorError)?,
            certainty,
            id: StatementId(i64::from_str_radix(id, 16).map_err(|_| CursorError)?),
        };
        // Only the one canonical writing is a cursor: no signs, no leading zeros.
        if cursor.to_string() == text { Ok(cursor) } else { Err(CursorError) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn writing_and_reading_gives_the_same(forward: bool, days in 1i32..1_000_000, certainty in 0u8..=3, id in 0i64.., score: u32) {
            let cursor = Cursor {
                direction: if forward { Direction::Forward } else { Direction::Backward },
                score,
                day: NaiveDate::from_num_days_from_ce_opt(days).expect("a day"),
                certainty,
                id: StatementId(id),
            };
            prop_assert_eq!(cursor.to_string().parse::<Cursor>(), Ok(cursor));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}") {
            let _ = text.parse::<Cursor>();
        }
    }
}
