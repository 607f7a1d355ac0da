//! One trouble, many reports: worked on once, and nobody is lost.

mod acts;
mod apart;
mod join;
mod near;

use access::{Action, Actor};
use cases::{
    act::ActError,
    answer::{self, Given},
    case::Case,
    entry::{Outcome, Photo},
    handle, merge, verdict,
};
use contracts::CaseId;
use kernel::geo::Wgs84;

use crate::common::{COMMUNITY, Town};

pub const POTHOLE: &str = "路中间有个大坑，好几个人摔了";

/// Riders who have done nothing yet.
pub fn riders<const N: usize>(town: &Town) -> [Actor; N] {
    std::array::from_fn(|_| Actor::new(town.moment().id(), None, Vec::new(), town.now().day()))
}

/// A report of the pothole with a photo, some metres north of it.
pub fn pothole(town: &Town, text: &str, north_metres: f64) -> cases::report::Report {
    let mut draft = town.draft("road-hazard", COMMUNITY, text);
    draft.place = Wgs84::new(30.25 + north_metres / 111_195.0, 120.16).ok();
    let name = format!("{:064x}", u128::from_be_bytes(*draft.id.as_bytes()));
    draft.photos = vec![Photo { file: name, width: 800, height: 600 }];
    draft
}

fn reported<const N: usize>(town: &Town, by: &[Actor; N]) -> [CaseId; N] {
    std::array::from_fn(|at| {
        town.clock.set(town.now().plus_seconds(60));
        town.send(&by[at], pothole(town, POTHOLE, 0.0))
    })
}

fn merge(town: &Town, by: &Actor, id: CaseId, into: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| merge::act::merge(tx, by, id, None, into))
}

fn unmerge(town: &Town, by: &Actor, id: CaseId, action: Action) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| merge::act::unmerge(tx, by, id, None, action, "不是同一个坑"))
}

/// The first of `ids` leads the others.
fn merged<const N: usize>(town: &Town, ids: [CaseId; N]) {
    for id in &ids[1..] {
        merge(town, &town.people.county, *id, ids[0]).unwrap();
    }
}

fn accept(town: &Town, id: CaseId) {
    town.write(&town.people.urban, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
}

fn answer(town: &Town, id: CaseId) {
    let text = "坑已经填平".to_owned();
    town.write(&town.people.urban, move |tx, desk, by| {
        let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
        answer::answer(tx, desk, by, id, None, given)
    })
    .unwrap();
}

fn confirm(town: &Town, by: &Actor, id: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, desk, by| verdict::confirm(tx, desk, by, id, ""))
}

fn dispute(town: &Town, by: &Actor, id: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, desk, by| verdict::dispute(tx, desk, by, id, "坑还在"))
}

fn reopen(town: &Town, by: &Actor, id: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, desk, by| {
        verdict::reopen(tx, desk, by, id, Action::CaseFollow, "又塌了")
    })
}
