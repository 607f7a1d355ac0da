//! What the crate promises, tried on both engines.

mod codes;
mod memberships;
mod passwords;
mod permissions;
mod privacy;
mod reaches;
mod second_factor;
mod sessions;
mod support;
