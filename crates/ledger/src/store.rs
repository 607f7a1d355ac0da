//! All SQL of the ledger. Nothing here is sorted by a balance.

use contracts::{CaseId, PersonId};
use kernel::{AreaCode, Day};
use storage::{Db, Error, Row, Tx, params};

use crate::{
    account::{Account, AccountId, AccountName, Key},
    fund::Reserve,
    post::{Awarded, Transfer, TransferId},
    statement::{Line, Mark, Reason, Waiting},
    verify::Finding,
};

/// The account of `key`, opened if need be. Its lock must be held.
pub fn open_account(tx: &mut Tx<'_>, key: &Key) -> Result<Account, Error> {
    if let Some(account) = account(tx, key)? {
        return Ok(account);
    }
    let (id, now) = (tx.id::<AccountName>(), tx.now());
    tx.execute(
        "INSERT INTO ledger_accounts (id, kind, owner, balance, opened_at) VALUES ($1, $2, $3, 0, $4)",
        params![id, key.kind(), key.owner(), now],
    )?;
    Ok(Account { id, balance: 0 })
}

pub fn account(db: &mut Db<'_>, key: &Key) -> Result<Option<Account>, Error> {
    db.query_opt(
        "SELECT id, balance FROM ledger_accounts WHERE kind = $1 AND owner = $2",
        params![key.kind(), key.owner()],
        |row| Ok(Account { id: row.get(0)?, balance: row.get(1)? }),
    )
}

/// The reserve nearest to `area`: its own or that of an area above it.
pub fn nearest_reserve(db: &mut Db<'_>, area: &AreaCode) -> Result<Option<AreaCode>, Error> {
    for around in std::iter::once(*area).chain(area.ancestors()) {
        if account(db, &Key::Reserve(around))?.is_some() {
            return Ok(Some(around));
        }
    }
    Ok(None)
}

pub fn add(tx: &mut Tx<'_>, account: AccountId, amount: i64) -> Result<(), Error> {
    let touched = tx.execute(
        "UPDATE ledger_accounts SET balance = balance + $2 WHERE id = $1",
        params![account, amount],
    )?;
    if touched == 1 { Ok(()) } else { Err(Error::Corrupt(format!("no account {account}"))) }
}

pub fn insert_transfer(tx: &mut Tx<'_>, id: TransferId, new: &Transfer<'_>) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO ledger_transfers (id, debit, credit, amount, reason, rule, reference, round,
             number, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id,
            new.debit,
            new.credit,
            new.amount,
            new.reason.as_str(),
            new.rule,
            new.reference,
            new.round,
            new.number,
            now,
        ],
    )?;
    Ok(())
}

pub fn has_transfer(db: &mut Db<'_>, reason: Reason, reference: [u8; 16]) -> Result<bool, Error> {
    let found = db.query_opt(
        "SELECT 1 FROM ledger_transfers WHERE reason = $1 AND reference = $2",
        params![reason.as_str(), reference],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// A person's lines, newest first.
pub fn lines(
    db: &mut Db<'_>,
    account: AccountId,
    after: Option<Mark>,
    limit: usize,
) -> Result<Vec<Line>, Error> {
    let end = Mark {
        at: kernel::Timestamp::from_micros(i64::MAX),
        id: TransferId::from_bytes([255; 16]),
    };
    let after = after.unwrap_or(end);
    db.query(
        "SELECT at, id, CASE WHEN credit = $1 THEN amount ELSE -amount END, reason, rule, number,
            reference
         FROM ledger_transfers WHERE (credit = $1 OR debit = $1) AND (at, id) < ($2, $3)
         ORDER BY at DESC, id DESC LIMIT $4",
        params![account, after.at, after.id, limit],
        |row| {
            Ok(Line {
                mark: Mark { at: row.get(0)?, id: row.get(1)? },
                amount: row.get(2)?,
                reason: row.parse(3)?,
                rule: row.get(4)?,
                number: row.get(5)?,
                case: row.get(6)?,
            })
        },
    )
}

const AWARD: &str =
    "SELECT case_id, round, number, person, reserve, rule, amount, state FROM ledger_awards";

pub fn award(db: &mut Db<'_>, case: CaseId, round: i64) -> Result<Option<Awarded>, Error> {
    let sql = format!("{AWARD} WHERE case_id = $1 AND round = $2");
    db.query_opt(&sql, params![case, round], awarded)
}

/// Awards that a reserve still owes, oldest first.
pub fn waiting_awards(
    db: &mut Db<'_>,
    reserve: &AreaCode,
    limit: usize,
) -> Result<Vec<Awarded>, Error> {
    let sql = format!(
        "{AWARD} WHERE reserve = $1 AND state = 'waiting' ORDER BY at, case_id, round LIMIT $2"
    );
    db.query(&sql, params![reserve.as_str(), limit], awarded)
}

/// What waits for one person, oldest first.
pub fn waiting_of(db: &mut Db<'_>, person: PersonId, limit: usize) -> Result<Vec<Waiting>, Error> {
    db.query(
        "SELECT at, amount, rule, number, case_id FROM ledger_awards
         WHERE person = $1 AND state = 'waiting' ORDER BY at, case_id LIMIT $2",
        params![person, limit],
        |row| {
            Ok(Waiting {
                at: row.get(0)?,
                amount: row.get(1)?,
                rule: row.get(2)?,
                number: row.get(3)?,
                case: row.get(4)?,
            })
        },
    )
}

pub fn insert_award(tx: &mut Tx<'_>, new: &Awarded) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO ledger_awards (case_id, round, number, person, reserve, rule, amount, state, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            new.case,
            new.round,
            &new.number,
            new.person,
            new.reserve.as_str(),
            &new.rule,
            new.amount,
            &new.state,
            now,
        ],
    )?;
    Ok(())
}

pub fn mark_award(tx: &mut Tx<'_>, case: CaseId, round: i64, state: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE ledger_awards SET state = $3 WHERE case_id = $1 AND round = $2",
        params![case, round, state],
    )?;
    Ok(())
}

/// What a person has earned from a rule on a day, and kept.
pub fn earned_on(db: &mut Db<'_>, person: PersonId, rule: &str, day: Day) -> Result<i64, Error> {
    db.query_one(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger_awards
         WHERE person = $1 AND rule = $2 AND at >= $3 AND at < $4 AND state IN ('posted', 'waiting')",
        params![person, rule, day.start(), day.plus(1).start()],
        |row| row.get(0),
    )
}

pub fn reserve(db: &mut Db<'_>, sponsor: &AreaCode) -> Result<Reserve, Error> {
    let Some(account) = account(db, &Key::Reserve(*sponsor))? else {
        return Ok(Reserve::default());
    };
    let funded = db.query_one(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger_transfers
         WHERE credit = $1 AND reason = 'funded'",
        params![account.id],
        |row| row.get(0),
    )?;
    let waiting = db.query_one(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger_awards
         WHERE reserve = $1 AND state = 'waiting'",
        params![sponsor.as_str()],
        |row| row.get(0),
    )?;
    Ok(Reserve { funded, given: funded - account.balance, left: account.balance, waiting })
}

/// The sum of all balances.
pub fn total(db: &mut Db<'_>) -> Result<i64, Error> {
    let sql = "SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM ledger_accounts";
    db.query_one(sql, params![], |row| row.get(0))
}

/// Accounts whose balance is not the sum of their transfers, or lies where it cannot.
pub fn wrong_balances(db: &mut Db<'_>) -> Result<Vec<Finding>, Error> {
    let rows = db.query(
        "SELECT a.kind, a.owner, a.balance,
            CAST(COALESCE((SELECT SUM(t.amount) FROM ledger_transfers t WHERE t.credit = a.id), 0)
               - COALESCE((SELECT SUM(t.amount) FROM ledger_transfers t WHERE t.debit = a.id), 0)
               AS BIGINT),
            (SELECT COUNT(*) FROM ledger_transfers t
              WHERE t.debit = a.id AND t.reason = 'case-reopened')
         FROM ledger_accounts a",
        params![],
        |row| {
            let (kind, owner, balance) =
                (row.get::<String>(0)?, row.get::<String>(1)?, row.get(2)?);
            Ok((kind, owner, balance, row.get::<i64>(3)?, row.get::<i64>(4)?))
        },
    )?;
    let mut findings = Vec::new();
    for (kind, owner, balance, sum, taken_back) in rows {
        match kind.as_str() {
            "reserve" if balance < 0 => {
                findings.push(Finding::Uncovered { owner: owner.clone(), balance });
            }
            "person" if balance < 0 && taken_back == 0 => {
                findings.push(Finding::Debt { owner: owner.clone(), balance });
            }
            _ => {}
        }
        if sum != balance {
            findings.push(Finding::Balance { kind, owner, balance, sum });
        }
    }
    Ok(findings)
}

/// Awards whose transfers are not what their state says: one that paid when it was posted, that
/// one and one back when it was taken back, else none.
pub fn wrong_awards(db: &mut Db<'_>) -> Result<Vec<Finding>, Error> {
    db.query(
        "SELECT w.number, w.round, w.state, w.amount FROM ledger_awards w
         LEFT JOIN ledger_transfers p ON p.reason = 'case-confirmed'
             AND p.reference = w.case_id AND p.round = w.round
         LEFT JOIN ledger_transfers b ON b.reason = 'case-reopened'
             AND b.reference = w.case_id AND b.round = w.round
         WHERE NOT CASE w.state
             WHEN 'posted' THEN p.amount IS NOT NULL AND p.amount = w.amount AND b.id IS NULL
             WHEN 'taken-back' THEN (p.id IS NULL AND b.id IS NULL)
                 OR (p.amount IS NOT NULL AND b.amount IS NOT NULL AND p.amount = w.amount
                     AND b.amount = w.amount AND b.debit = p.credit AND b.credit = p.debit)
             ELSE p.id IS NULL AND b.id IS NULL END",
        params![],
        |row| {
            Ok(Finding::Award {
                number: row.get(0)?,
                round: row.get(1)?,
                state: row.get(2)?,
                amount: row.get(3)?,
            })
        },
    )
}

/// Transfers for cases without an award.
pub fn unexplained(db: &mut Db<'_>) -> Result<Vec<Finding>, Error> {
    db.query(
        "SELECT COALESCE(t.number, ''), t.round FROM ledger_transfers t
         LEFT JOIN ledger_awards w ON w.case_id = t.reference AND w.round = t.round
         WHERE t.reason NOT IN ('funded', 'check-answered') AND w.case_id IS NULL",
        params![],
        |row| Ok(Finding::Unexplained { number: row.get(0)?, round: row.get(1)? }),
    )
}

fn awarded(row: &Row<'_>) -> Result<Awarded, Error> {
    Ok(Awarded {
        case: row.get(0)?,
        round: row.get(1)?,
        number: row.get(2)?,
        person: row.get(3)?,
        reserve: row.parse(4)?,
        rule: row.get(5)?,
        amount: row.get(6)?,
        state: row.get(7)?,
    })
}
