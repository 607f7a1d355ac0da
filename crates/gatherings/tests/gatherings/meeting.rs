//! A branch that is never free together meets in two sittings, and votes once.

use access::Actor;
use gatherings::{
    Desk, GatheringId,
    device::{self, Enrolled, Scan, Sheet},
    fact::{Base, Choice, Way},
    gathering::Stage,
    prepare::{self, NewMotion},
    quorum::Outcome,
    shown,
    signin::{self, SignedIn, Typed},
    vote,
};

use storage::Tx;

use crate::town::{Codes, Town, at, code, each_town, sitting};

const DAY: &str = "2026-05-13";

fn two_sittings() -> Vec<gatherings::fact::Sitting> {
    vec![sitting(DAY, "09:30", "11:00"), sitting(DAY, "14:30", "17:00")]
}

fn motion(town: &Town, id: GatheringId, secret: bool) {
    let new = NewMotion {
        text: "通过年度工作计划".into(),
        secret,
        majority_percent: 50,
        of: Base::Entitled,
    };
    town.write(&town.secretary, move |tx, desk, by| prepare::motion(tx, desk, by, id, &new))
        .unwrap();
}

fn by_pass(town: &Town, id: GatheringId, text: String) -> Result<SignedIn, gatherings::Fault> {
    town.write(&town.secretary, move |tx, desk, by| signin::by_pass(tx, desk, by, id, &text))
}

fn cast(
    town: &Town,
    by: &Actor,
    id: GatheringId,
    motion: usize,
    choice: Choice,
    ballot: &str,
) -> Result<(), gatherings::Fault> {
    let ballot = ballot.to_owned();
    town.write(by, move |tx, desk, by| vote::cast(tx, desk, by, id, motion, choice, &ballot))
}

#[test]
fn a_quorum_in_two_sittings_with_an_offline_trucker_a_replayed_code_and_one_vote_each() {
    each_town(|town| {
        let members = town.members(7, "2020-01-01");
        let id = town.call(&town.secretary, "branch-meeting", &two_sittings(), None).unwrap();
        motion(town, id, true);
        motion(town, id, false);
        town.tick_at("2026-05-13 08:30");
        let opened = town.gathering(id);
        assert_eq!((opened.stage, opened.quorum().unwrap().entitled), (Stage::Open, 7));
        assert_eq!(opened.quorum().unwrap().needed, 4);
        let (mine, code_of_first) = morning(town, id, &members);
        let enrolled = town
            .write(&town.secretary, move |tx, desk, by| device::enrol(tx, desk, by, id))
            .unwrap();
        afternoon(town, id, &members);
        let closed = town.gathering(id);
        assert_eq!(closed.attended(), 3);
        assert_eq!(closed.outcome(&closed.motions[0]), Outcome::NoQuorum);
        night(town, id, &enrolled, &members[3], code_of_first);
        let whole = town.gathering(id);
        assert_eq!(whole.present[&members[3].person][&0].way, Way::Device);
        assert_eq!(whole.present[&members[0].person].len(), 2, "at both sittings");
        let quorum = whole.quorum().unwrap();
        assert_eq!((quorum.present, quorum.is_reached()), (4, true));
        // One of two voters is for it: not the majority of the seven who are entitled.
        assert_eq!(whole.outcome(&whole.motions[0]), Outcome::Lost);
        let counted = whole.motions[0].counted.clone().unwrap();
        assert_eq!((counted.tally.yes, counted.tally.against), (1, 1));
        assert!(town.read(move |db| vote::is_counted(db, id, 0, &mine)));
        // Days later nothing can be handed in any more.
        town.tick_at("2026-05-16 17:00");
        assert_eq!(town.gathering(id).stage, Stage::Settled);
        let left: i64 = town.read(|db| {
            let sql = "SELECT COUNT(*) FROM gatherings_codes";
            db.query_one(sql, storage::params![], |row| row.get(0))
        });
        assert_eq!(left, 0, "codes are forgotten");
    });
}

/// In the morning two come with passes; a picture of a code serves nobody. The code of the first
/// one's ballot, and of the first one's pass.
fn morning(town: &Town, id: GatheringId, members: &[Actor]) -> (String, String) {
    // Somebody who joins the day after is not entitled.
    let late = town.members(1, "2026-05-14").remove(0);
    town.clock.set(at("2026-05-13 09:35"));
    let now = town.clock_now();
    let [first, second, third] = [0, 1, 2].map(|at| &members[at]);
    let code_of_first = Codes::shown(first.person, now);
    assert_eq!(by_pass(town, id, code_of_first.clone()).unwrap(), SignedIn::New);
    assert_eq!(code(by_pass(town, id, code_of_first.clone())), "gathering-used-code");
    let stale = Codes::shown(second.person, at("2026-05-13 09:30"));
    assert_eq!(code(by_pass(town, id, stale)), "gathering-wrong-code");
    by_pass(town, id, Codes::shown(second.person, now)).unwrap();
    let late = Codes::shown(late.person, now);
    assert_eq!(code(by_pass(town, id, late)), "gathering-not-on-roll");
    let (mine, other) = (ballots::draw(&town.moment()), ballots::draw(&town.moment()));
    cast(town, first, id, 0, Choice::For, &mine).unwrap();
    cast(town, first, id, 0, Choice::For, &mine).unwrap();
    let twice = cast(town, first, id, 0, Choice::Against, &other);
    assert_eq!(code(twice), "gathering-voted-before");
    cast(town, first, id, 1, Choice::For, "").unwrap();
    assert_eq!(code(cast(town, third, id, 0, Choice::For, &other)), "gathering-not-present");
    assert!(!town.gathering(id).quorum().unwrap().is_reached());
    (mine, code_of_first)
}

/// In the afternoon the first comes again, and a third by the code on the screen. The votes end with
/// the last sitting, not with the job that counts them.
fn afternoon(town: &Town, id: GatheringId, members: &[Actor]) {
    let [first, second, third] = [0, 1, 2].map(|at| &members[at]);
    town.clock.set(at("2026-05-13 14:40"));
    let now = town.clock_now();
    by_pass(town, id, Codes::shown(first.person, now)).unwrap();
    for (motion, ballot) in [(0, ballots::draw(&town.moment())), (1, String::new())] {
        let again = cast(town, first, id, motion, Choice::Against, &ballot);
        assert_eq!(code(again), "gathering-voted-before");
    }
    let desk = town.desk.clone();
    let on_screen = town.read(move |db| Ok(shown::of(db, &desk, id)?.code(now)));
    let typed = on_screen.to_lowercase();
    let work = move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| {
        signin::by_code(tx, desk, by, id, &typed, None)
    };
    assert_eq!(town.write(third, work).unwrap(), Typed::In(SignedIn::New));
    let ballot = ballots::draw(&town.moment());
    cast(town, third, id, 0, Choice::Against, &ballot).unwrap();
    cast(town, third, id, 1, Choice::Abstain, "").unwrap();
    town.clock.set(at("2026-05-13 17:00"));
    let late = cast(town, second, id, 0, Choice::For, &ballots::draw(&town.moment()));
    assert_eq!(code(late), "gathering-not-now");
    town.tick_at("2026-05-13 17:00");
}

/// A trucker was read in the morning by a device without a network. The sheet is handed in at night:
/// the quorum is there. Handed in again, nothing changes; altered, it counts for nothing.
fn night(town: &Town, id: GatheringId, enrolled: &Enrolled, trucker: &Actor, used: String) {
    let seen_at = at("2026-05-13 10:20");
    let scan = |text: String| Scan { id: town.moment().id(), at: seen_at, text };
    let shown = || Codes::shown(trucker.person, seen_at);
    let scans = vec![scan(shown()), scan(shown()), scan(used)];
    town.clock.set(at("2026-05-13 22:00"));
    let signature = device::sign(&enrolled.key, enrolled.id, id, &scans);
    let sheet = Sheet { device: enrolled.id, gathering: id, scans, signature };
    let hand_in = |sheet: &Sheet| {
        let sheet = sheet.clone();
        town.write(&town.secretary, move |tx, desk, by| device::hand_in(tx, desk, by, &sheet))
    };
    let outcomes = |sheet: &Sheet| -> Vec<&'static str> {
        hand_in(sheet).unwrap().into_iter().map(|(_, outcome)| outcome).collect()
    };
    assert_eq!(outcomes(&sheet), ["taken", "gathering-used-code", "gathering-wrong-code"]);
    assert_eq!(outcomes(&sheet), ["known", "known", "known"]);
    let mut forged = sheet.clone();
    forged.scans[0].at = at("2026-05-13 15:00");
    assert_eq!(code(hand_in(&forged)), "gathering-wrong-code");
}

#[test]
fn whoever_has_no_pass_is_signed_in_by_telephone_number_and_nobody_guesses_codes() {
    each_town(|town| {
        let rider = town.known("13800138000");
        let id = town.call(&town.clerk, "council", &two_sittings(), None).unwrap();
        town.clock.set(at("2026-05-13 09:35"));
        let by_hand = |phone: &'static str| {
            town.write(&town.clerk, move |tx, desk, by| signin::by_hand(tx, desk, by, id, phone))
        };
        assert_eq!(by_hand("138 0013 8000").unwrap(), SignedIn::New);
        assert_eq!(by_hand("13800138000").unwrap(), SignedIn::Known);
        assert_eq!(code(by_hand("13900139000")), "phone:gathering-phone-unknown");
        assert!(town.gathering(id).present.contains_key(&rider.person));
        // Twenty tries an hour, and then none, not even with the right code.
        let guess = |text: String| {
            town.write(&town.rider, move |tx, desk, by| {
                signin::by_code(tx, desk, by, id, &text, None)
            })
        };
        for _ in 0..20 {
            assert_eq!(guess("AAAA0000".into()).unwrap(), Typed::Wrong);
        }
        let (desk, now) = (town.desk.clone(), town.clock_now());
        let right = town.read(move |db| Ok(shown::of(db, &desk, id)?.code(now)));
        assert!(matches!(guess(right).unwrap(), Typed::Wait(1..=3_600)));
    });
}

#[test]
fn whoever_reads_every_table_finds_no_tie_between_a_voter_and_a_ballot() {
    each_town(|town| {
        let members = town.members(3, "2020-01-01");
        let id = town.call(&town.secretary, "branch-meeting", &two_sittings(), None).unwrap();
        motion(town, id, true);
        town.clock.set(at("2026-05-13 09:35"));
        let mut codes = Vec::new();
        for member in &members {
            by_pass(town, id, Codes::shown(member.person, town.clock_now())).unwrap();
            codes.push(ballots::draw(&town.moment()));
        }
        for (member, ballot) in members.iter().zip(&codes) {
            cast(town, member, id, 0, Choice::For, ballot).unwrap();
        }
        // Ballots stand nowhere but in the urn, which knows neither persons nor times.
        let urn: String = town.read(move |db| {
            let sql = "SELECT ballots FROM gatherings_urns";
            db.query_one(sql, storage::params![], |row| row.get(0))
        });
        for (member, ballot) in members.iter().zip(&codes) {
            assert!(urn.contains(ballot) && !urn.contains(&member.person.to_string()));
        }
        let elsewhere: Vec<String> = town.read(|db| {
            let mut all =
                db.query("SELECT payload FROM gatherings_entries", storage::params![], |row| {
                    row.get(0)
                })?;
            all.extend(db.query(
                "SELECT folded FROM gatherings_sessions",
                storage::params![],
                |row| row.get(0),
            )?);
            all.extend(db.query(
                "SELECT detail FROM storage_journal",
                storage::params![],
                |row| row.get::<String>(0),
            )?);
            Ok(all)
        });
        for ballot in &codes {
            assert!(elsewhere.iter().all(|text| !text.contains(ballot)));
        }
        assert!(elsewhere.iter().all(|text| !text.contains("\"what\":\"voted\"")));
    });
}

#[test]
fn an_urn_that_was_opened_and_changed_is_found() {
    each_town(|town| {
        let members = town.members(3, "2020-01-01");
        let id = town.call(&town.secretary, "branch-meeting", &two_sittings(), None).unwrap();
        motion(town, id, true);
        town.clock.set(at("2026-05-13 09:35"));
        for member in &members {
            by_pass(town, id, Codes::shown(member.person, town.clock_now())).unwrap();
            let ballot = ballots::draw(&town.moment());
            cast(town, member, id, 0, Choice::For, &ballot).unwrap();
        }
        town.tick_at("2026-05-13 17:00");
        town.assert_holds();
        let change = |from: &'static str, to: &'static str| {
            let stamp = storage::Stamp::system(town.moment(), "test");
            town.test
                .store
                .write_blocking(stamp, move |tx| {
                    let sql = "UPDATE gatherings_urns SET ballots = REPLACE(ballots, $1, $2)";
                    tx.execute(sql, storage::params![from, to])
                })
                .unwrap();
            town.read(move |db| gatherings::verify::difference(db, id))
        };
        assert!(change("\"for\"", "\"against\"").unwrap().contains("urn"));
        assert_eq!(change("\"against\"", "\"for\""), None);
    });
}

#[test]
fn what_the_party_holds_is_there_for_its_members_alone() {
    each_town(|town| {
        let member = town.members(1, "2020-01-01").remove(0);
        let id = town.call(&town.secretary, "branch-meeting", &two_sittings(), None).unwrap();
        let sign_up = |by: &Actor| {
            town.write(by, move |tx, desk, by| gatherings::attend::sign_up(tx, desk, by, id))
        };
        sign_up(&member).unwrap();
        for stranger in [&town.rider, &town.clerk, &town.firm_clerk] {
            assert_eq!(code(sign_up(stranger)), "not-found");
        }
        for stranger in [&town.clerk, &town.other_clerk, &town.firm_clerk, &member] {
            let seen = town.write(stranger, move |tx, desk, by| {
                gatherings::call::off(tx, desk, by, id, "没有空").map(drop)
            });
            assert_eq!(code(seen), "not-found");
        }
        // A street calls no meetings of the Party, and a firm calls none at all.
        assert_eq!(code(town.call(&town.clerk, "branch-meeting", &two_sittings(), None)), "denied");
        assert_eq!(code(town.call(&town.firm_clerk, "council", &two_sittings(), None)), "denied");
    });
}

impl Town {
    pub fn clock_now(&self) -> kernel::Timestamp {
        kernel::Clock::now(&self.clock)
    }
}
