//! Out of a merge, and who may do what in one.

use access::Action;
use cases::{State, case::Case, handle, merge::Standing, verdict};

use super::{accept, answer, confirm, merge, merged, reported, riders, unmerge};
use crate::common::{code, each_town};

/// Everything but the history's length, the holdings and the times of the latest writing.
fn by_itself(case: &Case) -> (Standing, String, Option<contracts::PersonId>, String, usize) {
    let case = case.clone();
    (Standing::of(&case), case.number, case.reporter, case.text, case.photos.len())
}

#[test]
fn apart_again_each_is_what_it_was() {
    each_town(|town| {
        let riders = riders::<2>(town);
        let ids = reported(town, &riders);
        accept(town, ids[1]);
        let (leader, before) = (town.case(ids[0]), by_itself(&town.case(ids[1])));
        merged(town, ids);
        assert_ne!(by_itself(&town.case(ids[1])), before, "it follows one that nobody accepted");
        town.clock.set(town.now().plus_hours(2));
        unmerge(town, &town.people.county, ids[1], Action::CaseAssign).unwrap();
        assert_eq!(by_itself(&town.case(ids[1])), before);
        assert_eq!(by_itself(&town.case(ids[0])), by_itself(&leader));
        for id in ids {
            assert_eq!(town.case(id).merge, None);
            town.assert_folded(id);
        }
    });
}

#[test]
fn the_time_in_between_counts_as_waited() {
    each_town(|town| {
        let riders = riders::<2>(town);
        let ids = reported(town, &riders);
        merged(town, ids);
        accept(town, ids[0]);
        answer(town, ids[0]);
        town.clock.set(town.now().plus_days(10));
        while town.tick() > 0 {}
        assert_eq!(town.count(ids[1], "escalated"), 0);
        unmerge(town, &riders[1], ids[1], Action::CaseFollow).unwrap();
        assert_eq!(town.case(ids[1]).state, State::Reported);
        assert!(town.tick() > 0, "its own deadline has long passed");
        assert_eq!(town.count(ids[1], "escalated"), 1);
        town.assert_folded(ids[1]);
    });
}

#[test]
fn a_follower_that_is_withdrawn_leaves_and_the_leaders_reporter_steps_back() {
    each_town(|town| {
        let riders = riders::<3>(town);
        let ids = reported(town, &riders);
        merged(town, ids);
        let withdraw = |at: usize| {
            let id = ids[at];
            town.write(&riders[at], move |tx, _, by| verdict::withdraw(tx, by, id, "")).unwrap()
        };
        assert_eq!(withdraw(1).state, State::Withdrawn);
        assert_eq!(withdraw(0).state, State::Reported, "the third rider still waits for it");
        let left = town.case(ids[0]).reporters(ids[0]);
        assert_eq!(left.iter().map(|one| one.id).collect::<Vec<_>>(), [ids[2]]);
        accept(town, ids[0]);
        answer(town, ids[0]);
        assert_eq!(confirm(town, &riders[2], ids[2]).unwrap().state, State::Confirmed);
        for id in ids {
            town.assert_folded(id);
        }
    });
}

#[test]
fn what_cannot_be_merged_says_why() {
    each_town(|town| {
        let riders = riders::<4>(town);
        let ids = reported(town, &riders);
        let county = &town.people.county;
        assert_eq!(code(merge(town, county, ids[0], ids[0])), "into:merge-itself");
        assert_eq!(code(unmerge(town, county, ids[0], Action::CaseAssign)), "case-not-merged");
        merge(town, county, ids[1], ids[0]).unwrap();
        assert_eq!(code(merge(town, county, ids[1], ids[2])), "case-merged");
        assert_eq!(code(merge(town, county, ids[2], ids[1])), "case-merged");
        assert_eq!(code(merge(town, county, ids[0], ids[2])), "case-has-members");
        let id = ids[1];
        let accepted = town.write(county, move |tx, _, by| handle::accept(tx, by, id, None));
        assert_eq!(code(accepted), "case-merged");

        accept(town, ids[0]);
        answer(town, ids[0]);
        confirm(town, &riders[1], ids[1]).unwrap();
        assert_eq!(code(unmerge(town, county, ids[1], Action::CaseAssign)), "case-closed");
        assert_eq!(code(merge(town, county, ids[2], ids[0])), "case-closed");
    });
}

#[test]
fn both_sides_must_be_within_reach() {
    each_town(|town| {
        let riders = riders::<2>(town);
        let ids = reported(town, &riders);
        assert_eq!(
            code(merge(town, &town.people.other_clerk, ids[1], ids[0])),
            "into:merge-unknown"
        );
        assert_eq!(code(merge(town, &riders[1], ids[1], ids[0])), "into:merge-unknown");
        merge(town, &town.people.clerk, ids[1], ids[0]).unwrap();
        assert_eq!(code(unmerge(town, &riders[0], ids[1], Action::CaseFollow)), "not-found");
        assert_eq!(code(confirm(town, &riders[0], ids[1])), "not-found");
    });
}
