//! Merging two things of the reference data that are one, and undoing it.
//!
//! The row of the one that goes stays and says what it was merged into, so its addresses lead on for good.
//! Its statements are moved, each with a revision, and its names become names of the other. All of that is
//! one transaction.

use domain::{
    Action, AuditEntry, ChangeScope, Merge, MergeId, MergedName, ReferenceKind, Slug, Source, Statement, StatementId,
    StoredMerge, Valid,
};

use super::{Desk, MergeError, ReferenceItem, required_reason};
use crate::{
    authorisation::{Admin, Reviewer},
    ports::{Provenance, RecordTransaction, StoreError},
};

impl Desk {
    /// Every merge, the newest first.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn merges(&self, _reviewer: &Reviewer) -> Result<Vec<StoredMerge>, StoreError> {
        self.store.list_merges().await
    }

    /// Merges one thing into another of its kind.
    ///
    /// # Errors
    /// Without a reason, when one of the two is not there or both are the same, or when a statement has both:
    /// which of its two stances or appearances counts is for an editor to say first.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn merge(
        &self,
        admin: &Admin,
        kind: ReferenceKind,
        from: &str,
        into: &str,
        reason: &str,
    ) -> Result<MergeId, MergeError> {
        let reason = required_reason(reason).ok_or(MergeError::ReasonMissing)?;
        let (now, actor) = (self.clock.now(), admin.user().actor());
        let mut transaction = self.store.begin().await?;
        let from = self.find_reference(kind, from).await?.ok_or(MergeError::NotFound)?;
        let into = self.find_reference(kind, into).await?.filter(|into| *into != from);
        let into = into.ok_or(MergeError::NothingToMergeInto)?;
        let name = MergedName { kind, from: from.recorded_name(), into: into.recorded_name() };
        let with_it = transaction.list_statements_with(kind, &name.from).await?;
        let both: Vec<Slug> =
            with_it.iter().map(|stored| &stored.statement).filter(|s| has(s, &into)).map(|s| s.slug.clone()).collect();
        if !both.is_empty() {
            return Err(MergeError::HasBoth(both));
        }
        let why = format!("{reason} ({} \u{2192} {})", name.from, name.into);
        let by = Provenance { actor: &actor, when: self.clock.moment(), reason: Some(&why) };
        for stored in &with_it {
            let moved = moved(&stored.statement, &from, &into);
            transaction.update_statement(stored, &moved, by).await?;
        }
        let names = add_names(transaction.as_mut(), &from, &into).await?;
        transaction.set_merged_into(kind, &name.from, Some(&name.into)).await?;
        let statements: Vec<StatementId> = with_it.iter().map(|stored| stored.id).collect();
        let entry = AuditEntry {
            actor: actor.clone(),
            action: Action::Merged,
            subject: format!("{kind} {} into {}", name.from, name.into),
            reason: Some(reason.clone()),
            scope: ChangeScope::Reference(statements.clone()),
        };
        let merge = Merge { name, statements, names, reason, merged_by: actor.name.clone(), merged_at: now };
        let id = transaction.add_merge(&merge).await?;
        self.commit(transaction, entry).await?;
        Ok(id)
    }

    /// Undoes a merge: the statements that were moved and are still there go back, and so do the names.
    ///
    /// # Errors
    /// When there is no such merge, it was undone already, or what it was merged into was merged itself.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn undo_merge(&self, admin: &Admin, id: MergeId) -> Result<(), MergeError> {
        let (now, actor) = (self.clock.now(), admin.user().actor());
        let mut transaction = self.store.begin().await?;
        let stored = transaction.find_merge(id).await?.filter(|stored| stored.undone_at.is_none());
        let merge = stored.ok_or(MergeError::NotFound)?.merge;
        let MergedName { kind, from, into } = &merge.name;
        // First, so that the one that was gone can be found like any other from here on.
        transaction.set_merged_into(*kind, from, None).await?;
        let into_item = self.find_recorded(transaction.as_mut(), *kind, into).await?;
        let from_item = self.find_recorded(transaction.as_mut(), *kind, from).await?;
        let why = format!("{from} \u{2190} {into}");
        let by = Provenance { actor: &actor, when: self.clock.moment(), reason: Some(&why) };
        for stored in transaction.list_statements(&merge.statements).await? {
            if has(&stored.statement, &into_item) && !has(&stored.statement, &from_item) {
                let back = moved(&stored.statement, &into_item, &from_item);
                transaction.update_statement(&stored, &back, by).await?;
            }
        }
        remove_names(transaction.as_mut(), &into_item, &merge.names).await?;
        transaction.set_undone(id, now).await?;
        let entry = AuditEntry {
            actor: actor.clone(),
            action: Action::MergeUndone,
            subject: format!("{kind} {from} into {into}"),
            reason: None,
            scope: ChangeScope::Reference(merge.statements.clone()),
        };
        Ok(self.commit(transaction, entry).await?)
    }

    /// Something of the reference data by its name on record, as the transaction sees it.
    async fn find_recorded(
        &self,
        transaction: &mut dyn RecordTransaction,
        kind: ReferenceKind,
        name: &str,
    ) -> Result<ReferenceItem, MergeError> {
        let found = match kind {
            ReferenceKind::Stakeholder => {
                let all = transaction.stakeholders().await?;
                all.into_iter().find(|s| s.slug.as_str() == name).map(ReferenceItem::from)
            }
            ReferenceKind::Topic => {
                let all = transaction.topics().await?;
                all.into_iter().find(|t| t.slug.as_str() == name).map(ReferenceItem::from)
            }
            ReferenceKind::Milestone => {
                let all = transaction.milestones().await?;
                all.into_iter().find(|m| m.slug.as_str() == name).map(ReferenceItem::from)
            }
            ReferenceKind::Source => transaction.find_unmerged_source(name).await?.map(ReferenceItem::from),
        };
        found.ok_or(MergeError::TargetMerged)
    }
}

/// Whether a statement is by a stakeholder, on a topic or in a source.
fn has(statement: &Statement, item: &ReferenceItem) -> bool {
    match item {
        ReferenceItem::Stakeholder(stakeholder) => statement.stakeholder == stakeholder.slug,
        ReferenceItem::Topic(topic) => statement.positions.iter().any(|position| position.topic == topic.slug),
        ReferenceItem::Source(_, source) => is_in(statement, source),
        ReferenceItem::Milestone(_) => false,
    }
}

fn is_in(statement: &Statement, source: &Source) -> bool {
    let identity = source.identity();
    statement.appearances.iter().any(|appearance| appearance.source.identity() == identity)
}

/// A statement with one thing in place of another.
fn moved(statement: &Statement, from: &ReferenceItem, into: &ReferenceItem) -> Valid<Statement> {
    let mut moved = Valid::on_record(statement.clone());
    match (from, into) {
        (ReferenceItem::Stakeholder(_), ReferenceItem::Stakeholder(into)) => moved.attribute_to(into.slug.clone()),
        (ReferenceItem::Topic(from), ReferenceItem::Topic(into)) => moved.recode(&from.slug, &into.slug),
        (ReferenceItem::Source(_, from), ReferenceItem::Source(_, into)) => {
            let identity = from.identity();
            moved.describe_sources(|other| (other.source.identity() == identity).then(|| (**into).clone()));
        }
        // Milestones are in no statement, and kinds are never mixed.
        _ => {}
    }
    moved
}

/// Gives the other the names that it does not have yet; says which.
async fn add_names(
    transaction: &mut dyn RecordTransaction,
    from: &ReferenceItem,
    into: &ReferenceItem,
) -> Result<Vec<String>, StoreError> {
    let (old, known) = (names_of(from), names_of(into));
    let mut names: Vec<String> = Vec::new();
    for name in old {
        if !known.contains(&name) && !names.contains(&name) {
            names.push(name);
        }
    }
    set_aliases(transaction, into, |aliases| aliases.extend(names.iter().cloned())).await?;
    Ok(names)
}

async fn remove_names(
    transaction: &mut dyn RecordTransaction,
    item: &ReferenceItem,
    names: &[String],
) -> Result<(), StoreError> {
    set_aliases(transaction, item, |aliases| aliases.retain(|alias| !names.contains(alias))).await
}

fn names_of(item: &ReferenceItem) -> Vec<String> {
    match item {
        ReferenceItem::Stakeholder(stakeholder) => stakeholder.names(),
        ReferenceItem::Topic(topic) => topic.names(),
        // Found by their address or date alone.
        ReferenceItem::Milestone(_) | ReferenceItem::Source(..) => Vec::new(),
    }
}

async fn set_aliases(
    transaction: &mut dyn RecordTransaction,
    item: &ReferenceItem,
    change: impl FnOnce(&mut Vec<String>) + Send,
) -> Result<(), StoreError> {
    match item.clone() {
        ReferenceItem::Stakeholder(mut stakeholder) => {
            stakeholder.change_aliases(change);
            transaction.save_stakeholder(&stakeholder).await?;
        }
        ReferenceItem::Topic(mut topic) => {
            topic.change_aliases(change);
            transaction.save_topic(&topic).await?;
        }
        ReferenceItem::Milestone(_) | ReferenceItem::Source(..) => {}
    }
    Ok(())
}
