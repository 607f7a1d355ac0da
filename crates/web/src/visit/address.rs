//! The address a request comes from, for limits against guessing; it is never stored.

use std::net::{IpAddr, SocketAddr};

use axum::{extract::ConnectInfo, http::request::Parts};

/// The client's address; `None` in tests and on sockets without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientIp(pub Option<IpAddr>);

impl ClientIp {
    /// Each trusted proxy appends the address it was called from to `X-Forwarded-For`, so the
    /// client is the entry that the outermost trusted one wrote: as many from the right as there
    /// are proxies. Whatever stands further left was sent by the client and proves nothing.
    pub(crate) fn of(parts: &Parts, trusted_proxies: usize) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        if trusted_proxies == 0 {
            return Self(peer);
        }
        let lines = parts.headers.get_all("x-forwarded-for").iter();
        let hops: Vec<&str> = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .map(str::trim)
            .collect();
        let wrote = hops.len().checked_sub(trusted_proxies).and_then(|at| hops.get(at));
        Self(wrote.and_then(|hop| hop.parse().ok()).or(peer))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[test]
    fn what_the_client_claims_is_not_believed() {
        let (parts, ()) = Request::builder()
            .header("x-forwarded-for", "6.6.6.6, 203.0.113.7")
            .header("x-forwarded-for", "10.0.0.1")
            .body(())
            .unwrap()
            .into_parts();
        assert_eq!(ClientIp::of(&parts, 0), ClientIp(None));
        assert_eq!(ClientIp::of(&parts, 1), ClientIp("10.0.0.1".parse().ok()));
        assert_eq!(ClientIp::of(&parts, 2), ClientIp("203.0.113.7".parse().ok()));
        assert_eq!(ClientIp::of(&parts, 9), ClientIp(None));
    }
}
