//! Several runners and several people at the same instant: everything happens once.

use std::{
    sync::{Barrier, mpsc},
    thread,
    time::Duration,
};

use cases::{State, handle, store, tick};
use contracts::CaseId;
use kernel::Moment;
use storage::{Store, jobs};

use crate::common::{COMMUNITY, Town, at, code, each_town};

/// One runner that sees the same list of due jobs as the others.
fn run(store: &Store, desk: cases::Desk, moment: &Moment) -> usize {
    let handlers = [tick::handler(move || desk.clone())];
    loop {
        match jobs::run_due(store, moment, &handlers) {
            Ok(done) => return done,
            Err(error) => assert!(error.is_temporary(), "{error}"),
        }
    }
}

fn race(town: &Town, runners: usize) -> usize {
    let barrier = Barrier::new(runners);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..runners)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    run(&town.test.store, town.desk.clone(), &town.moment())
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    })
}

#[test]
fn eight_runners_warn_escalate_and_lapse_each_case_once() {
    each_town(|town| {
        town.clock.set(at("2026-05-13 09:00"));
        let ids: Vec<CaseId> =
            (0..10).map(|_| town.report(&town.people.rider, "charging", COMMUNITY)).collect();
        for id in ids.clone() {
            town.write(&town.people.clerk, move |tx, _, by| handle::accept(tx, by, id, None))
                .unwrap();
        }
        for (moment, kind) in [
            ("2026-05-15 17:30", "warned"),
            ("2026-05-18 17:30", "escalated"),
            ("2026-05-25 17:30", "overdue"),
        ] {
            town.clock.set(at(moment));
            assert_eq!(race(town, 8), ids.len(), "{kind}");
            assert_eq!(race(town, 2), 0, "a second run finds nothing");
            assert!(ids.iter().all(|id| town.count(*id, kind) == 1), "{kind}");
        }
        for id in ids {
            town.assert_folded(id);
        }
    });
}

#[test]
fn a_clerk_and_a_deadline_at_the_same_instant_both_end_well() {
    each_town(|town| {
        town.clock.set(at("2026-05-13 09:00"));
        let ids: Vec<CaseId> =
            (0..12).map(|_| town.report(&town.people.rider, "charging", COMMUNITY)).collect();
        town.clock.set(at("2026-05-13 14:30"));
        let barrier = Barrier::new(4);
        let accepted: usize = thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    barrier.wait();
                    run(&town.test.store, town.desk.clone(), &town.moment());
                });
            }
            let clerks: Vec<_> = (0..2)
                .map(|half| {
                    let (ids, barrier) = (&ids, &barrier);
                    scope.spawn(move || {
                        barrier.wait();
                        let accept = |id: CaseId| {
                            town.write(&town.people.clerk, move |tx, _, by| {
                                handle::accept(tx, by, id, None)
                            })
                        };
                        ids.iter().skip(half).step_by(2).filter(|id| accept(**id).is_ok()).count()
                    })
                })
                .collect();
            clerks.into_iter().map(|clerk| clerk.join().unwrap()).sum()
        });
        assert_eq!(accepted, ids.len(), "no clerk was turned away");
        for id in &ids {
            town.assert_folded(*id);
            assert!(town.count(*id, "escalated") <= 1);
            assert_eq!(town.case(*id).state, State::Accepted);
        }
    });
}

#[test]
fn of_many_who_accept_at_once_one_does() {
    each_town(|town| {
        let id = town.report(&town.people.rider, "charging", COMMUNITY);
        let outcomes: Vec<String> = thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        let accept = town.write(&town.people.clerk, move |tx, _, by| {
                            handle::accept(tx, by, id, Some(1))
                        });
                        accept.map_or_else(|error| code::<()>(Err(error)), |_| "accepted".into())
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let accepted = outcomes.iter().filter(|outcome| *outcome == "accepted").count();
        let stale = outcomes.iter().filter(|outcome| *outcome == "stale:2").count();
        assert_eq!((accepted, stale), (1, 7), "{outcomes:?}");
        assert_eq!(town.story(id), ["reported", "accepted"]);
    });
}

#[test]
fn a_deadline_that_passes_while_a_clerk_s_act_is_under_way_waits_for_it() {
    each_town(|town| {
        town.clock.set(at("2026-05-13 09:00"));
        let id = town.report(&town.people.rider, "charging", COMMUNITY);
        town.clock.set(at("2026-05-13 14:30"));
        let (begun, wait) = mpsc::channel();
        let acting = thread::scope(|scope| {
            let clerk = scope.spawn(|| {
                town.write(&town.people.clerk, move |tx, _, by| {
                    store::hold(tx, id)?;
                    begun.send(()).unwrap();
                    // Long enough for the runner to reach the case.
                    thread::sleep(Duration::from_millis(300));
                    handle::accept(tx, by, id, None)
                })
            });
            wait.recv().unwrap();
            run(&town.test.store, town.desk.clone(), &town.moment());
            clerk.join().unwrap()
        });
        assert_eq!(acting.unwrap().state, State::Accepted);
        assert_eq!(town.story(id), ["reported", "accepted"], "accepted in the last moment");
        town.assert_folded(id);
    });
}

#[test]
fn a_number_that_another_case_drew_is_not_given_twice() {
    each_town(|town| {
        let first = town.report(&town.people.rider, "charging", COMMUNITY);
        let drawn = (town.case(first), town.entries(first).remove(0));
        let other: CaseId = town.moment().id();
        for (id, fresh) in [(other, true), (first, false)] {
            let (mut case, mut entry) = drawn.clone();
            let made = town.write(&town.people.rider, move |tx, _, _| {
                store::insert(tx, id, &mut entry, &mut case)
            });
            assert_eq!(made.unwrap(), fresh, "a case that stands is left as it is");
            town.assert_folded(id);
        }
        assert_ne!(town.case(other).number, drawn.0.number, "it draws again, and nobody notices");
        assert_eq!(town.case(first).number, drawn.0.number);
    });
}
