//! The code that an organizer shows: on a screen in the room, in an online meeting. It changes every
//! minute; whoever types it was there in that minute, also when it is sent on later.
//!
//! `code = HMAC-SHA256(secret of the gathering, "yilu shown code" || step (8 bytes))`, its first 40
//! bits as eight letters of Crockford's base 32.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::Timestamp;
use sha2::Sha256;
use storage::{Db, Error};
use subtle::ConstantTimeEq as _;

use crate::{Desk, GatheringId, store};

/// What the secret is sealed for.
pub const CONTEXT: &str = "gatherings shown code";
/// How long a code is shown.
pub const STEP_SECONDS: i64 = 60;
/// Letters of a code.
pub const LENGTH: usize = 8;

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The secret of a gathering.
pub struct Shown(Vec<u8>);

/// The secret that makes a gathering's codes.
///
/// # Errors
/// When the store fails, or the secret was sealed under another master key.
pub fn of(db: &mut Db<'_>, desk: &Desk, id: GatheringId) -> Result<Shown, Error> {
    let corrupt = |why: String| Error::Corrupt(format!("the code of gathering {id}: {why}"));
    let sealed = store::door::secret(db, id)?.ok_or_else(|| corrupt("is missing".into()))?;
    let text = desk.vault.open_for_store(CONTEXT, &sealed);
    let text = text.map_err(|error| corrupt(error.to_string()))?;
    let bytes = STANDARD.decode(text.as_bytes()).map_err(|error| corrupt(error.to_string()))?;
    Ok(Shown(bytes))
}

impl Shown {
    /// The code of an instant.
    pub fn code(&self, at: Timestamp) -> String {
        self.of_step(at.seconds().div_euclid(STEP_SECONDS))
    }

    /// Whether somebody who was there at this instant could have seen what was typed: the code of
    /// that minute or of the one before, for reading and typing take time.
    pub fn accepts(&self, at: Timestamp, typed: &str) -> bool {
        let Some(typed) = normalise(typed) else { return false };
        let step = at.seconds().div_euclid(STEP_SECONDS);
        let same = |step| self.of_step(step).as_bytes().ct_eq(typed.as_bytes());
        (same(step) | same(step - 1)).into()
    }

    fn of_step(&self, step: i64) -> String {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(b"yilu shown code");
        mac.update(&step.to_be_bytes());
        let bytes = mac.finalize().into_bytes();
        let number = bytes.iter().take(5).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let digit = |place: usize| {
            let at = usize::try_from(number >> (5 * place) & 31).unwrap_or(0);
            char::from(DIGITS.get(at).copied().unwrap_or(b'0'))
        };
        (0..LENGTH).rev().map(digit).collect()
    }
}

/// A code as somebody typed it, put right; `None` when it cannot be one.
fn normalise(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|digit| match digit.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    (plain.len() == LENGTH).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_for_its_minute_and_the_next() {
        let shown = Shown(vec![7; 32]);
        let at = Timestamp::from_seconds(1_800_000_000);
        let code = shown.code(at);
        assert_eq!(code.len(), LENGTH);
        assert!(shown.accepts(at, &code.to_lowercase()));
        assert!(shown.accepts(at.plus_seconds(60), &format!("{} {}", &code[..4], &code[4..])));
        assert!(!shown.accepts(at.plus_seconds(120), &code));
        assert!(!shown.accepts(at.plus_seconds(-60), &code), "from the future");
        assert!(!Shown(vec![8; 32]).accepts(at, &code), "of another gathering");
        for wrong in ["", "1234", "一二三四五六七八"] {
            assert!(!shown.accepts(at, wrong));
        }
    }
}
