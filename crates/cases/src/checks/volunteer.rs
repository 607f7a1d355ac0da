//! Workers who agree to look at closed cases now and then, in an area of their own choice. Where
//! they really are is never asked.

use access::Actor;
use kernel::{AreaCode, Level};
use serde_json::json;
use storage::{Error, Record, Tx};

use super::store;
use crate::{act::ActError, desk::Desk, results::looks};

/// Agrees, or chooses another street or community.
pub fn join(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, area: AreaCode) -> Result<(), ActError> {
    let today = tx.now().day();
    looks(tx, actor, today)?;
    let known = area.level() >= Level::Street && desk.areas.knows(&area);
    if !known || !desk.catalogue.city().area.contains(&area) {
        return Err(ActError::Invalid { field: "area", code: "area-unknown" });
    }
    tx.lock(format!("volunteer:{}", actor.person).as_bytes())?;
    if store::volunteers_for(tx, actor.person)? == Some(area) {
        return Ok(());
    }
    store::end_volunteering(tx, actor.person)?;
    store::insert_volunteer(tx, actor.person, &area)?;
    Ok(record(tx, actor, "volunteer.joined", area.as_str())?)
}

/// No more requests; what was asked already may still be answered.
pub fn leave(tx: &mut Tx<'_>, actor: &Actor) -> Result<(), ActError> {
    if store::end_volunteering(tx, actor.person)? {
        record(tx, actor, "volunteer.left", "")?;
    }
    Ok(())
}

fn record(tx: &mut Tx<'_>, actor: &Actor, action: &str, area: &str) -> Result<(), Error> {
    tx.record(Record {
        action,
        subject_kind: "person",
        subject: *actor.person.as_bytes(),
        area,
        detail: json!({}),
    })
}
