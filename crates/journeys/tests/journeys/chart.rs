//! A platform firm joins two of its four business groups, in the wired program: the real tree moves
//! when a person says yes, posts end, and the tree of the day before is what it was.

use access::{
    Actor, Membership,
    membership::{self, Issuer, NewMembership},
};
use branches::{
    Desk, Fault,
    chart::{
        Kind, Named,
        decide::{Wish, accept},
        link::link,
        read::Row,
        store,
        take::{Handed, Taken, take},
    },
};
use contracts::UnitId;
use organizations::{By, Directory, Forest, NewUnit};

use crate::rights::city::City;

const GROUPS: [(&str, &str); 4] = [("A", "到家"), ("B", "到店"), ("C", "优选"), ("D", "出行")];

fn row(code: &str, name: &str, from: &[&str]) -> Row {
    let unit = Named { code: code.into(), name: name.into(), parent: None };
    let from = from.iter().map(|code| (*code).to_owned()).collect();
    Row { line: 2, unit, from, headcount: None }
}

struct Firm {
    city: City,
    committee: UnitId,
    clerk: Actor,
}

impl Firm {
    fn desk(&self) -> Desk {
        let app = &self.city.inside.deployment.app;
        app.get::<Directory>().unwrap().refresh_blocking().unwrap();
        let Ok(desk) = Desk::of(app) else { panic!("nothing is wired") };
        desk
    }

    /// A committee of the firm with somebody who serves in it.
    fn new() -> Self {
        let city = City::found();
        let committee = found(&city, "firm-committee", "快送企业党委", None);
        let person = city.people["branch-clerk"];
        let post = Membership {
            id: city.inside.moment().id(),
            unit: committee,
            unit_kind: "firm-committee".into(),
            role: "department-clerk".into(),
            area: city.own.county,
            from: city.day().plus(-30),
            until: None,
        };
        let clerk = Actor::new(person, None, vec![post], city.day());
        Self { city, committee, clerk }
    }

    fn hand_in(&self, rows: Vec<Row>) -> Taken {
        let (desk, clerk) = (self.desk(), self.clerk.clone());
        let (firm, day) = (self.city.own.firm, self.city.day());
        let handed = Handed { firm, owner: self.committee, day };
        self.city.inside.write(move |tx| take(tx, &desk, &clerk, handed, &rows)).unwrap()
    }
}

fn found(city: &City, kind: &str, name: &str, parent: Option<UnitId>) -> UnitId {
    let app = &city.inside.deployment.app;
    let (catalogue, areas) = (app.catalogue(), app.areas());
    let new = NewUnit {
        id: app.moment().id(),
        kind: kind.into(),
        area: city.own.county,
        name_zh: name.into(),
        name_en: name.into(),
        parent,
        in_charge: false,
        from: city.day().plus(-30),
    };
    let unit = city.inside.write(move |tx| {
        let desk = organizations::Desk { catalogue: &catalogue, areas: &areas };
        organizations::found(tx, desk, By::Program, &new)
    });
    unit.id
}

#[test]
fn the_real_tree_follows_a_yes_and_the_day_before_stays_as_it_was() {
    let firm = Firm::new();
    let (city, committee) = (&firm.city, firm.committee);
    let second = |name: &str| {
        let name = format!("{name}二级党委");
        found(city, "second-level-committee", &name, Some(committee))
    };
    let units = GROUPS.map(|(_, name)| second(name));
    let [_, b, c, d] = units;
    let below = found(city, "branch-platform", "优选仓配党支部", Some(c));
    // Somebody serves in a committee that will be no more.
    let (person, area, from) = (city.people["worker-own"], city.own.county, city.day());
    city.inside.write(move |tx| -> Result<_, storage::Error> {
        let (unit_kind, role) = ("second-level-committee".into(), "branch-secretary".into());
        let new = NewMembership { person, unit: c, unit_kind, role, area, from, until: None };
        Ok(membership::grant(tx, Issuer::Program, &new).unwrap())
    });
    firm.hand_in(GROUPS.map(|(code, name)| row(code, name, &[])).into());
    for ((code, _), unit) in GROUPS.into_iter().zip(units) {
        let (desk, clerk, firm_id) = (firm.desk(), firm.clerk.clone(), city.own.firm);
        city.inside.write(move |tx| link(tx, &desk, &clerk, firm_id, code, unit).map(drop));
    }
    let three = vec![row("A", "到家", &[]), row("B", "本地", &["B", "C"]), row("D", "出行", &[])];
    let taken = firm.hand_in(three);
    assert!(matches!(taken, Taken::New { proposals: 1, .. }), "{taken:?}");
    let (db, firm_id) = (city.inside.deployment.store(), city.own.firm);
    let open = db.read_blocking(move |db| store::open(db, firm_id)).unwrap();
    let concerned: Vec<UnitId> = open[0].body.parties.iter().map(|party| party.unit).collect();
    let mut wanted = vec![b, c];
    wanted.sort_unstable();
    assert_eq!((open[0].kind, concerned), (Kind::Merge, wanted));
    let (desk, clerk, id) = (firm.desk(), firm.clerk.clone(), open[0].id);
    let wish = Wish { stays: Some(b), ..Wish::default() };
    city.inside.write(move |tx| -> Result<_, Fault> { accept(tx, &desk, &clerk, id, &wish) });
    let facts = db.read_blocking(organizations::store::all_facts).unwrap();
    let today = city.day();
    let now = Forest::as_of(&facts, today, today);
    assert!(now.open(c).is_none() && now.open(d).is_some());
    assert_eq!(now.get(below).unwrap().parent, Some(b));
    let then = Forest::as_of(&facts, today.plus(-1), today);
    assert!(then.open(c).is_some());
    assert_eq!(then.get(below).unwrap().parent, Some(c));
    assert_eq!(then.under(committee).count(), 4);
    let posts = db.read_blocking(move |db| membership::holders_in(db, c, today)).unwrap();
    assert!(posts.is_empty(), "nobody serves in a committee that is no more");
}
