//! Dates as the evidence gives them: a day, a month or a year, exact or as an upper bound.
//!
//! A date is never widened or made up. Where one single day is needed, to sort by or to compare with
//! a range, it is the latest of [`StatedDate::possible_days`]: the last day on which the statement can have been made,
//! which is not after the day its source was published or the day it was recorded. Whatever is counted "up to" a day was
//! then certainly said by that day.

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
    /// Reads one single day.
    ///
    /// # Errors
    /// When the text is no day of the calendar.
    pub fn parse_day(text: &str) -> Result<NaiveDate, DateError> {
        match text.parse()? {
            Self::Day(day) => Ok(day),
            Self::Month(_) | Self::Year(_) => Err(DateError::Form(text.to_owned())),
        }
    }

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

    /// The days between which the statement was made, for one whose source was `published` and that was `recorded` then.
    /// Lists are in the order of the latest of them; `from`, `to` and `as_of` are compared with it; spans and pictures
    /// show it.
    #[must_use]
    pub fn possible_days(self, published: Option<CalendarPeriod>, recorded: NaiveDate) -> PossibleDays {
        // What lies before the period contradicts it, and bounds nothing.
        let may_bound = |day: &NaiveDate| *day >= self.period.first_day();
        let bounds = published.map(CalendarPeriod::last_day).into_iter().chain([recorded]).filter(may_bound);
        let precision = match (self.bound, self.period) {
            (Bound::OnOrBefore, _) => DatePrecision::OnOrBefore,
            (Bound::Within, CalendarPeriod::Day(_)) => DatePrecision::Day,
            (Bound::Within, CalendarPeriod::Month(_)) => DatePrecision::Month,
            (Bound::Within, CalendarPeriod::Year(_)) => DatePrecision::Year,
        };
        PossibleDays { latest: bounds.fold(self.period.last_day(), NaiveDate::min), precision }
    }
}

vocabulary! {
    /// How much of a date is known.
    DatePrecision {
        /// The day.
        Day = "day",
        /// The month.
        Month = "month",
        /// The year.
        Year = "year",
        /// Only a day, month or year that it was not said after.
        OnOrBefore = "on_or_before",
    }
}

/// The days between which a statement was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PossibleDays {
    /// The last of them.
    pub latest: NaiveDate,
    /// How much of the date is known.
    pub precision: DatePrecision,
}

impl PossibleDays {
    /// The first of them; `None` when there is no earlier limit.
    #[must_use]
    pub fn earliest(self) -> Option<NaiveDate> {
        // The latest lies in the month or year that is stated, so that begins with its own.
        match self.precision {
            DatePrecision::Day => Some(self.latest),
            DatePrecision::Month => self.latest.with_day(1),
            DatePrecision::Year => NaiveDate::from_ymd_opt(self.latest.year(), 1, 1),
            DatePrecision::OnOrBefore => None,
        }
    }

    /// The order of lists, upwards: by the latest day, and on one day what is exact after what is not, so that it comes
    /// before it where the newest comes first.
    #[must_use]
    pub const fn rank(self) -> (NaiveDate, u8) {
        (self.latest, self.precision.certainty())
    }
}

impl DatePrecision {
    /// The certainty of a day that is known.
    pub const EXACT: u8 = 3;

    /// The more is known, the higher.
    #[must_use]
    pub const fn certainty(self) -> u8 {
        match self {
            Self::Day => Self::EXACT,
            Self::Month => 2,
            Self::Year => 1,
            Self::OnOrBefore => 0,
        }
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

    #[test]
    fn a_date_ends_with_its_source_and_with_the_day_it_was_recorded() {
        let days = |date: &str, precision: &str, published: Option<&str>, recorded: &str| {
            let stated = StatedDate::parse(date, precision).expect("a date");
            let published = published.map(|date| date.parse().expect("a period"));
            let days = stated.possible_days(published, day(recorded));
            (days.earliest(), days.latest)
        };
        let between = |first: &str, last: &str| (Some(day(first)), day(last));
        assert_eq!(days("2026", "year", None, "2026-07-14"), between("2026-01-01", "2026-07-14"));
        assert_eq!(days("2026", "year", Some("2026-05"), "2026-07-14"), between("2026-01-01", "2026-05-31"));
        assert_eq!(days("2026-11", "month", None, "2026-11-25"), between("2026-11-01", "2026-11-25"));
        assert_eq!(days("2019", "year", None, "2026-11-25"), between("2019-01-01", "2019-12-31"));
        assert_eq!(days("2026-07-01", "day", Some("2026-06-30"), "2026-11-25"), between("2026-07-01", "2026-07-01"));
        // A source that is older than the statement, or a record that is, contradicts the date and does not bound it.
        assert_eq!(days("2026", "year", Some("2025-12-31"), "2026-07-14"), between("2026-01-01", "2026-07-14"));
        assert_eq!(days("2027", "year", None, "2026-07-14"), between("2027-01-01", "2027-12-31"));
        assert_eq!(days("2025-11-25", "on_or_before", None, "2026-07-14"), (None, day("2025-11-25")));
        assert_eq!(days("2026", "on_or_before", Some("2026-03-04"), "2026-07-14"), (None, day("2026-03-04")));
    }

    proptest! {
        #[test]
        fn no_span_runs_backwards_and_none_is_wider_than_its_date(
            year in 1990i32..=2035, month in 1u32..=12, dom in 1u32..=28, form in 0..3, before: bool,
            recorded in 0u64..20_000, published in proptest::option::of(0u64..20_000),
        ) {
            let text = match form { 0 => format!("{year:04}"), 1 => format!("{year:04}-{month:02}"), _ => format!("{year:04}-{month:02}-{dom:02}") };
            let bound = if before { Bound::OnOrBefore } else { Bound::Within };
            let stated = StatedDate { period: text.parse().expect("a period"), bound };
            let at = |days: u64| NaiveDate::default() + chrono::Days::new(days);
            let days = stated.possible_days(published.map(|days| CalendarPeriod::Day(at(days))), at(recorded));
            prop_assert!(stated.period.contains(days.latest));
            if let Some(earliest) = days.earliest() {
                prop_assert!(earliest <= days.latest);
                prop_assert_eq!(earliest, stated.period.first_day());
            }
        }

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
