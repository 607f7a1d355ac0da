//! The firms, as this domain needs to know them; the binary wires the real ones in.

use contracts::UnitId;

/// Brands, legal entities, franchises and sites that files call by name or credit code.
pub trait Firms: Send + Sync {
    /// The open units that have exactly this name, in either language, or this credit code.
    fn named(&self, text: &str) -> Vec<UnitId>;
}
