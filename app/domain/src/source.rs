//! Where a statement is on record.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::CalendarPeriod;

/// The number of a source, as in `/sources/{id}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub i64);

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A document in which statements appear.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The title, unless only the address is known.
    pub title: Option<String>,
    /// Whose words the title is.
    pub title_origin: TitleOrigin,
    /// Who published it.
    pub publisher: Option<String>,
    /// Its address, if it has one.
    pub url: Option<String>,
    /// When it was published, as far as known.
    pub published_on: Option<CalendarPeriod>,
    /// What kind of document it is.
    pub kind: SourceKind,
    /// How close it is to the actor's own words.
    pub tier: SourceTier,
}

impl Source {
    /// A reprint of which only the address is known; nobody has assessed it.
    #[must_use]
    pub fn known_by_address(url: String) -> Self {
        Self {
            title: None,
            title_origin: TitleOrigin::None,
            publisher: None,
            url: Some(url),
            published_on: None,
            kind: SourceKind::Other,
            tier: SourceTier::Unverified,
        }
    }

    /// What makes two descriptions the same source: the address or, without one, title, publisher
    /// and date together.
    #[must_use]
    pub fn identity(&self) -> String {
        self.url.clone().unwrap_or_else(|| {
            let date = self.published_on.map(|period| period.to_string());
            let parts = [self.title.as_deref(), self.publisher.as_deref(), date.as_deref()];
            parts.map(Option::unwrap_or_default).join("\u{1f}")
        })
    }
}

vocabulary! {
    /// Whose words a source's title is.
    TitleOrigin {
        /// As printed on the page.
        Page = "page",
        /// Made from the address by whoever gathered it; an editor should replace it.
        Url = "url",
        /// A description by whoever gathered it; an editor should replace it.
        None = "none",
    }
}

vocabulary! {
    /// Kinds of source.
    SourceKind {
        /// A record of a government or an agency.
        Official = "official",
        /// A record of a parliament or a member of it.
        Legislature = "legislature",
        /// A newspaper, broadcaster or trade press.
        News = "news",
        /// A page or paper of a company or association.
        Industry = "industry",
        /// A page or paper of a non-governmental organisation.
        Ngo = "ngo",
        /// A note by a law firm.
        LawFirm = "law_firm",
        /// None of these.
        Other = "other",
    }
}

vocabulary! {
    /// How close a source is to the actor's own words; 1 is closest.
    SourceTier {
        /// Official record or filing.
        OfficialRecord = "1",
        /// The actor's own channel.
        OwnChannel = "2",
        /// Reporting with direct access.
        DirectReporting = "3",
        /// Secondary.
        Secondary = "4",
        /// Unverified.
        Unverified = "5",
    }
}

impl SourceTier {
    /// The tier as a number, 1 to 5.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::OfficialRecord => 1,
            Self::OwnChannel => 2,
            Self::DirectReporting => 3,
            Self::Secondary => 4,
            Self::Unverified => 5,
        }
    }

    /// The tier of a number; `None` outside 1 to 5.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|tier| tier.number() == number)
    }
}

/// Whether a text is an address that a reader's browser opens as a page.
#[must_use]
pub fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !url.contains(|c: char| c.is_whitespace() || c.is_control()))
}
