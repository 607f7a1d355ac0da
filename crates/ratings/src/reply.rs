//! The merchant's right of reply: once to each release, in public.

use access::policy::{Action, Permit};
use serde_json::json;
use storage::{Error, Record, Tx};

use crate::{rating::ReleaseId, store};

/// Shortest and longest reply, in characters.
pub const REPLY_MIN: usize = 5;
pub const REPLY_MAX: usize = 300;
/// So many digits in a row are a telephone or identity number, or a social media account.
const DIGITS_MAX: usize = 6;

/// Why a reply was not taken. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ReplyError {
    #[error("there is no such release")]
    NotFound,
    #[error("a newer figure stands: reply to that one")]
    Superseded,
    #[error("this release has been replied to: the reply stands until the next release")]
    Replied,
    /// `code` is the key of the words.
    #[error("{field}: {code}")]
    Invalid { field: &'static str, code: &'static str },
    #[error(transparent)]
    Store(#[from] Error),
}

/// Publishes a reply beside the release that stands.
pub fn reply(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ReleaseId,
    text: &str,
) -> Result<(), ReplyError> {
    let release = store::releases::find(tx, id)?.ok_or(ReplyError::NotFound)?;
    if permit.action() != Action::MerchantReply || !permit.target().units.contains(&release.unit) {
        return Err(ReplyError::NotFound);
    }
    let text = check(text)?;
    store::hold(tx, release.unit)?;
    let last = store::releases::last(tx, release.unit)?;
    if release.figure.is_none() || last.is_none_or(|last| last.id != id) {
        return Err(ReplyError::Superseded);
    }
    if !store::releases::reply(tx, id, permit.person(), text)? {
        return Err(ReplyError::Replied);
    }
    let area = permit.target().area.map(|area| area.to_string()).unwrap_or_default();
    tx.record(Record {
        action: "rating.replied",
        subject_kind: "release",
        subject: *id.as_bytes(),
        area: &area,
        detail: json!({ "unit": release.unit }),
    })?;
    Ok(())
}

fn check(text: &str) -> Result<&str, ReplyError> {
    let text = text.trim();
    let wrong = |code| Err(ReplyError::Invalid { field: "text", code });
    match text.chars().count() {
        count if count < REPLY_MIN => wrong("text-too-short"),
        count if count > REPLY_MAX => wrong("text-too-long"),
        _ if names_somebody(text) => wrong("reply-personal"),
        _ => Ok(text),
    }
}

/// Whether a number by which somebody can be found stands in the text: digits in a row, whatever
/// their width and whatever is put between them.
fn names_somebody(text: &str) -> bool {
    let mut digits = 0;
    for character in text.chars().map(kernel::text::fold_width) {
        match character {
            it if it.is_ascii_digit() => digits += 1,
            ' ' | '-' | '.' | '·' | '_' | '(' | ')' => {}
            '@' => return true,
            _ => digits = 0,
        }
        if digits > DIGITS_MAX {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_people_are_found_however_they_are_written() {
        for personal in [
            "请打13800000000",
            "１３８ ００００ ００００",
            "微信 138-0000-0000",
            "me@example.com",
            "QQ 12345678",
        ] {
            assert!(names_somebody(personal), "{personal}");
        }
        for plain in ["11点到13点加了2个人，等餐从20分钟降到8分钟。", "2026-11 起", "已加人"]
        {
            assert!(!names_somebody(plain), "{plain}");
        }
    }
}
