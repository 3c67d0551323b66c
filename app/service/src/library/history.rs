//! What statements were before they were changed, for anybody.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Slug, Statement};

use super::{Library, LibraryError};
use crate::ports::{Revision, StoredStatement};

/// A change of a statement: what it was and what it became.
pub struct Correction {
    /// What it was, and who changed it, when and why.
    pub revision: Revision,
    /// What it became.
    pub after: Statement,
}

impl Library {
    /// What a statement was, the oldest version first, and what it is.
    ///
    /// # Errors
    /// When there is none of that slug that readers may see.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn history(&self, slug: &Slug) -> Result<(StoredStatement, Vec<Revision>), LibraryError> {
        let stored = self.store.find_by_slug(slug).await?.ok_or(LibraryError::NotFound)?;
        Ok((stored, self.store.list_revisions(slug).await?))
    }

    /// The newest changes of statements with what each became, the newest first.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn newest_corrections(&self, most: u32) -> Result<Vec<Correction>, LibraryError> {
        // A clock elsewhere may be ahead.
        self.corrections(self.clock.now() + TimeDelta::days(1), most).await
    }

    /// The newest changes of statements before a moment with what each became, the newest first.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn corrections(&self, before: DateTime<Utc>, most: u32) -> Result<Vec<Correction>, LibraryError> {
        let revisions = self.store.list_newest_revisions(before, most).await?;
        let slugs: BTreeSet<Slug> = revisions.iter().map(|revision| revision.slug.clone()).collect();
        let mut histories = HashMap::new();
        for slug in slugs {
            histories.insert(slug.clone(), self.history(&slug).await?);
        }
        let after = |revision: &Revision| {
            let (stored, all) = histories.get(&revision.slug)?;
            let next = all.iter().find(|other| other.version == revision.version + 1);
            Some(next.map_or_else(|| stored.statement.clone(), |next| next.before.clone()))
        };
        Ok(revisions
            .into_iter()
            .filter_map(|revision| Some(Correction { after: after(&revision)?, revision }))
            .collect())
    }
}
