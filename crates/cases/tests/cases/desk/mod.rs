//! The desk as clerks use it: through its pages, on both engines.

mod acts;
mod bulk;
mod contact;
mod export;
pub mod house;
mod inbox;
mod joint;
mod look;
mod reach;
mod stale;
