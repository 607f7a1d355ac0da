//! A merchant pauses itself and goes on; a term ends by itself.

use std::sync::Arc;

use access::{Action, Actor, permit};
use catalogue::Catalogue;
use storage::{
    Error, Tx,
    jobs::{Handler, Job},
};

use super::{JOB, Label, Standing, hold, keep, step};
use crate::{
    Desk, Fault, PlaceId,
    edit::target,
    store::{self, labels as books},
};

/// Pauses, or goes on: the wish of whoever keeps the merchant.
///
/// # Errors
/// 404 for whoever may not; [`Fault::Settled`] when it stands so already.
pub fn pause(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    place: PlaceId,
    pauses: bool,
) -> Result<Label, Fault> {
    let kept =
        store::find(tx, place)?.filter(|kept| kept.place.is_kept()).ok_or(Fault::NotFound)?;
    permit(actor, Action::PlaceManage, &target(desk, &kept.place)).map_err(|_| Fault::NotFound)?;
    let rule = desk.rules().label_of(&kept.place.kind);
    let rule = rule.filter(|_| desk.is_merchant(&kept.place)).ok_or(Fault::NotFound)?;
    let label = hold(tx, rule, place)?;
    if label.paused_at.is_some() == pauses {
        return Err(Fault::Settled);
    }
    step(tx, &kept.place, if pauses { "paused" } else { "resumed" }, "")?;
    let paused_at = pauses.then(|| tx.now());
    Ok(keep(tx, rule, place, Label { paused_at, ..label })?)
}

/// The handler to be registered with the job runner: the day after a term's last, the label is gone.
/// The closure gives the declarations in force.
pub fn handler(catalogue: impl Fn() -> Arc<Catalogue> + Send + Sync + 'static) -> Handler {
    Handler { kind: JOB, run: Arc::new(move |tx, job| lapse(tx, &catalogue(), job)) }
}

fn lapse(tx: &mut Tx<'_>, catalogue: &Catalogue, job: &Job) -> Result<(), Error> {
    let place: PlaceId = job
        .payload
        .parse()
        .map_err(|_| Error::Corrupt(format!("job {} names no place", job.key)))?;
    let (Some(label), Some(kept)) = (books::find(tx, place)?, store::find(tx, place)?) else {
        return Ok(());
    };
    // A city may have given a label up that places still carry.
    let Some(rule) = catalogue.places().label(&label.label) else { return Ok(()) };
    if label.standing(tx.now().day()) == Standing::Lapsed {
        step(tx, &kept.place, "lapsed", "")?;
    }
    keep(tx, rule, place, label).map(drop)
}
