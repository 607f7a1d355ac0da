//! What earns, how much, how often.

use contracts::{CaseOutcome, Supporter};
use ledger::{Award, FundError, MIGRATIONS, Reason, TakenBack};
use storage::testing::each_store;

use crate::town::{
    CITY, STREET, assert_books, at, case_of, catalogue_paying, confirm, confirm_at, confirm_under,
    fund, fund_with, funding, lines, noon, person, points, reopen, reserve,
};

#[test]
fn a_confirmed_report_earns_once_and_a_reopened_one_gives_it_back_once() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 1_000).unwrap();
        let rider = person();
        let mut case = case_of(rider);
        assert_eq!(confirm(store, &case).unwrap(), Award::Posted(10));
        assert_eq!(confirm(store, &case).unwrap(), Award::Repeated);
        assert_eq!(points(store, rider), 10);
        assert_eq!(reopen(store, &case).unwrap(), TakenBack::Amount(10));
        assert_eq!(reopen(store, &case).unwrap(), TakenBack::Nothing);
        assert_eq!(confirm(store, &case).unwrap(), Award::Repeated, "an old event, delivered late");
        assert_eq!(points(store, rider), 0);
        case.round = 2;
        assert_eq!(confirm(store, &case).unwrap(), Award::Posted(10));
        assert_eq!(points(store, rider), 10);
        let told: Vec<_> =
            lines(store, rider).iter().map(|line| (line.amount, line.reason)).collect();
        let (came, went) = ((10, Reason::CaseConfirmed), (-10, Reason::CaseReopened));
        assert_eq!(told.iter().filter(|line| **line == came).count(), 2);
        assert_eq!(told.iter().filter(|line| **line == went).count(), 1);
        assert_eq!(reserve(store, STREET).given, 10);
        assert_books(store);
    });
}

#[test]
fn private_matters_earn_nothing() {
    each_store(MIGRATIONS, |test| {
        fund(&test.store, STREET, 1_000).unwrap();
        for matter in ["arrears", "injury", "no-such-matter"] {
            let mut case = case_of(person());
            case.matter = matter.into();
            assert_eq!(confirm(&test.store, &case).unwrap(), Award::NoRule, "{matter}");
            assert_eq!(reopen(&test.store, &case).unwrap(), TakenBack::Nothing);
        }
        assert_eq!(reserve(&test.store, STREET).given, 0);
    });
}

#[test]
fn the_cap_counts_a_day_from_midnight_to_midnight_in_shanghai() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 1_000).unwrap();
        let rider = person();
        let before_midnight = at("2026-11-21T23:59:59.999999+08:00");
        for _ in 0..5 {
            let case = case_of(rider);
            assert_eq!(confirm_at(store, before_midnight, &case).unwrap(), Award::Posted(10));
        }
        let sixth = case_of(rider);
        assert_eq!(confirm_at(store, before_midnight, &sixth).unwrap(), Award::Capped);
        // In UTC it is still the same day: 16:00 of the 21st.
        let midnight = at("2026-11-22T00:00:00+08:00");
        assert_eq!(confirm_at(store, midnight, &sixth).unwrap(), Award::Repeated);
        for _ in 0..5 {
            assert_eq!(confirm_at(store, midnight, &case_of(rider)).unwrap(), Award::Posted(10));
        }
        let last = at("2026-11-22T23:59:59.999999+08:00");
        assert_eq!(confirm_at(store, last, &case_of(rider)).unwrap(), Award::Capped);
        let other = case_of(person());
        assert_eq!(
            confirm_at(store, last, &other).unwrap(),
            Award::Posted(10),
            "a cap is personal"
        );
        assert_eq!(points(store, rider), 100);
        assert_books(store);
    });
}

#[test]
fn what_was_taken_back_leaves_room_under_the_cap_and_another_rule_has_its_own() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 1_000).unwrap();
        let rider = person();
        let cases: Vec<_> = (0..5).map(|_| case_of(rider)).collect();
        for case in &cases {
            confirm(store, case).unwrap();
        }
        let mut hazard = case_of(rider);
        hazard.matter = "road-hazard".into();
        assert_eq!(confirm(store, &hazard).unwrap(), Award::Posted(20));
        assert_eq!(confirm(store, &case_of(rider)).unwrap(), Award::Capped);
        reopen(store, &cases[0]).unwrap();
        assert_eq!(confirm(store, &case_of(rider)).unwrap(), Award::Posted(10));
        assert_eq!(confirm(store, &case_of(rider)).unwrap(), Award::Capped);
        assert_eq!(points(store, rider), 70);
        assert_books(store);
    });
}

#[test]
fn a_rule_that_changes_leaves_what_was_earned_alone() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 1_000).unwrap();
        let rider = person();
        let [old, new, third] = [case_of(rider), case_of(rider), case_of(rider)];
        confirm(store, &old).unwrap();
        let changed = || catalogue_paying(25, 40);
        assert_eq!(confirm_under(store, changed(), noon(), &new).unwrap(), Award::Posted(25));
        // 35 of 40 earned: what is left under the cap.
        assert_eq!(confirm_under(store, changed(), noon(), &third).unwrap(), Award::Posted(5));
        assert_eq!(reopen(store, &old).unwrap(), TakenBack::Amount(10), "not the 25 of today");
        assert_eq!(points(store, rider), 30);
        let amounts: Vec<_> = lines(store, rider)
            .iter()
            .filter(|line| line.reason == Reason::CaseConfirmed)
            .map(|line| (line.number.clone().unwrap(), line.rule.clone().unwrap(), line.amount))
            .collect();
        assert!(amounts.contains(&(old.number.clone(), "report-confirmed".into(), 10)));
        assert!(amounts.contains(&(new.number.clone(), "report-confirmed".into(), 25)));
        assert_books(store);
    });
}

#[test]
fn an_empty_reserve_makes_awards_wait_and_the_next_top_up_pays_the_oldest_first() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 15).unwrap();
        let riders = [person(), person(), person(), person()];
        let cases: Vec<_> = riders.iter().map(|rider| case_of(*rider)).collect();
        let awards: Vec<_> = (0..4)
            .map(|n| confirm_at(store, noon().plus_minutes(n), &cases[usize::try_from(n).unwrap()]))
            .map(Result::unwrap)
            .collect();
        let waits = Award::Waiting(10);
        assert_eq!(awards, [Award::Posted(10), waits, waits, waits]);
        let books = reserve(store, STREET);
        assert_eq!((books.funded, books.given, books.left, books.waiting), (15, 10, 5, 30));
        assert_eq!(reopen(store, &cases[2]).unwrap(), TakenBack::Nothing, "it was not paid yet");
        assert_eq!(fund(store, STREET, 6).unwrap(), 1);
        assert_eq!(riders.map(|rider| points(store, rider)), [10, 10, 0, 0]);
        assert_eq!(fund(store, STREET, 100).unwrap(), 1);
        assert_eq!(riders.map(|rider| points(store, rider)), [10, 10, 0, 10]);
        assert_eq!(reserve(store, STREET).waiting, 0);
        assert_eq!(reopen(store, &cases[3]).unwrap(), TakenBack::Amount(10));
        assert_books(store);
    });
}

#[test]
fn a_small_award_does_not_overtake_a_larger_one_that_waited_before_it() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 1).unwrap();
        let (first, second) = (person(), person());
        let mut hazard = case_of(first);
        hazard.matter = "road-hazard".into();
        assert_eq!(confirm(store, &hazard).unwrap(), Award::Waiting(20));
        let later = noon().plus_minutes(1);
        assert_eq!(confirm_at(store, later, &case_of(second)).unwrap(), Award::Waiting(10));
        assert_eq!(fund(store, STREET, 14).unwrap(), 0);
        assert_eq!(fund(store, STREET, 15).unwrap(), 2);
        assert_eq!((points(store, first), points(store, second)), (20, 10));
        assert_books(store);
    });
}

#[test]
fn the_nearest_sponsor_pays_and_the_city_where_there_is_none() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        let unfunded = case_of(person());
        assert_eq!(confirm(store, &unfunded).unwrap(), Award::Waiting(10));
        assert_eq!(fund(store, CITY, 100).unwrap(), 1, "it had waited for the city");
        fund(store, STREET, 100).unwrap();
        confirm(store, &case_of(person())).unwrap();
        let mut elsewhere = case_of(person());
        elsewhere.area = "330105001".into();
        confirm(store, &elsewhere).unwrap();
        assert_eq!((reserve(store, CITY).given, reserve(store, STREET).given), (20, 10));
        assert_books(store);
    });
}

#[test]
fn a_funding_counts_once_and_must_be_a_number_of_points() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        let once = funding(70);
        fund_with(store, once).unwrap();
        fund_with(store, once).unwrap();
        assert_eq!(reserve(store, STREET).funded, 70);
        for amount in [0, -5, i64::MAX] {
            assert!(matches!(fund(store, STREET, amount), Err(FundError::Amount)), "{amount}");
        }
        assert_books(store);
    });
}

#[test]
fn those_who_reported_the_same_share_by_rule_and_give_back_together() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 1_000).unwrap();
        let first = person();
        let others = [person(), person(), person()];
        let mut case = case_of(first);
        case.supporters = others
            .iter()
            .map(|reporter| {
                let own = case_of(*reporter);
                let CaseOutcome { case, number, reporter, round, .. } = own;
                Supporter { case, number, reporter, round }
            })
            .collect();
        assert_eq!(confirm(store, &case).unwrap(), Award::Posted(10));
        assert_eq!(confirm(store, &case).unwrap(), Award::Repeated);
        assert_eq!(points(store, first), 10);
        for (other, supporter) in others.iter().zip(&case.supporters) {
            assert_eq!(points(store, *other), 2);
            let line = &lines(store, *other)[0];
            assert_eq!(line.rule.as_deref(), Some("report-supported"));
            assert_eq!(line.number.as_ref(), Some(&supporter.number), "the own report's number");
        }
        assert_eq!(reserve(store, STREET).given, 16);
        assert_books(store);
        assert_eq!(reopen(store, &case).unwrap(), TakenBack::Amount(10));
        assert_eq!(reopen(store, &case).unwrap(), TakenBack::Nothing);
        assert!(others.iter().all(|other| points(store, *other) == 0));
        case.round = 2;
        case.supporters.iter_mut().for_each(|one| one.round = 2);
        assert_eq!(confirm(store, &case).unwrap(), Award::Posted(10));
        assert!(others.iter().all(|other| points(store, *other) == 2));
        assert_books(store);
    });
}

#[test]
fn support_has_a_cap_of_its_own_and_waits_for_the_reserve() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 71).unwrap();
        let other = person();
        for _ in 0..6 {
            let mut case = case_of(person());
            let CaseOutcome { case: id, number, reporter, round, .. } = case_of(other);
            case.supporters = vec![Supporter { case: id, number, reporter, round }];
            assert_eq!(confirm(store, &case).unwrap(), Award::Posted(10));
        }
        // 60 to the reporters, 10 to the supporter: the cap of support for a day.
        assert_eq!(points(store, other), 10);
        let mut case = case_of(person());
        let CaseOutcome { case: id, number, reporter, round, .. } = case_of(person());
        case.supporters = vec![Supporter { case: id, number, reporter, round }];
        assert_eq!(confirm(store, &case).unwrap(), Award::Waiting(10));
        assert_eq!(points(store, reporter), 0, "one point is left: two wait");
        fund(store, STREET, 100).unwrap();
        assert_eq!(points(store, reporter), 2);
        assert_books(store);
    });
}
