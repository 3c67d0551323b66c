//! Randomness and the cryptography of signing in.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use chrono::{DateTime, Utc};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD, HEXLOWER};
use service::ports::{Secrets, TokenHash};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use totp_rs::{Builder, Secret, Totp};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

/// Memory of one hash in KiB, passes over it, and lanes: the first choice of OWASP's Password Storage Cheat
/// Sheet for Argon2id.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many passwords are hashed at once; more wait, so that a flood of them does not take all memory.
const AT_ONCE: usize = 2;

/// The name that an authenticator shows.
const ISSUER: &str = "Postura";

/// How many time steps a code may be old or early.
const SKEW: u16 = 1;

/// Secrets from the system's source of randomness.
pub struct SystemSecrets {
    places: Semaphore,
    /// Hash of a password that nobody has, checked where there is no account.
    nobody: String,
}

impl SystemSecrets {
    /// # Panics
    /// When the system has no randomness, without which nothing of this is worth anything.
    #[must_use]
    pub fn new() -> Self {
        Self { places: Semaphore::new(AT_ONCE), nobody: hash(&BASE64URL_NOPAD.encode(&random::<32>())) }
    }
}

impl Default for SystemSecrets {
    fn default() -> Self {
        Self::new()
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system's randomness");
    bytes
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY, PASSES, LANES, None).expect("parameters within their limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &str) -> String {
    argon2().hash_password(password.as_bytes()).expect("a password of some length").to_string()
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The form in which a password is hashed: keyboards write the same letter in several ways (NIST SP 800-63B, section
/// 3.1.1.2).
fn normalized(password: &str) -> String {
    password.nfkc().collect()
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).with_skew(SKEW).build().ok()
}

#[async_trait::async_trait]
impl Secrets for SystemSecrets {
    fn token(&self) -> String {
        BASE64URL_NOPAD.encode(&random::<32>())
    }

    fn recovery_code(&self) -> String {
        let letters = BASE32_NOPAD.encode(&random::<10>()).to_lowercase();
        letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
    }

    fn hash(&self, token: &str) -> TokenHash {
        TokenHash(HEXLOWER.encode(&Sha256::digest(token.as_bytes())))
    }

    fn is_guessable(&self, password: &str, about: &[&str]) -> bool {
        let known: Vec<&str> = about.iter().copied().chain([ISSUER, "usmca", "t-mec", "cusma", "tratado"]).collect();
        zxcvbn(password, &known).score() < Score::Three
    }

    async fn hash_password(&self, password: &str) -> String {
        let _place = self.places.acquire().await;
        let password = normalized(password);
        tokio::task::spawn_blocking(move || hash(&password)).await.expect("hashing does not panic")
    }

    async fn verify_password(&self, password: &str, hash: Option<&str>) -> bool {
        let _place = self.places.acquire().await;
        let (typed, known) = (password.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(&self.nobody).to_owned();
        let right = move || {
            let password = normalized(&typed);
            // Before they were normalised, passwords were hashed as they were typed.
            verify(&password, &hash) || (password != typed && verify(&typed, &hash))
        };
        let right = tokio::task::spawn_blocking(right).await.unwrap_or_default();
        right && known
    }

    fn totp_secret(&self) -> String {
        BASE32_NOPAD.encode(&random::<20>())
    }

    fn totp_step(&self, secret: &str, code: &str, now: DateTime<Utc>) -> Option<i64> {
        let step = totp(secret)?.check(code, u64::try_from(now.timestamp()).ok()?)?;
        i64::try_from(step).ok()
    }

    fn totp_address(&self, secret: &str, account: &str) -> Option<String> {
        let secret = Secret::try_from_base32(secret).ok()?;
        let builder = Builder::new().with_secret(secret).with_issuer(Some(ISSUER)).with_account_name(account);
        builder.build().ok()?.to_url().ok()
    }
}
