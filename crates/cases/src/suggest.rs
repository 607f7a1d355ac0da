//! The port through which a kind of matter is proposed; the binary wires a model into it.

use std::sync::Arc;

use storage::{Db, Error, params};

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

/// A case as a person sorted it, by accepting it under its matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sorted {
    pub matter: String,
    pub title: String,
    pub text: String,
}

/// The newest cases that somebody has accepted, to learn from; imported ones were sorted by nobody.
pub fn sorted_by_people(db: &mut Db<'_>, limit: usize) -> Result<Vec<Sorted>, Error> {
    db.query(
        "SELECT matter, title, folded FROM cases_cases
         WHERE source = 'yilu' AND state NOT IN ('reported', 'withdrawn', 'out-of-scope')
         ORDER BY created_at DESC, id DESC LIMIT $1",
        params![limit],
        |row| {
            let case = crate::store::folded(row, 2)?;
            Ok(Sorted { matter: row.get(0)?, title: row.get(1)?, text: case.text })
        },
    )
}
