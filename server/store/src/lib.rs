//! The record in a database: `SQLite` or `PostgreSQL`, chosen by the scheme of its address.
//!
//! The two share their Rust and nearly all of their SQL. What differs stands in `sqlite` and `postgres` (how to open it, how
//! a writing transaction begins) and in the fragments handed to `define_sql!` in `sql`. Both load the files in `both/`,
//! which call what is of the database `Record`, `Db`, `Connection`, `Turn` and `sql`: not generics, because the bounds that
//! sqlx asks of a generic database are longer than the code, and not `sqlx::Any`, which knows fewer types than either.
//!
//! To add a query: a constant in `sql`, a method in the port, its body in `both/`. A test prepares every constant on both
//! databases, and the contract suite in `tests/` runs on both.

mod account_rows;
mod address;
mod archive;
mod audit;
pub mod backup;
mod batch_rows;
mod breaker;
mod draft_rows;
mod entry_rows;
mod importing;
mod merge_rows;
mod migrating;
mod migrations;
mod open;
mod patience;
mod postgres;
mod postgres_server;
mod rows;
mod seals;
mod source_rows;
pub mod sql;
mod sqlite;
mod sqlite_file;
pub mod tables;

pub use address::{AddressError, DatabaseAddress};
pub use backup::BackupError;
pub use open::{OpenError, Opening, open};
pub use patience::Patience;
pub use postgres::PostgresRecord;
pub use sqlite::SqliteRecord;

/// What the time is called that changes of the record wait until they can begin, where it is measured.
pub const WRITER_WAIT: &str = "postura_record_writer_wait_seconds";
