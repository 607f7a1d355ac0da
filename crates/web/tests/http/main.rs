//! A request's way through a toy domain: doors, refusals, forms, files, sessions.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it goes wrong")]

mod doors;
mod errors;
mod fixed;
mod forms;
mod idempotency;
mod live;
mod sessions;
mod toy;
