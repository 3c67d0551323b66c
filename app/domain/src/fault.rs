//! What can be wrong with a field of something that comes in, whichever way it comes.

use std::fmt;

use super::{DateError, UnknownCode};

/// What is wrong with a field. Forms say it in the language of the page, commands by [`fmt::Display`], in the words of
/// the English page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was given, or nothing was chosen.
    Missing,
    /// None of the codes that can be chosen.
    NotOneOf(UnknownCode),
    /// The record has nothing of this name.
    NotOnRecord(String),
    /// Several things on record have this name.
    SeveralMatch(Vec<String>),
    /// Not a day, month and year.
    NotADate,
    /// A date that is not written as one.
    NotADateText(String),
    /// The calendar does not have this day.
    NotInCalendar,
    /// It is still to come.
    InTheFuture,
    /// No word for how much of a date is known.
    NotAPrecision(String),
    /// A date that says more, or less, than the precision beside it.
    PrecisionMismatch(String, String),
    /// Longer than this many characters.
    TooLong(usize),
    /// More than this many of a kind.
    TooMany(usize),
    /// All texts together have more than this many bytes.
    TooMuch(usize),
    /// A NUL character, which no database can keep.
    NulCharacter,
    /// Not an http or https address.
    NotAnAddress,
    /// What must be there once stands there twice.
    GivenTwice,
    /// A translation into the language of the words.
    SameLanguage,
    /// A conditional stance without its condition.
    ConditionMissing,
    /// A statement that repeats itself.
    RestatesItself,
    /// Not lower-case letters, digits and single hyphens.
    NotASlug,
    /// A name that no address can be made of.
    NoLetters,
    /// A topic that would be a part of itself.
    Circle,
    /// A last day before the first.
    BeforeTheStart,
    /// A text longer than what is kept of a source.
    TooMuchText,
    /// A file that is neither text nor a page.
    NotText,
}

impl Fault {
    /// What nothing on record is called.
    #[must_use]
    pub fn not_on_record(name: &str) -> Self {
        Self::NotOnRecord(beginning(name))
    }
}

impl From<DateError> for Fault {
    fn from(error: DateError) -> Self {
        match error {
            DateError::Form(text) => Self::NotADateText(beginning(&text)),
            DateError::Impossible(_) => Self::NotInCalendar,
            DateError::Precision { date, precision } => {
                Self::PrecisionMismatch(beginning(&date), beginning(&precision))
            }
        }
    }
}

/// As much of a text as a message can say.
pub(super) fn beginning(text: &str) -> String {
    text.chars().take(80).collect()
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("required"),
            Self::NotOneOf(UnknownCode { found, expected }) => {
                write!(f, "\u{201c}{found}\u{201d} is not one of: {}", expected.join(", "))
            }
            Self::NotOnRecord(name) => {
                write!(f, "\u{201c}{name}\u{201d} is not on record; choose from the list, or add it")
            }
            Self::SeveralMatch(names) => write!(f, "several have this name; use one of {}", names.join(", ")),
            Self::NotADate => f.write_str("use a date like 25 November 2025"),
            Self::NotADateText(text) => {
                write!(f, "\u{201c}{text}\u{201d} is not a date; use 2025-11-25, 2025-11 or 2025")
            }
            Self::NotInCalendar => f.write_str("no such date"),
            Self::InTheFuture => f.write_str("the date cannot be in the future"),
            Self::NotAPrecision(text) => {
                write!(f, "\u{201c}{text}\u{201d} is not one of: day, month, year, on_or_before")
            }
            Self::PrecisionMismatch(date, precision) => {
                write!(f, "\u{201c}{date}\u{201d} does not have the precision \u{201c}{precision}\u{201d}")
            }
            Self::TooLong(most) => write!(f, "at most {} characters", Grouped(*most)),
            Self::TooMany(most) => write!(f, "at most {} of these", Grouped(*most)),
            Self::TooMuch(most) => write!(f, "all texts together have at most {} bytes", Grouped(*most)),
            Self::NulCharacter => f.write_str("this has a NUL character, which cannot be kept"),
            Self::NotAnAddress => f.write_str("use a URL that begins with https:// or http://"),
            Self::GivenTwice => f.write_str("already there; choose another"),
            Self::SameLanguage => f.write_str("this is the original language"),
            Self::ConditionMissing => f.write_str("say on which condition"),
            Self::RestatesItself => f.write_str("a statement cannot restate itself"),
            Self::NotASlug => f.write_str("lower-case letters, digits and single hyphens are expected"),
            Self::NoLetters => f.write_str("this has no letter or digit to make an address of"),
            Self::Circle => f.write_str("this would make the topic a part of itself"),
            Self::BeforeTheStart => f.write_str("this is before the first day"),
            Self::TooMuchText => f.write_str("The text is too long; paste at most 2 MB."),
            Self::NotText => {
                f.write_str("The file is neither text nor a page. Save it as text or HTML and choose it again.")
            }
        }
    }
}

/// A number with a comma between its thousands.
struct Grouped(usize);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            small @ 0..1_000 => write!(f, "{small}"),
            large => write!(f, "{},{:03}", Self(large / 1_000), large % 1_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_thousands() {
        let written = [0, 40, 999, 1_000, 20_000, 245_760, 1_000_001].map(|number| Grouped(number).to_string());
        assert_eq!(written, ["0", "40", "999", "1,000", "20,000", "245,760", "1,000,001"]);
    }
}
