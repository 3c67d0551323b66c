//! The files that pages load: named after a hash of what is in them, so that they can be kept for good,
//! with compressed forms beside them, and a manifest of the names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::{
    client,
    run::{root, step},
};

/// Where the server takes the files from.
fn folder() -> PathBuf {
    root().join("target/site")
}

/// Builds the client and puts all files in place.
pub(crate) fn build() -> anyhow::Result<()> {
    let bundles = client::build()?;
    step("putting the site together");
    fs::create_dir_all(folder())?;
    let mut names = BTreeSet::from(["manifest.json".to_owned()]);
    let mut put = |stem: &str, ending: &str, data: &[u8]| -> anyhow::Result<String> {
        let name = put(stem, ending, data)?;
        names.extend(["", ".br", ".gz"].map(|ending| format!("{name}{ending}")));
        Ok(name)
    };
    let style = put("style", "css", style()?.as_bytes())?;
    let icon = put("icon", "svg", &read(&root().join("style/icon.svg"))?)?;
    let waking = fs::read_to_string(root().join("app/islands/client/islands.js"))?;
    let script =
        put("site", "js", without_comments(&fs::read_to_string(root().join("app/pages/client/site.js"))?).as_bytes())?;
    let mut manifest = BTreeMap::from([("style", style), ("icon", icon), ("site", script)]);
    for bundle in bundles {
        let script = put(&format!("{}-client", bundle.name), "js", &read(&bundle.script)?)?;
        let wasm = put(&format!("{}-client", bundle.name), "wasm", &read(&bundle.wasm)?)?;
        let waking =
            waking.replace("CLIENT_SCRIPT", &format!("./{script}")).replace("CLIENT_WASM", &format!("/assets/{wasm}"));
        let waking = put(bundle.name, "js", without_comments(&waking).as_bytes())?;
        manifest.insert(bundle.name, waking);
    }
    let manifest = serde_json::to_string(&manifest)? + "\n";
    write_if_new(&folder().join("manifest.json"), manifest.as_bytes())?;
    remove_others(&names)
}

/// A script without its lines of comment and its indentation. A line that begins with two slashes is one.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.fold(String::new(), |script, line| script + line + "\n")
}

/// All style sheets in one, in the order of the cascade layers.
fn style() -> anyhow::Result<String> {
    let style = root().join("style");
    let mut files = vec![style.join("layers.css"), style.join("tokens.css"), style.join("base.css")];
    for folder in ["components", "pages"] {
        let mut inner: Vec<PathBuf> =
            fs::read_dir(style.join(folder))?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<_>>()?;
        inner.sort();
        files.extend(inner);
    }
    files.iter().map(|file| fs::read_to_string(file).with_context(|| file.display().to_string())).collect()
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}

/// Writes a file and its compressed forms, unless they are there; gives its name.
fn put(stem: &str, ending: &str, data: &[u8]) -> anyhow::Result<String> {
    let digest = Sha256::digest(data);
    let hash = digest.iter().take(8).fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"));
    let name = format!("{stem}.{hash}.{ending}");
    let path = folder().join(&name);
    if path.exists()
        && path.with_extension(format!("{ending}.br")).exists()
        && path.with_extension(format!("{ending}.gz")).exists()
    {
        return Ok(name);
    }
    fs::write(&path, data)?;
    fs::write(path.with_extension(format!("{ending}.gz")), gzip(data)?)?;
    fs::write(path.with_extension(format!("{ending}.br")), brotli(data)?)?;
    Ok(name)
}

fn gzip(data: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data)?;
    Ok(encoder.finish()?)
}

fn brotli(data: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &data[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

/// Leaves the time of a file that is as it should be, so that cargo does not build the server again.
fn write_if_new(path: &Path, data: &[u8]) -> anyhow::Result<()> {
    if fs::read(path).ok().as_deref() != Some(data) {
        fs::write(path, data)?;
    }
    Ok(())
}

fn remove_others(names: &BTreeSet<String>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder())? {
        let entry = entry?;
        if !names.contains(entry.file_name().to_string_lossy().as_ref()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
