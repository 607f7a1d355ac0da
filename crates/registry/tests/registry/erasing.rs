//! Deletion by law: nothing of the person can be read any more, and the figures stay.

use kernel::Phone;
use registry::{own, search, search::Wanted, source::Kind};
use storage::Engine;

use crate::town::{at, day, each_town, file, identity, row};

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
