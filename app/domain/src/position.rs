//! Where a statement stands on a topic's proposition, and who read that out of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Slug;

/// The stance that one statement takes on one topic's proposition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The topic whose proposition it is about.
    pub topic: Slug,
    /// The stance.
    pub stance: Stance,
    /// Under which condition, for [`Stance::Conditional`].
    pub condition: Option<String>,
    /// Why the coder read it so.
    pub rationale: Option<String>,
}

/// The version of the rules of coding, as the page of the method says them. It rises when they change, so that what was
/// coded under others can be told.
pub const CODEBOOK: u32 = 1;

/// The stance that one coder read out of a statement. Several may exist for one statement and topic; the position is what is
/// published of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coding {
    /// What was read out of it.
    pub position: Position,
    /// Who coded it, by the name they had then; nobody knows for what was coded before codings were kept.
    pub coder: Option<String>,
    /// The version of the rules under which it was coded ([`CODEBOOK`]).
    pub codebook: u32,
    /// When.
    pub coded_at: DateTime<Utc>,
    /// Whether it is what is published.
    pub is_published: bool,
}

vocabulary! {
    /// Stances on a proposition.
    Stance {
        /// For it, in strong terms.
        StronglySupport = "strongly_support",
        /// For it.
        Support = "support",
        /// Partly for, partly against.
        Mixed = "mixed",
        /// Against it.
        Oppose = "oppose",
        /// Against it, in strong terms.
        StronglyOppose = "strongly_oppose",
        /// For it if something else holds.
        Conditional = "conditional",
        /// Spoke on it and took no side.
        NoPosition = "no_position",
        /// A tag only: the statement touches the topic and no stance was coded.
        None = "none",
    }
}

impl Stance {
    /// The place on the scale from 2 (strongly for) to -2 (strongly against); `None` off the scale.
    #[must_use]
    pub const fn score(self) -> Option<i8> {
        match self {
            Self::StronglySupport => Some(2),
            Self::Support => Some(1),
            Self::Mixed => Some(0),
            Self::Oppose => Some(-1),
            Self::StronglyOppose => Some(-2),
            Self::Conditional | Self::NoPosition | Self::None => None,
        }
    }
}
