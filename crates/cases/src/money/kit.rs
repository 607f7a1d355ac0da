//! A money dispute as it stands: the fold of its facts, and what follows from it. Pure.

use contracts::{PersonId, UnitId};
use kernel::{Day, Timestamp};
use serde::{Deserialize, Serialize};

use super::fact::{Claim, Due, Fact, Item, Payment};
use crate::entry::Entry;

/// Everything about the money of one case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kit {
    /// `None` while what the report said stands.
    pub claim: Option<Claim>,
    pub evidence: Vec<Evidence>,
    pub plan: Vec<Instalment>,
    pub plan_note: String,
    pub payments: Vec<Received>,
    /// When an unpaid instalment last rang.
    pub alarmed_at: Option<Timestamp>,
}

/// An item with whoever handed it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub item: Item,
    pub by: By,
    /// Why it was withdrawn.
    pub struck: Option<String>,
}

/// Who did it: a unit, or the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    pub person: Option<PersonId>,
    pub unit: Option<UnitId>,
}

/// An instalment of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    pub due: Due,
    /// It was unpaid when its day had ended, and that was told.
    pub alarmed: bool,
}

/// A payment with whoever recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub payment: Payment,
    pub by: By,
    /// Why it does not count any more.
    pub returned: Option<String>,
}

/// How far an instalment has been paid. Payments count towards the instalments in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub number: u32,
    pub due: Due,
    /// Fen of this instalment that have come.
    pub paid: i64,
    pub alarmed: bool,
}

impl Standing {
    pub const fn missing(&self) -> i64 {
        self.due.amount.saturating_sub(self.paid)
    }
    pub const fn is_paid(&self) -> bool {
        self.missing() <= 0
    }
    /// Unpaid, and its day has ended.
    pub fn is_late(&self, now: Timestamp) -> bool {
        !self.is_paid() && late_from(self.due.day) <= now
    }
}

/// The instant at which a day is over in Asia/Shanghai.
pub fn late_from(day: Day) -> Timestamp {
    day.plus(1).start()
}

impl Kit {
    /// Takes one more fact in.
    pub fn apply(&mut self, fact: &Fact, entry: &Entry) {
        let by = By { person: entry.actor, unit: entry.unit };
        match fact {
            Fact::Claimed { claim, .. } => self.claim = Some(claim.clone()),
            Fact::Evidence(item) => {
                self.evidence.push(Evidence { item: item.clone(), by, struck: None });
            }
            Fact::Struck { item, reason } => {
                if let Some(evidence) = at(&mut self.evidence, *item) {
                    evidence.struck = Some(reason.clone());
                }
            }
            Fact::Agreed { plan, note } => {
                self.plan =
                    plan.iter().map(|due| Instalment { due: *due, alarmed: false }).collect();
                self.plan_note.clone_from(note);
            }
            Fact::Paid(payment) => {
                self.payments.push(Received { payment: payment.clone(), by, returned: None });
            }
            Fact::Returned { payment, reason } => {
                if let Some(received) = at(&mut self.payments, *payment) {
                    received.returned = Some(reason.clone());
                }
            }
            Fact::Unpaid { instalment, .. } => {
                self.alarmed_at = Some(entry.at);
                if let Some(instalment) = at(&mut self.plan, *instalment) {
                    instalment.alarmed = true;
                }
            }
        }
    }

    /// What has come so far, in fen.
    pub fn recovered(&self) -> i64 {
        let stand = self.payments.iter().filter(|received| received.returned.is_none());
        stand.fold(0, |sum, received| sum.saturating_add(received.payment.amount))
    }

    /// What the plan comes to, in fen.
    pub fn agreed(&self) -> i64 {
        self.plan.iter().fold(0, |sum, one| sum.saturating_add(one.due.amount))
    }

    /// What is expected to come at the most: what was agreed, or else what is claimed; `None`
    /// while neither is known.
    pub fn expected(&self, claimed: i64) -> Option<i64> {
        let expected = if self.plan.is_empty() { claimed } else { self.agreed() };
        (expected > 0).then_some(expected)
    }

    /// The plan with what has come.
    pub fn standings(&self) -> Vec<Standing> {
        let mut left = self.recovered();
        let numbered = (1..).zip(&self.plan);
        numbered
            .map(|(number, one)| {
                let paid = left.min(one.due.amount);
                left = left.saturating_sub(paid);
                Standing { number, due: one.due, paid, alarmed: one.alarmed }
            })
            .collect()
    }

    /// When the next unpaid instalment will be late, and which it is.
    pub fn next_alarm(&self) -> Option<(Timestamp, u32)> {
        let waiting = self.standings().into_iter().filter(|one| !one.is_paid() && !one.alarmed);
        waiting.map(|one| (late_from(one.due.day), one.number)).min()
    }

    /// What has not come of the plan up to and with this instalment.
    pub fn missing(&self, number: u32) -> i64 {
        let until = self.standings().into_iter().take_while(|one| one.number <= number);
        until.fold(0, |sum, one| sum.saturating_add(one.missing()))
    }

    /// When an instalment that is still unpaid rang last: from then on the case may be opened
    /// again for as long as after its closing.
    pub fn rang_at(&self) -> Option<Timestamp> {
        let open = self.standings().iter().any(|one| one.alarmed && !one.is_paid());
        self.alarmed_at.filter(|_| open)
    }

    /// The link that the next item names.
    pub fn head(&self) -> &str {
        self.evidence.last().map_or(super::chain::START, |last| last.item.link.as_str())
    }

    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.evidence.iter().map(|evidence| &evidence.item)
    }

    /// An item by its number.
    pub fn evidence(&self, number: u32) -> Option<&Evidence> {
        self.evidence.iter().find(|evidence| evidence.item.number == number)
    }
}

/// The entry with this number, counted from 1.
fn at<T>(list: &mut [T], number: u32) -> Option<&mut T> {
    usize::try_from(number).ok()?.checked_sub(1).and_then(|index| list.get_mut(index))
}
