//! How the words of a search may go on.

use domain::Locale;
use leptos::{prelude::*, server, server_fn::codec::GetUrl};

use super::{Choice, codec::InPostcard};

/// Searches that what was typed may become: all of it with its last word completed, with how many statements each would
/// find under the rest of the filter.
///
/// # Errors
/// When the server cannot be reached.
#[server(prefix = "/api/fn", endpoint = "complete_words", input = GetUrl, output = InPostcard)]
pub async fn complete_words(
    /// What was typed.
    typed: String,
    /// The filter, as it stands behind the question mark of an address.
    query: String,
    /// The reader's language.
    locale: Locale,
) -> Result<Vec<Choice>, ServerFnError> {
    let library = expect_context::<std::sync::Arc<service::Library>>();
    Ok(crate::found::completions_of(&library, &typed, &query, locale))
}
