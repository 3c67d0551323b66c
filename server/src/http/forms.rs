//! The fields and files of a form as the browser sent them.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Multipart, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::policy::MOST_FIELDS;

/// A file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The name of its field.
    pub field: String,
    /// What it is called where it comes from.
    pub name: String,
    /// What it holds.
    pub bytes: Bytes,
}

/// Names and values in their order, and files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormFields {
    pairs: Vec<(String, String)>,
    files: Vec<Upload>,
}

impl FormFields {
    /// Reads the body of a form without files. Line ends become those of the record; browsers send them as two
    /// characters.
    ///
    /// # Errors
    /// When there are more fields than any form has; they are counted before anything is made of them.
    pub fn read(body: &[u8]) -> Result<Self, TooManyFields> {
        if body.split(|byte| *byte == b'&').nth(MOST_FIELDS).is_some() {
            return Err(TooManyFields);
        }
        Ok(words::paths::decode_bytes(body).into_iter().collect())
    }

    /// The fields, given away.
    #[must_use]
    pub fn into_pairs(self) -> Vec<(String, String)> {
        self.pairs
    }

    /// The fields.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The value of a field; empty when it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether a field was sent.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(field, _)| field == name)
    }

    /// The file of a field, if one was chosen.
    #[must_use]
    pub fn file(&self, field: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == field && !(file.name.is_empty() && file.bytes.is_empty()))
    }

    async fn read_parts(mut parts: Multipart) -> Result<Self, Response> {
        let mut read = Self::default();
        while let Some(part) = parts.next_field().await.map_err(IntoResponse::into_response)? {
            if read.pairs.len() + read.files.len() == MOST_FIELDS {
                return Err(TooManyFields.into_response());
            }
            let field = part.name().unwrap_or_default().to_owned();
            let name = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(IntoResponse::into_response)?;
            match name {
                Some(name) => read.files.push(Upload { field, name, bytes }),
                None => read.pairs.push((field, with_line_ends(&String::from_utf8_lossy(&bytes)))),
            }
        }
        Ok(read)
    }
}

/// A form with more fields than any form has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the form has more than {MOST_FIELDS} fields")]
pub struct TooManyFields;

impl IntoResponse for TooManyFields {
    fn into_response(self) -> Response {
        StatusCode::PAYLOAD_TOO_LARGE.into_response()
    }
}

/// Line ends become those of the record; browsers send them as two characters. What no database can keep goes.
fn with_line_ends(value: &str) -> String {
    value.replace("\r\n", "\n").replace('\0', "")
}

fn has_parts(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data"))
}

impl FromIterator<(String, String)> for FormFields {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(fields: T) -> Self {
        let pairs = fields.into_iter().map(|(name, value)| (name, with_line_ends(&value))).collect();
        Self { pairs, files: Vec::new() }
    }
}

impl<S: Send + Sync> FromRequest<S> for FormFields {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, Response> {
        if has_parts(request.headers()) {
            let parts = Multipart::from_request(request, state).await.map_err(IntoResponse::into_response)?;
            return Self::read_parts(parts).await;
        }
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
        Self::read(&body).map_err(IntoResponse::into_response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_counted_before_anything_is_made_of_them() {
        let body = |count: usize| vec!["a"; count].join("&");
        assert_eq!(FormFields::read(body(MOST_FIELDS).as_bytes()).map(|fields| fields.pairs.len()), Ok(MOST_FIELDS));
        assert_eq!(FormFields::read(body(MOST_FIELDS + 1).as_bytes()), Err(TooManyFields));
        assert_eq!(FormFields::read("&".repeat(1_000_000).as_bytes()), Err(TooManyFields));
    }
}
