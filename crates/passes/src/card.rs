//! The right itself, apart from each day's token.

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Id, Timestamp};

/// The names of ids.
pub enum CardName {}
pub enum GateName {}
pub enum DeviceName {}
pub enum EntryName {}
pub enum OfferName {}
pub enum RedemptionName {}
pub enum FindingName {}
pub type CardId = Id<CardName>;
pub type GateId = Id<GateName>;
pub type DeviceId = Id<DeviceName>;
pub type EntryId = Id<EntryName>;
pub type OfferId = Id<OfferName>;
pub type RedemptionId = Id<RedemptionName>;
pub type FindingId = Id<FindingName>;

/// A right to be let in or served, for its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub id: CardId,
    /// Code of the catalogue's kind.
    pub kind: String,
    /// `None` for a pass without an account.
    pub person: Option<PersonId>,
    /// Where it opens: this area and what lies below.
    pub area: AreaCode,
    /// The firm for whose job it was given: it ends with the job. `None` for one's own.
    pub firm: Option<UnitId>,
    pub issued_at: Timestamp,
    /// The first instant at which it is good no more.
    pub until: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

impl Card {
    /// Whether it is neither revoked nor over.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.until
    }
}

/// How a token is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// On a screen, with a code that changes twice a minute.
    Rotating,
    /// Printed, for a phone that runs no scripts; a guard compares what stands on it.
    Paper,
}

impl Mode {
    /// Its name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rotating => "rotating",
            Self::Paper => "paper",
        }
    }
}

/// One day's token of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its place in the revocation bitmap.
    pub slot: u32,
    pub card: CardId,
    pub cti: [u8; 8],
    /// The day in Asia/Shanghai, `YYYY-MM-DD`.
    pub day: kernel::Day,
    pub not_before: Timestamp,
    pub expires_at: Timestamp,
    /// `Y1:…`
    pub text: String,
}
