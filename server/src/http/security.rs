//! Headers that keep a page from doing what it never needs to do.

use axum::{
    extract::{Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};

use super::{CookiePolicy, Site};

/// The content security policy, one directive and its reason a line.
const POLICY: &[(&str, &str)] = &[
    // Nothing that is not named below.
    ("default-src", "'none'"),
    // The script that wakes the islands up, and the WASM they are made of; no inline script anywhere.
    ("script-src", "'self' 'wasm-unsafe-eval'"),
    // One style sheet; no inline style anywhere.
    ("style-src", "'self'"),
    // The icon.
    ("img-src", "'self'"),
    // Fetching the WASM, and what islands ask of the server.
    ("connect-src", "'self'"),
    // The filter form.
    ("form-action", "'self'"),
    // Nobody frames a page and borrows its words.
    ("frame-ancestors", "'none'"),
    // No element changes what links mean.
    ("base-uri", "'none'"),
];

/// Tells browsers to come over https only from now on, for a year; said where that is how readers come.
const ONLY_HTTPS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds the headers to every answer, whatever made it.
pub(super) async fn add_headers(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if site.cookies == CookiePolicy::Https {
        response.headers_mut().insert("strict-transport-security", ONLY_HTTPS);
    }
    let policy = POLICY.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join("; ");
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert("content-security-policy", policy);
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
