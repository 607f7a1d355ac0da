//! The engine of Yilu with the same places, as `yilu serve` would hold them.

use std::{collections::HashMap, sync::Arc};

use kernel::{Day, Timestamp, Wgs84, WorkCalendar};
use nearby::{Calendar, Entrance, Hours, Index, Query as Asked, Set, Spot, Trend, belief::LISTED};

use super::table::{Place, Query};
use crate::Outcome;

pub struct Engine {
    pub index: Index<u32>,
    hours: HashMap<(u8, u16, u16), Hours>,
    calendar: Calendar,
    /// A Monday in a week without holidays.
    monday: Day,
}

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

impl Engine {
    pub fn of(places: &[Place]) -> Outcome<Self> {
        let calendar = Calendar::of(&WorkCalendar::national());
        let monday = Day::new(2026, 11, 23).ok_or("no such day")?;
        let hours = HashMap::new();
        let index = Index::of(calendar.clone(), []);
        let mut engine = Self { index, hours, calendar, monday };
        let spots: Vec<_> =
            places.iter().map(|place| engine.spot(place, 0.9)).collect::<Outcome<_>>()?;
        engine.index = Index::of(engine.calendar.clone(), spots);
        Ok(engine)
    }

    /// A place as the index takes it; its door works with this probability.
    pub fn spot(&mut self, place: &Place, works: f64) -> Outcome<Arc<Spot<u32>>> {
        let Place { number, lon, lat, amenities, days, open, close } = *place;
        let known = self.hours.get(&(days, open, close)).cloned();
        let hours = known.map_or_else(|| self.read(days, open, close), Ok)?;
        Ok(Arc::new(Spot {
            key: u128::from(number),
            point: Wgs84::new(lat, lon)?,
            kind: 0,
            amenities: bits(amenities),
            volts: Set::EMPTY,
            entrance: Entrance::public(hours),
            door: Trend::fixed(works),
            doubts: Vec::new(),
            about: number,
        }))
    }

    fn read(&mut self, days: u8, open: u16, close: u16) -> Outcome<Hours> {
        let named: Vec<&str> =
            (0..7).filter(|day| days >> day & 1 == 1).map(|day| DAYS[day]).collect();
        let [from, until] = [open, close].map(|at| format!("{:02}:{:02}", at / 60, at % 60));
        let text = format!("{} {from}-{until}", named.join(","));
        let hours = Hours::read(&text, &self.calendar)?;
        self.hours.insert((days, open, close), hours.clone());
        Ok(hours)
    }

    /// A query as the index takes it: open then, and not believed shut.
    pub fn asked(&self, query: &Query, count: usize) -> Outcome<Asked> {
        let at: Timestamp = self.monday.plus(query.weekday.into()).start();
        let at = at.plus_minutes(query.minute.into());
        let mut asked = Asked::near(Wgs84::new(query.lat, query.lon)?, count, at);
        asked.amenities = bits(query.need);
        asked.open = true;
        asked.belief_min = LISTED;
        Ok(asked)
    }
}

fn bits(bits: u16) -> Set {
    (0..16).filter(|bit| bits >> bit & 1 == 1).collect()
}
