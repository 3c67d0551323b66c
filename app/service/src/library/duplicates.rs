//! Published statements that may be the same as one that is being written.

use std::{cmp::Reverse, collections::HashMap};

use domain::{Slug, Statement, StatementId};

use super::Library;
use crate::{
    Shingles, names,
    ports::{StoreError, StoredStatement},
};

/// The most statements with nearly the same words that are listed.
const MOST_SIMILAR: usize = 5;

/// How many statements are compared with a text word for word.
const MOST_CANDIDATES: usize = 100;

/// The most statements of the same source and stakeholder that are listed.
const MOST_OF_SOURCE: u32 = 10;

/// What is looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sought<'a> {
    /// The words.
    pub text: &'a str,
    /// The source, by its identity ([`domain::Source::identity`]).
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
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn duplicates(&self, sought: Sought<'_>) -> Result<Vec<Duplicate>, StoreError> {
        let mut similar = self.similar(sought.text).await?;
        similar.truncate(MOST_SIMILAR + 1);
        let likeness: HashMap<StatementId, u8> =
            similar.iter().map(|(stored, likeness)| (stored.id, *likeness)).collect();
        let mut found: Vec<StoredStatement> = similar.into_iter().map(|(stored, _)| stored).collect();
        if let Some(stakeholder) = self.stakeholder_named(sought.stakeholder).filter(|_| !sought.source.is_empty()) {
            let of_source = self.store.list_of_source_by(sought.source, &stakeholder, MOST_OF_SOURCE).await?;
            found.extend(of_source.into_iter().filter(|stored| !likeness.contains_key(&stored.id)));
        }
        found.retain(|stored| Some(&stored.statement.slug) != sought.except);
        let duplicate = |stored: StoredStatement| Duplicate { likeness: likeness.get(&stored.id).copied(), stored };
        Ok(found.into_iter().map(duplicate).collect())
    }

    /// The published statements with nearly the words of a text, with how alike they are in percent, the most alike
    /// first.
    async fn similar(&self, text: &str) -> Result<Vec<(StoredStatement, u8)>, StoreError> {
        let sought = Shingles::new(text);
        let likeness = |statement: &Statement| {
            let translations = statement.translations.iter().map(|translation| translation.text.as_str());
            let wordings = std::iter::once(statement.text.as_str()).chain(translations);
            wordings.filter_map(|wording| sought.likeness(&Shingles::new(wording))).max()
        };
        let candidates = self.store.list(&self.index.candidates(text, MOST_CANDIDATES)).await?;
        let alike =
            candidates.into_iter().filter_map(|stored| likeness(&stored.statement).map(|percent| (stored, percent)));
        let mut alike: Vec<(StoredStatement, u8)> = alike.collect();
        alike.sort_by_key(|(stored, percent)| (Reverse(*percent), stored.id));
        Ok(alike)
    }

    /// The stakeholder that a name stands for, if it stands for one.
    pub(crate) fn stakeholder_named(&self, name: &str) -> Option<Slug> {
        let catalogue = self.catalogue();
        match names::find(name, catalogue.names_of_stakeholders()) {
            names::Match::One(slug) => Some(slug),
            names::Match::Several(_) | names::Match::None => None,
        }
    }
}
