//! Writing statements: drafts, reviews, withdrawals.

use axum::{
    Json,
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use desk_islands::AutosaveAnswer;
use domain::{Draft, DraftId, DraftState, QueueFilter, QueuePart, Slug, SourceId, StatementStart, StatementStatus};
use pages::{
    PageError,
    desk::{
        Conflict, DraftForm, Faster, ReviewProblem, WithdrawalForm, desk_page, draft_page, review_page, withdrawal_page,
    },
};
use serde::Deserialize;
use service::{
    authorisation::Editor,
    desk::{DraftError, FieldFault, Reprint, SaveTarget, SavedDraft, StatementError, StatementForm},
    ports::StoredStatement,
};
use words::paths::Address;

use super::{
    answer::{Answer, slug},
    forms::FormFields,
    proof::{As, AsEditor, AsReviewer, Visit},
};

/// The longest key of a form, in bytes.
const LONGEST_KEY: usize = 100;

/// What of the queue is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct QueueView {
    #[serde(default)]
    show: String,
    #[serde(default)]
    q: String,
}

/// `GET /edit`: what there is to do.
pub(super) async fn queue(As { visit, proof: editor }: AsEditor, Query(view): Query<QueueView>) -> Answer {
    let filter = QueueFilter { part: QueuePart::of_code(&view.show), words: view.q };
    let queue = visit.site.desk.queue(&editor, &filter).await?;
    Ok(visit.page(desk_page(visit.locale, editor.user(), &visit.site.library.catalogue(), queue, filter)))
}

/// What a new statement is begun from.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Beginning {
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

impl Beginning {
    fn start(self) -> StatementStart {
        StatementStart { passage: self.passage, prefix: self.prefix, suffix: self.suffix, stakeholder: self.by }
    }
}

/// `GET /edit/statements/new`: the form of a new statement, with a passage of a source if one is named.
pub(super) async fn new(As { visit, proof: editor }: AsEditor, Query(from): Query<Beginning>) -> Answer {
    let desk = &visit.site.desk;
    let form = match from.source {
        Some(id) => desk.form_from_source(&editor, SourceId(id), from.start()).await?,
        None => StatementForm::default(),
    };
    let hidden = vec![("key".to_owned(), desk.new_key(&editor))];
    show_blank(&visit, &editor, hidden, form, None, Beside::default()).await
}

/// The form of a draft that is not there yet.
async fn show_blank(
    visit: &Visit,
    editor: &Editor,
    hidden_fields: Vec<(String, String)>,
    form: StatementForm,
    changed: Option<Slug>,
    beside: Beside,
) -> Answer {
    let shown = DraftForm {
        duplicates: visit.site.desk.duplicates(editor, &form, changed.as_ref()).await?,
        draft: None,
        hidden_fields,
        form,
        changes_statement: changed.is_some(),
        except: changed,
        suggestions: visit.site.desk.suggestions(editor).await?,
        faults: beside.faults,
        conflict: beside.conflict,
        is_kept: false,
        just_saved: beside.just_saved,
        more_rows: beside.more_rows,
    };
    Ok(visit.page(draft_page(visit.locale, shown)))
}

/// `GET /edit/statements/{slug}`: the form to change a statement.
pub(super) async fn edit_statement(As { visit, proof: editor }: AsEditor, Path(name): Path<String>) -> Answer {
    let (stored, form) = visit.site.desk.statement(&editor, &slug(&name)?).await?;
    show_change(&visit, &editor, stored, form, Beside::default()).await
}

/// The form of a change of a statement, which is not a draft yet.
async fn show_change(
    visit: &Visit,
    editor: &Editor,
    stored: StoredStatement,
    form: StatementForm,
    beside: Beside,
) -> Answer {
    let slug = stored.statement.slug;
    let hidden = [
        ("key", visit.site.desk.new_key(editor)),
        ("statement", slug.to_string()),
        ("base-version", stored.version.to_string()),
    ];
    let hidden = hidden.map(|(name, value)| (name.to_owned(), value)).into();
    show_blank(visit, editor, hidden, form, Some(slug), beside).await
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
struct Beside {
    /// What was typed, where it is not what is kept.
    form: Option<StatementForm>,
    faults: Vec<FieldFault>,
    conflict: Option<Conflict>,
    just_saved: bool,
    more_rows: usize,
}

/// `GET /edit/drafts/{id}`: the form of a draft.
pub(super) async fn draft(
    As { visit, proof: editor }: AsEditor,
    Path(id): Path<i64>,
    Query(view): Query<DraftView>,
) -> Answer {
    let beside = Beside { just_saved: view.saved > 0, more_rows: view.more.min(5), ..Beside::default() };
    show_draft(&visit, &editor, DraftId(id), beside).await
}

async fn show_draft(visit: &Visit, editor: &Editor, id: DraftId, beside: Beside) -> Answer {
    let (desk, locale) = (&visit.site.desk, visit.locale);
    let open = desk.draft(editor, id).await?;
    if !open.draft.state.is_open() {
        let page = review_page(locale, open, editor.user(), desk.four_eyes(), Vec::new(), None);
        return Ok(visit.page(page));
    }
    let record = open.statement.as_ref().filter(|_| open.is_outdated());
    let conflict = beside.conflict.or_else(|| {
        let theirs = StatementForm::of(&record?.statement, &open.catalogue);
        Some(Conflict { faster: Faster::Changed, theirs })
    });
    // Who saves after having seen a newer statement has compared with that one.
    let base = open.statement.as_ref().map_or(open.draft.base_version, |stored| stored.version);
    let hidden = [("version", open.draft.version), ("base-version", base)];
    let except = open.statement.as_ref().map(|stored| stored.statement.slug.clone());
    let is_kept = beside.form.is_none();
    let form = beside.form.unwrap_or(open.form);
    let shown = DraftForm {
        duplicates: desk.duplicates(editor, &form, except.as_ref()).await?,
        except,
        hidden_fields: hidden.map(|(name, value)| (name.to_owned(), value.to_string())).into(),
        form,
        changes_statement: open.draft.base_version > 0,
        suggestions: desk.suggestions(editor).await?,
        faults: beside.faults,
        conflict,
        is_kept,
        just_saved: beside.just_saved,
        more_rows: beside.more_rows,
        draft: Some(open.draft),
    };
    Ok(visit.page(draft_page(locale, shown)))
}

fn number(fields: &FormFields, name: &str) -> i64 {
    fields.get(name).parse().unwrap_or_default()
}

/// `POST /edit/drafts`: begins a draft. The fields of a statement, `key`, and for a change `statement` and `base-version`;
/// on as [`save`] does.
pub(super) async fn begin(As { visit, proof: editor }: AsEditor, fields: FormFields) -> Answer {
    let base = match fields.get("statement") {
        "" => None,
        name => {
            let (stored, _) = visit.site.desk.statement(&editor, &slug(name)?).await?;
            Some((stored.id, number(&fields, "base-version")))
        }
    };
    let key = fields.get("key");
    if key.is_empty() || key.len() > LONGEST_KEY {
        return Err(PageError::NotFound.into());
    }
    save(&visit, &editor, SaveTarget::New { key: key.to_owned(), base }, &fields).await
}

/// `POST /edit/drafts/{id}`: saves a draft. The fields of a statement, `version` and `base-version`; on as [`save`] does.
pub(super) async fn save_draft(
    As { visit, proof: editor }: AsEditor,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Answer {
    let (version, base_version) = (number(&fields, "version"), number(&fields, "base-version"));
    let target = SaveTarget::Existing { id: DraftId(id), version, base_version };
    save(&visit, &editor, target, &fields).await
}

/// Saves what was typed, and goes on to what was asked for with `action`.
async fn save(visit: &Visit, editor: &Editor, target: SaveTarget, fields: &FormFields) -> Answer {
    let form = StatementForm::read(fields.pairs());
    let action = fields.get("action");
    let base_version = number(fields, "base-version");
    let target_draft = match &target {
        SaveTarget::Existing { id, .. } => Some(*id),
        SaveTarget::New { .. } => None,
    };
    let SavedDraft { id, version } = match visit.site.desk.save(editor, target, &form).await {
        Ok(saved) => saved,
        Err(DraftError::Conflict(draft)) => {
            let theirs = StatementForm::read(&draft.form);
            let conflict = Some(Conflict { faster: Faster::Saved(draft.author_name), theirs });
            let beside = Beside { form: Some(form), conflict, ..Beside::default() };
            return show_draft(visit, editor, draft.id, beside).await;
        }
        Err(DraftError::Faults(faults)) => {
            return show_unsaved(visit, editor, fields, target_draft, form, faults).await;
        }
        Err(DraftError::WrongState(draft)) => return show_closed(visit, editor, draft, form).await,
        Err(error) => return Err(error.into()),
    };
    let at = Address::Draft(id).in_locale(visit.locale);
    if let Some(slug) = action.strip_prefix("reprint:") {
        return reprint_of(visit, editor, (id, version), slug).await;
    }
    match action {
        // Sent by the page itself while somebody types.
        "autosave" => Ok(Json(AutosaveAnswer { address: at, version, base_version }).into_response()),
        "more" => Ok(Redirect::to(&format!("{at}?more=1#topic-{}", form.positions.len())).into_response()),
        "preview" => Ok(visit.see_other(&Address::DraftReview(id))),
        "submit" => submit_version(visit, editor, id, version).await,
        _ => Ok(Redirect::to(&format!("{at}?saved=1")).into_response()),
    }
}

/// The form of what cannot be saved as it is.
async fn show_unsaved(
    visit: &Visit,
    editor: &Editor,
    fields: &FormFields,
    draft: Option<DraftId>,
    form: StatementForm,
    faults: Vec<FieldFault>,
) -> Answer {
    if let Some(id) = draft {
        return show_draft(visit, editor, id, Beside { form: Some(form), faults, ..Beside::default() }).await;
    }
    let hidden = ["key", "statement", "base-version"]
        .into_iter()
        .filter(|name| fields.has(name))
        .map(|name| (name.to_owned(), fields.get(name).to_owned()));
    let changed = fields.get("statement").parse().ok();
    show_blank(visit, editor, hidden.collect(), form, changed, Beside { faults, ..Beside::default() }).await
}

/// What was typed into a draft that is not open any more. Where it was published meanwhile, it is the beginning of a change of
/// that statement, beside what was published.
async fn show_closed(visit: &Visit, editor: &Editor, draft: Box<Draft>, form: StatementForm) -> Answer {
    let open = visit.site.desk.draft(editor, draft.id).await?;
    let published = open.statement.filter(|stored| stored.statement.status == StatementStatus::Published);
    let Some(stored) = published.filter(|_| draft.state == DraftState::Published) else {
        return show_problem(visit, editor, draft.id, DraftError::WrongState(draft)).await;
    };
    let theirs = StatementForm::of(&stored.statement, &open.catalogue);
    let beside = Beside { conflict: Some(Conflict { faster: Faster::Published, theirs }), ..Beside::default() };
    show_change(visit, editor, stored, form, beside).await
}

async fn submit_version(visit: &Visit, editor: &Editor, id: DraftId, version: i64) -> Answer {
    let beside = match visit.site.desk.submit(editor, id, version).await {
        Ok(()) => return Ok(visit.see_other(&Address::DraftReview(id))),
        Err(DraftError::Faults(faults)) => Beside { faults, ..Beside::default() },
        // The page says by itself that the statement was changed.
        Err(DraftError::StatementConflict(_)) => Beside::default(),
        Err(error) => return show_problem(visit, editor, id, error).await,
    };
    show_draft(visit, editor, id, beside).await
}

/// `POST /edit/drafts/{id}/submit`: hands the `version` that was seen to the reviewers; on to its review.
pub(super) async fn submit(As { visit, proof: editor }: AsEditor, Path(id): Path<i64>, fields: FormFields) -> Answer {
    submit_version(&visit, &editor, DraftId(id), number(&fields, "version")).await
}

/// Makes a draft an appearance of another statement.
async fn reprint_of(visit: &Visit, editor: &Editor, (id, version): (DraftId, i64), of: &str) -> Answer {
    match visit.site.desk.reprint(editor, id, version, &slug(of)?).await {
        Ok(Reprint::Begun(begun)) => Ok(visit.see_other(&Address::DraftReview(begun))),
        Ok(Reprint::OnRecord(slug)) => Ok(visit.see_other(&Address::Statement(slug))),
        Err(error) => show_problem(visit, editor, id, error).await,
    }
}

/// `POST /edit/drafts/{id}/reprint`: makes it an appearance of `statement`, in the `version` that was seen; on to the change
/// of that one.
pub(super) async fn reprint(As { visit, proof: editor }: AsEditor, Path(id): Path<i64>, fields: FormFields) -> Answer {
    reprint_of(&visit, &editor, (DraftId(id), number(&fields, "version")), fields.get("statement")).await
}

/// `GET /edit/drafts/{id}/review`: a draft as it would be published.
pub(super) async fn review(As { visit, proof: editor }: AsEditor, Path(id): Path<i64>) -> Answer {
    show_review(&visit, &editor, DraftId(id), None).await
}

async fn show_review(visit: &Visit, editor: &Editor, id: DraftId, problem: Option<ReviewProblem>) -> Answer {
    let desk = &visit.site.desk;
    let open = desk.draft(editor, id).await?;
    let except = open.statement.as_ref().map(|stored| stored.statement.slug.clone());
    let duplicates = desk.duplicates(editor, &open.form, except.as_ref()).await?;
    Ok(visit.page(review_page(visit.locale, open, editor.user(), desk.four_eyes(), duplicates, problem)))
}

/// The page of a draft with why a step was not taken.
async fn show_problem(visit: &Visit, editor: &Editor, id: DraftId, error: DraftError) -> Answer {
    let problem = match error {
        DraftError::ReasonMissing => Some(ReviewProblem::ReasonMissing),
        DraftError::FourEyes => Some(ReviewProblem::FourEyes),
        DraftError::Conflict(_) | DraftError::StatementConflict(_) => Some(ReviewProblem::DraftChanged),
        DraftError::WrongState(_) => Some(ReviewProblem::NotNow),
        DraftError::SourceIncomplete => Some(ReviewProblem::SourceIncomplete),
        // The page names the faults by itself.
        DraftError::Faults(_) => None,
        error @ (DraftError::NotFound | DraftError::Store(_)) => return Err(error.into()),
    };
    show_review(visit, editor, id, problem).await
}

/// `POST /edit/drafts/{id}/publish`: publishes the `version` that was seen; on to the statement.
pub(super) async fn publish(
    As { visit, proof: reviewer }: AsReviewer,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Answer {
    match visit.site.desk.publish(&reviewer, DraftId(id), number(&fields, "version")).await {
        Ok(slug) => Ok(visit.see_other(&Address::Statement(slug))),
        Err(error) => show_problem(&visit, reviewer.editor(), DraftId(id), error).await,
    }
}

/// `POST /edit/drafts/{id}/send-back`: sends the `version` that was seen back with a `reason`; on to the desk.
pub(super) async fn send_back(
    As { visit, proof: reviewer }: AsReviewer,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Answer {
    let (id, version) = (DraftId(id), number(&fields, "version"));
    match visit.site.desk.send_back(&reviewer, id, version, fields.get("reason")).await {
        Ok(()) => Ok(visit.see_other(&Address::Desk)),
        Err(error) => show_problem(&visit, reviewer.editor(), id, error).await,
    }
}

/// `POST /edit/drafts/{id}/discard`: throws the `version` that was seen away; on to the desk.
pub(super) async fn discard(As { visit, proof: editor }: AsEditor, Path(id): Path<i64>, fields: FormFields) -> Answer {
    match visit.site.desk.discard(&editor, DraftId(id), number(&fields, "version")).await {
        Ok(()) => Ok(visit.see_other(&Address::Desk)),
        Err(error) => show_problem(&visit, &editor, DraftId(id), error).await,
    }
}

/// `GET /edit/statements/{slug}/withdraw`: asks why a statement is to be withdrawn.
pub(super) async fn withdrawal(As { visit, proof: reviewer }: AsReviewer, Path(name): Path<String>) -> Answer {
    show_withdrawal(&visit, reviewer.editor(), &slug(&name)?, WithdrawalForm::Empty, String::new()).await
}

async fn show_withdrawal(visit: &Visit, editor: &Editor, slug: &Slug, form: WithdrawalForm, reason: String) -> Answer {
    let (stored, _) = visit.site.desk.statement(editor, slug).await?;
    Ok(visit.page(withdrawal_page(visit.locale, stored, form, reason)))
}

/// `POST /edit/statements/{slug}/withdraw`: withdraws the `version` that was seen for a `reason`; on to what is left.
pub(super) async fn withdraw(
    As { visit, proof: reviewer }: AsReviewer,
    Path(name): Path<String>,
    fields: FormFields,
) -> Answer {
    let (slug, reason) = (slug(&name)?, fields.get("reason"));
    let form = match visit.site.desk.withdraw(&reviewer, &slug, number(&fields, "version"), reason).await {
        Ok(()) => return Ok(visit.see_other(&Address::Statement(slug))),
        Err(StatementError::ReasonMissing) => WithdrawalForm::ReasonMissing,
        Err(StatementError::Changed) => WithdrawalForm::Changed,
        Err(error @ (StatementError::NotFound | StatementError::Store(_))) => return Err(error.into()),
    };
    show_withdrawal(&visit, reviewer.editor(), &slug, form, reason.to_owned()).await
}

/// `POST /edit/statements/{slug}/restore`: begins a draft that gives it back what it was at `version`; on to its review.
pub(super) async fn restore(
    As { visit, proof: editor }: AsEditor,
    Path(name): Path<String>,
    fields: FormFields,
) -> Answer {
    let id = visit.site.desk.restore(&editor, &slug(&name)?, number(&fields, "version")).await?;
    Ok(visit.see_other(&Address::DraftReview(id)))
}
