//! Published statements that may be the same as one that is being written.

use std::collections::HashMap;

use super::Library;
use crate::{
    domain::{Slug, StatementId},
    ports::{Similar, StoreError, StoredStatement},
    service::names,
};

/// The most statements with nearly the same words that are listed.
const MOST_SIMILAR: usize = 5;

/// The most statements of the same source and stakeholder that are listed.
const MOST_OF_SOURCE: u32 = 10;

/// What is looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sought<'a> {
    /// The words.
    pub text: &'a str,
    /// The source, by its identity ([`crate::domain::Source::identity`]).
    pub source: &'a str,
    /// The stakeholder, by any of its names.
    pub stakeholder: &'a str,
    /// The statement that is being changed, which is no duplicate of itself.
    pub except: Option<&'a Slug>,
}

/// A statement that may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The statement.
    pub stored: StoredStatement,
    /// How alike the words are, in percent, where they are nearly the same.
    pub likeness: Option<u8>,
}

impl Library {
    /// The published statements with nearly the same words, the most alike first, and then those that the same
    /// stakeholder made in the same source.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn duplicates(&self, sought: Sought<'_>) -> Result<Vec<Duplicate>, StoreError> {
        let similar = self.index.similar(sought.text, MOST_SIMILAR + 1);
        let likeness: HashMap<StatementId, u8> =
            similar.iter().map(|Similar { id, likeness }| (*id, *likeness)).collect();
        let ids: Vec<StatementId> = similar.iter().map(|similar| similar.id).collect();
        let mut found = self.store.list(&ids).await?;
        if let Some(stakeholder) = self.stakeholder_named(sought.stakeholder).filter(|_| !sought.source.is_empty()) {
            let of_source = self.store.list_of_source_by(sought.source, &stakeholder, MOST_OF_SOURCE).await?;
            found.extend(of_source.into_iter().filter(|stored| !ids.contains(&stored.id)));
        }
        found.retain(|stored| Some(&stored.statement.slug) != sought.except);
        let duplicate = |stored: StoredStatement| Duplicate { likeness: likeness.get(&stored.id).copied(), stored };
        Ok(found.into_iter().map(duplicate).collect())
    }

    /// The stakeholder that a name stands for, if it stands for one.
    fn stakeholder_named(&self, name: &str) -> Option<Slug> {
        let catalogue = self.catalogue();
        match names::find(name, catalogue.names_of_stakeholders()) {
            names::Match::One(slug) => Some(slug),
            names::Match::Several(_) | names::Match::None => None,
        }
    }
}
