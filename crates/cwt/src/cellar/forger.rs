//! Eight ways to open a gate without its issuer's key; none may work.

use super::city::{City, Held};
use crate::{
    algorithm::Algorithm,
    claims::{Audience, Claims, Cti},
    key::{Kid, SignError, Signer, SoftwareKey},
    pass::{IssueError, Pass},
    rotation::Step,
};

/// A forger's key that goes by another key's name and says another algorithm.
struct Pretender<'a> {
    kid: Kid,
    algorithm: Algorithm,
    key: &'a SoftwareKey,
}

impl Signer for Pretender<'_> {
    fn kid(&self) -> Kid {
        self.kid
    }
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        self.key.sign(message)
    }
}

/// The text that a forger shows during `step`. The forger has a true pass to learn from, and the
/// keys of the day from a stolen gate.
pub fn forged(city: &City, way: usize, true_one: &Held, step: Step) -> Result<String, IssueError> {
    let own = SoftwareKey::draw(&city.moment, Algorithm::Es256);
    let pretend = |algorithm| Pretender { kid: city.old_key.kid(), algorithm, key: &own };
    let mut claims: Claims = true_one.claims.clone();
    let code_key = |claims: &Claims| city.root.pass_key(claims);
    let shown = |pass: &Pass, claims: &Claims| pass.rotating(&code_key(claims), step);
    Ok(match way {
        // Signed with an own key, under the issuer's key's name.
        0 => shown(&Pass::issue(&claims, &pretend(Algorithm::Es256))?, &claims),
        // The same, for another pass id and a longer life.
        1 => {
            claims.cti = Cti::draw(&city.moment, 9_999);
            claims.expires = claims.expires.plus_days(300);
            shown(&Pass::issue(&claims, &pretend(Algorithm::Es256))?, &claims)
        }
        // Under its own name, which no gate knows.
        2 => shown(&Pass::issue(&claims, &own)?, &claims),
        // The header says another algorithm.
        3 => shown(&Pass::issue(&claims, &pretend(Algorithm::EdDsa))?, &claims),
        // One bit of a true pass changed.
        4 => {
            let mut bytes = true_one.pass.cose().to_vec();
            let at = city.one_of(bytes.len());
            bytes[at] ^= 1 << city.moment.below(8);
            shown(&Pass::from_cose(bytes), &claims)
        }
        // A true pass whose changing code is cut off.
        5 => true_one.pass.text(),
        // A true pass with a code that was guessed.
        6 => {
            let other = Claims { cti: Cti::draw(&city.moment, 1), ..claims };
            shown(&true_one.pass, &other)
        }
        // A true signature over other claims: that of a check-in code.
        _ => {
            claims.audience = Audience::MEET;
            shown(&Pass::issue(&claims, &city.old_key)?, &claims)
        }
    })
}
