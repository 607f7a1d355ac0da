//! Domain: insight.
