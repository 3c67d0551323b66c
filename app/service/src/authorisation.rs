//! Who may do what, by types: a function that takes an [`Editor`], [`Reviewer`] or [`Admin`] can only be
//! called on behalf of one, because only [`Session`] makes them, and only [`super::accounts::Accounts`] makes sessions.

use chrono::{DateTime, Utc};
use domain::{Actor, Role, User};

use crate::ports::TokenHash;

/// Why somebody may not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// The second factor is still to be shown.
    #[error("the code of the second factor is still to be given")]
    CodeNeeded,
    /// A second factor must be set up first.
    #[error("a second factor must be set up first")]
    SecondFactorNeeded,
    /// Only people of this role, or one above it, may.
    #[error("only a person with the role {0} may do this")]
    RoleNeeded(Role),
}

/// How far signing in has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The second factor is still to be shown.
    AwaitingCode,
    /// A second factor is required here and has not been set up.
    SecondFactorMissing,
    /// All is done.
    Complete,
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    user: User,
    hash: TokenHash,
    stage: Stage,
    confirmed_at: DateTime<Utc>,
}

impl Session {
    pub(super) const fn new(user: User, hash: TokenHash, stage: Stage, confirmed_at: DateTime<Utc>) -> Self {
        Self { user, hash, stage, confirmed_at }
    }

    /// When the password was last given.
    #[must_use]
    pub const fn confirmed_at(&self) -> DateTime<Utc> {
        self.confirmed_at
    }

    /// The person.
    #[must_use]
    pub const fn user(&self) -> &User {
        &self.user
    }

    /// The hash of the session's token.
    #[must_use]
    pub const fn hash(&self) -> &TokenHash {
        &self.hash
    }

    /// How far signing in has come.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    fn with_role(&self, role: Role) -> Result<User, Forbidden> {
        match self.stage {
            Stage::AwaitingCode => Err(Forbidden::CodeNeeded),
            Stage::SecondFactorMissing => Err(Forbidden::SecondFactorNeeded),
            Stage::Complete if self.user.role < role => Err(Forbidden::RoleNeeded(role)),
            Stage::Complete => Ok(self.user.clone()),
        }
    }

    /// The proof that this is an editor.
    ///
    /// # Errors
    /// When it is not, or signing in is not complete.
    pub fn editor(&self) -> Result<Editor, Forbidden> {
        self.with_role(Role::Editor).map(Editor)
    }

    /// The proof that this is a reviewer.
    ///
    /// # Errors
    /// When it is not, or signing in is not complete.
    pub fn reviewer(&self) -> Result<Reviewer, Forbidden> {
        self.with_role(Role::Reviewer).map(|user| Reviewer(Editor(user)))
    }

    /// The proof that this is an admin.
    ///
    /// # Errors
    /// When it is not, or signing in is not complete.
    pub fn admin(&self) -> Result<Admin, Forbidden> {
        self.with_role(Role::Admin).map(|user| Admin(Reviewer(Editor(user))))
    }
}

/// Somebody who may write drafts and submit them.
#[derive(Debug, Clone)]
pub struct Editor(User);

impl Editor {
    /// The person.
    #[must_use]
    pub const fn user(&self) -> &User {
        &self.0
    }
}

/// Somebody who may publish, send back and withdraw.
#[derive(Debug, Clone)]
pub struct Reviewer(Editor);

impl Reviewer {
    /// What an editor may, too.
    #[must_use]
    pub const fn editor(&self) -> &Editor {
        &self.0
    }

    /// The person.
    #[must_use]
    pub const fn user(&self) -> &User {
        self.0.user()
    }
}

/// Somebody who may manage people and merge.
#[derive(Debug, Clone)]
pub struct Admin(Reviewer);

impl Admin {
    /// What a reviewer may, too.
    #[must_use]
    pub const fn reviewer(&self) -> &Reviewer {
        &self.0
    }

    /// The person.
    #[must_use]
    pub const fn user(&self) -> &User {
        self.0.user()
    }
}

/// Somebody who may manage accounts: an admin, or whoever can run the binary on the database, who could
/// write to it by other means anyway.
#[derive(Debug, Clone)]
pub struct AccountManager(Actor);

impl AccountManager {
    /// Whoever runs a command at a terminal.
    #[must_use]
    pub fn at_terminal(command: &str) -> Self {
        Self(Actor::command(command))
    }

    /// The one who makes the change.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.0
    }
}

impl From<&Admin> for AccountManager {
    fn from(admin: &Admin) -> Self {
        Self(admin.user().actor())
    }
}
