//! A case that somebody in office takes in without its reporter: a pasted message, a line of a
//! visit's list. It gets its number, its owner and its clock like any other.

use access::policy::Permit;
use contracts::{CaseId, Event};
use kernel::{AreaCode, Level, case_number};
use storage::Tx;

use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    duty,
    entry::{Channel, Entry, Reported, What},
    handle::NoOwnUnits,
    report::{TEXT_MAX, TEXT_MIN, TITLE_MAX, title},
    store,
};

/// What is taken in. Whoever takes it in has seen to it that it names nobody.
#[derive(Debug, Clone)]
pub struct Intake {
    /// Made with the form, so that sending it twice makes one case.
    pub id: CaseId,
    pub matter: String,
    pub area: AreaCode,
    /// May be left out: the first words of the text serve then.
    pub title: String,
    pub text: String,
    pub address: String,
    pub channel: Channel,
    /// Where it came from: `chat:GROUP`, `visit:SITE`.
    pub source: String,
}

/// Takes it in; answers the case and whether it is new.
pub fn open(
    tx: &mut Tx<'_>,
    desk: &Desk,
    permit: &Permit,
    intake: Intake,
) -> Result<(Case, bool), ActError> {
    let id = intake.id;
    if let Some(case) = store::find(tx, id)? {
        return known(case, &intake.source);
    }
    let now = tx.now();
    let reported = reported(desk, tx, &intake)?;
    let mut case = Case::begin(&reported, now);
    let mut entry = Entry {
        seq: 1,
        at: now,
        actor: Some(permit.person()),
        unit: permit.membership().map(|post| post.unit),
        role: permit.role().to_owned(),
        what: What::Reported(Box::new(reported)),
    };
    if !store::insert(tx, id, &mut entry, &mut case)? {
        // Two sendings at once: the other was quicker.
        let case = store::find(tx, id)?.ok_or(ActError::NotFound)?;
        return known(case, &intake.source);
    }
    act::record(tx, id, &case, &entry)?;
    tx.emit(&Event::UnitNotified {
        unit: case.owner,
        case: id,
        number: case.number.clone(),
        notice: if case.urgent { "urgent".into() } else { "reported".into() },
    })?;
    duty::ring(tx, desk, id, &mut case)?;
    Ok((case, true))
}

/// A case with this id is there: the same one sent again, or somebody else's.
fn known(case: Case, source: &str) -> Result<(Case, bool), ActError> {
    if case.source == source { Ok((case, false)) } else { Err(ActError::NotFound) }
}

fn reported(desk: &Desk, tx: &Tx<'_>, intake: &Intake) -> Result<Reported, ActError> {
    let invalid = |field, code| ActError::Invalid { field, code };
    let matter = desk.catalogue.matter(&intake.matter);
    let matter = matter.ok_or(invalid("matter", "matter-unknown"))?;
    let area = intake.area;
    let city = desk.catalogue.city().area;
    if area.level() < Level::Street || !desk.areas.knows(&area) || !city.contains(&area) {
        return Err(invalid("area", "area-unknown"));
    }
    let text = act::text("text", &intake.text, TEXT_MIN, TEXT_MAX)?;
    let title = act::text("title", &title(&intake.title, &text), 1, TITLE_MAX)?;
    let address = act::text("address", &intake.address, 0, 100)?;
    let now = tx.now();
    Ok(Reported {
        number: case_number::new(tx.moment()),
        matter: matter.code.clone(),
        area,
        title,
        text,
        fields: Vec::new(),
        place: None,
        address: Some(address).filter(|address| !address.is_empty()),
        photos: Vec::new(),
        reporter: None,
        owner: matter.owner_for(&area, &NoOwnUnits(desk)).unit,
        urgent: matter.urgent,
        visibility: matter.visibility.to_string(),
        channel: intake.channel,
        source: intake.source.clone(),
        source_number: None,
        accept: desk.accept_deadline(matter, now),
        answer: desk.answer_deadline(matter, now),
    })
}
