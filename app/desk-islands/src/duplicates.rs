//! Statements that may be the same as one that is being written, while it is written.

use domain::Locale;
use leptos::{prelude::*, server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A published statement that may be the same, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateHint {
    /// Its part of the address.
    pub slug: String,
    /// Its page.
    pub href: String,
    /// Who said it, and when.
    pub title: String,
    /// How it begins.
    pub words: String,
    /// Why it may be the same.
    pub why: String,
}

/// The published statements that may be the same as what is being written.
///
/// # Errors
/// When the server cannot be reached, or the record does not answer.
#[server(prefix = "/api/fn", endpoint = "find_duplicates", input = GetUrl)]
pub async fn find_duplicates(
    /// The words, or their beginning.
    text: String,
    /// The address of the source.
    source: String,
    /// Who said it, by name.
    stakeholder: String,
    /// The slug of the statement that is changed; empty for a new one.
    except: String,
    /// The reader's language.
    locale: Locale,
) -> Result<Vec<DuplicateHint>, ServerFnError> {
    let library = expect_context::<std::sync::Arc<service::Library>>();
    let except = except.parse().ok();
    let sought =
        service::Sought { text: &text, source: source.trim(), stakeholder: &stakeholder, except: except.as_ref() };
    let found = library.duplicates(sought).await.map_err(ServerFnError::new)?;
    Ok(crate::found::duplicate_hints(locale, &library.catalogue(), &found))
}
