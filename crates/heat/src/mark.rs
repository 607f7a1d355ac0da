//! Marks instead of worker tokens: a keyed hash whose chance of a clash can be proved.
//!
//! The token's bytes, seven at a time, are the coefficients of a polynomial modulo the prime
//! 2^61 - 1, evaluated at a secret point. Two different tokens of at most 64 bytes agree at no more
//! than 11 points of 2^61, so a worker shares a mark with any of 2^26 others with a chance below
//! 4e-10, whatever the tokens are (Carter and Wegman 1979).

use std::{fmt, str::FromStr};

use kernel::Rng;
use sha2::{Digest as _, Sha256};

const PRIME: u64 = (1 << 61) - 1;
/// The longest token that is read, in bytes.
pub const TOKEN_MAX: usize = 64;

/// The key of one pass over the data: it makes the marks and the lots, and is forgotten with the
/// pass. Whoever holds it can try tokens until their mark fits. A pass over many machines gives it
/// to each of them, as 48 hexadecimal digits ([`Key::text`] and `FromStr`).
#[derive(Clone)]
pub struct Key {
    point: u64,
    draw: [u64; 2],
}

/// What was read is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key is not 48 hexadecimal digits as they were written")]
pub struct KeyError;

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Key({})", self.fingerprint())
    }
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.len() != 48 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(KeyError);
        }
        let figure = |at: usize| u64::from_str_radix(&text[at..at + 16], 16).map_err(|_| KeyError);
        let key = Self { point: figure(0)?, draw: [figure(16)?, figure(32)?] };
        if (2..PRIME).contains(&key.point) && key.draw[0] & 1 == 1 {
            Ok(key)
        } else {
            Err(KeyError)
        }
    }
}

impl Key {
    pub fn new(rng: &mut dyn Rng) -> Self {
        Self { point: 2 + rng.below(PRIME - 2), draw: [rng.next() | 1, rng.next()] }
    }

    /// The key itself, to be told to the machines of a pass and nobody else.
    pub fn text(&self) -> String {
        format!("{:016x}{:016x}{:016x}", self.point, self.draw[0], self.draw[1])
    }

    /// Eight bytes, hexadecimal, by which two machines see that they hold the same key; says nothing
    /// else of it.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(format!("yilu heat key {}", self.text()));
        crate::release::hex(&digest[..8])
    }

    /// A worker's mark, below 2^61.
    #[inline]
    pub(crate) fn mark(&self, token: &[u8]) -> u64 {
        let mut mark = crate::num::wide(token.len()) + 1;
        let mut chunks = token.chunks_exact(7);
        for chunk in &mut chunks {
            mark = self.step(mark, chunk);
        }
        if !chunks.remainder().is_empty() {
            mark = self.step(mark, chunks.remainder());
        }
        multiply(mark, self.point)
    }

    #[inline]
    fn step(&self, mark: u64, chunk: &[u8]) -> u64 {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        reduced(multiply(mark, self.point) + u64::from_le_bytes(bytes))
    }

    /// The lot that decides in which of many slots a worker counts. Privacy rests on the bound, not
    /// on the lot.
    #[inline]
    pub(crate) fn lot(&self, mark: u64, slot: u64, name: u64) -> u64 {
        mixed(mixed(mark ^ self.draw[1]).wrapping_mul(self.draw[0]) ^ slot ^ name.rotate_left(20))
    }
}

/// Spreads the bits of a number over all bits (finisher of SplitMix64).
#[inline]
pub(crate) const fn mixed(number: u64) -> u64 {
    let z = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[inline]
const fn reduced(number: u64) -> u64 {
    let folded = (number & PRIME) + (number >> 61);
    if folded >= PRIME { folded - PRIME } else { folded }
}

#[inline]
fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let low = u64::try_from(product & u128::from(PRIME)).unwrap_or(0);
    let high = u64::try_from(product >> 61).unwrap_or(0);
    reduced(low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededRng;

    #[test]
    fn tokens_have_marks_of_their_own_and_each_pass_others() {
        let [one, other] = [1, 2].map(|seed| Key::new(&mut SeededRng::new(seed)));
        let tokens = (0..20_000).map(|number| format!("rider-{number:04}"));
        let tokens: Vec<String> =
            tokens.chain(["", "\0", "\0\0", "1234567\0"].map(String::from)).collect();
        let mut marks: Vec<u64> = tokens.iter().map(|token| one.mark(token.as_bytes())).collect();
        assert_eq!(marks[7], one.mark(tokens[7].as_bytes()));
        assert_ne!(marks[7], other.mark(tokens[7].as_bytes()));
        marks.sort_unstable();
        marks.dedup();
        assert_eq!(marks.len(), tokens.len());
        assert!(marks.iter().all(|mark| *mark < PRIME));
    }

    #[test]
    fn a_key_is_told_as_text_and_shows_nothing_of_itself_when_printed() {
        let key = Key::new(&mut SeededRng::new(3));
        let again: Key = format!("{}\n", key.text()).parse().unwrap();
        assert_eq!(key.mark(b"rider"), again.mark(b"rider"));
        assert_eq!(key.lot(1, 2, 3), again.lot(1, 2, 3));
        assert_eq!(key.fingerprint(), again.fingerprint());
        let other = Key::new(&mut SeededRng::new(4));
        assert_ne!(key.fingerprint(), other.fingerprint());
        let printed = format!("{key:?}");
        assert!(
            !key.text()
                .as_bytes()
                .windows(8)
                .any(|part| printed.as_bytes().windows(8).any(|it| it == part))
        );
        let wrong =
            ["", "abc", &"0".repeat(48), &"f".repeat(48), &"g".repeat(48), &"键".repeat(16)];
        assert!(wrong.iter().all(|text| text.parse::<Key>().is_err()));
    }

    #[test]
    fn arithmetic_is_modulo_the_prime() {
        assert_eq!(multiply(PRIME - 1, PRIME - 1), 1);
        assert_eq!((reduced(PRIME), reduced(PRIME + 5), multiply(1 << 60, 2)), (0, 5, 1));
    }
}
