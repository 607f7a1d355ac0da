//! What this domain asks of the one that keeps units. The binary fills it in.

use contracts::UnitId;

/// Units as people call them.
pub trait Names: Send + Sync {
    /// Open units of exactly this name, in Chinese or English.
    fn named(&self, name: &str) -> Vec<UnitId>;
}
