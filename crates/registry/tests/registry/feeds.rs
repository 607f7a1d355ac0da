//! Daily rosters: who left, what comes late, and in which order.

use contracts::Event;
use kernel::{Clock as _, Phone};
use registry::{
    feed, roster,
    source::{Kind, Rhythm},
};

use crate::town::{Town, at, day, each_town, file, row};

/// Rosters of seven days: who is on each.
fn week() -> Vec<(String, String)> {
    let on: [&[u64]; 7] =
        [&[1, 2, 3], &[1, 2, 3, 4], &[1, 4], &[1, 2, 4], &[5], &[1, 5, 6], &[1, 2, 3, 4, 5, 6]];
    (1..)
        .zip(on)
        .map(|(date, on)| {
            // Number 1 changes the phone half way, number 4 the site.
            let rows = on.iter().map(|number| {
                let row = row(*number, &format!("王{number}"));
                let row = if *number == 1 && date > 3 {
                    row.replace("13800000001", "13900000001")
                } else {
                    row
                };
                if *number == 4 && date > 2 { row.replace("清波站", "湖滨站") } else { row }
            });
            (format!("2026-03-{date:02}"), file(&rows.collect::<Vec<_>>()))
        })
        .collect()
}

#[test]
fn rosters_that_come_late_and_out_of_order_give_the_same_days() {
    each_town(|town| {
        town.clock.set(at("2026-03-10 08:00"));
        let week = week();
        let orders = [[0, 1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1, 0], [3, 0, 6, 1, 5, 2, 4]];
        let mut told = Vec::new();
        for (number, order) in orders.iter().enumerate() {
            let source = town.source(&format!("feed-{number}"), Kind::Roster, None);
            for place in order {
                town.clock.advance_seconds(60);
                let (on, text) = &week[*place];
                town.import(&source, text, on, true).unwrap();
            }
            let now = town.clock.now();
            let days: Vec<Vec<String>> =
                week.iter().map(|(on, _)| town.roster(&source, on, now)).collect();
            let number = source.number;
            let jobs: Vec<usize> = week
                .iter()
                .map(|(on, _)| {
                    let asked = roster::Asked { source: number, true_on: day(on), known_at: now };
                    town.read(move |db, _| {
                        let roster = roster::roster(db, asked, roster::Only::default())?;
                        Ok(roster.people.iter().map(|one| one.state.jobs.len()).sum())
                    })
                })
                .collect();
            told.push((days, jobs));
        }
        assert_eq!(told[0].0[2], ["王1", "王4"]);
        assert_eq!(told[0].1, [3, 4, 2, 3, 1, 3, 6]);
        assert!(told.iter().all(|other| *other == told[0]), "{told:#?}");
    });
}

#[test]
fn what_was_known_then_can_be_asked_and_totals_are_the_sums_of_changes() {
    each_town(|town| {
        let source = town.source("feisong", Kind::Roster, None);
        let week = week();
        for (place, (on, text)) in week.iter().enumerate().filter(|(place, _)| *place != 2) {
            town.clock.set(at(&format!("2026-03-{:02} 09:00", place + 1)));
            town.import(&source, text, on, true).unwrap();
        }
        let before = town.clock.now();
        town.clock.set(at("2026-03-09 09:00"));
        town.import(&source, &week[2].1, &week[2].0, true).unwrap();
        let late = town.clock.now();
        assert_eq!(town.roster(&source, "2026-03-03", before), ["王1", "王2", "王3", "王4"]);
        assert_eq!(town.roster(&source, "2026-03-03", late), ["王1", "王4"]);
        assert_eq!(town.roster(&source, "2026-03-04", late), ["王1", "王2", "王4"]);
        let number = source.number;
        for pair in week.windows(2) {
            let days = [day(&pair[0].0), day(&pair[1].0)];
            let turned = town.read(move |db, _| Ok(roster::turnover(db, number, days, late)?));
            assert_eq!(turned.before + turned.came - turned.went, turned.after);
        }
    });
}

#[test]
fn a_leaver_loses_the_job_and_nothing_else() {
    each_town(|town| {
        let source = town.source("feisong", Kind::Roster, None);
        let person = town
            .write(|tx, desk| {
                let new = access::NewPerson {
                    name: Some("王2".to_owned()),
                    phone: Some(Phone::parse("13800000002").unwrap()),
                    ..access::NewPerson::default()
                };
                Ok(access::people::create_person(tx, &desk.vault, &new)?)
            })
            .unwrap();
        let rows = [row(1, "王1"), row(2, "王2"), row(3, "王3")];
        town.import(&source, &file(&rows), "2026-02-01", true).unwrap();
        let outcome = town.import(&source, &file(&rows[..1]), "2026-02-20", true).unwrap();
        assert_eq!((outcome.tally.ended, outcome.tally.unchanged), (2, 1));
        let heard = town.events.lock().unwrap().clone();
        let ended = Event::JobEnded { person, unit: town.firm, on: "2026-02-20".to_owned() };
        assert_eq!(heard.iter().filter(|event| **event == ended).count(), 1, "{heard:?}");
        assert_eq!(town.roster(&source, "2026-02-20", town.clock.now()), ["王1"]);
        let own = town.read(move |db, desk| registry::own::known_of(db, desk, person));
        assert_eq!(own.len(), 1, "the record is still there");
        assert!(own[0].shown.state.jobs.is_empty());
        assert_eq!(own[0].shown.personal.name, "王2");
        // A row that cannot be read is no leaver.
        let broken = [row(1, "王1").replace("13800000001", "1380")];
        let outcome = town.import(&source, &file(&broken), "2026-02-21", true).unwrap();
        assert_eq!((outcome.tally.ended, outcome.tally.rejected), (0, 1));
    });
}

#[test]
fn whoever_owes_a_file_is_asked_until_it_comes() {
    each_town(|town| {
        let daily = Rhythm { due_minute: 9 * 60, every_days: 1 };
        let source = town.source("feisong", Kind::Roster, Some(daily));
        let chased = |town: &Town| {
            let heard = town.events.lock().unwrap();
            heard.iter().filter(|event| matches!(event, Event::FeedLate { .. })).count()
        };
        town.clock.set(at("2026-03-01 10:00"));
        town.import(&source, &file(&[row(1, "王1")]), "2026-03-01", true).unwrap();
        town.ring();
        assert_eq!(chased(town), 0, "today's has come");
        town.clock.set(at("2026-03-02 08:59"));
        town.ring();
        assert_eq!(chased(town), 0, "it is not nine yet");
        for (now, times) in
            [("2026-03-02 09:00", 1), ("2026-03-02 20:00", 1), ("2026-03-03 09:01", 2)]
        {
            town.clock.set(at(now));
            town.ring();
            assert_eq!(chased(town), times, "{now}");
        }
        town.clock.set(at("2026-03-03 11:00"));
        town.import(&source, &file(&[row(1, "王1")]), "2026-03-03", true).unwrap();
        town.clock.set(at("2026-03-03 23:00"));
        town.ring();
        assert_eq!(chased(town), 2, "it has come");
        let number = source.number;
        let lates = town.read(move |db, _| Ok(feed::lates(db, number, 10)?));
        assert_eq!(lates.len(), 2);
        assert!(lates.iter().all(|late| late.came_at.is_some()));
    });
}
