//! Domain: cases.
