//! The lot. It can be drawn again by anybody, in any language: each case's ticket is the SHA-256
//! of the seed followed by the case's id, and the smallest tickets are drawn.

use base16ct::lower::encode_string as hex;
use contracts::CaseId;
use kernel::sample::smallest;
use sha2::{Digest as _, Sha256};

pub type Seed = [u8; 32];

/// Characters of what an auditor may add to the seed.
pub const WORDS_MAX: usize = 64;

/// The seed of a draw: what somebody typed, then 32 random bytes of the program's, in hexadecimal.
pub fn seed(words: &str, nonce: &Seed) -> Seed {
    Sha256::digest(format!("yilu draw 1\n{words}\n{}", hex(nonce))).into()
}

/// The ticket of one thing under a seed.
pub fn ticket(seed: &Seed, thing: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed);
    hash.update(thing);
    hash.finalize().into()
}

/// The cases drawn, in the order of their tickets.
pub fn draw(seed: &Seed, frame: &[CaseId], size: usize) -> Vec<CaseId> {
    smallest(frame.iter().copied(), size, |id| ticket(seed, id.as_bytes()))
}

/// One figure for all that lay in the urn: the SHA-256 of the ids one after the other.
pub fn digest(frame: &[CaseId]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for id in frame {
        hash.update(id.as_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id, SeededRng, Timestamp};

    fn cases(count: usize) -> Vec<CaseId> {
        let mut rng = SeededRng::new(7);
        (0..count).map(|_| Id::new(Timestamp::from_seconds(1), &mut rng)).collect()
    }

    /// The seed by `printf 'yilu draw 1\n%s\n%s' 8-15 $(printf '00%.0s' {1..32}) | sha256sum`.
    #[test]
    fn the_seed_can_be_made_again_with_a_shell() {
        let made = hex(&seed("8-15", &[0; 32]));
        assert_eq!(made.len(), 64);
        assert_eq!(made, SHELL);
        assert_ne!(seed("a", &[0; 32]), seed("b", &[0; 32]));
        assert_ne!(seed("a", &[0; 32]), seed("a", &[1; 32]));
    }
    const SHELL: &str = "ddb54c518db6f4419d6270e2e00c1b86176f961eb537ba4fb8c82bf3a9f82db0";

    #[test]
    fn the_same_seed_draws_the_same_whatever_the_order_and_another_draws_others() {
        let frame = cases(200);
        let mut turned = frame.clone();
        turned.reverse();
        let one = draw(&[1; 32], &frame, 20);
        assert_eq!(one, draw(&[1; 32], &turned, 20));
        assert_ne!(one, draw(&[2; 32], &frame, 20));
        assert_eq!(one[..5], draw(&[1; 32], &frame, 5)[..], "a smaller draw is its beginning");
        assert_eq!(draw(&[1; 32], &frame, 900).len(), 200);
        assert_ne!(digest(&frame), digest(&turned));
    }

    /// Each case is drawn about as often as any other.
    #[test]
    fn nobody_is_favoured() {
        let frame = cases(50);
        let mut often = vec![0_u32; 50];
        for number in 0..2_000_u32 {
            let mut key = [0; 32];
            key[..4].copy_from_slice(&number.to_be_bytes());
            for id in draw(&seed("", &key), &frame, 10) {
                often[frame.iter().position(|one| *one == id).unwrap()] += 1;
            }
        }
        // 400 each, with a standard deviation of 18.
        assert!(often.iter().all(|count| (320..=480).contains(count)), "{often:?}");
    }
}
