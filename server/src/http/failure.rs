//! The bare answer when something failed that is no fault of who asked. What failed goes into the log; the answer becomes a page
//! further out ([`super::error_pages`]), where it is known what the log calls the request.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use service::ports::StoreError;

use super::writer::ReadOnly;

/// Whether what failed may go better later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outlook {
    /// Somebody has to look at it.
    Broken,
    /// The record did not answer. Nothing was stored.
    ForAWhile,
    /// The record can be read and not written to. Nothing was stored.
    ReadOnly,
}

/// The answer when the record failed.
pub(super) fn failed(error: &StoreError) -> Response {
    let outlook = match error {
        StoreError::Unavailable(_) => Outlook::ForAWhile,
        StoreError::NotWritable(_) => Outlook::ReadOnly,
        StoreError::BrokenRow { .. } | StoreError::RowMissing { .. } => Outlook::Broken,
    };
    failure(error, outlook)
}

/// The answer when anything failed.
pub(super) fn failure(error: &dyn std::error::Error, outlook: Outlook) -> Response {
    tracing::error!(%error, "a request could not be carried out");
    match outlook {
        Outlook::Broken => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Outlook::ForAWhile => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Outlook::ReadOnly => read_only(),
    }
}

/// The answer to what would change something of a record that can be read only.
pub(super) fn read_only() -> Response {
    let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    response.extensions_mut().insert(ReadOnly);
    response
}
