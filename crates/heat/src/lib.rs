#![doc = include_str!("../README.md")]

mod collect;
mod decimal;
#[cfg(test)]
mod dice;
mod grid;
mod ledger;
mod mark;
mod names;
mod noise;
mod num;
mod pool;
mod protection;
mod read;
mod release;
mod share;
mod slot;
mod spend;

pub use collect::{Collected, Collector, Plan, Source, collect};
pub use decimal::{Decimal, DecimalError};
pub use grid::{Hexagon, Locator, h3_cell, hexagon};
pub use ledger::{Budget, Ledger, LedgerError, Spending};
pub use mark::{Key, KeyError};
pub use noise::{Bits, Noise};
pub use protection::{Family, Privacy, PrivacyError, Protection};
pub use read::{
    Columns, ColumnsError, Occupation, Progress, ReadError, Reason, Rejected, Tally, open,
};
pub use release::{
    Cell, Guarantee, Period, Ready, Release, Unfit, exact, protect, read_release, sidecar,
};
pub use share::{Count, Entry, JoinError, Share, join, share};
pub use slot::Fold;
pub use spend::SpendError;
