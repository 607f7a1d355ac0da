//! Deletion by law: nothing of the person can be read any more, and the figures stay.

use contracts::PersonId;
use kernel::Phone;
use registry::{
    Fault, own, search,
    search::Wanted,
    source::{Kind, Source},
    suppression,
};
use storage::Engine;

use crate::town::{Town, at, day, each_town, file, identity, row};

#[test]
fn nothing_of_an_erased_person_is_left_and_the_figures_stay() {
    each_town(|town| {
        let source = town.source("feisong", Kind::Roster, None);
        let rows: Vec<String> =
            (1..=9).map(|number| row(number, &format!("欧阳锋利{number}"))).collect();
        town.import(&source, &file(&rows), "2026-03-01", true).unwrap();
        let person = town
            .write(|tx, desk| {
                let new = access::NewPerson {
                    name: Some("欧阳锋利4".to_owned()),
                    phone: Some(Phone::parse("13800000004").unwrap()),
                    ..access::NewPerson::default()
                };
                Ok(access::people::create_person(tx, &desk.vault, &new)?)
            })
            .unwrap();
        let record = town.read(move |db, desk| own::records(db, desk, person))[0];
        town.write(move |tx, desk| {
            own::ask(tx, desk, person, record, ("home", "贵州毕节七星关")).map(drop)
        })
        .unwrap();
        let other = town.write(move |tx, desk| {
            let stranger = tx.id();
            own::ask(tx, desk, stranger, record, ("home", "x")).map(drop)
        });
        assert!(other.is_err(), "nobody else's record");
        town.write(move |tx, desk| Ok(desk.vault.destroy_key(tx, person)?)).unwrap();
        let wanted = Wanted::read("13800000004", day("2026-03-01")).unwrap();
        let found = town.read(move |db, desk| Ok(search::matching(db, desk, &wanted)?));
        assert!(found.is_empty());
        let number = source.number;
        let left = town.read(move |db, _| {
            let asked = registry::roster::Asked {
                source: number,
                true_on: day("2026-03-01"),
                known_at: at("2026-03-01 10:00"),
            };
            Ok(registry::roster::roster(db, asked, registry::roster::Only::default())?.people.len())
        });
        assert_eq!(left, 9, "the figures stay");
        assert_eq!(town.roster(&source, "2026-03-01", at("2026-03-01 10:00")).len(), 8);
        let traces = town.read(move |db, _| {
            let sql = "SELECT COUNT(*) FROM registry_facts WHERE record = $1
                 AND (said IS NOT NULL OR sealed IS NOT NULL)";
            let facts = db.query_one(sql, storage::params![record], |row| row.get::<i64>(0))?;
            let sql = "SELECT COUNT(*) FROM access_keys WHERE person = $1";
            let keys = db.query_one(sql, storage::params![record], |row| row.get::<i64>(0))?;
            Ok(facts + keys)
        });
        assert_eq!(traces, 0);
        if town.test.store.engine() == Engine::Sqlite {
            let folder = town.test.folder();
            for file in ["yilu.sqlite", "yilu.sqlite-wal"] {
                let bytes = std::fs::read(folder.join(file)).unwrap_or_default();
                for secret in ["欧阳锋利", "13800000004", &identity(4), "七星关"] {
                    let found = bytes.windows(secret.len()).any(|some| some == secret.as_bytes());
                    assert!(!found, "{secret} stands in {file}");
                }
            }
        }
    });
}

/// An account as its holder made it.
fn account(town: &Town, name: &str, phone: &str) -> PersonId {
    let new = access::NewPerson {
        name: Some(name.to_owned()),
        phone: Some(Phone::parse(phone).unwrap()),
        ..access::NewPerson::default()
    };
    town.write(move |tx, desk| Ok(access::people::create_person(tx, &desk.vault, &new)?)).unwrap()
}

fn counted(town: &Town, source: &Source, on: &str) -> usize {
    let asked = registry::roster::Asked {
        source: source.number,
        true_on: day(on),
        known_at: town.clock_now(),
    };
    let only = registry::roster::Only::default();
    town.read(move |db, _| Ok(registry::roster::roster(db, asked, only)?.people.len()))
}

#[test]
fn an_erased_person_does_not_come_back_with_a_roster_until_they_ask_for_it() {
    each_town(|town| {
        let source = town.source("feisong", Kind::Roster, None);
        let name = |number: u64| format!("欧阳锋利{number}");
        let rows: Vec<String> = (1..=9).map(|number| row(number, &name(number))).collect();
        town.import(&source, &file(&rows), "2026-03-01", true).unwrap();
        let person = account(town, "欧阳锋利4", "13800000004");
        town.write(move |tx, desk| Ok(desk.vault.destroy_key(tx, person)?)).unwrap();

        // The firm goes on sending the same roster, and a survey has met the same person.
        town.clock.set(at("2026-03-02 08:00"));
        let told = town.import(&source, &file(&rows), "2026-03-02", true).unwrap();
        assert_eq!((told.tally.rejected, told.tally.new, told.tally.ended), (1, 0, 0));
        let [refused] = &told.rejected[..] else { panic!("{:?}", told.rejected) };
        assert_eq!((refused.line, refused.reason.code), (5, "erased"));
        assert_eq!(refused.reason.key(), "registry-row-erased");
        let survey = town.source("survey", Kind::Survey, None);
        let met = "姓名,手机号,身份证号\n欧阳锋利4,13800000004,\n欧阳锋利5,13800000004,\n某人,,";
        let met = format!("{met}{}\n", identity(4));
        let told = town.import_all(&survey, &met, "2026-03-02").unwrap();
        let lines: Vec<_> = told.rejected.iter().map(|row| (row.line, row.reason.column)).collect();
        assert_eq!(lines, [(2, "phone"), (4, "id_number")], "somebody else may have the phone");
        // A new phone does not help, the firm's own number tells who it is; nor does a new number.
        let (mut changed, mut given) = (rows.clone(), rows.clone());
        changed[3] =
            row(4, &name(4)).replace("13800000004", "13911112222").replace(&identity(4), "");
        given[3] = row(14, "司马新来");
        town.clock.set(at("2026-03-03 08:00"));
        let told = town.import(&source, &file(&changed), "2026-03-03", true).unwrap();
        assert_eq!((told.tally.rejected, told.rejected[0].reason.column), (1, "number"));
        assert_eq!(counted(town, &source, "2026-03-03"), 9, "the figures stay");
        nothing_readable(town);

        // The firm's roster names somebody else in that place: whoever was erased has left.
        town.clock.set(at("2026-03-04 08:00"));
        let told = town.import(&source, &file(&given), "2026-03-04", true).unwrap();
        assert_eq!((told.tally.rejected, told.tally.new, told.tally.ended), (0, 1, 1));
        assert_eq!(counted(town, &source, "2026-03-04"), 9);

        let again = account(town, "欧阳锋利4", "13800000004");
        let other = account(town, "欧阳锋利6", "13800000006");
        let away = |who| town.read(move |db, desk| suppression::is_suppressed(db, desk, who));
        assert!(away(again) && !away(other));
        let refused = town.write(move |tx, desk| suppression::lift(tx, desk, other));
        assert!(matches!(refused, Err(Fault::Conflict("registry-not-suppressed"))));
        town.write(move |tx, desk| suppression::lift(tx, desk, again)).unwrap();
        assert!(!away(again));
        town.clock.set(at("2026-03-05 08:00"));
        let told = town.import(&source, &file(&rows), "2026-03-05", true).unwrap();
        assert_eq!((told.tally.rejected, told.tally.new), (0, 1));
        assert!(town.roster(&source, "2026-03-05", town.clock_now()).contains(&name(4)));
    });
}

/// Nothing of the fourth is found, opens, or stands in a file.
fn nothing_readable(town: &Town) {
    let secrets = ["欧阳锋利4", "13800000004", &identity(4), "13911112222"].map(str::to_owned);
    for typed in &secrets[1..] {
        let wanted = Wanted::read(typed, day("2026-03-03")).unwrap();
        let found = town.read(move |db, desk| {
            let records = search::matching(db, desk, &wanted)?;
            registry::record::personals(db, &desk.vault, &records)
        });
        assert!(found.iter().all(|(_, known)| known.name == "欧阳锋利5"), "{found:?}");
    }
    if town.test.store.engine() == Engine::Sqlite {
        for file in ["yilu.sqlite", "yilu.sqlite-wal"] {
            let bytes = std::fs::read(town.test.folder().join(file)).unwrap_or_default();
            for secret in &secrets {
                let found = bytes.windows(secret.len()).any(|some| some == secret.as_bytes());
                assert!(!found, "{secret} stands in {file}");
            }
        }
    }
}
