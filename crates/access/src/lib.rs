#![doc = include_str!("../README.md")]

pub mod actor;
pub mod code;
pub mod key;
pub mod link;
pub mod membership;
pub mod notice;
pub mod password;
pub mod people;
pub mod policy;
pub mod rate;
pub mod session;
pub mod sms;
pub mod totp;
pub mod vault;

pub use actor::{ActiveSession, Actor, Membership, MembershipId};
pub use people::NewPerson;
pub use policy::{Action, Denied, Permit, Reach, Target, permit, reach};
pub use session::{SessionId, SessionKind, SessionToken};
pub use vault::{Field, Masked, Vault};

/// The tables of this crate.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "access",
    version: 1,
    sql: include_str!("../migrations/1_access.sql"),
    postgres: None,
}];

#[cfg(test)]
mod tests;
