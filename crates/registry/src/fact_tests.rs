use proptest::prelude::*;

use super::*;

/// What one feed says of one record; `None` where it does not name it.
type Said = Option<(BTreeSet<i64>, i64, u8)>;

fn statement(said: &Said) -> Statement {
    let Some((jobs, residence, personal)) = said else {
        return Statement { whole: true, ..Statement::default() };
    };
    Statement {
        jobs: jobs.clone(),
        places: Places { residence: Some(*residence), ..Places::default() },
        said: Some([*personal; 16]),
        whole: true,
        ..Statement::default()
    }
}

/// Takes feeds in, in the order given, each a day later known than the one before.
fn taken(feeds: &[Said], order: &[usize]) -> Vec<Fact> {
    let (mut facts, mut rosters): (Vec<Fact>, Vec<i64>) = Default::default();
    for (known, feed) in (1..).zip(order) {
        let day = i64::try_from(*feed).unwrap() * 10;
        for (part, new) in (0..).zip(news(&facts, &rosters, day, &statement(&feeds[*feed]))) {
            let News { day, job, places, said } = new;
            facts.push(Fact { day, known, part, batch: known, job, places, said });
        }
        sort(&mut facts);
        rosters.push(day);
        rosters.sort_unstable();
    }
    facts
}

fn shown(facts: &[Fact], day: i64) -> (BTreeSet<i64>, Option<i64>, Option<Mark>) {
    let state = state(facts, day, i64::MAX);
    let jobs = state.jobs.keys().copied().collect();
    (jobs, state.places[1].map(|held| held.what), state.said.map(|held| held.what))
}

fn feeds() -> impl Strategy<Value = (Vec<Said>, Vec<usize>)> {
    let jobs = prop::collection::btree_set(1_i64..4, 1..3);
    let said = prop::option::of((jobs, 0_i64..3, 0_u8..3));
    prop::collection::vec(said, 1..8).prop_flat_map(|feeds| {
        let order: Vec<usize> = (0..feeds.len()).collect();
        (Just(feeds), Just(order).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn rosters_in_any_order_tell_the_same_of_every_day((feeds, order) in feeds()) {
        let in_order: Vec<usize> = (0..feeds.len()).collect();
        let (one, other) = (taken(&feeds, &in_order), taken(&feeds, &order));
        for day in -5..80 {
            prop_assert_eq!(shown(&one, day), shown(&other, day), "day {} order {:?}", day, &order);
        }
        for (feed, said) in feeds.iter().enumerate() {
            let jobs = said.as_ref().map(|(jobs, ..)| jobs.clone()).unwrap_or_default();
            let day = i64::try_from(feed).unwrap() * 10;
            prop_assert_eq!(shown(&other, day).0, jobs, "the roster of its own day");
        }
    }

    #[test]
    fn what_was_known_before_a_late_feed_can_still_be_asked((feeds, order) in feeds()) {
        let all = taken(&feeds, &order);
        for known in 0..order.len() {
            let then = taken(&feeds, &order[..known]);
            let known = i64::try_from(known).unwrap();
            for day in -5..80 {
                prop_assert_eq!(&state(&then, day, i64::MAX), &state(&all, day, known));
            }
        }
    }
}

#[test]
fn a_job_said_again_is_held_since_the_first_time_and_ends_only_once() {
    let said = Some((BTreeSet::from([1]), 2, 1));
    let facts = taken(&[said.clone(), said, None, None], &[0, 1, 2, 3]);
    assert_eq!(facts.len(), 2, "a repetition writes nothing");
    assert_eq!(state(&facts, 15, i64::MAX).jobs[&1].day, 0);
    let after = state(&facts, 30, i64::MAX);
    assert!(after.jobs.is_empty());
    assert_eq!(after.places[1].map(|held| held.what), Some(2), "the person stays");
}
