//! Attendance is a condition for nothing, and earns nothing.

use access::policy::{Scope, sentences};
use gatherings::{attend, signin};

use crate::town::{Codes, at, each_town, sitting};

#[test]
fn nobody_else_learns_who_was_there() {
    each_town(|town| {
        let id = town
            .call(&town.clerk, "council", &[sitting("2026-05-13", "14:30", "16:00")], None)
            .unwrap();
        let rider = town.worker();
        town.write(&rider, move |tx, desk, by| attend::sign_up(tx, desk, by, id)).unwrap();
        town.clock.set(at("2026-05-13 14:40"));
        let text = Codes::shown(rider.person, town.clock_now());
        town.write(&town.clerk, move |tx, desk, by| signin::by_pass(tx, desk, by, id, &text))
            .unwrap();
        // Points, passes and whoever else reacts hear nothing of it.
        assert!(town.events.lock().unwrap().is_empty());
        // The organizer's record of it in the journal does not say who either.
        let told: Vec<String> = town.read(|db| {
            let sql = "SELECT detail FROM storage_journal WHERE action = 'gathering.signed-in'";
            db.query(sql, storage::params![], |row| row.get(0))
        });
        assert_eq!(told.len(), 1);
        assert!(!told[0].contains(&rider.person.to_string()));
    });
}

#[test]
fn no_sentence_of_policy_and_no_rule_of_points_or_passes_reads_attendance() {
    // Every relation that a permission can depend on; none of them is attendance.
    for sentence in sentences() {
        let fair = match sentence.scope {
            Scope::Everywhere
            | Scope::InAreaAndBelow
            | Scope::HeldByOwnUnit
            | Scope::OfTheirOwn
            | Scope::InTheirHands
            | Scope::AgreedByTheWorker => true,
        };
        assert!(fair, "{sentence}");
    }
    let catalogue = catalogue::Catalogue::embedded();
    for rule in catalogue.point_rules() {
        let earned = rule.when.to_string();
        let known = ["case-confirmed", "case-supported", "check-answered"];
        assert!(
            known.contains(&earned.as_str()),
            "{earned} pays for something new: is it attendance?"
        );
    }
    for kind in &catalogue.passes().unwrap().kinds {
        for who in &kind.who {
            let asked = who.to_string();
            let known = ["worker", "member", "visitor", "desk"];
            assert!(
                known.contains(&asked.as_str()),
                "{asked} is a new condition: is it attendance?"
            );
        }
    }
}
