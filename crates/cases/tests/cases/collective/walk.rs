//! The whole way: gathered from reports, answered on the last day but one, tried, voted, decided.

use cases::collective::{Outcome, Stage, Tally, ballot, people, view};

use super::*;
use crate::common::{code, each_town};

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
fn a_matter_of_pay_is_tried_with_measures_chosen_before_and_kept_by_a_vote() {
    each_town(|town| {
        let people = &town.people;
        let drivers = drivers(town, 12);
        // The shift leader drives too, and answers for the firm: no vote.
        let lead = driver(town, town.offices.firm);
        let (who, unit) = (lead.person, town.offices.firm);
        town.write(&lead, move |tx, _, _| {
            let new = NewMembership {
                person: who,
                unit,
                unit_kind: "platform-firm".into(),
                role: "firm-clerk".into(),
                area: area("3301"),
                from: day("2020-01-01"),
                until: None,
            };
            membership::grant(tx, Issuer::Program, &new)
                .map_err(|error| storage::Error::Refused(error.to_string()))
        })
        .unwrap();
        let elsewhere = with_post(town, town.offices.firm, "worker", "330106");
        let reports = [
            town.report(&drivers[0], "pay-commission", STREET),
            town.report(&drivers[1], "pay-commission", STREET),
        ];
        let numbers = reports.map(|id| town.case(id).number);
        let new = proposal(town, "pay", vec![numbers[0].clone(), numbers[1].to_lowercase()]);
        let id = raise(town, &people.clerk, new.clone()).unwrap();
        assert_eq!(raise(town, &people.clerk, new).unwrap(), id, "sent twice, opened once");
        town.write(&drivers[2], move |tx, _, by| people::join(tx, by, id)).unwrap();
        let events = town.heard();
        assert_eq!(news(&events, Addressee::Unit(town.offices.firm)), ["collective-raised"]);
        assert_eq!(town.story(reports[0]).last(), Some(&"collective.gathered"));

        // Day nine of ten; the firm cannot accept without saying what is tried.
        town.tick_at("2026-05-18 16:00");
        let without = answer_with(town, &people.firm, id, Answer::Accepted, None);
        assert_eq!(code(without), "trial:collective-no-plan");
        let other = answer_with(town, &people.other_firm, id, Answer::Accepted, Some(plan()));
        assert_eq!(code(other), "denied");
        accept(town, id);
        let told = town.heard();
        for driver in &drivers[..3] {
            assert_eq!(news(&told, Addressee::Person(driver.person)), ["collective-accepted"]);
        }
        assert!(news(&told, Addressee::Person(drivers[5].person)).is_empty());

        assert_eq!(code(measure(town, id, ["30", "25"])), "collective-trial-runs");
        town.tick_at("2026-06-16 23:59");
        assert_eq!(matter(town, id).stage, Stage::Trial);
        town.tick_at("2026-06-17 00:00");
        assert_eq!(matter(town, id).stage, Stage::Review);
        measure(town, id, ["31.25", "25"]).unwrap();
        assert_eq!(code(measure(town, id, ["99", "1"])), "collective-measured-before");
        assert_eq!(code(finish(town, id, Decision::Adopted)), "collective-not-due");

        town.heard();
        town.tick_at("2026-06-22 09:00");
        let opened = matter(town, id);
        let rules = opened.vote().unwrap();
        assert_eq!((rules.eligible, rules.needed, rules.majority), (12, 5, 50));
        // Five workdays from a Monday morning.
        assert_eq!(rules.closes_at.day(), day("2026-06-29"));
        let told = town.heard();
        assert_eq!(news(&told, Addressee::Person(drivers[11].person)), ["collective-vote"]);
        for other in [&lead, &elsewhere] {
            assert!(news(&told, Addressee::Person(other.person)).is_empty());
            let cast = vote(town, other, id, &code_of(town), Choice::Drop);
            assert!(["denied", "collective-not-on-roll"].contains(&code(cast).as_str()));
        }
        let codes: Vec<String> = drivers.iter().map(|_| code_of(town)).collect();
        for (at, driver) in drivers.iter().enumerate().take(9) {
            let choice = if at < 6 { Choice::Keep } else { Choice::Drop };
            vote(town, driver, id, &codes[at], choice).unwrap();
        }
        town.tick_at("2026-06-29 18:00");
        let closed = matter(town, id);
        let vote = closed.vote().unwrap();
        assert_eq!(vote.outcome, Some(Outcome::Keep));
        assert_eq!(vote.tally, Some(Tally { keep: 6, drop: 3, abstain: 0 }));
        let listed = town.read(move |db| ballot::codes(db, id, &closed));
        let mut own = codes[..9].to_vec();
        own.sort();
        assert_eq!(listed, own, "every voter finds the own code, in no other order");

        town.heard();
        finish(town, id, Decision::Adopted).unwrap();
        let told = town.heard();
        for driver in &drivers {
            assert_eq!(news(&told, Addressee::Person(driver.person)), ["collective-decided"]);
        }
        for report in reports {
            assert_eq!(town.story(report).last(), Some(&"collective.ended"));
            assert_eq!(town.case(report).collective[0].ended, Some(Stage::Decided));
            town.assert_folded(report);
        }
        let steps = [
            "raised",
            "warned",
            "answered",
            "trial-ended",
            "measured",
            "vote-opened",
            "vote-closed",
            "decided",
        ];
        assert_eq!(story(town, id), steps);
        let desk = town.desk.clone();
        let shown = town.read(move |db| view::show(db, &desk, id, None)).unwrap();
        assert_eq!((shown.people, shown.turnout), (None, Some(9)), "three are too few to tell");
        assert_holds(town, id);
    });
}

#[test]
fn what_is_declined_needs_reasons_and_comes_back_once_on_new_facts() {
    each_town(|town| {
        let (firm, clerk) = (&town.people.firm, &town.people.clerk);
        let id = raised(town);
        let bare = Given { answer: Answer::Declined, reason: "不行".into(), trial: None };
        let short =
            town.write(firm, move |tx, desk, by| answers::answer(tx, desk, by, id, None, bare));
        assert_eq!(code(short), "reason:text-too-short");
        answer_with(town, firm, id, Answer::Declined, None).unwrap();
        assert_eq!(matter(town, id).stage, Stage::Declined);
        let again = |by: &Actor| {
            town.write(by, move |tx, desk, by| {
                open::reopen(tx, desk, by, id, None, "邻市同一平台上月已经调整了抽成。")
            })
        };
        assert_eq!(code(again(firm)), "denied");
        assert_eq!(code(again(&town.people.other_clerk)), "denied");
        again(clerk).unwrap();
        assert_eq!(matter(town, id).stage, Stage::Raised);
        answer_with(town, firm, id, Answer::Declined, None).unwrap();
        assert_eq!(code(again(clerk)), "collective-reopened-before");
        assert_holds(town, id);
    });
}

#[test]
fn what_the_drivers_vote_down_and_the_firm_drops_can_be_reopened_and_what_is_adopted_cannot() {
    each_town(|town| {
        let (id, drivers) = voting(town, 6);
        for driver in &drivers {
            vote(town, driver, id, &code_of(town), Choice::Drop).unwrap();
        }
        town.tick_at("2026-06-30 18:00");
        assert_eq!(code(finish(town, id, Decision::Dropped)), "collective-not-measured");
        measure(town, id, ["26", "28"]).unwrap();
        finish(town, id, Decision::Dropped).unwrap();
        let facts = "车队重新统计，净收入其实下降了。";
        town.write(&town.people.clerk, move |tx, desk, by| {
            open::reopen(tx, desk, by, id, None, facts)
        })
        .unwrap();
        let again = matter(town, id);
        assert_eq!((again.stage, again.round_number()), (Stage::Raised, 2));
        assert!(again.vote().is_none() && again.rounds[0].vote.is_some());
        assert_holds(town, id);
        // Two ballots of one person in two rounds are two votes.
        let mut second = plan();
        (second.from, second.until, second.review) =
            (day("2026-07-06"), day("2026-07-19"), day("2026-07-20"));
        answer_with(town, &town.people.firm, id, Answer::Partly, Some(second)).unwrap();
        town.tick_at("2026-07-20 00:00");
        town.tick_at("2026-07-20 09:00");
        for driver in &drivers {
            vote(town, driver, id, &code_of(town), Choice::Keep).unwrap();
        }
        measure(town, id, ["29", "25"]).unwrap();
        town.tick_at("2026-07-28 18:00");
        finish(town, id, Decision::Adopted).unwrap();
        let reopened = town.write(&town.people.clerk, move |tx, desk, by| {
            open::reopen(tx, desk, by, id, None, facts)
        });
        assert_eq!(code(reopened), "collective-reopened-before");
        assert_holds(town, id);
    });
}
