//! What every answer tells the browser not to do.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use ui::assets::content_security_policy;

use crate::app::Settings;

/// The headers of every answer, made once.
#[derive(Clone)]
pub(super) struct Protection(Vec<(HeaderName, HeaderValue)>);

impl Protection {
    pub fn new(settings: &Settings) -> Self {
        let fixed = |name: HeaderName, value: &'static str| (name, HeaderValue::from_static(value));
        // Made from hashes and an origin; an origin that is no header value denies everything.
        let policy = HeaderValue::try_from(content_security_policy(&settings.tile_origin()))
            .unwrap_or(HeaderValue::from_static("default-src 'none'"));
        let mut headers = vec![
            (header::CONTENT_SECURITY_POLICY, policy),
            // Not `no-referrer`: browsers would send `Origin: null` with our own forms.
            fixed(header::REFERRER_POLICY, "same-origin"),
            fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            fixed(
                HeaderName::from_static("permissions-policy"),
                "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
            ),
            fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            fixed(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        ];
        if settings.is_https() {
            headers.push(fixed(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
        }
        Self(headers)
    }

    /// Adds the headers; what a handler decided itself stays. Answers that say nothing of
    /// caching are not kept anywhere.
    pub fn apply(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.0 {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        let no_store = HeaderValue::from_static("no-store");
        headers.entry(header::CACHE_CONTROL).or_insert(no_store);
    }
}
