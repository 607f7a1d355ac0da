//! Pairing 1+1+5 (结对): a secretary leads members, each member is the contact of some workers.
//!
//! Invariant: a worker has one contact at most, and a cap is never exceeded; who is paired stays
//! paired when others come and go.

pub mod heal;
pub mod store;
pub mod workers;

use contracts::UnitId;
use kernel::{AreaCode, Id, Timestamp};

use crate::MemberId;

pub use heal::{handler, heal, left};

/// The names of the ids of leads, of workers' entries and of contacts.
pub enum LeadName {}
pub enum WorkerName {}
pub enum ContactName {}
pub type LeadId = Id<LeadName>;
pub type WorkerId = Id<WorkerName>;
pub type ContactId = Id<ContactName>;

/// How a branch pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Workers for each member: at most, or at least.
    pub workers: u32,
    /// Whether that is the most (1+1+5) or the least (each member contacts at least three).
    pub is_cap: bool,
    /// Days within which somebody without a contact gets one.
    pub days: u32,
}

impl Default for Settings {
    /// 1+1+5, healed within a week.
    fn default() -> Self {
        Self { workers: 5, is_cap: true, days: 7 }
    }
}

/// The most workers that a member is ever given where the setting is a least: a captain's fleet.
pub const FLEET_MAX: u32 = 60;

/// A worker whom a branch looks after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    pub id: WorkerId,
    pub worker: contracts::PersonId,
    pub branch: UnitId,
    pub area: AreaCode,
    /// A language or dialect; empty when unknown.
    pub language: String,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
    /// When the worker said that they want no contact.
    pub declined_at: Option<Timestamp>,
}

/// That a member is a worker's contact, from when until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub id: ContactId,
    pub worker: WorkerId,
    pub member: MemberId,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
    /// Why it ended.
    pub why: Option<Ended>,
}

/// Why a pair ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The member left the branch.
    MemberLeft,
    /// The worker left.
    WorkerLeft,
    /// The worker wants another contact.
    Changed,
    /// The worker wants none.
    Declined,
    /// The contact had more than the cap, or belongs to another branch.
    Rearranged,
}

impl Ended {
    /// The word by which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MemberLeft => "member-left",
            Self::WorkerLeft => "worker-left",
            Self::Changed => "changed",
            Self::Declined => "declined",
            Self::Rearranged => "rearranged",
        }
    }

    /// Reads what [`Ended::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        [Self::MemberLeft, Self::WorkerLeft, Self::Changed, Self::Declined, Self::Rearranged]
            .into_iter()
            .find(|why| why.as_str() == text)
    }
}

/// A secretary looks after a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lead {
    pub id: LeadId,
    pub lead: MemberId,
    pub member: MemberId,
}

/// The number under which a contact member is known to workers: of the pseudonym, so that it says
/// nothing of the person and stays the same.
pub fn service_number(member: MemberId) -> u32 {
    let tail = member.as_bytes().iter().rev().take(4);
    let number = tail.fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
    number % 10_000
}
