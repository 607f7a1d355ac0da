//! A pass as it is issued and shown: the text of a QR code.

use crate::{
    base45,
    cbor::Fault,
    claims::{ClaimError, Claims},
    key::{SignError, Signer},
    reason::Reason,
    rotation::{PassKey, Step},
    sealed::{self, SealError},
};

/// How long the text of a code may be, in characters; longer ones are not read at all.
pub const TEXT_MAX: usize = 512;

/// The longest signed pass, in bytes, whose static and rotating codes both fit a QR code of version
/// 8 at level M: 221 characters (ISO/IEC 18004), less the prefix, less the trailer of 12 bytes.
pub const COSE_MAX: usize = 133;

/// The step (4 bytes) and code (8 bytes) of a rotating pass.
const ROTATING_TRAILER: usize = 12;
/// The step (4 bytes) and signature (64 bytes) of a pass of mode C.
const HOLDER_TRAILER: usize = 68;

/// In which form a pass is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// `Y1`: always the same, on paper too.
    Static,
    /// `Y2`: a code that changes every 30 seconds.
    Rotating,
    /// `Y3`: signed by the holder's own key every 30 seconds.
    Holder,
}

impl Form {
    const ALL: [Self; 3] = [Self::Static, Self::Rotating, Self::Holder];

    const fn prefix(self) -> &'static str {
        match self {
            Self::Static => "Y1:",
            Self::Rotating => "Y2:",
            Self::Holder => "Y3:",
        }
    }

    const fn trailer(self) -> usize {
        match self {
            Self::Static => 0,
            Self::Rotating => ROTATING_TRAILER,
            Self::Holder => HOLDER_TRAILER,
        }
    }
}

/// An issued pass: the bytes of its COSE_Sign1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass(Vec<u8>);

/// The pass was not issued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    #[error(transparent)]
    Claim(#[from] ClaimError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("the pass has {0} bytes: more than 133 do not fit a QR code of version 8")]
    Long(usize),
}

impl Pass {
    /// Signs what the pass says.
    pub fn issue(claims: &Claims, signer: &dyn Signer) -> Result<Self, IssueError> {
        let bytes = sealed::seal(claims.encode()?, signer)?;
        if bytes.len() > COSE_MAX && claims.holder.is_none() {
            return Err(IssueError::Long(bytes.len()));
        }
        Ok(Self(bytes))
    }

    /// From bytes that were issued before; they are not checked.
    pub const fn from_cose(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes of the COSE_Sign1, for keeping and for other libraries.
    pub fn cose(&self) -> &[u8] {
        &self.0
    }

    /// `Y1`: the text of the static code.
    pub fn text(&self) -> String {
        self.shown(Form::Static, &[])
    }

    /// `Y2`: the text of the code that is shown during `step`.
    pub fn rotating(&self, key: &PassKey, step: Step) -> String {
        self.shown(Form::Rotating, &[&step.0.to_be_bytes(), &key.code(step)])
    }

    /// `Y3`: the text of a code signed by the holder's key ([`Claims::holder`]), for a gate that
    /// shows `nonce`; eight zero bytes for one that shows none.
    pub fn held(
        &self,
        claims: &Claims,
        holder: &dyn Signer,
        step: Step,
        nonce: [u8; 8],
    ) -> Result<String, SignError> {
        let signature = holder.sign(&holder_message(claims, step, nonce))?;
        Ok(self.shown(Form::Holder, &[&step.0.to_be_bytes(), &signature]))
    }

    fn shown(&self, form: Form, trailer: &[&[u8]]) -> String {
        let bytes = [&[self.0.as_slice()], trailer].concat().concat();
        [form.prefix(), &::base45::encode(&bytes)].concat()
    }
}

/// What the holder signs: `"Y3" || cti || step || nonce`.
pub(crate) fn holder_message(claims: &Claims, step: Step, nonce: [u8; 8]) -> [u8; 22] {
    let mut message = [0; 22];
    let parts: [&[u8]; 4] = [b"Y3", claims.cti.as_bytes(), &step.0.to_be_bytes(), &nonce];
    let bytes = parts.into_iter().flatten();
    message.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
    message
}

/// What a code says, before anything of it was checked: for showing, never for deciding.
pub fn unchecked(text: &str) -> Result<Claims, Reason> {
    let scanned = Scanned::read(text)?;
    let sealed = sealed::Sealed::read(scanned.cose())?;
    Claims::decode(sealed.payload).map_err(|fault| match fault {
        Fault::Malformed => Reason::Format,
        Fault::Unexpected => Reason::Claims,
    })
}

/// What a scanner read: form and bytes, nothing checked yet.
#[derive(Debug)]
pub(crate) struct Scanned {
    pub form: Form,
    bytes: Vec<u8>,
    cose: usize,
}

impl Scanned {
    /// Reads the text of a code; white space around it is a scanner's.
    pub(crate) fn read(text: &str) -> Result<Self, Reason> {
        let text = text.trim_matches(['\r', '\n', '\t']);
        if text.len() > TEXT_MAX {
            return Err(Reason::Format);
        }
        let form = Form::ALL.into_iter().find(|form| text.starts_with(form.prefix()));
        let form = form.ok_or(Reason::Format)?;
        let bytes =
            base45::decode(&text.as_bytes()[form.prefix().len()..]).ok_or(Reason::Format)?;
        let cose = bytes.len().checked_sub(form.trailer()).ok_or(Reason::Format)?;
        Ok(Self { form, bytes, cose })
    }

    pub(crate) fn cose(&self) -> &[u8] {
        &self.bytes[..self.cose]
    }

    /// The step, and what proves it: a code of 8 bytes or a signature of 64. None when static.
    pub(crate) fn proof(&self) -> Option<(Step, &[u8])> {
        let (step, proof) = self.bytes[self.cose..].split_first_chunk()?;
        Some((Step(u32::from_be_bytes(*step)), proof))
    }
}
