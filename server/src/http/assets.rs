//! The files of the pages, carried in the binary under names that hold a hash of what is in them, with
//! their compressed forms made at build time.

use std::borrow::Cow;

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use pages::document::AssetPaths;
use rust_embed::RustEmbed;
use serde::Deserialize;

use super::compression::Compression;

/// What `cargo xtask` put there; read from disk in a debug build.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Files;

/// The binary was built without the files of the pages.
#[derive(Debug, thiserror::Error)]
#[error(
    "this build has no style sheet and script; build it with `cargo xtask build`, or `cargo xtask serve` to try it"
)]
pub struct AssetsMissing;

/// The names the files got at build time.
#[derive(Deserialize)]
struct Manifest {
    style: String,
    site: String,
    islands: String,
    desk: String,
    icon: String,
}

/// Where the files are.
pub(super) fn paths() -> Result<AssetPaths, AssetsMissing> {
    let file = Files::get("manifest.json").ok_or(AssetsMissing)?;
    let manifest: Manifest = serde_json::from_slice(&file.data).map_err(|_| AssetsMissing)?;
    let path = |name: String| format!("/assets/{name}");
    Ok(AssetPaths {
        style: path(manifest.style),
        site: path(manifest.site),
        islands: path(manifest.islands),
        desk: path(manifest.desk),
        icon: path(manifest.icon),
    })
}

/// A file, compressed as the client takes it.
pub(super) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(plain) = Files::get(&name).filter(|_| name != "manifest.json") else {
        return (StatusCode::NOT_FOUND, "there is no such file\n").into_response();
    };
    let (compression, data) = compressed(&name, &headers).unwrap_or((Compression::None, plain.data));
    let content_type = mime_guess::from_path(&name).first_or_octet_stream();
    let mut response = data.into_owned().into_response();
    let headers = response.headers_mut();
    if let Ok(content_type) = HeaderValue::from_str(content_type.as_ref()) {
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if compression != Compression::None {
        headers.insert(header::CONTENT_ENCODING, compression.header());
    }
    response
}

/// The compressed form of a file that is agreed on, if there is one.
fn compressed(name: &str, headers: &HeaderMap) -> Option<(Compression, Cow<'static, [u8]>)> {
    let compression = Compression::agreed(headers);
    let ending = match compression {
        Compression::Brotli => "br",
        Compression::Gzip => "gz",
        Compression::None => return None,
    };
    Files::get(&format!("{name}.{ending}")).map(|file| (compression, file.data))
}
