//! The languages readers read in and the languages statements were made in.

use serde::{Deserialize, Serialize};

vocabulary! {
    /// A language of the pages.
    Locale {
        /// English, without a prefix in addresses.
        En = "en",
        /// Spanish of Mexico, under `/es`.
        Es = "es",
        /// French of Canada, under `/fr`.
        Fr = "fr",
    }
}

impl Locale {
    /// What stands before every address in this language.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::En => "",
            Self::Es => "/es",
            Self::Fr => "/fr",
        }
    }

    /// The language tag for `lang` and `hreflang`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es-MX",
            Self::Fr => "fr-CA",
        }
    }
}

vocabulary! {
    /// The language of a text of the record.
    Language {
        /// English.
        En = "en",
        /// Spanish.
        Es = "es",
        /// French.
        Fr = "fr",
    }
}

impl Locale {
    /// The language that a reader of this locale reads without help.
    #[must_use]
    pub const fn language(self) -> Language {
        match self {
            Self::En => Language::En,
            Self::Es => Language::Es,
            Self::Fr => Language::Fr,
        }
    }
}

/// A text that the record has in English and, where somebody wrote it, in Spanish and French.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Localized {
    /// The English text, always there.
    pub en: String,
    /// The Spanish text.
    pub es: Option<String>,
    /// The French text.
    pub fr: Option<String>,
}

impl Localized {
    /// The text for a reader, and the language it is really in: English where the reader's is missing.
    #[must_use]
    pub fn get(&self, locale: Locale) -> (&str, Locale) {
        let own = match locale {
            Locale::En => None,
            Locale::Es => self.es.as_deref(),
            Locale::Fr => self.fr.as_deref(),
        };
        own.map_or((self.en.as_str(), Locale::En), |text| (text, locale))
    }
}

/// A text in those of the readers' languages that somebody wrote it in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ByLanguage {
    /// In English.
    pub en: Option<String>,
    /// In Spanish.
    pub es: Option<String>,
    /// In French.
    pub fr: Option<String>,
}

impl ByLanguage {
    /// Whether nobody wrote it in any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts().next().is_none()
    }

    /// The text in a language.
    #[must_use]
    pub fn get(&self, language: Language) -> Option<&str> {
        match language {
            Language::En => self.en.as_deref(),
            Language::Es => self.es.as_deref(),
            Language::Fr => self.fr.as_deref(),
        }
    }

    /// The texts there are.
    pub fn texts(&self) -> impl Iterator<Item = &String> {
        [&self.en, &self.es, &self.fr].into_iter().flatten()
    }
}
