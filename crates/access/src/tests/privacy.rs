//! Personal data: sealed, masked, looked at with a record, and gone when its key is gone.

use std::net::Ipv4Addr;

use kernel::Phone;
use storage::{Engine, params};

use super::support::{NAME, PHONE, area, holder, noon, on_each_store, person, phone, vault};
use crate::{
    Action, Actor, Field, Masked, NewPerson, Target,
    code::{CodeRules, ERASE, Requested, request_code_for},
    people::{create_person, person_of_phone},
    permit,
    vault::{Error, LookupKind, looked, looks_of},
};

#[test]
fn the_database_file_holds_neither_name_nor_phone() {
    on_each_store(|city| {
        city.worker();
        if city.store.store.engine() == Engine::Sqlite {
            let mut seen = 0;
            for entry in std::fs::read_dir(city.store.folder()).unwrap() {
                let path = entry.unwrap().path();
                let Ok(bytes) = std::fs::read(&path) else { continue };
                seen += bytes.len();
                for secret in [NAME, PHONE, &PHONE[3..], "锦绣"] {
                    let found =
                        bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                    assert!(!found, "{secret} lies open in {}", path.display());
                }
            }
            assert!(seen > 10_000, "the files were looked for in the wrong place");
        }
        let fields = city.read(|db| {
            Ok(db.query("SELECT sealed FROM access_fields", params![], |row| {
                row.get::<Vec<u8>>(0)
            })?)
        });
        assert_eq!(fields.len(), 2);
    });
}

#[test]
fn a_person_is_found_by_phone_and_shown_masked() {
    on_each_store(|city| {
        let worker = city.worker();
        let other = Phone::parse("13987652232").unwrap();
        assert_eq!(city.read(|db| Ok(vault().find_by_phone(db, &phone())?)), Some(worker));
        assert_eq!(city.read(move |db| Ok(vault().find_by_phone(db, &other)?)), None);
        let masked = city.read(move |db| vault().masked(db, worker));
        let expected = Masked { name: Some("欧*".into()), phone: Some("139****2231".into()) };
        assert_eq!(masked, expected);
        assert_eq!(city.read(|db| vault().masked(db, person(9))), Masked::default());
        assert_eq!(city.count("SELECT CAST(COUNT(*) AS BIGINT) FROM access_looks"), 0);
    });
}

#[test]
fn two_people_cannot_have_one_phone_and_a_new_phone_frees_the_old() {
    on_each_store(|city| {
        let worker = city.worker();
        let taken = city.at(noon(), |tx| {
            let twin = NewPerson { phone: Some(phone()), ..NewPerson::default() };
            create_person(tx, &vault(), &twin)
        });
        assert!(matches!(taken, Err(Error::Taken(LookupKind::Phone))));
        assert_eq!(city.count("SELECT CAST(COUNT(*) AS BIGINT) FROM access_persons"), 1);
        let moved = Phone::parse("13700000000").unwrap();
        city.write(move |tx| vault().set_phone(tx, worker, &moved));
        assert_eq!(city.read(|db| Ok(vault().find_by_phone(db, &phone())?)), None);
    });
}

#[test]
fn every_look_is_written_down_and_only_a_fitting_permit_opens() {
    on_each_store(|city| {
        let worker = city.worker();
        let clerk = holder("clerk");
        let about = |person| Target::area(area("440305001")).with_person(person);
        let contact = permit(&clerk, Action::PersonReadContact, &about(worker)).unwrap();
        let reading = permit(&clerk, Action::CaseRead, &about(worker)).unwrap();
        let of_another = permit(&clerk, Action::PersonReadContact, &about(person(9))).unwrap();

        for wrong in [reading, of_another] {
            let refused = city
                .at(noon(), move |tx| vault().reveal(tx, &wrong, worker, Field::NAME, "回访核实"));
            assert!(matches!(refused, Err(Error::WrongPermit)));
        }
        let permit_again = contact.clone();
        let silent =
            city.at(noon(), move |tx| vault().reveal(tx, &permit_again, worker, Field::NAME, "  "));
        assert!(matches!(silent, Err(Error::Purpose)));
        let again = contact.clone();
        for field in [Field::IDENTITY, Field::TOTP] {
            let again = again.clone();
            let hidden =
                city.at(noon(), move |tx| vault().reveal(tx, &again, worker, field, "回访核实"));
            assert!(matches!(hidden, Err(Error::WrongPermit)), "{field} is no contact");
        }

        for field in [Field::PHONE, Field::NAME] {
            let contact = contact.clone();
            let shown = city
                .write(move |tx| vault().reveal(tx, &contact, worker, field, "回访核实"))
                .unwrap();
            assert!([NAME, PHONE].contains(&shown.as_str()));
        }
        let me = Actor::new(worker, None, Vec::new(), noon().day());
        let own = permit(&me, Action::LooksRead, &Target::of(worker)).unwrap();
        let looks = city.read(move |db| {
            let first = looks_of(db, &own, None, 1)?;
            let rest = looks_of(db, &own, first.last().map(|look| look.id), 10)?;
            Ok([first, rest].concat())
        });
        let mut fields: Vec<_> = looks.iter().map(|look| look.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["name", "phone"]);
        assert!(looks.iter().all(|look| look.purpose == "回访核实" && look.role == "clerk"));
        assert!(looks.iter().all(|look| look.unit == Some(super::support::unit(1))));
        let recorded =
            city.read(move |db| Ok(storage::journal::entries_about(db, *worker.as_bytes())?));
        let looks = recorded.iter().filter(|entry| entry.action == "person.look").count();
        assert_eq!(looks, 2);
    });
}

#[test]
fn reading_what_is_ones_own_is_no_look() {
    on_each_store(|city| {
        let worker = city.worker();
        let me = Actor::new(worker, None, Vec::new(), noon().day());
        let own = permit(&me, Action::ProfileRead, &Target::of(worker)).unwrap();
        let name = city.read(move |db| vault().own(db, &own, Field::NAME)).unwrap();
        assert_eq!(name.as_str(), NAME);
        assert_eq!(city.count("SELECT CAST(COUNT(*) AS BIGINT) FROM access_looks"), 0);
    });
}

#[test]
fn destroying_the_key_forgets_the_person_even_in_a_copy_made_before() {
    on_each_store(|city| {
        let worker = city.worker();
        let copied =
            city.write(move |tx| vault().seal_bytes(tx, worker, Field::new("case-text"), b"hello"));
        let sealed = copied.clone();
        let opened =
            city.read(move |db| vault().open_bytes(db, worker, Field::new("case-text"), &sealed));
        assert_eq!(opened.as_slice(), b"hello");

        for purpose in ["code", ERASE] {
            let from = Ipv4Addr::LOCALHOST.into();
            let rules = CodeRules { requests_per_phone_minute: 9, ..CodeRules::default() };
            let sent = city
                .write(move |tx| request_code_for(tx, &vault(), &rules, purpose, &phone(), from));
            assert!(matches!(sent, Requested::Sent { .. }));
        }
        let clerk = holder("clerk");
        city.write(move |tx| {
            let target = Target::area(area("440305001")).with_person(worker);
            let permit = permit(&clerk, Action::PersonReadContact, &target).unwrap();
            looked(tx, &permit, worker, Field::new("erasure"), "登记申请")
        });
        city.write(move |tx| vault().destroy_key(tx, worker));
        let lost = city.store.store.read_blocking(move |db| {
            vault().open_bytes(db, worker, Field::new("case-text"), &copied)
        });
        assert!(matches!(lost, Err(Error::NoSuchPerson)));
        assert_eq!(city.read(|db| Ok(vault().find_by_phone(db, &phone())?)), None);
        assert_eq!(city.read(move |db| vault().masked(db, worker)), Masked::default());
        let twice = city.at(noon(), move |tx| vault().destroy_key(tx, worker));
        assert!(matches!(twice, Err(Error::NoSuchPerson)));
        // A backup made before brings the row back; the number is free all the same.
        city.write(move |tx| {
            let hash = vault().pseudonym("phone", phone().reveal());
            let sql = "INSERT INTO access_lookups (kind, hash, person) VALUES ('phone', $1, $2)";
            Ok::<_, Error>(tx.execute(sql, params![hash, worker])?)
        });
        assert_eq!(city.read(|db| Ok(vault().find_by_phone(db, &phone())?)), None);
        let newcomer = city.write(|tx| person_of_phone(tx, &vault(), &phone()));
        assert_ne!(newcomer, worker);
        assert_eq!(city.read(|db| Ok(vault().find_by_phone(db, &phone())?)), Some(newcomer));
        city.write(move |tx| vault().destroy_key(tx, newcomer));
        for table in
            ["access_keys", "access_fields", "access_lookups", "access_codes", "access_looks"]
        {
            let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table}");
            let left: i64 =
                city.read(move |db| Ok(db.query_one(&sql, params![], |row| row.get(0))?));
            assert_eq!(left, 0, "{table}");
        }
    });
}

#[test]
fn a_sealed_field_opens_neither_elsewhere_nor_when_altered() {
    on_each_store(|city| {
        let worker = city.worker();
        let other = city.write(|tx| create_person(tx, &vault(), &NewPerson::default()));
        let sealed = city.write(move |tx| vault().seal_bytes(tx, worker, Field::NAME, b"text"));
        let mut altered = sealed.clone();
        *altered.last_mut().unwrap() ^= 1;
        for (owner, field, bytes) in [
            (other, Field::NAME, sealed.clone()),
            (worker, Field::PHONE, sealed.clone()),
            (worker, Field::NAME, altered),
            (worker, Field::NAME, sealed[..20].to_vec()),
        ] {
            let opened = city
                .store
                .store
                .read_blocking(move |db| vault().open_bytes(db, owner, field, &bytes));
            assert!(matches!(opened, Err(Error::Key(_))));
        }
    });
}
