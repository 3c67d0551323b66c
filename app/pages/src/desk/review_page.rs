//! A draft as readers will see it, with what it changes and what a reviewer may do with it.

use std::sync::Arc;

use desk_islands::{DuplicateHint, duplicate_hints};
use domain::{DraftState, Locale, Role, User};
use leptos::prelude::*;
use service::{
    Duplicate,
    desk::{FieldFault, OpenDraft},
};
use words::{paths::Address, text};

use super::{
    button_form, draft_page::state_line, field_labels::field_fault, hidden, page, source_page::difference_line,
};
use crate::{
    components::{DifferenceTable, ErrorSummary, FieldError, Kept, TextArea, differences, error_of},
    document::Page,
    readers::statement_body,
};

/// Why a step was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewProblem {
    /// The reason is missing.
    ReasonMissing,
    /// It is one's own.
    FourEyes,
    /// Somebody changed the draft meanwhile.
    DraftChanged,
    /// The draft is not where this step begins.
    NotNow,
    /// The source of the draft is not complete, so it cannot be a reprint yet.
    SourceIncomplete,
}

/// The page that shows a draft as readers will see it.
#[must_use]
pub fn review_page(
    locale: Locale,
    open: OpenDraft,
    user: &User,
    four_eyes: bool,
    duplicates: Vec<Duplicate>,
    problem: Option<ReviewProblem>,
) -> Page {
    let title = text!(locale, draft.review_of, number = open.draft.id.0);
    let may_publish = user.role >= Role::Reviewer && !(four_eyes && open.draft.is_by(user.id));
    let is_reviewer = user.role >= Role::Reviewer;
    let status = match problem {
        None => 200,
        Some(ReviewProblem::ReasonMissing | ReviewProblem::SourceIncomplete) => 422,
        Some(ReviewProblem::FourEyes) => 403,
        Some(ReviewProblem::DraftChanged | ReviewProblem::NotNow) => 409,
    };
    page(status, title.clone(), Address::DraftReview(open.draft.id), move || {
        view(locale, title, open, is_reviewer, may_publish, duplicates, problem)
    })
}

fn view(
    locale: Locale,
    title: String,
    open: OpenDraft,
    is_reviewer: bool,
    may_publish: bool,
    duplicates: Vec<Duplicate>,
    problem: Option<ReviewProblem>,
) -> AnyView {
    let errors: Vec<FieldError> = problem
        .map(|problem| match problem {
            ReviewProblem::ReasonMissing => FieldError::new("reason", text!(locale, draft.reason_missing)),
            ReviewProblem::FourEyes => FieldError::new("steps", text!(locale, draft.four_eyes)),
            ReviewProblem::DraftChanged => FieldError::new("steps", text!(locale, draft.changed_meanwhile)),
            ReviewProblem::NotNow => FieldError::new("steps", text!(locale, draft.not_now)),
            ReviewProblem::SourceIncomplete => FieldError::new("steps", text!(locale, duplicates.source_missing)),
        })
        .into_iter()
        .collect();
    let outdated = open.is_outdated().then(|| {
        let href = Address::Draft(open.draft.id).in_locale(locale);
        view! {
            <p class="notice">{text!(locale, draft.outdated)} " " <a href=href>{text!(locale, draft.compare)}</a></p>
        }
    });
    let hints = duplicate_hints(locale, &open.catalogue, &duplicates);
    let duplicates =
        (!hints.is_empty() && open.draft.state.is_open()).then(|| duplicates_section(locale, &open, hints));
    let difference = open.difference.as_ref().map(|difference| {
        view! {
            <section class="notice">
                <h2>{text!(locale, source.not_as_in_source)}</h2>
                {difference_line(locale, difference)}
            </section>
        }
    });
    let body = match &open.read {
        Ok(read) => {
            let new = read.new_stakeholder.as_ref().map(|stakeholder| {
                view! { <p class="notice">{text!(locale, draft.adds_stakeholder, name = stakeholder.name.clone())}</p> }
            });
            let source_stays = read.source_stays.as_ref().map(|source| {
                let title = source.title.clone().or_else(|| source.url.clone()).unwrap_or_default();
                let facts = [words::source_kind(locale, source.kind), words::tier(locale, source.tier)];
                let known = std::iter::once(title).chain(source.publisher.clone()).chain(facts).collect::<Vec<_>>();
                view! { <p class="notice source-stays">{text!(locale, draft.source_stays, source = known.join(", "))}</p> }
            });
            let new_topics = read
                .new_topics
                .iter()
                .map(|topic| {
                    let (label, proposition) = (topic.label.en.clone(), topic.proposition.en.clone());
                    view! {
                        <p class="notice">{text!(locale, draft.adds_topic, name = label)} " " <q>{proposition}</q></p>
                    }
                })
                .collect_view();
            let mut catalogue = Arc::clone(&open.catalogue);
            if let Some(stakeholder) = &read.new_stakeholder {
                let all = &mut Arc::make_mut(&mut catalogue).stakeholders;
                all.insert(stakeholder.slug.clone(), stakeholder.clone().into_inner());
            }
            for topic in &read.new_topics {
                Arc::make_mut(&mut catalogue).topics.insert(topic.slug.clone(), topic.clone().into_inner());
            }
            let changes = open.statement.as_ref().map(|stored| {
                let differences = differences(locale, &catalogue, &stored.statement, &read.statement);
                view! {
                    <section>
                        <h2>{text!(locale, draft.what_changes)}</h2>
                        <DifferenceTable
                            before=text!(locale, history.before)
                            after=text!(locale, history.after)
                            field=text!(locale, history.field)
                            differences
                        />
                    </section>
                }
            });
            view! {
                {new} {new_topics} {source_stays} {changes}
                <section class="preview" aria-label=text!(locale, draft.preview)>
                    {statement_body(locale, &catalogue, &read.statement)}
                </section>
            }
            .into_any()
        }
        Err(faults) => fault_list(locale, faults),
    };
    let steps = steps(locale, &open, is_reviewer, may_publish, &errors);
    view! {
        <div class="desk">
            <ErrorSummary locale errors kept=Kept::Nothing/>
            <p class="kicker"><a href=Address::Desk.in_locale(locale)>{text!(locale, desk.title)}</a></p>
            <h1>{title}</h1>
            {state_line(locale, &open.draft)} {outdated} {duplicates} {difference} {body} {steps}
        </div>
    }
    .into_any()
}

/// What may be the same, each with the way to make the source of the draft an appearance of it.
fn duplicates_section(locale: Locale, open: &OpenDraft, hints: Vec<DuplicateHint>) -> AnyView {
    let is_new = open.draft.statement.is_none();
    let items = hints
        .into_iter()
        .map(|hint| {
            let DuplicateHint { slug, href, title, words, why } = hint;
            let button = is_new.then(|| {
                let fields =
                    vec![("version".to_owned(), open.draft.version.to_string()), ("statement".to_owned(), slug)];
                button_form(locale, &Address::DraftReprint(open.draft.id), fields, text!(locale, duplicates.reprint))
            });
            view! {
                <li>
                    <p><a href=href>{title}</a> " " <span class="why">{why}</span></p>
                    <p class="excerpt">{words}</p>
                    {button}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="duplicates">
            <h2>{text!(locale, duplicates.heading)}</h2>
            <p>{text!(locale, duplicates.lead)}</p>
            <ul>{items}</ul>
        </section>
    }
    .into_any()
}

fn fault_list(locale: Locale, faults: &[FieldFault]) -> AnyView {
    let items = faults.iter().map(|fault| view! { <li>{field_fault(locale, fault)}</li> }).collect_view();
    view! {
        <section>
            <h2>{text!(locale, draft.not_complete)}</h2>
            <ul class="bulleted">{items}</ul>
        </section>
    }
    .into_any()
}

/// What can be done with the draft now, by who sees the page.
fn steps(locale: Locale, open: &OpenDraft, is_reviewer: bool, may_publish: bool, errors: &[FieldError]) -> AnyView {
    let draft = &open.draft;
    let version = || vec![("version".to_owned(), draft.version.to_string())];
    let edit = draft.state.is_open().then(|| {
        let href = Address::Draft(draft.id).in_locale(locale);
        view! { <a href=href>{text!(locale, draft.edit)}</a> }
    });
    let submit = (draft.state != DraftState::InReview && draft.state.is_open() && open.read.is_ok())
        .then(|| button_form(locale, &Address::DraftSubmission(draft.id), version(), text!(locale, draft.submit)));
    let in_review = draft.state == DraftState::InReview;
    let publish = (in_review && may_publish && open.read.is_ok()).then(|| {
        let action = Address::DraftPublication(draft.id).in_locale(locale);
        view! {
            <form method="post" action=action class="button-form">
                {version().into_iter().map(hidden).collect_view()}
                <button type="submit">{text!(locale, draft.publish)}</button>
            </form>
        }
    });
    let own = (in_review && is_reviewer && !may_publish).then(|| view! { <p>{text!(locale, draft.four_eyes)}</p> });
    let send_back = (in_review && is_reviewer).then(|| {
        let action = Address::DraftReturn(draft.id).in_locale(locale);
        let reason = TextArea {
            name: "reason".to_owned(),
            label: text!(locale, draft.send_back_reason),
            error: error_of(errors, "reason"),
            rows: 3,
            ..TextArea::default()
        };
        view! {
            <form method="post" action=action class="stacked" novalidate>
                {version().into_iter().map(hidden).collect_view()} {reason.view()}
                <button type="submit" class="quiet">{text!(locale, draft.send_back)}</button>
            </form>
        }
    });
    view! {
        <section id="steps" tabindex="-1">
            <h2>{text!(locale, draft.steps)}</h2>
            {own}
            <div class="buttons">{publish} {submit} {edit}</div>
            {send_back}
        </section>
    }
    .into_any()
}
