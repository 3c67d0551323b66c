//! Opening the record, whichever database it is in.

use std::{path::PathBuf, sync::Arc};

use app::ports::{RecordStore, StoreError};
use sqlx::migrate::MigrateError;

use super::{BackupError, DatabaseAddress, Patience, PostgresRecord, SqliteRecord};

/// How the record is opened.
#[derive(Debug, Clone)]
pub struct Opening {
    /// How long it is waited for.
    pub patience: Patience,
    /// Where it is backed up to before its tables are brought up to date; nothing where that is not wanted.
    pub backup_folder: Option<PathBuf>,
}

impl From<Patience> for Opening {
    /// Without a backup.
    fn from(patience: Patience) -> Self {
        Self { patience, backup_folder: None }
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
