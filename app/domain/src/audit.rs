//! The audit log: one entry for every change of the record, in the order in which they were made.

use std::fmt;

use super::StatementId;

/// The number of a person's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub i64);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who makes a change, by the name they had then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account; `None` for a command at a terminal.
    pub user: Option<UserId>,
    /// The person's name or the command.
    pub name: String,
}

impl Actor {
    /// A command at a terminal.
    #[must_use]
    pub fn command(name: &str) -> Self {
        Self { user: None, name: name.to_owned() }
    }
}

vocabulary! {
    /// What was done.
    Action {
        /// Statements or reference data were imported.
        Import = "import",
        /// A file with statements was handed in, or what its columns mean was said.
        BatchSaved = "batch_saved",
        /// What was made of a file was taken back.
        BatchUndone = "batch_undone",
        /// A draft was begun or saved.
        DraftSaved = "draft_saved",
        /// A draft was handed to the reviewers.
        DraftSubmitted = "draft_submitted",
        /// A reviewer sent a draft back.
        DraftSentBack = "draft_sent_back",
        /// A draft was thrown away.
        DraftDiscarded = "draft_discarded",
        /// A draft turned out to be a reprint of a statement, and became a change of it.
        ReprintNoted = "reprint_noted",
        /// A draft became a statement, or changed one.
        Published = "published",
        /// A statement was taken back.
        Withdrawn = "withdrawn",
        /// A source was added, or its text kept.
        SourceSaved = "source_saved",
        /// A stakeholder, topic, milestone or source was added or changed.
        ReferenceSaved = "reference_saved",
        /// Two things of the reference data were merged.
        Merged = "merged",
        /// Statements from before hashes of their words were kept got theirs.
        StatementsSealed = "statements_sealed",
        /// A merge was undone.
        MergeUndone = "merge_undone",
        /// Quotes were compared with the text of their source and found in it.
        QuotesVerified = "quotes_verified",
        /// An account was opened.
        UserAdded = "user_added",
        /// The name, role or state of an account was changed.
        UserChanged = "user_changed",
        /// A link to set a password was made.
        PasswordLinkMade = "password_link_made",
        /// A password was set.
        PasswordSet = "password_set",
        /// A password was given again, for something that much depends on.
        PasswordConfirmed = "password_confirmed",
        /// A password or a code was wrong.
        SignInRefused = "sign_in_refused",
        /// A second factor was set up.
        SecondFactorAdded = "second_factor_added",
        /// A second factor was taken away.
        SecondFactorRemoved = "second_factor_removed",
        /// New recovery codes were made.
        RecoveryCodesMade = "recovery_codes_made",
        /// Somebody signed in.
        SignedIn = "signed_in",
        /// Somebody signed out.
        SignedOut = "signed_out",
        /// Sessions were ended from elsewhere.
        SessionsEnded = "sessions_ended",
    }
}

/// What of the published record a change touches, and so what has to be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeScope {
    /// Nothing that readers see.
    Nothing,
    /// These statements.
    Statements(Vec<StatementId>),
    /// Reference data, and these statements.
    Reference(Vec<StatementId>),
    /// More statements than can be told one by one.
    Everything,
}

impl ChangeScope {
    /// How many statements are told one by one; a change of more is a change of everything.
    pub const MOST_STATEMENTS: usize = 50_000;
}

/// A change, as it is handed to the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Who made it.
    pub actor: Actor,
    /// What was done.
    pub action: Action,
    /// To what: a slug, an address, a name.
    pub subject: String,
    /// Why, in the words of who made it.
    pub reason: Option<String>,
    /// What of the published record it touches.
    pub scope: ChangeScope,
}

/// A change that is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its number; numbers are given out in the order in which changes are committed, without gaps.
    pub number: i64,
    /// What of the published record it touches.
    pub scope: ChangeScope,
}
