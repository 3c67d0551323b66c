//! What there is to do: drafts on their way, quotes to compare, sources that lie about, standings that are old.

use chrono::Months;
use domain::{Draft, DraftState, PlacedStanding, QueueFilter, Stakeholder, StandingRequest, Topic};

use super::{Desk, StatementForm};
use crate::{
    authorisation::Editor,
    ports::{SourceOverview, StoreError, StoredStatement},
    text::has_word_starting,
};

/// The most of a part that are found.
const MOST: u32 = 1_000;

/// The most statements without a translation that are found. There are thousands in a record that has just begun, and each is
/// read whole.
pub const MOST_UNTRANSLATED: u32 = 100;

/// After how long without a new statement where a stakeholder stands should be looked at again.
const STALE_AFTER: Months = Months::new(12);

/// What there is to do.
#[derive(Debug, Default)]
pub struct Queue {
    /// One's own drafts that are being written, the longest untouched first.
    pub mine: Vec<Draft>,
    /// One's own that were sent back.
    pub sent_back: Vec<Draft>,
    /// Everybody's that wait for review, the oldest first.
    pub waiting: Vec<Draft>,
    /// Those of others that are being written or were sent back.
    pub others: Vec<Draft>,
    /// Sources with statements that nobody compared with them.
    pub to_verify: Vec<SourceOverview>,
    /// Sources in which no statement appears.
    pub idle_sources: Vec<SourceOverview>,
    /// Standings whose newest statement is more than a year old.
    pub stale: Vec<PlacedStanding>,
    /// Statements that lack a translation into one of the languages of the pages, the newest first; at most
    /// [`MOST_UNTRANSLATED`].
    pub untranslated: Vec<StoredStatement>,
}

impl Desk {
    /// What there is to do, as far as it has the words of a filter.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn queue(&self, editor: &Editor, filter: &QueueFilter) -> Result<Queue, StoreError> {
        let today = self.library.today();
        let stale_before = today.checked_sub_months(STALE_AFTER).unwrap_or(today);
        let mut queue = Queue {
            to_verify: self.store.list_sources_to_verify(MOST).await?,
            idle_sources: self.store.list_sources_without_statements(MOST).await?,
            untranslated: self.store.list_untranslated(MOST_UNTRANSLATED).await?,
            stale: self.library.standings(StandingRequest { newest_before: Some(stale_before), most: MOST as usize }),
            ..Queue::default()
        };
        for draft in self.store.list_open_drafts().await? {
            let is_mine = draft.author == editor.user().id;
            match (draft.state, is_mine) {
                (DraftState::InReview, _) => queue.waiting.push(draft),
                (DraftState::SentBack, true) => queue.sent_back.push(draft),
                (_, true) => queue.mine.push(draft),
                (_, false) => queue.others.push(draft),
            }
        }
        if !filter.words.trim().is_empty() {
            self.narrow(&mut queue, &filter.words);
        }
        Ok(queue)
    }

    fn narrow(&self, queue: &mut Queue, words: &str) {
        for drafts in [&mut queue.mine, &mut queue.sent_back, &mut queue.waiting, &mut queue.others] {
            drafts.retain(|draft| {
                let form = StatementForm::read(&draft.form);
                [&form.stakeholder, &form.text, &form.speaker, &draft.author_name]
                    .into_iter()
                    .any(|text| has_word_starting(text, words))
            });
        }
        for sources in [&mut queue.to_verify, &mut queue.idle_sources] {
            sources.retain(|overview| {
                let source = &overview.stored.source;
                let texts = [&source.title, &source.publisher, &source.url];
                texts.into_iter().flatten().any(|text| has_word_starting(text, words))
            });
        }
        queue.untranslated.retain(|stored| has_word_starting(&stored.statement.text, words));
        let catalogue = self.library.catalogue();
        queue.stale.retain(|standing| {
            let stakeholder = catalogue.stakeholders.get(&standing.stakeholder).map(Stakeholder::names);
            let topic = catalogue.topics.get(&standing.topic).map(Topic::names);
            stakeholder.into_iter().chain(topic).flatten().any(|name| has_word_starting(&name, words))
        });
    }
}
