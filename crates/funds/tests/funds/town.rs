//! A province with its thirteen cities, a district and a branch in the first of them.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use access::{Actor, Membership};
use catalogue::Catalogue;
use contracts::{UnitCard, UnitId, Units};
use funds::{
    Account, Desk, Fault, FundId, RequestId, ShareId, Wish, account,
    ask::{self, NewRequest},
    decide,
    open::{self, NewFund},
    port::Names,
    store,
};
use kernel::{AreaCode, Clock as _, Day, FixedClock, Level, Moment, Timestamp};
use storage::{
    Engine, Store, Tx,
    testing::{TestStore, open as open_store},
};

/// 5,800,000 yuan in fen.
pub const ALL: i64 = 580_000_000;

static SEED: AtomicU64 = AtomicU64::new(1);

pub struct Offices(pub Vec<UnitCard>);

impl Units for Offices {
    fn unit(&self, id: UnitId) -> Option<UnitCard> {
        self.0.iter().find(|card| card.id == id).cloned()
    }
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        self.0.iter().find(|card| card.kind == kind && card.area == *area).map(|card| card.id)
    }
    fn in_charge(&self, _: Level, _: &AreaCode) -> Option<UnitId> {
        None
    }
    fn operator(&self) -> UnitId {
        self.0[0].id
    }
    fn candidates(&self, _: &AreaCode) -> Vec<UnitCard> {
        self.0.clone()
    }
}

impl Names for Offices {
    fn named(&self, name: &str) -> Vec<UnitId> {
        self.0.iter().filter(|card| card.name_zh == name).map(|card| card.id).collect()
    }
}

pub fn unit(number: u8, kind: &str, name: &str) -> UnitCard {
    UnitCard {
        id: UnitId::from_bytes([number; 16]),
        kind: kind.into(),
        name_zh: name.into(),
        name_en: name.into(),
        area: AreaCode::parse("32").unwrap(),
    }
}

/// Number 1 is the province, 2 to 14 are its cities, 15 a district, 16 and 17 branches in it.
pub fn offices() -> Offices {
    let mut all = vec![unit(1, "social-work", "省委社会工作部")];
    all.extend((2..=14).map(|number| unit(number, "social-work", &format!("第{number}市"))));
    all.push(unit(15, "industry-committee", "区行业党委"));
    all.push(unit(16, "branch-platform", "骑手党支部"));
    all.push(unit(17, "branch-platform", "司机党支部"));
    Offices(all)
}

pub struct Town {
    pub test: TestStore,
    pub desk: Desk,
    pub clock: FixedClock,
}

/// Runs `story` on each engine, on 2026-05-06, nine o'clock.
pub fn each_town(story: impl Fn(&Town)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let migrations = [access::MIGRATIONS, funds::MIGRATIONS].concat();
        let Some(test) = open_store(engine, &migrations, Vec::new()).unwrap() else {
            eprintln!("skipped on PostgreSQL: YILU_TEST_POSTGRES is not set");
            continue;
        };
        eprintln!("on {engine:?}");
        let offices = Arc::new(offices());
        let desk = Desk {
            catalogue: Arc::new(Catalogue::embedded()),
            units: Arc::<Offices>::clone(&offices),
            names: offices,
        };
        let at: Timestamp = "2026-05-06T09:00:00+08:00".parse().unwrap();
        let town = Town { test, desk, clock: FixedClock::new(at) };
        story(&town);
        let wrong = town.test.store.read_blocking(funds::verify).unwrap();
        assert_eq!(wrong, []);
    }
}

impl Town {
    pub fn moment(&self) -> Moment {
        Moment::seeded(self.clock.now(), SEED.fetch_add(1, Ordering::Relaxed))
    }

    pub fn id<T>(&self) -> kernel::Id<T> {
        self.moment().id()
    }

    /// Somebody with a post of `role` in a unit.
    pub fn holder(&self, number: u8, role: &str) -> Actor {
        let unit = self.desk.units.unit(UnitId::from_bytes([number; 16])).unwrap();
        let post = Membership {
            id: self.id(),
            unit: unit.id,
            unit_kind: unit.kind,
            role: role.into(),
            area: unit.area,
            from: Day::new(2020, 1, 1).unwrap(),
            until: None,
        };
        Actor::new(self.moment().id(), None, vec![post], self.clock.now().day())
    }

    pub fn clerk(&self, number: u8) -> Actor {
        self.holder(number, "department-clerk")
    }

    pub fn write<T: Send + 'static>(
        &self,
        by: &Actor,
        work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        write(&self.test.store, self.moment(), &self.desk, by, work)
    }

    /// Money that the province sets aside for the year.
    pub fn fund(&self, amount: i64) -> FundId {
        let new = self.new_fund(amount);
        let id = new.id;
        self.write(&self.clerk(1), move |tx, desk, by| open::open(tx, desk, by, &new)).unwrap();
        id
    }

    pub fn new_fund(&self, amount: i64) -> NewFund {
        NewFund {
            id: self.id(),
            title: "新业态新就业群体党建专项经费".into(),
            unit: UnitId::from_bytes([1; 16]),
            purposes: vec!["training".into(), "activities".into()],
            amount,
            from: Day::new(2026, 1, 1).unwrap(),
            until: Day::new(2027, 1, 1).unwrap(),
        }
    }

    pub fn account(&self, fund: FundId) -> Account {
        self.test.store.read_blocking(move |db| account(db, fund)).unwrap().unwrap()
    }

    /// The share of a unit.
    pub fn share(&self, fund: FundId, number: u8) -> ShareId {
        let unit = UnitId::from_bytes([number; 16]);
        let found = self.test.store.read_blocking(move |db| store::share_of(db, fund, unit));
        found.unwrap().unwrap().id
    }

    pub fn ask(
        &self,
        by: &Actor,
        share: ShareId,
        amount: i64,
        wish: Wish,
    ) -> Result<RequestId, Fault> {
        let new = NewRequest { id: self.id(), share, amount, wish, text: "五月培训".into() };
        self.write(by, move |tx, desk, by| ask::ask(tx, desk, by, &new)).map(|asked| asked.id)
    }

    pub fn approve(&self, by: &Actor, id: RequestId) -> Result<(), Fault> {
        self.write(by, move |tx, desk, by| decide::approve(tx, desk, by, id))
    }

    /// Money of one unit for another, asked for by one clerk of the giver and approved by another.
    pub fn allocate(&self, fund: FundId, from: u8, to: u8, amount: i64) -> Result<(), Fault> {
        let wish = Wish::Allocation { receiver: UnitId::from_bytes([to; 16]) };
        let id = self.ask(&self.clerk(from), self.share(fund, from), amount, wish)?;
        self.approve(&self.clerk(from), id)
    }

    /// A spending that has its voucher.
    pub fn spend(
        &self,
        by: &Actor,
        share: ShareId,
        amount: i64,
        voucher: &str,
    ) -> Result<RequestId, Fault> {
        let id = self.ask(by, share, amount, spending(voucher))?;
        let file = "0".repeat(64);
        self.write(by, move |tx, desk, by| ask::prove(tx, desk, by, id, &file))?;
        Ok(id)
    }
}

pub fn spending(voucher: &str) -> Wish {
    Wish::Spending { purpose: "training".into(), voucher: voucher.into() }
}

pub fn write<T: Send + 'static>(
    store: &Store,
    moment: Moment,
    desk: &Desk,
    by: &Actor,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let (desk, by) = (desk.clone(), by.clone());
    let stamp = by.stamp(moment, "test");
    store.write_blocking(stamp, move |tx| work(tx, &desk, &by))
}

/// What was refused, in a word.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, Fault>) -> String {
    match outcome.unwrap_err() {
        Fault::Invalid { field, code } => format!("{field}:{code}"),
        Fault::NotCovered { left } => format!("left:{left}"),
        Fault::NotFound => "not-found".into(),
        Fault::Conflict(code) => code.into(),
        other => other.to_string(),
    }
}
