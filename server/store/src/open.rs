//! Opening the record, whichever database it is in.

use std::{path::PathBuf, sync::Arc};

use service::ports::{RecordStore, StoreError};
use sqlx::migrate::MigrateError;

use super::{BackupError, DatabaseAddress, Patience, PostgresRecord, SqliteRecord, rows::is_about_writing};

/// How the record is opened.
#[derive(Debug, Clone)]
pub struct Opening {
    /// How long it is waited for.
    pub patience: Patience,
    /// Whether it is read and not written to. Its tables have to be up to date then.
    pub read_only: bool,
    /// Where it is backed up to before its tables are brought up to date; nothing where that is not wanted.
    pub backup_folder: Option<PathBuf>,
}

impl From<Patience> for Opening {
    /// Without a backup.
    fn from(patience: Patience) -> Self {
        Self { patience, read_only: false, backup_folder: None }
    }
}

/// Why the record could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder of the file cannot be made or written to.
    #[error("the folder {} cannot be written to: {reason}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// The file or server cannot be opened.
    #[error("the database {address} cannot be opened: {reason}")]
    Database {
        /// Its address.
        address: DatabaseAddress,
        /// Why.
        reason: sqlx::Error,
    },
    /// A newer version of Postura wrote the database.
    #[error(
        "the database {address} was made by a newer version of Postura (it has migration {migration}); use that version"
    )]
    Newer {
        /// Its address.
        address: DatabaseAddress,
        /// A migration this version does not have.
        migration: i64,
    },
    /// The tables could not be brought up to date.
    #[error("the database {address} could not be brought up to date: {reason}")]
    Migration {
        /// Its address.
        address: DatabaseAddress,
        /// Why.
        reason: MigrateError,
    },
    /// It is to be read only and has no tables, or those of an older version.
    #[error("the database {address} has to be brought up to date before it can be read: `postura migrate` does that")]
    NotUpToDate {
        /// Its address.
        address: DatabaseAddress,
    },
    /// It could not be backed up before its tables are brought up to date.
    #[error(
        "the database {address} was not brought up to date, because it could not be backed up before that: {reason}"
    )]
    Backup {
        /// Its address.
        address: DatabaseAddress,
        /// Why.
        reason: Box<BackupError>,
    },
    /// The `SQLite` that was built in has a known fault.
    #[error("SQLite {found} can lose data (its WAL-reset fault); 3.51.3 or newer is needed")]
    OldSqlite {
        /// The version built in.
        found: String,
    },
    /// It was opened and did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpenError {
    /// Whether the disk is full, fails or is read-only, so that it may still be read.
    #[must_use]
    pub fn is_about_writing(&self) -> bool {
        match self {
            Self::Database { reason, .. }
            | Self::Migration {
                reason: MigrateError::Execute(reason) | MigrateError::ExecuteMigration(reason, _),
                ..
            } => is_about_writing(reason),
            _ => false,
        }
    }

    /// Refuses tables that are not those of this version.
    pub(super) fn refuse_other_tables(address: &DatabaseAddress, applied: i64, newest: i64) -> Result<(), Self> {
        let address = address.clone();
        match applied.cmp(&newest) {
            std::cmp::Ordering::Less => Err(Self::NotUpToDate { address }),
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => Err(Self::Newer { address, migration: applied }),
        }
    }

    pub(super) fn of_migration(address: &DatabaseAddress, reason: MigrateError) -> Self {
        match reason {
            MigrateError::VersionMissing(migration) => Self::Newer { address: address.clone(), migration },
            reason => Self::Migration { address: address.clone(), reason },
        }
    }
}

/// Opens the record and brings its tables up to date; a `SQLite` file that is not there is made.
///
/// # Errors
/// When it cannot be opened, or a newer version of Postura wrote it.
pub async fn open(address: &DatabaseAddress, opening: &Opening) -> Result<Arc<dyn RecordStore>, OpenError> {
    Ok(match address {
        DatabaseAddress::Sqlite(path) => Arc::new(SqliteRecord::open(path, opening).await?),
        DatabaseAddress::Postgres(url) => Arc::new(PostgresRecord::open(url, opening).await?),
    })
}
