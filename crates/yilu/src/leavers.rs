//! Whoever leaves a job: what hangs on the job ends with it, in the same transaction; points,
//! honours and open cases are the person's and stay. Passes that were given for the job hear of it
//! themselves (`passes::reaction`).

use std::sync::Arc;

use contracts::{Event, PersonId, UnitId};
use kernel::Day;
use storage::{Error, Reaction, Tx, value::parsed};

/// Duties and posts for the firm end; who works nowhere any more is no branch's to look after.
/// `desk` is `None` while the program starts.
pub fn reaction(desk: impl Fn() -> Option<registry::Desk> + Send + Sync + 'static) -> Reaction {
    Arc::new(move |tx, event| match event {
        Event::JobEnded { person, unit, on } => {
            let Some(desk) = desk() else { return Ok(()) };
            left(tx, &desk, *person, *unit, parsed(on, "day")?)
        }
        _ => Ok(()),
    })
}

fn left(
    tx: &mut Tx<'_>,
    desk: &registry::Desk,
    person: PersonId,
    unit: UnitId,
    on: Day,
) -> Result<(), Error> {
    let told = |error: organizations::posts::PostError| Error::Refused(error.to_string());
    organizations::leave::left(tx, person, unit, on).map_err(told)?;
    let known = registry::own::known_of(tx, desk, person)?;
    if known.iter().all(|own| own.shown.state.jobs.is_empty()) {
        branches::pairing::workers::gone(tx, person)?;
    }
    Ok(())
}
