//! Where a request comes from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;

/// The other end of the connection, put into every request by the server's accept loop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeerAddress(pub Option<SocketAddr>);

/// The address that counts for limits: IPv4 in its own form, of IPv6 the network, because whoever has one address of a
/// /64 has all of them (RFC 6177).
#[must_use]
pub fn origin_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// Where a request comes from: the peer or, behind a proxy of ours, what the proxy says. It adds that at the end, be it of
/// the line or as a line of its own; everything before may be the client's.
pub(super) fn sender(headers: &HeaderMap, peer: PeerAddress, behind_proxy: bool) -> IpAddr {
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back().filter(|_| behind_proxy);
    let last = forwarded.and_then(|line| line.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    last.unwrap_or_else(|| peer.0.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn one_network_is_one_origin() {
        assert_eq!(origin_of(address("::ffff:192.0.2.7")), address("192.0.2.7"));
        assert_eq!(origin_of(address("2001:db8:1:2:3:4:5:6")), origin_of(address("2001:db8:1:2::9")));
        assert_ne!(origin_of(address("2001:db8:1:2::9")), origin_of(address("2001:db8:1:3::9")));
        assert_ne!(origin_of(address("192.0.2.7")), origin_of(address("192.0.2.8")));
    }

    #[test]
    fn what_the_proxy_added_counts_and_nothing_the_client_wrote() {
        let peer = PeerAddress(Some("127.0.0.1:9".parse().expect("an address")));
        let from = |lines: &[&'static str], behind_proxy| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            sender(&headers, peer, behind_proxy)
        };
        assert_eq!(from(&["198.51.100.1, 192.0.2.7"], true), address("192.0.2.7"));
        assert_eq!(from(&["198.51.100.1", "192.0.2.7"], true), address("192.0.2.7"), "a line of its own");
        assert_eq!(from(&["192.0.2.7"], false), address("127.0.0.1"), "nobody stands before us");
        assert_eq!(from(&["nonsense"], true), address("127.0.0.1"));
        assert_eq!(from(&[], true), address("127.0.0.1"));
    }
}
