//! The part of an address that names one thing.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Lower-case letters, digits and single hyphens: `secretaria-de-economia`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// Why a text is no slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlugError {
    /// What was found.
    pub found: String,
}

impl fmt::Display for SlugError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\u{201c}{}\u{201d} is not a slug: 1 to {} lower-case letters, digits and single hyphens between them",
            self.found,
            Slug::MAX_LENGTH
        )
    }
}

impl std::error::Error for SlugError {}

impl Slug {
    /// The longest slug, in bytes.
    pub const MAX_LENGTH: usize = 160;

    /// Makes a slug of a name by keeping its ASCII letters and digits and joining the rest by
    /// hyphens. `None` when nothing is left.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let words: Vec<String> = name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        let mut slug = words.join("-");
        slug.truncate(Self::MAX_LENGTH);
        slug.trim_end_matches('-').parse().ok()
    }

    /// The slug as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        let well_formed = !text.is_empty()
            && text.len() <= Self::MAX_LENGTH
            && text.bytes().all(allowed)
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--");
        if well_formed { Ok(Self(text.to_owned())) } else { Err(SlugError { found: text.to_owned() }) }
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;

    fn try_from(text: String) -> Result<Self, SlugError> {
        text.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_what_an_address_could_not_carry() {
        for bad in ["", "-a", "a-", "a--b", "A", "á", "a b", "a/b", &"a".repeat(161)] {
            assert!(bad.parse::<Slug>().is_err(), "{bad:?} was taken");
        }
    }

    proptest! {
        #[test]
        fn what_is_made_of_a_name_is_a_slug(name in "\\PC{0,200}") {
            if let Some(slug) = Slug::from_name(&name) {
                prop_assert_eq!(slug.as_str().parse::<Slug>(), Ok(slug.clone()));
            }
        }
    }
}
