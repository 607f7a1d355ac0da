//! A county with two streets, heat in both, a station, and candidates.

use std::{
    fmt::Write as _,
    sync::{Arc, LazyLock, Mutex},
};

use access::{Action, Actor, Membership, Permit, Target, permit};
use catalogue::Catalogue;
use contracts::{CaseId, UnitCard, UnitId, Units};
use kernel::{AreaBook, AreaCode, Level, Moment, Timestamp, Wgs84};
use siteplans::{
    Desk, Fault,
    candidate::{self, Candidate},
    port::{Figure, Heat, NewTask, Places, Release, Stand, Standing, Tasks},
    study::NewStudy,
    work::Worker,
};
use storage::{Db, Error, Stamp, Tx, testing::TestStore};

pub const COUNTY: &str = "330102";
pub const STREET: &str = "330102001";
pub const OTHER: &str = "330102003";
pub const OFFICE: UnitId = UnitId::from_bytes([1; 16]);
pub const STREET_OFFICE: UnitId = UnitId::from_bytes([2; 16]);

/// Middles of cells of resolution 9 a kilometre and more apart: the first three in one street, the
/// last in the other.
pub const SPOTS: [(f64, f64); 4] =
    [(30.2400, 120.1500), (30.2400, 120.1650), (30.2500, 120.1500), (30.2700, 120.1600)];

static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::embedded()));

pub fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}

pub fn areas() -> AreaBook {
    let mut areas = AreaBook::national(&area(COUNTY));
    for (code, (lat, lon)) in [("330102001051", SPOTS[0]), ("330102003050", SPOTS[3])] {
        areas.set_centre(area(code), Wgs84::new(lat, lon).unwrap()).unwrap();
    }
    areas
}

pub struct Offices(pub Vec<UnitCard>);

impl Units for Offices {
    fn unit(&self, id: UnitId) -> Option<UnitCard> {
        self.0.iter().find(|card| card.id == id).cloned()
    }
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        self.0.iter().find(|card| card.kind == kind && card.area == *area).map(|card| card.id)
    }
    fn in_charge(&self, _: Level, area: &AreaCode) -> Option<UnitId> {
        self.serving("street", area)
    }
    fn operator(&self) -> UnitId {
        OFFICE
    }
    fn candidates(&self, area: &AreaCode) -> Vec<UnitCard> {
        self.0.iter().filter(|card| card.area.contains(area)).cloned().collect()
    }
}

pub fn offices() -> Offices {
    let card = |id, kind: &str, name: &str, code: &str| UnitCard {
        id,
        kind: kind.into(),
        name_zh: name.into(),
        name_en: kind.into(),
        area: area(code),
    };
    Offices(vec![
        card(OFFICE, "social-work", "社会工作部", COUNTY),
        card(STREET_OFFICE, "street", "清波街道", STREET),
    ])
}

/// 100, 80, 60 and 50 workers at noon, 30 at night at the second spot, by day of the week.
#[derive(Default)]
pub struct Warm {
    /// Makes the heat other than it was.
    pub changed: Mutex<bool>,
}

fn cell((lat, lon): (f64, f64)) -> String {
    format!("{:x}", heat::h3_cell(lon, lat, h3(9)).unwrap())
}

fn h3(resolution: u8) -> h3o::Resolution {
    h3o::Resolution::try_from(resolution).unwrap()
}

impl Heat for Warm {
    fn releases(&self, _: &mut Db<'_>) -> Result<Vec<Release>, Error> {
        let release = |id: &str, hours| Release {
            id: id.to_owned(),
            name: format!("平台{id}"),
            hours,
            digest: "00".repeat(32),
            epsilon: "1".into(),
            k: 10,
        };
        Ok(vec![release("a", 24), release("b", 168)])
    }

    fn figures(&self, _: &mut Db<'_>, id: &str, least: i64) -> Result<Vec<Figure>, Error> {
        assert_eq!(id, "a");
        let more = i64::from(*self.changed.lock().unwrap());
        let noon = SPOTS.iter().zip([100, 80, 60, 50 + more]);
        let noon = noon.map(|(at, weight)| (cell(*at), 12, "rider", weight));
        let night = [(cell(SPOTS[1]), 23, "courier", 30), (cell(SPOTS[0]), 3, "rider", 2)];
        let all = noon.chain(night).filter(|one| one.3 >= least);
        let figure = |(cell, hour, occupation, weight): (String, i64, &str, i64)| Figure {
            cell,
            hour,
            occupation: occupation.to_owned(),
            weight,
        };
        Ok(all.map(figure).collect())
    }
}

/// A station at the third spot.
pub struct Standing3;

impl Places for Standing3 {
    fn of_kinds(
        &self,
        _: &mut Db<'_>,
        _: &AreaCode,
        kinds: &[String],
    ) -> Result<Vec<Stand>, Error> {
        let stand = Stand {
            code: "S1".into(),
            name: "城站驿站".into(),
            kind: "station".into(),
            at: Wgs84::new(SPOTS[2].0, SPOTS[2].1).unwrap(),
            hours: "24/7".into(),
        };
        Ok(if kinds.contains(&stand.kind) { vec![stand] } else { Vec::new() })
    }
}

#[derive(Default)]
pub struct Opened(pub Mutex<Vec<NewTask>>);

impl Tasks for Opened {
    fn open(&self, _: &mut Tx<'_>, new: NewTask) -> Result<(), Fault> {
        self.0.lock().unwrap().push(new);
        Ok(())
    }
    fn standing(&self, _: &mut Db<'_>, id: CaseId) -> Result<Option<Standing>, Error> {
        let known = self.0.lock().unwrap().iter().any(|task| task.id == id);
        Ok(known.then(|| Standing { number: "SY-1".into(), state: "siteplans-state-done".into() }))
    }
}

/// A bank at the first spot, a petrol station at the second that is shut at night, a centre at the
/// fourth, and one far from everybody.
pub fn file() -> String {
    let mut text = String::from("id,name,lon,lat,kind,price,hours,parking\n");
    for ((at, name), rest) in SPOTS
        .iter()
        .zip(["", "加油站", "", "服务中心"])
        .filter(|(_, name)| !name.is_empty())
        .zip(["加油站,3,06:00-20:00,是", "中心,1,24/7,"])
    {
        writeln!(text, "{name},{name},{},{},{rest}", at.1, at.0).unwrap();
    }
    writeln!(text, "B1,工行网点,{},{},银行,1,,", SPOTS[0].1, SPOTS[0].0).unwrap();
    text.push_str("X9,郊外,120.3,30.4,银行,1,,\n");
    text
}

pub fn candidates() -> Vec<Candidate> {
    candidate::read("a.csv", file().as_bytes(), false).unwrap()
}

pub fn desk(warm: &Arc<Warm>, opened: &Arc<Opened>) -> Desk {
    Desk {
        catalogue: Arc::clone(&CATALOGUE),
        areas: Arc::new(areas()),
        units: Arc::new(offices()),
        heat: Arc::<Warm>::clone(warm),
        places: Arc::new(Standing3),
        tasks: Arc::<Opened>::clone(opened),
    }
}

pub fn new_study() -> NewStudy {
    NewStudy {
        title: "夜间驿站".into(),
        area: area(COUNTY),
        owner: OFFICE,
        releases: vec!["a".into()],
        standing: vec!["station".into()],
        offered: Vec::new(),
        candidates: candidates(),
    }
}

pub fn planner() -> (Actor, Permit) {
    let day = now().day();
    let post = Membership {
        id: kernel::Id::from_bytes([8; 16]),
        unit: OFFICE,
        unit_kind: "social-work".into(),
        role: "department-clerk".into(),
        area: area(COUNTY),
        from: day,
        until: None,
    };
    let actor = Actor::new(kernel::Id::from_bytes([9; 16]), None, vec![post], day);
    let allowed = permit(&actor, Action::SitePlan, &Target::area(area(COUNTY))).unwrap();
    (actor, allowed)
}

pub fn now() -> Timestamp {
    "2026-11-20T10:00:00+08:00".parse().unwrap()
}

pub fn stamp(seed: u64) -> Stamp {
    Stamp::system(Moment::seeded(now(), seed), "test")
}

pub fn worker(store: &TestStore, desk: &Desk) -> Worker {
    Worker {
        store: store.store.clone(),
        moment: Arc::new(|| Moment::seeded(now(), 5)),
        desk: desk.clone(),
    }
}
