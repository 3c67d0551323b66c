//! Bringing the tables up to date, with a backup of what there was before.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{
    DatabaseAddress, OpenError,
    backup::{self, stamped},
    migrations::newest,
};

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
    let failed = |reason| OpenError::Backup { address: address.clone(), reason: Box::new(reason) };
    let what = format!("before-migration-{}-", applied + 1);
    let name = stamped(&what, now());
    // Whoever tries again does so perhaps within a second.
    let mut file = folder.join(&name);
    for turn in 2.. {
        if !file.exists() {
            break;
        }
        file.set_file_name(name.replace(".jsonl.gz", &format!("-{turn}.jsonl.gz")));
    }
    backup::back_up(address, &file, &mut |_| {}).await.map_err(failed)?;
    // A server that cannot bring the tables up to date is started again and again, and would fill the folder.
    if let Some(same) = same_before(folder, &format!("postura-{what}"), &file) {
        if let Err(error) = fs::remove_file(&file) {
            tracing::warn!(%error, file = %file.display(), "a backup that there is twice could not be removed");
        }
        file = same;
    }
    tracing::info!(file = %file.display(), "the record was backed up before its tables are brought up to date");
    Ok(())
}

/// A backup whose name begins in some way and that has the same bytes as one that was just made: it is of the same record.
fn same_before(folder: &Path, beginning: &str, made: &Path) -> Option<PathBuf> {
    let digest = |path: &Path| -> io::Result<_> {
        let mut hash = Sha256::new();
        io::copy(&mut File::open(path)?, &mut hash)?;
        Ok(hash.finalize())
    };
    let length = |path: &Path| fs::metadata(path).map(|file| file.len());
    let (hash, made_length) = (digest(made).ok()?, length(made).ok()?);
    let files = fs::read_dir(folder).ok()?.flatten();
    let others = files.map(|file| file.path()).filter(|path| path != made);
    let of_before =
        others.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(beginning)));
    let mut as_long = of_before.filter(|path| length(path).is_ok_and(|other| other == made_length));
    as_long.find(|path| digest(path).is_ok_and(|other| other == hash))
}

#[expect(clippy::disallowed_methods, reason = "a file is called after the time on the machine, whatever day is shown")]
fn now() -> DateTime<Utc> {
    Utc::now()
}
