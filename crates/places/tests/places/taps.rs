//! One tap moves what is believed, within bounds; nobody's trace is kept.

use nearby::{Said, Word};
use places::{
    Fault, PlaceId,
    belief::About,
    store,
    tap::{self, Tapped, Tapper},
};
use storage::{Error, Stamp, params};

use crate::town::{Town, at, code, draft, each_town, north};

fn tap(
    town: &Town,
    id: PlaceId,
    tapper: Tapper,
    about: About,
    said: Said,
) -> Result<Tapped, Fault> {
    let stamp = Stamp::system(town.moment(), "places-tap");
    let work =
        move |tx: &mut storage::Tx<'_>| tap::tap(tx, tapper, id, &about, said, Word::Certain);
    town.test.store.write_blocking(stamp, work)
}

fn door(town: &Town, id: PlaceId, tapper: Tapper, said: Said) -> Tapped {
    tap(town, id, tapper, About::Door, said).unwrap()
}

fn works(town: &Town, id: PlaceId) -> f64 {
    let now = town.moment().now();
    let kept = town.read(move |db| store::find(db, id)).unwrap();
    kept.belief.trend().works(now)
}

#[test]
fn nobody_closes_a_door_alone_and_two_do() {
    each_town(|town| {
        let id = town.open(draft("A", "城站驿站", north(0.0))).unwrap().id;
        assert!(works(town, id) > 0.95, "its keeper has just entered it");
        let hostile = Tapper::Known([1; 32]);
        for hour in 11..20 {
            town.clock.set(at(&format!("2026-11-20 {hour}:00")));
            door(town, id, hostile, Said::Fails);
            door(town, id, Tapper::Anyone([9; 32]), Said::Works);
        }
        assert!(works(town, id) >= 0.5, "{}", works(town, id));
        town.clock.set(at("2026-11-20 20:30"));
        for number in 2..5 {
            door(town, id, Tapper::Known([number; 32]), Said::Fails);
        }
        assert!(works(town, id) < 0.3, "several saw it shut: {}", works(town, id));
        door(town, id, Tapper::Keeper([7; 32]), Said::Works);
        assert!(works(town, id) > 0.5, "the keeper has opened it");
    });
}

#[test]
fn one_word_is_enough_for_an_amenity_until_somebody_says_it_works() {
    each_town(|town| {
        let id = town.open(draft("A", "城站驿站", north(0.0))).unwrap().id;
        let oven = || About::Amenity("meal-heating".into());
        let now = town.moment().now();
        let heated = |town: &Town| {
            let kept = town.read(move |db| store::find(db, id)).unwrap();
            (kept.belief.works("meal-heating", now), kept.belief.works("toilet", now))
        };
        assert_eq!(heated(town), (true, true));
        tap(town, id, Tapper::Known([1; 32]), oven(), Said::Fails).unwrap();
        assert_eq!(heated(town), (false, true));
        town.clock.set(at("2026-11-21 09:00"));
        tap(town, id, Tapper::Keeper([7; 32]), oven(), Said::Works).unwrap();
        assert_eq!(heated(town), (true, true));
        let shower = About::Amenity("shower".into());
        let refused = tap(town, id, Tapper::Known([1; 32]), shower, Said::Fails);
        assert_eq!(code(refused), "about:places-not-offered");
    });
}

#[test]
fn taps_from_one_address_are_limited_and_leave_no_trace() {
    each_town(|town| {
        let id = town.open(draft("A", "城站驿站", north(0.0))).unwrap().id;
        let anyone = Tapper::Anyone([9; 32]);
        let heard = |said| matches!(door(town, id, anyone, said), Tapped::Heard(_));
        assert!((0..3).all(|_| heard(Said::Fails)));
        assert!(!heard(Said::Fails), "a fourth within ten minutes");
        let person = [3; 32];
        assert!(matches!(door(town, id, Tapper::Known(person), Said::Works), Tapped::Heard(_)));
        let named = town.read(|db| -> Result<i64, Error> {
            let sql = "SELECT COUNT(*) FROM storage_journal
                       WHERE action = 'place.tap' AND actor IS NOT NULL";
            db.query_one(sql, params![], |row| row.get(0))
        });
        assert_eq!(named, 0, "the journal names nobody");
        let kept = town.read(move |db| store::find(db, id)).unwrap();
        let json = serde_json::to_string(&kept.belief).unwrap();
        assert!(!json.contains("address"), "{json}");
    });
}

#[test]
fn words_are_judged_and_forgotten_in_time() {
    each_town(|town| {
        let id = town.open(draft("A", "城站驿站", north(0.0))).unwrap().id;
        for number in 1..4 {
            town.clock.set(at(&format!("2026-11-20 1{number}:00")));
            door(town, id, Tapper::Known([number; 32]), Said::Works);
        }
        assert!(town.tick_at("2026-11-21 03:00") >= 1);
        let trusted = town.read(|db| store::taps::trust(db, u64::from_be_bytes([2; 8])));
        assert!(trusted.is_some(), "whoever was right is known to have been");
        for day in 22..28 {
            town.tick_at(&format!("2026-11-{day} 12:00"));
        }
        let kept = town.read(move |db| store::find(db, id)).unwrap();
        assert!(!kept.belief.has_words(), "{:?}", kept.belief);
        assert!(works(town, id) > 0.7);
        let (told, wrong) =
            town.read(|db| store::taps::told_open(db, "2026-11-20".parse().unwrap()));
        assert_eq!((told, wrong), (3, 0));
    });
}
