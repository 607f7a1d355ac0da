//! Domain: organizations.
