//! When there is nothing to show: what happened, what was kept, and where to go next.

use domain::{BadParameter, ListQuery, Locale, Role, Statement};
use leptos::prelude::*;
use service::Library;
use words::{paths::Address, text};

use super::{PageError, desk::hidden};
use crate::document::Page;

fn page(status: u16, title: String, view: impl FnOnce() -> AnyView + Send + 'static) -> Page {
    Page { status, title, description: None, address: None, section: None, structured: None, view: Box::new(view) }
}

/// The page for an error.
#[must_use]
pub fn error_page(library: &Library, locale: Locale, error: PageError) -> Page {
    match error {
        // Whoever answers goes on where something moved to; there is no page of it.
        PageError::NotFound | PageError::Moved(_) => not_found_page(locale),
        PageError::Withdrawn { statement, reason } => withdrawn_page(library, locale, &statement, reason),
        PageError::BadFilter { kept, bad } => bad_filter_page(locale, *kept, bad),
        PageError::RoleNeeded(role) => forbidden_page(locale, role),
        PageError::MergedFurther => merged_further_page(locale),
        PageError::Store(_) => broken_page(locale, ""),
    }
}

/// Links onward and a search, for every error.
fn where_next(locale: Locale) -> impl IntoView {
    let links = [
        (Address::Front, text!(locale, nav.timeline)),
        (Address::Stakeholders, text!(locale, nav.stakeholders)),
        (Address::Topics, text!(locale, nav.topics)),
        (Address::Milestones, text!(locale, nav.milestones)),
    ]
    .map(|(address, label)| view! { <li><a href=address.in_locale(locale)>{label}</a></li> });
    view! {
        <h2>{text!(locale, error.where_next)}</h2>
        <form class="search-all" method="get" action=Address::Timeline(Box::default()).in_locale(locale) role="search">
            <label for="q">{text!(locale, error.search)}</label>
            <div><input id="q" name="q" type="search" maxlength="200"/> <button type="submit">{text!(locale, error.search_button)}</button></div>
        </form>
        <ul class="plain">{links.into_iter().collect_view()}</ul>
    }
    .into_any()
}

fn not_found_page(locale: Locale) -> Page {
    page(404, text!(locale, error.not_found_title), move || {
        view! {
            <div class="prose">
                <h1>{text!(locale, error.not_found_title)}</h1>
                <p>{text!(locale, error.not_found_text)}</p>
                {where_next(locale)}
            </div>
        }
        .into_any()
    })
}

fn forbidden_page(locale: Locale, role: Role) -> Page {
    let text = text!(locale, error.forbidden_text, role = words::role(locale, role));
    desk_error_page(locale, 403, text!(locale, error.forbidden_title), text)
}

fn merged_further_page(locale: Locale) -> Page {
    let text = text!(locale, error.merged_further_text);
    desk_error_page(locale, 409, text!(locale, error.merged_further_title), text)
}

/// Why something on the desk was not done, with the way back there.
fn desk_error_page(locale: Locale, status: u16, title: String, text: String) -> Page {
    page(status, title.clone(), move || {
        view! {
            <div class="prose">
                <h1>{title}</h1>
                <p>{text}</p>
                <p><a href=Address::Desk.in_locale(locale)>{text!(locale, desk.title)}</a></p>
            </div>
        }
        .into_any()
    })
}

fn withdrawn_page(library: &Library, locale: Locale, statement: &Statement, reason: Option<String>) -> Page {
    let catalogue = library.catalogue();
    let who = catalogue
        .stakeholders
        .get(&statement.stakeholder)
        .map_or_else(|| statement.stakeholder.to_string(), |stakeholder| stakeholder.short_name_for(locale).to_owned());
    let date = words::stated_date(locale, statement.said_on);
    let history = Address::History(statement.slug.clone()).in_locale(locale);
    page(410, text!(locale, error.withdrawn_title), move || {
        view! {
            <div class="prose">
                <h1>{text!(locale, error.withdrawn_title)}</h1>
                <p>{text!(locale, error.withdrawn_text, date = date, who = who)}</p>
                {reason.map(|reason| view! { <p class="reason">{text!(locale, error.withdrawn_reason)} " " {reason}</p> })}
                <p><a href=history>{text!(locale, history.title)}</a></p>
                {where_next(locale)}
            </div>
        }
        .into_any()
    })
}

fn bad_filter_page(locale: Locale, kept: ListQuery, bad: Vec<BadParameter>) -> Page {
    page(400, text!(locale, error.bad_filter_title), move || {
        let items = bad
            .into_iter()
            .map(|parameter| {
                let fault = words::parameter_fault(locale, &parameter.fault);
                let shown: String = parameter.value.chars().take(200).collect();
                view! { <li><code>{parameter.name} "=" {shown}</code> " " {fault}</li> }
            })
            .collect_view();
        let go_on = Address::Timeline(Box::new(kept)).in_locale(locale);
        view! {
            <div class="prose">
                <h1>{text!(locale, error.bad_filter_title)}</h1>
                <ul>{items}</ul>
                <p>{text!(locale, error.bad_filter_text)} " " <a href=go_on>{text!(locale, error.go_on)}</a></p>
                {where_next(locale)}
            </div>
        }
        .into_any()
    })
}

/// The page for a fault of ours.
#[must_use]
pub fn broken_page(locale: Locale, reference: &str) -> Page {
    let reference = reference.to_owned();
    page(500, text!(locale, error.broken_title), move || {
        view! {
            <div class="prose">
                <h1>{text!(locale, error.broken_title)}</h1>
                <p>{text!(locale, error.broken_text)}</p>
                {reference_line(locale, reference)}
                {where_next(locale)}
            </div>
        }
        .into_any()
    })
}

/// The page for a request that was refused on its way, by its HTTP status. `reference` names it in the log.
#[must_use]
pub fn refused_page(locale: Locale, status: u16, reference: &str) -> Page {
    let (title, text) = match status {
        404 => return not_found_page(locale),
        403 => (text!(locale, error.elsewhere_title), text!(locale, error.elsewhere_text)),
        405 => (text!(locale, error.method_title), text!(locale, error.method_text)),
        408 => (text!(locale, error.too_slow_title), text!(locale, error.too_slow_text)),
        413 => (text!(locale, error.too_large_title), text!(locale, error.too_large_text)),
        503 => (text!(locale, error.unavailable_title), text!(locale, error.unavailable_text)),
        _ => (text!(locale, error.bad_request_title), text!(locale, error.bad_request_text)),
    };
    let reference = reference.to_owned();
    page(status, title.clone(), move || {
        view! {
            <div class="prose">
                <h1>{title}</h1>
                <p>{text}</p>
                {reference_line(locale, reference)}
                {where_next(locale)}
            </div>
        }
        .into_any()
    })
}

/// What a fault is called in the log; nothing where that is not known.
fn reference_line(locale: Locale, reference: String) -> impl IntoView {
    (!reference.is_empty()).then(|| view! { <p>{text!(locale, error.reference)} " " <code>{reference}</code></p> })
}

/// The page for what would change something of a record that can be read only.
#[must_use]
pub fn read_only_page(locale: Locale, reference: &str) -> Page {
    let reference = reference.to_owned();
    page(503, text!(locale, error.read_only_title), move || {
        view! {
            <div class="prose">
                <h1>{text!(locale, error.read_only_title)}</h1>
                <p>{text!(locale, error.read_only_text)}</p>
                {reference_line(locale, reference)}
                {where_next(locale)}
            </div>
        }
        .into_any()
    })
}

/// How a form was not saved.
#[derive(Debug, Clone, Copy)]
pub struct NotSaved<'a> {
    /// The HTTP status.
    pub status: u16,
    /// Whether it is because the record can be read only.
    pub read_only: bool,
    /// What the log calls the request.
    pub reference: &'a str,
}

/// The page when a form could not be saved: what was typed, and a way to send it again to where it was sent.
#[must_use]
pub fn not_saved_page(
    locale: Locale,
    NotSaved { status, read_only, reference }: NotSaved<'_>,
    path: String,
    fields: Vec<(String, String)>,
) -> Page {
    let reference = reference.to_owned();
    page(status, text!(locale, error.not_saved_title), move || {
        let typed = fields
            .iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .filter(|(name, _)| !UNTYPED.contains(&name.as_str()))
            .map(|(name, value)| view! { <dt>{name.clone()}</dt> <dd>{value.clone()}</dd> })
            .collect_view();
        let carried = fields.iter().map(|(name, value)| (name.clone(), value.clone())).map(hidden).collect_view();
        view! {
            <div class="prose">
                <h1>{text!(locale, error.not_saved_title)}</h1>
                <p>{if read_only { text!(locale, error.not_saved_read_only) } else { text!(locale, error.not_saved_text) }}</p>
                <form method="post" action=path class="stacked">
                    {carried}
                    <button type="submit">{text!(locale, error.not_saved_button)}</button>
                </form>
                <p>{text!(locale, error.not_saved_file)}</p>
                {reference_line(locale, reference)}
                <h2>{text!(locale, error.typed)}</h2>
                <dl class="typed">{typed}</dl>
            </div>
        }
        .into_any()
    })
}

/// Fields that nobody types.
const UNTYPED: &[&str] = &["key", "version", "base-version", "seen", "action"];

/// The page while the record is still being read.
#[must_use]
pub fn not_ready_page(locale: Locale) -> Page {
    page(503, text!(locale, error.busy_title), move || {
        view! {
            <div class="prose">
                <h1>{text!(locale, error.busy_title)}</h1>
                <p>{text!(locale, error.busy_text)}</p>
            </div>
        }
        .into_any()
    })
}
