#![doc = include_str!("../README.md")]

pub mod algorithm;
mod base45;
mod cbor;
pub mod cellar;
pub mod claims;
pub mod counters;
pub mod gate;
pub mod key;
pub mod keyfile;
pub mod pass;
pub mod pooled;
pub mod reason;
mod replay;
pub mod revocation;
pub mod rotation;
mod sealed;
pub mod table;
mod word;

pub use algorithm::{Algorithm, PublicKey};
pub use claims::{Audience, Claims, Class, Cti, Issuer};
pub use gate::{Entry, Gate, GateClock, Note, Rules, Verdict};
pub use key::{Kid, Signer, SoftwareKey};
pub use keyfile::KeyFile;
pub use pass::{Form, Pass};
pub use reason::Reason;
pub use revocation::{Delta, Revocations};
pub use rotation::{DayKey, DayKeys, PassKey, RootKey, Step};
pub use table::{KeyTable, TrustedKey};
