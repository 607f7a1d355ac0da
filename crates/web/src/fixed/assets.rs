//! Style and scripts, named by content: kept for ever by whoever got them once.

use axum::{
    http::{HeaderMap, HeaderValue, Uri, header},
    response::IntoResponse as _,
};
use ui::assets;

use crate::problem::{Answer, Problem};

pub(super) async fn serve(uri: Uri, headers: HeaderMap) -> Answer {
    let asset = assets::lookup(uri.path()).ok_or_else(Problem::not_found)?;
    let (encoding, bytes) = match accepted(&headers) {
        Some("br") => (Some("br"), asset.br),
        Some(gzip) => (Some(gzip), asset.gz),
        None => (None, asset.bytes()),
    };
    let mut response = bytes.into_response();
    let answer = response.headers_mut();
    let fixed = HeaderValue::from_static;
    answer.insert(header::CONTENT_TYPE, fixed(asset.content_type));
    answer.insert(header::CACHE_CONTROL, fixed("public, max-age=31536000, immutable"));
    answer.insert(header::VARY, fixed("accept-encoding"));
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, fixed(encoding));
    }
    Ok(response)
}

/// The better of the two packings that the client takes.
fn accepted(headers: &HeaderMap) -> Option<&'static str> {
    let accept = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let takes = |name: &str| {
        accept.split(',').any(|range| {
            let mut parts = range.split(';').map(str::trim);
            parts.next() == Some(name) && !parts.any(|part| part == "q=0")
        })
    };
    ["br", "gzip"].into_iter().find(|name| takes(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_before_gzip_before_nothing() {
        let packing = |accept: &'static str| {
            let value = HeaderValue::from_static(accept);
            accepted(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]))
        };
        assert_eq!(packing("gzip, deflate, br;q=0.9"), Some("br"));
        assert_eq!(packing("gzip, br;q=0"), Some("gzip"));
        assert_eq!(packing("identity"), None);
        assert_eq!(accepted(&HeaderMap::new()), None);
    }
}
