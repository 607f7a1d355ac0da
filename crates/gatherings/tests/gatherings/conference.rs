//! A joint conference reads out whatever its unit still owes; a council votes, each once.

use std::collections::BTreeSet;

use access::Actor;
use gatherings::{
    DecisionId, GatheringId,
    agenda::Point,
    decide::{self, NewDecision},
    fact::{Base, Choice},
    prepare::{self, NewMotion},
    quorum::Outcome,
    signin, store, vote,
};

use crate::town::{Codes, Town, code, each_town, sitting};

fn held(town: &Town, by: &Actor, kind: &str, day: &str) -> GatheringId {
    town.call(by, kind, &[sitting(day, "09:30", "11:00")], None).unwrap()
}

fn decided(town: &Town, by: &Actor, at: GatheringId, due: &str) -> DecisionId {
    let new = NewDecision {
        id: town.moment().id(),
        text: "在东站装两个换电柜".into(),
        owner: town.firm,
        with: Vec::new(),
        due_on: due.parse().unwrap(),
    };
    let id = new.id;
    town.write(by, move |tx, desk, by| decide::decide(tx, desk, by, at, &new)).unwrap();
    id
}

/// The decisions on a gathering's agenda.
fn carried(town: &Town, id: GatheringId) -> Vec<DecisionId> {
    let gathering = town.gathering(id);
    let point = |point: Point<'_>| match point {
        Point::Carried(decision, _) => Some(decision.id),
        _ => None,
    };
    gathering.agenda().into_iter().filter_map(point).collect()
}

fn comes(town: &Town, by: &Actor, id: GatheringId, person: &Actor) {
    let text = Codes::shown(person.person, town.clock_now());
    town.write(by, move |tx, desk, by| signin::by_pass(tx, desk, by, id, &text)).unwrap();
}

#[test]
fn a_joint_conference_reads_out_what_all_gatherings_of_its_unit_still_owe() {
    each_town(|town| {
        let members = town.members(3, "2020-01-01");
        let (secretary, clerk) = (&town.secretary, &town.clerk);
        let meeting = held(town, secretary, "branch-meeting", "2026-05-13");
        let council = held(town, secretary, "council", "2026-05-14");
        let of_street = held(town, clerk, "council", "2026-05-14");
        town.tick_at("2026-05-13 09:30");
        let inside = decided(town, secretary, meeting, "2026-06-20");
        town.tick_at("2026-05-14 09:30");
        let public = decided(town, secretary, council, "2026-06-10");
        decided(town, clerk, of_street, "2026-06-01");
        let conference = held(town, secretary, "joint-conference", "2026-05-20");
        assert_eq!(carried(town, conference), [public, inside], "what is due first comes first");
        let unit = town.gathering(meeting).unit;
        let shown = town.read(move |db| store::unresolved_of_unit(db, unit, false, 10));
        let shown: Vec<DecisionId> = shown.into_iter().map(|told| told.decision.id).collect();
        assert_eq!(shown, [public], "nothing of what is held for members only");
        // Other kinds read out their own series alone.
        let plain = held(town, secretary, "branch-meeting", "2026-05-19");
        assert!(carried(town, plain).is_empty());
        town.tick_at("2026-05-19 09:30");
        let late = decided(town, secretary, plain, "2026-06-30");
        town.told.close_all();
        town.tick_at("2026-05-20 09:30");
        let read: BTreeSet<DecisionId> =
            town.gathering(conference).read.iter().map(|read| read.decision).collect();
        assert_eq!(read, BTreeSet::from([inside, public, late]));
        for member in &members[..2] {
            comes(town, secretary, conference, member);
            for (decision, solved) in [(public, true), (inside, false), (late, false)] {
                let judge = move |tx: &mut storage::Tx<'_>, desk: &_, by: &_| {
                    decide::judge(tx, desk, by, conference, decision, solved)
                };
                town.write(member, judge).unwrap();
            }
        }
        town.tick_at("2026-05-20 11:00");
        let next = held(town, secretary, "joint-conference", "2026-06-25");
        assert_eq!(carried(town, next), [inside, late], "what is solved is not read out again");
        town.assert_holds();
    });
}

fn motion(town: &Town, by: &Actor, id: GatheringId, secret: bool) {
    let text = "把停车点画到东门外".to_owned();
    let new = NewMotion { text, secret, majority_percent: 50, of: Base::Present };
    town.write(by, move |tx, desk, by| prepare::motion(tx, desk, by, id, &new)).unwrap();
}

/// Says something about a motion, with a ballot where it is secret.
fn cast(
    town: &Town,
    by: &Actor,
    id: GatheringId,
    number: usize,
    choice: Choice,
) -> Result<(), gatherings::Fault> {
    let ballot = ballots::draw(&town.moment());
    town.write(by, move |tx, desk, by| {
        let ballot = if number == 0 { ballot.as_str() } else { "" };
        vote::cast(tx, desk, by, id, number, choice, ballot)
    })
}

#[test]
fn a_council_votes_in_secret_and_by_hands_and_each_once() {
    each_town(|town| {
        let id = held(town, &town.clerk, "council", "2026-05-13");
        motion(town, &town.clerk, id, true);
        motion(town, &town.clerk, id, false);
        let riders: Vec<Actor> = (0..6).map(|_| town.worker()).collect();
        town.tick_at("2026-05-13 09:30");
        let (absent, there) = riders.split_last().unwrap();
        for rider in there {
            comes(town, &town.clerk, id, rider);
        }
        for (at, rider) in there.iter().enumerate() {
            let choice = if at < 3 { Choice::For } else { Choice::Against };
            for number in [0, 1] {
                cast(town, rider, id, number, choice).unwrap();
                let twice = cast(town, rider, id, number, Choice::For);
                assert_eq!(code(twice), "gathering-voted-before");
            }
        }
        for number in [0, 1] {
            let said = cast(town, absent, id, number, Choice::For);
            assert_eq!(code(said), "gathering-not-present");
        }
        town.tick_at("2026-05-13 11:00");
        let whole = town.gathering(id);
        assert!(whole.quorum().is_none(), "whoever comes is the council");
        for motion in &whole.motions {
            let tally = motion.counted.clone().unwrap().tally;
            assert_eq!((tally.yes, tally.against, tally.abstain), (3, 2, 0));
            assert_eq!(whole.outcome(motion), Outcome::Carried);
        }
        assert!(whole.motions[0].votes.is_empty(), "who said what in secret stands nowhere");
        assert_eq!(whole.motions[1].votes.len(), 5);
        town.assert_holds();
    });
}

#[test]
fn a_joint_conference_decides_nothing_without_its_quorum() {
    each_town(|town| {
        let members = town.members(4, "2020-01-01");
        for (day, came, outcome) in
            [("2026-05-13", 2, Outcome::NoQuorum), ("2026-05-20", 3, Outcome::Carried)]
        {
            let id = held(town, &town.secretary, "joint-conference", day);
            motion(town, &town.secretary, id, true);
            town.tick_at(&format!("{day} 09:30"));
            for member in &members[..came] {
                comes(town, &town.secretary, id, member);
                cast(town, member, id, 0, Choice::For).unwrap();
            }
            town.tick_at(&format!("{day} 11:00"));
            let whole = town.gathering(id);
            let quorum = whole.quorum().unwrap();
            assert_eq!((quorum.entitled, quorum.needed), (4, 3));
            assert_eq!(whole.outcome(&whole.motions[0]), outcome);
        }
    });
}
