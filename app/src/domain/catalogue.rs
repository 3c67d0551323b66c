//! The reference data that every page needs.

use std::collections::BTreeMap;

use super::{Milestone, Slug, Stakeholder, Topic};

/// Stakeholders, topics and milestones at one change number.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// By slug.
    pub stakeholders: BTreeMap<Slug, Stakeholder>,
    /// By slug.
    pub topics: BTreeMap<Slug, Topic>,
    /// In the order of their dates.
    pub milestones: Vec<Milestone>,
}

impl Catalogue {
    /// Puts the reference data in order.
    #[must_use]
    pub fn new(stakeholders: Vec<Stakeholder>, topics: Vec<Topic>, mut milestones: Vec<Milestone>) -> Self {
        milestones.sort_by(|a, b| (a.first_day(), a.last_day(), &a.slug).cmp(&(b.first_day(), b.last_day(), &b.slug)));
        Self {
            stakeholders: stakeholders.into_iter().map(|s| (s.slug.clone(), s)).collect(),
            topics: topics.into_iter().map(|t| (t.slug.clone(), t)).collect(),
            milestones,
        }
    }

    /// The topics that are a part of another.
    pub fn narrower<'a>(&'a self, topic: &'a Slug) -> impl Iterator<Item = &'a Topic> {
        self.topics.values().filter(move |candidate| candidate.broader.as_ref() == Some(topic))
    }
}
