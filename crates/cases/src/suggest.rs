//! The port through which a kind of matter is proposed; the binary wires a model into it.

use std::sync::Arc;

/// One proposal. A person always decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggested {
    /// Code of the matter.
    pub matter: String,
    /// From 0 to 1.
    pub confidence: f64,
    /// The words of the text that decided.
    pub words: Vec<String>,
}

/// Proposes kinds of matter for what somebody wrote, the likeliest first.
pub trait Suggest: Send + Sync {
    fn suggest(&self, title: &str, text: &str) -> Vec<Suggested>;
}

/// How many proposals are shown.
pub const SHOWN: usize = 3;

/// What is hung on the app; without it pages offer the list alone.
pub type Suggester = Arc<dyn Suggest>;
