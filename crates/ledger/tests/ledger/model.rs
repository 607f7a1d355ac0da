//! Random sequences against a model that is a page long.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
};

use contracts::{CaseOutcome, PersonId};
use kernel::Timestamp;
use ledger::{Award, MIGRATIONS, TakenBack};
use proptest::{prelude::*, test_runner::TestRunner};
use storage::{Error, Stamp, Store, testing::each_store};

use crate::town::{assert_books, case_of, catalogue, moment, noon, person, points, reserve};

#[derive(Debug, Clone)]
enum Step {
    Fund(i64),
    /// The case's current round is confirmed.
    Confirm(usize),
    /// The case's current round is taken back; the next confirmation is a new round.
    Reopen(usize),
    /// An event of an earlier round comes again.
    Replay(usize, bool),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (1..60_i64).prop_map(Step::Fund),
        6 => (0..8_usize).prop_map(Step::Confirm),
        3 => (0..8_usize).prop_map(Step::Reopen),
        1 => (0..8_usize, any::<bool>()).prop_map(|(case, back)| Step::Replay(case, back)),
        2 => (1..20_i64).prop_map(Step::Wait),
    ]
}

/// What should be true, kept in plain maps.
struct Model {
    now: Timestamp,
    reserve: i64,
    funded: i64,
    points: HashMap<PersonId, i64>,
    cases: Vec<CaseOutcome>,
    /// By case and round: who, when, how much, and how it stands.
    awards: Vec<Given>,
}

struct Given {
    case: usize,
    round: i64,
    at: Timestamp,
    amount: i64,
    state: Stand,
}

#[derive(Clone, Copy, PartialEq)]
enum Stand {
    Posted,
    Waiting,
    Gone,
}

const AMOUNT: i64 = 10;
const CAP: i64 = 50;

impl Model {
    fn confirm(&mut self, case: usize) -> Award {
        let (reporter, round) = (self.cases[case].reporter, self.cases[case].round);
        if self.awards.iter().any(|given| given.case == case && given.round == round) {
            return Award::Repeated;
        }
        let today: i64 = self
            .awards
            .iter()
            .filter(|given| self.cases[given.case].reporter == reporter)
            .filter(|given| given.state != Stand::Gone && given.at.day() == self.now.day())
            .map(|given| given.amount)
            .sum();
        let amount = AMOUNT.min(CAP - today);
        let (award, state) = if amount == 0 {
            (Award::Capped, Stand::Gone)
        } else if amount > self.reserve {
            (Award::Waiting(amount), Stand::Waiting)
        } else {
            self.pay(reporter, amount);
            (Award::Posted(amount), Stand::Posted)
        };
        self.awards.push(Given { case, round, at: self.now, amount, state });
        award
    }

    fn reopen(&mut self, case: usize) -> TakenBack {
        let round = self.cases[case].round;
        let found = self.awards.iter().position(|g| g.case == case && g.round == round);
        let Some(index) = found else { return TakenBack::Nothing };
        let (was, amount) = (self.awards[index].state, self.awards[index].amount);
        self.awards[index].state = Stand::Gone;
        if was != Stand::Posted {
            return TakenBack::Nothing;
        }
        self.pay(self.cases[case].reporter, -amount);
        TakenBack::Amount(amount)
    }

    fn fund(&mut self, amount: i64) {
        self.reserve += amount;
        self.funded += amount;
        for index in 0..self.awards.len() {
            let given = &self.awards[index];
            if given.state != Stand::Waiting {
                continue;
            }
            if given.amount > self.reserve {
                break;
            }
            let (reporter, amount) = (self.cases[given.case].reporter, given.amount);
            self.awards[index].state = Stand::Posted;
            self.pay(reporter, amount);
        }
    }

    fn pay(&mut self, person: PersonId, amount: i64) {
        self.reserve -= amount;
        *self.points.entry(person).or_default() += amount;
    }
}

static TOWN: AtomicU64 = AtomicU64::new(100);

#[test]
fn any_sequence_of_events_agrees_with_the_model() {
    each_store(MIGRATIONS, |test| {
        let config = ProptestConfig {
            cases: 24,
            max_shrink_iters: 200,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let steps = proptest::collection::vec(step(), 10..45);
        TestRunner::new(config).run(&steps, |steps| play(&test.store, &steps)).unwrap();
        assert_books(&test.store);
    });
}

fn play(store: &Store, steps: &[Step]) -> Result<(), TestCaseError> {
    // A community of its own for each run, with a sponsor of its own.
    let area = format!("330102001{}", TOWN.fetch_add(1, Ordering::Relaxed));
    let riders = [person(), person(), person()];
    let mut cases: Vec<_> = (0..8).map(|index| case_of(riders[index % 3])).collect();
    for case in &mut cases {
        case.area.clone_from(&area);
    }
    let points_of = riders.into_iter().map(|rider| (rider, 0)).collect();
    let mut model =
        Model { now: noon(), reserve: 0, funded: 0, points: points_of, cases, awards: Vec::new() };
    for step in [Step::Fund(25)].iter().chain(steps) {
        act(store, &area, &mut model, step)?;
    }
    for rider in riders {
        prop_assert_eq!(points(store, rider), model.points[&rider]);
        prop_assert!(model.points[&rider] >= 0, "nobody spends here, so nobody is in debt");
    }
    let books = reserve(store, &area);
    prop_assert_eq!((books.left, books.funded), (model.reserve, model.funded));
    prop_assert_eq!(books.given, model.points.values().sum::<i64>());
    Ok(())
}

fn act(store: &Store, area: &str, model: &mut Model, step: &Step) -> Result<(), TestCaseError> {
    let stamp = Stamp::system(moment(model.now), "test");
    // Awards that wait are paid in the order of their instants, so no two share one.
    model.now = model.now.plus_micros(1);
    match *step {
        Step::Fund(amount) => {
            let sponsor = area.parse().unwrap();
            store
                .write_blocking(stamp, move |tx| {
                    let id = tx.id();
                    ledger::top_up(tx, ledger::Funding { id, sponsor, amount })
                })
                .unwrap();
            model.fund(amount);
        }
        Step::Confirm(case) => {
            let at = stamp.moment.now();
            prop_assert_eq!(post(store, stamp, &model.cases[case]), {
                model.now = at;
                let award = model.confirm(case);
                model.now = at.plus_micros(1);
                award
            });
        }
        Step::Reopen(case) => {
            prop_assert_eq!(back(store, stamp, &model.cases[case]), model.reopen(case));
            model.cases[case].round += 1;
        }
        Step::Replay(case, is_back) => {
            let mut old = model.cases[case].clone();
            old.round -= 1;
            if is_back {
                prop_assert_eq!(back(store, stamp, &old), TakenBack::Nothing);
            } else if model.awards.iter().any(|g| g.case == case && g.round == old.round) {
                prop_assert_eq!(post(store, stamp, &old), Award::Repeated);
            }
        }
        Step::Wait(hours) => model.now = model.now.plus_hours(hours),
    }
    Ok(())
}

fn post(store: &Store, stamp: Stamp, case: &CaseOutcome) -> Award {
    let case = case.clone();
    store.write_blocking(stamp, move |tx| ledger::post_for_case(tx, &catalogue(), &case)).unwrap()
}

fn back(store: &Store, stamp: Stamp, case: &CaseOutcome) -> TakenBack {
    let case = case.clone();
    let outcome: Result<_, Error> =
        store.write_blocking(stamp, move |tx| ledger::take_back(tx, &case));
    outcome.unwrap()
}
