//! An utterance and the evidence for it.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Language, Position, Slug, Source, SourceTier, StatedDate, Valid};

/// The number of a statement in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatementId(pub i64);

impl fmt::Display for StatementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Something that was said, by whom, when and on what evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The stable name it has where it was gathered.
    pub external_id: String,
    /// Its part of the address.
    pub slug: Slug,
    /// Who said it, as a body.
    pub stakeholder: Slug,
    /// The person who spoke, if one is named.
    pub speaker: Option<String>,
    /// The person's role as of that day.
    pub speaker_role: Option<String>,
    /// The language that the role is written in, where that is on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker_role_language: Option<Language>,
    /// When it was said.
    pub said_on: StatedDate,
    /// The words, in the language they were said or reported in.
    pub text: String,
    /// The language of the words.
    pub language: Language,
    /// How directly the words are the speaker's.
    pub directness: Directness,
    /// On what occasion.
    pub venue: Venue,
    /// Renderings in other languages.
    pub translations: Vec<Translation>,
    /// The stances it takes, one for each topic it touches.
    pub positions: Vec<Position>,
    /// Where it is on record; the first is the primary one.
    pub appearances: Vec<Appearance>,
    /// The slug of the statement it repeats in other words or another language.
    pub restates: Option<Slug>,
    /// Whether the words were compared with the source.
    pub quote_check: QuoteCheck,
    /// What whoever gathered it compared the words with, if anything.
    #[serde(default)]
    pub checked: Option<Checked>,
    /// A remark by the editors.
    pub note: Option<String>,
    /// Whether it is public.
    pub status: StatementStatus,
}

impl Statement {
    /// The source the statement is cited from.
    #[must_use]
    pub fn primary_source(&self) -> Option<&Source> {
        self.appearances.iter().find(|appearance| appearance.primary).map(|appearance| &appearance.source)
    }

    /// How good the evidence is, from directness and the tier of the primary source.
    #[must_use]
    pub fn grade(&self) -> EvidenceGrade {
        let tier = self.primary_source().map_or(SourceTier::Unverified, |source| source.tier);
        EvidenceGrade::of(self.directness, tier)
    }

    /// The translation for a reader of a language, if there is one.
    #[must_use]
    pub fn translation(&self, language: Language) -> Option<&Translation> {
        self.translations.iter().find(|translation| translation.language == language)
    }
}

impl Statement {
    /// Whether another has the same words from the same source, so that what is known of the one quote holds for the other.
    #[must_use]
    pub fn has_quote_of(&self, other: &Self) -> bool {
        let identity = |statement: &Self| statement.primary_source().map(Source::identity);
        self.text == other.text && identity(self) == identity(other)
    }

    /// Where in the text of its source the words stand, once they were found there.
    #[must_use]
    pub fn passage(&self) -> Option<&Passage> {
        self.appearances.iter().find(|appearance| appearance.primary)?.passage.as_ref()
    }
}

/// What becomes of a statement without anybody saying it anew; none of it can break a rule.
impl Valid<Statement> {
    /// The source it is cited from, which keeps the rules because the statement does.
    #[must_use]
    pub fn valid_source(&self) -> Option<Valid<Source>> {
        self.primary_source().cloned().map(Valid::of_valid)
    }

    /// Taken back.
    #[must_use]
    pub fn withdrawn(mut self) -> Self {
        self.inner().status = StatementStatus::Withdrawn;
        self
    }

    /// Under another name and address.
    pub fn rename(&mut self, slug: Slug) {
        self.inner().external_id = slug.to_string();
        self.inner().slug = slug;
    }

    /// By another stakeholder, as which the one who said it is known now.
    pub fn attribute_to(&mut self, stakeholder: Slug) {
        self.inner().stakeholder = stakeholder;
    }

    /// On another topic than one of its own, which it has no stance on yet.
    pub fn recode(&mut self, from: &Slug, into: &Slug) {
        for position in self.inner().positions.iter_mut().filter(|position| position.topic == *from) {
            position.topic.clone_from(into);
        }
    }

    /// Describes the sources in which it appears as they are on record, where `known` says how that is.
    pub fn describe_sources(&mut self, mut known: impl FnMut(&Appearance) -> Option<Source>) {
        for appearance in &mut self.inner().appearances {
            if let Some(source) = known(appearance) {
                appearance.source = source;
            }
        }
    }

    /// Notes whether the words were compared with the text of the source, and where they stand in it.
    pub fn note_comparison(&mut self, quote_check: QuoteCheck, passage: Option<Passage>) {
        self.inner().quote_check = quote_check;
        if let Some(primary) = self.inner().appearances.iter_mut().find(|appearance| appearance.primary) {
            primary.passage = passage;
        }
    }

    /// Notes what the words were compared with where they were gathered.
    pub fn note_checked(&mut self, checked: Option<Checked>) {
        self.inner().checked = checked;
    }
}

/// A comparison of words with a page, made where they were gathered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When.
    pub on: NaiveDate,
    /// The address of the page whose text was compared.
    pub against: String,
    /// Whether that is the page that is cited.
    pub same_page: bool,
    /// How much of the page there was to compare.
    pub how: ComparedText,
}

vocabulary! {
    /// How much of a page words were compared with.
    ComparedText {
        /// All of it.
        FullArticle = "full article",
        /// A stored extract: that the words were printed there, not that somebody has seen the page since.
        StoredExtract = "stored extract",
    }
}

/// A rendering of a statement in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// The language it is in.
    pub language: Language,
    /// The words.
    pub text: String,
    /// Who made it.
    pub kind: TranslationKind,
}

/// A source in which a statement appears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appearance {
    /// The document.
    pub source: Source,
    /// Where in it: a page, a paragraph, a minute.
    pub locator: Option<String>,
    /// Whether the statement is cited from here; the others are reprints.
    pub primary: bool,
    /// Where in the text of the document the words stand, once they were found there.
    #[serde(default)]
    pub passage: Option<Passage>,
}

/// A place in a text, by what stands around it, so that it is found again when the text shifts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The words before it.
    pub prefix: String,
    /// The words after it.
    pub suffix: String,
}

vocabulary! {
    /// Who made a translation.
    TranslationKind {
        /// An editor of the record.
        Editor = "editor",
        /// The speaker or the publisher.
        Official = "official",
    }
}

vocabulary! {
    /// How directly the words are the speaker's own.
    Directness {
        /// The speaker's words, whole.
        Verbatim = "verbatim",
        /// The speaker's words in part, within a reporter's sentence.
        PartialQuote = "partial_quote",
        /// A reporter's words for what was said.
        Paraphrase = "paraphrase",
        /// A summary of a document.
        DocumentSummary = "document_summary",
    }
}

vocabulary! {
    /// Occasions on which statements are made.
    Venue {
        /// An interview or remark to the press.
        Interview = "interview",
        /// A press release or communiqué.
        PressRelease = "press_release",
        /// A speech or panel at an event.
        EventSpeech = "event_speech",
        /// A report or study.
        Report = "report",
        /// A letter.
        Letter = "letter",
        /// A submission to a public consultation.
        ConsultationSubmission = "consultation_submission",
        /// Testimony at a hearing.
        HearingTestimony = "hearing_testimony",
        /// An official document.
        OfficialDocument = "official_document",
        /// A post on a social network.
        SocialPost = "social_post",
    }
}

vocabulary! {
    /// Whether a statement is public. What is on the way there is a [`super::Draft`].
    StatementStatus {
        /// Public.
        Published = "published",
        /// Taken back; its page stays as a tombstone.
        Withdrawn = "withdrawn",
    }
}

vocabulary! {
    /// Whether the words were compared with the source.
    QuoteCheck {
        /// Copied by hand and not compared yet.
        Unverified = "unverified",
        /// Compared word for word.
        Verified = "verified",
    }
}

vocabulary! {
    /// How good the evidence for a statement is.
    EvidenceGrade {
        /// Verbatim in an official record or on the actor's own channel.
        A = "A",
        /// A quote, whole or partial, in reporting with direct access, or a partial quote closer.
        B = "B",
        /// A paraphrase or summary in a source of tier 1 to 3.
        C = "C",
        /// A secondary source.
        D = "D",
        /// An unverified source.
        E = "E",
    }
}

impl EvidenceGrade {
    /// The grade of words of a directness in a source of a tier.
    #[must_use]
    pub const fn of(directness: Directness, tier: SourceTier) -> Self {
        match (directness, tier) {
            (_, SourceTier::Unverified) => Self::E,
            (_, SourceTier::Secondary) => Self::D,
            (Directness::Paraphrase | Directness::DocumentSummary, _) => Self::C,
            (Directness::Verbatim, SourceTier::OfficialRecord | SourceTier::OwnChannel) => Self::A,
            (Directness::Verbatim, SourceTier::DirectReporting) | (Directness::PartialQuote, _) => Self::B,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_follow_directness_and_tier() {
        use Directness::{DocumentSummary, Paraphrase, PartialQuote, Verbatim};
        let row = |directness| {
            SourceTier::ALL.iter().map(|tier| EvidenceGrade::of(directness, *tier).code()).collect::<String>()
        };
        assert_eq!(row(Verbatim), "AABDE");
        assert_eq!(row(PartialQuote), "BBBDE");
        assert_eq!(row(Paraphrase), "CCCDE");
        assert_eq!(row(DocumentSummary), "CCCDE");
    }
}
