//! Writing a statement: the form, with what is wrong with it and who else wrote meanwhile.

use desk_islands::{Autosave, AutosaveWords, duplicate_hints};
use domain::{
    Country, Directness, Draft, DraftState, Language, Locale, Slug, SourceKind, SourceTier, StakeholderKind, Stance,
    TranslationKind, Venue,
};
use leptos::prelude::*;
use service::{
    Duplicate,
    desk::{FieldFault, FormField, PositionField, SingleField, StatementForm, Suggestions},
};
use words::{paths::Address, text};

use super::{
    button_form,
    field_labels::{field_errors, field_label, form_label},
    hidden, page,
};
use crate::{
    components::{
        DifferenceTable, ErrorSummary, FieldError, Kept, Notice, SelectField, TextArea, TextField, TranslatedText,
        duplicate_list, error_of, field_differences, tick_box,
    },
    document::Page,
};

/// The id of the form.
const FORM: &str = "statement-form";

/// How many empty rows for stances there are at least.
const EMPTY_ROWS: usize = 1;

/// How somebody was faster.
pub enum Faster {
    /// They saved the draft; their name.
    Saved(String),
    /// They changed the statement that the draft changes.
    Changed,
    /// They published the draft.
    Published,
}

/// What somebody else did while the form was open.
pub struct Conflict {
    /// What they did.
    pub faster: Faster,
    /// The form as it is on record now.
    pub theirs: StatementForm,
}

/// What the page of a form shows.
pub struct DraftForm {
    /// The draft, once there is one.
    pub draft: Option<Draft>,
    /// What is sent along and not shown: key or version, and what is changed.
    pub hidden_fields: Vec<(String, String)>,
    /// What stands in the form.
    pub form: StatementForm,
    /// Whether a statement on record is changed.
    pub changes_statement: bool,
    /// The statement that is changed, which is no duplicate of itself.
    pub except: Option<Slug>,
    /// Published statements that may be the same.
    pub duplicates: Vec<Duplicate>,
    /// What may be chosen.
    pub suggestions: Suggestions,
    /// What is wrong.
    pub faults: Vec<FieldFault>,
    /// Who was faster.
    pub conflict: Option<Conflict>,
    /// Whether what stands in the form is what is kept of the draft.
    pub is_kept: bool,
    /// Whether the draft was saved just now.
    pub just_saved: bool,
    /// How many more empty rows for stances are asked for.
    pub more_rows: usize,
}

/// The page of a form.
#[must_use]
pub fn draft_page(locale: Locale, shown: DraftForm) -> Page {
    let title = match (&shown.draft, shown.changes_statement) {
        (Some(draft), _) => text!(locale, draft.number, number = draft.id.0),
        (None, true) => text!(locale, draft.change),
        (None, false) => text!(locale, draft.new),
    };
    let address = shown.draft.as_ref().map_or(Address::NewStatement, |draft| Address::Draft(draft.id));
    let status = if shown.conflict.is_some() {
        409
    } else if shown.faults.is_empty() {
        200
    } else {
        422
    };
    page(status, title.clone(), address, move || view(locale, title, shown))
}

fn view(locale: Locale, title: String, shown: DraftForm) -> AnyView {
    let errors = field_errors(locale, &shown.faults);
    let state = shown.draft.as_ref().map(|draft| state_line(locale, draft));
    let saved = shown.just_saved.then(|| view! { <Notice message=text!(locale, draft.saved)/> });
    let conflict = shown.conflict.map(|conflict| conflict_box(locale, &shown.form, &conflict));
    let action = match &shown.draft {
        Some(draft) => Address::Draft(draft.id),
        None => Address::Drafts,
    };
    let discard = shown.draft.as_ref().map(|draft| {
        let version = vec![("version".to_owned(), draft.version.to_string())];
        button_form(locale, &Address::DraftDisposal(draft.id), version, text!(locale, draft.discard))
    });
    let hints = duplicate_hints(locale, &shown.suggestions.catalogue, &shown.duplicates);
    let duplicates = duplicate_list(locale, hints, shown.except.as_ref(), !shown.changes_statement);
    let fields = FormView { locale, form: &shown.form, errors: &errors };
    let passage = [SingleField::PassagePrefix, SingleField::PassageSuffix, SingleField::SourceTitleFrom]
        .map(|field| hidden((field.name().to_owned(), shown.form.value(field).to_owned())))
        .collect_view();
    // A draft that waits for review is taken back by a button, not by touching a field.
    let is_waiting = shown.draft.as_ref().is_some_and(|draft| draft.state == DraftState::InReview);
    let autosave = (!is_waiting).then(|| {
        let words = autosave_words(locale);
        view! { <Autosave form=FORM.to_owned() words/> }
    });
    let reason =
        shown.changes_statement.then(|| fields.line(SingleField::Reason, Some(text!(locale, draft.reason_hint))));
    view! {
        <div class="desk">
            <ErrorSummary locale errors=errors.clone() kept=if shown.is_kept { Kept::Saved } else { Kept::Typed }/>
            <p class="kicker"><a href=Address::Desk.in_locale(locale)>{text!(locale, desk.title)}</a></p>
            <h1>{title}</h1>
            {state} {saved} {conflict}
            <form id=FORM method="post" action=action.in_locale(locale) class="stacked wide" novalidate>
                // What Enter does in a field: it saves, and not what the first button on the page would.
                <button type="submit" name="action" value="save" class="hidden" tabindex="-1" aria-hidden="true"></button>
                {shown.hidden_fields.into_iter().map(hidden).collect_view()}
                {passage}
                {who(&fields)}
                {when(&fields)}
                {what(&fields)}
                {duplicates}
                {stances(&fields, &shown.suggestions, shown.more_rows)}
                {source(&fields)}
                {more(&fields)}
                {reason}
                <div class="buttons">
                    <button type="submit" name="action" value="save">{text!(locale, draft.save)}</button>
                    <button type="submit" name="action" value="preview" class="quiet">{text!(locale, draft.preview)}</button>
                    <button type="submit" name="action" value="submit" class="quiet">{text!(locale, draft.submit)}</button>
                </div>
                {autosave}
            </form>
            {discard}
            {suggestion_lists(locale, &shown.suggestions)}
        </div>
    }
    .into_any()
}

fn autosave_words(locale: Locale) -> AutosaveWords {
    AutosaveWords {
        idle: text!(locale, autosave.idle),
        unsaved: text!(locale, autosave.unsaved),
        saved: text!(locale, autosave.saved),
        conflict: text!(locale, autosave.conflict),
        signed_out: text!(locale, autosave.signed_out),
        failed: text!(locale, autosave.failed),
    }
}

/// Where a draft is, whose it is and, when it was sent back, why.
pub(super) fn state_line(locale: Locale, draft: &Draft) -> AnyView {
    let remark = draft.remark.clone().filter(|_| draft.state == DraftState::SentBack);
    let remark = remark.map(|remark| view! { <p class="notice">{text!(locale, draft.remark)} " " {remark}</p> });
    let state = words::draft_state(locale, draft.state);
    view! {
        <p class="meta">
            <span class="state">{state}</span>
            <span class="dot">{draft.author_name.clone()}</span>
        </p>
        {remark}
    }
    .into_any()
}

fn conflict_box(locale: Locale, mine: &StatementForm, conflict: &Conflict) -> AnyView {
    let differences = field_differences(&conflict.theirs.pairs(), &mine.pairs(), |name| field_label(locale, name));
    let who = match &conflict.faster {
        Faster::Saved(name) => text!(locale, draft.conflict_by, name = name.clone()),
        Faster::Changed => text!(locale, draft.conflict_record),
        Faster::Published => text!(locale, draft.conflict_published),
    };
    view! {
        <section class="error-summary" role="alert" aria-labelledby="conflict-title">
            <h2 id="conflict-title">{text!(locale, draft.conflict_title)}</h2>
            <p>{who} " " {text!(locale, draft.conflict_what)}</p>
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

/// A form, as its fields are shown: each with its name and label, what stands in it and what is wrong with it.
struct FormView<'a> {
    locale: Locale,
    form: &'a StatementForm,
    errors: &'a [FieldError],
}

impl FormView<'_> {
    fn value(&self, field: FormField) -> String {
        let value = match field {
            FormField::Single(field) => self.form.value(field),
            FormField::Position(i, field) => self.form.positions.get(i).map_or("", |row| row.value(field)),
        };
        value.to_owned()
    }

    fn error(&self, field: FormField) -> Option<String> {
        error_of(self.errors, &field.name())
    }

    fn text_field(&self, field: FormField, hint: Option<String>, list: Option<&'static str>) -> AnyView {
        let (label, error) = (form_label(self.locale, field), self.error(field));
        let (name, value) = (field.name(), self.value(field));
        TextField { name, label, value, hint, error, list, ..TextField::default() }.view()
    }

    fn line(&self, field: SingleField, hint: Option<String>) -> AnyView {
        self.text_field(FormField::Single(field), hint, None)
    }

    /// A line with what the browser may suggest.
    fn listed_line(&self, field: SingleField, hint: Option<String>, list: &'static str) -> AnyView {
        self.text_field(FormField::Single(field), hint, Some(list))
    }

    fn area(&self, field: SingleField, hint: Option<String>, rows: u8) -> AnyView {
        let field = FormField::Single(field);
        let (label, error) = (form_label(self.locale, field), self.error(field));
        TextArea { name: field.name(), label, value: self.value(field), hint, error, rows }.view()
    }

    /// A choice among the values of a vocabulary, with none chosen at first.
    fn choice<T: Copy>(&self, field: FormField, all: &[T], of: impl Fn(T) -> (&'static str, String)) -> AnyView {
        let none = (String::new(), text!(self.locale, draft.choose));
        let options = all.iter().map(|value| of(*value)).map(|(code, label)| (code.to_owned(), label));
        SelectField {
            name: field.name(),
            label: form_label(self.locale, field),
            options: std::iter::once(none).chain(options).collect(),
            chosen: self.value(field),
            hint: None,
            error: self.error(field),
        }
        .view()
    }

    fn choose<T: Copy>(&self, field: SingleField, all: &[T], of: impl Fn(T) -> (&'static str, String)) -> AnyView {
        self.choice(FormField::Single(field), all, of)
    }

    fn tick(&self, field: FormField, label: String) -> AnyView {
        tick_box(&field.name(), label, !self.value(field).is_empty()).into_any()
    }

    /// Whether a field is filled in or wrong, so that what it is folded away in stands open.
    fn is_of_note(&self, field: SingleField) -> bool {
        let field = FormField::Single(field);
        !self.value(field).is_empty() || self.error(field).is_some()
    }
}

fn group(heading: String, fields: AnyView) -> AnyView {
    view! { <fieldset class="group"><legend>{heading}</legend>{fields}</fieldset> }.into_any()
}

fn who(fields: &FormView<'_>) -> AnyView {
    let locale = fields.locale;
    let is_new = FormField::Single(SingleField::NewStakeholder);
    let stakeholder = FormField::Single(SingleField::Stakeholder);
    let open = !fields.value(is_new).is_empty() || fields.error(stakeholder).is_some();
    let kinds = |kind: StakeholderKind| (kind.code(), words::kind(locale, kind));
    let countries = |country: Country| (country.code(), words::country(locale, country));
    let new = view! {
        <details open=open>
            <summary>{text!(locale, draft.stakeholder_not_listed)}</summary>
            {fields.tick(is_new, text!(locale, draft.new_stakeholder))}
            {fields.line(SingleField::StakeholderShort, None)}
            {fields.choose(SingleField::StakeholderKind, StakeholderKind::ALL, kinds)}
            {fields.choose(SingleField::StakeholderCountry, Country::ALL, countries)}
        </details>
    };
    let languages = |language: Language| (language.code(), words::language(locale, language));
    let hint = Some(text!(locale, draft.stakeholder_hint));
    let role_hint = Some(text!(locale, draft.speaker_role_hint));
    let shown = view! {
        {fields.listed_line(SingleField::Stakeholder, hint, "stakeholders")} {new}
        {fields.listed_line(SingleField::Speaker, None, "speakers")}
        {fields.line(SingleField::SpeakerRole, role_hint)}
        {fields.choose(SingleField::SpeakerRoleLanguage, Language::ALL, languages)}
    };
    group(text!(locale, draft.who), shown.into_any())
}

fn when(fields: &FormView<'_>) -> AnyView {
    let locale = fields.locale;
    let shown = view! {
        <p class="hint">{text!(locale, draft.when_hint)}</p>
        <div class="date-fields">
            {fields.line(SingleField::Day, None)}
            {fields.line(SingleField::Month, None)}
            {fields.line(SingleField::Year, None)}
        </div>
        {fields.tick(FormField::Single(SingleField::OnOrBefore), text!(locale, draft.on_or_before))}
    };
    group(text!(locale, draft.when), shown.into_any())
}

fn what(fields: &FormView<'_>) -> AnyView {
    let locale = fields.locale;
    let languages = |language: Language| (language.code(), words::language(locale, language));
    let directness = |value: Directness| {
        let label = format!("{}: {}", words::directness(locale, value), words::directness_meaning(locale, value));
        (value.code(), label)
    };
    let venues = |venue: Venue| (venue.code(), words::venue(locale, venue));
    let makers = |kind: TranslationKind| (kind.code(), words::translation_kind(locale, kind));
    let translations = [
        (SingleField::TranslationEn, SingleField::TranslationEnKind),
        (SingleField::TranslationEs, SingleField::TranslationEsKind),
        (SingleField::TranslationFr, SingleField::TranslationFrKind),
    ];
    let open = translations.iter().any(|(words, _)| fields.is_of_note(*words));
    let translations = translations
        .into_iter()
        .map(|(words, kind)| {
            view! {
                {fields.area(words, None, 3)}
                {fields.choose(kind, TranslationKind::ALL, makers)}
            }
        })
        .collect_view();
    let shown = view! {
        {fields.area(SingleField::Text, Some(text!(locale, draft.text_hint)), 6)}
        {fields.choose(SingleField::Language, Language::ALL, languages)}
        {fields.choose(SingleField::Directness, Directness::ALL, directness)}
        {fields.choose(SingleField::Venue, Venue::ALL, venues)}
        <details open=open>
            <summary>{text!(locale, draft.translations)}</summary>
            {translations}
        </details>
    };
    group(text!(locale, draft.what), shown.into_any())
}

fn stances(fields: &FormView<'_>, suggestions: &Suggestions, more_rows: usize) -> AnyView {
    let locale = fields.locale;
    let filled = fields.form.positions.len();
    let empty = if filled == 0 { EMPTY_ROWS } else { 0 } + more_rows;
    let stances = |stance: Stance| (stance.code(), words::stance(locale, stance));
    let rows = (0..filled + empty)
        .map(|i| {
            let of = |field: PositionField| FormField::Position(i, field);
            let typed = fields.value(of(PositionField::Topic));
            let topic = suggestions.catalogue.topics.values().find(|topic| {
                topic.slug.as_str() == typed || *topic.label.get(locale).0 == typed || topic.label.en == typed
            });
            let proposition = topic.map(|topic| {
                view! { <p class="proposition"><TranslatedText locale text=topic.proposition.clone()/></p> }
            });
            let in_english = (i == 0).then(|| text!(locale, draft.in_english_hint));
            let topic_hint = (i == 0).then(|| text!(locale, draft.topic_hint));
            view! {
                <div class="position-row">
                    {fields.text_field(of(PositionField::Topic), topic_hint, Some("topics"))} {proposition}
                    {new_topic(fields, i)}
                    {fields.choice(of(PositionField::Stance), Stance::ALL, stances)}
                    {fields.text_field(of(PositionField::Condition), in_english.clone(), None)}
                    {fields.text_field(of(PositionField::Rationale), in_english, None)}
                </div>
            }
        })
        .collect_view();
    let shown = view! {
        {rows}
        <button type="submit" name="action" value="more" class="quiet">{text!(locale, draft.add_stance)}</button>
    };
    group(text!(locale, statement.positions), shown.into_any())
}

/// The fields of a topic that is not on record yet.
fn new_topic(fields: &FormView<'_>, i: usize) -> AnyView {
    let locale = fields.locale;
    let of = |field: PositionField| FormField::Position(i, field);
    let is_new = of(PositionField::NewTopic);
    let open = !fields.value(is_new).is_empty() || fields.error(of(PositionField::Topic)).is_some();
    let hint = Some(text!(locale, draft.proposition_hint));
    view! {
        <details open=open>
            <summary>{text!(locale, draft.stakeholder_not_listed)}</summary>
            {fields.tick(is_new, text!(locale, draft.new_topic))}
            {fields.text_field(of(PositionField::Proposition), hint, None)}
            {fields.text_field(of(PositionField::PropositionEs), None, None)}
            {fields.text_field(of(PositionField::PropositionFr), None, None)}
        </details>
    }
    .into_any()
}

fn source(fields: &FormView<'_>) -> AnyView {
    let locale = fields.locale;
    let kinds = |kind: SourceKind| (kind.code(), words::source_kind(locale, kind));
    let tiers = |tier: SourceTier| (tier.code(), format!("{}: {}", tier.code(), words::tier(locale, tier)));
    let url_hint = Some(text!(locale, draft.source_url_hint));
    let date_hint = Some(text!(locale, draft.source_date_hint));
    let shown = view! {
        {fields.listed_line(SingleField::SourceUrl, url_hint, "sources")}
        {fields.line(SingleField::SourceTitle, None)}
        {fields.line(SingleField::SourcePublisher, None)}
        {fields.line(SingleField::SourceDate, date_hint)}
        {fields.choose(SingleField::SourceKind, SourceKind::ALL, kinds)}
        {fields.choose(SingleField::SourceTier, SourceTier::ALL, tiers)}
        {fields.line(SingleField::Locator, Some(text!(locale, draft.locator_hint)))}
    };
    group(text!(locale, statement.source), shown.into_any())
}

fn more(fields: &FormView<'_>) -> AnyView {
    let locale = fields.locale;
    let open = [SingleField::Reprints, SingleField::Restates, SingleField::Note].map(|field| fields.is_of_note(field));
    view! {
        <details class="group" open=open.contains(&true)>
            <summary>{text!(locale, draft.more)}</summary>
            {fields.area(SingleField::Reprints, Some(text!(locale, draft.reprints_hint)), 2)}
            {fields.line(SingleField::Restates, Some(text!(locale, draft.restates_hint)))}
            {fields.area(SingleField::Note, Some(text!(locale, draft.in_english_hint)), 2)}
        </details>
    }
    .into_any()
}

/// What may be chosen, for the type-ahead that browsers have themselves.
fn suggestion_lists(locale: Locale, suggestions: &Suggestions) -> AnyView {
    let stakeholders = suggestions
        .catalogue
        .stakeholders
        .values()
        .map(|s| view! { <option value=s.name.clone()>{s.short_name_for(locale).to_owned()}</option> })
        .collect_view();
    let topics = suggestions
        .catalogue
        .topics
        .values()
        .map(|topic| {
            let label = topic.label.get(locale).0.to_owned();
            view! { <option value=label>{topic.proposition.get(locale).0.to_owned()}</option> }
        })
        .collect_view();
    let speakers =
        suggestions.speakers.iter().map(|name| view! { <option value=name.clone()></option> }).collect_view();
    let sources = suggestions
        .sources
        .iter()
        .map(|source| view! { <option value=source.url.clone()>{source.title.clone()}</option> })
        .collect_view();
    view! {
        <datalist id="stakeholders">{stakeholders}</datalist>
        <datalist id="topics">{topics}</datalist>
        <datalist id="speakers">{speakers}</datalist>
        <datalist id="sources">{sources}</datalist>
    }
    .into_any()
}
