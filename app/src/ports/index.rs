//! The read index: it answers every list, count and picture.

use chrono::NaiveDate;

use crate::domain::{
    Country, Directness, EvidenceGrade, Language, ListQuery, Picture, PictureRequest, SearchResult, Slug, Stakeholder,
    StakeholderKind, Stance, Statement, StatementFilter, StatementId, Venue,
};

/// What the index knows of a published statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// Its number.
    pub id: StatementId,
    /// The day it is sorted and ranged by.
    pub day: NaiveDate,
    /// Who said it.
    pub stakeholder: IndexedStakeholder,
    /// Each topic with the stance on it.
    pub positions: Vec<(Slug, Stance)>,
    /// How directly the words are the speaker's.
    pub directness: Directness,
    /// On what occasion.
    pub venue: Venue,
    /// How good the evidence is.
    pub grade: EvidenceGrade,
    /// The language of the words.
    pub language: Language,
    /// The words and their translations: what makes two statements near-identical.
    pub wordings: Vec<String>,
    /// Everything that a search for words looks at, one text a line: the words, their translations,
    /// the speaker, and every name of the stakeholder.
    pub text: String,
}

/// What the index knows of a stakeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedStakeholder {
    /// Its name in addresses.
    pub slug: Slug,
    /// What kind of body it is.
    pub kind: StakeholderKind,
    /// Where it is based.
    pub country: Country,
}

impl IndexEntry {
    /// Takes what the index needs from a statement and its stakeholder.
    #[must_use]
    pub fn new(id: StatementId, statement: &Statement, stakeholder: &Stakeholder) -> Self {
        let translations = statement.translations.iter().map(|translation| translation.text.as_str());
        let wordings: Vec<&str> = std::iter::once(statement.text.as_str()).chain(translations).collect();
        let names = [stakeholder.name.as_str(), stakeholder.short_name.as_str()];
        let text = wordings
            .iter()
            .copied()
            .chain(statement.speaker.as_deref())
            .chain(names)
            .chain(stakeholder.aliases.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join("\n");
        Self {
            id,
            day: statement.said_on.latest_day(),
            stakeholder: IndexedStakeholder {
                slug: stakeholder.slug.clone(),
                kind: stakeholder.kind,
                country: stakeholder.country,
            },
            positions: statement.positions.iter().map(|p| (p.topic.clone(), p.stance)).collect(),
            directness: statement.directness,
            venue: statement.venue,
            grade: statement.grade(),
            language: statement.language,
            wordings: wordings.into_iter().map(str::to_owned).collect(),
            text,
        }
    }
}

/// One statement of the index that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexChange {
    /// It is new or not as it was.
    Put(IndexEntry),
    /// It is not published any more.
    Remove(StatementId),
}

/// A statement with nearly the words of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Similar {
    /// Which.
    pub id: StatementId,
    /// How alike they are, in percent ([`crate::service::Shingles::likeness`]).
    pub likeness: u8,
}

/// Answers list queries over the published statements, exactly.
///
/// All methods see one consistent set of statements, whatever [`StatementIndex::replace`] and
/// [`StatementIndex::apply`] do meanwhile.
pub trait StatementIndex: Send + Sync {
    /// Takes a new set of statements in place of the old.
    fn replace(&self, entries: Vec<IndexEntry>);

    /// Takes changes of single statements in, all at once.
    fn apply(&self, changes: Vec<IndexChange>);

    /// A page of `page_size` statements with total, neighbours and every facet count. A cursor need
    /// not name a row that is still there.
    fn search(&self, query: &ListQuery, page_size: usize) -> SearchResult;

    /// The lanes of the timeline for the statements that pass a filter.
    fn picture(&self, filter: &StatementFilter, request: &PictureRequest) -> Picture;
    /// Up to `most` statements with nearly the words of a text, the most alike first.
    fn similar(&self, text: &str, most: usize) -> Vec<Similar>;
}
