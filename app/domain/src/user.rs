//! People who work on the record.

use std::{fmt, str::FromStr};

use super::{Actor, UserId};

vocabulary! {
    /// What a person may do; each role may do what the ones before it may.
    Role {
        /// Writes drafts and submits them.
        Editor = "editor",
        /// Publishes, sends back and withdraws, too.
        Reviewer = "reviewer",
        /// Manages people and merges, too.
        Admin = "admin",
    }
}

/// An address for electronic mail, in lower case. Only its form is checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

/// A text that is no address for electronic mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailError;

impl fmt::Display for EmailError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address like name@example.org is expected")
    }
}

impl std::error::Error for EmailError {}

impl EmailAddress {
    /// The longest address, in bytes (RFC 5321, section 4.5.3.1.3, less the angle brackets).
    pub const MAX_LENGTH: usize = 254;

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EmailAddress {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let text = text.trim().to_lowercase();
        let (name, host) = text.rsplit_once('@').ok_or(EmailError)?;
        let is_odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | ',' | ';');
        let is_good = !name.is_empty()
            && !name.contains('@')
            && host.split('.').all(|label| !label.is_empty())
            && text.len() <= Self::MAX_LENGTH
            && !text.contains(is_odd);
        if is_good { Ok(Self(text)) } else { Err(EmailError) }
    }
}

/// A person who works on the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The number of the account.
    pub id: UserId,
    /// The name that colleagues see.
    pub name: String,
    /// Where the person is reached, and what they sign in with.
    pub email: EmailAddress,
    /// What they may do.
    pub role: Role,
    /// Whether they may sign in. Accounts are closed, not removed: the record names them.
    pub active: bool,
}

impl User {
    /// The person as the one who makes a change.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor { user: Some(self.id), name: self.name.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        assert_eq!(" Ana@Example.ORG ".parse::<EmailAddress>().map(|email| email.0), Ok("ana@example.org".to_owned()));
        for bad in ["", "ana", "@example.org", "ana@", "ana@example..org", "a na@example.org", "a@b@c", "<a@b>"] {
            assert!(bad.parse::<EmailAddress>().is_err(), "{bad:?} was taken");
        }
        let of_length = |length: usize| format!("{}@example.org", "a".repeat(length - "@example.org".len()));
        assert!(of_length(EmailAddress::MAX_LENGTH).parse::<EmailAddress>().is_ok());
        assert!(of_length(EmailAddress::MAX_LENGTH + 1).parse::<EmailAddress>().is_err());
    }

    #[test]
    fn a_role_may_do_what_the_ones_before_it_may() {
        assert!(Role::Admin > Role::Reviewer && Role::Reviewer > Role::Editor);
    }
}
