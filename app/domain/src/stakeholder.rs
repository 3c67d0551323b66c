//! Who has a stake: organisations and public bodies.

use serde::{Deserialize, Serialize};

use super::{ByLanguage, Locale, Slug, Valid};

/// An organisation or public body whose statements are tracked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stakeholder {
    /// Its part of the address.
    pub slug: Slug,
    /// The full name, in its own language.
    pub name: String,
    /// The name it goes by.
    pub short_name: String,
    /// The full name as readers of other languages know it.
    #[serde(default, skip_serializing_if = "ByLanguage::is_empty")]
    pub translated_name: ByLanguage,
    /// The name it goes by among readers of other languages.
    #[serde(default, skip_serializing_if = "ByLanguage::is_empty")]
    pub translated_short_name: ByLanguage,
    /// Other names it is found by.
    pub aliases: Vec<String>,
    /// What kind of body it is.
    pub kind: StakeholderKind,
    /// Where it is based.
    pub country: Country,
    /// A remark by the editors.
    pub note: Option<String>,
}

impl Stakeholder {
    /// Every name it is found by, in any language.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let translated = self.translated_name.texts().chain(self.translated_short_name.texts());
        [&self.name, &self.short_name].into_iter().chain(translated).chain(&self.aliases).cloned().collect()
    }

    /// The full name for a reader: its own where the reader's language has no other.
    #[must_use]
    pub fn name_for(&self, locale: Locale) -> &str {
        self.translated_name.get(locale.language()).unwrap_or(&self.name)
    }

    /// The name it goes by for a reader: its own where the reader's language has no other.
    #[must_use]
    pub fn short_name_for(&self, locale: Locale) -> &str {
        self.translated_short_name.get(locale.language()).unwrap_or(&self.short_name)
    }
}

impl Valid<Stakeholder> {
    /// Changes its other names by those of one that was merged into it.
    pub fn change_aliases(&mut self, change: impl FnOnce(&mut Vec<String>)) {
        change(&mut self.inner().aliases);
    }
}

vocabulary! {
    /// Kinds of stakeholder.
    StakeholderKind {
        /// A government, ministry, agency or embassy.
        Government = "government",
        /// A parliament, chamber, committee or group of legislators.
        Legislature = "legislature",
        /// An association of an industry.
        IndustryAssociation = "industry_association",
        /// A chamber of commerce.
        ChamberOfCommerce = "chamber_of_commerce",
        /// A company.
        Company = "company",
        /// Workers organised in a trade.
        TradeUnion = "trade_union",
        /// A non-governmental organisation, union or patients' group.
        CivilSociety = "civil_society",
        /// A university or research institute.
        Academia = "academia",
        /// An international organisation.
        InternationalOrg = "international_org",
        /// None of these.
        Other = "other",
    }
}

vocabulary! {
    /// Where a stakeholder is based. The codes are upper case, as in ISO 3166-1 alpha-2.
    Country {
        /// Mexico.
        Mexico = "MX",
        /// The United States.
        UnitedStates = "US",
        /// Canada.
        Canada = "CA",
        /// Outside the three, or in several countries.
        International = "INT",
    }
}
