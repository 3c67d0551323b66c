//! Accounts and sessions, as the services need them kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{EmailAddress, Role, User, UserId};

use super::StoreError;

/// A token as it is kept: its hash. Whoever reads the database cannot sign in with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash(pub String);

/// An account with what only signing in needs.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The person.
    pub user: User,
    /// The hash of the password; `None` until one is set.
    pub password_hash: Option<String>,
    /// The second factor, if there is one.
    pub second_factor: Option<SecondFactor>,
}

/// A second factor: codes that change with time (RFC 6238).
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// The shared secret, in base 32.
    pub secret: String,
    /// The time step of the last code that was used; no code of it or before it is good again.
    pub last_step: i64,
}

/// A session, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// The hash of its token.
    pub hash: TokenHash,
    /// Whose it is.
    pub user: UserId,
    /// Whether the second factor is still to be shown.
    pub awaiting_code: bool,
    /// What the browser calls itself.
    pub agent: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute or so.
    pub last_seen_at: DateTime<Utc>,
    /// When the password was last given.
    pub confirmed_at: DateTime<Utc>,
}

/// Reading accounts.
#[async_trait]
pub trait AccountStore: Send + Sync {
    /// An account by its number.
    async fn find_account(&self, id: UserId) -> Result<Option<Account>, StoreError>;
    /// An account by its address.
    async fn find_account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError>;
    /// All accounts, by name.
    async fn list_accounts(&self) -> Result<Vec<Account>, StoreError>;
    /// A session by its token's hash.
    async fn find_session(&self, hash: &TokenHash) -> Result<Option<StoredSession>, StoreError>;
    /// The sessions of a person, the last used first.
    async fn list_sessions(&self, user: UserId) -> Result<Vec<StoredSession>, StoreError>;
    /// Whose password a link sets, if it is still good.
    async fn find_password_link(&self, hash: &TokenHash, now: DateTime<Utc>) -> Result<Option<UserId>, StoreError>;
    /// How many recovery codes a person has left.
    async fn count_recovery_codes(&self, user: UserId) -> Result<u64, StoreError>;
    /// Notes that a session is in use, as soon as that can be done: who reads does not wait for who writes, and reads on
    /// where nothing can be written. No change of the record, so it is not logged.
    async fn touch_session(&self, hash: &TokenHash, now: DateTime<Utc>);
    /// Who has signed in with a browser after a moment.
    async fn find_browser(&self, hash: &TokenHash, used_after: DateTime<Utc>) -> Result<Option<UserId>, StoreError>;
}

/// Changing accounts, within a transaction.
#[async_trait]
pub trait AccountTransaction: Send {
    /// Opens an account; `None` when the address is taken.
    async fn add_account(
        &mut self,
        name: &str,
        email: &EmailAddress,
        role: Role,
        now: DateTime<Utc>,
    ) -> Result<Option<UserId>, StoreError>;
    /// Replaces name, role and state of an account.
    async fn save_user(&mut self, user: &User) -> Result<(), StoreError>;
    /// How many active admins there are, as the transaction sees it.
    async fn count_admins(&mut self) -> Result<u64, StoreError>;
    /// Sets the hash of a password.
    async fn set_password(&mut self, user: UserId, hash: &str) -> Result<(), StoreError>;
    /// Makes a link to set a password, in place of an earlier one.
    async fn save_password_link(
        &mut self,
        user: UserId,
        hash: &TokenHash,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError>;
    /// Uses a link up; gives whose it was if it was good.
    async fn use_password_link(&mut self, hash: &TokenHash, now: DateTime<Utc>) -> Result<Option<UserId>, StoreError>;
    /// Sets or takes away a second factor.
    async fn set_second_factor(&mut self, user: UserId, factor: Option<&SecondFactor>) -> Result<(), StoreError>;
    /// Uses a code of a time step up; `false` when one of that step or a later one was used before.
    async fn use_code(&mut self, user: UserId, step: i64) -> Result<bool, StoreError>;
    /// Puts new recovery codes in place of the old.
    async fn set_recovery_codes(&mut self, user: UserId, hashes: &[TokenHash]) -> Result<(), StoreError>;
    /// Uses a recovery code up; `false` when there is no such.
    async fn use_recovery_code(&mut self, user: UserId, hash: &TokenHash) -> Result<bool, StoreError>;
    /// Begins a session.
    async fn add_session(&mut self, session: &StoredSession) -> Result<(), StoreError>;
    /// Notes that somebody has signed in with a browser, and forgets those that were not used since a moment.
    async fn save_browser(
        &mut self,
        hash: &TokenHash,
        user: UserId,
        now: DateTime<Utc>,
        unused_since: DateTime<Utc>,
    ) -> Result<(), StoreError>;
    /// Forgets the browsers of a person.
    async fn forget_browsers(&mut self, user: UserId) -> Result<(), StoreError>;
    /// Notes that the password was given again in a session.
    async fn confirm_session(&mut self, hash: &TokenHash, now: DateTime<Utc>) -> Result<(), StoreError>;
    /// Ends a session of a person; `false` when there is none.
    async fn end_session(&mut self, user: UserId, hash: &TokenHash) -> Result<bool, StoreError>;
    /// Ends the sessions of a person, but for one.
    async fn end_sessions(&mut self, user: UserId, except: Option<&TokenHash>) -> Result<(), StoreError>;
    /// Removes sessions that began before a moment or were last used before another.
    async fn remove_old_sessions(
        &mut self,
        began_before: DateTime<Utc>,
        used_before: DateTime<Utc>,
    ) -> Result<(), StoreError>;
}
