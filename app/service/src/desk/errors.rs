//! Why a step on the desk was not taken: an error for each room, with one variant for each situation that somebody at the desk
//! can be in. What a room cannot meet is in no error of it, so that its pages leave nothing out.

use domain::{Draft, Fault, Slug};

use super::{FieldFault, ReferenceItem};
use crate::ports::{StoreError, StoredStatement};

/// Why a form makes nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum FormError {
    #[error("{} field(s) of the form have faults", .0.len())]
    Faults(Vec<FieldFault>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl FormError {
    /// One fault of a field.
    pub(super) fn of(field: &str, fault: Fault) -> Self {
        Self::Faults(vec![FieldFault { field: field.to_owned(), fault }])
    }
}

/// Has errors of forms become errors of rooms in which forms are read.
macro_rules! from_form_error {
    ($($room:ident),+) => {
        $(impl From<FormError> for $room {
            fn from(error: FormError) -> Self {
                match error {
                    FormError::Faults(faults) => Self::Faults(faults),
                    FormError::Store(error) => Self::Store(error),
                }
            }
        })+
    };
}

from_form_error!(DraftError, ReferenceError, SourceError);

/// Why nothing was done with a draft.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// There is no such draft, or not for whoever asks, or no such statement or version of one.
    #[error("there is no such draft or statement")]
    NotFound,
    /// The form has faults.
    #[error("{} field(s) of the form have faults", .0.len())]
    Faults(Vec<FieldFault>),
    /// Somebody else saved the draft meanwhile.
    #[error("somebody else saved the draft meanwhile")]
    Conflict(Box<Draft>),
    /// The statement that it changes was changed meanwhile.
    #[error("the statement was changed meanwhile")]
    StatementConflict(Box<StoredStatement>),
    /// The draft is not where this step begins: it was published, discarded or is not in review.
    #[error("the draft is {} and this cannot be done with it", .0.state)]
    WrongState(Box<Draft>),
    /// Whoever wrote it may not publish it.
    #[error("nobody publishes their own draft here")]
    FourEyes,
    /// A reason must be given.
    #[error("a reason must be given")]
    ReasonMissing,
    /// It is a reprint of nothing, as its source is not complete.
    #[error("the source of the draft is not complete")]
    SourceIncomplete,
    /// The record did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was done with a statement on record.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// There is no such statement that is published.
    #[error("there is no such statement")]
    NotFound,
    /// It was changed meanwhile.
    #[error("the statement was changed meanwhile")]
    Changed,
    /// A reason must be given.
    #[error("a reason must be given")]
    ReasonMissing,
    /// The record did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was done with a batch.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// There is none of that number.
    #[error("there is no such batch")]
    NotFound,
    /// Something was made of it already, or somebody else changed it meanwhile.
    #[error("the batch is not what it was when it was looked at")]
    Changed,
    /// Rows of it have faults, so nothing was made of any.
    #[error("rows of the batch have faults")]
    Faults,
    /// A reason must be given.
    #[error("a reason must be given")]
    ReasonMissing,
    /// Only a reviewer may take back what is published, or what is somebody else's.
    #[error("a reviewer is needed")]
    ReviewerNeeded,
    /// The record did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<FormError> for BatchError {
    fn from(error: FormError) -> Self {
        match error {
            // Which rows have which is on the page of the batch.
            FormError::Faults(_) => Self::Faults,
            FormError::Store(error) => Self::Store(error),
        }
    }
}

/// Why nothing was done with a source or its text.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is none of that number, or no text of it.
    #[error("there is no such source")]
    NotFound,
    /// The form has faults.
    #[error("{} field(s) of the form have faults", .0.len())]
    Faults(Vec<FieldFault>),
    /// There is no text.
    #[error("there is no text")]
    TextMissing,
    /// The text is longer than one may be.
    #[error("the text is too long")]
    TooMuchText,
    /// The record did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why something of the reference data was not shown or saved.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// There is none of that kind and name.
    #[error("there is nothing of that name")]
    NotFound,
    /// The form has faults.
    #[error("{} field(s) of the form have faults", .0.len())]
    Faults(Vec<FieldFault>),
    /// Somebody else changed it since it was seen.
    #[error("somebody else changed it meanwhile")]
    Conflict(Box<ReferenceItem>),
    /// A reason must be given.
    #[error("a reason must be given")]
    ReasonMissing,
    /// The record did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why two were not merged, or a merge was not undone.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// There is no such merge, or nothing of that kind and name.
    #[error("there is nothing of that name")]
    NotFound,
    /// There is nothing to merge it into, or it is the same.
    #[error("there is nothing to merge it into")]
    NothingToMergeInto,
    /// These statements have both.
    #[error("{} statement(s) have both", .0.len())]
    HasBoth(Vec<Slug>),
    /// What it was merged into was merged itself; that must be undone first.
    #[error("what it was merged into was merged itself")]
    TargetMerged,
    /// A reason must be given.
    #[error("a reason must be given")]
    ReasonMissing,
    /// The record did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}
