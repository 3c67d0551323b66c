//! Adding, changing and merging stakeholders, topics, milestones and sources.

use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use domain::{MergeId, ReferenceKind};
use pages::{
    PageError,
    desk::{
        MergeForm, ReferenceForm, ReferenceNews, ReferenceProblem, reference_item_page, reference_name, reference_page,
    },
    document::Page,
};
use serde::Deserialize;
use service::{
    authorisation::Reviewer,
    desk::{MergeError, ReferenceError, ReferenceItem, ReferenceTarget},
};
use words::paths::Address;

use super::{
    answer::{Answer, Refusal},
    forms::FormFields,
    proof::{As, AsAdmin, AsReviewer, Visit},
};

/// What was just done, as the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct News {
    #[serde(default)]
    saved: u8,
    #[serde(default)]
    merged: u8,
}

impl News {
    const fn of(&self) -> ReferenceNews {
        if self.merged > 0 {
            ReferenceNews::Merged
        } else if self.saved > 0 {
            ReferenceNews::Saved
        } else {
            ReferenceNews::None
        }
    }
}

/// `GET /edit/reference`: all reference data, and what was merged.
pub(super) async fn list(As { visit, proof: reviewer }: AsReviewer) -> Answer {
    let merges = visit.site.desk.merges(&reviewer).await?;
    Ok(visit.page(reference_page(visit.locale, reviewer.user(), &visit.site.library.catalogue(), merges)))
}

/// The kind in an address.
fn kind_of(name: &str) -> Result<ReferenceKind, PageError> {
    name.parse().map_err(|_| PageError::NotFound)
}

/// `GET /edit/reference/{kind}/new`: the form of a new one.
pub(super) async fn new(As { visit, .. }: AsReviewer, Path(kind): Path<String>) -> Answer {
    Ok(blank(&visit, kind_of(&kind)?, Vec::new(), ReferenceProblem::None))
}

fn blank(visit: &Visit, kind: ReferenceKind, fields: Vec<(String, String)>, problem: ReferenceProblem) -> Response {
    let form = ReferenceForm {
        item: None,
        kind,
        fields,
        reason: String::new(),
        problem,
        news: ReferenceNews::None,
        others: Vec::new(),
        standing: None,
        merge: MergeForm::default(),
    };
    visit.page(reference_item_page(visit.locale, form))
}

/// `GET /edit/reference/{kind}/item/{key}`: the form of one that is on record.
pub(super) async fn show(
    As { visit, proof: reviewer }: AsReviewer,
    Path((kind, key)): Path<(String, String)>,
    Query(news): Query<News>,
) -> Answer {
    let beside = Beside { news: news.of(), ..Beside::default() };
    Ok(visit.page(show_item(&visit, &reviewer, kind_of(&kind)?, &key, beside).await?))
}

/// What the page says besides what is on record.
#[derive(Default)]
struct Beside {
    /// What was typed, where it is not what is on record.
    fields: Option<Vec<(String, String)>>,
    reason: String,
    problem: ReferenceProblem,
    news: ReferenceNews,
    merge: MergeForm,
}

async fn show_item(
    visit: &Visit,
    reviewer: &Reviewer,
    kind: ReferenceKind,
    key: &str,
    beside: Beside,
) -> Result<Page, Refusal> {
    let desk = &visit.site.desk;
    let item = desk.reference_item(reviewer.editor(), kind, key).await?;
    let may_merge = visit.session().is_some_and(|session| session.admin().is_ok());
    let others = if may_merge { desk.reference_items(reviewer, kind).await? } else { Vec::new() };
    let others = others.iter().filter(|other| **other != item);
    let mut others: Vec<_> = others.map(|other| (other.key(), reference_name(visit.locale, other))).collect();
    others.sort_by_key(|(_, name)| name.to_lowercase());
    let standing = match &item {
        ReferenceItem::Source(Some(id), _) => Some(desk.source_standing(reviewer, *id).await?),
        _ => None,
    };
    let mark = desk.etag(&item);
    let form = ReferenceForm {
        kind,
        fields: beside.fields.unwrap_or_else(|| item.fields()),
        item: Some((item, mark)),
        reason: beside.reason,
        problem: beside.problem,
        news: beside.news,
        others,
        standing,
        merge: beside.merge,
    };
    Ok(reference_item_page(visit.locale, form))
}

/// `POST /edit/reference/{kind}`: adds one. The fields of its kind; on to its form.
pub(super) async fn add(
    As { visit, proof: reviewer }: AsReviewer,
    Path(kind): Path<String>,
    fields: FormFields,
) -> Answer {
    let kind = kind_of(&kind)?;
    match visit.site.desk.save_reference(&reviewer, &ReferenceTarget::New(kind), fields.pairs(), "").await {
        Ok(item) => Ok(saved(&visit, &item, "saved")),
        Err(ReferenceError::Faults(faults)) => {
            Ok(blank(&visit, kind, fields.into_pairs(), ReferenceProblem::Faults(faults)))
        }
        Err(error) => Err(error.into()),
    }
}

fn saved(visit: &Visit, item: &ReferenceItem, what: &str) -> Response {
    let address = Address::ReferenceItem(item.kind(), item.key()).in_locale(visit.locale);
    Redirect::to(&format!("{address}?{what}=1")).into_response()
}

/// `POST /edit/reference/{kind}/item/{key}`: changes one. The fields of its kind, `reason`, and `seen`: a mark of what was
/// changed; its form again.
pub(super) async fn change(
    As { visit, proof: reviewer }: AsReviewer,
    Path((kind, key)): Path<(String, String)>,
    fields: FormFields,
) -> Answer {
    let (kind, seen, reason) = (kind_of(&kind)?, fields.get("seen").to_owned(), fields.get("reason").to_owned());
    let target = ReferenceTarget::Existing { kind, key: key.clone(), seen };
    let problem = match visit.site.desk.save_reference(&reviewer, &target, fields.pairs(), &reason).await {
        Ok(item) => return Ok(saved(&visit, &item, "saved")),
        Err(ReferenceError::Faults(faults)) => ReferenceProblem::Faults(faults),
        Err(ReferenceError::ReasonMissing) => ReferenceProblem::ReasonMissing,
        Err(ReferenceError::Conflict(theirs)) => ReferenceProblem::Conflict(theirs),
        Err(error @ (ReferenceError::NotFound | ReferenceError::Store(_))) => return Err(error.into()),
    };
    let beside = Beside { fields: Some(fields.into_pairs()), reason, problem, ..Beside::default() };
    Ok(visit.page(show_item(&visit, &reviewer, kind, &key, beside).await?))
}

/// `POST /edit/reference/{kind}/item/{key}/merge`: merges one into another. `into`, `merge-reason`; on to the form of the
/// other.
pub(super) async fn merge(
    As { visit, proof: admin }: AsAdmin,
    Path((kind, key)): Path<(String, String)>,
    fields: FormFields,
) -> Answer {
    let (kind, into, reason) = (kind_of(&kind)?, fields.get("into"), fields.get("merge-reason"));
    let problem = match visit.site.desk.merge(&admin, kind, &key, into, reason).await {
        Ok(_) => {
            let item = visit.site.desk.reference_item(admin.reviewer().editor(), kind, into).await?;
            return Ok(saved(&visit, &item, "merged"));
        }
        Err(MergeError::ReasonMissing) => ReferenceProblem::MergeReasonMissing,
        Err(MergeError::NothingToMergeInto) => ReferenceProblem::NothingToMergeInto,
        Err(MergeError::HasBoth(slugs)) => ReferenceProblem::HasBoth(slugs),
        Err(error @ (MergeError::NotFound | MergeError::TargetMerged | MergeError::Store(_))) => {
            return Err(error.into());
        }
    };
    let merge = MergeForm { into: into.to_owned(), reason: reason.to_owned() };
    let beside = Beside { problem, merge, ..Beside::default() };
    Ok(visit.page(show_item(&visit, admin.reviewer(), kind, &key, beside).await?))
}

/// `POST /edit/merges/{id}/undo`: undoes a merge; back to all reference data.
pub(super) async fn undo_merge(As { visit, proof: admin }: AsAdmin, Path(id): Path<i64>) -> Answer {
    match visit.site.desk.undo_merge(&admin, MergeId(id)).await {
        Ok(()) => Ok(visit.see_other(&Address::Reference)),
        Err(MergeError::TargetMerged) => Err(PageError::MergedFurther.into()),
        Err(error) => Err(error.into()),
    }
}
