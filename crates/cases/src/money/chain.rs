//! The hash chain over the evidence of one case.
//!
//! Each item's link is the SHA-256 of its *sheet*, a text of these lines in this order, each
//! ended by a line feed (U+000A):
//!
//! ```text
//! yilu-evidence-v1
//! case LENGTH:VALUE          the case number
//! item LENGTH:VALUE          the item's number, from 1, in decimal
//! kind LENGTH:VALUE          waybill, chat, statement, photo, promise or other
//! label LENGTH:VALUE         as the sender named it
//! made LENGTH:VALUE          the day it was made, YYYY-MM-DD; empty when it is not known
//! added LENGTH:VALUE         when it was handed in, microseconds since 1970-01-01T00:00:00Z
//! media LENGTH:VALUE         text/plain, image/jpeg or application/pdf
//! bytes LENGTH:VALUE         how long the content is
//! sha256 LENGTH:VALUE        SHA-256 of the content, 64 lower-case hexadecimal digits
//! previous LENGTH:VALUE      the link of the item before; 64 times `0` for the first
//! ```
//!
//! LENGTH is the number of bytes of VALUE in UTF-8, in decimal, so no value can pass for another
//! line. The first line separates this use of SHA-256 from every other. Strikes are not part of
//! the chain: what was handed in stays handed in. The journal keeps the link of every item
//! ([`super::verify`]), so that not even a chain that was made anew from its beginning passes.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::fact::{Content, Item};

/// The first line of every sheet.
pub const DOMAIN: &str = "yilu-evidence-v1";
/// What stands before the first item.
pub const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What is wrong with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("does not follow the one before it")]
    OutOfOrder,
    #[error("does not name the link of the one before it")]
    Unlinked,
    #[error("has another content than its hash says")]
    OtherContent,
    #[error("was altered: its link is not the hash of its sheet")]
    Altered,
    #[error("is not the one in the journal")]
    Unjournalled,
    #[error("has lost its file")]
    FileMissing,
    #[error("is missing")]
    Missing,
}

/// The first item that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("item {item} of the evidence {fault}")]
pub struct Broken {
    pub item: u32,
    pub fault: Fault,
}

/// The text whose SHA-256 is the item's link.
pub fn sheet(case: &str, item: &Item) -> String {
    let mut sheet = format!("{DOMAIN}\n");
    let mut line = |name: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(sheet, "{name} {}:{value}", value.len());
    };
    line("case", case);
    line("item", &item.number.to_string());
    line("kind", item.kind.as_str());
    line("label", &item.label);
    line("made", &item.made.map(|day| day.to_string()).unwrap_or_default());
    line("added", &item.added_at.micros().to_string());
    line("media", item.content.mime());
    line("bytes", &length(&item.content).to_string());
    line("sha256", &item.sha256);
    line("previous", &item.previous);
    sheet
}

/// How long the content is, in bytes.
pub fn length(content: &Content) -> i64 {
    match content {
        Content::Text(text) => i64::try_from(text.len()).unwrap_or(i64::MAX),
        Content::File { bytes, .. } => *bytes,
    }
}

/// The link that an item must have.
pub fn link(case: &str, item: &Item) -> String {
    sha256(sheet(case, item).as_bytes())
}

/// Recomputes the chain.
///
/// # Errors
/// The first item that does not hold.
pub fn check<'i>(case: &str, items: impl IntoIterator<Item = &'i Item>) -> Result<(), Broken> {
    let mut previous = START.to_owned();
    for (number, item) in (1..).zip(items) {
        let fault = if item.number != number {
            Some(Fault::OutOfOrder)
        } else if item.previous != previous {
            Some(Fault::Unlinked)
        } else if matches!(&item.content, Content::Text(text) if sha256(text.as_bytes()) != item.sha256)
        {
            Some(Fault::OtherContent)
        } else if link(case, item) != item.link {
            Some(Fault::Altered)
        } else {
            None
        };
        if let Some(fault) = fault {
            return Err(Broken { item: number, fault });
        }
        previous.clone_from(&item.link);
    }
    Ok(())
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
