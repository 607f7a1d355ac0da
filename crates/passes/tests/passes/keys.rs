//! Keys take over from each other without a gap, and cities trust each other.

use access::Action;
use catalogue::{Audience, Catalogue};
use cwt::{Algorithm, Verdict};
use passes::{
    Desk, bearer,
    issue::Asked,
    keyring,
    store::{cards, tokens},
    trust,
};
use storage::{Error, Tx, jobs};

use crate::town::{CITY, COMMUNITY, Town, code, each_town};

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
        assert!((2..=3).contains(&keys.len()), "{}", keys.len());
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

/// A vehicle's tag from the desk, good for 90 days: longer than the key that signed it signs.
#[test]
fn what_a_desk_printed_is_believed_for_its_days_although_the_key_has_changed() {
    each_town(|town| {
        let (permit, desk) = (town.clerk(Action::PassIssue, CITY), town.desk.clone());
        let (id, detail) = (town.moment().id(), "浙A12345".to_owned());
        let asked =
            Asked { kind: "vehicle".into(), area: Some(CITY.parse().unwrap()), detail, firm: None };
        let card = town.write(move |tx| bearer::issue(tx, &desk, &permit, id, &asked)).unwrap();
        let now = town.now();
        let first = town.read(move |db| tokens::printed(db, id, now)).unwrap();
        let gate = town.gate(COMMUNITY, Audience::Tag);
        for _ in 0..29 {
            town.clock.set(town.now().plus_days(3));
            run_due(town);
        }
        let desk = town.desk.clone();
        let same = town.write(move |tx| bearer::print(tx, &desk, &card)).unwrap().unwrap();
        assert_eq!(same.text, first.text, "the paper that there is");
        assert!(accepted(town, &mut town.engine(&gate), &first.text), "after 87 days");
        town.clock.set(town.now().plus_days(4));
        let over = town.engine(&gate).check(&first.text, town.clock()).code();
        assert_eq!(over, "reject_expired");
        let (desk, now) = (town.desk.clone(), town.now());
        let card = town.read(move |db| cards::of_desk(db, id)).unwrap();
        let again = town.write(move |tx| bearer::print(tx, &desk, &card)).unwrap().unwrap();
        assert!(again.expires_at > now.plus_days(80));
        assert!(accepted(town, &mut town.engine(&gate), &again.text), "printed anew");
        let read = |town: &Town| {
            let desk = town.desk.clone();
            town.read(move |db| {
                let card = cards::of_desk(db, id)?.unwrap();
                bearer::detail(db, &desk, &card)
            })
        };
        assert_eq!(read(town).as_deref(), Some("浙A12345"));
        // After a theft the paper is printed anew too.
        let desk = town.desk.clone();
        town.write(move |tx| keyring::replace(tx, &desk, Algorithm::Es256)).unwrap();
        let now = town.now();
        assert!(town.read(move |db| tokens::printed(db, id, now)).is_none());
        town.clock.set(town.now().plus_days(100));
        let desk = town.desk.clone();
        town.write(move |tx| passes::erase::run(tx, &desk)).unwrap();
        assert_eq!(read(town), None, "erased with the pass");
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

/// Wuxi beside Hangzhou.
fn neighbour(catalogue: &std::sync::Arc<Catalogue>) -> Town {
    let mut there = Town::found(storage::Engine::Sqlite).unwrap();
    there.desk.catalogue = std::sync::Arc::clone(catalogue);
    there
}

fn export(town: &Town) -> trust::TrustList {
    let desk = town.desk.clone();
    town.write(move |tx| trust::export(tx, &desk)).unwrap()
}

fn import(town: &Town, print: &str, list: &trust::TrustList) -> Result<usize, trust::TrustError> {
    let (desk, print, list) = (town.desk.clone(), print.to_owned(), list.clone());
    town.write(move |tx| trust::import(tx, &desk, &list, &print, 1))
}

fn codes(town: &Town, days: u32) -> trust::Codes {
    let desk = town.desk.clone();
    town.write(move |tx| trust::export_codes(tx, &desk, days)).unwrap()
}

fn import_codes(town: &Town, codes: &trust::Codes) -> Result<usize, trust::TrustError> {
    let (desk, codes) = (town.desk.clone(), codes.clone());
    town.write(move |tx| trust::import_codes(tx, &desk, &codes))
}

fn print(list: &trust::TrustList) -> String {
    trust::print_of(&crate::town::from_base64(&list.root))
}

#[test]
fn a_pass_of_another_city_opens_here_while_its_keys_are_on_the_list() {
    let catalogue = wuxi();
    assert_eq!(catalogue.city().area.as_str(), "3202");
    let catalogue = std::sync::Arc::new(catalogue);
    each_town(|here| {
        let there = neighbour(&catalogue);
        let guest = there.rider();
        there.issue(guest);
        let phone = there.phone(guest);
        let gate = here.gate(COMMUNITY, Audience::Gate);
        let said = |text: &str| here.engine(&gate).check(text, here.clock()).code();
        let shown = code(here, &phone);
        assert_eq!(said(&shown), "reject_kid", "a stranger");
        let list = export(&there);
        let codes = codes(&there, 30);
        let unlisted = import_codes(here, &codes);
        assert!(matches!(unlisted, Err(trust::TrustError::Unlisted(_))), "first the list");
        assert!(import(here, "0000", &list).is_err(), "the fingerprint is told by telephone");
        assert_eq!(import(here, &print(&list), &list).unwrap(), 1);
        assert_eq!(import(here, "", &list).unwrap(), 1, "later the root is known");
        assert_eq!(said(&shown), "reject_day_key", "its changing codes cannot be checked yet");
        assert_eq!(import_codes(here, &codes).unwrap(), 31);
        let Verdict::Accept(entry) = here.engine(&gate).check(&shown, here.clock()) else {
            panic!("a guest is let in")
        };
        assert!(entry.notes.has(cwt::Note::Guest));
        assert!(!entry.notes.has(cwt::Note::Unproved));
        let cut = &phone.passes[0].days[0].token;
        assert_eq!(said(cut), "reject_static", "a guest shows a living phone too");
        // Keys for an area of somebody else are not taken, nor the list of a pretender.
        let ours = trust::Codes { area: "3301".into(), ..codes.clone() };
        assert!(matches!(import_codes(here, &ours), Err(trust::TrustError::Area(_))));
        let forged = export(&neighbour(&catalogue));
        assert!(import(here, &print(&list), &forged).is_err());
        let kept = here.read(|db| {
            db.query("SELECT sealed FROM passes_trust_days", &[], |row| row.get::<Vec<u8>>(0))
        });
        let key = crate::town::from_base64(&codes.days[1].key);
        assert!(kept.iter().all(|one| !one.windows(32).any(|part| part == key)), "sealed");
        assert!(here.write(|tx| trust::remove(tx, "3202")).unwrap());
        assert_eq!(said(&shown), "reject_kid");
        let left = "SELECT day FROM passes_trust_days";
        assert!(here.read(move |db| db.query(left, &[], |row| row.get::<String>(0))).is_empty());
    });
}

/// The neighbour changes its signing key; a list imported within the overlap leaves no gap.
#[test]
fn a_guest_passes_on_every_day_of_the_neighbours_rotation() {
    let catalogue = std::sync::Arc::new(wuxi());
    each_town(|here| {
        let there = neighbour(&catalogue);
        let guest = there.rider();
        there.issue(guest);
        let list = export(&there);
        import(here, &print(&list), &list).unwrap();
        import_codes(here, &codes(&there, 30)).unwrap();
        let gate = here.gate(COMMUNITY, Audience::Gate);
        let desk = there.desk.clone();
        there.write(move |tx| keyring::rotate(tx, &desk, Algorithm::Es256)).unwrap();
        let mut kids = std::collections::BTreeSet::new();
        for day in 0..14 {
            if day == 5 {
                assert_eq!(import(here, "", &export(&there)).unwrap(), 2, "the old and the next");
            }
            let phone = there.phone(guest);
            let token = crate::town::from_text(&phone.passes[0].days[0].token);
            kids.insert(token[7..9].to_vec());
            assert!(accepted(here, &mut here.engine(&gate), &code(here, &phone)), "day {day}");
            for town in [here, &there] {
                town.clock.set(town.now().plus_days(1));
            }
        }
        assert_eq!(kids.len(), 2, "the key has changed meanwhile: {kids:?}");
        // Keys of days gone by are erased.
        let desk = here.desk.clone();
        here.write(move |tx| passes::erase::run(tx, &desk)).unwrap();
        let today = here.now().day();
        let left = here.read(move |db| {
            passes::store::trust::days(db, "3202", (today.plus(-90), today.plus(-2)))
        });
        assert!(left.is_empty());
    });
}
