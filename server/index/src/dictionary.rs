//! Numbers for stakeholders and topics, which columns hold in place of slugs, and what is known of stakeholders.

use domain::{Country, Slug, StakeholderKind};
use service::ports::IndexedStakeholder;

use super::words::{Analysis, Term};

/// Slugs by number. Numbers are given out in turn and never change.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    slugs: Vec<Slug>,
    /// The numbers in the order of their slugs.
    in_order: Vec<u32>,
}

impl Names {
    pub(super) fn new(slugs: impl IntoIterator<Item = Slug>) -> Self {
        let mut names = Self::default();
        for slug in slugs {
            names.number_or_new(&slug);
        }
        names
    }

    pub(super) fn slugs(&self) -> &[Slug] {
        &self.slugs
    }

    /// The slugs with their numbers, in the order of the slugs.
    pub(super) fn in_order(&self) -> impl Iterator<Item = (&Slug, u32)> {
        self.in_order.iter().map(|number| (&self.slugs[*number as usize], *number))
    }

    /// Where a slug is in the order; where it would be when it has no number.
    fn place(&self, slug: &Slug) -> Result<usize, usize> {
        self.in_order.binary_search_by(|number| self.slugs[*number as usize].cmp(slug))
    }

    pub(super) fn number(&self, slug: &Slug) -> Option<u32> {
        self.place(slug).ok().map(|place| self.in_order[place])
    }

    /// The number of a slug; the next one when it has none yet.
    pub(super) fn number_or_new(&mut self, slug: &Slug) -> u32 {
        match self.place(slug) {
            Ok(place) => self.in_order[place],
            Err(place) => {
                let number = u32::try_from(self.slugs.len()).unwrap_or(u32::MAX);
                self.slugs.push(slug.clone());
                self.in_order.insert(place, number);
                number
            }
        }
    }
}

/// The numbers of everything that columns refer to.
#[derive(Debug, Clone, Default)]
pub(super) struct Dictionary {
    pub(super) stakeholders: Names,
    pub(super) topics: Names,
}

/// What is known of the stakeholders, by number. It is apart from the rows, so that a new name or kind touches no row.
#[derive(Debug, Default)]
pub(super) struct Stakeholders(Vec<Option<Known>>);

/// What is known of one stakeholder.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) kind: StakeholderKind,
    pub(super) country: Country,
    /// The words of each of its names.
    names: Vec<Vec<String>>,
}

impl Stakeholders {
    /// Numbers stakeholders, new ones after those that have a number.
    pub(super) fn new(stakeholders: &[IndexedStakeholder], dictionary: &mut Dictionary) -> Self {
        let mut known = Vec::new();
        for stakeholder in stakeholders {
            let number = dictionary.stakeholders.number_or_new(&stakeholder.slug) as usize;
            if known.len() <= number {
                known.resize_with(number + 1, || None);
            }
            known[number] = Some(Known::new(stakeholder));
        }
        Self(known)
    }

    pub(super) fn get(&self, number: usize) -> Option<&Known> {
        self.0.get(number).and_then(Option::as_ref)
    }

    /// The numbers of the stakeholders that have a name with a term in it.
    pub(super) fn named(&self, term: &Term) -> Vec<u32> {
        let numbered = (0..).zip(&self.0);
        numbered.filter(|(_, known)| known.as_ref().is_some_and(|known| known.is_named(term))).map(|(n, _)| n).collect()
    }
}

impl Known {
    pub(super) fn new(stakeholder: &IndexedStakeholder) -> Self {
        let words = |name: &String| Analysis::Names.words(name).into_iter().map(|(word, _)| word).collect();
        Self {
            kind: stakeholder.kind,
            country: stakeholder.country,
            names: stakeholder.names.iter().map(words).collect(),
        }
    }

    pub(super) fn is_named(&self, term: &Term) -> bool {
        self.names.iter().any(|name| term.count(Analysis::Names, name) > 0)
    }
}
