//! Backups that a server makes by itself, in a folder of which it keeps the newest.

use std::{
    fs, io,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use metrics::{counter, gauge};
use service::ports::Clock;
use store::{
    BackupError, DatabaseAddress,
    backup::{BackedUp, UNFINISHED, back_up, stamped},
};

use crate::metrics::names;

/// How long after a backup that failed it is tried again.
const RETRY: Duration = Duration::from_mins(5);

/// When and where to back up, and how many backups to keep.
pub struct BackupSchedule {
    /// Which database.
    pub address: DatabaseAddress,
    /// Where they are put.
    pub folder: PathBuf,
    /// How long after one the next is made.
    pub every: Duration,
    /// How many are kept.
    pub keep: NonZeroUsize,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl BackupSchedule {
    /// Backs up for good. What was made before the program started counts.
    pub async fn run(self) {
        loop {
            tokio::time::sleep(self.until_next()).await;
            match self.back_up().await {
                Ok((file, BackedUp { rows, bytes, change_number })) => {
                    tracing::info!(file = %file.display(), rows, bytes, change_number, "the record was backed up");
                    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are exact in it")]
                    gauge!(names::BACKED_UP).set(self.clock.now().timestamp() as f64);
                    let removed = remove_old(&self.folder, self.keep);
                    if let Err(error) = removed.and_then(|()| remove_unfinished(&self.folder, self.clock.now())) {
                        tracing::warn!(%error, folder = %self.folder.display(), "old backups could not be removed");
                    }
                }
                Err(error) => {
                    counter!(names::BACKUPS_FAILED).increment(1);
                    tracing::error!(%error, "the record could not be backed up; it is tried again in five minutes");
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    }

    /// How long it is until the next; where the last is from a time to come, as if it were from now.
    fn until_next(&self) -> Duration {
        let Some((last, _)) = newest(&self.folder) else { return Duration::ZERO };
        let passed = (self.clock.now() - last).to_std().unwrap_or_default();
        self.every.saturating_sub(passed)
    }

    async fn back_up(&self) -> Result<(PathBuf, BackedUp), BackupError> {
        let file = self.folder.join(stamped("", self.clock.now()));
        let backed_up = back_up(&self.address, &file, &mut |_| {}).await?;
        Ok((file, backed_up))
    }
}

/// The newest backup of a folder that was made by a schedule, and when.
pub(crate) fn newest(folder: &Path) -> Option<(DateTime<Utc>, PathBuf)> {
    made(folder).ok()?.pop()
}

/// The backups of a folder that were made by a schedule, the oldest first. Others, whatever they are called, are not
/// among them.
fn made(folder: &Path) -> io::Result<Vec<(DateTime<Utc>, PathBuf)>> {
    let files = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let made = |file: fs::DirEntry| Some((moment_of(file.file_name().to_str()?)?, file.path()));
    let mut made: Vec<_> = files.into_iter().filter_map(made).collect();
    made.sort();
    Ok(made)
}

fn moment_of(name: &str) -> Option<DateTime<Utc>> {
    let stamp = name.strip_prefix("postura-")?.strip_suffix(".jsonl.gz")?;
    NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ").ok().map(|time| time.and_utc())
}

fn remove_old(folder: &Path, keep: NonZeroUsize) -> io::Result<()> {
    let made = made(folder)?;
    let old = made.len().saturating_sub(keep.get());
    made.iter().take(old).try_for_each(|(_, file)| fs::remove_file(file))
}

/// Removes what programs left that were killed while they backed up. What is younger than a day may still be written.
fn remove_unfinished(folder: &Path, now: DateTime<Utc>) -> io::Result<()> {
    for file in fs::read_dir(folder)? {
        let file = file?;
        let is_unfinished = file.file_name().to_str().is_some_and(|name| name.starts_with(UNFINISHED));
        if is_unfinished && now - DateTime::<Utc>::from(file.metadata()?.modified()?) > TimeDelta::days(1) {
            fs::remove_file(file.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept_and_other_files_are_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let others = ["postura-before-migration-9-20200101T000000Z.jsonl.gz", "postura-mine.jsonl.gz", "notes"];
        let mut names: Vec<String> = others.iter().map(|&name| name.to_owned()).collect();
        for day in 1..=9 {
            let moment = moment_of(&format!("postura-2026110{day}T040506Z.jsonl.gz")).expect("a moment");
            names.push(stamped("", moment));
        }
        for name in &names {
            fs::write(folder.path().join(name), "").expect("room");
        }
        remove_old(folder.path(), NonZeroUsize::new(3).expect("not zero")).expect("a folder");
        let mut left: Vec<String> = fs::read_dir(folder.path())
            .expect("a folder")
            .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
            .collect();
        left.sort();
        let mut expected: Vec<String> = names.split_off(names.len() - 3);
        expected.extend(others.iter().map(|&name| name.to_owned()));
        expected.sort();
        assert_eq!(left, expected);
    }

    #[test]
    fn what_was_never_finished_is_removed_a_day_later() {
        let folder = tempfile::tempdir().expect("a folder");
        let unfinished = folder.path().join(format!("{UNFINISHED}abc"));
        fs::write(&unfinished, "").expect("room");
        fs::write(folder.path().join("notes"), "").expect("room");
        let written =
            DateTime::<Utc>::from(fs::metadata(&unfinished).and_then(|file| file.modified()).expect("a time"));
        remove_unfinished(folder.path(), written + TimeDelta::hours(23)).expect("a folder");
        assert!(unfinished.exists());
        remove_unfinished(folder.path(), written + TimeDelta::hours(25)).expect("a folder");
        assert!(!unfinished.exists() && folder.path().join("notes").exists());
    }

    #[test]
    fn what_was_made_before_counts() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |time: &str| moment_of(&format!("postura-20261126T{time}Z.jsonl.gz")).expect("a moment");
        let schedule = |now: &str| BackupSchedule {
            address: DatabaseAddress::Sqlite(folder.path().join("postura.db")),
            folder: folder.path().join("backups"),
            every: Duration::from_hours(1),
            keep: NonZeroUsize::MIN,
            clock: Arc::new(Fixed(at(now))),
        };
        assert_eq!(schedule("100000").until_next(), Duration::ZERO, "there is none yet");
        fs::create_dir(folder.path().join("backups")).expect("a folder");
        fs::write(folder.path().join("backups").join(stamped("", at("100000"))), "").expect("room");
        assert_eq!(schedule("101500").until_next(), Duration::from_mins(45));
        assert_eq!(schedule("120000").until_next(), Duration::ZERO);
        assert_eq!(schedule("090000").until_next(), Duration::from_hours(1), "the clock was set back");
    }

    struct Fixed(DateTime<Utc>);

    impl Clock for Fixed {
        fn now(&self) -> DateTime<Utc> {
            self.0
        }

        fn day_of(&self, moment: DateTime<Utc>) -> chrono::NaiveDate {
            moment.date_naive()
        }
    }
}
