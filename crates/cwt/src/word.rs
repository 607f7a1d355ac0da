//! Short words of a pass: up to four lower-case letters and figures, so that a pass stays small.

/// One to four of `a` to `z` and `0` to `9`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Word {
    /// ASCII, then zero bytes.
    bytes: [u8; 4],
}

impl Word {
    /// For constants: `bytes` is filled up with zero bytes.
    pub(crate) const fn constant(bytes: [u8; 4]) -> Self {
        Self { bytes }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if text.is_empty() || text.len() > 4 || !text.bytes().all(legal) {
            return None;
        }
        let mut bytes = [0; 4];
        bytes.iter_mut().zip(text.bytes()).for_each(|(slot, byte)| *slot = byte);
        Some(Self { bytes })
    }

    pub(crate) fn as_str(&self) -> &str {
        let length = self.bytes.iter().take_while(|byte| **byte != 0).count();
        std::str::from_utf8(&self.bytes[..length]).unwrap_or_default()
    }
}

/// A public type around a [`Word`], in text and in JSON the word itself.
macro_rules! word {
    ($name:ident) => {
        impl $name {
            /// The word itself.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.as_str())
            }
        }
        impl std::str::FromStr for $name {
            type Err = crate::claims::ClaimError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                crate::word::Word::parse(text).map(Self).ok_or(crate::claims::ClaimError::$name)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use word;
