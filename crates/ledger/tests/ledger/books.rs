//! What the schema refuses, and what the check finds when somebody writes past the program.

use kernel::Moment;
use ledger::{Finding, MIGRATIONS};
use storage::{Error, Stamp, params, testing::each_store};

use crate::town::{
    STREET, assert_books, case_of, catalogue, confirm, fund, noon, person, points, reopen, reserve,
    tamper,
};

#[test]
fn points_that_were_spent_are_taken_back_as_a_debt_that_the_next_ones_repay() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 1_000).unwrap();
        let rider = person();
        let case = case_of(rider);
        confirm(store, &case).unwrap();
        spend(store, rider, 7);
        reopen(store, &case).unwrap();
        assert_eq!(points(store, rider), -7);
        assert_books(store);
        confirm(store, &case_of(rider)).unwrap();
        assert_eq!(points(store, rider), 3);
        assert_books(store);
    });
}

/// Spending has no page yet; this is how a shop's transfer will look.
fn spend(store: &storage::Store, person: contracts::PersonId, amount: i64) {
    let stamp = Stamp::system(Moment::seeded(noon(), 77), "test");
    store
        .write_blocking(stamp, move |tx| {
            let id: kernel::Id<()> = tx.id();
            tx.execute(
                "INSERT INTO ledger_transfers (id, debit, credit, amount, reason, reference, round, at)
                 SELECT $1, p.id, r.id, $2, 'funded', $1, 0, 0 FROM ledger_accounts p, ledger_accounts r
                 WHERE p.owner = $3 AND r.kind = 'reserve'",
                params![id, amount, person.to_string()],
            )?;
            for (kind, change) in [("person", -amount), ("reserve", amount)] {
                tx.execute(
                    "UPDATE ledger_accounts SET balance = balance + $1 WHERE kind = $2",
                    params![change, kind],
                )?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
}

#[test]
fn the_schema_refuses_a_reserve_below_zero_and_a_second_posting() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 10).unwrap();
        confirm(store, &case_of(person())).unwrap();
        let overdrawn = "UPDATE ledger_accounts SET balance = -1 WHERE kind = 'reserve'";
        assert!(matches!(tamper(store, overdrawn), Err(Error::Conflict(_))));
        let doubled = "INSERT INTO ledger_transfers (id, debit, credit, amount, reason, rule, reference, round, at)
             SELECT reference, debit, credit, amount, reason, rule, reference, round, at
             FROM ledger_transfers WHERE reason = 'case-confirmed'";
        assert!(matches!(tamper(store, doubled), Err(Error::Conflict(_))));
        assert_books(store);
    });
}

#[test]
fn the_check_finds_what_was_written_past_the_program() {
    type Expected = fn(&Finding) -> bool;
    let sabotages: [(&str, Expected); 5] = [
        ("UPDATE ledger_accounts SET balance = balance + 1 WHERE kind = 'person'", |finding| {
            matches!(finding, Finding::Sum(1))
        }),
        ("UPDATE ledger_transfers SET amount = 11 WHERE reason = 'case-confirmed'", |finding| {
            matches!(finding, Finding::Balance { sum: 11, balance: 10, .. })
        }),
        ("UPDATE ledger_awards SET state = 'waiting'", |finding| {
            matches!(finding, Finding::Award { .. })
        }),
        ("DELETE FROM ledger_awards", |finding| matches!(finding, Finding::Unexplained { .. })),
        ("UPDATE ledger_accounts SET balance = -3 WHERE kind = 'person'", |finding| {
            matches!(finding, Finding::Debt { balance: -3, .. })
        }),
    ];
    for (sql, expected) in sabotages {
        each_store(MIGRATIONS, |test| {
            let store = &test.store;
            fund(store, STREET, 100).unwrap();
            confirm(store, &case_of(person())).unwrap();
            assert_books(store);
            tamper(store, sql).unwrap();
            let findings = store.read_blocking(ledger::verify).unwrap();
            assert!(findings.iter().any(expected), "{sql}: {findings:?}");
        });
    }
}

#[test]
fn a_confirmation_that_fails_afterwards_leaves_no_points() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 100).unwrap();
        let rider = person();
        let case = case_of(rider);
        let stamp = Stamp::system(Moment::seeded(noon(), 78), "test");
        let outcome = store.write_blocking(stamp, {
            let case = case.clone();
            move |tx| {
                ledger::post_for_case(tx, &catalogue(), &case)?;
                Err::<(), _>(Error::Refused("the confirmation was refused after all".into()))
            }
        });
        assert!(outcome.is_err());
        assert_eq!((points(store, rider), reserve(store, STREET).given), (0, 0));
        confirm(store, &case).unwrap();
        assert_eq!(points(store, rider), 10, "the refused one left no trace");
    });
}
