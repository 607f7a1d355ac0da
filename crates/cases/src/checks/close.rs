//! The end of a draw.

use base16ct::lower::encode_string as hex;
use serde_json::json;
use storage::{Error, Record, Tx};

use super::{
    answer,
    store::{self, Draw},
    tick,
};
use crate::desk::Desk;

/// Closes the draw when nothing is left to be looked at.
pub(super) fn when_done(tx: &mut Tx<'_>, desk: &Desk, draw: &Draw) -> Result<(), Error> {
    if store::open_checks(tx, draw.id)?.is_empty() { close(tx, desk, draw) } else { Ok(()) }
}

/// Closes the draw: what has too few answers stays undecided and counts neither way.
pub(super) fn close(tx: &mut Tx<'_>, desk: &Desk, draw: &Draw) -> Result<(), Error> {
    for check in store::open_checks(tx, draw.id)? {
        answer::decide(tx, desk, &check)?;
    }
    store::lapse_all(tx, draw.id)?;
    let now = tx.now();
    store::update(tx, &Draw { closed_at: Some(now), ..draw.clone() })?;
    tick::cancel(tx, draw.id)?;
    let tally = store::tally(tx, draw.id)?;
    tx.record(Record {
        action: "draw.closed",
        subject_kind: "draw",
        subject: *draw.id.as_bytes(),
        area: draw.area.as_str(),
        detail: json!({
            "solved": tally.solved, "unsolved": tally.unsolved, "undecided": tally.undecided,
            "seed": hex(&draw.seed),
        }),
    })
}
