//! What is held in the next days: a riders' council with topics, a meeting of the large branch, a
//! volunteer shift; and the series that calls a council each month.

use access::Actor;
use gatherings::{
    Desk, Fault, GatheringId, attend,
    call::{self, NewGathering},
    fact::{Base, Sitting},
    prepare::{self, NewMotion},
    series::{self, NewSeries, Plan, Rhythm},
};
use kernel::{AreaCode, Moment, Timestamp};
use storage::Tx;

use super::Houses;
use crate::{dice::Dice, error::Error, houses::settle, place::Street, story::Plot, tools::Tools};

/// What riders want to talk about.
const TOPICS: [&str; 3] = [
    "电梯高峰要等一刻钟，能不能留一部给骑手",
    "小区东门晚上十点后不让进，要绕两公里",
    "下雨天超时被扣的钱，能不能申诉回来",
];
const GUESTS: usize = 14;

/// Answers how many gatherings there are; none in a city without a street.
pub fn add(tools: &Tools, plot: &Plot, desk: &Desk, houses: &Houses) -> Result<usize, Error> {
    let Some(street) = plot.places.streets.first() else { return Ok(0) };
    let office = plot.offices.find("street", street.code);
    let clerks = office.and_then(|office| plot.cast.clerks.get(&office.id));
    let Some(clerk) = clerks.and_then(|clerks| clerks.first()) else { return Ok(0) };
    let held = Held { tools, plot, desk };
    held.council(&clerk.actor, street)?;
    held.meeting(houses)?;
    held.shift(&clerk.actor, street)?;
    held.series(&clerk.actor, street)?;
    let consulted = desk.clone();
    settle(tools, plot, &gatherings::handlers(move || Some(consulted.clone())))?;
    Ok(3)
}

struct Held<'p> {
    tools: &'p Tools,
    plot: &'p Plot,
    desk: &'p Desk,
}

impl Held<'_> {
    fn council(&self, clerk: &Actor, street: &Street) -> Result<(), Error> {
        let place = format!("{}暖心驿站二楼", street.name);
        let called = self.coming(3, (14, 30), (16, 30), place, true);
        let title = format!("{}骑手恳谈会", street.name);
        let new = self.gathering("council", street.code, title, called);
        let id = new.id;
        self.act(0, 3, clerk, move |tx, desk, by| call::call(tx, desk, by, &new).map(drop))?;
        for (number, guest) in (0..).zip(self.plot.cast.workers.iter().skip(1).take(GUESTS)) {
            let topic = TOPICS.get(number).copied();
            self.act(10 + u64::try_from(number).unwrap_or(0), 2, &guest.actor, {
                move |tx, desk, by| {
                    attend::sign_up(tx, desk, by, id)?;
                    match topic {
                        Some(text) => prepare::topic(tx, desk, by, id, text),
                        None => prepare::support(tx, desk, by, id, number % TOPICS.len()),
                    }
                }
            })?;
        }
        Ok(())
    }

    fn meeting(&self, houses: &Houses) -> Result<(), Error> {
        let Some(county) = self.plot.places.counties.first() else { return Ok(()) };
        let mut sittings = self.coming(6, (9, 30), (11, 0), "行业党群服务中心".into(), true);
        sittings.extend(self.coming(6, (14, 30), (16, 0), "行业党群服务中心".into(), true));
        let title = "支部党员大会：支部划分方案".to_owned();
        let new = self.gathering("branch-meeting", county.code, title, sittings);
        let id = new.id;
        // The branch's own secretary calls it, not the committee's clerk.
        let mut secretary = houses.leader.clone();
        secretary.memberships.retain(|post| post.unit == houses.large);
        self.act(1, 1, &secretary, move |tx, desk, by| {
            call::call(tx, desk, by, &new)?;
            let (text, of) = ("通过支部划分方案".into(), Base::Present);
            let motion = NewMotion { text, secret: true, majority_percent: 50, of };
            prepare::motion(tx, desk, by, id, &motion)
        })
    }

    fn shift(&self, clerk: &Actor, street: &Street) -> Result<(), Error> {
        let place = format!("{}地铁站B口", street.name);
        let called = self.coming(5, (14, 30), (17, 0), place, false);
        let new =
            self.gathering("volunteer-shift", street.code, "非机动车整理志愿服务".into(), called);
        let new = NewGathering { places: Some(12), ..new };
        self.act(2, 1, clerk, move |tx, desk, by| call::call(tx, desk, by, &new).map(drop))
    }

    /// The second Thursday of each month.
    fn series(&self, clerk: &Actor, street: &Street) -> Result<(), Error> {
        let plan = Plan {
            rhythm: Rhythm::MonthWeekday { nth: 2, weekday: 4 },
            sittings: vec![(14 * 60 + 30, 16 * 60 + 30)],
            place: format!("{}办事处会议室", street.name),
            online: true,
            places: None,
            lead_days: 7,
        };
        let (kind, area) = ("council".into(), street.code);
        let title = format!("{}骑手恳谈会（每月）", street.name);
        let id = self.moment(3, 1).id();
        let new = NewSeries { id, kind, area, title, plan };
        self.act(3, 1, clerk, move |tx, desk, by| series::begin(tx, desk, by, &new).map(drop))
    }

    fn gathering(
        &self,
        kind: &str,
        area: AreaCode,
        title: String,
        sittings: Vec<Sitting>,
    ) -> NewGathering {
        let seed = Dice::of(self.plot.seed, kind, 0).seed();
        let id: GatheringId = Moment::seeded(self.plot.now, seed).id();
        NewGathering { id, kind: kind.into(), area, title, sittings, places: None, series: None }
    }

    /// One sitting so many days ahead.
    fn coming(
        &self,
        days: i32,
        from: (i8, i8),
        until: (i8, i8),
        place: String,
        online: bool,
    ) -> Vec<Sitting> {
        let day = self.plot.now.day().plus(days);
        let (from, until) = (day.at(from.0, from.1), day.at(until.0, until.1));
        vec![Sitting { from, until, place, online }]
    }

    /// So many hours ago.
    fn moment(&self, number: u64, hours: i64) -> Moment {
        let at: Timestamp = self.plot.now.plus_hours(-hours);
        Moment::seeded(at, Dice::of(self.plot.seed, "held", number).seed())
    }

    fn act(
        &self,
        number: u64,
        hours: i64,
        actor: &Actor,
        work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<(), Fault> + Send + 'static,
    ) -> Result<(), Error> {
        let (desk, by) = (self.desk.clone(), actor.clone());
        let stamp = actor.stamp(self.moment(number, hours), "gathering");
        Ok(self.tools.store.write_blocking(stamp, move |tx| work(tx, &desk, &by))?)
    }
}
