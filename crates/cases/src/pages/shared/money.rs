//! What happens in a money dispute, in sentences. None tells what a piece of evidence says or is
//! called: a history is read by more people than the evidence.

use kernel::{AreaCode, Day, money::yuan};

use super::Names;
use crate::money::{
    Fact,
    fact::{How, Kind},
    provinces,
};

/// Fen as people write it: `¥ 4000.00`.
pub fn amount(fen: i64) -> String {
    format!("¥ {}", yuan(fen.max(0)))
}

/// What happened.
pub fn event(names: Names<'_>, fact: &Fact) -> String {
    let with = |key: &str, name: &str, value: String| names.tf(key, &[(name, value.into())]);
    match fact {
        Fact::Claimed { claim, .. } => with("event-money-claimed", "amount", amount(claim.amount)),
        Fact::Evidence(item) => with("event-money-evidence", "n", item.number.to_string()),
        Fact::Struck { item, .. } => with("event-money-struck", "n", item.to_string()),
        Fact::Agreed { plan, .. } => {
            let sum = plan.iter().fold(0_i64, |sum, due| sum.saturating_add(due.amount));
            let parts = [("n", plan.len().to_string().into()), ("amount", amount(sum).into())];
            names.tf("event-money-agreed", &parts)
        }
        Fact::Paid(payment) => with("event-money-paid", "amount", amount(payment.amount)),
        Fact::Returned { payment, .. } => with("event-money-returned", "n", payment.to_string()),
        Fact::Unpaid { instalment, missing } => {
            let parts = [("n", instalment.to_string().into()), ("amount", amount(*missing).into())];
            names.tf("event-money-unpaid", &parts)
        }
    }
}

/// What was written with it.
pub fn note(fact: &Fact) -> &str {
    match fact {
        Fact::Claimed { reason, .. } | Fact::Returned { reason, .. } => reason,
        Fact::Agreed { note, .. } => note,
        Fact::Paid(payment) => &payment.reason,
        Fact::Evidence(_) | Fact::Struck { .. } | Fact::Unpaid { .. } => "",
    }
}

pub const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Waybill => "money-kind-waybill",
        Kind::Chat => "money-kind-chat",
        Kind::Statement => "money-kind-statement",
        Kind::Photo => "money-kind-photo",
        Kind::Promise => "money-kind-promise",
        Kind::Other => "money-kind-other",
    }
}

pub const fn how_key(how: How) -> &'static str {
    match how {
        How::Transfer => "money-how-transfer",
        How::Wallet => "money-how-wallet",
        How::Cash => "money-how-cash",
        How::Other => "money-how-other",
    }
}

/// A province by its name; the code itself for one that nobody knows.
pub fn province(names: Names<'_>, code: &AreaCode) -> String {
    let name = provinces::name(code, names.lang().is_zh());
    name.map_or_else(|| code.to_string(), ToOwned::to_owned)
}

/// `11月3日`
pub fn day(names: Names<'_>, day: Day) -> String {
    ui::when::day(names.lang(), day, names.now().day())
}
