use std::sync::LazyLock;

use kernel::{Day, Rng as _, SeededRng, WorkCalendar, count::to_f64};
use proptest::prelude::*;

use super::*;
use crate::{
    belief::{LISTED, Trend},
    hours::{Hours, State},
};

fn calendar() -> Calendar {
    static NATIONAL: LazyLock<Calendar> = LazyLock::new(|| Calendar::of(&WorkCalendar::national()));
    NATIONAL.clone()
}

/// A city of its own for each seed.
struct Made {
    calendar: Calendar,
    hours: Vec<Hours>,
    rng: SeededRng,
}

impl Made {
    fn new(seed: u64) -> Self {
        let calendar = calendar();
        let texts = [
            "24/7",
            "Mo-Fr 08:00-22:00; PH off",
            "22:00-06:00",
            "Mo-Fr 09:00-12:00,14:00-18:00; Sa 10:00-12:00",
            "Jun-Sep 10:00-16:00",
        ];
        let hours = texts.map(|text| Hours::read(text, &calendar).unwrap()).to_vec();
        Self { calendar, hours, rng: SeededRng::new(seed) }
    }
    fn unit(&mut self) -> f64 {
        to_f64(i64::try_from(self.rng.below(1 << 20)).unwrap()) / to_f64(1 << 20)
    }
    fn below(&mut self, bound: u64) -> u8 {
        u8::try_from(self.rng.below(bound)).unwrap()
    }
    fn hours(&mut self) -> Hours {
        let at = usize::from(self.below(5));
        self.hours[at].clone()
    }
    fn set(&mut self, sparse: u32) -> Set {
        (0..12).filter(|_| self.rng.below(u64::from(sparse)) == 0).collect()
    }
    fn point(&mut self) -> Wgs84 {
        Wgs84::new(30.0 + self.unit() * 0.5, 120.0 + self.unit() * 0.5).unwrap()
    }
    fn spot(&mut self, key: u128) -> Arc<Spot<u128>> {
        let entrance = match self.below(10) {
            0 => Entrance::default(),
            1 => Entrance {
                hours: None,
                slots: vec![Slot { hours: self.hours(), groups: Set::one(self.below(3)) }],
            },
            2 => Entrance {
                hours: Some(self.hours()),
                slots: vec![Slot { hours: self.hours(), groups: Set::one(self.below(3)) }],
            },
            _ => Entrance::public(self.hours()),
        };
        let doubts = if self.below(4) == 0 {
            vec![(self.below(12), Trend::fixed(self.unit()))]
        } else {
            vec![]
        };
        Arc::new(Spot {
            key,
            point: self.point(),
            kind: self.below(6),
            amenities: self.set(2),
            volts: self.set(4),
            entrance,
            door: Trend::fixed(self.unit()),
            doubts,
            about: key,
        })
    }
    fn query(&mut self) -> Query {
        let day = Day::new(2026, 2, 10).unwrap().plus(i32::from(self.below(200)));
        let mut query = Query::near(
            self.point(),
            usize::from(self.below(30)),
            day.start().plus_minutes(i64::from(self.below(200)) * 7),
        );
        query.open = self.below(2) == 0;
        query.amenities = self.set(8);
        if self.below(3) == 0 {
            query.kinds = self.set(3);
            query.volts = self.set(6);
            query.groups = self.set(4);
            query.belief_min = LISTED;
        }
        if self.below(3) == 0 {
            query.reach_metres = self.unit() * 8_000.0;
        }
        query
    }
}

/// Every place looked at, in the plainest words.
fn by_hand(spots: &[Arc<Spot<u128>>], calendar: &Calendar, query: &Query) -> Vec<u128> {
    let when = calendar.when(query.at);
    let mut suiting: Vec<(f64, u128)> = spots
        .iter()
        .filter(|spot| spot.amenities.has_all(query.amenities) && query.kinds.has(spot.kind))
        .filter(|spot| query.volts.is_empty() || spot.volts.meets(query.volts))
        .filter(|spot| spot.entrance.is_shown(&when, query.groups))
        .filter(|spot| !query.open || spot.entrance.state(&when, query.groups) == State::Open)
        .filter(|spot| {
            let asked = spot.doubts.iter().filter(|(number, _)| query.amenities.has(*number));
            let mut trends = asked.map(|(_, trend)| trend).chain([&spot.door]);
            trends.all(|trend| trend.works(query.at) >= query.belief_min)
        })
        .map(|spot| (query.point.distance_metres(spot.point), spot.key))
        .filter(|(metres, _)| *metres <= query.reach_metres)
        .collect();
    suiting.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    suiting.into_iter().map(|(_, key)| key).take(query.count).collect()
}

fn agree(index: &Index<u128>, spots: &[Arc<Spot<u128>>], query: &Query) {
    let view = index.view();
    let hits = view.nearest(query);
    let found: Vec<u128> = hits.iter().map(|hit| hit.spot.key).collect();
    assert_eq!(found, by_hand(spots, view.calendar(), query), "{query:?}");
    assert!(hits.is_sorted_by(|a, b| a.metres <= b.metres));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn answers_equal_looking_at_every_place(seed: u64, count in 0_u128..900) {
        let mut made = Made::new(seed);
        let spots: Vec<_> = (0..count).map(|key| made.spot(key)).collect();
        let index = Index::of(made.calendar.clone(), spots.iter().cloned());
        prop_assert_eq!(index.view().len(), spots.len());
        for _ in 0..30 {
            agree(&index, &spots, &made.query());
        }
    }

    #[test]
    fn changes_are_seen_by_the_next_search(seed: u64) {
        let mut made = Made::new(seed);
        let mut spots: Vec<_> = (0..400).map(|key| made.spot(key)).collect();
        let index = Index::of(made.calendar.clone(), spots.iter().cloned());
        // More changes than fit beside the tree, so that it is built anew as well.
        for _ in 0..60 {
            let mut changes = Vec::new();
            for _ in 0..made.below(60) {
                let key = u128::from(made.rng.below(600));
                spots.retain(|spot| spot.key != key);
                if made.below(3) == 0 {
                    changes.push(Change::Remove(key));
                } else {
                    let spot = made.spot(key);
                    spots.push(Arc::clone(&spot));
                    changes.push(Change::Put(spot));
                }
            }
            index.apply(changes);
            prop_assert_eq!(index.view().len(), spots.len());
            agree(&index, &spots, &made.query());
        }
    }
}

/// The group of the shared slot.
const DRIVERS: u8 = 2;

#[test]
fn a_shared_night_slot_shows_only_to_its_group_and_only_then() {
    let calendar = calendar();
    let hours = |text| Hours::read(text, &calendar).unwrap();
    let slot = Slot { hours: hours("22:00-06:00"), groups: Set::one(DRIVERS) };
    let entrance = Entrance { hours: None, slots: vec![slot] };
    let point = Wgs84::new(36.06, 103.83).unwrap();
    let spot = Spot {
        key: 1,
        point,
        kind: 0,
        amenities: Set::EMPTY,
        volts: Set::EMPTY,
        entrance,
        door: Trend::fixed(0.9),
        doubts: vec![],
        about: (),
    };
    let index = Index::of(calendar.clone(), [Arc::new(spot.clone())]);
    let shown = |time: &str, groups: Set, open: bool| {
        let at = format!("2026-11-23T{time}:00+08:00").parse().unwrap();
        let query = Query { open, groups, ..Query::near(point, 5, at) };
        !index.view().nearest(&query).is_empty()
    };
    for open in [false, true] {
        assert!(shown("23:00", Set::one(DRIVERS), open) && shown("05:59", Set::one(DRIVERS), open));
        assert!(
            !shown("21:59", Set::one(DRIVERS), open) && !shown("06:00", Set::one(DRIVERS), open)
        );
        assert!(!shown("23:00", Set::EMPTY, open) && !shown("23:00", Set::one(3), open));
    }
    let at: Timestamp = "2026-11-23T23:00:00+08:00".parse().unwrap();
    let until = spot.entrance.next_change(at, Set::one(DRIVERS));
    assert_eq!(until, Some("2026-11-24T06:00:00+08:00".parse().unwrap()));
    assert_eq!(spot.entrance.next_change(at, Set::EMPTY), None);
}

#[test]
fn nothing_within_reach_is_an_answer() {
    let mut made = Made::new(7);
    let spots: Vec<_> = (0..50).map(|key| made.spot(key)).collect();
    let index = Index::of(made.calendar.clone(), spots);
    let at = Day::new(2026, 11, 23).unwrap().start();
    let query =
        Query { reach_metres: 500.0, ..Query::near(Wgs84::new(36.0, 103.8).unwrap(), 20, at) };
    assert!(index.view().nearest(&query).is_empty());
    let empty: Index<()> = Index::of(made.calendar.clone(), []);
    assert!(empty.view().is_empty() && empty.view().nearest(&query).is_empty());
}

#[test]
fn a_view_keeps_what_it_saw_while_the_index_changes() {
    let mut made = Made::new(3);
    let index = Index::of(made.calendar.clone(), (0..10).map(|key| made.spot(key)));
    let before = index.view();
    index.apply((0..10).map(Change::Remove));
    assert_eq!((before.len(), index.view().len()), (10, 0));
}
