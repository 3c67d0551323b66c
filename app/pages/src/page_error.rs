//! Why there is no page to show.

use domain::{BadParameter, ListQuery, ReferenceKind, Role, Statement};
use service::{LibraryError, ports::StoreError};
use words::paths::Address;

/// Why there is no page to show; each is a situation that a reader can be in.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// There is nothing at this address.
    #[error("not found")]
    NotFound,
    /// What was here has been taken back.
    #[error("withdrawn")]
    Withdrawn {
        /// The statement.
        statement: Box<Statement>,
        /// Why.
        reason: Option<String>,
    },
    /// The filter has values that mean nothing; the rest is kept.
    #[error("a filter was not understood")]
    BadFilter {
        /// What was understood.
        kept: Box<ListQuery>,
        /// What was not.
        bad: Vec<BadParameter>,
    },
    /// Only people of this role, or one above it, may see or do this.
    #[error("a person with the role {0} is needed")]
    RoleNeeded(Role),
    /// A merge cannot be undone, because what it was merged into was merged itself.
    #[error("what it was merged into was merged itself")]
    MergedFurther,
    /// What was here is at another address now, for good.
    #[error("moved to {}", .0.in_locale(domain::Locale::En))]
    Moved(Box<Address>),
    /// The record did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LibraryError> for PageError {
    fn from(error: LibraryError) -> Self {
        match error {
            LibraryError::Merged { kind: ReferenceKind::Stakeholder, into } => {
                Self::Moved(Box::new(Address::Stakeholder(into)))
            }
            LibraryError::Merged { kind: ReferenceKind::Topic, into } => Self::Moved(Box::new(Address::Topic(into))),
            LibraryError::Merged { kind: ReferenceKind::Milestone, into } => {
                Self::Moved(Box::new(Address::Milestone(into)))
            }
            LibraryError::NotFound | LibraryError::Merged { .. } => Self::NotFound,
            LibraryError::Withdrawn { statement, reason } => Self::Withdrawn { statement, reason },
            LibraryError::Store(error) => Self::Store(error),
        }
    }
}
