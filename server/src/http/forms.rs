//! The fields of a form as the browser sent them.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request, rejection::BytesRejection},
};

/// Names and values, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormFields(Vec<(String, String)>);

impl FormFields {
    /// Reads the body of a form. Line ends become those of the record; browsers send them as two characters.
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        let fields = app::paths::decode_bytes(body).into_iter();
        Self(fields.map(|(name, value)| (name, value.replace("\r\n", "\n"))).collect())
    }

    /// The fields.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The value of a field; empty when it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether a field was sent.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }
}

impl FromIterator<(String, String)> for FormFields {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(fields: T) -> Self {
        Self(fields.into_iter().collect())
    }
}

impl<S: Send + Sync> FromRequest<S> for FormFields {
    type Rejection = BytesRejection;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, BytesRejection> {
        Ok(Self::read(&Bytes::from_request(request, state).await?))
    }
}
