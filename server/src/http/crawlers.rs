//! What search engines are told: what they may ask for, and where all pages are.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Locale, StatementId};
use service::ports::StoreError;
use words::paths::Address;

use super::{Site, failure::failed};

/// How many numbers of statements a part of the map is of. A map may have 50,000 addresses.
const PART: i64 = 10_000;

/// `GET /robots.txt`.
pub(super) async fn robots(State(site): State<Site>) -> Response {
    let url = &site.facts.public_url;
    format!("User-agent: *\nDisallow: /edit\nDisallow: /login\nDisallow: /api/\nDisallow: /search\n\nSitemap: {url}/sitemap.xml\n")
        .into_response()
}

/// A document of XML.
fn xml(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], body).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// `GET /sitemap.xml`: where the parts of the map are.
pub(super) async fn sitemap(State(site): State<Site>) -> Response {
    let last = match site.library.last_statement().await {
        Ok(last) => last,
        Err(error) => return failed(&error),
    };
    let url = &site.facts.public_url;
    let parts = (0..(last.0 + PART - 1) / PART).map(|part| format!("{url}/sitemap/statements/{part}.xml"));
    let parts = std::iter::once(format!("{url}/sitemap/pages.xml")).chain(parts);
    let entry = |at: String| format!("<sitemap><loc>{}</loc></sitemap>", escaped(&at));
    let parts = parts.map(entry).collect::<Vec<_>>().concat();
    xml(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
         {parts}</sitemapindex>"
    ))
}

/// An address of the map in every language, and the day it last changed if that is known.
fn entry(site: &Site, address: &Address, changed: Option<&str>) -> String {
    let url = &site.facts.public_url;
    let at = |locale: Locale| escaped(&format!("{url}{}", address.in_locale(locale)));
    let other = |locale: &Locale| {
        format!("<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>", locale.tag(), at(*locale))
    };
    let others = Locale::ALL.iter().map(other).collect::<Vec<_>>().concat();
    let changed = changed.map(|day| format!("<lastmod>{day}</lastmod>")).unwrap_or_default();
    let entry = |locale: &Locale| format!("<url><loc>{}</loc>{changed}{others}</url>", at(*locale));
    Locale::ALL.iter().map(entry).collect()
}

fn map(entries: &str) -> Response {
    xml(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">{entries}</urlset>"
    ))
}

/// `GET /sitemap/pages.xml`: all pages but those of statements.
pub(super) async fn pages(State(site): State<Site>) -> Response {
    let catalogue = site.library.catalogue();
    let fixed = [
        Address::Front,
        Address::Timeline(Box::default()),
        Address::Stakeholders,
        Address::Topics,
        Address::Milestones,
        Address::News(Box::default()),
        Address::Method,
        Address::About,
        Address::Corrections,
    ];
    let stakeholders = catalogue.stakeholders.keys().cloned().map(Address::Stakeholder);
    let topics = catalogue.topics.keys().cloned().map(Address::Topic);
    let milestones = catalogue.milestones.iter().map(|milestone| Address::Milestone(milestone.slug.clone()));
    let all = fixed.into_iter().chain(stakeholders).chain(topics).chain(milestones);
    map(&all.map(|address| entry(&site, &address, None)).collect::<String>())
}

/// `GET /sitemap/statements/{part}`: a part of the statements.
pub(super) async fn statements(State(site): State<Site>, Path(part): Path<String>) -> Response {
    let part = part.strip_suffix(".xml").and_then(|part| part.parse::<i64>().ok()).filter(|part| *part >= 0);
    let last = match site.library.last_statement().await {
        Ok(last) => last,
        Err(error) => return failed(&error),
    };
    let Some(first) = part.and_then(|part| part.checked_mul(PART)).filter(|first| *first < last.0) else {
        return (StatusCode::NOT_FOUND, "there is no such part\n").into_response();
    };
    let listed: Result<_, StoreError> = site.library.published(StatementId(first), StatementId(first + PART)).await;
    match listed {
        Ok(listed) => {
            let entries =
                listed.into_iter().map(|(slug, day)| entry(&site, &Address::Statement(slug), Some(&day.to_string())));
            map(&entries.collect::<String>())
        }
        Err(error) => failed(&error),
    }
}
