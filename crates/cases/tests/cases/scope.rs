//! Out of scope with the right door and one appeal; given back once; stale pages.

use cases::{State, handle, holder::Holder, scope, verdict};
use contracts::{CaseId, UnitId};

use crate::common::{COMMUNITY, Town, code, each_town};

fn refuse(town: &Town, id: CaseId) -> Result<cases::case::Case, cases::act::ActError> {
    town.write(&town.people.clerk, move |tx, desk, by| {
        scope::refuse(tx, desk, by, id, None, "fire", "火警请直接拨打119")
    })
}

fn appeal(town: &Town, id: CaseId) -> Result<cases::case::Case, cases::act::ActError> {
    town.write(&town.people.rider, move |tx, desk, by| {
        scope::appeal(tx, desk, by, id, "这就是停车的事")
    })
}

fn assign(
    town: &Town,
    by: &access::Actor,
    id: CaseId,
    to: UnitId,
) -> Result<cases::case::Case, cases::act::ActError> {
    town.write(by, move |tx, desk, by| handle::assign(tx, desk, by, id, None, to, "请办理"))
}

#[test]
fn a_case_out_of_scope_names_the_door_and_may_be_appealed_once() {
    each_town(|town| {
        let id = town.report(&town.people.rider, "charging", COMMUNITY);
        let case = refuse(town, id).unwrap();
        assert_eq!((case.state, case.door.as_deref()), (State::OutOfScope, Some("fire")));
        assert_eq!(case.next_tick(), None);
        let case = appeal(town, id).unwrap();
        assert_eq!(case.holder(), Holder::Unit(town.offices.county_hotline), "the level above");
        let upheld = town.write(&town.people.county, move |tx, desk, by| {
            scope::decide(tx, desk, by, id, None, false, "确实不属于受理范围")
        });
        assert_eq!(upheld.unwrap().state, State::OutOfScope);
        assert_eq!(code(appeal(town, id)), "case-appealed-before");
        town.assert_folded(id);
    });
}

#[test]
fn an_overturned_refusal_is_work_again_and_cannot_be_refused_twice() {
    each_town(|town| {
        let id = town.report(&town.people.rider, "charging", COMMUNITY);
        refuse(town, id).unwrap();
        appeal(town, id).unwrap();
        let case = town
            .write(&town.people.county, move |tx, desk, by| {
                scope::decide(tx, desk, by, id, None, true, "属于受理范围，请办理")
            })
            .unwrap();
        assert_eq!((case.state, case.door), (State::InHand, None));
        assert!(case.due.is_some());
        let again = town.write(&town.people.county, move |tx, desk, by| {
            scope::refuse(tx, desk, by, id, None, "fire", "还是不属于受理范围")
        });
        assert_eq!(code(again), "case-appealed-before");
        town.assert_folded(id);
    });
}

#[test]
fn only_what_is_out_of_scope_can_be_appealed_and_only_in_time() {
    each_town(|town| {
        let id = town.report(&town.people.rider, "charging", COMMUNITY);
        assert_eq!(code(appeal(town, id)), "case-not-out-of-scope");
        refuse(town, id).unwrap();
        assert_eq!(code(refuse(town, id)), "case-closed");
        let closed_at = town.now();
        town.clock.set(closed_at.plus_days(30).plus_seconds(1));
        assert_eq!(code(appeal(town, id)), "case-too-late");
        town.clock.set(closed_at.plus_days(30));
        assert_eq!(appeal(town, id).unwrap().state, State::ScopeAppealed);
    });
}

#[test]
fn a_door_must_exist_and_a_reason_must_be_given() {
    each_town(|town| {
        let id = town.report(&town.people.rider, "charging", COMMUNITY);
        for (door, text, refusal) in [
            ("nowhere", "请找别处办理", "door:door-unknown"),
            ("fire", "不", "text:text-too-short"),
        ] {
            let outcome = town.write(&town.people.clerk, move |tx, desk, by| {
                scope::refuse(tx, desk, by, id, None, door, text)
            });
            assert_eq!(code(outcome), refusal);
        }
        assert_eq!(town.story(id), ["reported"]);
    });
}

#[test]
fn a_case_is_given_back_once_and_then_stays() {
    each_town(|town| {
        let (people, offices) = (&town.people, &town.offices);
        let id = town.report(&people.rider, "charging", COMMUNITY);
        town.write(&people.clerk, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
        assign(town, &people.clerk, id, offices.urban).unwrap();
        let case = assign(town, &people.urban, id, offices.street).unwrap();
        assert_eq!((case.state, case.hand_backs, case.owner), (State::Accepted, 1, offices.street));
        assign(town, &people.clerk, id, offices.traffic).unwrap();
        let again = assign(town, &people.traffic, id, offices.street);
        assert_eq!(code(again), "case-handed-back-before");
        let onward = assign(town, &people.traffic, id, offices.city_hotline).unwrap();
        assert_eq!(onward.owner, offices.city_hotline, "to somebody new it may go");
        assert_eq!(code(assign(town, &people.hotline, id, offices.city_hotline)), "case-same-unit");
        let nowhere: UnitId = town.moment().id();
        assert_eq!(code(assign(town, &people.hotline, id, nowhere)), "unit:unit-unknown");
        town.assert_folded(id);
    });
}

#[test]
fn a_page_that_is_out_of_date_changes_nothing() {
    each_town(|town| {
        let id = town.report(&town.people.rider, "charging", COMMUNITY);
        let accept = |seen| {
            town.write(&town.people.clerk, move |tx, _, by| handle::accept(tx, by, id, Some(seen)))
        };
        town.write(&town.people.clerk, move |tx, _, by| {
            handle::note(tx, by, id, "已电话联系", false)
        })
        .unwrap();
        assert_eq!(code(accept(1)), "stale:2");
        assert_eq!(code(accept(3)), "stale:2");
        assert_eq!(accept(2).unwrap().state, State::Accepted);
        assert_eq!(code(accept(3)), "case-already-accepted");
    });
}

#[test]
fn a_withdrawn_case_is_closed_for_everybody() {
    each_town(|town| {
        let id = town.report(&town.people.rider, "charging", COMMUNITY);
        town.heard();
        let case = town
            .write(&town.people.rider, move |tx, _, by| verdict::withdraw(tx, by, id, ""))
            .unwrap();
        assert_eq!((case.state, case.holder()), (State::Withdrawn, Holder::Nobody));
        assert_eq!(Town::notices_to(&town.heard(), town.offices.street), ["withdrawn"]);
        let accept =
            town.write(&town.people.clerk, move |tx, _, by| handle::accept(tx, by, id, None));
        assert_eq!(code(accept), "case-closed");
        let again =
            town.write(&town.people.rider, move |tx, _, by| verdict::withdraw(tx, by, id, ""));
        assert_eq!(code(again), "case-closed");
        let reopen = town.write(&town.people.rider, move |tx, desk, by| {
            verdict::reopen(tx, desk, by, id, access::Action::CaseFollow, "又出现了")
        });
        assert_eq!(code(reopen), "case-not-closed");
        town.clock.set(town.now().plus_days(400));
        assert_eq!(town.tick(), 0, "no deadline runs any more");
    });
}
