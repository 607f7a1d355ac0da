//! Reading TOML so that one pass finds every fault, each with its line.
//!
//! Deserializing through serde would stop at the first fault and speak one language only; the
//! spanned tree that `toml` offers below serde has all that is needed.

mod sheet;
mod table;

pub(crate) use sheet::{Log, Reference, Sheet};
pub(crate) use table::{Seen, Table};

/// A code in kebab-case: `gate-access`.
pub(crate) fn kebab(text: &str) -> Option<String> {
    joined_by('-', text)
}

/// A field's key in snake-case: `area_needed`.
pub(crate) fn snake(text: &str) -> Option<String> {
    joined_by('_', text)
}

fn joined_by(joint: char, text: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let word = |word: &str| !word.is_empty() && word.bytes().all(plain);
    text.split(joint).all(word).then(|| text.to_owned())
}
