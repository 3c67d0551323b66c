//! Opening accounts, signing in, and what people do with their own account.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Action, Actor, AuditEntry, ChangeScope, EmailAddress, Role, User, UserId};

use super::authorisation::{AccountManager, Admin, Session, Stage};
use crate::ports::{
    Account, Clock, RecordStore, RecordTransaction, SecondFactor, Secrets, StoreError, StoredSession, TokenHash,
};

/// After how long without use a session ends.
pub const IDLE_LIMIT: TimeDelta = TimeDelta::hours(8);

/// After how long a session ends in any case.
pub const SESSION_LIMIT: TimeDelta = TimeDelta::hours(72);

/// How long a link to set a password is good.
pub const LINK_LIMIT: TimeDelta = TimeDelta::hours(48);

/// How often at most the use of a session is noted.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Shortest and longest password, in characters. Length is what counts (NIST SP 800-63B, section 3.1.1).
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 12..=200;

/// Longest name of a person, in characters.
pub const NAME_LENGTH: usize = 100;

/// How many recovery codes are made at once.
const RECOVERY_CODES: usize = 10;

/// What a browser calls itself is kept up to this many characters.
const AGENT_LENGTH: usize = 200;

/// Why something about an account was not done.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The address and password do not belong together; which of them is wrong is not said.
    #[error("the address or the password is wrong")]
    WrongPassword,
    /// The code is wrong, too old or was used before.
    #[error("the code is wrong or was used before")]
    WrongCode,
    /// The link is unknown, used up or too old.
    #[error("the link is not good any more")]
    LinkNotGood,
    /// A name is missing or too long.
    #[error("a name of 1 to {NAME_LENGTH} characters is expected")]
    BadName,
    /// The password is too short or too long.
    #[error("a password has {} to {} characters", PASSWORD_LENGTH.start(), PASSWORD_LENGTH.end())]
    BadPassword,
    /// The password is one that is tried among the first.
    #[error("this password is tried among the first")]
    GuessablePassword,
    /// It is no address of electronic mail.
    #[error("an address of electronic mail is expected")]
    BadEmail,
    /// Somebody has an account with this address.
    #[error("there is an account with this address already")]
    EmailTaken,
    /// There is no such account or session.
    #[error("there is no such account")]
    NotFound,
    /// Without this admin there would be none.
    #[error("this is the last admin")]
    LastAdmin,
    /// A second factor is required here.
    #[error("a second factor is required here")]
    SecondFactorRequired,
    /// The record did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// After how long without use a browser is a stranger again.
const BROWSER_LIMIT: TimeDelta = TimeDelta::days(400);

/// How long after the password was given it is not asked for again where much depends on who asks.
pub const CONFIRMED_FOR: TimeDelta = TimeDelta::minutes(15);

/// A session that has just begun.
pub struct NewSession {
    /// What the browser shows from now on; it is kept nowhere here.
    pub token: String,
    /// What the browser is known by from now on, once all was shown.
    pub browser: Option<String>,
    /// How far signing in has come.
    pub stage: Stage,
}

/// Accounts and sessions.
pub struct Accounts {
    store: Arc<dyn RecordStore>,
    secrets: Arc<dyn Secrets>,
    clock: Arc<dyn Clock>,
    second_factor_required: bool,
}

impl Accounts {
    /// Accounts in a record.
    #[must_use]
    pub fn new(
        store: Arc<dyn RecordStore>,
        secrets: Arc<dyn Secrets>,
        clock: Arc<dyn Clock>,
        second_factor_required: bool,
    ) -> Self {
        Self { store, secrets, clock, second_factor_required }
    }

    /// Whether everybody must have a second factor.
    #[must_use]
    pub const fn second_factor_required(&self) -> bool {
        self.second_factor_required
    }

    async fn keep(
        &self,
        transaction: Box<dyn RecordTransaction>,
        actor: Actor,
        action: Action,
        subject: &str,
    ) -> Result<(), StoreError> {
        let scope = ChangeScope::Nothing;
        let entry = AuditEntry { actor, action, subject: subject.to_owned(), reason: None, scope };
        transaction.commit(entry, self.clock.now()).await.map(drop)
    }

    /// Opens an account; gives the token of the link that sets its password.
    ///
    /// # Errors
    /// When the name is no name or the address is taken.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn add_user(
        &self,
        by: &AccountManager,
        name: &str,
        email: &EmailAddress,
        role: Role,
    ) -> Result<String, AccountError> {
        let name = checked_name(name)?;
        let now = self.clock.now();
        let mut transaction = self.store.begin().await?;
        let user = transaction.add_account(&name, email, role, now).await?.ok_or(AccountError::EmailTaken)?;
        let token = self.new_link(transaction.as_mut(), user, now).await?;
        self.keep(transaction, by.actor().clone(), Action::UserAdded, email.as_str()).await?;
        Ok(token)
    }

    async fn new_link(
        &self,
        transaction: &mut dyn RecordTransaction,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<String, StoreError> {
        let token = self.secrets.token();
        transaction.save_password_link(user, &self.secrets.hash(&token), now + LINK_LIMIT).await?;
        Ok(token)
    }

    /// Makes a new link that sets somebody's password; an earlier one is not good any more.
    ///
    /// # Errors
    /// When there is no such account.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn renew_link(&self, by: &AccountManager, user: UserId) -> Result<String, AccountError> {
        let account = self.store.find_account(user).await?.ok_or(AccountError::NotFound)?;
        let mut transaction = self.store.begin().await?;
        let token = self.new_link(transaction.as_mut(), user, self.clock.now()).await?;
        let email = account.user.email.as_str();
        self.keep(transaction, by.actor().clone(), Action::PasswordLinkMade, email).await?;
        Ok(token)
    }

    /// Changes name, role and state of an account. Closing it ends its sessions.
    ///
    /// # Errors
    /// When there is no such account, the name is no name, or no admin would be left.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn change_user(&self, by: &Admin, changed: User) -> Result<(), AccountError> {
        let changed = User { name: checked_name(&changed.name)?, ..changed };
        let account = self.store.find_account(changed.id).await?.ok_or(AccountError::NotFound)?;
        let changed = User { email: account.user.email.clone(), ..changed };
        if changed == account.user {
            return Ok(());
        }
        let mut transaction = self.store.begin().await?;
        transaction.save_user(&changed).await?;
        if transaction.count_admins().await? == 0 {
            return Err(AccountError::LastAdmin);
        }
        if !changed.active {
            transaction.end_sessions(changed.id, None).await?;
        }
        self.keep(transaction, by.user().actor(), Action::UserChanged, changed.email.as_str()).await?;
        Ok(())
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn users(&self, _by: &Admin) -> Result<Vec<Account>, AccountError> {
        Ok(self.store.list_accounts().await?)
    }

    /// Whose password a link sets.
    ///
    /// # Errors
    /// When the link is not good.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn owner_of_link(&self, token: &str) -> Result<User, AccountError> {
        let now = self.clock.now();
        let user = self.store.find_password_link(&self.secrets.hash(token), now).await?;
        let user = user.ok_or(AccountError::LinkNotGood)?;
        let account = self.store.find_account(user).await?.filter(|account| account.user.active);
        Ok(account.ok_or(AccountError::LinkNotGood)?.user)
    }

    fn check_password(&self, password: &str, user: &User) -> Result<(), AccountError> {
        if !PASSWORD_LENGTH.contains(&password.chars().count()) || password.contains('\0') {
            return Err(AccountError::BadPassword);
        }
        let about = [user.name.as_str(), user.email.as_str()];
        if self.secrets.is_guessable(password, &about) { Err(AccountError::GuessablePassword) } else { Ok(()) }
    }

    /// Sets a password by a link, which is then used up. Sessions that were open end.
    ///
    /// # Errors
    /// When the password is too short or long, or the link is not good.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn set_password_by_link(&self, token: &str, password: &str) -> Result<(), AccountError> {
        let owner = self.owner_of_link(token).await?;
        self.check_password(password, &owner)?;
        let hash = self.secrets.hash_password(password).await;
        let mut transaction = self.store.begin().await?;
        let used = transaction.use_password_link(&self.secrets.hash(token), self.clock.now()).await?;
        if used != Some(owner.id) {
            return Err(AccountError::LinkNotGood);
        }
        transaction.set_password(owner.id, &hash).await?;
        transaction.end_sessions(owner.id, None).await?;
        transaction.forget_browsers(owner.id).await?;
        self.keep(transaction, owner.actor(), Action::PasswordSet, owner.email.as_str()).await?;
        Ok(())
    }

    /// Changes one's own password. One's other sessions end.
    ///
    /// # Errors
    /// When the old password is wrong or the new one too short or long.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn change_password(&self, session: &Session, old: &str, new: &str) -> Result<(), AccountError> {
        self.check_password(new, session.user())?;
        self.check_own_password(session, old).await?;
        let hash = self.secrets.hash_password(new).await;
        let user = session.user();
        let mut transaction = self.store.begin().await?;
        transaction.set_password(user.id, &hash).await?;
        transaction.end_sessions(user.id, Some(session.hash())).await?;
        self.keep(transaction, user.actor(), Action::PasswordSet, user.email.as_str()).await?;
        Ok(())
    }

    async fn check_own_password(&self, session: &Session, password: &str) -> Result<Account, AccountError> {
        let account = self.store.find_account(session.user().id).await?.ok_or(AccountError::NotFound)?;
        if self.secrets.verify_password(password, account.password_hash.as_deref()).await {
            return Ok(account);
        }
        let user = session.user();
        self.keep(self.store.begin().await?, user.actor(), Action::SignInRefused, user.email.as_str()).await?;
        Err(AccountError::WrongPassword)
    }

    /// Signs in. The answer for an unknown address is the same as for a wrong password, and takes as long.
    ///
    /// # Errors
    /// When address and password do not belong together, or the account is closed.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn sign_in(&self, email: &str, password: &str, agent: &str) -> Result<NewSession, AccountError> {
        let account = match email.parse::<EmailAddress>() {
            Ok(email) => self.store.find_account_by_email(&email).await?,
            Err(_) => None,
        };
        let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
        let right = self.secrets.verify_password(password, hash).await;
        let account = account.filter(|account| right && account.user.active).ok_or(AccountError::WrongPassword)?;
        let stage = self.stage_of(&account, account.second_factor.is_some());
        let transaction = self.store.begin().await?;
        self.begin_session(transaction, &account.user, stage, agent).await
    }

    /// What a browser is known by, if somebody has signed in to an account with it before.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn known_browser(&self, email: &EmailAddress, token: &str) -> Result<Option<TokenHash>, AccountError> {
        let hash = self.secrets.hash(token);
        let Some(user) = self.store.find_browser(&hash, self.clock.now() - BROWSER_LIMIT).await? else {
            return Ok(None);
        };
        let account = self.store.find_account(user).await?;
        Ok(account.filter(|account| account.user.email == *email).map(|_| hash))
    }

    /// Notes that an attempt to sign in was refused: for which account, and from where.
    ///
    /// # Errors
    /// When it cannot be noted.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn note_refusal(&self, account: &str, from: &str) -> Result<(), AccountError> {
        let actor = Actor { user: None, name: from.to_owned() };
        let transaction = self.store.begin().await?;
        self.keep(transaction, actor, Action::SignInRefused, account).await?;
        Ok(())
    }

    /// Whether the password was given in a session so lately that it need not be given again.
    #[must_use]
    pub fn is_confirmed(&self, session: &Session) -> bool {
        let since = self.clock.now() - session.confirmed_at();
        since >= TimeDelta::zero() && since < CONFIRMED_FOR
    }

    /// Takes the password again.
    ///
    /// # Errors
    /// When it is wrong.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn confirm(&self, session: &Session, password: &str) -> Result<(), AccountError> {
        self.check_own_password(session, password).await?;
        let user = session.user();
        let mut transaction = self.store.begin().await?;
        transaction.confirm_session(session.hash(), self.clock.now()).await?;
        self.keep(transaction, user.actor(), Action::PasswordConfirmed, user.email.as_str()).await?;
        Ok(())
    }

    fn stage_of(&self, account: &Account, awaiting_code: bool) -> Stage {
        if awaiting_code {
            Stage::AwaitingCode
        } else if self.second_factor_required && account.second_factor.is_none() {
            Stage::SecondFactorMissing
        } else {
            Stage::Complete
        }
    }

    async fn begin_session(
        &self,
        mut transaction: Box<dyn RecordTransaction>,
        user: &User,
        stage: Stage,
        agent: &str,
    ) -> Result<NewSession, AccountError> {
        let now = self.clock.now();
        let token = self.secrets.token();
        let session = StoredSession {
            hash: self.secrets.hash(&token),
            user: user.id,
            awaiting_code: stage == Stage::AwaitingCode,
            agent: agent.chars().take(AGENT_LENGTH).collect(),
            created_at: now,
            last_seen_at: now,
            confirmed_at: now,
        };
        transaction.add_session(&session).await?;
        let browser = (stage != Stage::AwaitingCode).then(|| self.secrets.token());
        if let Some(browser) = &browser {
            transaction.save_browser(&self.secrets.hash(browser), user.id, now, now - BROWSER_LIMIT).await?;
        }
        transaction.remove_old_sessions(now - SESSION_LIMIT, now - IDLE_LIMIT).await?;
        self.keep(transaction, user.actor(), Action::SignedIn, user.email.as_str()).await?;
        Ok(NewSession { token, browser, stage })
    }

    /// Shows the second factor: a code of the moment, or a recovery code, each good once. The session
    /// goes on under a new token, so that one planted before is worth nothing.
    ///
    /// # Errors
    /// When the code is wrong, too old or was used before.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn confirm_code(&self, session: &Session, code: &str, agent: &str) -> Result<NewSession, AccountError> {
        let user = session.user();
        let account = self.store.find_account(user.id).await?.ok_or(AccountError::NotFound)?;
        let factor = account.second_factor.ok_or(AccountError::WrongCode)?;
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let step = self.secrets.totp_step(&factor.secret, &code, self.clock.now());
        let mut transaction = self.store.begin().await?;
        let good = match step {
            Some(step) => transaction.use_code(user.id, step).await?,
            None => transaction.use_recovery_code(user.id, &self.secrets.hash(&code.to_lowercase())).await?,
        };
        if !good || !transaction.end_session(user.id, session.hash()).await? {
            return Err(AccountError::WrongCode);
        }
        self.begin_session(transaction, user, Stage::Complete, agent).await
    }

    /// Who shows a token, if its session is still good.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn authenticate(&self, token: &str) -> Result<Option<Session>, AccountError> {
        let hash = self.secrets.hash(token);
        let Some(stored) = self.store.find_session(&hash).await? else { return Ok(None) };
        let now = self.clock.now();
        // A session from the future is of a clock that was wrong.
        let is_early = stored.created_at > now + CONFIRMED_FOR;
        if is_early || now - stored.created_at >= SESSION_LIMIT || now - stored.last_seen_at >= IDLE_LIMIT {
            return Ok(None);
        }
        let Some(account) = self.store.find_account(stored.user).await?.filter(|account| account.user.active) else {
            return Ok(None);
        };
        if now - stored.last_seen_at >= TOUCH_EVERY {
            self.store.touch_session(&hash, now).await;
        }
        let stage = self.stage_of(&account, stored.awaiting_code);
        Ok(Some(Session::new(account.user, hash, stage, stored.confirmed_at)))
    }

    /// Signs out.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn sign_out(&self, session: &Session) -> Result<(), AccountError> {
        let user = session.user();
        let mut transaction = self.store.begin().await?;
        if transaction.end_session(user.id, session.hash()).await? {
            self.keep(transaction, user.actor(), Action::SignedOut, user.email.as_str()).await?;
        }
        Ok(())
    }

    /// One's own account, with one's sessions and how many recovery codes are left.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn own_account(&self, session: &Session) -> Result<OwnAccount, AccountError> {
        let id = session.user().id;
        let account = self.store.find_account(id).await?.ok_or(AccountError::NotFound)?;
        let now = self.clock.now();
        let mut sessions = self.store.list_sessions(id).await?;
        sessions.retain(|other| now - other.created_at < SESSION_LIMIT && now - other.last_seen_at < IDLE_LIMIT);
        let recovery_codes = self.store.count_recovery_codes(id).await?;
        Ok(OwnAccount { account, sessions, recovery_codes })
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// When it is not there, or not one's own.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn end_session(&self, session: &Session, hash: &TokenHash) -> Result<(), AccountError> {
        let user = session.user();
        let mut transaction = self.store.begin().await?;
        if !transaction.end_session(user.id, hash).await? {
            return Err(AccountError::NotFound);
        }
        self.keep(transaction, user.actor(), Action::SessionsEnded, user.email.as_str()).await?;
        Ok(())
    }

    /// Ends all of one's own sessions but this one.
    ///
    /// # Errors
    /// When the record does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn end_other_sessions(&self, session: &Session) -> Result<(), AccountError> {
        let user = session.user();
        let mut transaction = self.store.begin().await?;
        transaction.end_sessions(user.id, Some(session.hash())).await?;
        self.keep(transaction, user.actor(), Action::SessionsEnded, user.email.as_str()).await?;
        Ok(())
    }

    /// A secret to set a second factor up with, and the address that an authenticator reads it from. It
    /// is kept only once a code has shown that the authenticator has it.
    #[must_use]
    pub fn offer_second_factor(&self, session: &Session) -> OfferedFactor {
        self.offer(session, self.secrets.totp_secret())
    }

    /// The same offer again, after a wrong code.
    #[must_use]
    pub fn offer(&self, session: &Session, secret: String) -> OfferedFactor {
        let address = self.secrets.totp_address(&secret, session.user().email.as_str()).unwrap_or_default();
        OfferedFactor { secret, address }
    }

    /// Sets a second factor up; gives recovery codes, each good once, which are shown this one time.
    ///
    /// # Errors
    /// When the password or the code is wrong.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn add_second_factor(
        &self,
        session: &Session,
        password: &str,
        secret: &str,
        code: &str,
    ) -> Result<Vec<String>, AccountError> {
        self.check_own_password(session, password).await?;
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let step = self.secrets.totp_step(secret, &code, self.clock.now()).ok_or(AccountError::WrongCode)?;
        let factor = SecondFactor { secret: secret.to_owned(), last_step: step };
        let user = session.user();
        let mut transaction = self.store.begin().await?;
        transaction.set_second_factor(user.id, Some(&factor)).await?;
        let codes = self.new_recovery_codes(transaction.as_mut(), user.id).await?;
        transaction.end_sessions(user.id, Some(session.hash())).await?;
        self.keep(transaction, user.actor(), Action::SecondFactorAdded, user.email.as_str()).await?;
        Ok(codes)
    }

    async fn new_recovery_codes(
        &self,
        transaction: &mut dyn RecordTransaction,
        user: UserId,
    ) -> Result<Vec<String>, StoreError> {
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| self.secrets.recovery_code()).collect();
        let hashes: Vec<TokenHash> = codes.iter().map(|code| self.secrets.hash(code)).collect();
        transaction.set_recovery_codes(user, &hashes).await?;
        Ok(codes)
    }

    /// Makes new recovery codes; the old ones are not good any more.
    ///
    /// # Errors
    /// When the password is wrong or there is no second factor.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn renew_recovery_codes(&self, session: &Session, password: &str) -> Result<Vec<String>, AccountError> {
        let account = self.check_own_password(session, password).await?;
        if account.second_factor.is_none() {
            return Err(AccountError::NotFound);
        }
        let user = session.user();
        let mut transaction = self.store.begin().await?;
        let codes = self.new_recovery_codes(transaction.as_mut(), user.id).await?;
        self.keep(transaction, user.actor(), Action::RecoveryCodesMade, user.email.as_str()).await?;
        Ok(codes)
    }

    /// Takes one's own second factor away.
    ///
    /// # Errors
    /// When the password is wrong or a second factor is required here.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn remove_second_factor(&self, session: &Session, password: &str) -> Result<(), AccountError> {
        if self.second_factor_required {
            return Err(AccountError::SecondFactorRequired);
        }
        self.check_own_password(session, password).await?;
        let user = session.user();
        self.take_second_factor(user, user.actor()).await
    }

    /// Takes the second factor of somebody away who lost it.
    ///
    /// # Errors
    /// When there is no such account.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn reset_second_factor(&self, by: &AccountManager, user: UserId) -> Result<(), AccountError> {
        let account = self.store.find_account(user).await?.ok_or(AccountError::NotFound)?;
        self.take_second_factor(&account.user, by.actor().clone()).await
    }

    async fn take_second_factor(&self, user: &User, by: Actor) -> Result<(), AccountError> {
        let mut transaction = self.store.begin().await?;
        transaction.set_second_factor(user.id, None).await?;
        transaction.set_recovery_codes(user.id, &[]).await?;
        self.keep(transaction, by, Action::SecondFactorRemoved, user.email.as_str()).await?;
        Ok(())
    }
}

/// One's own account.
pub struct OwnAccount {
    /// The account.
    pub account: Account,
    /// One's sessions, the last used first.
    pub sessions: Vec<StoredSession>,
    /// How many recovery codes are left.
    pub recovery_codes: u64,
}

/// A second factor that is being set up.
pub struct OfferedFactor {
    /// The secret, in base 32.
    pub secret: String,
    /// The address that an authenticator reads it from.
    pub address: String,
}

fn checked_name(name: &str) -> Result<String, AccountError> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_good = !name.is_empty() && name.chars().count() <= NAME_LENGTH && !name.contains('\0');
    if is_good { Ok(name) } else { Err(AccountError::BadName) }
}
