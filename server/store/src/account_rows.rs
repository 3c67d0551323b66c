//! Rows of accounts and sessions, and their way into the domain.

use chrono::{DateTime, Utc};
use domain::{User, UserId};
use service::ports::{Account, SecondFactor, StoreError, StoredSession, TokenHash};

use super::rows::Row;

#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    id: i64,
    name: String,
    email: String,
    role: String,
    active: i64,
    password_hash: Option<String>,
    totp_secret: Option<String>,
    totp_last_step: Option<i64>,
}

impl TryFrom<AccountRow> for Account {
    type Error = StoreError;

    fn try_from(r: AccountRow) -> Result<Self, StoreError> {
        let row = Row { table: "account", id: r.id };
        let user = User {
            id: UserId(r.id),
            name: r.name,
            email: row.parse("email", &r.email)?,
            role: row.parse("role", &r.role)?,
            active: r.active != 0,
        };
        let second_factor =
            r.totp_secret.map(|secret| SecondFactor { secret, last_step: r.totp_last_step.unwrap_or_default() });
        Ok(Self { user, password_hash: r.password_hash, second_factor })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    hash: String,
    account_id: i64,
    awaiting_code: i64,
    agent: String,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    confirmed_at: Option<DateTime<Utc>>,
}

impl From<SessionRow> for StoredSession {
    fn from(r: SessionRow) -> Self {
        Self {
            hash: TokenHash(r.hash),
            user: UserId(r.account_id),
            awaiting_code: r.awaiting_code != 0,
            agent: r.agent,
            created_at: r.created_at,
            last_seen_at: r.last_seen_at,
            // The password was given when it began.
            confirmed_at: r.confirmed_at.unwrap_or(r.created_at),
        }
    }
}
