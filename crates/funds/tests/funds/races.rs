//! Many decide at once; the sum of what they give never exceeds what there is.

use std::sync::Barrier;

use contracts::UnitId;
use funds::{Fault, Wish, decide};

use crate::town::{ALL, each_town, write};

/// Twenty-six approvals for thirteen cities, each for a thirteenth of the money, all at once, each
/// twice: exactly thirteen move it.
#[test]
fn approvals_at_the_same_time_never_give_more_than_there_is() {
    each_town(|town| {
        let fund = town.fund(ALL);
        let (asker, share, part) = (town.clerk(1), town.share(fund, 1), ALL / 13);
        let mut requests = Vec::new();
        for round in 0..26_u8 {
            let receiver = UnitId::from_bytes([2 + round % 13; 16]);
            requests.push(town.ask(&asker, share, part, Wish::Allocation { receiver }).unwrap());
        }
        let clerks: Vec<_> = (0..4).map(|_| town.clerk(1)).collect();
        let start = Barrier::new(clerks.len() * 2);
        let outcomes: Vec<Result<(), Fault>> = std::thread::scope(|scope| {
            let mut workers = Vec::new();
            // Each request is approved by two clerks, in opposite orders.
            for (index, clerk) in clerks.iter().cycle().take(clerks.len() * 2).enumerate() {
                let mut mine = requests.clone();
                if index % 2 == 1 {
                    mine.reverse();
                }
                let (start, town) = (&start, &town);
                workers.push(scope.spawn(move || {
                    start.wait();
                    let approve = |id| {
                        let work = move |tx: &mut storage::Tx<'_>, desk: &_, by: &_| {
                            decide::approve(tx, desk, by, id)
                        };
                        write(&town.test.store, town.moment(), &town.desk, clerk, work)
                    };
                    mine.into_iter().map(approve).collect::<Vec<_>>()
                }));
            }
            workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
        });
        let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(done, 13);
        for outcome in outcomes.into_iter().filter_map(Result::err) {
            let expected =
                matches!(outcome, Fault::NotCovered { .. } | Fault::Conflict("funds-decided"));
            assert!(expected, "{outcome:?}");
        }
        let of = town.account(fund);
        assert_eq!(of.allocated(), part * 13);
        assert!(of.allocated() <= ALL);
        let below: i64 = of.shares.iter().skip(1).map(|(share, _)| share.balance).sum();
        assert_eq!((below, of.left()), (part * 13, ALL));
    });
}

/// One invoice asked for by many at once, over two funds: one of them has it.
#[test]
fn one_voucher_is_claimed_once_however_many_try() {
    each_town(|town| {
        let shares: Vec<_> = (0..2).map(|_| town.share(town.fund(1_000), 1)).collect();
        let clerk = town.clerk(1);
        let start = Barrier::new(8);
        let done: usize = std::thread::scope(|scope| {
            let spawn = |index: usize| {
                let (share, clerk, start, town) = (shares[index % 2], &clerk, &start, &town);
                scope.spawn(move || {
                    start.wait();
                    town.ask(clerk, share, 10, crate::town::spending("FP-7")).is_ok()
                })
            };
            let workers: Vec<_> = (0..8).map(spawn).collect();
            workers.into_iter().map(|worker| usize::from(worker.join().unwrap())).sum()
        });
        assert_eq!(done, 1);
    });
}
