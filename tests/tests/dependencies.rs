//! What the build must not pull in: bans and licences, as `deny.toml` says them for cargo-deny.

use std::process::Command;

use semver::{Version, VersionReq};
use serde_json::Value;
use spdx::{Expression, ParseMode};
use toml::Table;

/// The packages that the build knows of, our own left out.
fn packages() -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(acceptance::workspace())
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages").iter();
    let packages: Vec<Value> = packages.filter(|package| !package["source"].is_null()).cloned().collect();
    assert!(packages.len() > 300, "{} packages", packages.len());
    packages
}

fn rules() -> Table {
    let rules = std::fs::read_to_string(acceptance::workspace().join("deny.toml")).expect("deny.toml");
    rules.parse().expect("TOML")
}

fn name(package: &Value) -> String {
    format!("{} {}", package["name"].as_str().expect("a name"), package["version"].as_str().expect("a version"))
}

#[test]
fn everything_has_a_licence_that_is_allowed() {
    let rules = rules();
    let allowed: Vec<&str> =
        rules["licenses"]["allow"].as_array().expect("a list").iter().filter_map(toml::Value::as_str).collect();
    let is_allowed = |package: &Value| {
        let licence = package["license"].as_str().unwrap_or_default();
        Expression::parse_mode(licence, ParseMode::LAX)
            .is_ok_and(|licence| licence.evaluate(|wanted| allowed.contains(&wanted.to_string().as_str())))
    };
    let others: Vec<String> = packages()
        .iter()
        .filter(|package| !is_allowed(package))
        .map(|package| format!("{}: {}", name(package), package["license"]))
        .collect();
    assert_eq!(others, Vec::<String>::new());
}

#[test]
fn nothing_is_there_that_is_banned_and_all_is_of_the_registry() {
    let rules = rules();
    let bans = rules["bans"]["deny"].as_array().expect("a list");
    let bans = bans.iter().map(|ban| {
        let (name, versions) = ban["crate"]
            .as_str()
            .expect("a crate")
            .split_once('@')
            .unwrap_or((ban["crate"].as_str().expect("a crate"), "*"));
        (name, VersionReq::parse(versions).expect("versions"))
    });
    let bans: Vec<(&str, VersionReq)> = bans.collect();
    assert!(bans.len() > 2);
    for package in packages() {
        let version = Version::parse(package["version"].as_str().expect("a version")).expect("a version");
        let banned = bans.iter().find(|(name, versions)| package["name"] == **name && versions.matches(&version));
        assert_eq!(banned, None, "{}", name(&package));
        let source = package["source"].as_str().expect("a source");
        assert!(source.starts_with("registry+"), "{} is of {source}", name(&package));
    }
}
