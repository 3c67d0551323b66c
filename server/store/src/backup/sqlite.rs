//! The tables of a `SQLite` file, as a backup reads and writes them.

use sqlx::{Sqlite as Db, SqliteConnection as Connection, sqlite::SqliteRow as Row};

use crate::sqlite_file::applied;

#[path = "both.rs"]
#[expect(clippy::duplicate_mod, reason = "the other database loads the same file")]
mod both;

/// How texts are put in order: by their bytes, on both databases.
const COLLATE: &str = "";

pub(super) use both::{read_in, write_out};
