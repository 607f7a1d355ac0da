//! Who carries what: instructors for the platform firms, an alliance's office with its roster, seats in
//! a council, the parties of some communities, two liaisons of a business district.

use access::Actor;
use contracts::{PersonId, UnitId};
use kernel::AreaCode;
use organizations::{
    By, Desk, NewUnit, UnitError,
    duties::{self, NewDuty, NewVisit, ShownAs},
    found,
    moves::For,
};
use storage::Tx;

use super::Houses;
use crate::{city::stamp, error::Error, story::Plot, tools::Tools};

/// Days before now on which the duties began.
const SINCE: i32 = -120;
/// Communities whose parties are written down; the last one lacks some.
const COMMUNITIES: usize = 4;
/// Couriers and riders in the council of the first street.
const SEATS: usize = 8;

/// Nothing in a city without a street.
pub fn add(tools: &Tools, plot: &Plot, houses: &Houses) -> Result<(), Error> {
    let (Some(county), Some(street)) = (plot.places.counties.first(), plot.places.streets.first())
    else {
        return Ok(());
    };
    let workers = plot.cast.workers.iter().take(SEATS + 4).map(|one| one.actor.person).collect();
    let parties = plot.offices.find("street", street.code).map(|office| office.id);
    let communities = street.communities.iter().take(COMMUNITIES);
    let communities = communities
        .filter_map(|one| plot.offices.find("community", one.code).map(|office| office.id));
    let giver = Giver {
        tools: tools.clone(),
        leader: houses.leader.clone(),
        workers,
        firms: plot.offices.firms().map(|firm| firm.id).collect(),
        communities: communities.collect(),
        party: parties.unwrap_or(plot.offices.operator.id),
        county: (county.code, county.name.clone(), county.en.clone()),
        street: (street.code, street.name.clone(), street.en.clone()),
    };
    let at = plot.now.plus_days(-1).day().at(16, 0);
    tools.store.write_blocking(stamp(plot.seed, "demo-duties", 0, at), move |tx| giver.all(tx))?;
    // The directory knows the new units from now on.
    crate::city::desk(tools)?;
    Ok(())
}

struct Giver {
    tools: Tools,
    leader: Actor,
    workers: Vec<PersonId>,
    firms: Vec<UnitId>,
    communities: Vec<UnitId>,
    /// Stands for a party wherever another unit would have to be found.
    party: UnitId,
    county: (AreaCode, String, String),
    street: (AreaCode, String, String),
}

impl Giver {
    fn all(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.instructors(tx)?;
        self.roster(tx)?;
        self.council(tx)?;
        self.parties(tx)?;
        self.liaisons(tx)
    }

    /// Each firm has one, who was there twice.
    fn instructors(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        for (number, firm) in self.firms.iter().enumerate() {
            let mut new = Self::duty(tx, "instructor", *firm, self.leader.person);
            new.until = Some(new.from.plus(if number == 0 { 140 } else { 365 }));
            self.give(tx, &new)?;
            for (days, kind) in [(40, "survey"), (12, "talk")] {
                let visit = NewVisit {
                    id: tx.id(),
                    kind: kind.into(),
                    on: tx.now().day().plus(-days),
                    note: "了解站点党员情况和骑手诉求".into(),
                };
                duties::visit(tx, self.desk(), For::Program, new.id, &visit)?;
            }
        }
        Ok(())
    }

    /// Somebody sits there every day of the last and the next weeks but one.
    fn roster(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let (area, zh, en) = &self.county;
        let named = (format!("{zh}新业态党建联盟"), format!("{en} Alliance"));
        let office = self.found(tx, "alliance", *area, named)?;
        let today = tx.now().day();
        for (from, until) in [(-20, 6), (7, 20)] {
            let mut new = Self::duty(tx, "on-duty", office, self.leader.person);
            (new.from, new.until) = (today.plus(from), Some(today.plus(until)));
            new.shown = Some(shown("值班 陈老师", "行业党群服务中心一楼，0571-87000012"));
            self.give(tx, &new)?;
        }
        Ok(())
    }

    fn council(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let (area, zh, en) = &self.street;
        let named = (format!("{zh}党建工作协调委员会"), format!("{en} Coordination Council"));
        let council = self.found(tx, "council", *area, named)?;
        for (number, person) in self.workers.iter().take(SEATS).enumerate() {
            let mut new = Self::duty(tx, "council-seat", council, *person);
            new.seat = Some(if number < 3 { "site-lead" } else { "worker" }.into());
            self.give(tx, &new)?;
        }
        Ok(())
    }

    fn parties(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let seats = self.tools.catalogue.duty("six-party").map(|kind| kind.seats.clone());
        let seats = seats.unwrap_or_default();
        for (number, community) in self.communities.iter().enumerate() {
            let there =
                if number + 1 == COMMUNITIES { seats.len().saturating_sub(2) } else { seats.len() };
            for seat in seats.iter().take(there) {
                let mut new = Self::duty(tx, "six-party", *community, self.leader.person);
                (new.person, new.bearer, new.until) = (None, Some(self.party), None);
                new.seat = Some(seat.code.clone());
                self.give(tx, &new)?;
            }
        }
        Ok(())
    }

    /// Two named ones, each with a deputy.
    fn liaisons(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let (area, zh, en) = &self.street;
        let named = (format!("{zh}商圈党委"), format!("{en} Business District Committee"));
        let district = self.found(tx, "business-district-committee", *area, named)?;
        let pairs = self.workers.iter().rev().take(4).copied().collect::<Vec<_>>();
        let names = [("老周", "小林"), ("张师傅", "李师傅")];
        for (two, (name, deputy)) in pairs.chunks_exact(2).zip(names) {
            let &[person, other] = two else { continue };
            let mut new = Self::duty(tx, "liaison", district, person);
            new.deputy = Some(other);
            new.shown = Some(shown(&format!("联络党员 {name}"), "商圈服务站，0571-87000013"));
            new.deputy_shown =
                Some(shown(&format!("联络党员 {deputy}"), "商圈服务站，0571-87000013"));
            self.give(tx, &new)?;
        }
        Ok(())
    }

    fn duty(tx: &Tx<'_>, duty: &str, unit: UnitId, person: PersonId) -> NewDuty {
        let from = tx.now().day().plus(SINCE);
        NewDuty {
            until: Some(from.plus(365)),
            ..NewDuty::of(tx.id(), duty, unit, Some(person), from)
        }
    }

    fn give(&self, tx: &mut Tx<'_>, new: &NewDuty) -> Result<(), UnitError> {
        duties::give(tx, self.desk(), For::Program, new).map(drop)
    }

    fn found(
        &self,
        tx: &mut Tx<'_>,
        kind: &str,
        area: AreaCode,
        (name_zh, name_en): (String, String),
    ) -> Result<UnitId, UnitError> {
        let (id, kind, from) = (tx.id(), kind.to_owned(), tx.now().day().plus(SINCE - 1));
        let (parent, in_charge) = (None, false);
        let unit = NewUnit { id, kind, area, name_zh, name_en, parent, in_charge, from };
        Ok(found(tx, self.desk(), By::Program, &unit)?.id)
    }

    fn desk(&self) -> Desk<'_> {
        Desk { catalogue: &self.tools.catalogue, areas: &self.tools.areas }
    }
}

fn shown(name: &str, reach: &str) -> ShownAs {
    ShownAs { name: name.into(), reach: reach.into() }
}
