//! Money goes down the tree, is spent, comes back, and never twice.

use contracts::UnitId;
use funds::{
    Wish, ask, decide,
    give_back::{Return, give_back},
    open, sight, store,
};
use kernel::Day;

use crate::town::{ALL, Town, code, each_town, spending};

/// What each of the thirteen cities is given, in fen: together all there is.
fn split() -> [i64; 13] {
    let mut parts = [44_600_000; 13];
    parts[0] += ALL - parts.iter().sum::<i64>();
    parts
}

#[test]
fn five_million_eight_hundred_thousand_reach_thirteen_cities_a_district_and_a_branch() {
    each_town(|town| {
        let fund = town.fund(ALL);
        for (city, amount) in (2..=14).zip(split()) {
            town.allocate(fund, 1, city, amount).unwrap();
        }
        let of = town.account(fund);
        assert_eq!((of.granted(), of.allocated(), of.left()), (ALL, ALL, ALL));
        assert_eq!(of.shares.len(), 14);
        assert_eq!(of.shares[0].0.balance, 0, "the province has passed all of it on");
        assert_eq!(code(town.allocate(fund, 1, 2, 1)), "left:0");
        assert_eq!(
            code(town.allocate(fund, 2, 15, split()[0] + 1)),
            format!("left:{}", split()[0])
        );

        town.allocate(fund, 2, 15, 10_000_000).unwrap();
        town.allocate(fund, 15, 16, 2_000_000).unwrap();
        let (secretary, branch) = (town.holder(16, "branch-secretary"), town.share(fund, 16));
        let spent = town.spend(&secretary, branch, 123_456, "发票 No.1").unwrap();
        assert_eq!(code(town.approve(&secretary, spent)), "not-found", "it is not for the branch");
        town.approve(&town.clerk(15), spent).unwrap();
        let of = town.account(fund);
        assert_eq!((of.spent(), of.left()), (123_456, ALL - 123_456));
        assert_eq!(of.purposes, [("activities".to_owned(), 0), ("training".to_owned(), 123_456)]);

        // What is not needed goes back the way it came.
        let back = Return { id: town.id(), share: branch, amount: 1_000_000 };
        for _ in 0..2 {
            town.write(&secretary, move |tx, desk, by| give_back(tx, desk, by, back)).unwrap();
        }
        let of = town.account(fund);
        let (share, sums) = of.shares.iter().find(|(share, _)| share.id == branch).unwrap();
        assert_eq!((share.balance, sums.returned), (2_000_000 - 123_456 - 1_000_000, 1_000_000));
        let more = Return { id: town.id(), ..back };
        let refused = town.write(&secretary, move |tx, desk, by| give_back(tx, desk, by, more));
        assert_eq!(code(refused), "left:876544");
        let first = Return { id: town.id(), share: of.shares[0].0.id, amount: 1 };
        let refused =
            town.write(&town.clerk(1), move |tx, desk, by| give_back(tx, desk, by, first));
        assert_eq!(code(refused), "funds-first-share");
    });
}

#[test]
fn nobody_decides_alone_and_no_voucher_is_paid_twice() {
    each_town(|town| {
        let fund = town.fund(1_000_000);
        let province = town.share(fund, 1);
        let (one, two) = (town.clerk(1), town.clerk(1));
        let id = town.ask(&one, province, 400_000, spending("FP-2026-0001")).unwrap();
        assert_eq!(code(town.approve(&one, id)), "funds-own-request");
        assert_eq!(code(town.approve(&two, id)), "funds-evidence-needed");
        let file = "0".repeat(64);
        town.write(&one, move |tx, desk, by| ask::prove(tx, desk, by, id, &file)).unwrap();
        town.approve(&two, id).unwrap();
        assert_eq!(code(town.approve(&two, id)), "funds-decided");
        // However it is written, the same invoice is the same invoice.
        let again = || town.ask(&one, province, 1, spending(" fp-2026- 0001"));
        assert_eq!(code(again()), "voucher:funds-voucher-claimed");
        let reason = |reason: &'static str| {
            town.write(&two, move |tx, desk, by| decide::reverse(tx, desk, by, id, reason))
        };
        assert_eq!(code(reason(" ")), "reason:text-too-short");
        reason("开票单位写错").unwrap();
        assert_eq!(code(reason("再来一次")), "funds-not-spent");
        assert_eq!((town.account(fund).spent(), town.account(fund).left()), (0, 1_000_000));
        let id = again().unwrap();
        town.write(&one, move |tx, desk, by| ask::withdraw(tx, desk, by, id)).unwrap();
        let id = again().unwrap();
        town.write(&two, move |tx, desk, by| decide::decline(tx, desk, by, id, "金额不符"))
            .unwrap();
        let kept =
            town.test.store.read_blocking(move |db| store::request(db, id)).unwrap().unwrap();
        assert_eq!(kept.reason.as_deref(), Some("金额不符"));
        again().unwrap();
    });
}

#[test]
fn what_is_wrong_is_named() {
    each_town(|town| {
        let fund = town.fund(1_000_000);
        let (clerk, province) = (town.clerk(1), town.share(fund, 1));
        let to = |number: u8| Wish::Allocation { receiver: UnitId::from_bytes([number; 16]) };
        let ask = |amount, wish| code(town.ask(&clerk, province, amount, wish));
        assert_eq!(ask(0, to(2)), "amount:funds-amount-wrong");
        assert_eq!(ask(1_000_001, to(2)), "left:1000000");
        assert_eq!(ask(1, to(99)), "receiver:funds-unit-unknown");
        assert_eq!(ask(1, to(1)), "receiver:funds-receiver-elsewhere");
        let banquet = Wish::Spending { purpose: "premises".into(), voucher: "A1".into() };
        assert_eq!(ask(1, banquet), "purpose:funds-purpose-unknown");
        // A unit has its money of a fund from one other.
        town.allocate(fund, 1, 2, 500_000).unwrap();
        town.allocate(fund, 1, 3, 100_000).unwrap();
        town.allocate(fund, 2, 15, 1).unwrap();
        assert_eq!(code(town.allocate(fund, 3, 15, 1)), "receiver:funds-receiver-elsewhere");
        assert_eq!(code(town.allocate(fund, 2, 1, 1)), "receiver:funds-receiver-elsewhere");
        // Whoever is not of the house finds nothing there.
        assert_eq!(code(town.ask(&town.clerk(4), province, 1, to(5))), "not-found");
        let applied = town.ask(&town.clerk(4), province, 1, to(4)).unwrap();
        town.approve(&clerk, applied).unwrap();
        let seen = |by: access::Actor| {
            let found = town.test.store.read_blocking(move |db| sight::shares(db, &by, fund));
            found.map(|shares| shares.len())
        };
        assert_eq!(seen(clerk.clone()).unwrap(), 5);
        assert_eq!(seen(town.clerk(2)).unwrap(), 2, "its own and what it passed on");
        assert_eq!(code(seen(town.clerk(5))), "not-found");
        assert_eq!(seen(town.holder(5, "auditor")).unwrap(), 5);
        // Before its first and after its last day nothing moves but what is given back.
        let mut early = town.new_fund(5);
        early.until = early.from;
        let opened = town.write(&clerk, move |tx, desk, by| open::open(tx, desk, by, &early));
        assert_eq!(code(opened), "until:funds-until-early");
        town.clock.set(Day::new(2027, 1, 1).unwrap().at(9, 0));
        assert_eq!(ask(1, to(2)), "funds-over");
        let back = Return { id: town.id(), share: town.share(fund, 2), amount: 7 };
        town.write(&town.clerk(2), move |tx, desk, by| give_back(tx, desk, by, back)).unwrap();
    });
}

/// The schema refuses what the program would have to be wrong to try; the check finds what was
/// written past it.
#[test]
fn the_books_are_checked_from_outside() {
    each_town(|town: &Town| {
        let fund = town.fund(100);
        let share = town.share(fund, 1);
        let write = |sql: &'static str, value: i64| {
            town.write(&town.clerk(1), move |tx, _, _| {
                Ok(tx.execute(sql, storage::params![share, value])?)
            })
        };
        let set = "UPDATE funds_shares SET balance = $2 WHERE id = $1";
        assert!(write(set, -1).is_err());
        write(set, 101).unwrap();
        let wrong = town.test.store.read_blocking(funds::verify).unwrap();
        let told: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!(told, [format!("share {share} has 101 fen, its entries say 100")]);
        write(set, 100).unwrap();
    });
}
