//! What the build must not pull in.

#[test]
fn one_version_of_sqlx_and_none_below_0_9() {
    // A crate still on sqlx 0.8 would drop the whole build to a SQLite that can lose data.
    let lock = std::fs::read_to_string(acceptance::workspace().join("Cargo.lock")).expect("Cargo.lock");
    let versions: Vec<&str> =
        lock.split("[[package]]").filter(|package| package.contains("\nname = \"sqlx-core\"\n")).collect();
    assert_eq!(versions.len(), 1, "{versions:?}");
    assert!(versions[0].contains("version = \"0.9."), "{}", versions[0]);
}
