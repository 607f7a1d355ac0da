//! Bytes as text: standard base64 with padding, one spelling per value.

use base64::{Engine as _, engine::general_purpose::STANDARD};

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// `None` when the text is not the one canonical spelling of some bytes.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// For `#[serde(with = "...")]`: bytes as a base64 string.
pub mod bytes {
    use std::borrow::Cow;

    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        super::decode(&text).ok_or_else(|| D::Error::custom("expected base64 with padding"))
    }
}
