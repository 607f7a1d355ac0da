//! A claim is several voices; none of them makes a member.

use access::Actor;
use branches::{
    MemberId,
    claim::{
        Claim, State, Word, allowed,
        decide::{self, Finding},
        say::{self, About},
        store,
    },
    member::{Link, Stage, store as members},
    people,
    station::{self, Scan},
    task::{self, Kind},
};
use contracts::{PersonId, UnitId};

use crate::town::{STREET, Town, area, code, each_town, phone};

fn about() -> About {
    About { area: area(STREET), home: None, details: String::new(), provisional: None }
}

fn claim_of(town: &Town, person: PersonId) -> Option<Claim> {
    let desk = town.desk.clone();
    town.read(move |db| match people::find(db, &desk, person)? {
        Some(id) => store::find(db, id),
        None => Ok(None),
    })
}

fn answer(town: &Town, by: &Actor, yes: Option<bool>) -> Option<State> {
    town.write(by, move |tx, desk, by| say::own(tx, desk, by, yes, &about())).unwrap()
}

fn tasks(town: &Town, kind: Kind, owner: UnitId) -> usize {
    town.read(move |db| task::of_owners(db, kind, &[owner])).len()
}

fn verify(town: &Town, by: &Actor, id: MemberId, branch: UnitId) -> Result<(), branches::Fault> {
    let from = town.today();
    town.write(by, move |tx, desk, by| {
        let finding = Finding::Member {
            stage: Stage::Full,
            link: Link::Floating,
            branch,
            from,
            evidence: "核对党员信息库".into(),
        };
        decide::decide(tx, desk, by, id, &finding).map(drop)
    })
}

#[test]
fn the_question_can_be_skipped_and_a_yes_makes_one_claim_and_one_task() {
    each_town(|town| {
        let (silent, no, yes) = (town.person(1), town.person(2), town.person(3));
        assert_eq!(answer(town, &town.worker(silent), None), None);
        assert_eq!(answer(town, &town.worker(no), Some(false)), None);
        assert_eq!(town.dump("SELECT id FROM branches_people", 1).len(), 0, "nothing is written");
        for _ in 0..2 {
            assert_eq!(answer(town, &town.worker(yes), Some(true)), Some(State::Claimed));
        }
        let claim = claim_of(town, yes).unwrap();
        assert_eq!(tasks(town, Kind::Verify, claim.unit), 1);
        let id = claim.person;
        assert_eq!(town.read(move |db| store::words(db, id)).len(), 1, "said once");
        assert!(town.read(members::all).is_empty(), "a claim is no member");
    });
}

#[test]
fn voices_disagree_and_a_clerk_of_the_party_decides() {
    each_town(|town| {
        let person = town.person(5);
        let report = |by: &Actor, consent| {
            town.write(by, move |tx, desk, by| {
                say::report(tx, desk, by, &phone(5), consent, &about())
            })
        };
        assert_eq!(code(report(&town.firm_clerk, false)), "consent:branches-consent");
        report(&town.firm_clerk, true).unwrap();
        report(&town.street_clerk, true).unwrap();
        assert_eq!(code(report(&town.worker(person), true)), "denied");
        assert_eq!(claim_of(town, person).unwrap().state, State::Claimed);
        town.system(move |tx, desk| say::compared(tx, desk, person, false, &about())).unwrap();
        let claim = claim_of(town, person).unwrap();
        assert_eq!(claim.state, State::Disputed);
        let id = claim.person;
        assert_eq!(town.read(move |db| store::words(db, id)).len(), 3);
        for nobody in [&town.firm_clerk, &town.street_clerk, &town.secretary] {
            assert_eq!(code(verify(town, nobody, id, town.second)), "not-found");
        }
        let by = if town.desk.target(claim.unit).units.contains(&town.clerk.memberships[0].unit) {
            &town.clerk
        } else {
            &town.foreign_clerk
        };
        verify(town, by, id, town.second).unwrap();
        assert_eq!(claim_of(town, person).unwrap().state, State::Verified);
        assert_eq!(tasks(town, Kind::Verify, claim.unit), 0);
        let member = town.read(move |db| members::find(db, id)).unwrap();
        assert_eq!(member.standing.floating.unwrap().branch, town.second);
        assert!(member.standing.home_elsewhere);
        assert_eq!(code(verify(town, by, id, town.second)), "branches-decided");
        // A register says no afterwards: somebody looks again, the member stays meanwhile.
        answer(town, &town.worker(person), Some(false));
        assert_eq!(claim_of(town, person).unwrap().state, State::Disputed);
        assert_eq!(tasks(town, Kind::Verify, claim.unit), 1);
        crate::members::rows_are_folds(town);
    });
}

#[test]
fn a_consent_taken_back_takes_what_was_handed_in_along() {
    each_town(|town| {
        let (person, desk) = (town.person(5), town.desk.clone());
        let me = town.worker(person);
        let allowed = || {
            let desk = desk.clone();
            town.test.store.read_blocking(move |db| allowed(db, &desk, person)).unwrap()
        };
        let report = |by: &Actor| {
            town.write(by, move |tx, desk, by| {
                say::report(tx, desk, by, &phone(5), true, &about())
            })
            .unwrap();
        };
        let withdraw = || town.write(&me, say::withdraw).unwrap();
        withdraw();
        assert_eq!(allowed(), [], "nothing was allowed");
        report(&town.firm_clerk);
        report(&town.street_clerk);
        let units: Vec<UnitId> = allowed().iter().map(|one| one.unit).collect();
        let firm = town.firm_clerk.memberships[0].unit;
        assert_eq!(units, [firm, town.street_clerk.memberships[0].unit]);
        let claim = claim_of(town, person).unwrap();
        for _ in 0..2 {
            withdraw();
            assert_eq!((allowed(), claim_of(town, person)), (Vec::new(), None), "nothing is left");
        }
        let id = claim.person;
        assert_eq!(town.read(move |db| store::words(db, id)), []);
        assert_eq!(tasks(town, Kind::Verify, claim.unit), 0);
        // What the worker says stays the worker's; a later yes is a new one.
        assert_eq!(answer(town, &me, Some(true)), Some(State::Claimed));
        report(&town.firm_clerk);
        withdraw();
        report(&town.firm_clerk);
        withdraw();
        assert_eq!(allowed(), []);
        assert_eq!(claim_of(town, person).unwrap().state, State::Claimed);
        let words = town.read(move |db| store::words(db, id));
        assert_eq!(words.iter().filter(|told| told.word == Word::Withdrawn).count(), 2);
    });
}

#[test]
fn a_scan_rejoins_once_and_the_home_branch_is_told() {
    each_town(|town| {
        let (branch, home) = (town.second, town.branch);
        let station = town
            .write(&town.clerk, move |tx, desk, by| {
                station::open(tx, desk, by, branch, "归兖服务站", area(STREET))
            })
            .unwrap();
        let scan = |number, name: &str| {
            let scan = Scan {
                name: name.into(),
                phone: phone(number),
                home_name: "智能事业部党支部".into(),
                home: Some(home),
            };
            let token = station.token.clone();
            town.system(move |tx, desk| station::scan(tx, desk, &token, &scan))
        };
        assert_eq!(code(scan(7, "")), "name:text-too-short");
        for _ in 0..2 {
            assert!(scan(7, "李师傅").unwrap());
        }
        assert_eq!(town.dump("SELECT person FROM branches_claims", 1).len(), 1, "no second record");
        assert_eq!(tasks(town, Kind::Verify, branch), 1);
        assert_eq!(tasks(town, Kind::Told, home), 1, "the home branch is told");
        assert_eq!(town.read(move |db| store::provisional_in(db, branch)), 1);
        let claim =
            town.read(move |db| store::of_units(db, &[branch], State::Claimed, 9)).remove(0);
        let told = claim.clone();
        let details = town
            .write(&town.clerk, move |tx, desk, by| decide::details(tx, desk, by, &told))
            .unwrap();
        let looks = town.dump("SELECT field, role FROM access_looks", 2);
        assert_eq!(looks.len(), 1, "the claimant sees who looked");
        assert_eq!(details, "李师傅 · 智能事业部党支部");
        verify(town, &town.clerk, claim.person, branch).unwrap();
        let id = claim.person;
        let member = town.read(move |db| members::find(db, id)).unwrap();
        assert_eq!(member.standing.home.unwrap().branch, home, "home and floating both");
        assert_eq!(member.standing.floating.unwrap().branch, branch);
    });
}
