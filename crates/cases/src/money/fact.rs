//! What can happen in a money dispute.

use kernel::{AreaCode, Day, Timestamp};
use serde::{Deserialize, Serialize};

use crate::texts::texts;

/// One fact. Items, instalments and payments are numbered from 1 in the order they came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// What is claimed, put in writing or corrected: always the whole claim.
    Claimed { claim: Claim, reason: String },
    /// One more piece of evidence, linked to those before it.
    Evidence(Item),
    /// A piece of evidence is withdrawn; it stays in the list, struck out.
    Struck { item: u32, reason: String },
    /// A plan of instalments, in place of the plan before.
    Agreed { plan: Vec<Due>, note: String },
    /// Money has come.
    Paid(Payment),
    /// A payment was recorded by mistake, or was taken back.
    Returned { payment: u32, reason: String },
    /// The day of an instalment has passed and `missing` fen of the plan so far have not come.
    Unpaid { instalment: u32, missing: i64 },
}

/// What is owed, by whom, for what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// In fen.
    pub amount: i64,
    pub counterparty: String,
    /// Of the waybill or the contract.
    pub number: String,
    /// The province in which the work began.
    pub from: Option<AreaCode>,
    /// The province in which it ended.
    pub to: Option<AreaCode>,
    /// The day on which it should have been paid.
    pub since: Option<Day>,
}

impl Claim {
    /// Two provinces are known and differ.
    pub fn is_cross_province(&self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if from != to)
    }
}

texts! {
    /// What a piece of evidence is.
    Kind {
        Waybill = "waybill",
        Chat = "chat",
        Statement = "statement",
        Photo = "photo",
        Promise = "promise",
        Other = "other",
    }
    /// How money came.
    How {
        Transfer = "transfer",
        Wallet = "wallet",
        Cash = "cash",
        Other = "other",
    }
}

/// A piece of evidence. See [`super::chain`] for what the hashes cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub number: u32,
    pub label: String,
    pub kind: Kind,
    /// When it was made, if that is known.
    pub made: Option<Day>,
    pub content: Content,
    /// SHA-256 of the file's bytes or of the text in UTF-8, in hexadecimal like all hashes here.
    pub sha256: String,
    pub added_at: Timestamp,
    /// The own link of the item before; zeros for the first.
    pub previous: String,
    pub link: String,
}

/// What the evidence consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    Text(String),
    /// A file of the store, named by its SHA-256.
    File {
        media: Media,
        bytes: i64,
    },
}

/// The kinds of file that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Media {
    /// Painted anew, without what the camera wrote into it.
    Jpeg,
    /// As it was sent.
    Pdf,
}

impl Media {
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
        }
    }
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Pdf => "pdf",
        }
    }
}

impl Content {
    pub const fn mime(&self) -> &'static str {
        match self {
            Self::Text(_) => "text/plain",
            Self::File { media, .. } => media.mime(),
        }
    }
    pub const fn ending(&self) -> &'static str {
        match self {
            Self::Text(_) => "txt",
            Self::File { media, .. } => media.ending(),
        }
    }
}

/// One instalment as it is agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last day on which it may come: it is late when this day has ended in Asia/Shanghai,
    /// working day or not.
    pub day: Day,
    /// In fen.
    pub amount: i64,
}

/// Money that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// In fen.
    pub amount: i64,
    pub day: Day,
    pub how: How,
    /// The number of the item that shows it.
    pub evidence: Option<u32>,
    /// Why it is more than was agreed; empty otherwise.
    pub reason: String,
}

impl Fact {
    /// The word by which the entry is stored and journalled.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Claimed { .. } => "money.claimed",
            Self::Evidence(_) => "money.evidence",
            Self::Struck { .. } => "money.struck",
            Self::Agreed { .. } => "money.agreed",
            Self::Paid(_) => "money.paid",
            Self::Returned { .. } => "money.returned",
            Self::Unpaid { .. } => "money.unpaid",
        }
    }

    /// What the journal keeps of it beside its kind: the link of new evidence, so that the log
    /// vouches for the chain.
    pub const fn link(&self) -> Option<&str> {
        match self {
            Self::Evidence(item) => Some(item.link.as_str()),
            _ => None,
        }
    }
}
