//! Pages for answers that are no page yet. Whatever refuses a request on its way (a limit, a check, an extractor) or fails
//! gives a bare status; here it becomes a page in the reader's language that says what happened and what to do, with the
//! name that the request has in the log.

use axum::{
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    response::Response,
};
use domain::Locale;
use pages::{NotSaved, broken_page, not_saved_page, read_only_page, refused_page};
use tower_http::request_id::RequestId;

use super::{Site, answer::respond, forms::FormFields, viewer::Viewer, writer::ReadOnly};

/// Whoever met a fault of ours may try again after this long, in seconds.
const RETRY_AFTER: &str = "5";

/// A form whose fields are worth giving back when it could not be saved.
pub(super) struct Typed {
    /// Where it was sent to.
    pub(super) path: String,
    /// What was typed.
    pub(super) fields: FormFields,
}

/// The language of an address.
pub(super) fn locale_of(path: &str) -> Locale {
    let is_under = |locale: &&Locale| {
        let prefix = locale.prefix();
        !prefix.is_empty() && path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    Locale::ALL.iter().find(is_under).copied().unwrap_or(Locale::En)
}

/// What the log calls a request.
pub(super) fn reference(request: &Request<Body>) -> String {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    id.unwrap_or_default().to_owned()
}

/// Whether an answer is a refusal or a failure that is no page.
pub(super) fn is_bare(response: &Response) -> bool {
    let is_plain = |kind: &header::HeaderValue| kind.as_bytes().starts_with(b"text/plain");
    let status = response.status();
    (status.is_client_error() || status.is_server_error())
        && response.headers().get(header::CONTENT_TYPE).is_none_or(is_plain)
}

/// The page for a bare answer; what it says of itself beside its status stays. A form that was not saved comes back.
pub(super) fn page_for(site: &Site, locale: Locale, reference: &str, bare: Response, typed: Option<Typed>) -> Response {
    let (mut parts, _) = bare.into_parts();
    let status = parts.status;
    let read_only = parts.extensions.get::<ReadOnly>().is_some();
    if read_only && !site.library.is_read_only() {
        site.writer.note_failure();
    }
    let page = match typed {
        Some(Typed { path, fields }) if status.is_server_error() => not_saved_page(
            locale,
            NotSaved { status: status.as_u16(), read_only, reference },
            path,
            fields.into_pairs(),
        ),
        _ if read_only => read_only_page(locale, reference),
        _ if status == StatusCode::INTERNAL_SERVER_ERROR => broken_page(locale, reference),
        _ => refused_page(locale, status.as_u16(), reference),
    };
    let mut response = respond(site, locale, &Viewer::default(), page);
    response.extensions_mut().extend(parts.extensions);
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    for (name, value) in &parts.headers {
        response.headers_mut().insert(name, value.clone());
    }
    if status.is_server_error() {
        let retry = header::HeaderValue::from_static(RETRY_AFTER);
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(retry);
        response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_an_error_is_that_of_its_address() {
        for (path, locale) in [
            ("/es/nope", Locale::Es),
            ("/es", Locale::Es),
            ("/fr/", Locale::Fr),
            ("/estonia", Locale::En),
            ("/", Locale::En),
        ] {
            assert_eq!(locale_of(path), locale, "{path}");
        }
    }
}
