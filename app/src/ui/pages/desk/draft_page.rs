//! Writing a statement: the form, with what is wrong with it and who else wrote meanwhile.

use leptos::prelude::*;

use super::{button_form, hidden, page};
use crate::{
    domain::{
        Country, Directness, Draft, DraftState, Language, Locale, Slug, SourceKind, SourceTier, StakeholderKind,
        Stance, TitleOrigin, TranslationKind, Venue,
    },
    paths::Address,
    service::{
        Duplicate,
        desk::{FieldFault, FormFault, PositionFields, StatementForm, Suggestions},
    },
    suggestions::duplicate_hints,
    ui::{
        components::{
            DifferenceTable, ErrorSummary, FieldError, Notice, SelectField, TextArea, TextField, TranslatedText,
            duplicate_list, error_of, field_differences, tick_box,
        },
        document::Page,
        islands::{Autosave, AutosaveWords},
    },
    words::{self, text},
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
    let passage = [
        ("passage-prefix", &shown.form.passage_prefix),
        ("passage-suffix", &shown.form.passage_suffix),
        ("source-title-from", &shown.form.source_title_from),
    ]
    .map(|(name, value)| hidden((name.to_owned(), value.clone())))
    .collect_view();
    // A draft that waits for review is taken back by a button, not by touching a field.
    let is_waiting = shown.draft.as_ref().is_some_and(|draft| draft.state == DraftState::InReview);
    let autosave = (!is_waiting).then(|| {
        let words = autosave_words(locale);
        view! { <Autosave form=FORM.to_owned() words/> }
    });
    let reason = shown.changes_statement.then(|| {
        let hint = text!(locale, draft.reason_hint);
        line(locale, "reason", shown.form.reason.clone(), Some(hint), &errors)
    });
    view! {
        <div class="desk">
            <ErrorSummary locale errors=errors.clone()/>
            <p class="kicker"><a href=Address::Desk.in_locale(locale)>{text!(locale, desk.title)}</a></p>
            <h1>{title}</h1>
            {state} {saved} {conflict}
            <form id=FORM method="post" action=action.in_locale(locale) class="stacked wide" novalidate>
                // What Enter does in a field: it saves, and not what the first button on the page would.
                <button type="submit" name="action" value="save" class="hidden" tabindex="-1" aria-hidden="true"></button>
                {shown.hidden_fields.into_iter().map(hidden).collect_view()}
                {passage}
                {who(locale, &shown.form, &errors)}
                {when(locale, &shown.form, &errors)}
                {what(locale, &shown.form, &errors)}
                {duplicates}
                {stances(locale, &shown.form, &shown.suggestions, shown.more_rows, &errors)}
                {source(locale, &shown.form, &errors)}
                {more(locale, &shown.form, &errors)}
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

/// The label of a field by its name.
pub(super) fn field_label(locale: Locale, name: &str) -> String {
    let (stem, number) = match name.rsplit_once('-') {
        Some((stem, number)) if number.bytes().all(|b| b.is_ascii_digit()) => (stem, number.parse::<usize>().ok()),
        _ => (name, None),
    };
    let label = match stem {
        "stakeholder" => text!(locale, facet.stakeholder),
        "new-stakeholder" => text!(locale, draft.new_stakeholder),
        "stakeholder-short" => text!(locale, draft.stakeholder_short),
        "stakeholder-kind" => text!(locale, facet.kind),
        "stakeholder-country" => text!(locale, facet.country),
        "speaker" => text!(locale, draft.speaker),
        "speaker-role" => text!(locale, draft.speaker_role),
        "day" => text!(locale, draft.day),
        "month" => text!(locale, draft.month),
        "year" => text!(locale, draft.year),
        "on-or-before" => text!(locale, draft.on_or_before),
        "text" => text!(locale, draft.text),
        "language" => text!(locale, facet.language),
        "directness" => text!(locale, facet.directness),
        "venue" => text!(locale, facet.venue),
        "translation-en" => text!(locale, draft.translation_into, language = words::language(locale, Language::En)),
        "translation-es" => text!(locale, draft.translation_into, language = words::language(locale, Language::Es)),
        "translation-fr" => text!(locale, draft.translation_into, language = words::language(locale, Language::Fr)),
        "translation-en-kind" | "translation-es-kind" | "translation-fr-kind" => text!(locale, draft.translation_by),
        "source-url" => text!(locale, draft.source_url),
        "source-title" => text!(locale, draft.source_title),
        "source-publisher" => text!(locale, draft.source_publisher),
        "source-date" => text!(locale, draft.source_date),
        "source-kind" => text!(locale, draft.source_kind),
        "source-tier" => text!(locale, draft.source_tier),
        "locator" => text!(locale, draft.locator),
        "passage-prefix" => text!(locale, draft.passage_prefix),
        "date" => text!(locale, draft.when),
        "date-precision" => text!(locale, import.date_precision),
        "source-title-from" => text!(locale, import.title_from),
        "passage-suffix" => text!(locale, draft.passage_suffix),
        "reprints" => text!(locale, draft.reprints),
        "restates" => text!(locale, draft.restates),
        "note" => text!(locale, statement.note),
        "reason" => text!(locale, draft.reason),
        "topic" => text!(locale, facet.topic),
        "new-topic" => text!(locale, draft.new_topic),
        "proposition" => in_language(locale, Language::En),
        "proposition-es" => in_language(locale, Language::Es),
        "proposition-fr" => in_language(locale, Language::Fr),
        "stance" => text!(locale, facet.stance),
        "condition" => text!(locale, draft.condition),
        "rationale" => text!(locale, draft.rationale),
        other => other.to_owned(),
    };
    number.map_or(label.clone(), |number| format!("{label} {}", number + 1))
}

/// The label of the proposition of a topic in a language.
fn in_language(locale: Locale, language: Language) -> String {
    format!("{} ({})", text!(locale, topic.proposition), words::language(locale, language))
}

/// What is wrong with the fields of a form.
pub(super) fn field_errors(locale: Locale, faults: &[FieldFault]) -> Vec<FieldError> {
    faults.iter().map(|fault| FieldError::new(fault.field.clone(), fault_in_words(locale, fault))).collect()
}

/// What is wrong with a field, and what to do.
pub(super) fn fault_in_words(locale: Locale, fault: &FieldFault) -> String {
    let what = match (&fault.fault, codes_of(&fault.field)) {
        (FormFault::NotAValue(value), Some(codes)) => {
            text!(locale, fault.not_one_of, value = value.clone(), codes = codes.join(", "))
        }
        (other, _) => fault_reason(locale, other),
    };
    text!(locale, fault.of, field = field_label(locale, &fault.field), fault = what)
}

/// The codes that can be chosen in a field.
fn codes_of(field: &str) -> Option<&'static [&'static str]> {
    match field {
        "language" => Some(Language::CODES),
        "directness" => Some(Directness::CODES),
        "venue" => Some(Venue::CODES),
        "source-kind" => Some(SourceKind::CODES),
        "source-tier" => Some(SourceTier::CODES),
        "source-title-from" => Some(TitleOrigin::CODES),
        "translation-en-kind" | "translation-es-kind" | "translation-fr-kind" => Some(TranslationKind::CODES),
        stance if stance.starts_with("stance-") => Some(Stance::CODES),
        _ => None,
    }
}

/// What is wrong, without the name of the field.
pub(super) fn fault_reason(locale: Locale, fault: &FormFault) -> String {
    match fault {
        FormFault::Missing => text!(locale, fault.missing),
        FormFault::NotAValue(value) => text!(locale, fault.not_a_value, value = value.clone()),
        FormFault::NotOnRecord(name) => text!(locale, fault.not_on_record, name = name.clone()),
        FormFault::SeveralMatch(names) => text!(locale, fault.several, names = names.join(", ")),
        FormFault::NotADate => text!(locale, fault.not_a_date),
        FormFault::NotInCalendar => text!(locale, fault.not_in_calendar),
        FormFault::InTheFuture => text!(locale, fault.in_the_future),
        FormFault::TooLong(most) => text!(locale, fault.too_long, most = words::number(locale, *most as u64)),
        FormFault::NotAnAddress => text!(locale, fault.not_an_address),
        FormFault::GivenTwice => text!(locale, fault.twice),
        FormFault::SameLanguage => text!(locale, fault.same_language),
        FormFault::NotASlug => text!(locale, fault.not_a_slug),
        FormFault::Circle => text!(locale, fault.circle),
        FormFault::BeforeTheStart => text!(locale, fault.before_the_start),
        FormFault::TooMuchText => text!(locale, source.too_long),
        FormFault::NotText => text!(locale, source.not_text),
        FormFault::ConditionMissing => text!(locale, fault.condition_missing),
        FormFault::NotADateText(text) => text!(locale, fault.not_a_date_text, text = text.clone()),
        FormFault::NotAPrecision(text) => text!(locale, fault.not_a_precision, text = text.clone()),
        FormFault::PrecisionMismatch(date, precision) => {
            text!(locale, fault.precision_mismatch, date = date.clone(), precision = precision.clone())
        }
    }
}

fn line(locale: Locale, name: &str, value: String, hint: Option<String>, errors: &[FieldError]) -> AnyView {
    listed_line(locale, name, value, hint, errors, None)
}

fn listed_line(
    locale: Locale,
    name: &str,
    value: String,
    hint: Option<String>,
    errors: &[FieldError],
    list: Option<&'static str>,
) -> AnyView {
    let (label, error) = (field_label(locale, name), error_of(errors, name));
    TextField { name: name.to_owned(), label, value, hint, error, list, ..TextField::default() }.view()
}

fn area(locale: Locale, name: &str, value: String, hint: Option<String>, errors: &[FieldError], rows: u8) -> AnyView {
    let (label, error) = (field_label(locale, name), error_of(errors, name));
    TextArea { name: name.to_owned(), label, value, hint, error, rows }.view()
}

/// A choice among the values of a vocabulary, with none chosen at first.
fn choice<T: Copy>(
    locale: Locale,
    name: &str,
    chosen: &str,
    all: &[T],
    of: impl Fn(T) -> (&'static str, String),
    errors: &[FieldError],
) -> AnyView {
    let none = (String::new(), text!(locale, draft.choose));
    let options = all.iter().map(|value| of(*value)).map(|(code, label)| (code.to_owned(), label));
    SelectField {
        name: name.to_owned(),
        label: field_label(locale, name),
        options: std::iter::once(none).chain(options).collect(),
        chosen: chosen.to_owned(),
        hint: None,
        error: error_of(errors, name),
    }
    .view()
}

fn group(heading: String, fields: AnyView) -> AnyView {
    view! { <fieldset class="group"><legend>{heading}</legend>{fields}</fieldset> }.into_any()
}

fn who(locale: Locale, form: &StatementForm, errors: &[FieldError]) -> AnyView {
    let is_new = !form.new_stakeholder.is_empty();
    let open = is_new || error_of(errors, "stakeholder").is_some();
    let kinds = |kind: StakeholderKind| (kind.code(), words::kind(locale, kind));
    let countries = |country: Country| (country.code(), words::country(locale, country));
    let new = view! {
        <details open=open>
            <summary>{text!(locale, draft.stakeholder_not_listed)}</summary>
            {tick_box("new-stakeholder", text!(locale, draft.new_stakeholder), is_new)}
            {line(locale, "stakeholder-short", form.stakeholder_short.clone(), None, errors)}
            {choice(locale, "stakeholder-kind", &form.stakeholder_kind, StakeholderKind::ALL, kinds, errors)}
            {choice(locale, "stakeholder-country", &form.stakeholder_country, Country::ALL, countries, errors)}
        </details>
    };
    let hint = Some(text!(locale, draft.stakeholder_hint));
    let role_hint = Some(text!(locale, draft.speaker_role_hint));
    let fields = view! {
        {listed_line(locale, "stakeholder", form.stakeholder.clone(), hint, errors, Some("stakeholders"))} {new}
        {listed_line(locale, "speaker", form.speaker.clone(), None, errors, Some("speakers"))}
        {line(locale, "speaker-role", form.speaker_role.clone(), role_hint, errors)}
    };
    group(text!(locale, draft.who), fields.into_any())
}

fn when(locale: Locale, form: &StatementForm, errors: &[FieldError]) -> AnyView {
    let fields = view! {
        <p class="hint">{text!(locale, draft.when_hint)}</p>
        <div class="date-fields">
            {line(locale, "day", form.day.clone(), None, errors)}
            {line(locale, "month", form.month.clone(), None, errors)}
            {line(locale, "year", form.year.clone(), None, errors)}
        </div>
        {tick_box("on-or-before", text!(locale, draft.on_or_before), !form.on_or_before.is_empty())}
    };
    group(text!(locale, draft.when), fields.into_any())
}

fn what(locale: Locale, form: &StatementForm, errors: &[FieldError]) -> AnyView {
    let languages = |language: Language| (language.code(), words::language(locale, language));
    let directness = |value: Directness| {
        let label = format!("{}: {}", words::directness(locale, value), words::directness_meaning(locale, value));
        (value.code(), label)
    };
    let venues = |venue: Venue| (venue.code(), words::venue(locale, venue));
    let makers = |kind: TranslationKind| (kind.code(), words::translation_kind(locale, kind));
    let translations = [
        ("translation-en", &form.translation_en, "translation-en-kind", &form.translation_en_kind),
        ("translation-es", &form.translation_es, "translation-es-kind", &form.translation_es_kind),
        ("translation-fr", &form.translation_fr, "translation-fr-kind", &form.translation_fr_kind),
    ];
    let open = translations.iter().any(|(name, text, ..)| !text.is_empty() || error_of(errors, name).is_some());
    let translations = translations
        .into_iter()
        .map(|(name, text, kind_name, kind)| {
            view! {
                {area(locale, name, text.clone(), None, errors, 3)}
                {choice(locale, kind_name, kind, TranslationKind::ALL, makers, errors)}
            }
        })
        .collect_view();
    let fields = view! {
        {area(locale, "text", form.text.clone(), Some(text!(locale, draft.text_hint)), errors, 6)}
        {choice(locale, "language", &form.language, Language::ALL, languages, errors)}
        {choice(locale, "directness", &form.directness, Directness::ALL, directness, errors)}
        {choice(locale, "venue", &form.venue, Venue::ALL, venues, errors)}
        <details open=open>
            <summary>{text!(locale, draft.translations)}</summary>
            {translations}
        </details>
    };
    group(text!(locale, draft.what), fields.into_any())
}

fn stances(
    locale: Locale,
    form: &StatementForm,
    suggestions: &Suggestions,
    more_rows: usize,
    errors: &[FieldError],
) -> AnyView {
    let empty = if form.positions.is_empty() { EMPTY_ROWS } else { 0 } + more_rows;
    let all = form.positions.iter().cloned().chain(std::iter::repeat_n(PositionFields::default(), empty));
    let rows = all
        .enumerate()
        .map(|(i, row)| {
            let stances = |stance: Stance| (stance.code(), words::stance(locale, stance));
            let topic = suggestions.catalogue.topics.values().find(|topic| {
                topic.slug.as_str() == row.topic
                    || *topic.label.get(locale).0 == row.topic
                    || topic.label.en == row.topic
            });
            let proposition = topic.map(|topic| {
                view! { <p class="proposition"><TranslatedText locale text=topic.proposition.clone()/></p> }
            });
            let name = |stem: &str| format!("{stem}-{i}");
            let new_topic = new_topic(locale, i, &row, errors);
            let topic_hint = (i == 0).then(|| text!(locale, draft.topic_hint));
            view! {
                <div class="position-row">
                    {listed_line(locale, &name("topic"), row.topic, topic_hint, errors, Some("topics"))} {proposition}
                    {new_topic}
                    {choice(locale, &name("stance"), &row.stance, Stance::ALL, stances, errors)}
                    {line(locale, &name("condition"), row.condition, None, errors)}
                    {line(locale, &name("rationale"), row.rationale, None, errors)}
                </div>
            }
        })
        .collect_view();
    let fields = view! {
        {rows}
        <button type="submit" name="action" value="more" class="quiet">{text!(locale, draft.add_stance)}</button>
    };
    group(text!(locale, statement.positions), fields.into_any())
}

/// The fields of a topic that is not on record yet.
fn new_topic(locale: Locale, i: usize, row: &PositionFields, errors: &[FieldError]) -> AnyView {
    let is_new = !row.new_topic.is_empty();
    let open = is_new || error_of(errors, &format!("topic-{i}")).is_some();
    let hint = Some(text!(locale, draft.proposition_hint));
    let line = |stem: &str, value: &str, hint| line(locale, &format!("{stem}-{i}"), value.to_owned(), hint, errors);
    view! {
        <details open=open>
            <summary>{text!(locale, draft.stakeholder_not_listed)}</summary>
            {tick_box(&format!("new-topic-{i}"), text!(locale, draft.new_topic), is_new)}
            {line("proposition", &row.proposition, hint)}
            {line("proposition-es", &row.proposition_es, None)}
            {line("proposition-fr", &row.proposition_fr, None)}
        </details>
    }
    .into_any()
}

fn source(locale: Locale, form: &StatementForm, errors: &[FieldError]) -> AnyView {
    let kinds = |kind: SourceKind| (kind.code(), words::source_kind(locale, kind));
    let tiers = |tier: SourceTier| (tier.code(), format!("{}: {}", tier.code(), words::tier(locale, tier)));
    let url_hint = Some(text!(locale, draft.source_url_hint));
    let date_hint = Some(text!(locale, draft.source_date_hint));
    let fields = view! {
        {listed_line(locale, "source-url", form.source_url.clone(), url_hint, errors, Some("sources"))}
        {line(locale, "source-title", form.source_title.clone(), None, errors)}
        {line(locale, "source-publisher", form.source_publisher.clone(), None, errors)}
        {line(locale, "source-date", form.source_date.clone(), date_hint, errors)}
        {choice(locale, "source-kind", &form.source_kind, SourceKind::ALL, kinds, errors)}
        {choice(locale, "source-tier", &form.source_tier, SourceTier::ALL, tiers, errors)}
        {line(locale, "locator", form.locator.clone(), Some(text!(locale, draft.locator_hint)), errors)}
    };
    group(text!(locale, statement.source), fields.into_any())
}

fn more(locale: Locale, form: &StatementForm, errors: &[FieldError]) -> AnyView {
    let filled = [&form.reprints, &form.restates, &form.note].iter().any(|value| !value.is_empty());
    let wrong = ["reprints", "restates", "note"].iter().any(|name| error_of(errors, name).is_some());
    view! {
        <details class="group" open=filled || wrong>
            <summary>{text!(locale, draft.more)}</summary>
            {area(locale, "reprints", form.reprints.clone(), Some(text!(locale, draft.reprints_hint)), errors, 2)}
            {line(locale, "restates", form.restates.clone(), Some(text!(locale, draft.restates_hint)), errors)}
            {area(locale, "note", form.note.clone(), None, errors, 2)}
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
        .map(|s| view! { <option value=s.name.clone()>{s.short_name.clone()}</option> })
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
