//! Writing statements: drafts, reviews, withdrawals.

use app::{
    domain::{DraftId, Locale, Slug, SourceId},
    paths::Address,
    service::{
        authorisation::Editor,
        desk::{
            DeskError, FieldFault, QueueFilter, QueuePart, Reprint, SaveTarget, SavedDraft, StatementForm,
            StatementStart,
        },
    },
    ui::{
        document::Page,
        islands::AutosaveAnswer,
        pages::{
            PageError,
            desk::{
                Conflict, DraftForm, ReviewProblem, WithdrawalForm, desk_page, draft_page, review_page, withdrawal_page,
            },
        },
    },
};
use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Site,
    access::Viewer,
    account::Desk,
    forms::FormFields,
    pages::{failed, refused, respond},
};

/// The proof that an editor asks, or the answer to somebody who is none.
macro_rules! editor {
    ($site:expr, $locale:expr, $viewer:expr) => {
        match $crate::http::account::signed_in!($site, $locale, $viewer).editor() {
            Ok(editor) => editor,
            Err(_) => {
                let error = app::ui::pages::PageError::RoleNeeded(app::domain::Role::Editor);
                return $crate::http::pages::refused($site, $locale, &$viewer, error);
            }
        }
    };
}
pub(super) use editor;

/// The proof that a reviewer asks, or the answer to somebody who is none.
macro_rules! reviewer {
    ($site:expr, $locale:expr, $viewer:expr) => {
        match $crate::http::account::signed_in!($site, $locale, $viewer).reviewer() {
            Ok(reviewer) => reviewer,
            Err(_) => {
                let error = app::ui::pages::PageError::RoleNeeded(app::domain::Role::Reviewer);
                return $crate::http::pages::refused($site, $locale, &$viewer, error);
            }
        }
    };
}
pub(super) use reviewer;

/// A page, or why there is none, as an answer.
pub(super) fn answer(site: &Site, locale: Locale, viewer: &Viewer, page: Result<Page, DeskError>) -> Response {
    match page {
        Ok(page) => respond(site, locale, viewer, page),
        Err(error) => no_page(site, locale, viewer, &error),
    }
}

pub(super) fn no_page(site: &Site, locale: Locale, viewer: &Viewer, error: &DeskError) -> Response {
    match error {
        DeskError::Store(error) => failed(error),
        _ => refused(site, locale, viewer, PageError::NotFound),
    }
}

pub(super) fn go(locale: Locale, address: &Address) -> Response {
    Redirect::to(&address.in_locale(locale)).into_response()
}

/// What of the queue is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct QueueView {
    #[serde(default)]
    show: String,
    #[serde(default)]
    q: String,
}

pub(super) async fn queue(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Query(view): Query<QueueView>,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    let filter = QueueFilter { part: QueuePart::of_code(&view.show), words: view.q };
    let queue = site.desk.queue(&editor, &filter).await;
    let page = queue.map(|queue| desk_page(locale, editor.user(), &site.library.catalogue(), queue, filter));
    answer(&site, locale, &viewer, page)
}

pub(super) async fn new(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Query(from): Query<From>,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    let page = async {
        let form = match from.source {
            Some(id) => site.desk.form_from_source(&editor, SourceId(id), from.start()).await?,
            None => StatementForm::default(),
        };
        let hidden = vec![("key".to_owned(), site.desk.new_key(&editor))];
        blank(&site, locale, &editor, hidden, form, None, Vec::new()).await
    };
    let page = page.await;
    answer(&site, locale, &viewer, page)
}

/// The form of a draft that is not there yet.
async fn blank(
    site: &Site,
    locale: Locale,
    editor: &Editor,
    hidden_fields: Vec<(String, String)>,
    form: StatementForm,
    changed: Option<Slug>,
    faults: Vec<FieldFault>,
) -> Result<Page, DeskError> {
    let shown = DraftForm {
        duplicates: site.desk.duplicates(editor, &form, changed.as_ref()).await?,
        draft: None,
        hidden_fields,
        form,
        changes_statement: changed.is_some(),
        except: changed,
        suggestions: site.desk.suggestions(editor).await?,
        faults,
        conflict: None,
        just_saved: false,
        more_rows: 0,
    };
    Ok(draft_page(locale, shown))
}

pub(super) async fn edit_statement(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(name): Path<String>,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    let page = async {
        let slug: Slug = name.parse().map_err(|_| DeskError::NotFound)?;
        let (stored, form) = site.desk.statement(&editor, &slug).await?;
        let hidden = [
            ("key", site.desk.new_key(&editor)),
            ("statement", slug.to_string()),
            ("base-version", stored.version.to_string()),
        ];
        let hidden = hidden.map(|(name, value)| (name.to_owned(), value)).into();
        blank(&site, locale, &editor, hidden, form, Some(slug), Vec::new()).await
    };
    let page = page.await;
    answer(&site, locale, &viewer, page)
}

/// What a new statement is begun from.
#[derive(Debug, Default, Deserialize)]
pub(super) struct From {
    source: Option<i64>,
    #[serde(default)]
    passage: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
    #[serde(default)]
    by: String,
}

impl From {
    fn start(self) -> StatementStart {
        StatementStart { passage: self.passage, prefix: self.prefix, suffix: self.suffix, stakeholder: self.by }
    }
}

/// How the page of a draft is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DraftView {
    #[serde(default)]
    saved: u8,
    #[serde(default)]
    more: usize,
}

/// What the page of a draft says besides the draft.
#[derive(Default)]
struct Said {
    /// What was typed, where it is not what is kept.
    form: Option<StatementForm>,
    faults: Vec<FieldFault>,
    conflict: Option<Conflict>,
    just_saved: bool,
    more_rows: usize,
}

pub(super) async fn draft(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    Query(view): Query<DraftView>,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    let said = Said { just_saved: view.saved > 0, more_rows: view.more.min(5), ..Said::default() };
    let page = show_draft(&site, locale, &editor, DraftId(id), said).await;
    answer(&site, locale, &viewer, page)
}

async fn show_draft(site: &Site, locale: Locale, editor: &Editor, id: DraftId, said: Said) -> Result<Page, DeskError> {
    let open = site.desk.draft(editor, id).await?;
    if !open.draft.state.is_open() {
        return Ok(review_page(locale, open, editor.user(), site.desk.four_eyes(), Vec::new(), None));
    }
    let record = open.statement.as_ref().filter(|_| open.is_outdated());
    let conflict = said.conflict.or_else(|| {
        let theirs = StatementForm::of(&record?.statement, &open.catalogue);
        Some(Conflict { by: None, theirs })
    });
    // Who saves after having seen a newer statement has compared with that one.
    let base = open.statement.as_ref().map_or(open.draft.base_version, |stored| stored.version);
    let hidden = [("version", open.draft.version), ("base-version", base)];
    let except = open.statement.as_ref().map(|stored| stored.statement.slug.clone());
    let form = said.form.unwrap_or(open.form);
    let shown = DraftForm {
        duplicates: site.desk.duplicates(editor, &form, except.as_ref()).await?,
        except,
        hidden_fields: hidden.map(|(name, value)| (name.to_owned(), value.to_string())).into(),
        form,
        changes_statement: open.draft.base_version > 0,
        suggestions: site.desk.suggestions(editor).await?,
        faults: said.faults,
        conflict,
        just_saved: said.just_saved,
        more_rows: said.more_rows,
        draft: Some(open.draft),
    };
    Ok(draft_page(locale, shown))
}

fn number(fields: &FormFields, name: &str) -> i64 {
    fields.get(name).parse().unwrap_or_default()
}

pub(super) async fn begin((State(site), Extension(locale), Extension(viewer)): Desk, fields: FormFields) -> Response {
    let editor = editor!(&site, locale, viewer);
    let target = async {
        let base = match fields.get("statement") {
            "" => None,
            name => {
                let slug: Slug = name.parse().map_err(|_| DeskError::NotFound)?;
                let (stored, _) = site.desk.statement(&editor, &slug).await?;
                Some((stored.id, number(&fields, "base-version")))
            }
        };
        let key = fields.get("key");
        if key.is_empty() || key.len() > LONGEST_KEY {
            return Err(DeskError::NotFound);
        }
        Ok(SaveTarget::New { key: key.to_owned(), base })
    };
    match target.await {
        Ok(target) => save(&site, locale, &viewer, &editor, target, &fields).await,
        Err(error) => no_page(&site, locale, &viewer, &error),
    }
}

pub(super) async fn save_draft(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    let (version, base_version) = (number(&fields, "version"), number(&fields, "base-version"));
    let target = SaveTarget::Existing { id: DraftId(id), version, base_version };
    save(&site, locale, &viewer, &editor, target, &fields).await
}

/// The longest key of a form, in bytes.
const LONGEST_KEY: usize = 100;

/// Saves what was typed, and goes on to what was asked for.
async fn save(
    site: &Site,
    locale: Locale,
    viewer: &Viewer,
    editor: &Editor,
    target: SaveTarget,
    fields: &FormFields,
) -> Response {
    let form = StatementForm::read(fields.pairs());
    let action = fields.get("action");
    let base_version = number(fields, "base-version");
    let target_draft = match &target {
        SaveTarget::Existing { id, .. } => Some(*id),
        SaveTarget::New { .. } => None,
    };
    let SavedDraft { id, version } = match site.desk.save(editor, target, &form).await {
        Ok(saved) => saved,
        Err(DeskError::DraftConflict(draft)) => {
            let theirs = StatementForm::read(&draft.form);
            let conflict = Some(Conflict { by: Some(draft.author_name), theirs });
            let said = Said { form: Some(form), conflict, ..Said::default() };
            return answer(site, locale, viewer, show_draft(site, locale, editor, draft.id, said).await);
        }
        Err(DeskError::Faults(faults)) => {
            return answer(
                site,
                locale,
                viewer,
                not_saved(site, locale, editor, fields, target_draft, form, faults).await,
            );
        }
        Err(error) => return no_page(site, locale, viewer, &error),
    };
    let at = Address::Draft(id).in_locale(locale);
    if let Some(slug) = action.strip_prefix("reprint:") {
        return reprint_of(site, locale, viewer, editor, (id, version), slug).await;
    }
    match action {
        // Sent by the page itself while somebody types.
        "autosave" => Json(AutosaveAnswer { address: at, version, base_version }).into_response(),
        "more" => Redirect::to(&format!("{at}?more=1#topic-{}", form.positions.len())).into_response(),
        "preview" => go(locale, &Address::DraftReview(id)),
        "submit" => submit_version(site, locale, viewer, editor, id, version).await,
        _ => Redirect::to(&format!("{at}?saved=1")).into_response(),
    }
}

/// The form of what cannot be saved as it is.
async fn not_saved(
    site: &Site,
    locale: Locale,
    editor: &Editor,
    fields: &FormFields,
    draft: Option<DraftId>,
    form: StatementForm,
    faults: Vec<FieldFault>,
) -> Result<Page, DeskError> {
    if let Some(id) = draft {
        let said = Said { form: Some(form), faults, ..Said::default() };
        return show_draft(site, locale, editor, id, said).await;
    }
    let hidden = ["key", "statement", "base-version"]
        .into_iter()
        .filter(|name| fields.has(name))
        .map(|name| (name.to_owned(), fields.get(name).to_owned()));
    let changed = fields.get("statement").parse().ok();
    blank(site, locale, editor, hidden.collect(), form, changed, faults).await
}

async fn submit_version(
    site: &Site,
    locale: Locale,
    viewer: &Viewer,
    editor: &Editor,
    id: DraftId,
    version: i64,
) -> Response {
    let said = match site.desk.submit(editor, id, version).await {
        Ok(()) => return go(locale, &Address::DraftReview(id)),
        Err(DeskError::Faults(faults)) => Said { faults, ..Said::default() },
        // The page says by itself that the statement was changed.
        Err(DeskError::StatementConflict(_)) => Said::default(),
        Err(error @ (DeskError::DraftConflict(_) | DeskError::NotNow(_))) => {
            return problem(site, locale, viewer, editor, id, &error).await;
        }
        Err(error) => return no_page(site, locale, viewer, &error),
    };
    answer(site, locale, viewer, show_draft(site, locale, editor, id, said).await)
}

pub(super) async fn submit(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    submit_version(&site, locale, &viewer, &editor, DraftId(id), number(&fields, "version")).await
}

/// Makes a draft an appearance of another statement.
async fn reprint_of(
    site: &Site,
    locale: Locale,
    viewer: &Viewer,
    editor: &Editor,
    (id, version): (DraftId, i64),
    slug: &str,
) -> Response {
    let Ok(slug) = slug.parse::<Slug>() else {
        return refused(site, locale, viewer, PageError::NotFound);
    };
    match site.desk.reprint(editor, id, version, &slug).await {
        Ok(Reprint::Begun(begun)) => go(locale, &Address::DraftReview(begun)),
        Ok(Reprint::OnRecord(slug)) => go(locale, &Address::Statement(slug)),
        Err(DeskError::Faults(_)) => {
            let problem = Some(ReviewProblem::SourceIncomplete);
            answer(site, locale, viewer, show_review(site, locale, editor, id, problem).await)
        }
        Err(error) => problem(site, locale, viewer, editor, id, &error).await,
    }
}

pub(super) async fn reprint(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    let draft = (DraftId(id), number(&fields, "version"));
    reprint_of(&site, locale, &viewer, &editor, draft, fields.get("statement")).await
}

pub(super) async fn review((State(site), Extension(locale), Extension(viewer)): Desk, Path(id): Path<i64>) -> Response {
    let editor = editor!(&site, locale, viewer);
    let page = show_review(&site, locale, &editor, DraftId(id), None).await;
    answer(&site, locale, &viewer, page)
}

async fn show_review(
    site: &Site,
    locale: Locale,
    editor: &Editor,
    id: DraftId,
    problem: Option<ReviewProblem>,
) -> Result<Page, DeskError> {
    let open = site.desk.draft(editor, id).await?;
    let except = open.statement.as_ref().map(|stored| stored.statement.slug.clone());
    let duplicates = site.desk.duplicates(editor, &open.form, except.as_ref()).await?;
    Ok(review_page(locale, open, editor.user(), site.desk.four_eyes(), duplicates, problem))
}

/// The page of a draft with why a step was not taken.
async fn problem(
    site: &Site,
    locale: Locale,
    viewer: &Viewer,
    editor: &Editor,
    id: DraftId,
    error: &DeskError,
) -> Response {
    let problem = match error {
        DeskError::ReasonMissing => Some(ReviewProblem::ReasonMissing),
        DeskError::FourEyes => Some(ReviewProblem::FourEyes),
        DeskError::DraftConflict(_) | DeskError::StatementConflict(_) => Some(ReviewProblem::DraftChanged),
        DeskError::NotNow(_) => Some(ReviewProblem::NotNow),
        DeskError::Faults(_) => None,
        DeskError::NotFound
        | DeskError::ReferenceConflict(_)
        | DeskError::HasBoth(_)
        | DeskError::NotNowMerged
        | DeskError::BatchChanged
        | DeskError::BatchFaults
        | DeskError::ReviewerNeeded
        | DeskError::Store(_) => return no_page(site, locale, viewer, error),
    };
    answer(site, locale, viewer, show_review(site, locale, editor, id, problem).await)
}

pub(super) async fn publish(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Response {
    let reviewer = reviewer!(&site, locale, viewer);
    match site.desk.publish(&reviewer, DraftId(id), number(&fields, "version")).await {
        Ok(slug) => go(locale, &Address::Statement(slug)),
        Err(error) => problem(&site, locale, &viewer, reviewer.editor(), DraftId(id), &error).await,
    }
}

pub(super) async fn send_back(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Response {
    let reviewer = reviewer!(&site, locale, viewer);
    match site.desk.send_back(&reviewer, DraftId(id), number(&fields, "version"), fields.get("reason")).await {
        Ok(()) => go(locale, &Address::Desk),
        Err(error) => problem(&site, locale, &viewer, reviewer.editor(), DraftId(id), &error).await,
    }
}

pub(super) async fn discard(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    match site.desk.discard(&editor, DraftId(id), number(&fields, "version")).await {
        Ok(()) => go(locale, &Address::Desk),
        Err(error) => problem(&site, locale, &viewer, &editor, DraftId(id), &error).await,
    }
}

pub(super) async fn withdrawal(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(name): Path<String>,
) -> Response {
    let reviewer = reviewer!(&site, locale, viewer);
    let page = show_withdrawal(&site, locale, reviewer.editor(), &name, WithdrawalForm::Empty, String::new()).await;
    answer(&site, locale, &viewer, page)
}

async fn show_withdrawal(
    site: &Site,
    locale: Locale,
    editor: &Editor,
    name: &str,
    form: WithdrawalForm,
    reason: String,
) -> Result<Page, DeskError> {
    let slug: Slug = name.parse().map_err(|_| DeskError::NotFound)?;
    let (stored, _) = site.desk.statement(editor, &slug).await?;
    Ok(withdrawal_page(locale, stored, form, reason))
}

pub(super) async fn withdraw(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(name): Path<String>,
    fields: FormFields,
) -> Response {
    let reviewer = reviewer!(&site, locale, viewer);
    let Ok(slug) = name.parse::<Slug>() else {
        return refused(&site, locale, &viewer, PageError::NotFound);
    };
    let reason = fields.get("reason");
    let form = match site.desk.withdraw(&reviewer, &slug, number(&fields, "version"), reason).await {
        Ok(()) => return go(locale, &Address::Statement(slug)),
        Err(DeskError::ReasonMissing) => WithdrawalForm::ReasonMissing,
        Err(DeskError::StatementConflict(_)) => WithdrawalForm::Changed,
        Err(error) => return no_page(&site, locale, &viewer, &error),
    };
    let page = show_withdrawal(&site, locale, reviewer.editor(), &name, form, reason.to_owned()).await;
    answer(&site, locale, &viewer, page)
}

pub(super) async fn restore(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(name): Path<String>,
    fields: FormFields,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    let Ok(slug) = name.parse::<Slug>() else {
        return refused(&site, locale, &viewer, PageError::NotFound);
    };
    match site.desk.restore(&editor, &slug, number(&fields, "version")).await {
        Ok(id) => go(locale, &Address::DraftReview(id)),
        Err(error) => no_page(&site, locale, &viewer, &error),
    }
}
