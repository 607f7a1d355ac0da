//! What a planner asks about.

use access::Permit;
use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Id, Timestamp};
use serde_json::json;
use storage::{Record, Tx};

use crate::{Desk, Fault, candidate::Candidate, port::Release, store};

/// The name of study ids.
pub enum StudyName {}
pub type StudyId = Id<StudyName>;

/// A study; what stands in it is never changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    pub id: StudyId,
    pub title: String,
    pub area: AreaCode,
    /// The unit of the post by which it was begun.
    pub owner: UnitId,
    /// Ids of the releases of heat.
    pub releases: Vec<String>,
    /// Kinds of places that stand and stay.
    pub standing: Vec<String>,
    /// Kinds of places that are candidates.
    pub offered: Vec<String>,
    /// Those of the file.
    pub candidates: Vec<Candidate>,
    pub made_by: Option<PersonId>,
    pub made_at: Timestamp,
}

/// What must be said to begin a study.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStudy {
    pub title: String,
    pub area: AreaCode,
    pub owner: UnitId,
    pub releases: Vec<String>,
    pub standing: Vec<String>,
    pub offered: Vec<String>,
    pub candidates: Vec<Candidate>,
}

const TITLE_MAX: usize = 80;

/// Begins a study; the permit is the caller's proof that its area and unit are theirs to plan for.
///
/// # Errors
/// [`Fault::Invalid`] naming the field.
pub fn begin(tx: &mut Tx<'_>, desk: &Desk, permit: &Permit, new: NewStudy) -> Result<Study, Fault> {
    let title = new.title.trim().to_owned();
    if title.is_empty() || title.chars().count() > TITLE_MAX {
        return Err(Fault::invalid("title", "siteplans-title-wrong"));
    }
    if !desk.catalogue.city().area.contains(&new.area) || !desk.areas.knows(&new.area) {
        return Err(Fault::invalid("area", "siteplans-area-wrong"));
    }
    chosen(&desk.heat.releases(tx)?, &new.releases)?;
    let kinds = &desk.catalogue.places();
    let mut named = new.standing.iter().chain(&new.offered);
    if let Some(unknown) = named.find(|code| kinds.kind(code).is_none()) {
        return Err(Fault::about("standing", "siteplans-kind-wrong", unknown.clone()));
    }
    if new.offered.iter().any(|kind| new.standing.contains(kind)) {
        return Err(Fault::invalid("offered", "siteplans-kind-both"));
    }
    if new.candidates.is_empty() && new.offered.is_empty() {
        return Err(Fault::invalid("file", "siteplans-candidates-none"));
    }
    let study = Study {
        id: tx.id(),
        title,
        area: new.area,
        owner: new.owner,
        releases: new.releases,
        standing: new.standing,
        offered: new.offered,
        candidates: new.candidates,
        made_by: Some(permit.person()),
        made_at: tx.now(),
    };
    store::insert_study(tx, &study)?;
    let area = study.area.to_string();
    tx.record(Record {
        action: "siteplans.begin",
        subject_kind: "siting-study",
        subject: *study.id.as_bytes(),
        area: &area,
        detail: json!({ "candidates": study.candidates.len(), "releases": study.releases }),
    })?;
    Ok(study)
}

/// The releases of these ids, which must tell the same hours apart.
///
/// # Errors
/// [`Fault::Invalid`] when there are none, one is not there, or they do not go together.
pub(crate) fn chosen(all: &[Release], ids: &[String]) -> Result<Vec<Release>, Fault> {
    let found: Vec<Release> = all.iter().filter(|one| ids.contains(&one.id)).cloned().collect();
    if found.is_empty() || found.len() != ids.len() {
        return Err(Fault::invalid("releases", "siteplans-releases-none"));
    }
    if found.iter().any(|one| one.hours != found[0].hours) {
        return Err(Fault::invalid("releases", "siteplans-releases-hours"));
    }
    Ok(found)
}
