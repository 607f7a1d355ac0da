//! The branch bundles what its members bring (支部集需): one trouble, worked on once.

use access::Actor;
use cases::{act::ActError, case::Case, chain::climb, handle, merge};
use contracts::CaseId;

use crate::common::{COMMUNITY, Town, code, each_town};

fn pass(town: &Town, by: &Actor, id: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, desk, by| climb::pass(tx, desk, by, id, None, "几位都在说这件事"))
}

/// Two workers' reports, brought to the branch by their member and bundled there.
fn bundled(town: &Town) -> [CaseId; 2] {
    let people = &town.people;
    let workers = [&people.rider, &people.other_rider];
    let [leader, follower] = workers.map(|worker| {
        town.tie(worker);
        town.through(worker, "parking", COMMUNITY)
    });
    let early = merged(town, &people.branch, follower, leader);
    assert_eq!(code(early), "case-not-accepted", "it is still in the member's hands");
    for id in [leader, follower] {
        pass(town, &people.member, id).unwrap();
    }
    merged(town, &people.branch, follower, leader).unwrap();
    [leader, follower]
}

fn merged(town: &Town, by: &Actor, id: CaseId, into: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| merge::act::merge(tx, by, id, None, into))
}

#[test]
fn what_is_bundled_goes_up_together_and_everybody_sees_it() {
    each_town(|town| {
        let (branch, street) = (&town.people.branch, town.offices.street);
        let [leader, follower] = bundled(town);
        assert_eq!(code(pass(town, branch, follower)), "case-merged");
        pass(town, branch, leader).unwrap();
        for id in [leader, follower] {
            assert_eq!(town.case(id).owner, street);
            town.assert_folded(id);
        }
        town.write(&town.people.clerk, move |tx, _, by| handle::accept(tx, by, leader, None))
            .unwrap();
    });
}

#[test]
fn who_goes_to_the_street_leaves_the_bundle_and_the_others_in_peace() {
    each_town(|town| {
        let [leader, follower] = bundled(town);
        let gone = town.write(&town.people.other_rider, move |tx, desk, by| {
            climb::bypass(tx, desk, by, follower)
        });
        assert_eq!(gone.unwrap().owner, town.offices.street);
        assert_eq!(town.case(leader).owner, town.offices.branch);
        assert!(town.case(leader).members().is_empty());
        for id in [leader, follower] {
            town.assert_folded(id);
        }
    });
}
