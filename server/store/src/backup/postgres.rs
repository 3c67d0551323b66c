//! The tables of a `PostgreSQL` database, as a backup reads and writes them.

use sqlx::{PgConnection as Connection, Postgres as Db, postgres::PgRow as Row};

use crate::postgres_server::applied;

#[path = "both.rs"]
#[expect(clippy::duplicate_mod, reason = "the other database loads the same file")]
mod both;

/// How texts are put in order: by their bytes, on both databases.
const COLLATE: &str = " COLLATE \"C\"";

pub(super) use both::{read_in, write_out};
