//! Domain: people.
