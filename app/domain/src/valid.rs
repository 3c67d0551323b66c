//! What has been checked, and how it is: facts go in one by one, faults are collected, each with its place.
//!
//! Whoever takes something in (a form, a file, a command) turns text into facts ([`super::NewStatement`] and its kin), and
//! says what could not even be read. Whether the facts hold is asked here and nowhere else, so that every way in has the
//! same rules and says the same words.

use std::{collections::BTreeSet, ops::Deref, str::FromStr};

use super::{Fault, UnknownCode, fault::beginning, is_web_address};

/// Something that keeps the rules. The record takes nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Valid<T>(T);

impl<T> Valid<T> {
    /// What is on record: it was checked when it came in.
    #[must_use]
    pub const fn on_record(recorded: T) -> Self {
        Self(recorded)
    }

    /// A part of what keeps the rules.
    pub(super) const fn of_valid(part: T) -> Self {
        Self(part)
    }

    /// For what has a rule's leave to be changed beside it.
    pub(super) const fn inner(&mut self) -> &mut T {
        &mut self.0
    }

    /// The thing itself.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Valid<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// What was given for a field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Given<T> {
    /// Nothing.
    #[default]
    Nothing,
    /// Something that could not be read; whoever tried has said what was wrong with it.
    Unreadable,
    /// This.
    Value(T),
}

impl<T> Given<T> {
    /// What was made of it, if it could be read.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Given<U> {
        self.and_then(|value| Given::Value(make(value)))
    }

    /// What reading on made of it.
    pub fn and_then<U>(self, read: impl FnOnce(T) -> Given<U>) -> Given<U> {
        match self {
            Self::Nothing => Given::Nothing,
            Self::Unreadable => Given::Unreadable,
            Self::Value(value) => read(value),
        }
    }

    /// The same, borrowed.
    pub const fn as_ref(&self) -> Given<&T> {
        match self {
            Self::Nothing => Given::Nothing,
            Self::Unreadable => Given::Unreadable,
            Self::Value(value) => Given::Value(value),
        }
    }

    /// The value, if there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Unreadable => None,
        }
    }

    /// Whether anything was given, readable or not.
    pub const fn is_given(&self) -> bool {
        !matches!(self, Self::Nothing)
    }
}

impl<T> From<Option<T>> for Given<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Self::Value)
    }
}

/// Faults, each with its place.
pub type Faulty<P> = Vec<(P, Fault)>;

/// The faults that are found on the way through the facts.
pub(super) struct Checks<P> {
    faults: Faulty<P>,
    is_unreadable: bool,
}

impl<P: Copy> Checks<P> {
    pub(super) const fn new() -> Self {
        Self { faults: Vec::new(), is_unreadable: false }
    }

    /// Gives what was made of the facts, unless one of them has a fault.
    pub(super) fn finish<T>(self, made: Option<T>) -> Result<Valid<T>, Faulty<P>> {
        match made {
            Some(made) if self.faults.is_empty() && !self.is_unreadable => Ok(Valid(made)),
            _ => Err(self.faults),
        }
    }

    pub(super) fn fault<T>(&mut self, at: P, fault: Fault) -> Option<T> {
        self.faults.push((at, fault));
        None
    }

    /// What may be missing.
    pub(super) fn optional<T>(&mut self, given: Given<T>) -> Option<T> {
        self.is_unreadable |= matches!(given, Given::Unreadable);
        given.value()
    }

    /// What must be there.
    pub(super) fn needed<T>(&mut self, at: P, given: Given<T>) -> Option<T> {
        if !given.is_given() {
            return self.fault(at, Fault::Missing);
        }
        self.optional(given)
    }

    fn fitting(&mut self, at: P, text: String, most: usize) -> Given<String> {
        let fault = if text.contains('\0') {
            Fault::NulCharacter
        } else if text.len() > most && text.chars().count() > most {
            Fault::TooLong(most)
        } else {
            return Given::Value(text).filled();
        };
        self.fault::<()>(at, fault);
        Given::Unreadable
    }

    fn text_of(&mut self, at: P, given: Given<String>, most: usize) -> Given<String> {
        given.and_then(|text| self.fitting(at, text, most))
    }

    /// A text of at most so many characters that may be missing. One of white space is none.
    pub(super) fn text(&mut self, at: P, given: Given<String>, most: usize) -> Option<String> {
        let given = self.text_of(at, given, most);
        self.optional(given)
    }

    /// A text that must be there.
    pub(super) fn needed_text(&mut self, at: P, given: Given<String>, most: usize) -> Option<String> {
        let given = self.text_of(at, given, most);
        self.needed(at, given)
    }

    /// A code that must be chosen.
    pub(super) fn code<T: FromStr<Err = UnknownCode>>(&mut self, at: P, given: Given<String>) -> Option<T> {
        let code = self.needed(at, given.and_then(|code| Given::Value(code).filled()))?;
        code.trim().parse().ok().or_else(|| {
            let expected = code.parse::<T>().err().map_or(&[][..], |unknown| unknown.expected);
            self.fault(at, Fault::NotOneOf(UnknownCode { found: beginning(&code), expected }))
        })
    }

    /// A web address that may be missing.
    pub(super) fn address(&mut self, at: P, given: Given<String>) -> Option<String> {
        let address = self.text(at, given, super::ADDRESS_LENGTH)?;
        if is_web_address(&address) { Some(address) } else { self.fault(at, Fault::NotAnAddress) }
    }

    /// Lines of a list, as they come.
    pub(super) fn lines(&mut self, at: P, given: Given<Vec<String>>) -> Vec<String> {
        let lines = self.optional(given).unwrap_or_default();
        if lines.len() > super::MOST_LINES {
            self.fault::<()>(at, Fault::TooMany(super::MOST_LINES));
        }
        lines.into_iter().filter_map(|line| self.text(at, Given::Value(line), super::LINE_LENGTH)).collect()
    }

    /// Finds the places that say what an earlier one said.
    pub(super) fn once<'a, T: Ord + 'a>(&mut self, all: impl IntoIterator<Item = (P, &'a T)>) {
        let mut seen = BTreeSet::new();
        for (at, value) in all {
            if !seen.insert(value) {
                self.fault::<()>(at, Fault::GivenTwice);
            }
        }
    }
}

impl Given<String> {
    /// A text of white space is none.
    pub(super) fn filled(self) -> Self {
        self.and_then(|text| if text.trim().is_empty() { Self::Nothing } else { Self::Value(text) })
    }
}
