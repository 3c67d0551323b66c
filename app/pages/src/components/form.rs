//! Fields of forms, with their hints and errors, after GOV.UK Frontend: the error stands at the field and
//! once more in a summary on top, which links to the field; what was typed is kept.

use domain::Locale;
use leptos::{html, prelude::*};
use words::text;

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field, which is its id too.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl FieldError {
    /// An error of a field.
    pub(crate) fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// The error of a field, if it has one.
pub(crate) fn error_of(errors: &[FieldError], field: &str) -> Option<String> {
    errors.iter().find(|error| error.field == field).map(|error| error.message.clone())
}

/// What became of what somebody sent, although there is something wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It was not saved; it stands in the fields as it was typed.
    Typed,
    /// It is saved, as a draft.
    Saved,
    /// Nothing of which something need be said: a password is typed anew, a file is chosen anew.
    Nothing,
}

impl Kept {
    fn in_words(self, locale: Locale) -> Option<String> {
        match self {
            Self::Typed => Some(text!(locale, form.kept)),
            Self::Saved => Some(text!(locale, form.kept_as_draft)),
            Self::Nothing => None,
        }
    }
}

/// All errors of a form, each a link to its field.
#[component]
pub(crate) fn ErrorSummary(
    /// The reader's language.
    locale: Locale,
    /// The errors; without any nothing is shown.
    errors: Vec<FieldError>,
    /// What became of what was sent.
    kept: Kept,
) -> impl IntoView {
    if errors.is_empty() {
        return ().into_any();
    }
    let kept = kept.in_words(locale).map(|kept| view! { <p>{kept}</p> });
    let items = errors
        .into_iter()
        .map(|error| view! { <li><a href=format!("#{}", error.field)>{error.message}</a></li> })
        .collect_view();
    view! {
        <div class="error-summary" role="alert" aria-labelledby="error-summary-title" tabindex="-1">
            <h2 id="error-summary-title">{text!(locale, form.problem)}</h2>
            {kept}
            <ul>{items}</ul>
        </div>
    }
    .into_any()
}

/// What was done, after it was.
#[component]
pub(crate) fn Notice(
    /// What was done.
    message: String,
) -> impl IntoView {
    view! { <p class="notice" role="status">{message}</p> }
}

/// Label, hint and error around a control, with the ids that tie them together.
fn field(
    id: &str,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    control: impl FnOnce(Option<String>) -> AnyView,
) -> AnyView {
    let hint_id = hint.is_some().then(|| format!("{id}-hint"));
    let error_id = error.is_some().then(|| format!("{id}-error"));
    let described: Vec<String> = hint_id.iter().chain(&error_id).cloned().collect();
    let control = control((!described.is_empty()).then(|| described.join(" ")));
    let class = if error.is_some() { "field wrong" } else { "field" };
    view! {
        <div class=class>
            <label for=id.to_owned()>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
            {control}
        </div>
    }
    .into_any()
}

/// A line to type into.
#[derive(Debug, Clone, Default)]
pub(crate) struct TextField {
    /// Its name and id.
    pub(crate) name: String,
    /// Its label.
    pub(crate) label: String,
    /// What stands in it.
    pub(crate) value: String,
    /// What helps to fill it in.
    pub(crate) hint: Option<String>,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// The type of the control; text when empty.
    pub(crate) kind: &'static str,
    /// What browsers may fill in.
    pub(crate) autocomplete: &'static str,
    /// The list of suggestions, by its id.
    pub(crate) list: Option<&'static str>,
    /// The most characters.
    pub(crate) max_length: Option<usize>,
}

impl TextField {
    /// The field as a view.
    pub(crate) fn view(self) -> AnyView {
        let Self { name, label, value, hint, error, kind, autocomplete, list, max_length } = self;
        let kind = if kind.is_empty() { "text" } else { kind };
        let autocomplete = if autocomplete.is_empty() { "off" } else { autocomplete };
        let wrong = error.is_some().then_some("true");
        field(&name.clone(), label, hint, error, move |described| {
            view! {
                <input
                    id=name.clone()
                    name=name
                    type=kind
                    value=value
                    autocomplete=autocomplete
                    list=list
                    maxlength=max_length
                    aria-describedby=described
                    aria-invalid=wrong
                />
            }
            .into_any()
        })
    }
}

/// Several lines to type into.
#[derive(Debug, Clone, Default)]
pub struct TextArea {
    /// Its name and id.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What stands in it.
    pub value: String,
    /// What helps to fill it in.
    pub hint: Option<String>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// How many lines it shows.
    pub rows: u8,
}

impl TextArea {
    /// The field as a view.
    #[must_use]
    pub fn view(self) -> AnyView {
        let Self { name, label, value, hint, error, rows } = self;
        let wrong = error.is_some().then_some("true");
        field(&name.clone(), label, hint, error, move |described| {
            escaped_text_area(name, value, rows, described, wrong)
        })
    }
}

/// A text area with text in it. Leptos writes what is inside one as it is, so the escaping is done here.
fn escaped_text_area(
    name: String,
    value: String,
    rows: u8,
    described: Option<String>,
    wrong: Option<&'static str>,
) -> AnyView {
    // A line break at the very start of a text area is dropped by browsers; one more keeps it.
    let escaped = format!("\n{}", html_escape::encode_text(&value));
    html::textarea()
        .id(name.clone())
        .name(name)
        .rows(rows.to_string())
        .aria_describedby(described)
        .aria_invalid(wrong)
        .inner_html(escaped)
        .into_any()
}

/// One of several values.
#[derive(Debug, Clone, Default)]
pub(crate) struct SelectField {
    /// Its name and id.
    pub(crate) name: String,
    /// Its label.
    pub(crate) label: String,
    /// The values with their labels.
    pub(crate) options: Vec<(String, String)>,
    /// The value that is chosen.
    pub(crate) chosen: String,
    /// What helps to choose.
    pub(crate) hint: Option<String>,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
}

impl SelectField {
    /// The field as a view.
    pub(crate) fn view(self) -> AnyView {
        let Self { name, label, options, chosen, hint, error } = self;
        let wrong = error.is_some().then_some("true");
        field(&name.clone(), label, hint, error, move |described| {
            let options = options
                .into_iter()
                .map(|(value, label)| {
                    let selected = value == chosen;
                    view! { <option value=value selected=selected>{label}</option> }
                })
                .collect_view();
            view! {
                <select id=name.clone() name=name aria-describedby=described aria-invalid=wrong>{options}</select>
            }
            .into_any()
        })
    }
}

/// A file to hand in.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileField {
    /// Its name and id.
    pub(crate) name: &'static str,
    /// Its label.
    pub(crate) label: String,
    /// What helps to choose.
    pub(crate) hint: Option<String>,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// The kinds of file that are offered.
    pub(crate) accept: &'static str,
}

impl FileField {
    /// The field as a view.
    pub(crate) fn view(self) -> AnyView {
        let Self { name, label, hint, error, accept } = self;
        let wrong = error.is_some().then_some("true");
        field(name, label, hint, error, move |described| {
            view! {
                <input id=name name=name type="file" accept=accept aria-describedby=described aria-invalid=wrong/>
            }
            .into_any()
        })
    }
}

/// A box to tick.
pub(crate) fn tick_box(name: &str, label: String, ticked: bool) -> AnyView {
    let name = name.to_owned();
    view! {
        <div class="field tick">
            <input type="checkbox" id=name.clone() name=name.clone() value="yes" checked=ticked/>
            <label for=name>{label}</label>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hydration_context::SsrSharedContext;

    use super::*;

    const ATTACK: &str = "</textarea><script>alert(1)</script>&";

    fn in_owner(make: impl FnOnce() -> String) -> String {
        Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands()))).with(make)
    }

    #[test]
    fn leptos_still_writes_text_areas_unescaped() {
        // The escaping above exists for this. When it fails, Leptos escapes by itself and ours must go, or
        // everything would be escaped twice.
        let area = in_owner(|| view! { <textarea>{ATTACK}</textarea> }.to_html());
        assert!(area.contains("<script>"), "{area}");
    }

    #[test]
    fn what_stands_in_a_text_area_is_escaped() {
        let field = TextArea { name: "n".to_owned(), value: ATTACK.to_owned(), rows: 3, ..TextArea::default() };
        let html = in_owner(|| field.view().to_html());
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;"), "{html}");
    }

    #[test]
    fn an_error_is_tied_to_its_field() {
        let field = TextField {
            name: "email".to_owned(),
            hint: Some("a hint".to_owned()),
            error: Some("an error".to_owned()),
            ..TextField::default()
        };
        let html = in_owner(|| field.view().to_html());
        assert!(html.contains("aria-describedby=\"email-hint email-error\""), "{html}");
        assert!(html.contains("aria-invalid=\"true\"") && html.contains("id=\"email-error\""), "{html}");
    }
}
