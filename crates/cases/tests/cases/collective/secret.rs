//! One person one vote, and no way from a ballot to a person.

use cases::collective::{Outcome, view};
use storage::params;

use super::*;
use crate::common::{code, each_town};

#[test]
fn a_ballot_is_counted_once_and_neither_changed_nor_cast_by_others() {
    each_town(|town| {
        let (id, drivers) = voting(town, 6);
        let mine = code_of(town);
        vote(town, &drivers[0], id, &mine, Choice::Keep).unwrap();
        // The answer got lost and the phone sends again, in small letters.
        vote(town, &drivers[0], id, &mine.to_lowercase(), Choice::Keep).unwrap();
        let other = vote(town, &drivers[0], id, &code_of(town), Choice::Drop);
        assert_eq!(code(other), "collective-voted-before");
        let same = vote(town, &drivers[1], id, &mine, Choice::Drop);
        assert_eq!(code(same), "code:collective-code-taken");
        assert_eq!(
            code(vote(town, &drivers[1], id, "nonsense", Choice::Drop)),
            "code:collective-code-wrong"
        );
        let stranger = vote(town, &town.people.rider, id, &code_of(town), Choice::Drop);
        assert_eq!(code(stranger), "collective-not-on-roll");
        for office in [&town.people.firm, &town.people.clerk, &town.people.admin] {
            assert_eq!(code(vote(town, office, id, &code_of(town), Choice::Drop)), "denied");
        }
        // The clock closes the urn, not the job.
        town.clock.set(matter(town, id).vote().unwrap().closes_at);
        let late = vote(town, &drivers[2], id, &code_of(town), Choice::Drop);
        assert_eq!(code(late), "collective-no-vote");
        assert_holds(town, id);
    });
}

#[test]
fn whoever_reads_every_table_finds_no_tie_between_a_voter_and_a_ballot() {
    each_town(|town| {
        let (id, drivers) = voting(town, 8);
        let ballots: Vec<(String, Choice)> = drivers
            .iter()
            .enumerate()
            .map(|(at, _)| (code_of(town), Choice::ALL[at % 3]))
            .collect();
        let before = story(town, id).len();
        for (driver, (code, choice)) in drivers.iter().zip(&ballots) {
            vote(town, driver, id, code, *choice).unwrap();
            town.clock.advance_seconds(60);
        }
        assert_eq!(story(town, id).len(), before, "casting is no entry: it would have a time");
        let urn: String = town.read(move |db| {
            let sql = "SELECT ballots FROM cases_collective_urns WHERE matter = $1";
            db.query_one(sql, params![id], |row| row.get(0))
        });
        let mut sorted = ballots.clone();
        sorted.sort();
        let told: Vec<String> = sorted
            .iter()
            .map(|(code, choice)| format!("\"{code}\":\"{}\"", choice.as_str()))
            .collect();
        assert_eq!(urn, format!("{{{}}}", told.join(",")), "by code, and nothing else");
        for driver in &drivers {
            assert!(!urn.contains(&driver.person.to_string()));
        }
        // The journal says who took part and never how, nor by which code.
        let journal: Vec<String> = town.read(move |db| {
            Ok(storage::journal::entries_about(db, *id.as_bytes())?
                .into_iter()
                .filter(|entry| entry.action == "collective.voted")
                .map(|entry| entry.detail)
                .collect())
        });
        assert_eq!(journal.len(), drivers.len());
        assert!(journal.iter().all(|detail| detail == "{\"round\":1}"), "{journal:?}");
        let kept: i64 = town.read(|db| {
            db.query_one("SELECT COUNT(*) FROM storage_idempotency", params![], |row| row.get(0))
        });
        assert_eq!(kept, 0, "a kept digest would tell a guesser");
        assert_holds(town, id);
    });
}

#[test]
fn a_changed_ballot_is_found() {
    each_town(|town| {
        let (id, drivers) = voting(town, 6);
        for driver in &drivers {
            vote(town, driver, id, &code_of(town), Choice::Drop).unwrap();
        }
        town.tick_at("2026-06-30 18:00");
        assert_holds(town, id);
        town.write(&town.people.admin, move |tx, _, _| {
            let sql = "UPDATE cases_collective_urns SET ballots = REPLACE(ballots, 'drop', 'keep')
                 WHERE matter = $1";
            tx.execute(sql, params![id])
        })
        .unwrap();
        let found = town.read(move |db| verify::difference(db, id)).unwrap();
        assert!(found.contains("the urn is not what was counted"), "{found}");
    });
}

#[test]
fn few_are_never_counted_aloud() {
    each_town(|town| {
        // Four drivers: no vote at all.
        let (few, _) = voting(town, 4);
        assert!(matter(town, few).vote().is_none());
        assert_eq!(story(town, few).last(), Some(&"vote-skipped"));
        town.clock.set(crate::common::at("2026-05-06 09:00"));
        // Four of eight: neither while it is open nor after.
        let (id, drivers) = voting(town, 4);
        let shown = |reader: Option<&Actor>| {
            let (desk, reader) = (town.desk.clone(), reader.map(|actor| actor.person));
            town.read(move |db| view::show(db, &desk, id, reader)).unwrap()
        };
        for driver in &drivers {
            vote(town, driver, id, &code_of(town), Choice::Keep).unwrap();
        }
        assert_eq!(shown(None).turnout, None);
        assert_eq!(shown(Some(&drivers[0])).mine.voted, Some(true));
        town.tick_at("2026-06-30 18:00");
        let closed = matter(town, id);
        let vote = closed.vote().unwrap();
        assert_eq!((vote.outcome, vote.tally), (Some(Outcome::NoQuorum), None));
        assert!(town.read(move |db| ballot::codes(db, id, &closed)).is_empty());
        assert_holds(town, id);
    });
}
