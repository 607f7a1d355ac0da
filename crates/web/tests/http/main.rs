//! A request's way through a toy domain: doors, refusals, forms, files, sessions.

mod doors;
mod errors;
mod fixed;
mod forms;
mod idempotency;
mod live;
mod sessions;
mod toy;
