//! What every answer tells the browser not to do.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use ui::assets::content_security_policy;

use crate::app::Settings;

/// The policy of what must load nothing.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// The headers of every answer, made once.
pub(super) struct Protection {
    /// Of what a browser shows.
    page: Headers,
    /// Of JSON, which is never shown: nothing may be loaded by it, and so nothing need be listed.
    data: Headers,
}

type Headers = Vec<(HeaderName, HeaderValue)>;

impl Protection {
    pub fn new(settings: &Settings) -> Self {
        let fixed = |name: HeaderName, value: &'static str| (name, HeaderValue::from_static(value));
        let mut data = vec![
            fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            fixed(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        ];
        if settings.is_https() {
            data.push(fixed(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
        }
        let mut page = data.clone();
        data.push(fixed(header::CONTENT_SECURITY_POLICY, NOTHING));
        // Made from hashes and an origin; an origin that is no header value denies everything.
        let policy = HeaderValue::try_from(content_security_policy(&settings.tile_origin()))
            .unwrap_or(HeaderValue::from_static(NOTHING));
        page.extend([
            (header::CONTENT_SECURITY_POLICY, policy),
            // Not `no-referrer`: browsers would send `Origin: null` with our own forms.
            fixed(header::REFERRER_POLICY, "same-origin"),
            fixed(
                HeaderName::from_static("permissions-policy"),
                "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
            ),
            fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        ]);
        Self { page, data }
    }

    /// Adds the headers; what a handler decided itself stays. Answers that say nothing of
    /// caching are not kept anywhere.
    pub fn apply(&self, headers: &mut HeaderMap) {
        let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
        let data = kind.is_some_and(|kind| {
            kind.starts_with(b"application/json") || kind.starts_with(b"application/problem+json")
        });
        for (name, value) in if data { &self.data } else { &self.page } {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        let no_store = HeaderValue::from_static("no-store");
        headers.entry(header::CACHE_CONTROL).or_insert(no_store);
    }
}
