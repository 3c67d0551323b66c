//! Finding anything by a few words: stakeholders by any of their names, topics by their propositions and provisions too, people,
//! sources and statements.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use domain::{Catalogue, Facet, ListQuery, Slug, Sort, StatementFilter};

use super::{Library, LibraryError};
use crate::{
    ports::{StoreError, StoredSource, StoredStatement},
    text::{folded, folded_words, has_word_starting},
};

/// How many of each kind are shown.
const SHOWN: usize = 8;

/// How many statements are shown.
const STATEMENTS: usize = 5;

/// Among so many statements, those that match best, people are looked for.
const LOOKED_THROUGH: usize = 60;

/// How many sources are shown, and of each how many statements.
const SOURCES: u32 = 5;
const OF_SOURCE: usize = 3;

/// What was found by some words.
pub struct Found {
    /// Stakeholders, topics and milestones.
    pub catalogue: Arc<Catalogue>,
    /// Stakeholders, with how many statements each made.
    pub stakeholders: Vec<(Slug, u64)>,
    /// Topics, with how many statements are on each.
    pub topics: Vec<(Slug, u64)>,
    /// People who spoke, with how many statements name them.
    pub people: Vec<(String, u64)>,
    /// Sources, with some of the statements that are cited from each.
    pub sources: Vec<(StoredSource, Vec<StoredStatement>)>,
    /// The statements that match best.
    pub statements: Vec<Arc<StoredStatement>>,
    /// The list of all of them: of the words as they were typed or, where none has those, with the last of them completed.
    pub list: ListQuery,
    /// How many statements that is.
    pub total: u64,
}

/// How well some words match names: one of them exactly, the beginning of one, or within one; `None` where some word begins
/// none of their words.
fn likeness(typed: &str, names: &[String]) -> Option<u8> {
    let words = folded_words(typed);
    let sought = words.join(" ");
    let rank = |name: &String| {
        let whole = folded(name);
        if whole == sought {
            return Some(0);
        }
        if whole.starts_with(&sought) {
            return Some(1);
        }
        words.iter().all(|word| has_word_starting(name, word)).then_some(2)
    };
    names.iter().filter_map(rank).min()
}

/// The likeliest of some things with names: those that match better first, then those with more statements.
fn likeliest<'a>(
    typed: &str,
    named: impl Iterator<Item = (&'a Slug, Vec<String>)>,
    count: impl Fn(&Slug) -> u64,
) -> Vec<(Slug, u64)> {
    let ranked = named.filter_map(|(slug, names)| Some((likeness(typed, &names)?, Reverse(count(slug)), slug)));
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_unstable();
    ranked.into_iter().take(SHOWN).map(|(_, Reverse(count), slug)| (slug.clone(), count)).collect()
}

impl Library {
    /// What is found by some words; nothing where there are none.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn find(&self, typed: &str) -> Result<Option<Found>, LibraryError> {
        let list = ListQuery::read([("q", typed), ("sort", Sort::Relevance.code())]).0;
        if list.filter.q.is_none() || folded_words(typed).is_empty() {
            return Ok(None);
        }
        let catalogue = self.catalogue();
        let counts = self.facets(&StatementFilter::default(), &[Facet::Stakeholder, Facet::Topic]);
        let stakeholders =
            likeliest(typed, catalogue.names_of_stakeholders(), |slug| counts.count(Facet::Stakeholder, slug.as_str()));
        let topics = catalogue.topics.values().map(|topic| {
            let propositions =
                [Some(&topic.proposition.en), topic.proposition.es.as_ref(), topic.proposition.fr.as_ref()];
            let words = propositions.into_iter().flatten().chain(&topic.articles).cloned();
            (&topic.slug, topic.names().into_iter().chain(words).collect())
        });
        let topics = likeliest(typed, topics, |slug| counts.count(Facet::Topic, slug.as_str()));
        let (list, page) = self.best_matches(list, typed);
        let statements = self.statements(&page.ids).await?;
        let people = self.people_among(typed, &statements);
        Ok(Some(Found {
            stakeholders,
            topics,
            people,
            sources: self.sources_like(typed).await?,
            statements: statements.into_iter().take(STATEMENTS).collect(),
            list,
            total: page.total,
            catalogue,
        }))
    }

    /// The statements that match best. Where none has the last word, it is taken for the beginning of one.
    fn best_matches(&self, list: ListQuery, typed: &str) -> (ListQuery, domain::ListPage) {
        let page = self.view(&list.filter).page(Sort::Relevance, None, LOOKED_THROUGH);
        let typed = typed.trim_end();
        let last = typed.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let (before, beginning) = typed.split_at(last);
        if page.total > 0 || beginning.is_empty() {
            return (list, page);
        }
        let rest = ListQuery::read([("q", before)]).0.filter;
        let Some(likeliest) = self.completions(&rest, beginning, 1).pop() else { return (list, page) };
        let completed = format!("{before}{}", likeliest.word);
        let list = ListQuery::read([("q", completed.as_str()), ("sort", Sort::Relevance.code())]).0;
        let page = self.view(&list.filter).page(Sort::Relevance, None, LOOKED_THROUGH);
        (list, page)
    }

    /// People who are named by some words, among those who made some statements.
    fn people_among(&self, typed: &str, statements: &[Arc<StoredStatement>]) -> Vec<(String, u64)> {
        // A letter alone begins some word of nearly everybody's name.
        let words = folded_words(typed);
        if words.iter().all(|word| word.chars().count() < 2) {
            return Vec::new();
        }
        let mut people: BTreeMap<&String, u64> = BTreeMap::new();
        for speaker in statements.iter().filter_map(|stored| stored.statement.speaker.as_ref()) {
            if words.iter().all(|word| has_word_starting(speaker, word)) {
                people.insert(speaker, 0);
            }
        }
        let count = |name: &String| {
            let list = ListQuery::read([("q", format!("\"{name}\"").as_str())]).0;
            (name.clone(), self.view(&list.filter).total())
        };
        let mut people: Vec<(String, u64)> = people.into_keys().take(SHOWN).map(count).collect();
        people.sort_by_key(|(name, count)| (Reverse(*count), name.clone()));
        people
    }

    async fn sources_like(&self, typed: &str) -> Result<Vec<(StoredSource, Vec<StoredStatement>)>, StoreError> {
        let mut found = Vec::new();
        for stored in self.store.find_sources_like(typed, SOURCES).await? {
            let mut statements = self.store.list_statements_of_source(stored.id).await?;
            statements.retain(|stored| stored.statement.status == domain::StatementStatus::Published);
            statements.truncate(OF_SOURCE);
            found.push((stored, statements));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_itself_by_its_beginning_and_by_its_words() {
        let names = ["ANAFAM".to_owned(), "Asociaci\u{f3}n Nacional de Fabricantes de Medicamentos".to_owned()];
        assert_eq!(likeness("anafam", &names), Some(0));
        assert_eq!(likeness("asociacion nac", &names), Some(1));
        assert_eq!(likeness("medicamentos fab", &names), Some(2));
        assert_eq!(likeness("medicamentos baratos", &names), None);
    }
}
