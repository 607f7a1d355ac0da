//! Where the set pieces play: the first street, its office, and the worker whom visitors may be.

use access::{Actor, Vault};
use contracts::UnitId;
use kernel::{AreaCode, Timestamp};

use super::party::Party;
use crate::{
    dice::Dice,
    place::{Community, Street},
    story::Plot,
};

/// Roles that may act for a unit, the usual one first.
const HANDLERS: &[&str] = &["clerk", "department-clerk", "firm-clerk", "duty"];

/// The first street with those who play there.
pub struct Town<'p> {
    pub plot: &'p Plot,
    pub vault: Vault,
    pub street: &'p Street,
    pub community: &'p Community,
    /// The street's clerk.
    pub clerk: Actor,
    /// The worker whom visitors may be.
    pub worker: Actor,
    /// Others who ride for the same firm.
    pub mates: Vec<Actor>,
    pub party: Party,
}

/// A unit that is called, with somebody who acts for it.
#[derive(Clone)]
pub struct Called {
    pub id: UnitId,
    pub clerk: Actor,
}

impl<'p> Town<'p> {
    /// `None` in a city that lacks them.
    pub fn of(plot: &'p Plot, vault: &Vault, party: Party) -> Option<Self> {
        let street = plot.places.streets.first()?;
        let community = street.communities.first()?;
        let clerk = called(plot, "street", street.code)?.clerk;
        let mut riders = plot.cast.workers.iter();
        let first = riders.next()?;
        let mates =
            riders.filter(|one| one.firm == first.firm && one.actor.person != party.member.person);
        let mates = mates.map(|one| one.actor.clone()).collect();
        let worker = first.actor.clone();
        Some(Self { plot, vault: vault.clone(), street, community, clerk, worker, mates, party })
    }

    /// The unit of this kind in an area, with whoever acts for it.
    pub fn unit(&self, kind: &str, area: AreaCode) -> Option<Called> {
        called(self.plot, kind, area)
    }

    /// The firm that the visitor rides for.
    pub fn firm(&self) -> Option<Called> {
        let firm = self.plot.offices.firms().next()?;
        Some(Called { id: firm.id, clerk: acting(self.plot, firm.id)? })
    }

    /// This hour of the `back`-th workday before today, from 1.
    pub fn workday(&self, back: u32, hour: i8, minute: i8) -> Timestamp {
        let calendar = &self.plot.desk.calendar;
        let mut day = self.plot.now.day();
        for _ in 0..back {
            day = day.plus(-1);
            while !calendar.is_workday(day) {
                day = day.plus(-1);
            }
        }
        day.at(hour, minute)
    }

    /// This hour of the `back`-th day before today.
    pub fn day(&self, back: i64, hour: i8, minute: i8) -> Timestamp {
        self.plot.now.plus_days(-back).day().at(hour, minute)
    }
}

fn called(plot: &Plot, kind: &str, area: AreaCode) -> Option<Called> {
    let office = plot.offices.find(kind, area)?;
    Some(Called { id: office.id, clerk: acting(plot, office.id)? })
}

fn acting(plot: &Plot, unit: UnitId) -> Option<Actor> {
    let mut dice = Dice::of(plot.seed, "pieces", 0);
    Some(plot.cast.clerk(unit, HANDLERS, &mut dice)?.actor.clone())
}
