//! Bringing the tables up to date, with a backup of what there was before.

use std::path::Path;

use app::ports::Clock;
use chrono_tz::Tz;
use sqlx::migrate::Migrator;

use super::{
    DatabaseAddress, OpenError,
    backup::{self, stamped},
    sqlite,
};
use crate::clock::SystemClock;

/// The last migration that this version has, on both databases.
pub(super) fn newest() -> i64 {
    last(&sqlite::migrations())
}

/// The number of the last of some migrations.
pub(super) fn last(migrations: &Migrator) -> i64 {
    migrations.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Backs a database up whose last migration is `applied`, if it is about to be brought up to date.
///
/// # Errors
/// When it cannot be backed up.
pub(super) async fn back_up_before(
    address: &DatabaseAddress,
    applied: i64,
    folder: Option<&Path>,
) -> Result<(), OpenError> {
    let Some(folder) = folder.filter(|_| applied > 0 && applied < newest()) else { return Ok(()) };
    let now = SystemClock { time_zone: Tz::UTC }.now();
    let file = folder.join(stamped(&format!("before-migration-{}-", applied + 1), now));
    let backed_up = backup::back_up(address, &file, &mut |_| {}).await;
    backed_up.map_err(|reason| OpenError::Backup { address: address.clone(), reason: Box::new(reason) })?;
    tracing::info!(file = %file.display(), "the record was backed up before its tables are brought up to date");
    Ok(())
}
