//! Who asks.

use service::authorisation::Session;

/// Who asks: nobody known, or somebody who is signed in.
#[derive(Debug, Clone, Default)]
pub(super) struct Viewer(pub(super) Option<Session>);
