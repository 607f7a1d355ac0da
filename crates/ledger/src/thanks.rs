//! What looking on the spot earns: the same whatever was answered, once per request.

use catalogue::{Catalogue, Occasion};
use contracts::{AskId, CheckAnswer, PersonId};
use kernel::{AreaCode, Day};
use storage::{Db, Error, Tx, params};

use crate::{
    account::{Key, hold},
    post::{Transfer, post},
    statement::Reason,
    store,
    verify::Finding,
};

/// What an answer earned, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thanks {
    Posted(i64),
    /// The rule's cap for the day is reached.
    Capped,
    /// The sponsor's reserve is empty. Unlike an award it does not wait.
    Unfunded,
    /// The city declares no thanks.
    NoRule,
    /// This request had been thanked for before; nothing was done now.
    Repeated,
}

/// Posts the thanks for one answer, in the transaction of the answer.
pub fn thank(
    tx: &mut Tx<'_>,
    catalogue: &Catalogue,
    answer: &CheckAnswer,
) -> Result<Thanks, Error> {
    let Some(rule) = catalogue.point_rules_when(Occasion::CheckAnswered).next() else {
        return Ok(Thanks::NoRule);
    };
    let area: AreaCode = storage::value::parsed(&answer.area, "area")?;
    let sponsor = store::nearest_reserve(tx, &area)?.unwrap_or(catalogue.city().area);
    let [reserve, person] = hold(tx, [Key::Reserve(sponsor), Key::Person(answer.person)])?;
    if is_thanked(tx, answer.ask)? {
        return Ok(Thanks::Repeated);
    }
    let today = tx.now().day();
    let earned = earned_on(tx, answer.person, &rule.code, today)?;
    let amount = i64::from(rule.amount).min(i64::from(rule.daily_cap) - earned).max(0);
    let (thanks, state) = match amount {
        0 => (Thanks::Capped, "capped"),
        _ if amount > reserve.balance => (Thanks::Unfunded, "unfunded"),
        _ => (Thanks::Posted(amount), "posted"),
    };
    insert(tx, answer, &rule.code, amount, state)?;
    if matches!(thanks, Thanks::Posted(_)) {
        let transfer = Transfer {
            debit: reserve.id,
            credit: person.id,
            amount,
            reason: Reason::CheckAnswered,
            rule: Some(&rule.code),
            reference: *answer.ask.as_bytes(),
            round: 0,
            number: None,
            area: sponsor.as_str(),
        };
        post(tx, &transfer)?;
    }
    Ok(thanks)
}

fn is_thanked(db: &mut Db<'_>, ask: AskId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM ledger_thanks WHERE ask = $1";
    Ok(db.query_opt(sql, params![ask], |_| Ok(()))?.is_some())
}

fn earned_on(db: &mut Db<'_>, person: PersonId, rule: &str, day: Day) -> Result<i64, Error> {
    db.query_one(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger_thanks
         WHERE person = $1 AND rule = $2 AND at >= $3 AND at < $4 AND state = 'posted'",
        params![person, rule, day.start(), day.plus(1).start()],
        |row| row.get(0),
    )
}

fn insert(
    tx: &mut Tx<'_>,
    answer: &CheckAnswer,
    rule: &str,
    amount: i64,
    state: &str,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO ledger_thanks (ask, person, rule, amount, state, at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![answer.ask, answer.person, rule, amount, state, now],
    )?;
    Ok(())
}

/// Thanks without the transfer that they say, and transfers of thanks that nobody wrote down.
pub(crate) fn wrong(db: &mut Db<'_>) -> Result<Vec<Finding>, Error> {
    let mut findings = db.query(
        "SELECT w.state, w.amount FROM ledger_thanks w
         LEFT JOIN ledger_transfers p ON p.reason = 'check-answered' AND p.reference = w.ask
         WHERE NOT CASE w.state
             WHEN 'posted' THEN p.amount IS NOT NULL AND p.amount = w.amount
             ELSE p.id IS NULL END",
        params![],
        |row| Ok(Finding::Thanks { state: row.get(0)?, amount: row.get(1)? }),
    )?;
    findings.extend(db.query(
        "SELECT t.amount FROM ledger_transfers t
         LEFT JOIN ledger_thanks w ON w.ask = t.reference
         WHERE t.reason = 'check-answered' AND w.ask IS NULL",
        params![],
        |row| Ok(Finding::Thanks { state: "unwritten".into(), amount: row.get(0)? }),
    )?);
    Ok(findings)
}
