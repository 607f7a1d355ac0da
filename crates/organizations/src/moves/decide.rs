//! The two sides agree, or one returns it.

use storage::Tx;

use super::{For, Move, MoveId, Side, State, What, hold, state};
use crate::{
    act::{self, Refusal, UnitError},
    store,
};

/// One side agrees; saying it twice changes nothing.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn agree(tx: &mut Tx<'_>, by: For<'_>, id: MoveId, side: Side) -> Result<Move, UnitError> {
    let it = hold(tx, id)?;
    check(tx, by, &it, side)?;
    let said = match side {
        Side::Sender => it.sender_agreed,
        Side::Receiver => it.receiver_agreed,
    };
    if said {
        return Ok(it);
    }
    if it.state != State::Drafted {
        return Err(over());
    }
    state(tx, it, What::Agreed { side })
}

/// One side says no, also after it agreed, as long as the day has not come: everything stays, and
/// nothing is in transit any more.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn send_back(
    tx: &mut Tx<'_>,
    by: For<'_>,
    id: MoveId,
    side: Side,
    reason: &str,
) -> Result<Move, UnitError> {
    let it = hold(tx, id)?;
    check(tx, by, &it, side)?;
    if !it.state.in_transit() {
        return Err(over());
    }
    let reason = act::text("reason", reason)?;
    storage::jobs::cancel(tx, &super::key(id))?;
    state(tx, it, What::Returned { side, reason })
}

fn check(tx: &mut Tx<'_>, by: For<'_>, it: &Move, side: Side) -> Result<(), UnitError> {
    let unit = match side {
        Side::Sender => it.plan.sender,
        Side::Receiver => it.plan.receiver,
    };
    let unit = store::find(tx, unit)?.ok_or(Refusal::NotFound)?;
    Ok(by.check(&unit)?)
}

/// It is decided already.
pub(super) fn over() -> UnitError {
    Refusal::Invalid { field: "", code: "unit-move-over" }.into()
}
