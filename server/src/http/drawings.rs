//! Pictures as files, and what is shown of pages where their addresses are passed on.

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use pages::{
    list_card_svg, read_query, stakeholder_card_svg, statement_card_svg, timeline_svg as svg_of_list, topic_card_svg,
};

use service::Library;

use super::{
    Site,
    answer::{Answer, Refusal, slug},
    proof::Visit,
};
use crate::drawing::{self, DrawingError};

/// Pixels to each of a drawing: fine enough for print and for screens with small pixels.
const FINE: f32 = 2.0;

/// The icon of the site.
const ICON: &str = include_str!("../../../style/icon.svg");

/// `GET /timeline.svg`: the picture of a list as a drawing.
pub(super) async fn timeline_svg(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let svg = drawn(&visit, query.as_deref())?;
    Ok(file("image/svg+xml", svg.into_bytes()))
}

/// `GET /timeline.png`: the same as pixels.
pub(super) async fn timeline_png(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let svg = drawn(&visit, query.as_deref())?;
    picture(&visit.site, svg, FINE).await
}

/// `GET /timeline/card.png`: what is shown of a list.
pub(super) async fn timeline_card(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let query = read_query(ready(&visit)?, query.as_deref().unwrap_or_default())?;
    picture(&visit.site, list_card_svg(&visit.site.library, visit.locale, &query), 1.0).await
}

/// `GET /statements/{slug}/card.png`: what is shown of a statement.
pub(super) async fn statement_card(visit: Visit, Path(name): Path<String>) -> Answer {
    let svg = statement_card_svg(ready(&visit)?, visit.locale, &slug(&name)?).await?;
    picture(&visit.site, svg, 1.0).await
}

/// `GET /stakeholders/{slug}/card.png`: what is shown of a stakeholder.
pub(super) async fn stakeholder_card(visit: Visit, Path(name): Path<String>) -> Answer {
    let svg = stakeholder_card_svg(ready(&visit)?, visit.locale, &slug(&name)?)?;
    picture(&visit.site, svg, 1.0).await
}

/// `GET /topics/{slug}/card.png`: what is shown of a topic.
pub(super) async fn topic_card(visit: Visit, Path(name): Path<String>) -> Answer {
    let svg = topic_card_svg(ready(&visit)?, visit.locale, &slug(&name)?)?;
    picture(&visit.site, svg, 1.0).await
}

/// `GET /favicon.ico`: the icon, for browsers that look for it there.
pub(super) async fn favicon(State(site): State<Site>) -> Response {
    match pixels(&site, ICON.to_owned(), 1.0).await {
        Ok(png) => icon("image/x-icon", drawing::ico(&png, 32)),
        Err(error) => undrawn(&error),
    }
}

/// `GET /apple-touch-icon.png`: the icon for the screens of telephones.
pub(super) async fn touch_icon(State(site): State<Site>) -> Response {
    match pixels(&site, ICON.to_owned(), 180.0 / 32.0).await {
        Ok(png) => icon("image/png", png),
        Err(error) => undrawn(&error),
    }
}

/// Refuses while the record is still being read: what would be drawn is not so.
fn ready(visit: &Visit) -> Result<&Library, Refusal> {
    let library = &visit.site.library;
    let not_yet = || Refusal::other((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")]));
    library.is_ready().then_some(&**library).ok_or_else(not_yet)
}

/// The drawing of a list.
fn drawn(visit: &Visit, query: Option<&str>) -> Result<String, Refusal> {
    let url = &visit.site.facts.public_url;
    Ok(svg_of_list(ready(visit)?, visit.locale, query.unwrap_or_default(), url)?)
}

/// A drawing as pixels. One is made at a time, aside, so that pages are answered meanwhile.
async fn pixels(site: &Site, svg: String, scale: f32) -> Result<Vec<u8>, DrawingError> {
    let _place = site.drawings.acquire().await;
    let drawn = tokio::task::spawn_blocking(move || drawing::png(&svg, scale)).await;
    drawn.unwrap_or_else(|error| Err(DrawingError::Unwritable(error.to_string())))
}

async fn picture(site: &Site, svg: String, scale: f32) -> Answer {
    match pixels(site, svg, scale).await {
        Ok(png) => Ok(file("image/png", png)),
        Err(error) => Err(Refusal::other(undrawn(&error))),
    }
}

fn undrawn(error: &DrawingError) -> Response {
    tracing::error!(%error, "a picture could not be drawn");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// A file that changes with the record.
fn file(kind: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
    (headers, bytes).into_response()
}

/// A file that changes with the version.
fn icon(kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = file(kind, bytes);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    response
}
