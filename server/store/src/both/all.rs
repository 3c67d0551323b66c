//! What the record is on either database. Each loads these files for itself and says what is of it: the types `Record`, `Db`,
//! `Connection` and `Turn`, the constants `sql`, and how others are told of a change.

mod accounts;
mod batches;
mod bulk;
mod codings;
mod drafts;
mod known_sources;
mod merges;
mod reading;
mod record;
mod reference;
mod seals;
mod sources;
mod statements;
mod transaction;
mod work;
mod writing;

use super::{Connection, Db, Record, Turn, announce, sql};
