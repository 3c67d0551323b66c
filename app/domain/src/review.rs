//! Where the process stands on a day, from the milestones alone.
//!
//! Nothing here knows a date. The review that counts is the latest one that has begun or, before the
//! first, the next one to come; so the answer is right on any day and moves when a milestone moves.

use chrono::NaiveDate;

use super::{Milestone, MilestoneKind, MilestoneState};

/// Where the joint review stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewStanding {
    /// No review is on record.
    Unknown,
    /// The review lies ahead.
    Ahead(UpcomingMilestone),
    /// The review may take place now: today, or within the month or year it is set for.
    Now(Milestone),
    /// The review took place.
    Held {
        /// The review.
        review: Milestone,
        /// Days since its last day.
        days_ago: i64,
    },
    /// The date of the review is past and nobody has confirmed that it took place.
    Unconfirmed {
        /// The review.
        review: Milestone,
        /// Days since its last day.
        days_ago: i64,
    },
}

/// A milestone that lies ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpcomingMilestone {
    /// The milestone.
    pub milestone: Milestone,
    /// Days to go; `None` when its day is not known.
    pub days_to_go: Option<i64>,
}

impl UpcomingMilestone {
    fn on(milestone: &Milestone, today: NaiveDate) -> Self {
        let day_known = milestone.date.precision() == "day";
        Self { milestone: milestone.clone(), days_to_go: day_known.then(|| (milestone.first_day() - today).num_days()) }
    }
}

impl ReviewStanding {
    /// Where the review stands on a day.
    #[must_use]
    pub fn on(today: NaiveDate, milestones: &[Milestone]) -> Self {
        let reviews = || milestones.iter().filter(|m| m.kind == MilestoneKind::JointReview && m.stands());
        let begun = reviews().filter(|m| m.first_day() <= today).max_by_key(|m| m.first_day());
        let ahead = reviews().filter(|m| m.first_day() > today).min_by_key(|m| m.first_day());
        match (begun, ahead) {
            (Some(review), _) => Self::begun(review, today),
            (None, Some(review)) => Self::Ahead(UpcomingMilestone::on(review, today)),
            (None, None) => Self::Unknown,
        }
    }

    fn begun(review: &Milestone, today: NaiveDate) -> Self {
        let days_ago = (today - review.last_day()).num_days();
        let review = review.clone();
        if days_ago <= 0 {
            Self::Now(review)
        } else if review.state == MilestoneState::Held {
            Self::Held { review, days_ago }
        } else {
            Self::Unconfirmed { review, days_ago }
        }
    }

    /// The review that it is about.
    #[must_use]
    pub const fn review(&self) -> Option<&Milestone> {
        match self {
            Self::Unknown => None,
            Self::Ahead(upcoming) => Some(&upcoming.milestone),
            Self::Now(review) | Self::Held { review, .. } | Self::Unconfirmed { review, .. } => Some(review),
        }
    }

    /// The milestones that come next on or after a day, the first step and the next review, without
    /// naming the one that [`ReviewStanding::on`] already speaks of.
    #[must_use]
    pub fn next(&self, today: NaiveDate, milestones: &[Milestone]) -> Vec<UpcomingMilestone> {
        let spoken_of = self.review().map(|review| &review.slug);
        let coming = || milestones.iter().filter(|m| m.stands() && m.first_day() > today && Some(&m.slug) != spoken_of);
        let step = coming().min_by_key(|m| m.first_day());
        let review = match self {
            Self::Ahead(_) => None,
            _ => coming().filter(|m| m.kind == MilestoneKind::JointReview).min_by_key(|m| m.first_day()),
        };
        let mut next: Vec<&Milestone> = step.into_iter().chain(review).collect();
        next.dedup_by_key(|m| &m.slug);
        next.into_iter().map(|m| UpcomingMilestone::on(m, today)).collect()
    }
}

/// The day on which the cycle of the review that counts began: its first consultation, or the review before it where there
/// was none since. `None` where neither is on record.
#[must_use]
pub fn review_cycle_start(today: NaiveDate, milestones: &[Milestone]) -> Option<NaiveDate> {
    let of_kind = |kind| milestones.iter().filter(move |m| m.kind == kind && m.stands());
    let reviews = || of_kind(MilestoneKind::JointReview).map(Milestone::first_day);
    let review = reviews().filter(|day| *day <= today).max().or_else(|| reviews().min())?;
    let before = reviews().chain(of_kind(MilestoneKind::EntryIntoForce).map(Milestone::first_day));
    let before = before.filter(|day| *day < review).max();
    let consultations = of_kind(MilestoneKind::Consultation).map(Milestone::first_day);
    let first = consultations.filter(|day| *day < review && before.is_none_or(|before| before < *day)).min();
    first.or(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Localized;

    fn milestone(slug: &str, kind: MilestoneKind, date: &str, state: MilestoneState) -> Milestone {
        Milestone {
            slug: slug.parse().expect("a slug"),
            title: Localized { en: slug.to_owned(), es: None, fr: None },
            outcome: None,
            date: date.parse().expect("a date"),
            end_date: None,
            state,
            earlier_dates: Vec::new(),
            party: "all".to_owned(),
            kind,
            source_title: None,
            source_url: None,
            note: None,
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn road() -> Vec<Milestone> {
        vec![
            milestone("first-date", MilestoneKind::Hearing, "2025-11-28", MilestoneState::Moved),
            milestone("hearing", MilestoneKind::Hearing, "2025-12-03", MilestoneState::Held),
            milestone("review", MilestoneKind::JointReview, "2026-07-01", MilestoneState::Held),
            milestone("annual", MilestoneKind::JointReview, "2027", MilestoneState::Planned),
            milestone("expiry", MilestoneKind::Expiry, "2036-07-01", MilestoneState::Planned),
        ]
    }

    fn next(today: &str, road: &[Milestone]) -> Vec<(String, Option<i64>)> {
        ReviewStanding::on(day(today), road)
            .next(day(today), road)
            .into_iter()
            .map(|u| (u.milestone.slug.to_string(), u.days_to_go))
            .collect()
    }

    #[test]
    fn before_the_review_counts_the_days_to_it() {
        let road = road();
        let ReviewStanding::Ahead(upcoming) = ReviewStanding::on(day("2025-11-26"), &road) else {
            panic!("the review is ahead")
        };
        assert_eq!((upcoming.milestone.slug.as_str(), upcoming.days_to_go), ("review", Some(217)));
        assert_eq!(next("2025-11-26", &road), [("hearing".to_owned(), Some(7))], "a moved date is not what comes next");
    }

    #[test]
    fn on_the_day_the_review_is_now() {
        assert!(
            matches!(ReviewStanding::on(day("2026-07-01"), &road()), ReviewStanding::Now(review) if review.slug.as_str() == "review")
        );
    }

    #[test]
    fn after_the_review_counts_the_days_since_and_names_what_follows() {
        let road = road();
        let ReviewStanding::Held { review, days_ago } = ReviewStanding::on(day("2026-11-23"), &road) else {
            panic!("the review is behind")
        };
        assert_eq!((review.slug.as_str(), days_ago), ("review", 145));
        assert_eq!(next("2026-11-23", &road), [("annual".to_owned(), None)]);
    }

    #[test]
    fn in_the_year_of_a_review_without_a_day_it_is_due_now() {
        assert!(
            matches!(ReviewStanding::on(day("2027-03-01"), &road()), ReviewStanding::Now(review) if review.slug.as_str() == "annual")
        );
        assert!(matches!(
            ReviewStanding::on(day("2028-01-01"), &road()),
            ReviewStanding::Unconfirmed { days_ago: 1, .. }
        ));
    }

    #[test]
    fn a_review_that_moves_moves_the_answer() {
        let mut road = road();
        road[2].state = MilestoneState::Moved;
        road.push(milestone("review-later", MilestoneKind::JointReview, "2026-09-15", MilestoneState::Planned));
        assert!(
            matches!(ReviewStanding::on(day("2026-07-02"), &road), ReviewStanding::Ahead(up) if up.days_to_go == Some(75))
        );
    }

    #[test]
    fn a_cycle_begins_with_its_first_consultation_or_with_the_review_before() {
        let mut road = road();
        road.push(milestone("in-force", MilestoneKind::EntryIntoForce, "2020-07-01", MilestoneState::Held));
        assert_eq!(review_cycle_start(day("2026-11-23"), &road), Some(day("2020-07-01")));
        for (slug, date) in [("renegotiation", "2017-05-01"), ("opens", "2025-09-17"), ("closes", "2025-11-03")] {
            road.push(milestone(slug, MilestoneKind::Consultation, date, MilestoneState::Held));
        }
        for today in ["2025-10-01", "2026-07-01", "2026-12-31"] {
            assert_eq!(review_cycle_start(day(today), &road), Some(day("2025-09-17")), "{today}");
        }
        assert_eq!(review_cycle_start(day("2027-01-01"), &road), Some(day("2026-07-01")), "of the next review");
        assert_eq!(review_cycle_start(day("2026-11-23"), &[]), None);
    }

    #[test]
    fn without_milestones_nothing_is_claimed() {
        assert_eq!(ReviewStanding::on(day("2026-07-02"), &[]), ReviewStanding::Unknown);
        assert!(ReviewStanding::Unknown.next(day("2026-07-02"), &[]).is_empty());
    }
}
