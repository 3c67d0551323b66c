//! All sources, with a form for a new one.

use domain::{Locale, ReferenceKind, SourceKind, SourceTier};
use leptos::prelude::*;
use service::{desk::FieldFault, ports::SourceOverview};
use words::{paths::Address, text};

use super::{page, reference_item_page::reference_errors, status_of};
use crate::{
    components::{
        ErrorSummary, FieldError, FileField, Kept, SelectField, SourceLink, TextArea, TextField, error_of,
        scrolling_table,
    },
    document::Page,
};

/// A source to be added, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSourceForm(pub Vec<(String, String)>);

impl NewSourceForm {
    fn value(&self, name: &str) -> String {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// The page of all sources.
#[must_use]
pub fn sources_page(locale: Locale, sources: Vec<SourceOverview>, form: NewSourceForm, faults: &[FieldFault]) -> Page {
    let errors = reference_errors(locale, ReferenceKind::Source, faults);
    page(status_of(&errors), text!(locale, source.all), Address::Sources, move || {
        let rows = sources.into_iter().map(|source| row(locale, source)).collect_view();
        let table = scrolling_table(
            text!(locale, source.on_record),
            "",
            vec![text!(locale, statement.source), text!(locale, source.statements), text!(locale, source.text)],
            rows.into_any(),
        );
        view! {
            <div class="desk">
                <ErrorSummary locale errors=errors.clone() kept=Kept::Typed/>
                <p class="kicker"><a href=Address::Desk.in_locale(locale)>{text!(locale, desk.title)}</a></p>
                <h1>{text!(locale, source.all)}</h1>
                {new_source(locale, form, &errors)}
                <section>
                    <h2>{text!(locale, source.on_record)}</h2>
                    {table}
                </section>
            </div>
        }
        .into_any()
    })
}

fn row(locale: Locale, overview: SourceOverview) -> impl IntoView {
    let SourceOverview { stored, statements, has_text } = overview;
    let href = Address::Source(stored.id).in_locale(locale);
    let title = stored.source.title.or(stored.source.url).unwrap_or_default();
    let has_text = if has_text { text!(locale, source.has_text) } else { text!(locale, source.no_text) };
    view! {
        <tr>
            <th scope="row"><a href=href>{title}</a> <span class="excerpt">{stored.source.publisher}</span></th>
            <td>{words::number(locale, statements)}</td>
            <td>{has_text}</td>
        </tr>
    }
    .into_any()
}

fn new_source(locale: Locale, form: NewSourceForm, errors: &[FieldError]) -> AnyView {
    let line = |name: &str, label: String, value: String, hint: Option<String>| {
        let error = error_of(errors, name);
        TextField { name: name.to_owned(), label, value, hint, error, ..TextField::default() }.view()
    };
    let choice = |name: &str, label: String, chosen: String, options: Vec<(String, String)>| {
        let none = (String::new(), text!(locale, draft.choose));
        let options = std::iter::once(none).chain(options).collect();
        SelectField { name: name.to_owned(), label, options, chosen, hint: None, error: error_of(errors, name) }.view()
    };
    let kinds = SourceKind::ALL.iter().map(|kind| (kind.code().to_owned(), words::source_kind(locale, *kind)));
    let tiers = SourceTier::ALL
        .iter()
        .map(|tier| (tier.code().to_owned(), format!("{}: {}", tier.code(), words::tier(locale, *tier))));
    let open = !errors.is_empty();
    view! {
        <details class="group" open=open>
            <summary>{text!(locale, source.add)}</summary>
            <form
                method="post"
                action=Address::Sources.in_locale(locale)
                enctype="multipart/form-data"
                class="stacked wide"
                novalidate
            >
                {line("url", text!(locale, draft.source_url), form.value("url"), None)}
                {line("title", text!(locale, draft.source_title), form.value("title"), None)}
                {line("publisher", text!(locale, draft.source_publisher), form.value("publisher"), None)}
                {line("date", text!(locale, draft.source_date), form.value("date"), Some(text!(locale, draft.source_date_hint)))}
                {choice("kind", text!(locale, draft.source_kind), form.value("kind"), kinds.collect())}
                {choice("tier", text!(locale, draft.source_tier), form.value("tier"), tiers.collect())}
                {text_area(locale, form.value("text"), error_of(errors, "text"))} {text_file(locale, error_of(errors, "file"))}
                <button type="submit">{text!(locale, source.add)}</button>
            </form>
        </details>
    }
    .into_any()
}

/// The field for the text of a source.
pub(super) fn text_area(locale: Locale, value: String, error: Option<String>) -> AnyView {
    let (label, hint) = (text!(locale, source.text), Some(text!(locale, source.text_hint)));
    TextArea { name: "text".to_owned(), label, value, hint, error, rows: 12 }.view()
}

/// The field for a file with the text of a source.
pub(super) fn text_file(locale: Locale, error: Option<String>) -> AnyView {
    let (label, hint) = (text!(locale, source.file), Some(text!(locale, source.file_hint)));
    FileField { name: "file", label, hint, error, accept: ".txt,.html,.htm,text/plain,text/html" }.view()
}

/// The line that describes a source.
pub(super) fn description(locale: Locale, overview: &domain::Source) -> AnyView {
    let date = overview.published_on.map(|date| view! { <span class="dot">{words::period(locale, date)}</span> });
    let tier = words::tier(locale, overview.tier);
    view! { <p class="meta"><SourceLink locale source=overview.clone()/> {date} <span class="dot">{tier}</span></p> }
        .into_any()
}
