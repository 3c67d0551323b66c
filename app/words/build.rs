//! Makes the `i18n` module of the locale files, and fails when a language lacks a key.

use std::{collections::BTreeSet, env, error::Error, fs, path::PathBuf};

use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};

const DEFAULT_LOCALE: &str = "en";
const OTHER_LOCALES: [&str; 2] = ["es-MX", "fr-CA"];

/// Endings that say for which number a text is; which of them a language has differs.
const PLURAL_FORMS: [&str; 6] = ["_zero", "_one", "_two", "_few", "_many", "_other"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    check_keys()?;
    let options = ParseOptions::new().interpolate_display(true);
    let config = Config::new(DEFAULT_LOCALE)?.add_locales(OTHER_LOCALES)?.parse_options(options);
    let translations = TranslationsInfos::parse(config)?;
    translations.emit_diagnostics();
    translations.generate_i18n_module(PathBuf::from(env::var("OUT_DIR")?).join("i18n"))?;
    Ok(())
}

/// The library falls back to English for a missing key and warns; here it is an error.
fn check_keys() -> Result<(), Box<dyn Error>> {
    let expected = keys(DEFAULT_LOCALE)?;
    let mut faults = Vec::new();
    for locale in OTHER_LOCALES {
        let found = keys(locale)?;
        faults.extend(expected.difference(&found).map(|key| format!("locales/{locale}.json lacks {key}")));
        faults.extend(found.difference(&expected).map(|key| format!("locales/{DEFAULT_LOCALE}.json lacks {key}")));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

fn keys(locale: &str) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let text = fs::read_to_string(format!("locales/{locale}.json"))?;
    let mut keys = BTreeSet::new();
    collect(&serde_json::from_str(&text)?, "", &mut keys);
    Ok(keys)
}

fn collect(value: &serde_json::Value, path: &str, keys: &mut BTreeSet<String>) {
    if let Some(object) = value.as_object() {
        for (key, value) in object {
            collect(value, &format!("{path}.{key}"), keys);
        }
    } else {
        let stem = PLURAL_FORMS.iter().find_map(|form| path.strip_suffix(form)).unwrap_or(path);
        keys.insert(stem.trim_start_matches('.').to_owned());
    }
}
