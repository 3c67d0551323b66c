//! Dates on the road to the joint review and past it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{CalendarPeriod, Localized, Slug};

/// A date of the process: planned, held, moved or cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Its name in the record.
    pub slug: Slug,
    /// What it is, in words that hold before and after it.
    pub title: Localized,
    /// What came of it, known only afterwards.
    pub outcome: Option<Localized>,
    /// When it is, as far as known.
    pub date: CalendarPeriod,
    /// Its last day, when it lasts several.
    pub end_date: Option<NaiveDate>,
    /// What became of it.
    pub state: MilestoneState,
    /// Dates it was set for before.
    pub earlier_dates: Vec<CalendarPeriod>,
    /// Whose milestone it is: `all`, or countries joined by commas.
    pub party: String,
    /// What kind of step it is.
    pub kind: MilestoneKind,
    /// The title of the source for it.
    pub source_title: Option<String>,
    /// The address of the source for it.
    pub source_url: Option<String>,
    /// A remark by the editors.
    pub note: Option<String>,
}

impl Milestone {
    /// The last day on which it can take place or be under way.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        self.end_date.unwrap_or_else(|| self.date.last_day())
    }

    /// The first day on which it can take place.
    #[must_use]
    pub fn first_day(&self) -> NaiveDate {
        self.date.first_day()
    }

    /// Whether it still stands: neither moved to another date nor called off.
    #[must_use]
    pub const fn stands(&self) -> bool {
        matches!(self.state, MilestoneState::Planned | MilestoneState::Held)
    }

    /// The day at which a picture of time draws it, if it does: it stands, its day is known, and it is of a kind that has
    /// a line ([`MilestoneKind::DRAWN`]).
    #[must_use]
    pub fn drawn_day(&self) -> Option<NaiveDate> {
        match self.date {
            CalendarPeriod::Day(day) if self.stands() && MilestoneKind::DRAWN.contains(&self.kind) => Some(day),
            _ => None,
        }
    }

    /// Whether it lies wholly before a day and nobody has confirmed that it took place.
    #[must_use]
    pub fn unconfirmed(&self, today: NaiveDate) -> bool {
        self.state == MilestoneState::Planned && self.last_day() < today
    }
}

vocabulary! {
    /// What became of a milestone.
    MilestoneState {
        /// Set for its date; once the date is past, unconfirmed.
        Planned = "planned",
        /// Took place.
        Held = "held",
        /// Moved to another milestone's date.
        Moved = "moved",
        /// Called off.
        Cancelled = "cancelled",
    }
}

vocabulary! {
    /// Kinds of step in the process.
    MilestoneKind {
        /// A joint review under Article 34.7.
        JointReview = "joint_review",
        /// An agreement or amendment takes effect.
        EntryIntoForce = "entry_into_force",
        /// The agreement ends unless extended.
        Expiry = "expiry",
        /// A text is signed.
        Signature = "signature",
        /// A text is amended.
        Amendment = "amendment",
        /// A party approves a text.
        Ratification = "ratification",
        /// A round of talks.
        Negotiation = "negotiation",
        /// A public hearing.
        Hearing = "hearing",
        /// A public consultation opens or closes.
        Consultation = "consultation",
        /// A deadline.
        Deadline = "deadline",
        /// A report.
        Report = "report",
        /// A law at home.
        Legislation = "legislation",
        /// An announcement about the process.
        Notice = "notice",
        /// A tariff is set, changed or lifted.
        TariffMeasure = "tariff_measure",
        /// A court or a panel decides.
        Ruling = "ruling",
    }
}

impl MilestoneKind {
    /// The kinds that a picture of time has a line for; those that matter most to a reader find room first.
    pub const DRAWN: [Self; 6] =
        [Self::JointReview, Self::EntryIntoForce, Self::Expiry, Self::Hearing, Self::Signature, Self::Amendment];
}
