//! Keys take over from each other without a gap, and cities trust each other.

use catalogue::{Audience, Catalogue};
use cwt::{Algorithm, Verdict};
use passes::{Desk, keyring, trust};
use storage::{Error, Tx, jobs};

use crate::town::{COMMUNITY, Town, code, each_town};

fn accepted(town: &Town, engine: &mut cwt::Gate, text: &str) -> bool {
    matches!(engine.check(text, town.clock()), Verdict::Accept(_))
}

fn run_due(town: &Town) {
    let desk = town.desk.clone();
    let handlers = passes::handlers(move || desk.clone());
    jobs::run_due(&town.test.store, &town.moment(), &handlers).unwrap();
}

#[test]
fn the_next_key_takes_over_without_a_gap() {
    each_town(|town| {
        let rider = town.rider();
        town.issue(rider);
        let gate = town.gate(COMMUNITY, Audience::Gate);
        let phone = town.phone(rider);
        let desk = town.desk.clone();
        let next = town.write(move |tx| keyring::rotate(tx, &desk, Algorithm::Es256)).unwrap();
        // A gate that went offline now knows the next key already.
        let mut offline = town.engine(&gate);
        assert!(offline.keys.keys().any(|key| key.kid == next));
        assert!(accepted(town, &mut offline, &code(town, &phone)));
        town.clock.set(town.now().plus_days(7).plus_hours(1));
        let fresh = town.phone(rider);
        let cwt::Kid(kid) = next;
        let bytes = crate::town::from_text(&fresh.passes[0].days[0].token);
        assert!(bytes.windows(2).any(|part| part == kid), "signed with the next key");
        assert!(accepted(town, &mut town.engine(&gate), &code(town, &fresh)));
        // The clock does it by itself before the last key ends.
        for _ in 0..33 {
            town.clock.set(town.now().plus_days(3));
            run_due(town);
            let fresh = town.phone(rider);
            let mut engine = town.engine(&gate);
            assert!(accepted(town, &mut engine, &code(town, &fresh)), "{}", town.now().day());
        }
        let now = town.now();
        let keys = town.read(move |db| passes::store::keys::known(db, "token", now));
        assert!((1..=2).contains(&keys.len()), "{}", keys.len());
    });
}

#[test]
fn a_stolen_key_opens_nothing_any_more() {
    each_town(|town| {
        let rider = town.rider();
        town.issue(rider);
        let gate = town.gate(COMMUNITY, Audience::Gate);
        let old = town.phone(rider);
        let desk = town.desk.clone();
        town.write(move |tx| keyring::replace(tx, &desk, Algorithm::Es256)).unwrap();
        town.clock.set(town.now().plus_minutes(2));
        let mut engine = town.engine(&gate);
        assert!(!accepted(town, &mut engine, &code(town, &old)));
        let fresh = town.phone(rider);
        assert!(accepted(town, &mut engine, &code(town, &fresh)));
    });
}

#[test]
fn the_secret_halves_are_sealed() {
    each_town(|town| {
        town.issue(town.rider());
        let desk = town.desk.clone();
        let secret = town
            .write(move |tx: &mut Tx<'_>| {
                let ring = keyring::ready(tx, &desk)?;
                Ok::<_, Error>(ring.signer().to_secret().to_vec())
            })
            .unwrap();
        let sealed = town.read(|db| {
            db.query("SELECT sealed FROM passes_keys", &[], |row| row.get::<Vec<u8>>(0))
        });
        assert!(sealed.iter().all(|kept| !kept.windows(32).any(|part| part == secret)));
        let other = access::Vault::open([8; 32]).unwrap();
        let desk = Desk { vault: other, ..town.desk.clone() };
        let strange = town.write(move |tx| keyring::ready(tx, &desk).map(drop));
        assert!(strange.is_err(), "another master key opens nothing");
    });
}

/// A city of its own: Wuxi.
fn wuxi() -> Catalogue {
    let files = Catalogue::embedded_files().iter().map(|(name, text)| {
        let text = if *name == "city.toml" {
            text.replace("\"3301\"", "\"3202\"")
        } else {
            (*text).to_owned()
        };
        (*name, text)
    });
    let files: Vec<_> = files.collect();
    Catalogue::from_sources(files.iter().map(|(name, text)| (*name, text.as_str()))).unwrap()
}

#[test]
fn a_pass_of_another_city_opens_here_while_its_keys_are_on_the_list() {
    let catalogue = wuxi();
    assert_eq!(catalogue.city().area.as_str(), "3202");
    let catalogue = std::sync::Arc::new(catalogue);
    each_town(|here| {
        let mut there = Town::found(storage::Engine::Sqlite).unwrap();
        there.desk.catalogue = std::sync::Arc::clone(&catalogue);
        let guest = there.rider();
        there.issue(guest);
        let phone = there.phone(guest);
        let gate = here.gate(COMMUNITY, Audience::Gate);
        assert!(!accepted(here, &mut here.engine(&gate), &code(here, &phone)), "a stranger");
        let desk = there.desk.clone();
        let list = there.write(move |tx| trust::export(tx, &desk)).unwrap();
        let print = trust::print_of(&crate::town::from_base64(&list.root));
        let import = |print: &str, list: &trust::TrustList| {
            let (desk, print, list) = (here.desk.clone(), print.to_owned(), list.clone());
            here.write(move |tx| trust::import(tx, &desk, &list, &print, 1))
        };
        assert!(import("0000", &list).is_err(), "the fingerprint is compared by telephone");
        assert_eq!(import(&print, &list).unwrap(), 1);
        assert_eq!(import("", &list).unwrap(), 1, "later the root is known");
        let mut engine = here.engine(&gate);
        let Verdict::Accept(entry) = engine.check(&code(here, &phone), here.clock()) else {
            panic!("a guest is let in")
        };
        assert!(entry.notes.has(cwt::Note::Guest));
        // The list of somebody who only says to be that city is not taken.
        let forger = Town::found(storage::Engine::Sqlite).unwrap();
        let mut forged_desk = forger.desk.clone();
        forged_desk.catalogue = std::sync::Arc::clone(&catalogue);
        let forged = forger.write(move |tx| trust::export(tx, &forged_desk)).unwrap();
        assert!(import(&print, &forged).is_err());
        assert!(here.write(|tx| trust::remove(tx, "3202")).unwrap());
        assert!(!accepted(here, &mut here.engine(&gate), &code(here, &phone)));
    });
}
