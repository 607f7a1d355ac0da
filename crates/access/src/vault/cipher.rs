//! XChaCha20-Poly1305 with the nonce in front: 24 bytes of nonce, the text, 16 bytes of tag.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305,
    aead::{Aead as _, Payload},
};
use zeroize::Zeroizing;

use crate::key::{KeyError, Secret};

const NONCE: usize = 24;

/// Encrypts `text`, bound to `context`.
pub fn seal(
    key: &Secret,
    nonce: [u8; NONCE],
    context: &[u8],
    text: &[u8],
) -> Result<Vec<u8>, KeyError> {
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let sealed = cipher
        .encrypt(&nonce.into(), Payload { msg: text, aad: context })
        .map_err(|_| KeyError::DoesNotOpen)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Decrypts what [`seal`] made in the same context.
pub fn open(key: &Secret, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (nonce, text) = sealed.split_at_checked(NONCE).ok_or(KeyError::DoesNotOpen)?;
    let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| KeyError::DoesNotOpen)?;
    let cipher = XChaCha20Poly1305::new((&**key).into());
    cipher
        .decrypt(&nonce.into(), Payload { msg: text, aad: context })
        .map(Zeroizing::new)
        .map_err(|_| KeyError::DoesNotOpen)
}
