//! Finding anything by a few words: stakeholders by any of their names, topics by their propositions and provisions too, people,
//! sources and statements.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use domain::{Catalogue, Facet, ListQuery, Slug, Sort};

use super::{Library, LibraryError};
use crate::{
    ports::{StoreError, StoredSource, StoredStatement},
    text::{folded, folded_words, has_folded_word_starting, has_word_starting},
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

/// What stakeholders and topics are found by, folded once for all that is typed.
pub(super) struct FoldedNames {
    stakeholders: Vec<(Slug, Vec<String>)>,
    /// Their labels, propositions and provisions.
    topics: Vec<(Slug, Vec<String>)>,
}

impl FoldedNames {
    fn new(catalogue: &Catalogue) -> Self {
        let all_folded = |names: Vec<String>| names.iter().map(|name| folded(name)).collect();
        let stakeholders = catalogue.names_of_stakeholders().map(|(slug, names)| (slug.clone(), all_folded(names)));
        let topics = catalogue.topics.values().map(|topic| {
            let propositions =
                [Some(&topic.proposition.en), topic.proposition.es.as_ref(), topic.proposition.fr.as_ref()];
            let words = propositions.into_iter().flatten().chain(&topic.articles).cloned();
            (topic.slug.clone(), all_folded(topic.names().into_iter().chain(words).collect()))
        });
        Self { stakeholders: stakeholders.collect(), topics: topics.collect() }
    }
}

/// How well some words match names, all of them folded: one of the names exactly, the beginning of one, or within one; `None`
/// where some word begins none of their words.
fn likeness(words: &[String], names: &[String]) -> Option<u8> {
    let sought = words.join(" ");
    let rank = |name: &String| match name {
        same if *same == sought => Some(0),
        longer if longer.starts_with(&sought) => Some(1),
        other => words.iter().all(|word| has_folded_word_starting(other, word)).then_some(2),
    };
    names.iter().filter_map(rank).min()
}

/// The likeliest of some things with names: those that match better first, then those with more statements.
fn likeliest(words: &[String], named: &[(Slug, Vec<String>)], count: impl Fn(&Slug) -> u64) -> Vec<(Slug, u64)> {
    let ranked = named.iter().filter_map(|(slug, names)| Some((likeness(words, names)?, Reverse(count(slug)), slug)));
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
        let words = folded_words(typed);
        if list.filter.q.is_none() || words.is_empty() {
            return Ok(None);
        }
        // The names that are kept with a state of the record are those of its own catalogue.
        let held = self.held();
        let catalogue = Arc::clone(&held.catalogue);
        let counts = self.totals();
        let names = held.names.get_or_init(|| FoldedNames::new(&catalogue));
        let likeliest = |named, facet: Facet| likeliest(&words, named, |slug| counts.count(facet, slug.as_str()));
        let stakeholders = likeliest(&names.stakeholders, Facet::Stakeholder);
        let topics = likeliest(&names.topics, Facet::Topic);
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
        let names = ["ANAFAM", "Asociaci\u{f3}n Nacional de Fabricantes de Medicamentos"].map(folded);
        let likeness = |typed: &str| likeness(&folded_words(typed), &names);
        assert_eq!(likeness("anafam"), Some(0));
        assert_eq!(likeness("asociacion nac"), Some(1));
        assert_eq!(likeness("medicamentos fab"), Some(2));
        assert_eq!(likeness("medicamentos baratos"), None);
    }
}
