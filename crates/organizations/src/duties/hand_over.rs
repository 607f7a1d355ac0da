//! A duty goes from one person to another on a day, with no day between: rotation.

use contracts::PersonId;
use kernel::Day;
use storage::Tx;

use super::{Duty, DutyId, NewDuty, ShownAs, end, give, store};
use crate::{
    act::{Desk, Refusal, UnitError},
    moves::For,
};

const REASON: &str = "轮换";

/// To whom a duty goes, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// Of the successor's duty; made by the caller, so that sending it twice hands over once.
    pub id: DutyId,
    pub to: PersonId,
    /// The successor's first day.
    pub on: Day,
    /// The first day on which the successor's term is over; the predecessor's unless told.
    pub until: Option<Day>,
    /// How riders know the successor, where they are shown somebody.
    pub shown: Option<ShownAs>,
}

/// Ends a duty on a day and gives the same one to somebody else from that day on: unit, seat, deputy
/// and promise stay.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn hand_over(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    by: For<'_>,
    id: DutyId,
    next: &HandOver,
) -> Result<Duty, UnitError> {
    let duty = store::find(tx, id)?.ok_or(Refusal::NotFound)?;
    if let Some(known) = store::find(tx, next.id)? {
        let same =
            (known.unit, &known.duty, known.person) == (duty.unit, &duty.duty, Some(next.to));
        let taken = Refusal::Invalid { field: "id", code: "unit-id-taken" };
        return if same { Ok(known) } else { Err(taken.into()) };
    }
    if duty.person.is_none() {
        return Err(Refusal::Invalid { field: "who", code: "duty-bearer-unit" }.into());
    }
    if duty.person == Some(next.to) {
        return Err(Refusal::Invalid { field: "who", code: "duty-hand-over-same" }.into());
    }
    end(tx, by, id, next.on, REASON)?;
    let new = NewDuty {
        id: next.id,
        duty: duty.duty,
        unit: duty.unit,
        person: Some(next.to),
        bearer: None,
        deputy: duty.deputy.filter(|deputy| *deputy != next.to),
        seat: duty.seat,
        shown: next.shown.clone(),
        deputy_shown: duty.deputy_shown,
        text: duty.text,
        from: next.on,
        until: next.until.or(duty.until),
    };
    give(tx, desk, by, &new)
}
