//! The reference data that every page needs.

use std::collections::{BTreeMap, BTreeSet};

use super::{MergedName, Milestone, ReferenceKind, Slug, Stakeholder, Topic};

/// Stakeholders, topics and milestones at one change number.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// By slug.
    pub stakeholders: BTreeMap<Slug, Stakeholder>,
    /// By slug.
    pub topics: BTreeMap<Slug, Topic>,
    /// In the order of their dates.
    pub milestones: Vec<Milestone>,
    /// Slugs that lead to others, because the two were merged; each straight to the end of its way.
    merged: BTreeMap<(ReferenceKind, Slug), Slug>,
}

impl Catalogue {
    /// Puts the reference data in order.
    #[must_use]
    pub fn new(
        stakeholders: Vec<Stakeholder>,
        topics: Vec<Topic>,
        mut milestones: Vec<Milestone>,
        merged: &[MergedName],
    ) -> Self {
        milestones.sort_by(|a, b| (a.first_day(), a.last_day(), &a.slug).cmp(&(b.first_day(), b.last_day(), &b.slug)));
        let merged = ends_of(merged);
        let current = |slug: Slug| merged.get(&(ReferenceKind::Topic, slug.clone())).cloned().unwrap_or(slug);
        let in_place = |topic: Topic| Topic { broader: topic.broader.clone().map(current), ..topic };
        let topics = topics.into_iter().map(in_place);
        // A topic whose broader one was merged into itself is a part of nothing.
        let topics = topics.map(|topic| Topic { broader: topic.broader.clone().filter(|b| *b != topic.slug), ..topic });
        Self {
            stakeholders: stakeholders.into_iter().map(|s| (s.slug.clone(), s)).collect(),
            topics: topics.map(|t| (t.slug.clone(), t)).collect(),
            milestones,
            merged,
        }
    }

    /// The slug that another leads to, if it was merged.
    #[must_use]
    pub fn merged_into(&self, kind: ReferenceKind, slug: &Slug) -> Option<&Slug> {
        self.merged.get(&(kind, slug.clone()))
    }

    /// Every stakeholder with the names that it is found by, slugs that lead to it included.
    pub fn names_of_stakeholders(&self) -> impl Iterator<Item = (&Slug, Vec<String>)> {
        self.stakeholders
            .values()
            .map(|s| (&s.slug, self.with_old_slugs(ReferenceKind::Stakeholder, &s.slug, s.names())))
    }

    /// Every topic with the labels that it is found by, slugs that lead to it included.
    pub fn names_of_topics(&self) -> impl Iterator<Item = (&Slug, Vec<String>)> {
        self.topics.values().map(|t| (&t.slug, self.with_old_slugs(ReferenceKind::Topic, &t.slug, t.names())))
    }

    fn with_old_slugs(&self, kind: ReferenceKind, slug: &Slug, mut names: Vec<String>) -> Vec<String> {
        let old = self.merged.iter().filter(|((of, _), into)| *of == kind && *into == slug);
        names.extend(old.map(|((_, from), _)| from.to_string()));
        names
    }

    /// Whether something of a kind has a slug, or had it before it was merged.
    #[must_use]
    pub fn is_taken(&self, kind: ReferenceKind, slug: &Slug) -> bool {
        let is_on_record = match kind {
            ReferenceKind::Stakeholder => self.stakeholders.contains_key(slug),
            ReferenceKind::Topic => self.topics.contains_key(slug),
            ReferenceKind::Milestone => self.milestones.iter().any(|milestone| milestone.slug == *slug),
            ReferenceKind::Source => false,
        };
        is_on_record || self.merged_into(kind, slug).is_some()
    }

    /// Whether a topic is another, or a part of it at any depth.
    #[must_use]
    pub fn leads_to(&self, topic: &Slug, to: &Slug) -> bool {
        let mut at = Some(topic);
        for _ in 0..=self.topics.len() {
            match at {
                Some(slug) if slug == to => return true,
                Some(slug) => at = self.topics.get(slug).and_then(|topic| topic.broader.as_ref()),
                None => return false,
            }
        }
        true
    }

    /// Topics with all that they take in, at any depth.
    #[must_use]
    pub fn with_narrower(&self, topics: &BTreeSet<Slug>) -> BTreeSet<Slug> {
        let is_in = |slug: &&Slug| topics.iter().any(|topic| self.leads_to(slug, topic));
        self.topics.keys().filter(is_in).chain(topics).cloned().collect()
    }

    /// The topics that are a part of another.
    pub fn narrower<'a>(&'a self, topic: &'a Slug) -> impl Iterator<Item = &'a Topic> {
        self.topics.values().filter(move |candidate| candidate.broader.as_ref() == Some(topic))
    }
}

/// For every slug that leads on, where its way ends.
fn ends_of(merged: &[MergedName]) -> BTreeMap<(ReferenceKind, Slug), Slug> {
    let next: BTreeMap<(ReferenceKind, &str), &str> =
        merged.iter().map(|name| ((name.kind, name.from.as_str()), name.into.as_str())).collect();
    let end = |kind: ReferenceKind, from: &str| {
        let (mut at, mut seen) = (from.to_owned(), BTreeSet::new());
        while let Some(into) = next.get(&(kind, at.as_str())).filter(|_| seen.insert(at.clone())) {
            (*into).clone_into(&mut at);
        }
        at
    };
    let parsed =
        |name: &MergedName| Some(((name.kind, name.from.parse().ok()?), end(name.kind, &name.from).parse().ok()?));
    merged.iter().filter(|name| name.kind != ReferenceKind::Source).filter_map(parsed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_name_leads_to_the_end_of_its_way() {
        let slug = |text: &str| text.parse::<Slug>().expect("a slug");
        let name = |kind, from: &str, into: &str| MergedName { kind, from: from.to_owned(), into: into.to_owned() };
        let merged = [
            name(ReferenceKind::Topic, "a", "b"),
            name(ReferenceKind::Topic, "b", "c"),
            name(ReferenceKind::Source, "https://example.org/", "https://example.net/"),
            name(ReferenceKind::Stakeholder, "x", "y"),
            name(ReferenceKind::Stakeholder, "y", "x"),
        ];
        let catalogue = Catalogue::new(Vec::new(), Vec::new(), Vec::new(), &merged);
        assert_eq!(catalogue.merged_into(ReferenceKind::Topic, &slug("a")), Some(&slug("c")));
        assert_eq!(catalogue.merged_into(ReferenceKind::Topic, &slug("b")), Some(&slug("c")));
        assert_eq!(catalogue.merged_into(ReferenceKind::Topic, &slug("c")), None);
        assert_eq!(catalogue.merged_into(ReferenceKind::Stakeholder, &slug("a")), None);
        assert!(catalogue.merged_into(ReferenceKind::Stakeholder, &slug("x")).is_some(), "a ring has an end as well");
    }
}
