//! Suggestions for the type-ahead filters.

use domain::{Facet, Locale};
use leptos::{prelude::*, server, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::codec::InPostcard;

/// A value that a filter can be set to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The value, as it stands in an address.
    pub value: String,
    /// What readers call it.
    pub label: String,
    /// How many statements it would leave, with its separators.
    pub count: String,
}

/// The values of a facet of which some word begins with what was typed, those with most statements
/// first, counted under the rest of the filter.
///
/// # Errors
/// When the server cannot be reached.
#[server(prefix = "/api/fn", endpoint = "suggest_choices", input = GetUrl, output = InPostcard)]
pub async fn suggest_choices(
    /// The facet.
    facet: Facet,
    /// What was typed.
    typed: String,
    /// The filter, as it stands behind the question mark of an address.
    query: String,
    /// The reader's language.
    locale: Locale,
) -> Result<Vec<Choice>, ServerFnError> {
    let library = expect_context::<std::sync::Arc<service::Library>>();
    Ok(crate::found::choices_of(&library, facet, &typed, &query, locale))
}
