//! Forms sent from somebody else's page (cross-site request forgery).
//!
//! No token in the form is needed: browsers say where a request comes from, and a page cannot
//! change what they say. For a method that changes something, in this order:
//!
//! 1. A bearer token is not sent by browsers on their own, and it makes the cookie mean nothing
//!    (see [`crate::visit`]): allowed.
//! 2. `Sec-Fetch-Site` (Fetch Metadata; all browsers since 2023 on HTTPS and localhost):
//!    `same-origin` and `none` (typed, or from a bookmark) are allowed; `cross-site` is refused,
//!    and so is `same-site`, since a neighbouring subdomain is somebody else.
//! 3. `Origin` (sent with every POST by browsers since 2020): allowed when it is the deployment's
//!    public address or names the very host that was asked, refused otherwise. `null` is refused;
//!    it does not occur on our own pages because their referrer policy is `same-origin`, not
//!    `no-referrer`.
//! 4. Neither: no current browser. Programs without a cookie have nothing that could be abused:
//!    allowed. With a session cookie it may be an old browser under attack: refused.
//!
//! Comparing with the asked host as well as with the public address keeps test machines and
//! second names working. A page cannot choose the `Host` its victim's browser sends, and under a
//! rebound name (DNS rebinding) the browser has no cookie of ours.
//!
//! Safe methods pass, so no GET may ever change anything. The method is that of the Go library's
//! `net/http.CrossOriginProtection`, stricter in step 4.

use axum::http::{HeaderMap, Method, StatusCode, request::Parts, uri::Authority};

use crate::{
    app::App,
    problem::{Answer, Problem},
    visit::{SESSION_COOKIE, arrive::bearer, cookies},
};

/// # Errors
/// 403 when the request may come from a foreign page.
pub(crate) fn check_origin(app: &App, parts: &Parts) -> Answer<()> {
    let safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_ours(&parts.headers, parts.uri.authority(), &app.settings().public_url) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "cross-origin"))
}

fn is_ours(headers: &HeaderMap, authority: Option<&Authority>, public_url: &str) -> bool {
    if bearer(headers).is_some() {
        return true;
    }
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("null"));
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else {
        return cookies::get(headers, SESSION_COOKIE).is_none();
    };
    // HTTP/2 names the host in the request line instead of a header.
    let host = text("host").or(authority.map(Authority::as_str));
    let named = origin.split_once("://").map(|(_, host)| host);
    origin == public_url || (named.is_some() && named == host)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    const PUBLIC: &str = "https://yilu.example.cn";
    const COOKIE: (&str, &str) = ("cookie", "lang=zh; yilu_session=abc");

    fn ours(pairs: &[(&str, &str)]) -> bool {
        let pairs = pairs.iter().map(|(name, value)| {
            (name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap())
        });
        is_ours(&pairs.collect(), None, PUBLIC)
    }

    #[test]
    fn fetch_metadata_decides_first() {
        for (site, allowed) in
            [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false)]
        {
            assert_eq!(ours(&[COOKIE, ("sec-fetch-site", site)]), allowed, "{site}");
            let own = ("origin", PUBLIC);
            assert_eq!(ours(&[COOKIE, ("sec-fetch-site", site), own]), allowed, "{site}");
            assert_eq!(ours(&[("sec-fetch-site", site)]), allowed, "{site}, signing in");
        }
    }

    #[test]
    fn then_the_origin() {
        let host = ("host", "10.0.0.5:8080");
        for (origin, allowed) in [
            (PUBLIC, true),
            ("http://10.0.0.5:8080", true),
            ("http://yilu.example.cn", false),
            ("https://yilu.example.cn.evil.cn", false),
            ("https://evil.cn", false),
            ("http://10.0.0.5", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(ours(&[COOKIE, host, ("origin", origin)]), allowed, "{origin}");
        }
        assert!(!ours(&[COOKIE, ("origin", "nonsense")]), "no host, no origin");
    }

    #[test]
    fn without_either_only_those_with_nothing_to_lose() {
        assert!(ours(&[]));
        assert!(ours(&[("cookie", "lang=en")]));
        assert!(!ours(&[COOKIE]));
    }

    #[test]
    fn programs_with_a_token_pass() {
        let token = ("authorization", "Bearer abc");
        assert!(ours(&[token, ("origin", "https://evil.cn")]));
        assert!(!ours(&[("authorization", "Basic abc"), ("origin", "https://evil.cn")]));
    }
}
