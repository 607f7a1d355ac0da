//! Money that is owed: evidence that cannot be changed in secret, instalments that ring when they
//! do not come, and a file that a court can check.

mod evidence;
mod export;
mod instalments;
mod mediation;
mod rights;

use std::fmt::Write as _;

use access::Actor;
use cases::{
    act::ActError,
    answer::{self, Given},
    case::Case,
    entry::Outcome,
    handle,
    money::{
        Kit,
        claim::{self, Side},
        evidence::{self as proof, Piece},
        fact::{Due, How, Kind},
        pay,
    },
    verdict,
};
use contracts::CaseId;
use kernel::Day;
use sha2::{Digest as _, Sha256};

use crate::common::{STREET, Town, at, code, each_town};

pub type Done = Result<Case, ActError>;

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// SHA-256 in hexadecimal, written anew so that it is not the program's own word.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

pub fn due(text: &str, yuan: i64) -> Due {
    Due { day: day(text), amount: yuan * 100 }
}

/// Freight that was not paid; the street holds it, for the town has no labour bureau.
pub fn arrears(town: &Town) -> CaseId {
    let draft = town.draft("arrears", STREET, "从江苏拉到广东，四千块运费一直不给");
    let id = town.send(&town.people.rider, draft);
    assert_eq!(town.case(id).owner, town.offices.street);
    id
}

pub fn kit(town: &Town, id: CaseId) -> Kit {
    town.case(id).money.unwrap_or_default()
}

pub fn hand_in(town: &Town, by: &Actor, id: CaseId, side: Side, pieces: &[Piece]) -> Done {
    let given = proof::Given {
        label: "签收单".into(),
        kind: Kind::Waybill,
        made: Some(day("2026-04-20")),
        pieces: pieces.to_vec(),
    };
    town.write(by, move |tx, desk, by| proof::add(tx, desk, by, id, side, &given))
}

pub fn text(words: &str) -> Piece {
    Piece::Text(words.into())
}

pub fn plan(town: &Town, id: CaseId, plan: Vec<Due>) -> Done {
    town.write(&town.people.clerk, move |tx, desk, by| {
        pay::agree(tx, desk, by, id, plan, "电话里谈定")
    })
}

pub fn pay_with(town: &Town, id: CaseId, fen: i64, reason: &str) -> Done {
    let given = pay::Given {
        amount: Some(fen),
        day: Some(town.now().day()),
        how: Some(How::Transfer),
        evidence: None,
        reason: reason.into(),
    };
    town.write(&town.people.clerk, move |tx, desk, by| {
        pay::record(tx, desk, by, id, Side::Unit, &given)
    })
}

pub fn paid(town: &Town, id: CaseId, fen: i64) -> Done {
    pay_with(town, id, fen, "")
}

pub fn accept(town: &Town, id: CaseId) {
    town.write(&town.people.clerk, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
}

pub fn answered(town: &Town, id: CaseId) {
    town.write(&town.people.clerk, move |tx, desk, by| {
        let text = "运费已经分期追回".to_owned();
        let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
        answer::answer(tx, desk, by, id, None, given)
    })
    .unwrap();
}

pub fn confirm(town: &Town, id: CaseId) -> Done {
    town.write(&town.people.rider, move |tx, desk, by| verdict::confirm(tx, desk, by, id, "收到了"))
}

pub fn claimed(yuan: i64) -> claim::Given {
    claim::Given {
        amount: Some(yuan * 100),
        counterparty: "广东某板材商行".into(),
        number: "YD20260518".into(),
        from: "32".into(),
        to: "44".into(),
        since: "2026-04-20".into(),
        reason: "核对运单后更正".into(),
    }
}

#[test]
fn four_thousand_yuan_from_jiangsu_to_guangdong_come_back_within_two_days() {
    each_town(|town| {
        let rider = &town.people.rider;
        let id = arrears(town);
        let desk = town.desk.clone();
        let reported = claim::standing(&desk, &town.case(id));
        assert_eq!(reported.amount, 428_000, "the report's own field");
        assert_eq!(
            (reported.counterparty.as_str(), reported.number.as_str()),
            ("某板材商行", "YD20260518")
        );
        assert_eq!(reported.since, Some(day("2026-05-20")));
        accept(town, id);
        let given = claimed(4_000);
        let by = given.clone();
        let case = town
            .write(rider, move |tx, desk, who| claim::correct(tx, desk, who, id, Side::Worker, &by))
            .unwrap();
        let claim = claim::standing(&desk, &case);
        assert!(claim.is_cross_province() && claim.amount == 400_000);
        hand_in(town, rider, id, Side::Worker, &[text("五月八号装车，十号到的佛山")]).unwrap();
        plan(town, id, vec![due("2026-05-06", 1_500), due("2026-05-07", 2_500)]).unwrap();
        paid(town, id, 150_000).unwrap();
        town.clock.set(at("2026-05-07 16:00"));
        paid(town, id, 250_000).unwrap();
        answered(town, id);
        town.clock.set(at("2026-05-08 08:30"));
        let case = confirm(town, id).unwrap();
        assert_eq!(case.state, cases::State::Confirmed);
        assert_eq!(kit(town, id).recovered(), 400_000);
        assert!(kit(town, id).standings().iter().all(cases::money::kit::Standing::is_paid));
        let took = case.closed_at.unwrap().seconds_since(case.created_at);
        assert!(took < 48 * 3_600, "{took} seconds");
        assert_eq!(town.case(id).next_tick(), None, "nothing is left to ring");
        town.assert_folded(id);
    });
}

#[test]
fn amounts_are_positive_and_never_more_than_agreed_without_a_reason() {
    each_town(|town| {
        let id = arrears(town);
        for wrong in [0, -1, -400_000, i64::MIN, i64::MAX] {
            assert_eq!(code(paid(town, id, wrong)), refusal_of(wrong), "{wrong}");
            let claim = claim::Given { amount: Some(wrong), ..claimed(1) };
            let outcome = town.write(&town.people.rider, move |tx, desk, by| {
                claim::correct(tx, desk, by, id, Side::Worker, &claim)
            });
            assert_eq!(code(outcome), "money-amount");
            let rows = vec![Due { day: day("2026-06-01"), amount: wrong }];
            assert_eq!(code(plan(town, id, rows)), "money-amount");
        }
        // Nothing is agreed: what the report claims is the measure.
        assert_eq!(code(paid(town, id, 428_001)), "money-more-than-agreed");
        plan(town, id, vec![due("2026-05-10", 1_000)]).unwrap();
        assert_eq!(code(paid(town, id, 100_001)), "money-more-than-agreed");
        paid(town, id, 100_000).unwrap();
        assert_eq!(code(paid(town, id, 1)), "money-more-than-agreed");
        pay_with(town, id, 1, "对方多转了一分钱利息").unwrap();
        assert_eq!(kit(town, id).recovered(), 100_001);
        // A plan rises by day and lies ahead.
        let twice = vec![due("2026-06-01", 1), due("2026-06-01", 1)];
        assert_eq!(code(plan(town, id, twice)), "money-plan");
        assert_eq!(code(plan(town, id, Vec::new())), "money-plan");
        let past = vec![due("2026-05-05", 1)];
        assert_eq!(code(plan(town, id, past)), "plan:money-plan-day-past");
        town.assert_folded(id);
    });
}

/// Nothing above the claim comes without a reason; nothing at all of what is no amount.
fn refusal_of(wrong: i64) -> &'static str {
    if wrong > 0 { "money-more-than-agreed" } else { "money-amount" }
}

#[test]
fn a_payment_taken_back_does_not_count_and_stays_in_the_record() {
    each_town(|town| {
        let id = arrears(town);
        paid(town, id, 50_000).unwrap();
        let back = |number| {
            town.write(&town.people.clerk, move |tx, desk, by| {
                pay::take_back(tx, desk, by, id, Side::Unit, number, "转账被撤回")
            })
        };
        back(1).unwrap();
        assert_eq!(code(back(1)), "money-no-such-payment", "once is enough");
        assert_eq!(code(back(2)), "money-no-such-payment");
        assert_eq!(code(back(0)), "money-no-such-payment");
        let kit = kit(town, id);
        assert_eq!((kit.recovered(), kit.payments.len()), (0, 1));
        town.assert_folded(id);
    });
}

#[test]
fn a_case_that_is_not_about_money_has_no_kit() {
    each_town(|town| {
        let id = town.report(&town.people.rider, "charging", STREET);
        assert_eq!(code(paid(town, id, 100)), "money-not-about-money");
        let outcome = hand_in(town, &town.people.rider, id, Side::Worker, &[text("没有用")]);
        assert_eq!(code(outcome), "money-not-about-money");
        let told = town.read(move |db| {
            let sql = "SELECT folded FROM cases_cases WHERE id = $1";
            db.query_one(sql, storage::params![id], |row| row.get::<String>(0))
        });
        assert!(!told.contains("money") && !told.contains("mediation"), "{told}");
    });
}
