//! The journal's commitments are made again from what stands in the store.

use registry::{own, source::Kind, verify};

use crate::town::{Town, at, each_town, file, row};

fn differences(town: &Town) -> Vec<String> {
    town.read(|db, _| Ok(verify::differences(db)?))
}

#[test]
fn what_was_altered_added_or_taken_away_is_named() {
    each_town(|town| {
        let source = town.source("feisong", Kind::Roster, None);
        let rows: Vec<String> = (1..=9).map(|number| row(number, &format!("王{number}"))).collect();
        town.import(&source, &file(&rows[..8]), "2026-03-01", true).unwrap();
        // One leaves, one comes, one works elsewhere, and a row says a second job of one who is new.
        let mut later = rows[1..].to_vec();
        later[2] = later[2].replace("清波站", "湖滨站");
        later.push(rows[8].replace("清波站", "湖滨站"));
        town.clock.set(at("2026-03-03 08:00"));
        town.import(&source, &file(&later), "2026-03-03", true).unwrap();
        // A late file of the day between.
        town.clock.set(at("2026-03-04 08:00"));
        town.import(&source, &file(&rows[..4]), "2026-03-02", true).unwrap();
        assert_eq!(differences(town), Vec::<String>::new());
        let erased = source.number.record(3);
        town.write(move |tx, desk| own::erase(tx, desk, erased)).unwrap();
        assert_eq!(differences(town), Vec::<String>::new(), "erasing changes no fact");
        let alterations = [
            (
                "UPDATE registry_facts SET day = day + 1 WHERE batch = 2 AND day = (SELECT MAX(day)
                 FROM registry_facts WHERE batch = 2)",
                "file 2 differ",
            ),
            (
                "UPDATE registry_facts SET job = -job WHERE batch = 3 AND job IS NOT NULL",
                "file 3 differ",
            ),
            (
                "DELETE FROM registry_facts WHERE batch = 1 AND part = 0 AND record = $1",
                "file 1 differ",
            ),
            (
                "INSERT INTO registry_facts (record, day, known, part, batch, job)
                 VALUES ($1, 1, 1, 70, 1, 1)",
                "the journal knows of",
            ),
        ];
        for (number, (sql, told)) in (4..).zip(alterations) {
            let record = source.number.record(number);
            let undone = town.write(move |tx, _| -> Result<(), registry::Fault> {
                let params =
                    if sql.contains("$1") { storage::params![record].to_vec() } else { Vec::new() };
                assert!(tx.execute(sql, &params)? > 0, "{sql}");
                let found = verify::differences(tx)?;
                assert!(found.iter().any(|one| one.contains(told)), "{sql}: {found:?}");
                Err(registry::Fault::Conflict("not-kept"))
            });
            assert!(undone.is_err());
            assert_eq!(differences(town), Vec::<String>::new());
        }
    });
}
