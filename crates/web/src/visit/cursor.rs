//! Where a list goes on: the last row's sort key, opaque to whoever carries it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use crate::problem::{Answer, Problem};

/// A place in a list. It grants nothing: what may be seen is decided by policy on every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor<T>(pub T);

impl<T: Serialize> Cursor<T> {
    /// Base64url of JSON, for the query of the next page.
    pub fn encode(&self) -> String {
        // Sort keys are plain tuples of numbers, ids and texts, which JSON always holds.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&self.0).unwrap_or_default())
    }
}

impl<T: DeserializeOwned> Cursor<T> {
    /// # Errors
    /// 400 when the text is no cursor of this list.
    pub fn decode(text: &str) -> Answer<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let value = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        value.map(Self).ok_or_else(|| Problem::bad_request("cursor"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let cursor = Cursor((1_763_700_000_000_000_i64, "充电 &+/".to_owned()));
        let text = cursor.encode();
        assert!(
            text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
            "{text}"
        );
        assert_eq!(Cursor::decode(&text).unwrap(), cursor);
        for bad in ["", "!", "AAAA", &Cursor(7).encode()] {
            let problem = Cursor::<(i64, String)>::decode(bad).unwrap_err();
            assert_eq!(problem.status().as_u16(), 400, "{bad}");
        }
    }
}
