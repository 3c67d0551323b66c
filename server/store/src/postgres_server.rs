//! What is asked of a `PostgreSQL` database whoever works with it: whose turn it is, and how far its tables are.

use sqlx::PgConnection;

/// The key of the lock that puts writing transactions in a row, so that changes get their numbers in
/// the order in which they are committed.
pub(super) const WRITERS_IN_A_ROW: &str = "SELECT pg_advisory_xact_lock(7205759403792794)";

/// Waits until no other program brings the tables up to date; lasts as long as the connection.
pub(super) const ALONE: &str = "SELECT pg_advisory_lock(7205759403792795)";

/// The last migration that a database has; 0 where it has none.
pub(super) async fn applied(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    let is_there = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
    if !sqlx::query_scalar(is_there).fetch_one(&mut *connection).await? {
        return Ok(0);
    }
    sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations").fetch_one(connection).await
}
