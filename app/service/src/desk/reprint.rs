//! A draft that turns out to be a reprint of a statement on record: its source becomes an appearance of that
//! statement, so that what was said once counts once.

use domain::{Action, DraftId, DraftState, Slug, StatementStatus};

use super::{Desk, DraftError, FormContext, StatementForm, catalogue_of};
use crate::{
    authorisation::Editor,
    ports::{DraftChange, NewDraft},
};

/// What became of a draft that is a reprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reprint {
    /// A change of the statement waits for review, or, where its form is not complete, to be written.
    Begun(DraftId),
    /// The statement has this source already.
    OnRecord(Slug),
}

impl Desk {
    /// Throws a draft of a new statement away and begins a change of the statement that it repeats, which
    /// adds the source of the draft to it. Who publishes it is asked as for any change.
    ///
    /// # Errors
    /// When the source of the draft is not complete, somebody else saved the draft meanwhile, or there is no
    /// such statement.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn reprint(&self, editor: &Editor, id: DraftId, version: i64, of: &Slug) -> Result<Reprint, DraftError> {
        let (now, user) = (self.clock.now(), editor.user());
        let mut transaction = self.store.begin().await?;
        let draft = self.open_draft(transaction.as_mut(), id, version).await?;
        if draft.statement.is_some() {
            return Err(DraftError::NotFound);
        }
        let found = transaction.list_by_names(&[], &[of.to_string()]).await?.pop();
        let published = found.filter(|stored| stored.statement.status == StatementStatus::Published);
        let stored = published.ok_or(DraftError::NotFound)?;
        let catalogue = catalogue_of(transaction.as_mut()).await?;

        let typed = StatementForm::read(&draft.form);
        let sources = transaction.list_sources(&typed.source_identities()).await?;
        let is_known = |identity: &str| sources.iter().any(|source| source.identity() == identity);
        let by_identity = sources.iter().map(|source| (source.identity(), source.clone())).collect();
        let around =
            FormContext { catalogue: &catalogue, sources: &by_identity, today: self.library.today(), base: None };
        let source = typed.read_source(&around).map_err(|_| DraftError::SourceIncomplete)?;
        let url = source.url.clone().ok_or(DraftError::SourceIncomplete)?;
        let discarded = DraftChange { state: Some(DraftState::Discarded), ..DraftChange::default() };
        let is_there = stored.statement.appearances.iter().any(|other| other.source.identity() == source.identity());
        if is_there {
            self.change(transaction.as_mut(), &draft, &discarded).await?;
            let entry = Self::entry(user.actor(), Action::DraftDiscarded, format!("draft {id}"));
            self.commit(transaction, entry).await?;
            return Ok(Reprint::OnRecord(of.clone()));
        }
        if !is_known(&source.identity()) {
            transaction.save_source(&source).await?;
        }
        let mut form = StatementForm::of(&stored.statement, &catalogue);
        let reprints = form.reprints.lines().map(str::to_owned).chain([url]).collect::<Vec<_>>();
        form.reprints = reprints.join("\n");
        let new = NewDraft {
            key: self.secrets.token(),
            statement: Some(stored.id),
            base_version: stored.version,
            author: user.id,
            form: form.pairs(),
        };
        let (begun, _) = transaction.add_draft(&new, now).await?;
        let sources = transaction.list_sources(&form.source_identities()).await?;
        if self.parse(&form, sources, Some(&stored.statement), &catalogue).is_ok() {
            let submitted = DraftChange { state: Some(DraftState::InReview), ..DraftChange::default() };
            transaction.change_draft(begun, 1, &submitted, now).await?;
        }
        self.change(transaction.as_mut(), &draft, &discarded).await?;
        let subject = format!("draft {id} as a reprint of {of}: draft {begun}");
        self.commit(transaction, Self::entry(user.actor(), Action::ReprintNoted, subject)).await?;
        Ok(Reprint::Begun(begun))
    }
}
