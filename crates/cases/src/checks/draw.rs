//! Drawing what was announced.

use base16ct::lower::encode_string as hex;
use serde_json::json;
use storage::{Error, Record, Tx, journal};

use super::{
    assign, frame, lot,
    store::{self, Draw},
};
use crate::desk::Desk;

/// The announcement as it stands in the log; `None` while it waits for its place there.
pub(super) fn sealed(
    db: &mut storage::Db<'_>,
    draw: super::DrawId,
) -> Result<Option<journal::Entry>, Error> {
    let entries = journal::entries_about(db, *draw.as_bytes())?;
    let mut announced = entries.into_iter().filter(|entry| entry.action == "draw.announced");
    Ok(announced.next().filter(|entry| entry.leaf_index.is_some()))
}

/// Draws, and asks the first checkers. The caller holds the draw and knows that it is sealed.
pub(super) fn draw(tx: &mut Tx<'_>, desk: &Desk, draw: &mut Draw) -> Result<(), Error> {
    let frame = frame::frame(tx, desk, draw)?;
    let size = usize::try_from(draw.size).unwrap_or(0);
    let drawn = lot::draw(&draw.seed, &frame, size);
    let now = tx.now();
    draw.drawn_at = Some(now);
    draw.population = Some(kernel::count::to_i64(frame.len()));
    draw.drawn = Some(kernel::count::to_i64(drawn.len()));
    draw.digest = Some(lot::digest(&frame));
    draw.close_at = Some(now.plus_days(desk.catalogue.city().checks.close_days.into()));
    store::keep_frame(tx, draw.id, &frame)?;
    for (lot, case) in (1..).zip(&drawn) {
        store::insert_check(tx, draw.id, lot, *case)?;
    }
    store::update(tx, draw)?;
    tx.record(Record {
        action: "draw.drawn",
        subject_kind: "draw",
        subject: *draw.id.as_bytes(),
        area: draw.area.as_str(),
        detail: json!({
            "population": draw.population, "drawn": draw.drawn,
            "frame": draw.digest.map(|digest| hex(&digest)),
        }),
    })?;
    assign::fill(tx, desk, draw)
}
