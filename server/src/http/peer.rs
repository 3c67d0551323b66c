//! Where a connection comes from.

use std::net::SocketAddr;

/// The other end of the connection, put into every request by the server's accept loop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeerAddress(pub Option<SocketAddr>);
