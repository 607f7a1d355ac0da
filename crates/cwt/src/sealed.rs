//! COSE_Sign1 (RFC 9052), untagged: written with `coset`, read strictly.

use coset::{
    CborSerializable as _, CoseSign1Builder, Header, RegisteredLabelWithPrivate, iana::EnumI64 as _,
};

use crate::{
    algorithm::{Algorithm, PublicKey},
    cbor::{Fault, Reader},
    key::{Kid, SignError, Signer},
    reason::Reason,
};

/// Header labels: 1 alg, 2 crit, 4 kid (RFC 9052, section 3.1).
mod label {
    pub const ALGORITHM: i64 = 1;
    pub const CRITICAL: i64 = 2;
    pub const KID: i64 = 4;
}

/// The payload was not signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error(transparent)]
    Sign(#[from] SignError),
    /// Cannot happen with what this crate writes.
    #[error("the signed bytes cannot be written as CBOR")]
    Write,
}

/// Signs a payload. The header has the algorithm and the key's name, both protected.
pub(crate) fn seal(payload: Vec<u8>, signer: &dyn Signer) -> Result<Vec<u8>, SealError> {
    let algorithm = match coset::iana::Algorithm::from_i64(signer.algorithm().cose()) {
        Some(known) => RegisteredLabelWithPrivate::Assigned(known),
        None => RegisteredLabelWithPrivate::PrivateUse(signer.algorithm().cose()),
    };
    let key_id = signer.kid().0.to_vec();
    let protected = Header { alg: Some(algorithm), key_id, ..Header::default() };
    CoseSign1Builder::new()
        .protected(protected)
        .payload(payload)
        .try_create_signature(b"", |message| signer.sign(message).map(|it| it.to_vec()))?
        .build()
        .to_vec()
        .map_err(|_| SealError::Write)
}

/// Signed bytes, read but not checked: nothing in them may be believed before
/// [`Sealed::is_signed_by`].
#[derive(Debug)]
pub(crate) struct Sealed<'a> {
    /// The name of the key; none when it has another length than ours.
    pub kid: Option<Kid>,
    /// None for a number that is not one of ours.
    pub algorithm: Option<Algorithm>,
    pub payload: &'a [u8],
    /// The two byte strings as they stand, with their heads: parts of what is signed.
    protected_item: &'a [u8],
    payload_item: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Sealed<'a> {
    /// Reads to the last byte.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Reason> {
        let (sealed, header) = Self::items(bytes).map_err(|_| Reason::Format)?;
        let header = header?;
        Ok(Self { kid: header.kid, algorithm: header.algorithm, ..sealed })
    }

    fn items(bytes: &'a [u8]) -> Result<(Self, Result<Named, Reason>), Fault> {
        let mut reader = Reader::new(bytes);
        if reader.array()? != 4 {
            return Err(Fault::Unexpected);
        }
        let (protected_item, protected) = string(&mut reader)?;
        // Nothing unsigned may be said about a pass.
        reader.map(|_, _| Err(Fault::Unexpected))?;
        let (payload_item, payload) = string(&mut reader)?;
        let signature = reader.bytes()?;
        reader.end()?;
        let (kid, algorithm) = (None, None);
        let sealed = Self { kid, algorithm, payload, protected_item, payload_item, signature };
        Ok((sealed, Named::read(protected)))
    }

    /// Whether the signature is this key's.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> bool {
        // Sig_structure (RFC 9052, section 4.4): ["Signature1", protected, h'', payload].
        const HEAD: &[u8] = b"\x84\x6aSignature1";
        const NO_MORE: &[u8] = b"\x40";
        let message = [HEAD, self.protected_item, NO_MORE, self.payload_item].concat();
        key.accepts(&message, self.signature)
    }
}

/// A byte string: with its head, and its content.
fn string<'a>(reader: &mut Reader<'a>) -> Result<(&'a [u8], &'a [u8]), Fault> {
    let before = reader.rest();
    let content = reader.bytes()?;
    let length = before.len() - reader.rest().len();
    Ok((&before[..length], content))
}

/// What the protected header names.
#[derive(Default)]
struct Named {
    kid: Option<Kid>,
    algorithm: Option<Algorithm>,
}

impl Named {
    fn read(protected: &[u8]) -> Result<Self, Reason> {
        let mut named = Self::default();
        let mut critical = false;
        let mut reader = Reader::new(protected);
        let read = reader.map(|reader, key| {
            match key {
                label::ALGORITHM => named.algorithm = Algorithm::of_cose(reader.integer()?),
                label::KID => named.kid = reader.bytes()?.try_into().ok().map(Kid),
                label::CRITICAL => {
                    critical = true;
                    // What it lists stands further on in the header; none of it is known here.
                    return Err(Fault::Unexpected);
                }
                _ => return Err(Fault::Unexpected),
            }
            Ok(())
        });
        if critical {
            return Err(Reason::Critical);
        }
        read.and_then(|()| reader.end()).map_err(|_| Reason::Format)?;
        Ok(named)
    }
}
