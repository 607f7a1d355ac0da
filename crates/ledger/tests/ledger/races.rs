//! Many at once: nothing twice, nothing lost, nobody waits for ever.

use std::thread;

use ledger::{Award, MIGRATIONS, TakenBack};
use storage::testing::each_store;

use crate::town::{STREET, assert_books, case_of, confirm, fund, person, points, reopen, reserve};

#[test]
fn sixteen_threads_post_and_take_back_the_same_few_cases() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 100_000).unwrap();
        let riders = [person(), person(), person()];
        let cases: Vec<_> = (0..6).map(|index| case_of(riders[index % 3])).collect();
        let counts: Vec<(usize, usize)> = thread::scope(|scope| {
            let threads: Vec<_> = (0..16_usize)
                .map(|thread| {
                    let cases = &cases;
                    scope.spawn(move || {
                        let (mut posted, mut taken) = (0, 0);
                        for step in 0..12_usize {
                            let mut case = cases[(step + thread) % 6].clone();
                            case.round = i64::try_from(step / 6 + 1).unwrap();
                            let award = confirm(store, &case).unwrap();
                            posted += usize::from(award == Award::Posted(10));
                            if thread % 2 == 0 {
                                let back = reopen(store, &case).unwrap();
                                taken += usize::from(back == TakenBack::Amount(10));
                            }
                        }
                        (posted, taken)
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let posted: usize = counts.iter().map(|count| count.0).sum();
        let taken: usize = counts.iter().map(|count| count.1).sum();
        assert_eq!((posted, taken), (12, 12), "each round once in, once out");
        assert_eq!(riders.map(|rider| points(store, rider)), [0, 0, 0]);
        assert_eq!(reserve(store, STREET).left, 100_000);
        assert_books(store);
    });
}

#[test]
fn a_reserve_for_three_pays_three_of_many_who_come_at_once() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 39).unwrap();
        let riders: Vec<_> = (0..16).map(|_| person()).collect();
        let awards: Vec<Award> = thread::scope(|scope| {
            let threads: Vec<_> = riders
                .iter()
                .map(|rider| scope.spawn(|| confirm(store, &case_of(*rider)).unwrap()))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let paid = awards.iter().filter(|award| **award == Award::Posted(10)).count();
        let waiting = awards.iter().filter(|award| **award == Award::Waiting(10)).count();
        assert_eq!((paid, waiting), (3, 13));
        assert_eq!(reserve(store, STREET).left, 9);
        assert_books(store);
    });
}

#[test]
fn top_ups_and_reopenings_at_once_neither_deadlock_nor_pay_what_was_taken_back() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 1).unwrap();
        let riders: Vec<_> = (0..12).map(|_| person()).collect();
        let cases: Vec<_> = riders.iter().map(|rider| case_of(*rider)).collect();
        for case in &cases {
            assert_eq!(confirm(store, case).unwrap(), Award::Waiting(10));
        }
        thread::scope(|scope| {
            for case in &cases {
                scope.spawn(|| fund(store, STREET, 10).unwrap());
                scope.spawn(|| reopen(store, case).unwrap());
            }
        });
        assert!(riders.iter().all(|rider| points(store, *rider) == 0));
        let books = reserve(store, STREET);
        assert_eq!((books.left, books.waiting, books.given), (121, 0, 0));
        assert_books(store);
    });
}

#[test]
fn the_daily_cap_holds_for_a_person_who_confirms_many_cases_at_once() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 1_000).unwrap();
        let rider = person();
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| confirm(store, &case_of(rider)).unwrap());
            }
        });
        assert_eq!(points(store, rider), 50);
        assert_books(store);
    });
}
