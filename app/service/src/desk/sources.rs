//! Working from a source: keeping its text, finding quotes in it, and seeing what is recorded from it.

use std::ops::Range;

use domain::{Action, AuditEntry, ChangeScope, Fault, QuoteCheck, Slug, SourceId, Statement, StatementStart, Valid};

use super::{
    Desk, FoldedText, MOST_SUGGESTIONS, Mentions, QuoteDifference, QuotedPassage, SourceError, StatementForm,
    fields::FieldReader, is_given,
};
use crate::{
    authorisation::Editor,
    ports::{Provenance, SourceOverview, SourceText, StoreError, StoredSource, StoredStatement},
};

/// The longest text of a source, in bytes.
pub const TEXT_LIMIT: usize = 2 * 1024 * 1024;

/// The most sources that are listed.
const LISTED: u32 = 500;

/// A piece of a text: a stretch of it, with the statement whose words it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// The statement.
    pub statement: Option<Slug>,
    /// Whether it is the passage that was looked for.
    pub sought: bool,
}

/// The text of a source, with what is recorded from it marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedText {
    /// The pieces, in order; together they are the whole text.
    pub pieces: Vec<Piece>,
    /// What was looked for: where it is not found, where it first differs.
    pub sought: Option<Result<String, QuoteDifference>>,
}

/// A source with its text and what is recorded from it.
pub struct SourcePage {
    /// The source.
    pub stored: StoredSource,
    /// The text, if it is kept.
    pub text: Option<SourceText>,
    /// The text with its marks.
    pub marked: Option<MarkedText>,
    /// Quoted passages that are not recorded yet, names and dates in the text.
    pub mentions: Mentions,
    /// The statements that are cited from it, each with where its words first differ from the text.
    pub statements: Vec<(StoredStatement, Option<QuoteDifference>)>,
}

impl SourcePage {
    /// How many quotes stand in the text and are not marked as compared yet.
    #[must_use]
    pub fn to_verify(&self) -> usize {
        let can = |(stored, difference): &&(StoredStatement, Option<QuoteDifference>)| {
            difference.is_none() && stored.statement.quote_check == QuoteCheck::Unverified
        };
        if self.text.is_some() { self.statements.iter().filter(can).count() } else { 0 }
    }
}

impl Desk {
    /// The sources, the newest first.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn sources(&self, _editor: &Editor) -> Result<Vec<SourceOverview>, StoreError> {
        self.store.list_source_overviews(LISTED).await
    }

    /// Adds a source, with its text if there is one. One that is on record already stays as it is described
    /// there, because that is public; its text is kept.
    ///
    /// # Errors
    /// When the fields make no source.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn add_source(
        &self,
        editor: &Editor,
        pairs: &[(String, String)],
        text: &str,
    ) -> Result<SourceId, SourceError> {
        let mut reader = FieldReader::new(pairs);
        if text.len() > TEXT_LIMIT {
            reader.fault::<()>("text", Fault::TooMuchText);
        }
        let source = reader.source().map_err(SourceError::Faults)?;
        let mut transaction = self.store.begin().await?;
        let known = self.store.find_source_id(&source.identity()).await?;
        let id = match known {
            Some(id) => id,
            None => transaction.save_source(&source).await?,
        };
        if is_given(text) {
            transaction.save_source_text(&self.text_of(editor, id, text)).await?;
        } else if known.is_some() {
            return Ok(id);
        }
        self.commit(transaction, Self::entry(editor.user().actor(), Action::SourceSaved, source.identity())).await?;
        Ok(id)
    }

    /// The source that another was merged into.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn merged_source(&self, _editor: &Editor, id: SourceId) -> Result<Option<SourceId>, StoreError> {
        Ok(self.store.find_source_after_merges(id).await?.filter(|other| *other != id))
    }

    fn text_of(&self, editor: &Editor, source: SourceId, text: &str) -> SourceText {
        let text = text.replace('\0', "");
        let hash = self.secrets.hash(&text).0;
        SourceText { source, hash, text, kept_by: editor.user().name.clone(), kept_at: self.clock.now() }
    }

    /// Keeps the text of a source. An earlier text is kept as well.
    ///
    /// # Errors
    /// When there is no such source, or no text.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn keep_text(&self, editor: &Editor, id: SourceId, text: &str) -> Result<(), SourceError> {
        let stored = self.store.find_source(id).await?.ok_or(SourceError::NotFound)?;
        if !is_given(text) {
            return Err(SourceError::TextMissing);
        }
        if text.len() > TEXT_LIMIT {
            return Err(SourceError::TooMuchText);
        }
        let mut transaction = self.store.begin().await?;
        transaction.save_source_text(&self.text_of(editor, id, text)).await?;
        let entry = Self::entry(editor.user().actor(), Action::SourceSaved, stored.source.identity());
        Ok(self.commit(transaction, entry).await?)
    }

    /// A source with its text and what is recorded from it; `sought` is a passage to be found in it.
    ///
    /// # Errors
    /// When there is no such source.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn source(&self, _editor: &Editor, id: SourceId, sought: &str) -> Result<SourcePage, SourceError> {
        let stored = self.store.find_source(id).await?.ok_or(SourceError::NotFound)?;
        let text = self.store.find_source_text(id).await?;
        let statements = self.store.list_statements_of_source(id).await?;
        let folded = text.as_ref().map(|text| FoldedText::new(&text.text));
        let mut places: Vec<(Range<usize>, Slug)> = Vec::new();
        let statements: Vec<_> = statements
            .into_iter()
            .map(|stored| {
                let difference = folded.as_ref().and_then(|folded| match folded.find(&stored.statement.text) {
                    Ok(place) => {
                        places.push((place, stored.statement.slug.clone()));
                        None
                    }
                    Err(difference) => Some(difference),
                });
                (stored, difference)
            })
            .collect();
        let recorded: Vec<Range<usize>> = places.iter().map(|(place, _)| place.clone()).collect();
        let sought = sought.trim();
        let found = folded.as_ref().filter(|_| !sought.is_empty()).map(|folded| folded.find(sought));
        let marked = text.as_ref().map(|text| MarkedText {
            pieces: pieces(&text.text, places, found.as_ref().and_then(|found| found.clone().ok())),
            sought: found.clone().map(|found| found.map(|place| text.text[place].to_owned())),
        });
        let mut mentions = Mentions::default();
        if let (Some(text), Some(folded)) = (&text, &folded) {
            let speakers = self.store.list_speakers(MOST_SUGGESTIONS).await?;
            mentions = Mentions::find(&text.text, self.library.catalogue().stakeholders.values(), &speakers);
            let is_recorded = |quote: &QuotedPassage| {
                folded
                    .find_near(&quote.text, &quote.near())
                    .is_ok_and(|place| recorded.iter().any(|other| other.start < place.end && place.start < other.end))
            };
            mentions.quotes.retain(|quote| !is_recorded(quote));
        }
        drop(folded);
        Ok(SourcePage { stored, text, marked, mentions, statements })
    }

    /// The form of a new statement with a passage of a source filled in, and who is said to have said it.
    ///
    /// # Errors
    /// When there is no such source.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn form_from_source(
        &self,
        _editor: &Editor,
        id: SourceId,
        start: StatementStart,
    ) -> Result<StatementForm, SourceError> {
        let source = self.store.find_source(id).await?.ok_or(SourceError::NotFound)?.source;
        let text_of = |text: Option<String>| text.unwrap_or_default();
        let date = source.published_on.map(|date| date.to_string()).unwrap_or_default();
        let mut parts = date.split('-').map(|part| part.trim_start_matches('0').to_owned());
        Ok(StatementForm {
            text: start.passage.trim().to_owned(),
            passage_prefix: start.prefix,
            passage_suffix: start.suffix,
            stakeholder: start.stakeholder,
            year: parts.next().unwrap_or_default(),
            month: parts.next().unwrap_or_default(),
            day: parts.next().unwrap_or_default(),
            // The source was published then; what it quotes was said then or before.
            on_or_before: if date.is_empty() { String::new() } else { "yes".to_owned() },
            source_url: text_of(source.url),
            source_title: text_of(source.title),
            source_publisher: text_of(source.publisher),
            source_date: date,
            source_kind: source.kind.code().to_owned(),
            source_tier: source.tier.code().to_owned(),
            ..StatementForm::default()
        })
    }

    /// Compares the words of a statement with the text of its source, where that is kept: found, the quote is
    /// verified and its place known; otherwise it is not verified, and where they first differ is given.
    pub(super) async fn compare_quote(
        &self,
        statement: &mut Valid<Statement>,
    ) -> Result<Option<QuoteDifference>, StoreError> {
        let Some(source) = statement.primary_source() else { return Ok(None) };
        let Some(kept) = self.store.find_source_text_by_identity(&source.identity()).await? else {
            if statement.quote_check == QuoteCheck::Unverified {
                // Where the words are said to stand is not known to be so.
                statement.note_comparison(QuoteCheck::Unverified, None);
            }
            return Ok(None);
        };
        let folded = FoldedText::new(&kept.text);
        let found = match statement.passage() {
            Some(near) => folded.find_near(&statement.text, near),
            None => folded.find(&statement.text),
        };
        let quote_check = if found.is_ok() { QuoteCheck::Verified } else { QuoteCheck::Unverified };
        statement.note_comparison(quote_check, found.as_ref().ok().map(|place| folded.passage(place)));
        Ok(found.err())
    }

    /// Marks the quotes that stand in the text of their source as compared with it; gives how many.
    ///
    /// # Errors
    /// When there is no such source or no text of it.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn verify_quotes(&self, editor: &Editor, id: SourceId, reason: &str) -> Result<usize, SourceError> {
        let page = self.source(editor, id, "").await?;
        let text = page.text.ok_or(SourceError::NotFound)?;
        let folded = FoldedText::new(&text.text);
        let actor = editor.user().actor();
        let mut transaction = self.store.begin().await?;
        let seen: Vec<_> = page.statements.iter().map(|(stored, _)| stored.id).collect();
        let mut verified = Vec::new();
        for stored in transaction.list_statements(&seen).await? {
            let Ok(place) = folded.find(&stored.statement.text) else { continue };
            let mut statement = Valid::on_record(stored.statement.clone());
            statement.note_comparison(QuoteCheck::Verified, Some(folded.passage(&place)));
            if *statement != stored.statement {
                let by = Provenance { actor: &actor, when: self.clock.moment(), reason: Some(reason) };
                transaction.update_statement(&stored, &statement, by).await?;
                verified.push(stored.id);
            }
        }
        let count = verified.len();
        if count > 0 {
            let scope = ChangeScope::Statements(verified);
            let subject = page.stored.source.identity();
            let entry = AuditEntry { scope, ..Self::entry(actor.clone(), Action::QuotesVerified, subject) };
            self.commit(transaction, entry).await?;
        }
        Ok(count)
    }
}

/// Cuts a text at the places of statements and of what was sought. Where places overlap, the first in the
/// text counts, and the sought one before all.
fn pieces(text: &str, mut places: Vec<(Range<usize>, Slug)>, sought: Option<Range<usize>>) -> Vec<Piece> {
    places.sort_by_key(|(place, _)| (place.start, place.end));
    let mut cuts: Vec<(Range<usize>, Option<Slug>)> = sought.into_iter().map(|place| (place, None)).collect();
    for (place, slug) in places {
        if cuts.iter().all(|(other, _)| place.end <= other.start || other.end <= place.start) {
            cuts.push((place, Some(slug)));
        }
    }
    cuts.sort_by_key(|(place, _)| place.start);
    let mut pieces = Vec::new();
    let mut at = 0;
    for (place, statement) in cuts {
        if at < place.start {
            pieces.push(Piece { text: text[at..place.start].to_owned(), statement: None, sought: false });
        }
        let sought = statement.is_none();
        pieces.push(Piece { text: text[place.clone()].to_owned(), statement, sought });
        at = place.end;
    }
    if at < text.len() {
        pieces.push(Piece { text: text[at..].to_owned(), statement: None, sought: false });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_are_the_whole_text() {
        let slug = |text: &str| text.parse::<Slug>().expect("a slug");
        let text = "one two three four";
        let cut = pieces(text, vec![(8..13, slug("b")), (4..7, slug("a")), (5..9, slug("c"))], Some(14..18));
        assert_eq!(cut.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        let marked: Vec<_> =
            cut.iter().filter(|piece| piece.statement.is_some()).map(|piece| piece.text.as_str()).collect();
        assert_eq!(marked, ["two", "three"]);
        assert!(cut.last().is_some_and(|piece| piece.sought && piece.text == "four"));
    }
}
