//! A small city for the rights table: two mirrored counties, everybody in them, and cases brought
//! into whatever state a route needs.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use access::{
    Action, Actor, NewPerson, SessionKind, Target,
    membership::{self, Issuer, NewMembership},
    people::{PersonKind, create_person},
};
use cases::{
    Desk,
    answer::{self, Given},
    chain::{
        self,
        contacts::{Contact, ContactId},
    },
    entry::{Channel, Outcome, Photo},
    handle,
    joint::{
        At, PartState,
        call::{self, Wanted, Whistle},
        meeting, own,
    },
    merge,
    paste::{self, Pasted},
    report::{self, Report},
    scope, verdict,
};
use contracts::{CaseId, PersonId, UnitId};
use kernel::{AreaCode, Day, Level, Phone, geo::Wgs84};
use organizations::{By, NewUnit, found};
use storage::Tx;

use super::digest;
use crate::harness::inside::{Inside, photo};

/// Each column of the table: its name, its role, and whether it belongs to the own side, where
/// the thing acted upon lies.
pub const COLUMNS: [(&str, &str, bool); 23] = [
    ("visitor", "", true),
    ("worker-own", "worker", true),
    ("worker-other", "worker", false),
    ("clerk", "clerk", true),
    ("clerk-foreign", "clerk", false),
    ("clerk-enrolling", "clerk", true),
    ("street-lead", "street-lead", true),
    ("street-lead-foreign", "street-lead", false),
    ("department-clerk-holding", "department-clerk", true),
    ("department-clerk-other", "department-clerk", false),
    ("duty", "duty", true),
    ("duty-foreign", "duty", false),
    ("hotline", "hotline", true),
    ("hotline-foreign", "hotline", false),
    ("firm-clerk-holding", "firm-clerk", true),
    ("firm-clerk-other", "firm-clerk", false),
    ("member-holding", "member", true),
    ("member-other", "member", false),
    ("branch-clerk", BRANCH_CLERK, true),
    ("auditor", "auditor", true),
    ("auditor-foreign", "auditor", false),
    ("admin", "admin", true),
    ("admin-foreign", "admin", false),
];

/// A department clerk of a branch.
const BRANCH_CLERK: &str = "branch-clerk";

/// Found nowhere but where somebody is named.
pub const WORKER_NAME: &str = "欧阳静好";

/// How far a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Reported,
    /// Reported, and its alarm rings.
    Ringing,
    InHand,
    Answered,
    Confirmed,
    OutOfScope,
    ScopeAppealed,
    /// The holding department (or firm) has been called to part 1, and that part stands so.
    Joint(PartState),
    /// The same, with a meeting called.
    Convened,
    /// Pasted from a chat by the clerk.
    Pasted,
    /// With the contact member.
    InChain,
    /// A firm has it.
    WithFirm,
    /// A firm has it and may see name and phone.
    Shared,
    /// Follows another case in hand.
    Merged,
}

/// The units of one county.
#[derive(Debug, Clone)]
pub struct Side {
    pub county: AreaCode,
    pub street: AreaCode,
    pub community: AreaCode,
    pub centre: UnitId,
    pub department: UnitId,
    pub office: UnitId,
    pub committee: UnitId,
    pub firm: UnitId,
    pub branch: UnitId,
}

pub struct City {
    pub inside: Inside,
    pub own: Side,
    pub foreign: Side,
    pub people: BTreeMap<&'static str, PersonId>,
    pub photo: Photo,
    phones: RefCell<u64>,
}

/// A case made for one request.
#[derive(Debug, Clone)]
pub struct Made {
    pub id: CaseId,
    pub number: String,
    pub length: i64,
}

impl City {
    /// On SQLite; what is written to its tables is counted.
    pub fn found() -> Self {
        let city = Self::within(Inside::new());
        digest::begin(&city.inside);
        city
    }

    /// The same city in a folder and a database of one's own.
    pub fn in_folder(folder: &Path, database: Option<String>) -> Self {
        let data = folder.to_path_buf();
        Self::within(Inside::with(move |options| {
            options.data = data;
            options.database = database;
        }))
    }

    /// The same city in a deployment of one's own making.
    pub fn within(inside: Inside) -> Self {
        let mut sides = sides(&inside).into_iter();
        let (own, foreign) = (sides.next().unwrap(), sides.next().unwrap());
        let kept = inside.photo(photo());
        let mut city = Self {
            inside,
            own,
            foreign,
            people: BTreeMap::new(),
            photo: kept,
            phones: RefCell::new(13_900_000_000),
        };
        for (name, role, own) in COLUMNS.iter().skip(1) {
            let side = if *own { city.own.clone() } else { city.foreign.clone() };
            let person = city.person(role, &side);
            city.people.insert(name, person);
        }
        city
    }

    /// A new person with a post of this role on one side.
    pub fn person(&self, role: &str, side: &Side) -> PersonId {
        let (unit, kind, area) = match role {
            "clerk" | "street-lead" => (side.office, "street", side.street),
            "department-clerk" => (side.department, "urban-management", side.county),
            "member" | BRANCH_CLERK => (side.branch, "party-committee", side.community),
            "firm-clerk" | "worker" => (side.firm, "platform-firm", side.county),
            _ => (side.centre, "hotline", side.county),
        };
        let kind_of_person = if role == "worker" { PersonKind::Worker } else { PersonKind::Staff };
        let vault = self.inside.deployment.app.vault().clone();
        let new = NewPerson {
            kind: kind_of_person,
            name: Some(if role == "worker" { WORKER_NAME } else { "丁小满" }.into()),
            phone: Some(Phone::parse(&self.phone()).unwrap()),
            ..NewPerson::default()
        };
        let role = if role == BRANCH_CLERK { "department-clerk" } else { role };
        let (role, kind, from) = (role.to_owned(), kind.to_owned(), self.day().plus(-30));
        self.inside.write(move |tx| -> Result<_, access::vault::Error> {
            let person = create_person(tx, &vault, &new)?;
            let post =
                NewMembership { person, unit, unit_kind: kind, role, area, from, until: None };
            membership::grant(tx, Issuer::Program, &post).unwrap();
            Ok(person)
        })
    }

    /// A mobile number that nobody here has yet.
    pub fn phone(&self) -> String {
        let mut last = self.phones.borrow_mut();
        *last += 1;
        last.to_string()
    }

    pub fn day(&self) -> Day {
        self.inside.moment().now().day()
    }

    /// A fresh session of a column's person, which may be ended by what is tried with it; `None`
    /// for the visitor.
    pub fn session(&self, column: &str) -> Option<String> {
        let person = *self.people.get(column)?;
        let kind = match column {
            "worker-own" | "worker-other" | "member-holding" | "member-other" => {
                SessionKind::Worker
            }
            // Signed in by password where the second factor is still missing.
            "clerk-enrolling" => SessionKind::Enrolling,
            _ => SessionKind::Staff,
        };
        Some(self.inside.session(person, kind))
    }

    /// The own worker's case at a stage. `firm` makes it one that the worker's firm owns first;
    /// else the department does. From being in hand on it is with the street office, and firm and
    /// department have both had it.
    pub fn case(&self, stage: Stage, firm: bool) -> Made {
        let with_firm = firm || matches!(stage, Stage::WithFirm | Stage::Shared);
        let making = self.making(with_firm);
        self.inside.write(move |tx| -> Result<_, storage::Error> { Ok(making.make(tx, stage)) })
    }

    pub fn making(&self, firm: bool) -> Making {
        Making {
            desk: self.inside.deployment.desk(),
            own: self.own.clone(),
            worker: self.people["worker-own"],
            clerks: self.clerks(),
            photo: self.photo.clone(),
            firm,
            member: self.people["member-holding"],
        }
    }

    fn clerks(&self) -> [PersonId; 3] {
        ["department-clerk-holding", "firm-clerk-holding", "clerk"].map(|name| self.people[name])
    }
}

impl Inside {
    /// Keeps a photo as an upload would.
    pub fn photo(&self, bytes: Vec<u8>) -> Photo {
        let app = self.deployment.app.clone();
        let kept = self.block_on(web::photos::keep(&app, "photos", bytes.into()));
        let Ok(kept) = kept else { panic!("the photo is refused") };
        Photo { file: kept.name, width: kept.width, height: kept.height }
    }
}

/// What a case is made with.
pub struct Making {
    pub desk: Desk,
    pub own: Side,
    pub worker: PersonId,
    pub clerks: [PersonId; 3],
    photo: Photo,
    pub firm: bool,
    member: PersonId,
}

impl Making {
    fn make(&self, tx: &mut Tx<'_>, stage: Stage) -> Made {
        let id: CaseId = tx.id();
        match stage {
            Stage::Pasted => self.paste(tx, id),
            Stage::InChain => {
                tie(tx, self.worker, self.member, self.own.branch);
                self.report(tx, id, stage);
            }
            _ => self.report(tx, id, stage),
        }
        match stage {
            Stage::Reported | Stage::Ringing | Stage::Pasted | Stage::InChain | Stage::WithFirm => {
            }
            Stage::Shared => {
                let worker = actor(tx, self.worker);
                cases::contact::share(tx, &self.desk, &worker, id).unwrap();
            }
            _ => self.pass_round(tx, id),
        }
        self.bring_to(tx, id, stage);
        let case = cases::store::find(tx, id).unwrap().unwrap();
        Made { id, number: case.number, length: case.length }
    }

    fn report(&self, tx: &mut Tx<'_>, id: CaseId, stage: Stage) {
        let (urgent, through) = (stage == Stage::Ringing, stage == Stage::InChain);
        let worker = actor(tx, self.worker);
        let permit = access::permit(&worker, Action::CaseReport, &Target::none()).unwrap();
        let report = Report {
            id,
            matter: if self.firm && !urgent { "route-planning" } else { "road-hazard" }.into(),
            area: self.own.community,
            title: String::new(),
            text: "步行街东口一个停车位都没有，饭点没法取餐。".into(),
            fields: urgent
                .then(|| ("danger_now".to_owned(), "yes".to_owned()))
                .into_iter()
                .collect(),
            place: Some(Wgs84::new(30.25, 120.16).unwrap()),
            address: "步行街东口".into(),
            photos: vec![self.photo.clone()],
            channel: Channel::Web,
            own_units: vec![("platform-firm".into(), self.own.firm)],
        };
        let taken = if through {
            chain::begin::report_through(tx, &self.desk, &permit, report)
        } else {
            report::report(tx, &self.desk, &permit, report)
        };
        taken.unwrap();
    }

    fn paste(&self, tx: &mut Tx<'_>, id: CaseId) {
        let clerk = actor(tx, self.clerks[2]);
        let pasted = Pasted {
            id,
            group: "东站骑手群".into(),
            matter: "road-hazard".into(),
            area: self.own.community,
            title: String::new(),
            text: "步行街东口的路灯全灭了。".into(),
            address: String::new(),
        };
        paste::paste(tx, &self.desk, &clerk, pasted).unwrap();
    }

    /// Accepted by whoever owns it first, then through the other one's hands to the street.
    fn pass_round(&self, tx: &mut Tx<'_>, id: CaseId) {
        let [department, firm, _] = self.clerks.map(|person| actor(tx, person));
        let (first, second, to) = if self.firm {
            (firm, department, self.own.department)
        } else {
            (department, firm, self.own.firm)
        };
        handle::accept(tx, &first, id, None).unwrap();
        handle::assign(tx, &self.desk, &first, id, None, to, "请一起看看").unwrap();
        handle::assign(tx, &self.desk, &second, id, None, self.own.office, "属地办理").unwrap();
    }

    fn bring_to(&self, tx: &mut Tx<'_>, id: CaseId, stage: Stage) {
        let (clerk, worker) = (actor(tx, self.clerks[2]), actor(tx, self.worker));
        let desk = &self.desk;
        if matches!(stage, Stage::Answered | Stage::Confirmed) {
            let text = "已经划出六个骑手车位。".into();
            let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
            answer::answer(tx, desk, &clerk, id, None, given).unwrap();
        }
        if stage == Stage::Confirmed {
            verdict::confirm(tx, desk, &worker, id, "").unwrap();
        }
        if matches!(stage, Stage::OutOfScope | Stage::ScopeAppealed) {
            let door = desk.catalogue.doors()[0].code.clone();
            scope::refuse(tx, desk, &clerk, id, None, &door, "请找对口的部门。").unwrap();
        }
        if stage == Stage::Merged {
            let leader: CaseId = tx.id();
            self.report(tx, leader, Stage::Reported);
            self.pass_round(tx, leader);
            merge::act::merge(tx, &clerk, id, None, leader).unwrap();
        }
        if stage == Stage::ScopeAppealed {
            scope::appeal(tx, desk, &worker, id, "这就是街道的事").unwrap();
        }
        match stage {
            Stage::Joint(state) => self.call(tx, id, state),
            Stage::Convened => {
                self.call(tx, id, PartState::Called);
                let when = tx.now().plus_hours(24);
                meeting::convene(tx, &clerk, id, when, "步行街东口", "").unwrap();
            }
            _ => {}
        }
    }

    /// The street whistles; the called unit goes as far as it is told.
    fn call(&self, tx: &mut Tx<'_>, id: CaseId, until: PartState) {
        let [department, firm, clerk] = self.clerks.map(|person| actor(tx, person));
        let (unit, by) =
            if self.firm { (self.own.firm, firm) } else { (self.own.department, department) };
        let parts =
            vec![Wanted { unit, task: "划出车位".into(), acknowledge: None, answer: None }];
        call::whistle(tx, &self.desk, &clerk, id, Whistle { lead: None, parts }).unwrap();
        let at = At { case: id, part: 1, seen: None };
        match until {
            PartState::Acknowledged => drop(own::acknowledge(tx, &by, at).unwrap()),
            PartState::HandedBack => drop(own::hand_back(tx, &by, at, "不归我们管").unwrap()),
            PartState::Answered => {
                own::acknowledge(tx, &by, at).unwrap();
                own::answer(tx, &by, at, "已经划出六个骑手车位。").unwrap();
            }
            _ => {}
        }
    }
}

/// Gives the worker a contact member, in place of the one before.
pub fn tie(tx: &mut Tx<'_>, worker: PersonId, member: PersonId, branch: UnitId) -> ContactId {
    if let Some(known) = chain::store::contact_of(tx, worker).unwrap() {
        chain::store::end_contact(tx, known.id, false).unwrap();
    }
    let (id, from, name) = (tx.id(), tx.now(), "老周".to_owned());
    let contact = Contact { id, worker, member, branch, name, from, until: None, refused: false };
    chain::store::insert_contact(tx, &contact).unwrap();
    id
}

pub fn actor(tx: &mut Tx<'_>, person: PersonId) -> Actor {
    let day = tx.now().day();
    let posts = membership::memberships_of(tx, person, day).unwrap();
    Actor::new(person, None, posts, day)
}

/// Two counties with a street and a community each, and the same units in both.
fn sides(inside: &Inside) -> Vec<Side> {
    let app = &inside.deployment.app;
    let (catalogue, areas) = (app.catalogue(), app.areas());
    let city = catalogue.city().area;
    // Heat and plans are of areas whose middle is known.
    let lies = |area: &AreaCode| areas.children(area).find(|child| areas.centre(child).is_some());
    let below = |area: &AreaCode, level: Level| {
        areas.children(area).find(|child| child.level() == level && lies(child).is_some())
    };
    let counties: Vec<AreaCode> = areas.children(&city).take(2).collect();
    let from = inside.moment().now().day().plus(-400);
    let found_all = counties.into_iter().map(|county| {
        let street = below(&county, Level::Street).unwrap();
        let community = lies(&street).unwrap();
        let units = [
            ("hotline", county),
            ("urban-management", county),
            ("street", street),
            ("community", community),
            ("platform-firm", county),
            ("party-committee", community),
        ];
        let (catalogue, areas) = (catalogue.clone(), areas.clone());
        let ids = inside.write(move |tx| -> Result<Vec<UnitId>, organizations::UnitError> {
            let desk = organizations::Desk { catalogue: &catalogue, areas: &areas };
            let found_one = |(kind, area): &(&str, AreaCode)| {
                let in_charge = ["hotline", "street", "community"].contains(kind);
                let (name_zh, name_en) = (format!("{area}单位"), format!("{kind} of {area}"));
                let (id, kind, area) = (tx.id(), (*kind).to_owned(), *area);
                let new =
                    NewUnit { id, kind, area, name_zh, name_en, parent: None, in_charge, from };
                found(tx, desk, By::Program, &new).map(|unit| unit.id)
            };
            units.iter().map(found_one).collect()
        });
        let [centre, department, office, committee, firm, branch] = ids.try_into().unwrap();
        Side { county, street, community, centre, department, office, committee, firm, branch }
    });
    let found_all: Vec<Side> = found_all.collect();
    inside.deployment.directory.refresh_blocking().unwrap();
    found_all
}
