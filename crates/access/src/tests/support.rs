//! A city small enough for a test.

use std::sync::atomic::{AtomicU64, Ordering};

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day, Moment, Phone, Timestamp};
use storage::{
    Stamp, Tx,
    testing::{TestStore, each_store},
};

use crate::{
    Actor, MIGRATIONS, Membership, MembershipId, NewPerson, Vault, people::create_person, vault,
};

pub const NAME: &str = "欧阳锦绣";
pub const PHONE: &str = "13987652231";

pub fn noon() -> Timestamp {
    Day::new(2026, 11, 20).unwrap().at(12, 0)
}

pub fn vault() -> Vault {
    Vault::open([7; 32]).unwrap()
}

pub fn phone() -> Phone {
    Phone::parse(PHONE).unwrap()
}

pub fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

pub fn unit(number: u8) -> UnitId {
    UnitId::from_bytes([number; 16])
}

pub fn person(number: u8) -> PersonId {
    PersonId::from_bytes([number; 16])
}

/// A post of `role` in unit 1, street 440305001, for ever.
pub fn post(role: &str) -> Membership {
    Membership {
        id: MembershipId::from_bytes([1; 16]),
        unit: unit(1),
        unit_kind: "street".into(),
        role: role.into(),
        area: area("440305001"),
        from: Day::new(2026, 1, 1).unwrap(),
        until: None,
    }
}

/// Person 1 with one post and no session.
pub fn holder(role: &str) -> Actor {
    Actor::new(person(1), None, vec![post(role)], noon().day())
}

/// Runs a test on each engine with the crate's tables.
pub fn on_each_store(test: impl Fn(&City)) {
    each_store(MIGRATIONS, |store| test(&City { store, seed: AtomicU64::new(1) }));
}

pub struct City<'s> {
    pub store: &'s TestStore,
    seed: AtomicU64,
}

impl City<'_> {
    /// The program itself acts at an instant, with its own reproducible randomness.
    pub fn stamp(&self, now: Timestamp) -> Stamp {
        let seed = self.seed.fetch_add(1, Ordering::Relaxed);
        Stamp::system(Moment::seeded(now, seed), "test")
    }

    pub fn at<T: Send + 'static>(
        &self,
        now: Timestamp,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, vault::Error> + Send + 'static,
    ) -> Result<T, vault::Error> {
        self.store.store.write_blocking(self.stamp(now), work)
    }

    /// A write at noon that must succeed.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, vault::Error> + Send + 'static,
    ) -> T {
        self.at(noon(), work).unwrap()
    }

    /// A read that must succeed.
    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut storage::Db<'_>) -> Result<T, vault::Error> + Send + 'static,
    ) -> T {
        self.store.store.read_blocking(work).unwrap()
    }

    pub fn count(&self, sql: &'static str) -> i64 {
        self.read(move |db| Ok(db.query_one(sql, &[], |row| row.get(0))?))
    }

    /// A worker with a name and a phone.
    pub fn worker(&self) -> PersonId {
        self.write(|tx| {
            let person =
                NewPerson { name: Some(NAME.into()), phone: Some(phone()), ..NewPerson::default() };
            create_person(tx, &vault(), &person)
        })
    }
}
