//! Money for the Party's work among riders: set aside by the first county, passed on to committees and
//! a branch, spent with invoices; one spending waits for a decision.

use access::Actor;
use contracts::UnitId;
use funds::{
    Desk, Fault, FundId, RequestId, ShareId, Wish,
    ask::{self, NewRequest},
    decide,
    open::{self, NewFund},
    store,
};
use kernel::Moment;
use storage::Tx;

use super::Houses;
use crate::{dice::Dice, error::Error, photos, story::Plot, tools::Tools};

/// 580,000 yuan in fen.
const ALL: i64 = 58_000_000;
/// What a branch has spent: day before now, purpose, fen, voucher, for what.
const SPENT: [(i64, &str, i64, &str, &str); 3] = [
    (20, "activities", 186_000, "25332000000112", "骑手党员主题党日活动，26 人"),
    (9, "care", 240_000, "25332000000347", "高温慰问骑手，120 份防暑用品"),
    (2, "study", 96_500, "25332000000518", "流动书架和学习资料，骑手驿站用"),
];

/// Nothing in a city whose first county has no office for it.
pub fn add(tools: &Tools, plot: &Plot, desk: &Desk, houses: &Houses) -> Result<(), Error> {
    let Some(county) = plot.places.counties.first() else { return Ok(()) };
    let office = plot.offices.find("social-work", county.code);
    let clerks = office.and_then(|office| Some((office.id, plot.cast.clerks.get(&office.id)?)));
    let Some((office, Some(clerk))) = clerks.map(|(id, here)| (id, here.first())) else {
        return Ok(());
    };
    let treasury = Treasury { tools, plot, desk, giver: &clerk.actor };
    let title = format!("{}新业态新就业群体党建专项经费", county.name);
    let fund = treasury.open(office, title)?;
    let leader = &houses.leader;
    let given = [(office, houses.express, 15_000_000), (office, houses.food, 12_000_000)];
    let given = given.into_iter().chain([(houses.food, houses.riders, 3_000_000)]);
    for (number, (from, to, amount)) in (10..).step_by(10).zip(given) {
        let wish = Wish::Allocation { receiver: to };
        let text = "本年度党建工作经费".to_owned();
        let id = treasury.ask(number, 60, leader, (fund, from), (amount, wish, text))?;
        treasury.approve(number + 1, 55, id)?;
    }
    for (number, (days, purpose, amount, voucher, text)) in (100..).step_by(10).zip(SPENT) {
        let wish = Wish::Spending { purpose: purpose.into(), voucher: voucher.into() };
        let asked = (amount, wish, text.to_owned());
        let id = treasury.ask(number, days, leader, (fund, houses.riders), asked)?;
        treasury.prove(number + 1, days, leader, id)?;
        // The last one waits.
        if days > 2 {
            treasury.approve(number + 2, days - 1, id)?;
        }
    }
    Ok(())
}

struct Treasury<'p> {
    tools: &'p Tools,
    plot: &'p Plot,
    desk: &'p Desk,
    giver: &'p Actor,
}

impl Treasury<'_> {
    fn open(&self, unit: UnitId, title: String) -> Result<FundId, Error> {
        let today = self.plot.now.day();
        let new = NewFund {
            id: self.moment(0, 80).id(),
            title,
            unit,
            purposes: ["activities", "study", "training", "care"].map(str::to_owned).into(),
            amount: ALL,
            from: today.plus(-90),
            until: today.plus(275),
        };
        let id = new.id;
        self.act((1, 80), self.giver, move |tx, desk, by| {
            open::open(tx, desk, by, &new).map(drop)
        })?;
        Ok(id)
    }

    fn ask(
        &self,
        number: u64,
        days: i64,
        by: &Actor,
        (fund, from): (FundId, UnitId),
        (amount, wish, text): (i64, Wish, String),
    ) -> Result<RequestId, Error> {
        let id: RequestId = self.moment(number, days).id();
        let found = self.tools.store.read_blocking(move |db| store::share_of(db, fund, from))?;
        let share: ShareId = found.ok_or(Fault::NotFound)?.id;
        let new = NewRequest { id, share, amount, wish, text };
        self.act((number, days), by, move |tx, desk, by| ask::ask(tx, desk, by, &new).map(drop))?;
        Ok(id)
    }

    fn prove(&self, number: u64, days: i64, by: &Actor, id: RequestId) -> Result<(), Error> {
        let mut dice = Dice::of(self.plot.seed, "invoice", number);
        let file = futures::executor::block_on(photos::invoice(&self.tools.store, &mut dice))?;
        self.act((number, days), by, move |tx, desk, by| ask::prove(tx, desk, by, id, &file))
    }

    fn approve(&self, number: u64, days: i64, id: RequestId) -> Result<(), Error> {
        let work =
            move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| decide::approve(tx, desk, by, id);
        self.act((number, days), self.giver, work)
    }

    /// Some days ago.
    fn moment(&self, number: u64, days: i64) -> Moment {
        let seed = Dice::of(self.plot.seed, "money", number).seed();
        Moment::seeded(self.plot.now.plus_days(-days), seed)
    }

    fn act(
        &self,
        (number, days): (u64, i64),
        actor: &Actor,
        work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<(), Fault> + Send + 'static,
    ) -> Result<(), Error> {
        let (desk, by) = (self.desk.clone(), actor.clone());
        let stamp = actor.stamp(self.moment(number + 1_000, days), "fund");
        Ok(self.tools.store.write_blocking(stamp, move |tx| work(tx, &desk, &by))?)
    }
}
