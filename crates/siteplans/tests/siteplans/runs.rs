//! Questions and answers, on both stores.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use siteplans::{
    Desk, Fault, MIGRATIONS, StudyId,
    ask::{Asked, Goal},
    input::Origin,
    run::{self, Run, State},
    solve::{Reason, solve},
    store, study, task, work,
};
use storage::testing::{TestStore, each_store};

use crate::town::{Opened, STREET_OFFICE, Warm, desk, new_study, now, planner, stamp, worker};

/// Studies of one store have ids of their own.
static SEED: AtomicU64 = AtomicU64::new(1);

/// A study with one finished run.
fn finished(store: &TestStore, desk: &Desk, asked: &Asked) -> (StudyId, Run) {
    let (consulted, asked) = (desk.clone(), asked.clone());
    let (_, permit) = planner();
    let seed = SEED.fetch_add(1, Ordering::Relaxed);
    let (id, number) = store
        .store
        .write_blocking(stamp(seed), move |tx| {
            let study = study::begin(tx, &consulted, &permit, new_study())?;
            let number = run::begin(tx, &consulted, &permit, &study, &asked)?;
            Ok::<_, Fault>((study.id, number))
        })
        .unwrap();
    work::calculate(&worker(store, desk), (id, number)).unwrap();
    (id, found(store, id, number))
}

fn found(store: &TestStore, id: StudyId, number: i64) -> Run {
    store.store.read_blocking(move |db| store::find_run(db, id, number)).unwrap().unwrap()
}

fn names(run: &Run) -> Vec<String> {
    task::new_sites(run).unwrap().into_iter().map(|spot| spot.about.id).collect()
}

fn ask(goal: Goal) -> Asked {
    Asked { goal, radius_metres: 300, ..Asked::default() }
}

#[test]
fn a_plan_is_proved_and_says_who_is_served_where() {
    each_store(MIGRATIONS, |store| {
        let desk = desk(&Arc::new(Warm::default()), &Arc::new(Opened::default()));
        let (_, run) = finished(store, &desk, &ask(Goal::Count(2)));
        assert_eq!((run.state, run.ended_by.as_str()), (State::Done, "itself"));
        let answer = run.answer.clone().unwrap();
        // 320 worker-hours: two workers at 3 are below k. The station serves 60; the bank brings
        // 100, the petrol station 80 at noon and none at 23.
        assert!(answer.proved && answer.gap() == 0.0);
        assert_eq!((answer.all.total, answer.all.served), (320.0, 240.0));
        assert_eq!(names(&run), ["加油站", "B1"]);
        let input = run.input().unwrap();
        assert_eq!(input.spots.iter().filter(|spot| spot.origin == Origin::Stands).count(), 1);
        let why = |id: &str| {
            let of_it = |at: &usize| input.spots[*at].about.id == id;
            answer.refused.iter().find(|(at, _)| of_it(at)).map(|(_, why)| *why)
        };
        assert_eq!(why("服务中心"), Some(Reason::Weaker { gain: 50.0, least: 60.0 }));
        assert_eq!(why("X9"), Some(Reason::NobodyNear));
        let by_hour: Vec<(i64, f64)> = answer
            .by_hour
            .iter()
            .filter(|(_, share)| share.total > 0.0)
            .map(|(hour, share)| (*hour, share.served))
            .collect();
        assert_eq!(by_hour, [(12, 240.0), (23, 0.0)]);
        let curve: Vec<f64> = answer.curve.iter().map(|step| step.served).collect();
        assert_eq!(curve, [160.0, 240.0, 290.0], "what stands is where the curve begins");
        let of_street: f64 = answer.by_street.iter().map(|(_, share)| share.served).sum();
        assert_eq!((answer.by_street.len(), of_street), (2, 240.0));
        let of_cells: f64 = answer.cells.iter().map(|(_, share)| share.served).sum();
        assert_eq!((answer.cells.len(), of_cells), (4, 240.0));
    });
}

#[test]
fn goals_hours_floors_and_parking_change_the_plan() {
    each_store(MIGRATIONS, |store| {
        let desk = desk(&Arc::new(Warm::default()), &Arc::new(Opened::default()));
        let plan = |asked: Asked| names(&finished(store, &desk, &asked).1);
        assert_eq!(plan(ask(Goal::Budget(2.0))), ["服务中心", "B1"]);
        assert_eq!(plan(Asked { parking: true, ..ask(Goal::Count(2)) }), ["加油站"]);
        let floor = Asked { floor_percent: 50, ..ask(Goal::Count(2)) };
        assert_eq!(plan(floor), ["服务中心", "B1"], "no street is left behind");
        assert_eq!(plan(ask(Goal::Percent(60))), ["加油站", "B1"]);
        let couriers = Asked { occupations: vec!["courier".into()], ..ask(Goal::Count(1)) };
        let (_, run) = finished(store, &desk, &couriers);
        assert!((run.answer.unwrap().all.total - 30.0).abs() < 1e-9);
        let (_, none) = finished(store, &desk, &ask(Goal::Percent(100)));
        assert_eq!((none.state, none.ended_by.as_str()), (State::Failed, "siteplans-failed-reach"));
        let shut = Asked { floor_percent: 100, ..ask(Goal::Count(1)) };
        let (_, none) = finished(store, &desk, &shut);
        assert_eq!(none.ended_by, "siteplans-failed-floors");
    });
}

#[test]
fn a_run_comes_out_the_same_again_also_where_it_was_broken_off() {
    each_store(MIGRATIONS, |store| {
        let warm = Arc::new(Warm::default());
        let desk = desk(&warm, &Arc::new(Opened::default()));
        let (id, run) = finished(store, &desk, &ask(Goal::Count(1)));
        let worker = worker(store, &desk);
        assert!(work::repeat(&worker, (id, 1)).unwrap());
        assert_eq!(found(store, id, 1).repeated, Some((now(), true)));
        *warm.changed.lock().unwrap() = true;
        assert!(!work::repeat(&worker, (id, 1)).unwrap(), "other heat is told");
        assert_eq!(found(store, id, 1).repeated, Some((now(), false)));
        assert_eq!(found(store, id, 1).answer, run.answer, "the answer stays as it is");
    });
}

#[test]
fn a_search_that_is_stopped_gives_the_same_plan_at_the_same_step() {
    each_store(MIGRATIONS, |store| {
        let desk = desk(&Arc::new(Warm::default()), &Arc::new(Opened::default()));
        let (_, run) = finished(store, &desk, &ask(Goal::Count(1)));
        let input = run.input().unwrap();
        let consulted = (input.clone(), desk);
        let heat = store.store.read_blocking(move |db| consulted.0.heat(db, &consulted.1)).unwrap();
        let cut = || solve(&input, &heat, &mut |_, _| ControlFlow::Break(())).unwrap();
        let ((one, at), (other, _)) = (cut(), cut());
        assert_eq!(one, other);
        assert_eq!(at.plan, Some(1), "the step is told");
        assert!(one.at_most >= one.all.served);
    });
}

#[test]
fn what_cannot_be_asked_is_named_and_one_run_goes_on_at_a_time() {
    each_store(MIGRATIONS, |store| {
        let desk = desk(&Arc::new(Warm::default()), &Arc::new(Opened::default()));
        let begin = |change: fn(&mut study::NewStudy)| {
            let (_, permit) = planner();
            let consulted = desk.clone();
            let mut new = new_study();
            change(&mut new);
            let work = move |tx: &mut storage::Tx<'_>| {
                let study = study::begin(tx, &consulted, &permit, new)?;
                run::begin(tx, &consulted, &permit, &study, &ask(Goal::Count(1)))?;
                run::begin(tx, &consulted, &permit, &study, &ask(Goal::Count(1)))
            };
            store.store.write_blocking(stamp(2), work).unwrap_err().to_string()
        };
        assert!(begin(|new| new.title.clear()).starts_with("title"));
        assert!(begin(|new| new.area = "3202".parse().unwrap()).starts_with("area"));
        assert!(begin(|new| new.releases = vec!["z".into()]).contains("releases-none"));
        assert!(
            begin(|new| new.releases = vec!["a".into(), "b".into()]).contains("releases-hours")
        );
        assert!(begin(|new| new.candidates.clear()).contains("candidates-none"));
        assert!(begin(|new| new.standing = vec!["pool".into()]).contains("pool"));
        assert!(begin(|new| new.offered = vec!["station".into()]).contains("kind-both"));
        assert_eq!(begin(|_| {}), "siteplans-busy");
    });
}

#[test]
fn sites_become_tasks_once_of_the_office_of_their_street() {
    each_store(MIGRATIONS, |store| {
        let opened = Arc::new(Opened::default());
        let desk = desk(&Arc::new(Warm::default()), &opened);
        let (id, _) = finished(store, &desk, &ask(Goal::Count(2)));
        let make = |day: &str| {
            let (consulted, day) = (desk.clone(), day.parse().unwrap());
            let (_, permit) = planner();
            store.store.write_blocking(stamp(3), move |tx| {
                let study = store::find(tx, id)?.unwrap();
                let run = store::find_run(tx, id, 1)?.unwrap();
                let words = |spot: &siteplans::input::Spot| (spot.about.name.clone(), "设".into());
                task::make(tx, &consulted, &permit, (&study, &run), day, words)
            })
        };
        assert!(make("2026-11-01").unwrap_err().to_string().contains("due-past"));
        assert_eq!(make("2026-12-01").unwrap(), 2);
        assert_eq!(make("2026-12-01").unwrap(), 0, "each once");
        let made = opened.0.lock().unwrap();
        assert_eq!(made.len(), 2);
        assert!(made.iter().all(|task| task.owner == STREET_OFFICE));
    });
}
