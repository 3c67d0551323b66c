//! What a mark of the timeline stands for, asked when it is pointed at.

use domain::Locale;
use leptos::{prelude::*, server, server_fn::codec::GetUrl};

use super::codec::InPostcard;

/// The first statements of a list, of which a mark holds all, and the way to all of them, as HTML: made on the server, because
/// what makes it would weigh more than it does. `query` is the list, as it stands behind the question mark of an address.
///
/// # Errors
/// When the server cannot be reached or the record does not answer.
#[server(prefix = "/api/fn", endpoint = "read_mark", input = GetUrl, output = InPostcard)]
pub async fn read_mark(
    /// The list.
    query: String,
    /// The reader's language.
    locale: Locale,
) -> Result<String, ServerFnError> {
    let library = expect_context::<std::sync::Arc<service::Library>>();
    crate::found::statements_of(&library, &query, locale).await.map_err(ServerFnError::new)
}
