//! Drawing again what was drawn, to see that nobody chose.

use base16ct::lower::encode_string as hex;
use contracts::CaseId;
use storage::{Db, Error};

use super::{draw::sealed, lot, store, store::Draw, view};

/// What the repetition shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeated {
    /// Where the announcement stands in the log.
    pub leaf: Option<i64>,
    /// The seed is made of what was announced.
    pub seed: bool,
    /// What lay in the urn is what the journal says.
    pub frame: bool,
    /// The same cases come out, in the same order.
    pub sample: bool,
}

impl Repeated {
    pub const fn holds(&self) -> bool {
        self.leaf.is_some() && self.seed && self.frame && self.sample
    }
}

/// Draws again from what lay in the urn; `None` before it was drawn.
pub fn repeat(db: &mut Db<'_>, draw: &Draw) -> Result<Option<Repeated>, Error> {
    let Some(digest) = draw.digest else { return Ok(None) };
    let frame = store::frame(db, draw.id)?;
    let size = usize::try_from(draw.size).unwrap_or(0);
    let again = lot::draw(&draw.seed, &frame, size);
    let kept: Vec<CaseId> = view::drawn(db, draw.id)?.into_iter().map(|one| one.case).collect();
    let announced = sealed(db, draw.id)?;
    let told = announced.as_ref().is_some_and(|entry| {
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
        detail["seed"] == hex(&draw.seed) && detail["size"] == draw.size
    });
    Ok(Some(Repeated {
        leaf: announced.and_then(|entry| entry.leaf_index),
        seed: told && draw.seed == lot::seed(&draw.words, &draw.nonce),
        frame: digest == lot::digest(&frame),
        sample: again == kept,
    }))
}
