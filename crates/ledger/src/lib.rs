//! Domain: ledger.
