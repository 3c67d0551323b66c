//! The form of one thing of the reference data, and the form that merges it into another.

use domain::{Country, Locale, MilestoneKind, MilestoneState, ReferenceKind, SourceKind, SourceTier, StakeholderKind};
use leptos::prelude::*;
use service::desk::{FieldFault, LEADS, LEADS_NOT, ReferenceItem, SourceStanding};
use words::{paths::Address, text};

use super::{field_labels::fault_reason, hidden, page, source_standing::source_standing};
use crate::{
    components::{
        DifferenceTable, ErrorSummary, FieldError, Kept, Notice, SelectField, TextArea, TextField, error_of,
        field_differences,
    },
    document::Page,
};

/// What the page of a form shows.
pub struct ReferenceForm {
    /// What is changed, with the mark of what was seen; `None` for something new.
    pub item: Option<(ReferenceItem, String)>,
    /// The kind.
    pub kind: ReferenceKind,
    /// What stands in the fields.
    pub fields: Vec<(String, String)>,
    /// Why it is changed, as typed.
    pub reason: String,
    /// What is wrong.
    pub problem: ReferenceProblem,
    /// What was just done.
    pub news: ReferenceNews,
    /// The others of its kind that it can be merged into, by their names in addresses of the desk; empty for
    /// those who may not merge.
    pub others: Vec<(String, String)>,
    /// What stands on a source; `None` for everything else.
    pub standing: Option<SourceStanding>,
    /// What stands in the fields of a merge.
    pub merge: MergeForm,
}

/// What was typed to merge one into another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeForm {
    /// The name of the other in addresses of the desk.
    pub into: String,
    /// Why.
    pub reason: String,
}

/// Why something was not done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ReferenceProblem {
    /// All is well.
    #[default]
    None,
    /// These fields have faults.
    Faults(Vec<FieldFault>),
    /// The reason of a change is missing.
    ReasonMissing,
    /// The reason of a merge is missing.
    MergeReasonMissing,
    /// There is nothing of that name to merge into.
    NothingToMergeInto,
    /// These statements have both; the addresses of their pages.
    HasBoth(Vec<domain::Slug>),
    /// Somebody else changed it; this is what it is now.
    Conflict(Box<ReferenceItem>),
}

/// What was just done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReferenceNews {
    /// Nothing.
    #[default]
    None,
    /// It was saved.
    Saved,
    /// Another was merged into it.
    Merged,
}

/// How a field is filled in.
enum Control {
    Line,
    Area,
    Choice(Vec<(String, String)>),
}

/// The fields of a kind, in their order.
fn controls(locale: Locale, kind: ReferenceKind, is_new: bool) -> Vec<(&'static str, Control)> {
    fn choice<T: Copy>(all: &[T], of: impl Fn(T) -> (String, String)) -> Control {
        Control::Choice(all.iter().map(|value| of(*value)).collect())
    }
    let mut fields = match kind {
        ReferenceKind::Stakeholder => vec![
            ("name", Control::Line),
            ("short", Control::Line),
            ("name-en", Control::Line),
            ("name-es", Control::Line),
            ("name-fr", Control::Line),
            ("short-en", Control::Line),
            ("short-es", Control::Line),
            ("short-fr", Control::Line),
            ("aliases", Control::Area),
            ("kind", choice(StakeholderKind::ALL, |kind| (kind.code().to_owned(), words::kind(locale, kind)))),
            ("country", choice(Country::ALL, |country| (country.code().to_owned(), words::country(locale, country)))),
            ("note", Control::Area),
        ],
        ReferenceKind::Topic => vec![
            ("label-en", Control::Line),
            ("label-es", Control::Line),
            ("label-fr", Control::Line),
            ("proposition-en", Control::Area),
            ("proposition-es", Control::Area),
            ("proposition-fr", Control::Area),
            ("aliases", Control::Area),
            ("broader", Control::Line),
            ("articles", Control::Area),
            ("coding-note", Control::Area),
            (
                "leads",
                Control::Choice(vec![
                    (LEADS_NOT.to_owned(), text!(locale, reference.leads_not)),
                    (LEADS.to_owned(), text!(locale, reference.leads_yes)),
                ]),
            ),
        ],
        ReferenceKind::Milestone => vec![
            ("title-en", Control::Line),
            ("title-es", Control::Line),
            ("title-fr", Control::Line),
            ("date", Control::Line),
            ("end-date", Control::Line),
            ("state", choice(MilestoneState::ALL, |state| (state.code().to_owned(), milestone_state(locale, state)))),
            ("kind", choice(MilestoneKind::ALL, |kind| (kind.code().to_owned(), words::milestone_kind(locale, kind)))),
            ("party", Control::Line),
            ("outcome-en", Control::Area),
            ("outcome-es", Control::Area),
            ("outcome-fr", Control::Area),
            ("source-title", Control::Line),
            ("source-url", Control::Line),
            ("note", Control::Area),
        ],
        ReferenceKind::Source => vec![
            ("url", Control::Line),
            ("title", Control::Line),
            ("publisher", Control::Line),
            ("date", Control::Line),
            ("kind", choice(SourceKind::ALL, |kind| (kind.code().to_owned(), words::source_kind(locale, kind)))),
            (
                "tier",
                choice(SourceTier::ALL, |tier| {
                    (tier.code().to_owned(), format!("{}: {}", tier.code(), words::tier(locale, tier)))
                }),
            ),
        ],
    };
    if is_new && kind != ReferenceKind::Source {
        fields.push(("slug", Control::Line));
    }
    fields
}

fn milestone_state(locale: Locale, state: MilestoneState) -> String {
    match state {
        MilestoneState::Planned => text!(locale, milestone_state.planned),
        MilestoneState::Held => text!(locale, milestone_state.held),
        MilestoneState::Moved => text!(locale, milestone_state.moved),
        MilestoneState::Cancelled => text!(locale, milestone_state.cancelled),
    }
}

/// The label of a field.
pub(super) fn reference_label(locale: Locale, kind: ReferenceKind, name: &str) -> String {
    let in_language = |label: String, language| format!("{label} ({})", words::language(locale, language));
    if let Some((stem, language)) = name.rsplit_once('-').and_then(|(stem, code)| Some((stem, code.parse().ok()?))) {
        return in_language(reference_label(locale, kind, stem), language);
    }
    match (kind, name) {
        (_, "name") => text!(locale, stakeholders.name),
        (_, "short") => text!(locale, draft.stakeholder_short),
        (_, "aliases") => text!(locale, reference.aliases),
        (ReferenceKind::Stakeholder, "kind") => text!(locale, facet.kind),
        (ReferenceKind::Source, "kind") => text!(locale, draft.source_kind),
        (_, "kind") => text!(locale, reference.milestone_kind),
        (_, "country") => text!(locale, facet.country),
        (_, "note") => text!(locale, statement.note),
        (_, "label") => text!(locale, reference.label),
        (_, "proposition") => text!(locale, topic.proposition),
        (_, "broader") => text!(locale, topic.broader),
        (_, "articles") => text!(locale, topic.articles),
        (_, "coding-note") => text!(locale, topic.coding),
        (_, "leads") => text!(locale, reference.leads),
        (_, "outcome") => text!(locale, reference.outcome),
        (ReferenceKind::Source, "date") => text!(locale, draft.source_date),
        (_, "date") => text!(locale, reference.date),
        (_, "end-date") => text!(locale, reference.end_date),
        (_, "state") => text!(locale, users.state),
        (_, "party") => text!(locale, reference.party),
        (_, "source-title") => text!(locale, reference.source_title),
        (_, "source-url") => text!(locale, reference.source_url),
        (_, "url") => text!(locale, draft.source_url),
        (_, "title") => text!(locale, draft.source_title),
        (_, "publisher") => text!(locale, draft.source_publisher),
        (_, "tier") => text!(locale, draft.source_tier),
        (_, "slug") => text!(locale, reference.slug),
        (_, "text") => text!(locale, source.text),
        (_, "file") => text!(locale, source.file),
        (_, other) => other.to_owned(),
    }
}

fn hint(locale: Locale, kind: ReferenceKind, name: &str) -> Option<String> {
    match (kind, name) {
        (_, "aliases" | "articles") => Some(text!(locale, reference.one_a_line)),
        (_, "date") => Some(text!(locale, draft.source_date_hint)),
        (_, "end-date") => Some(text!(locale, reference.end_date_hint)),
        (_, "party") => Some(text!(locale, reference.party_hint)),
        (_, "note" | "coding-note") => Some(text!(locale, draft.in_english_hint)),
        (_, "slug") => Some(text!(locale, reference.slug_hint)),
        (ReferenceKind::Stakeholder, "name-en") => Some(text!(locale, reference.translated_name_hint)),
        (_, "proposition-en") => Some(text!(locale, reference.proposition_hint)),
        _ => None,
    }
}

/// What is wrong with the fields of a form of reference data, in the order of the page.
pub(super) fn reference_errors(locale: Locale, kind: ReferenceKind, faults: &[FieldFault]) -> Vec<FieldError> {
    let error = |fault: &FieldFault| {
        let field = reference_label(locale, kind, &fault.field);
        let what = fault_reason(locale, &fault.fault);
        FieldError::new(fault.field.clone(), text!(locale, fault.of, field = field, fault = what))
    };
    let order: Vec<&str> = controls(locale, kind, true).into_iter().map(|(name, _)| name).collect();
    let mut errors: Vec<FieldError> = faults.iter().map(error).collect();
    errors.sort_by_key(|error| order.iter().position(|name| *name == error.field).unwrap_or(order.len()));
    errors
}

/// What something is called, in the reader's language.
#[must_use]
pub fn reference_name(locale: Locale, item: &ReferenceItem) -> String {
    match item {
        ReferenceItem::Stakeholder(stakeholder) => stakeholder.name_for(locale).to_owned(),
        ReferenceItem::Topic(topic) => topic.label.get(locale).0.to_owned(),
        ReferenceItem::Milestone(milestone) => milestone.title.get(locale).0.to_owned(),
        ReferenceItem::Source(_, source) => source.title.clone().or_else(|| source.url.clone()).unwrap_or_default(),
    }
}

/// What a kind is called when one of it is added.
pub(super) fn add_label(locale: Locale, kind: ReferenceKind) -> String {
    match kind {
        ReferenceKind::Stakeholder => text!(locale, reference.add_stakeholder),
        ReferenceKind::Topic => text!(locale, reference.add_topic),
        ReferenceKind::Milestone => text!(locale, reference.add_milestone),
        ReferenceKind::Source => text!(locale, source.add),
    }
}

/// The page of a form.
#[must_use]
pub fn reference_item_page(locale: Locale, form: ReferenceForm) -> Page {
    let title = match &form.item {
        Some((item, _)) => reference_name(locale, item),
        None => add_label(locale, form.kind),
    };
    let address = match &form.item {
        Some((item, _)) => Address::ReferenceItem(form.kind, item.key()),
        None => Address::NewReference(form.kind),
    };
    let status = match form.problem {
        ReferenceProblem::None => 200,
        ReferenceProblem::Conflict(_) | ReferenceProblem::HasBoth(_) => 409,
        _ => 422,
    };
    page(status, title.clone(), address, move || view(locale, title, form))
}

fn errors_of(locale: Locale, form: &ReferenceForm) -> Vec<FieldError> {
    match &form.problem {
        ReferenceProblem::Faults(faults) => reference_errors(locale, form.kind, faults),
        ReferenceProblem::ReasonMissing => vec![FieldError::new("reason", text!(locale, draft.reason_missing))],
        ReferenceProblem::MergeReasonMissing => {
            vec![FieldError::new("merge-reason", text!(locale, draft.reason_missing))]
        }
        ReferenceProblem::NothingToMergeInto => vec![FieldError::new("into", text!(locale, reference.choose_other))],
        ReferenceProblem::None | ReferenceProblem::HasBoth(_) | ReferenceProblem::Conflict(_) => Vec::new(),
    }
}

fn view(locale: Locale, title: String, form: ReferenceForm) -> AnyView {
    let errors = errors_of(locale, &form);
    let value =
        |name: &str| form.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let fields = controls(locale, form.kind, form.item.is_none())
        .into_iter()
        .map(|(name, control)| control_view(locale, form.kind, name, control, value(name), &errors))
        .collect_view();
    let (action, seen, reason) = match &form.item {
        Some((item, mark)) => {
            let reason = TextField {
                name: "reason".to_owned(),
                label: text!(locale, draft.reason),
                value: form.reason.clone(),
                hint: Some(text!(locale, reference.reason_hint)),
                error: error_of(&errors, "reason"),
                ..TextField::default()
            };
            let seen = hidden(("seen".to_owned(), mark.clone()));
            (Address::ReferenceItem(form.kind, item.key()), Some(seen), Some(reason.view()))
        }
        None => (Address::ReferenceKind(form.kind), None, None),
    };
    let news = match form.news {
        ReferenceNews::None => None,
        ReferenceNews::Saved => Some(text!(locale, reference.saved)),
        ReferenceNews::Merged => Some(text!(locale, reference.merged)),
    };
    let news = news.map(|message| view! { <Notice message/> });
    let trouble = trouble(locale, &form);
    let earlier = form.item.as_ref().and_then(|(item, _)| earlier_dates(locale, item));
    let standing = form.item.as_ref().zip(form.standing.as_ref());
    let standing = standing.map(|((item, _), standing)| source_standing(locale, item, standing));
    let merge = merge_form(locale, &form, &errors);
    view! {
        <div class="desk">
            <ErrorSummary locale errors=errors.clone() kept=Kept::Typed/>
            <p class="kicker"><a href=Address::Reference.in_locale(locale)>{text!(locale, reference.title)}</a></p>
            <h1>{title}</h1>
            {news} {trouble}
            <form method="post" action=action.in_locale(locale) class="stacked wide" novalidate>
                {seen} {fields} {earlier} {standing} {reason}
                <button type="submit">{text!(locale, form.save)}</button>
            </form>
            {merge}
        </div>
    }
    .into_any()
}

fn control_view(
    locale: Locale,
    kind: ReferenceKind,
    name: &str,
    control: Control,
    value: String,
    errors: &[FieldError],
) -> AnyView {
    let (label, hint) = (reference_label(locale, kind, name), hint(locale, kind, name));
    let (name, error) = (name.to_owned(), error_of(errors, name));
    match control {
        Control::Line => TextField { name, label, value, hint, error, ..TextField::default() }.view(),
        Control::Area => TextArea { name, label, value, hint, error, rows: 3 }.view(),
        Control::Choice(options) => {
            let none = (String::new(), text!(locale, draft.choose));
            let options = std::iter::once(none).chain(options).collect();
            SelectField { name, label, options, chosen: value, hint, error }.view()
        }
    }
}

/// The dates a milestone was set for before; they are kept by themselves when it moves.
fn earlier_dates(locale: Locale, item: &ReferenceItem) -> Option<AnyView> {
    let ReferenceItem::Milestone(milestone) = item else { return None };
    let dates: Vec<String> = milestone.earlier_dates.iter().map(|date| words::period(locale, *date)).collect();
    let all = (!dates.is_empty())
        .then(|| format!("{}{}{}. ", text!(locale, milestones.earlier), words::colon(locale), dates.join(", ")));
    Some(view! { <p class="hint">{all} {text!(locale, reference.move_hint)}</p> }.into_any())
}

/// Who else changed it, or what stands in the way of a merge.
fn trouble(locale: Locale, form: &ReferenceForm) -> AnyView {
    match &form.problem {
        ReferenceProblem::Conflict(theirs) => {
            // Beside the fields, what is sent has a reason and a mark.
            let theirs = theirs.fields();
            let is_field = |(name, _): &&(String, String)| theirs.iter().any(|(other, _)| other == name);
            let mine: Vec<_> = form.fields.iter().filter(is_field).cloned().collect();
            let differences = field_differences(&theirs, &mine, |name| reference_label(locale, form.kind, name));
            view! {
                <section class="error-summary" role="alert" aria-labelledby="conflict-title">
                    <h2 id="conflict-title">{text!(locale, draft.conflict_title)}</h2>
                    <p>{text!(locale, draft.conflict_what)}</p>
                    <DifferenceTable
                        before=text!(locale, draft.theirs)
                        after=text!(locale, draft.mine)
                        field=text!(locale, history.field)
                        differences
                    />
                </section>
            }
            .into_any()
        }
        ReferenceProblem::HasBoth(slugs) => {
            let links = slugs
                .iter()
                .map(|slug| {
                    let href = Address::Statement(slug.clone()).in_locale(locale);
                    view! { <li><a href=href>{slug.to_string()}</a></li> }
                })
                .collect_view();
            view! {
                <section class="error-summary" role="alert" aria-labelledby="both-title">
                    <h2 id="both-title">{text!(locale, reference.has_both)}</h2>
                    <ul>{links}</ul>
                </section>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}

fn merge_form(locale: Locale, form: &ReferenceForm, errors: &[FieldError]) -> Option<AnyView> {
    let (item, _) = form.item.as_ref().filter(|_| !form.others.is_empty())?;
    let none = (String::new(), text!(locale, draft.choose));
    let into = SelectField {
        name: "into".to_owned(),
        label: text!(locale, reference.into),
        options: std::iter::once(none).chain(form.others.iter().cloned()).collect(),
        chosen: form.merge.into.clone(),
        hint: Some(text!(locale, reference.merge_hint)),
        error: error_of(errors, "into"),
    };
    let reason = TextField {
        name: "merge-reason".to_owned(),
        label: text!(locale, reference.merge_reason),
        value: form.merge.reason.clone(),
        error: error_of(errors, "merge-reason"),
        ..TextField::default()
    };
    let action = Address::ReferenceMerge(form.kind, item.key()).in_locale(locale);
    let open = errors.iter().any(|error| ["into", "merge-reason"].contains(&error.field.as_str()));
    Some(
        view! {
            <details class="group" open=open>
                <summary>{text!(locale, reference.merge)}</summary>
                <form method="post" action=action class="stacked wide" novalidate>
                    {into.view()} {reason.view()}
                    <button type="submit" class="danger">{text!(locale, reference.merge)}</button>
                </form>
            </details>
        }
        .into_any(),
    )
}
