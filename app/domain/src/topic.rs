//! What statements are about.

use serde::{Deserialize, Serialize};

use super::{Localized, Slug, Valid};

/// A topic and the one sentence that stances on it are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Its part of the address.
    pub slug: Slug,
    /// The short label.
    pub label: Localized,
    /// The sentence that a statement supports or opposes.
    pub proposition: Localized,
    /// Other labels it is found by.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The topic that this one is a part of.
    pub broader: Option<Slug>,
    /// Provisions of the treaty, as they are cited.
    pub articles: Vec<String>,
    /// How coders tell support from opposition.
    pub coding_note: Option<String>,
    /// Whether the front page shows who says what on it. Of all topics one does, by the editors' choice.
    #[serde(default)]
    pub leads: bool,
}

impl Topic {
    /// Every label it is found by, in any language.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let label = [Some(&self.label.en), self.label.es.as_ref(), self.label.fr.as_ref()];
        label.into_iter().flatten().chain(&self.aliases).cloned().collect()
    }
}

impl Valid<Topic> {
    /// Changes its other names by those of one that was merged into it.
    pub fn change_aliases(&mut self, change: impl FnOnce(&mut Vec<String>)) {
        change(&mut self.inner().aliases);
    }
}
