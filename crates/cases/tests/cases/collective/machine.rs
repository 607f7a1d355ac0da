//! Random sequences of every act by every role, with time passing: whatever happens, the row is the
//! fold of the entries and the urn is what was counted.

use cases::collective::{Entry, Side, Stage, What, people};
use proptest::prelude::*;
use storage::jobs;

use super::*;
use crate::common::each_town;

/// One thing that somebody tries.
#[derive(Debug, Clone)]
enum Act {
    Answer(usize),
    Extend,
    Measure,
    Decide(usize),
    Reopen,
    Withdraw,
    Join(usize),
    Leave(usize),
    Say(usize),
    Vote(usize, usize),
    /// So many hours pass.
    Wait(i64),
}

fn act() -> impl Strategy<Value = Act> {
    let driver = || 0..8_usize;
    prop_oneof![
        3 => (0..3_usize).prop_map(Act::Answer),
        1 => Just(Act::Extend),
        3 => Just(Act::Measure),
        3 => (0..3_usize).prop_map(Act::Decide),
        1 => Just(Act::Reopen),
        1 => prop::bool::weighted(0.1).prop_map(|yes| if yes { Act::Withdraw } else { Act::Reopen }),
        1 => driver().prop_map(Act::Join),
        1 => driver().prop_map(Act::Leave),
        1 => driver().prop_map(Act::Say),
        9 => (driver(), 0..3_usize).prop_map(|(who, what)| Act::Vote(who, what)),
        6 => (6..200_i64).prop_map(Act::Wait),
    ]
}

fn attempt(
    town: &Town,
    id: CollectiveId,
    drivers: &[Actor],
    act: &Act,
    by: Option<&Actor>,
) -> Result<(), ActError> {
    let firm = by.unwrap_or(&town.people.firm);
    let clerk = by.unwrap_or(&town.people.clerk);
    match act {
        Act::Answer(which) => {
            let answer = Answer::ALL[*which];
            let mut trial = plan();
            trial.from = town.now().day();
            trial.until = trial.from.plus(13);
            trial.review = trial.from.plus(16);
            let trial = (answer != Answer::Declined).then_some(trial);
            answer_with(town, firm, id, answer, trial).map(drop)
        }
        Act::Extend => {
            let known = matter(town, id);
            let until = known.trial().map_or_else(|| town.now().day(), |trial| trial.until);
            let days = (until.plus(7), until.plus(10));
            town.write(firm, move |tx, desk, by| {
                answers::extend(tx, desk, by, id, None, days, "数据还不够，延长一周。")
            })
            .map(drop)
        }
        Act::Measure => {
            let after = vec![Figure(1_000), Figure(2_000)];
            town.write(firm, move |tx, _, by| answers::measure(tx, by, id, None, after, ""))
                .map(drop)
        }
        Act::Decide(which) => {
            let decision = Decision::ALL[*which];
            town.write(firm, move |tx, _, by| {
                decide::decide(tx, by, id, None, decision, "综合各方意见决定。")
            })
            .map(drop)
        }
        Act::Reopen => town
            .write(clerk, move |tx, desk, by| {
                open::reopen(tx, desk, by, id, None, "情况有了新的变化，请再议。")
            })
            .map(drop),
        Act::Withdraw => town
            .write(clerk, move |tx, _, by| open::withdraw(tx, by, id, None, "与另一件重复。"))
            .map(drop),
        Act::Join(who) => {
            town.write(by.unwrap_or(&drivers[*who]), move |tx, _, by| people::join(tx, by, id))
        }
        Act::Leave(who) => {
            town.write(by.unwrap_or(&drivers[*who]), move |tx, _, by| people::leave(tx, by, id))
        }
        Act::Say(who) => {
            let text = "试行以后好多了".to_owned();
            let new = people::NewComment { id: town.moment().id(), side: Side::Worker, text };
            town.write(by.unwrap_or(&drivers[*who]), move |tx, _, by| {
                people::comment(tx, by, id, new)
            })
        }
        Act::Vote(who, what) => {
            let (by, choice) = (by.unwrap_or(&drivers[*who]), Choice::ALL[*what]);
            vote(town, by, id, &code_of(town), choice)
        }
        Act::Wait(hours) => {
            town.clock.advance_seconds(hours * 3_600);
            while town.tick() > 0 {}
            Ok(())
        }
    }
}

/// Everything that must be true at any time.
fn whole(town: &Town, id: CollectiveId, ballots: i64) -> Result<(), TestCaseError> {
    prop_assert_eq!(town.read(move |db| verify::difference(db, id)), None);
    let now = matter(town, id);
    let entries: Vec<Entry> = town.read(move |db| store::entries(db, id));
    let count = |kind: &str| entries.iter().filter(|entry| entry.what.kind() == kind).count();
    prop_assert!(count("reopened") <= 1 && now.rounds.len() == 1 + count("reopened"));
    for round in &now.rounds {
        prop_assert!(round.decided.is_none() || round.measured.is_some(), "decided unmeasured");
        if let Some(tally) = round.vote.as_ref().and_then(|vote| vote.tally) {
            prop_assert!(tally.cast() >= 5);
        }
    }
    prop_assert!(entries.windows(2).all(|pair| pair[0].at <= pair[1].at));
    // Nobody but the program opens or closes an urn.
    let clock = |what: &What| {
        matches!(what, What::VoteOpened { .. } | What::VoteClosed { .. } | What::TrialEnded)
    };
    prop_assert!(entries.iter().all(|entry| entry.actor.is_none() || !clock(&entry.what)));
    let cast: i64 = (1..=now.round_number())
        .map(|round| {
            cases::collective::urn::tally(&town.read(move |db| store::urn(db, id, round))).cast()
        })
        .sum();
    prop_assert_eq!(cast, ballots, "each accepted ballot is in an urn once");
    let waiting = town.read(|db| jobs::due(db, kernel::Timestamp::from_seconds(9_000_000_000), 99));
    let key = format!("collective:{id}");
    let jobs = waiting.iter().filter(|job| job.key == key).count();
    prop_assert_eq!(jobs, usize::from(now.next_tick().is_some()), "one clock job");
    prop_assert!(!now.stage.is_ended() || jobs == 0);
    prop_assert_eq!(
        now.stage == Stage::Vote,
        now.vote().is_some_and(|vote| vote.outcome.is_none())
    );
    Ok(())
}

#[test]
fn whatever_is_tried_the_row_is_the_fold_and_the_urn_is_what_was_counted() {
    each_town(|town| {
        let drivers = drivers(town, 8);
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
            cases: 6,
            failure_persistence: None,
            max_shrink_iters: 60,
            ..ProptestConfig::default()
        });
        // Now and then somebody tries it who may not.
        let who = prop::option::weighted(0.1, 0..14_usize);
        let steps = prop::collection::vec((act(), who), 10..45);
        runner
            .run(&steps, |steps| {
                town.clock.set(crate::common::at("2026-05-06 09:00"));
                let id = raised(town);
                let mut ballots = 0;
                for (act, who) in &steps {
                    let by = who.map(|at| town.people.all()[at]);
                    let done = attempt(town, id, &drivers, act, by);
                    if let Err(ActError::Store(error)) = &done {
                        return Err(TestCaseError::fail(error.to_string()));
                    }
                    ballots += i64::from(matches!(act, Act::Vote(..)) && done.is_ok());
                }
                whole(town, id, ballots)
            })
            .unwrap();
    });
}
