//! What brings the tables of each database up to date.

use sqlx::migrate::Migrator;

/// Those of `SQLite`.
pub(super) fn sqlite() -> Migrator {
    sqlx::migrate!("migrations/sqlite")
}

/// Those of `PostgreSQL`.
pub(super) fn postgres() -> Migrator {
    sqlx::migrate!("migrations/postgres")
}

/// The last migration that this version has, on both databases.
pub(super) fn newest() -> i64 {
    last(&sqlite())
}

/// The number of the last of some migrations.
pub(super) fn last(migrations: &Migrator) -> i64 {
    migrations.iter().map(|migration| migration.version).max().unwrap_or_default()
}
