//! Randomness and the cryptography of signing in, as something that is handed in.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::TokenHash;

/// Makes and checks secrets.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// A new token of 256 random bits, in letters, digits, hyphens and underscores.
    fn token(&self) -> String;

    /// A new recovery code: short enough to be copied by hand.
    fn recovery_code(&self) -> String;

    /// What is kept of a token.
    fn hash(&self, token: &str) -> TokenHash;

    /// Whether a password is one that is tried among the first: common ones, keys in a row, repeated letters, and what is
    /// known `about` the person.
    fn is_guessable(&self, password: &str, about: &[&str]) -> bool;

    /// What is kept of a password.
    async fn hash_password(&self, password: &str) -> String;

    /// Whether a password is the one that was hashed. Without a hash the answer is no, after as long.
    async fn verify_password(&self, password: &str, hash: Option<&str>) -> bool;

    /// A new secret for codes that change with time, in base 32.
    fn totp_secret(&self) -> String;

    /// The time step that a code belongs to, if it is good now or was half a minute ago.
    fn totp_step(&self, secret: &str, code: &str, now: DateTime<Utc>) -> Option<i64>;

    /// The address that an authenticator reads a secret from.
    fn totp_address(&self, secret: &str, account: &str) -> Option<String>;
}
