//! Thanks for looking on the spot: once, the same for every answer, while the sponsor has points.

use contracts::{CheckAnswer, PersonId};
use kernel::Timestamp;
use ledger::{MIGRATIONS, Reason, Thanks, thank};
use storage::{Stamp, Store, testing::each_store};

use crate::town::{
    CITY, STREET, assert_books, at, catalogue, fund, lines, moment, noon, person, points,
};

fn answer(person: PersonId) -> CheckAnswer {
    CheckAnswer { ask: moment(noon()).id(), person, area: STREET.into() }
}

fn thanked(store: &Store, now: Timestamp, answer: &CheckAnswer) -> Thanks {
    let (answer, stamp) = (answer.clone(), Stamp::system(moment(now), "test"));
    store.write_blocking(stamp, move |tx| thank(tx, &catalogue(), &answer)).unwrap()
}

#[test]
fn an_answer_is_thanked_once_and_five_a_day() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, CITY, 1_000).unwrap();
        let rider = person();
        let first = answer(rider);
        assert_eq!(thanked(store, noon(), &first), Thanks::Posted(2));
        assert_eq!(thanked(store, noon(), &first), Thanks::Repeated);
        for _ in 0..4 {
            assert_eq!(thanked(store, noon(), &answer(rider)), Thanks::Posted(2));
        }
        assert_eq!(thanked(store, noon(), &answer(rider)), Thanks::Capped);
        let tomorrow = at("2026-11-22T08:00:00+08:00");
        assert_eq!(thanked(store, tomorrow, &answer(rider)), Thanks::Posted(2));
        assert_eq!(points(store, rider), 12);
        let lines = lines(store, rider);
        assert!(lines.iter().all(|line| line.reason == Reason::CheckAnswered));
        assert!(lines.iter().all(|line| line.number.is_none()), "what was looked at stays unsaid");
        assert_books(store);
    });
}

#[test]
fn an_empty_reserve_thanks_nobody_and_owes_nothing() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        let rider = person();
        assert_eq!(thanked(store, noon(), &answer(rider)), Thanks::Unfunded);
        fund(store, CITY, 1_000).unwrap();
        assert_eq!(points(store, rider), 0);
        assert_books(store);
    });
}
