//! What a worker takes along: a calendar under a secret address, a statement that can be checked
//! anywhere.

use credential::LogKey;
use gatherings::{
    attend,
    calendar::{self, Words},
    decide, signin,
    statement::{self, Part, Statement, totals},
    store,
};

use crate::town::{Codes, Town, at, code, each_town, sitting};

fn words() -> Words {
    Words {
        name: "驿路活动".into(),
        appointment: "一项安排".into(),
        online: "线上".into(),
        public_url: "https://city.example".into(),
    }
}

fn ics(town: &Town, secret: &str) -> Option<String> {
    let (secret, now) = (secret.to_owned(), town.clock_now());
    town.read(move |db| calendar::of_secret(db, &secret, now, &words()))
}

#[test]
fn a_calendar_opens_under_its_secret_alone_and_does_not_tell_what_is_private() {
    each_town(|town| {
        let member = town.members(1, "2020-01-01").remove(0);
        let meeting = town
            .call(
                &town.secretary,
                "branch-meeting",
                &[sitting("2026-05-13", "09:30", "11:00")],
                None,
            )
            .unwrap();
        let council = town
            .call(&town.clerk, "council", &[sitting("2026-05-14", "14:30", "16:00")], None)
            .unwrap();
        for id in [meeting, council] {
            town.write(&member, move |tx, desk, by| attend::sign_up(tx, desk, by, id)).unwrap();
        }
        let make = || town.write(&member, |tx, _, by| calendar::make(tx, by.person)).unwrap();
        let secret = make();
        let text = ics(town, &secret).unwrap();
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
        assert!(
            text.contains("DTSTART:20260513T013000Z") && text.contains("DTEND:20260513T030000Z")
        );
        assert_eq!(text.matches("SUMMARY:一项安排").count(), 1);
        assert_eq!(text.matches("SUMMARY:五月例会").count(), 1);
        assert_eq!(text.matches("LOCATION:").count(), 1, "not where the private one is");
        assert!(text.lines().all(|line| line.len() <= 75), "RFC 5545, 3.1");
        assert_eq!(ics(town, "nothing"), None);
        let newer = make();
        assert_eq!(ics(town, &secret), None, "the old address opens nothing");
        assert!(ics(town, &newer).is_some());
        let stamp = storage::Stamp::system(town.moment(), "test");
        let person = member.person;
        let erase =
            move |tx: &mut storage::Tx<'_>| tx.emit(&contracts::Event::PersonErased { person });
        town.test.store.write_blocking(stamp, erase).unwrap();
        assert_eq!(ics(town, &newer), None, "gone with the person");
    });
}

#[test]
fn a_statement_is_checked_offline_and_counts_nothing_twice() {
    each_town(|town| {
        let members = town.members(2, "2020-01-01");
        let (trucker, absent) = (members[0].clone(), members[1].clone());
        let sittings =
            [sitting("2026-05-13", "09:30", "11:00"), sitting("2026-05-13", "14:30", "16:00")];
        let meeting = town.call(&town.secretary, "branch-meeting", &sittings, None).unwrap();
        for hour in ["09:40", "14:40"] {
            town.clock.set(at(&format!("2026-05-13 {hour}")));
            let text = Codes::shown(trucker.person, town.clock_now());
            town.write(&town.secretary, move |tx, desk, by| {
                signin::by_pass(tx, desk, by, meeting, &text)
            })
            .unwrap();
        }
        town.tick_at("2026-05-13 16:00");
        let make_up = |by: &access::Actor| {
            town.write(by, move |tx, desk, by| attend::make_up(tx, desk, by, meeting))
        };
        assert_eq!(code(make_up(&absent)), "gathering-not-now", "there are no minutes yet");
        town.write(&town.secretary, move |tx, desk, by| {
            decide::minutes(tx, desk, by, meeting, "学习文件。")
        })
        .unwrap();
        assert_eq!(code(make_up(&trucker)), "gathering-was-there");
        make_up(&absent).unwrap();
        assert_eq!(town.gathering(meeting).quorum().unwrap().present, 1, "counted apart");
        let lines = |by: &access::Actor| {
            let person = by.person;
            let kept = town.read(move |db| {
                store::lists::of_person(db, person, kernel::Timestamp::from_seconds(0), 100)
            });
            statement::lines(person, &kept)
        };
        assert!(lines(&trucker).is_empty(), "what can still change is not stated");
        town.tick_at("2026-05-16 16:00");
        let (was, made_up) = (lines(&trucker), lines(&absent));
        assert_eq!((was.len(), was[0].part, made_up[0].part), (1, Part::Attended, Part::MadeUp));

        let key = LogKey::from_seed("330102.example/yilu", [7; 32]).unwrap();
        let stated = Statement::new("330102.example/yilu", "王师傅", town.clock_now(), was);
        let signed = stated.sign(&key);
        let opened = Statement::open(&signed, key.public()).unwrap();
        assert_eq!(opened, stated);
        // Laid together with itself, it counts the same.
        let both = totals(&[opened.clone(), opened]).unwrap();
        assert_eq!(both["branch-meeting"], (1, 0));
        let other = Statement { name: "李师傅".into(), ..stated.clone() };
        assert!(totals(&[stated, other]).is_err());
        // A single byte altered, and it is nothing.
        let end = signed.find("\n\n").unwrap();
        for at in 0..end {
            let mut bytes = signed.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(altered) = String::from_utf8(bytes) else { continue };
            assert!(Statement::open(&altered, key.public()).is_err(), "byte {at}");
        }
        let theirs = LogKey::from_seed("330102.example/yilu", [8; 32]).unwrap();
        assert!(Statement::open(&signed, theirs.public()).is_err());
    });
}
