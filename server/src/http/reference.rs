//! Adding, changing and merging stakeholders, topics, milestones and sources.

use app::{
    domain::{Locale, MergeId, ReferenceKind, Role},
    paths::Address,
    service::{
        authorisation::{Reviewer, Session},
        desk::{DeskError, ReferenceItem, ReferenceTarget},
    },
    ui::{
        document::Page,
        pages::{
            PageError,
            desk::{
                ReferenceForm, ReferenceNews, ReferenceProblem, reference_item_page, reference_name, reference_page,
            },
        },
    },
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Site,
    access::Viewer,
    account::{Desk, signed_in},
    drafts::{answer, go, no_page, reviewer},
    forms::FormFields,
    pages::{failed, refused},
};

/// The proof that an admin asks, or the answer to somebody who is none.
macro_rules! admin {
    ($site:expr, $locale:expr, $viewer:expr) => {
        match signed_in!($site, $locale, $viewer).admin() {
            Ok(admin) => admin,
            Err(_) => return refused($site, $locale, &$viewer, PageError::RoleNeeded(Role::Admin)),
        }
    };
}

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

pub(super) async fn list((State(site), Extension(locale), Extension(viewer)): Desk) -> Response {
    let reviewer = reviewer!(&site, locale, viewer);
    let merges = site.desk.merges(&reviewer).await;
    let page = merges.map(|merges| reference_page(locale, reviewer.user(), &site.library.catalogue(), merges));
    answer(&site, locale, &viewer, page)
}

/// The kind in an address.
fn kind_of(name: &str) -> Result<ReferenceKind, DeskError> {
    name.parse().map_err(|_| DeskError::NotFound)
}

pub(super) async fn new(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(kind): Path<String>,
) -> Response {
    let _reviewer = reviewer!(&site, locale, viewer);
    let page = kind_of(&kind).map(|kind| blank(locale, kind, Vec::new(), ReferenceProblem::None));
    answer(&site, locale, &viewer, page)
}

fn blank(locale: Locale, kind: ReferenceKind, fields: Vec<(String, String)>, problem: ReferenceProblem) -> Page {
    let form = ReferenceForm {
        item: None,
        kind,
        fields,
        reason: String::new(),
        problem,
        news: ReferenceNews::None,
        others: Vec::new(),
    };
    reference_item_page(locale, form)
}

pub(super) async fn show(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path((kind, key)): Path<(String, String)>,
    Query(news): Query<News>,
) -> Response {
    let reviewer = reviewer!(&site, locale, viewer);
    let said = Said { news: news.of(), ..Said::default() };
    let page = show_item(&site, locale, &viewer, &reviewer, &kind, &key, said).await;
    answer(&site, locale, &viewer, page)
}

/// What the page says besides what is on record.
#[derive(Default)]
struct Said {
    /// What was typed, where it is not what is on record.
    fields: Option<Vec<(String, String)>>,
    reason: String,
    problem: ReferenceProblem,
    news: ReferenceNews,
}

async fn show_item(
    site: &Site,
    locale: Locale,
    Viewer(session): &Viewer,
    reviewer: &Reviewer,
    kind: &str,
    key: &str,
    said: Said,
) -> Result<Page, DeskError> {
    let kind = kind_of(kind)?;
    let item = site.desk.reference_item(reviewer.editor(), kind, key).await?;
    let may_merge = session.as_ref().is_some_and(|session: &Session| session.admin().is_ok());
    let others = if may_merge { site.desk.reference_items(reviewer, kind).await? } else { Vec::new() };
    let others = others.iter().filter(|other| **other != item);
    let mut others: Vec<_> = others.map(|other| (other.key(), reference_name(locale, other))).collect();
    others.sort_by_key(|(_, name)| name.to_lowercase());
    let mark = site.desk.mark_of(&item);
    let form = ReferenceForm {
        kind,
        fields: said.fields.unwrap_or_else(|| item.fields()),
        item: Some((item, mark)),
        reason: said.reason,
        problem: said.problem,
        news: said.news,
        others,
    };
    Ok(reference_item_page(locale, form))
}

pub(super) async fn add(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(kind): Path<String>,
    fields: FormFields,
) -> Response {
    let reviewer = reviewer!(&site, locale, viewer);
    let kind = match kind_of(&kind) {
        Ok(kind) => kind,
        Err(error) => return no_page(&site, locale, &viewer, &error),
    };
    match site.desk.save_reference(&reviewer, &ReferenceTarget::New(kind), fields.pairs(), "").await {
        Ok(item) => saved(locale, &item, "saved"),
        Err(DeskError::Faults(faults)) => {
            let page = blank(locale, kind, fields.pairs().to_vec(), ReferenceProblem::Faults(faults));
            answer(&site, locale, &viewer, Ok(page))
        }
        Err(error) => no_page(&site, locale, &viewer, &error),
    }
}

fn saved(locale: Locale, item: &ReferenceItem, what: &str) -> Response {
    let address = Address::ReferenceItem(item.kind(), item.key()).in_locale(locale);
    Redirect::to(&format!("{address}?{what}=1")).into_response()
}

pub(super) async fn change(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path((kind, key)): Path<(String, String)>,
    fields: FormFields,
) -> Response {
    let reviewer = reviewer!(&site, locale, viewer);
    let (seen, reason) = (fields.get("seen").to_owned(), fields.get("reason"));
    let done = async {
        let target = ReferenceTarget::Existing { kind: kind_of(&kind)?, key: key.clone(), seen };
        site.desk.save_reference(&reviewer, &target, fields.pairs(), reason).await
    };
    let problem = match done.await {
        Ok(item) => return saved(locale, &item, "saved"),
        Err(DeskError::Faults(faults)) => ReferenceProblem::Faults(faults),
        Err(DeskError::ReasonMissing) => ReferenceProblem::ReasonMissing,
        Err(DeskError::ReferenceConflict(theirs)) => ReferenceProblem::Conflict(theirs),
        Err(error) => return no_page(&site, locale, &viewer, &error),
    };
    let typed = Some(fields.pairs().to_vec());
    let said = Said { fields: typed, reason: reason.to_owned(), problem, news: ReferenceNews::None };
    let page = show_item(&site, locale, &viewer, &reviewer, &kind, &key, said).await;
    answer(&site, locale, &viewer, page)
}

pub(super) async fn merge(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path((kind, key)): Path<(String, String)>,
    fields: FormFields,
) -> Response {
    let admin = admin!(&site, locale, viewer);
    let (into, reason) = (fields.get("into"), fields.get("merge-reason"));
    let done = async {
        let kind = kind_of(&kind)?;
        site.desk.merge(&admin, kind, &key, into, reason).await?;
        site.desk.reference_item(admin.reviewer().editor(), kind, into).await
    };
    let problem = match done.await {
        Ok(item) => return saved(locale, &item, "merged"),
        Err(DeskError::ReasonMissing) => ReferenceProblem::MergeReasonMissing,
        Err(DeskError::NotFound) => ReferenceProblem::NothingToMergeInto,
        Err(DeskError::HasBoth(slugs)) => ReferenceProblem::HasBoth(slugs),
        Err(error) => return no_page(&site, locale, &viewer, &error),
    };
    let said = Said { problem, ..Said::default() };
    let page = show_item(&site, locale, &viewer, admin.reviewer(), &kind, &key, said).await;
    answer(&site, locale, &viewer, page)
}

pub(super) async fn undo_merge(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
) -> Response {
    let admin = admin!(&site, locale, viewer);
    match site.desk.undo_merge(&admin, MergeId(id)).await {
        Ok(()) => go(locale, &Address::Reference),
        Err(DeskError::NotNowMerged) => refused(&site, locale, &viewer, PageError::MergedFurther),
        Err(DeskError::Store(error)) => failed(&error),
        Err(error) => no_page(&site, locale, &viewer, &error),
    }
}
