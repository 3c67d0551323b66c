//! Dates as the evidence gives them: a day, a month or a year, exact or as an upper bound.
//!
//! A date is never widened or made up. Where one single day is needed, to sort by or to compare with
//! a range, it is [`StatedDate::latest_day`]: the last day on which the statement can have been made.
//! Whatever is counted "up to" a day was then certainly said by that day.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A stretch of the calendar that a date can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum CalendarPeriod {
    /// `2025-11-25`
    Day(NaiveDate),
    /// `2025-11`; the day kept is the first of the month.
    Month(MonthStart),
    /// `2025`
    Year(YearNumber),
}

/// The first day of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthStart(NaiveDate);

/// A year of four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearNumber(i32);

/// Years outside of which a date is taken for a slip of the pen.
const PLAUSIBLE_YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateError {
    /// Not `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    Form(String),
    /// The calendar has no such day, month or (plausible) year.
    Impossible(String),
    /// The date is finer or coarser than the precision given with it.
    Precision {
        /// The date as written.
        date: String,
        /// The precision as written.
        precision: String,
    },
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(text) => {
                write!(f, "\u{201c}{text}\u{201d} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
            }
            Self::Impossible(text) => write!(f, "\u{201c}{text}\u{201d} is a date the calendar does not have"),
            Self::Precision { date, precision } => {
                write!(f, "the date \u{201c}{date}\u{201d} does not have the precision \u{201c}{precision}\u{201d}")
            }
        }
    }
}

impl std::error::Error for DateError {}

impl CalendarPeriod {
    /// The first day of the period.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Month(month) => month.0,
            Self::Year(year) => NaiveDate::from_ymd_opt(year.0, 1, 1).unwrap_or_default(),
        }
    }

    /// The last day of the period.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Month(month) => {
                month.0.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(month.0)
            }
            Self::Year(year) => NaiveDate::from_ymd_opt(year.0, 12, 31).unwrap_or_default(),
        }
    }

    /// Whether a day lies in the period.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }

    /// `day`, `month` or `year`.
    #[must_use]
    pub const fn precision(self) -> &'static str {
        match self {
            Self::Day(_) => "day",
            Self::Month(_) => "month",
            Self::Year(_) => "year",
        }
    }
}

impl FromStr for CalendarPeriod {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let form = || DateError::Form(text.to_owned());
        let impossible = || DateError::Impossible(text.to_owned());
        let parts: Vec<&str> = text.split('-').collect();
        let number = |part: &str, digits: usize| -> Result<u32, DateError> {
            if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) {
                part.parse().map_err(|_| form())
            } else {
                Err(form())
            }
        };
        let year = |part: &str| -> Result<i32, DateError> {
            let year = i32::try_from(number(part, 4)?).map_err(|_| form())?;
            if PLAUSIBLE_YEARS.contains(&year) { Ok(year) } else { Err(impossible()) }
        };
        match parts.as_slice() {
            [y] => Ok(Self::Year(YearNumber(year(y)?))),
            [y, m] => {
                let start = NaiveDate::from_ymd_opt(year(y)?, number(m, 2)?, 1).ok_or_else(impossible)?;
                Ok(Self::Month(MonthStart(start)))
            }
            [y, m, d] => {
                let day = NaiveDate::from_ymd_opt(year(y)?, number(m, 2)?, number(d, 2)?).ok_or_else(impossible)?;
                Ok(Self::Day(day))
            }
            _ => Err(form()),
        }
    }
}

impl fmt::Display for CalendarPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(month) => write!(f, "{:04}-{:02}", month.0.year(), month.0.month()),
            Self::Year(year) => write!(f, "{:04}", year.0),
        }
    }
}

impl TryFrom<String> for CalendarPeriod {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<CalendarPeriod> for String {
    fn from(period: CalendarPeriod) -> Self {
        period.to_string()
    }
}

vocabulary! {
    /// How a period bounds the true date.
    Bound {
        /// The date lies in the period.
        Within = "within",
        /// The date lies in the period or before it; the evidence gives no earlier limit.
        OnOrBefore = "on_or_before",
    }
}

/// A date as far as the evidence gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StatedDate {
    /// The day, month or year that the evidence names.
    pub period: CalendarPeriod,
    /// Whether the true date may also be earlier.
    pub bound: Bound,
}

impl StatedDate {
    /// A date within a period.
    #[must_use]
    pub const fn within(period: CalendarPeriod) -> Self {
        Self { period, bound: Bound::Within }
    }

    /// Reads a date with the precision that was written beside it: `day`, `month`, `year` or
    /// `on_or_before` (which goes with a period of any length).
    ///
    /// # Errors
    /// When the text is no date, the calendar does not have it, or the precision does not fit.
    pub fn parse(date: &str, precision: &str) -> Result<Self, DateError> {
        let period: CalendarPeriod = date.parse()?;
        if precision == Bound::OnOrBefore.code() {
            Ok(Self { period, bound: Bound::OnOrBefore })
        } else if precision == period.precision() {
            Ok(Self::within(period))
        } else {
            Err(DateError::Precision { date: date.to_owned(), precision: precision.to_owned() })
        }
    }

    /// The precision in the words of the import format, the inverse of [`StatedDate::parse`].
    #[must_use]
    pub const fn precision(self) -> &'static str {
        match self.bound {
            Bound::OnOrBefore => "on_or_before",
            Bound::Within => self.period.precision(),
        }
    }

    /// The last day the date allows; what statements are sorted and ranged by.
    #[must_use]
    pub fn latest_day(self) -> NaiveDate {
        self.period.last_day()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn keeps_its_precision() {
        for (date, precision) in [
            ("2025-11-25", "day"),
            ("2025-11", "month"),
            ("2025", "year"),
            ("2025-11-25", "on_or_before"),
            ("2019-12", "on_or_before"),
        ] {
            let stated = StatedDate::parse(date, precision).expect("a date");
            assert_eq!((stated.period.to_string().as_str(), stated.precision()), (date, precision));
        }
    }

    #[test]
    fn refuses_dates_the_calendar_does_not_have() {
        for bad in ["2025-02-29", "2025-13", "2025-00-01", "2025-11-31", "0000", "9999"] {
            assert!(matches!(bad.parse::<CalendarPeriod>(), Err(DateError::Impossible(_))), "{bad} was taken");
        }
        for bad in ["", "25-11-2025", "2025-1-1", "2025/11/25", "2025-11-25T00:00", "+025-11", "２０２５"] {
            assert!(matches!(bad.parse::<CalendarPeriod>(), Err(DateError::Form(_))), "{bad} was taken");
        }
    }

    #[test]
    fn refuses_a_precision_that_widens_or_narrows() {
        assert!(StatedDate::parse("2025-11", "day").is_err());
        assert!(StatedDate::parse("2025-11-25", "month").is_err());
        assert!(StatedDate::parse("2025", "about").is_err());
    }

    #[test]
    fn the_latest_day_ends_the_period() {
        let latest = |text: &str| text.parse::<CalendarPeriod>().expect("a period").last_day();
        assert_eq!(latest("2024-02"), day("2024-02-29"));
        assert_eq!(latest("2025-12"), day("2025-12-31"));
        assert_eq!(latest("2025"), day("2025-12-31"));
        assert_eq!(latest("2025-11-25"), day("2025-11-25"));
    }

    proptest! {
        #[test]
        fn writing_and_reading_gives_the_same(year in 1900i32..=2200, month in 1u32..=12, dom in 1u32..=31, form in 0..3, before: bool) {
            let text = match form { 0 => format!("{year:04}"), 1 => format!("{year:04}-{month:02}"), _ => format!("{year:04}-{month:02}-{dom:02}") };
            if let Ok(period) = text.parse::<CalendarPeriod>() {
                let stated = StatedDate { period, bound: if before { Bound::OnOrBefore } else { Bound::Within } };
                prop_assert_eq!(StatedDate::parse(&period.to_string(), stated.precision()), Ok(stated));
                prop_assert!(period.first_day() <= period.last_day());
                prop_assert!(period.contains(period.first_day()) && period.contains(period.last_day()));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,16}") {
            let _ = text.parse::<CalendarPeriod>();
        }
    }
}
