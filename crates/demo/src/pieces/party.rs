//! A branch with its contact member, who looks after the worker whom visitors may be.

use std::net::{IpAddr, Ipv4Addr};

use access::{
    Actor, Membership, NewPerson,
    membership::Issuer,
    people::{PersonKind, create_person},
};
use cases::{
    chain::{
        contacts::{self, NewContact},
        filing::{self, FileError, NewFiling},
    },
    entry::Channel,
    report::Report,
};
use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day, Phone};
use organizations::{
    By, Desk, NewUnit, found as found_unit,
    posts::{self, NewPost},
};
use storage::Tx;

use super::{Script, case, town::Town};
use crate::{
    cast::{FIRST_WORKER, SECRETARY, drawn_name},
    city::stamp,
    dice::Dice,
    error::Error,
    story::Plot,
    tools::Tools,
};

/// The name under which the contact member serves.
const SERVICE_NAME: &str = "3号联系员 老周";

/// The branch and its two people.
pub struct Party {
    pub branch: UnitId,
    pub secretary: Actor,
    /// Rides too.
    pub member: Actor,
}

/// Founds the branch of the first street; `None` in a city without a street or a second worker.
pub fn found(tools: &Tools, plot: &Plot, opened: Day) -> Result<Option<Party>, Error> {
    let (Some(street), Some(rider)) = (plot.places.streets.first(), plot.cast.workers.get(1))
    else {
        return Ok(None);
    };
    let (street, rider, seed) = (street.clone(), rider.actor.person, plot.seed);
    let (tools, from) = (tools.clone(), opened.plus(-1));
    let stamp = stamp(seed, "demo-branch", 0, from.at(12, 0));
    let store = tools.store.clone();
    store.write_blocking(stamp, move |tx| {
        let desk = Desk { catalogue: &tools.catalogue, areas: &tools.areas };
        let unit = NewUnit {
            id: tx.id(),
            kind: "party-committee".into(),
            area: street.code,
            name_zh: format!("{}新就业群体联合党支部", street.name),
            name_en: format!("{} Joint Branch of Gig Workers", street.en),
            parent: None,
            in_charge: false,
            from,
        };
        found_unit(tx, desk, By::Program, &unit)?;
        let mut dice = Dice::of(seed, "branch", 0);
        let name = drawn_name(&mut dice);
        let phone = Phone::parse(&SECRETARY.to_string()).ok();
        let new = NewPerson {
            id: None,
            kind: PersonKind::Staff,
            name: Some(name),
            phone,
            identity: None,
        };
        let secretary = create_person(tx, &tools.vault, &new)?;
        let secretary = post(tx, desk, &unit, secretary, "department-clerk")?;
        let member = post(tx, desk, &unit, rider, "member")?;
        Ok(Some(Party { branch: unit.id, secretary, member }))
    })
}

fn post(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    unit: &NewUnit,
    person: PersonId,
    role: &str,
) -> Result<Actor, Error> {
    let (role, from) = (role.to_owned(), unit.from);
    let new = NewPost { unit: unit.id, person, role: role.clone(), from, until: None };
    let id = posts::give(tx, desk, Issuer::Program, &new)?;
    let post = Membership {
        id,
        unit: unit.id,
        unit_kind: unit.kind.clone(),
        role,
        area: unit.area,
        from,
        until: None,
    };
    Ok(Actor::new(person, None, vec![post], from))
}

/// The branch arranges who looks after the visitor; last evening that member wrote something down
/// for them, which waits for their yes. Answers how many cases were reported: none yet.
pub fn tell(town: &Town<'_>, script: &mut Script) -> usize {
    let Ok(phone) = Phone::parse(&FIRST_WORKER.to_string()) else { return 0 };
    let (vault, branch, member) = (town.vault.clone(), town.party.branch, town.party.member.person);
    let theirs = phone.clone();
    script.act(town.workday(14, 9, 30), &town.party.secretary, "contact-arrange", {
        move |tx, desk, by| {
            let new = NewContact { branch, member, name: SERVICE_NAME.into(), phone: theirs };
            contacts::arrange(tx, desk, &vault, by, new)
        }
    });
    let at = town.day(1, 19, 20);
    let report = written(town.community.code, case(town, "piece-filing", at), &town.street.name);
    let vault = town.vault.clone();
    script.act(at, &town.party.member, "case-file", move |tx, desk, by| {
        let new = NewFiling { report, phone, keeps: true };
        let from = IpAddr::V4(Ipv4Addr::LOCALHOST);
        filing::file(tx, desk, &vault, by, new, from).map_err(plain)
    });
    0
}

fn written(area: AreaCode, id: contracts::CaseId, street: &str) -> Report {
    Report {
        id,
        matter: "training".into(),
        area,
        title: "想考货运资格证，问有没有补贴".into(),
        text: format!(
            "昨天在{street}驿站歇脚时说起：想考道路货运从业资格证，听说有培训补贴，不知道去哪里报名、能报多少。"
        ),
        fields: Vec::new(),
        place: None,
        address: String::new(),
        photos: Vec::new(),
        channel: Channel::Web,
        own_units: Vec::new(),
    }
}

fn plain(error: FileError) -> Error {
    match error {
        FileError::Report(error) => error.into(),
        FileError::Act(error) => error.into(),
    }
}
