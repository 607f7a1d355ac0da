//! The warm card.

use access::Action;
use catalogue::Audience;
use cwt::Verdict;
use passes::{
    gate::{self, Gate, NewGate},
    offer::{self, Offer, Period},
    scan::Scan,
    store::{entries, offers},
};

use crate::town::{COMMUNITY, Town, code, each_town};

fn offer(town: &Town, gate: &Gate, times: i64) -> Offer {
    let (id, today) = (town.moment().id(), town.now().day());
    let title = "午餐八折".to_owned();
    let (period, until) = (Period::Day, None);
    let new = Offer { id, gate: gate.id, title, times, period, from: today, until };
    let (permit, made) = (town.clerk(Action::GateManage, gate.area.as_str()), new.clone());
    town.write(move |tx| offer::open(tx, &permit, &made)).unwrap();
    new
}

#[test]
fn a_card_used_twice_where_the_merchant_was_offline_is_found_and_nobody_is_charged() {
    each_town(|town| {
        let rider = town.rider();
        town.try_issue(rider, "warm-card").unwrap();
        let phone = town.phone(rider);
        let merchant = town.gate(COMMUNITY, Audience::Warm);
        let lunch = offer(town, &merchant, 1);
        let mut scans = Vec::new();
        // Two devices of one counter, both offline, each lets the card in.
        for _ in 0..2 {
            let mut engine = town.engine(&merchant);
            let Verdict::Accept(entry) = engine.check(&code(town, &phone), town.clock()) else {
                panic!("refused")
            };
            scans.push(Scan { offer: Some(lunch.id), ..town.scan(&entry) });
            town.clock.set(town.now().plus_minutes(10));
        }
        let told = town.upload(&merchant, scans.clone());
        assert_eq!((told.taken, told.over), (2, 1));
        let again = town.upload(&merchant, scans);
        assert_eq!((again.known, again.over), (2, 0), "uploading twice finds nothing new");
        let id = merchant.id;
        let found = town.read(move |db| entries::findings(db, id, 10));
        assert_eq!((found.len(), found[0].kind.as_str()), (1, "over-limit"));
        let since = town.now().plus_days(-1);
        assert_eq!(town.read(move |db| offers::figures(db, lunch.id, since)), (2, 1));
        // The next day it counts anew.
        town.clock.set(town.now().plus_days(1));
        let phone = town.phone(rider);
        let mut engine = town.engine(&merchant);
        let Verdict::Accept(entry) = engine.check(&code(town, &phone), town.clock()) else {
            panic!("the card itself is as good as before")
        };
        let scan = Scan { offer: Some(lunch.id), ..town.scan(&entry) };
        assert_eq!(town.upload(&merchant, vec![scan]).over, 0);
    });
}

#[test]
fn an_offer_is_a_merchants_and_says_something() {
    each_town(|town| {
        let gate = town.gate(COMMUNITY, Audience::Gate);
        let today = town.now().day();
        let made = |title: &str, times, gate: &Gate| {
            let new = Offer {
                id: town.moment().id(),
                gate: gate.id,
                title: title.into(),
                times,
                period: Period::Week,
                from: today,
                until: None,
            };
            let permit = town.clerk(Action::GateManage, COMMUNITY);
            town.write(move |tx| offer::open(tx, &permit, &new).map(drop)).is_ok()
        };
        assert!(!made("午餐八折", 1, &gate), "a gate sells nothing");
        let merchant = town.gate(COMMUNITY, Audience::Warm);
        assert!(!made("  ", 1, &merchant) && !made("午餐", 0, &merchant));
        assert!(made("午餐", 2, &merchant));
        let (id, day) = (merchant.id, today);
        let standing = town.read(move |db| offers::of_gate(db, id, day));
        let (permit, ended) = (town.clerk(Action::GateManage, COMMUNITY), standing[0].id);
        town.write(move |tx| offer::end(tx, &permit, ended)).unwrap();
        assert!(town.read(move |db| offers::of_gate(db, id, day)).is_empty());
    });
}

#[test]
fn a_merchant_without_its_label_gives_nothing_from_that_instant_on() {
    each_town(|town| {
        let rider = town.rider();
        town.try_issue(rider, "warm-card").unwrap();
        let place = town.moment().id();
        let merchant = counter(town, Some(place));
        let other = counter(town, Some(town.moment().id()));
        let (lunch, tea) = (offer(town, &merchant, 1), offer(town, &other, 1));
        let given = |gate: &Gate| {
            let (id, day) = (gate.id, town.now().day());
            town.read(move |db| offers::of_gate(db, id, day)).len()
        };
        let tell = |event: contracts::Event| {
            town.write::<_, storage::Error>(move |tx| tx.emit(&event)).unwrap();
        };
        assert_eq!((given(&merchant), given(&other)), (1, 1));
        tell(contracts::Event::OffersStopped { place });
        assert_eq!((given(&merchant), given(&other)), (0, 1), "the handbook has it no more");
        let (id, day) = (place, town.now().day());
        assert!(town.read(move |db| offers::of_place(db, id, day)).is_empty());
        // A counter that was offline gave it still: that is not the card's.
        town.clock.set(town.now().plus_minutes(30));
        let phone = town.phone(rider);
        let scan = |gate: &Gate, offer: &Offer| {
            let Verdict::Accept(entry) = town.engine(gate).check(&code(town, &phone), town.clock())
            else {
                panic!("refused")
            };
            town.upload(gate, vec![Scan { offer: Some(offer.id), ..town.scan(&entry) }]).taken
        };
        assert_eq!((scan(&merchant, &lunch), scan(&other, &tea)), (1, 1));
        let since = town.now().plus_days(-1);
        let taken = |offer: &Offer| {
            let id = offer.id;
            town.read(move |db| offers::figures(db, id, since)).0
        };
        assert_eq!((taken(&lunch), taken(&tea)), (0, 1));
        tell(contracts::Event::OffersResumed { place });
        assert_eq!(given(&merchant), 1, "the offer itself was never ended");
    });
}

fn counter(town: &Town, place: Option<contracts::PlaceId>) -> Gate {
    let permit = town.clerk(Action::GateManage, COMMUNITY);
    let new = NewGate {
        id: town.moment().id(),
        area: COMMUNITY.parse().unwrap(),
        unit: town.office.0.id,
        place,
        at: None,
        name: "收银台".into(),
        audience: Audience::Warm,
        classes: Vec::new(),
    };
    town.write(move |tx| gate::open(tx, &permit, &new)).unwrap()
}
