//! What the random story tries with money and mediation, and what must hold of it.

use access::Actor;
use cases::{
    Desk,
    act::ActError,
    case::Case,
    entry::{Entry, What},
    mediation::acts::{self, Met},
    money::{
        Fact, Kit,
        claim::{self, Side},
        evidence::{self, Piece},
        fact::{Due, How, Kind},
        pay,
    },
};
use contracts::CaseId;
use proptest::prelude::*;
use storage::Tx;

/// One thing somebody tries with the money of a case, or in its mediation.
#[derive(Debug, Clone)]
pub enum Money {
    Claim(Side, i64),
    Evidence(Side, u8),
    Strike(Side, u32),
    /// Days from now and yuan of each instalment.
    Plan(Vec<(i32, i64)>),
    Pay(Side, i64, bool),
    Return(Side, u32),
    Open,
    Session(bool),
    Agree(Vec<(i32, i64)>),
    Check(bool),
    End(bool),
}

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Worker), Just(Side::Unit)]
}

fn plan() -> impl Strategy<Value = Vec<(i32, i64)>> {
    proptest::collection::vec((-1..40_i32, -1..3_000_i64), 0..4)
}

pub fn act() -> impl Strategy<Value = Money> {
    let sum = prop_oneof![5 => 1..300_000_i64, 1 => -5..1_i64, 1 => Just(i64::MAX)];
    let sum_too = sum.clone();
    prop_oneof![
        2 => (side(), sum).prop_map(|(side, sum)| Money::Claim(side, sum)),
        3 => (side(), 0..3_u8).prop_map(|(side, pieces)| Money::Evidence(side, pieces)),
        1 => (side(), 0..5_u32).prop_map(|(side, item)| Money::Strike(side, item)),
        3 => plan().prop_map(Money::Plan),
        4 => (side(), sum_too, any::<bool>()).prop_map(|(side, sum, why)| Money::Pay(side, sum, why)),
        1 => (side(), 0..4_u32).prop_map(|(side, payment)| Money::Return(side, payment)),
        2 => Just(Money::Open),
        1 => any::<bool>().prop_map(Money::Session),
        2 => plan().prop_map(Money::Agree),
        1 => any::<bool>().prop_map(Money::Check),
        1 => any::<bool>().prop_map(Money::End),
    ]
}

fn dues(tx: &Tx<'_>, plan: &[(i32, i64)]) -> Vec<Due> {
    let mut plan: Vec<Due> = plan
        .iter()
        .map(|(days, yuan)| Due { day: tx.now().day().plus(*days), amount: yuan * 100 })
        .collect();
    plan.sort_by_key(|due| due.day);
    plan
}

pub fn attempt(
    tx: &mut Tx<'_>,
    desk: &Desk,
    by: &Actor,
    id: CaseId,
    act: &Money,
) -> Result<Case, ActError> {
    match act {
        Money::Claim(side, amount) => {
            let given = claim::Given { amount: Some(*amount), ..given() };
            claim::correct(tx, desk, by, id, *side, &given)
        }
        Money::Evidence(side, pieces) => {
            let pieces = (0..*pieces).map(|page| Piece::Text(format!("第{page}页"))).collect();
            let (label, kind) = ("账单".to_owned(), Kind::Statement);
            let given = evidence::Given { label, kind, made: None, pieces };
            evidence::add(tx, desk, by, id, *side, &given)
        }
        Money::Strike(side, item) => evidence::strike(tx, desk, by, id, *side, *item, "传错了"),
        Money::Plan(plan) => {
            let plan = dues(tx, plan);
            pay::agree(tx, desk, by, id, plan, "")
        }
        Money::Pay(side, amount, why) => {
            let given = pay::Given {
                amount: Some(*amount),
                day: Some(tx.now().day()),
                how: Some(How::Cash),
                evidence: None,
                reason: if *why { "含利息".into() } else { String::new() },
            };
            pay::record(tx, desk, by, id, *side, &given)
        }
        Money::Return(side, payment) => pay::take_back(tx, desk, by, id, *side, *payment, "记错了"),
        Money::Open => acts::open(tx, desk, by, id, None, "某公司", None),
        Money::Session(held) => {
            let at = Some(tx.now());
            let (place, note) = (String::new(), String::new());
            acts::session(tx, by, id, &Met { at, place, held: *held, minutes: 30, note })
        }
        Money::Agree(plan) => {
            let plan = dues(tx, plan);
            acts::agree(tx, by, id, "双方同意分期付清", plan)
        }
        Money::Check(kept) => acts::check(tx, by, id, *kept, ""),
        Money::End(over) => acts::end(tx, by, id, if *over { "仲裁委" } else { "" }, "谈不拢"),
    }
}

fn given() -> claim::Given {
    claim::Given {
        amount: None,
        counterparty: "某公司".into(),
        number: String::new(),
        from: "32".into(),
        to: "44".into(),
        since: String::new(),
        reason: String::new(),
    }
}

/// What must be true of the money at any time, told by the entries alone.
pub fn whole(case: &Case, entries: &[Entry]) -> Result<(), TestCaseError> {
    let Some(kit) = &case.money else { return Ok(()) };
    let mut payments: Vec<(i64, bool)> = Vec::new();
    let (mut links, mut rang) = (0, 0);
    for entry in entries {
        let What::Money(fact) = &entry.what else { continue };
        match fact {
            Fact::Paid(payment) => payments.push((payment.amount, true)),
            Fact::Returned { payment, .. } => {
                payments[usize::try_from(*payment).unwrap() - 1].1 = false;
            }
            Fact::Evidence(_) => links += 1,
            Fact::Agreed { .. } => rang = 0,
            Fact::Unpaid { missing, .. } => {
                rang += 1;
                prop_assert!(*missing > 0);
                prop_assert_eq!(entry.actor, None, "only time rings");
            }
            Fact::Claimed { .. } | Fact::Struck { .. } => {}
        }
    }
    let sum: i64 = payments.iter().filter(|(_, stands)| *stands).map(|(amount, _)| amount).sum();
    prop_assert_eq!(kit.recovered(), sum);
    prop_assert!(payments.iter().all(|(amount, _)| *amount > 0));
    prop_assert_eq!(kit.evidence.len(), links);
    let alarmed = kit.plan.iter().filter(|one| one.alarmed).count();
    prop_assert_eq!(alarmed, rang, "each instalment rings once");
    instalments(kit)
}

fn instalments(kit: &Kit) -> Result<(), TestCaseError> {
    let standings = kit.standings();
    let paid: i64 = standings.iter().map(|one| one.paid).sum();
    prop_assert_eq!(paid, kit.recovered().min(kit.agreed()));
    for one in &standings {
        prop_assert!(one.due.amount > 0 && (0..=one.due.amount).contains(&one.paid));
    }
    Ok(())
}
