//! The short code that a guard types when nothing can be scanned: five letters of the token's place
//! in the revocation list, five of a code that changes twice a minute.
//!
//! `K = HMAC-SHA256(K_day, "YS" || place (4 bytes) || class (1 byte))[0..16]`;
//! the code is the first 25 bits of `HMAC-SHA256(K, step (4 bytes) || "YS")`. A guess opens with a
//! chance of 13 steps in 2^25 for each key of the day that a gate holds; a gate stops listening for
//! a minute after five wrong ones.

use cwt::{DayKey, Step};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const MARK: &[u8] = b"YS";

/// The key with which a phone makes the codes of one day's token.
#[derive(Clone)]
pub struct SpokenKey([u8; 16]);

impl SpokenKey {
    /// For the token in the place `slot`, of this class.
    pub fn new(day: &DayKey, slot: u32, class: u8) -> Self {
        let mac = hmac(day.as_bytes(), &[MARK, &slot.to_be_bytes(), &[class]]);
        Self(mac.first_chunk().copied().unwrap_or_default())
    }

    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The ten letters shown during `step`.
    pub fn code(&self, slot: u32, step: Step) -> String {
        let mac = hmac(&self.0, &[&step.0.to_be_bytes(), MARK]);
        let head = mac.first_chunk().copied().map_or(0, u32::from_be_bytes);
        [letters(slot), letters(head >> 7)].concat()
    }
}

/// The place and the code of ten letters typed anyhow; `None` when they are not ten.
pub fn parse(typed: &str) -> Option<(u32, String)> {
    let code = crate::gate::tidy(typed);
    let (place, code) = code.split_at_checked(5)?;
    let digit = |letter: u8| LETTERS.iter().position(|known| *known == letter);
    let slot = place.bytes().try_fold(0_u32, |sum, letter| {
        Some(sum.wrapping_mul(32).wrapping_add(u32::try_from(digit(letter)?).ok()?))
    })?;
    (code.len() == 5).then(|| (slot, code.to_owned()))
}

/// The first five letters, which stand for a pass on a guard's screen.
pub fn short(slot: u32) -> String {
    letters(slot)
}

fn letters(number: u32) -> String {
    let letter = |shift: u32| {
        let index = usize::try_from(number >> shift & 31).unwrap_or(0);
        LETTERS.get(index).copied().map_or('0', char::from)
    };
    [20, 15, 10, 5, 0].into_iter().map(letter).collect()
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let key = SpokenKey::new(&DayKey::from_bytes([7; 32]), 65_535, 1);
        let code = key.code(65_535, Step(59_840_640));
        // Worked out by another program; `web-assets/pass-core.js` says the same.
        assert_eq!(code, "01ZZZJ9C9T");
        assert_eq!(short(65_535), "01ZZZ");
        let spaced = format!(" {} {}", code[..5].to_lowercase(), &code[5..]);
        assert_eq!(parse(&spaced), Some((65_535, code[5..].to_owned())));
        assert_eq!(parse("olz zz-12345").map(|(slot, _)| slot), Some(65_535));
        assert_eq!(parse("123456789"), None);
        assert_ne!(code, key.code(65_535, Step(59_840_641)));
    }
}
