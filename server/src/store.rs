//! The record in a database: `SQLite` or `PostgreSQL`, chosen by the scheme of its address.
//!
//! The two share their Rust and nearly all of their SQL. What differs stands in `sqlite` and
//! `postgres` (how to open it, how a writing transaction begins) and in the fragments handed to
//! `define_sql!` in `sql`.
//!
//! To add a query: a constant in `sql`, a method in the port, its body in `record`. A test prepares
//! every constant on both databases, and the contract suite in `tests/` runs on both.

#[macro_use] // before the databases that use them
mod accounts;
#[macro_use]
mod batches;
#[macro_use]
mod bulk;
#[macro_use]
mod drafts;
#[macro_use]
mod merges;
#[macro_use]
mod record;
#[macro_use]
mod seals;
#[macro_use]
mod sources;
#[macro_use]
mod work;

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
mod source_rows;
pub mod sql;
mod sqlite;
mod sqlite_file;
pub mod tables;
mod work_rows;

pub use address::{AddressError, DatabaseAddress};
pub use backup::BackupError;
pub use open::{OpenError, Opening, open};
pub use patience::Patience;
pub use postgres::PostgresRecord;
pub use sqlite::SqliteRecord;
