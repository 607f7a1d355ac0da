//! Lists and sums, for pages, files and checks.

use std::collections::BTreeMap;

use contracts::UnitId;
use storage::{Db, Error, params};

use super::{FUND, REQUEST, read_fund, read_request};
use crate::{
    fund::{Fund, FundId, Kind, Request, ShareId, Sums},
    verify::Finding,
};

/// Funds, the newest first.
pub fn funds(db: &mut Db<'_>, limit: usize) -> Result<Vec<Fund>, Error> {
    let sql = format!("{FUND} ORDER BY opened_at DESC, id DESC LIMIT $1");
    db.query(&sql, params![limit], read_fund)
}

/// Funds of which a unit has a share.
pub fn funds_of(db: &mut Db<'_>, unit: UnitId) -> Result<Vec<FundId>, Error> {
    let sql = "SELECT fund FROM funds_shares WHERE unit = $1 ORDER BY fund";
    db.query(sql, params![unit], |row| row.get(0))
}

/// Requests of a fund, the newest first.
pub fn requests(db: &mut Db<'_>, fund: FundId, limit: usize) -> Result<Vec<Request>, Error> {
    let sql = format!("{REQUEST} WHERE fund = $1 ORDER BY asked_at DESC, id DESC LIMIT $2");
    db.query(&sql, params![fund, limit], read_request)
}

/// Requests that wait, of all funds, the oldest first.
pub fn waiting(db: &mut Db<'_>, limit: usize) -> Result<Vec<Request>, Error> {
    let sql = format!("{REQUEST} WHERE state = 'asked' ORDER BY asked_at, id LIMIT $1");
    db.query(&sql, params![limit], read_request)
}

/// What went through each share of a fund.
pub fn sums(db: &mut Db<'_>, fund: FundId) -> Result<BTreeMap<ShareId, Sums>, Error> {
    let rows = db.query(
        "SELECT kind, debit, credit, CAST(SUM(amount) AS BIGINT) FROM funds_entries
         WHERE fund = $1 GROUP BY kind, debit, credit",
        params![fund],
        |row| Ok((row.get::<String>(0)?, row.get(1)?, row.get(2)?, row.get::<i64>(3)?)),
    )?;
    let mut found: BTreeMap<ShareId, Sums> = BTreeMap::new();
    for (kind, debit, credit, amount) in rows {
        let debit: Option<ShareId> = debit;
        let credit: Option<ShareId> = credit;
        let mut change = |share: Option<ShareId>, change: fn(&mut Sums, i64)| {
            if let Some(share) = share {
                change(found.entry(share).or_default(), amount);
            }
        };
        if kind == Kind::Returned.as_str() {
            change(debit, |sums, amount| sums.returned += amount);
            change(credit, |sums, amount| sums.passed_on -= amount);
        } else if kind == Kind::Spent.as_str() {
            change(debit, |sums, amount| sums.spent += amount);
        } else if kind == Kind::Reversed.as_str() {
            change(credit, |sums, amount| sums.spent -= amount);
        } else {
            change(debit, |sums, amount| sums.passed_on += amount);
            change(credit, |sums, amount| sums.received += amount);
        }
    }
    Ok(found)
}

/// What of a fund was spent for each purpose and not taken back, in fen.
pub fn spent_by_purpose(db: &mut Db<'_>, fund: FundId) -> Result<BTreeMap<String, i64>, Error> {
    let rows = db.query(
        "SELECT purpose, CAST(SUM(amount) AS BIGINT) FROM funds_requests
         WHERE fund = $1 AND kind = 'spending' AND state = 'approved' GROUP BY purpose",
        params![fund],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// Shares whose balance is not the sum of their entries, or is below 0.
pub(crate) fn wrong_balances(db: &mut Db<'_>) -> Result<Vec<Finding>, Error> {
    let rows = db.query(
        "SELECT s.id, s.balance,
            CAST(COALESCE((SELECT SUM(e.amount) FROM funds_entries e WHERE e.credit = s.id), 0)
               - COALESCE((SELECT SUM(e.amount) FROM funds_entries e WHERE e.debit = s.id), 0)
               AS BIGINT)
         FROM funds_shares s ORDER BY s.id",
        params![],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let wrong = rows.into_iter().filter(|(_, balance, sum)| balance != sum || *balance < 0);
    Ok(wrong.map(|(share, balance, sum)| Finding::Balance { share, balance, sum }).collect())
}

/// Approved and reversed requests whose entries are not what they say; entries that no request
/// explains.
pub(crate) fn wrong_requests(db: &mut Db<'_>) -> Result<Vec<Finding>, Error> {
    let unexplained = db.query(
        "SELECT e.id FROM funds_entries e LEFT JOIN funds_requests r ON r.id = e.reference
         WHERE e.kind IN ('allocated', 'spent', 'reversed') AND r.id IS NULL ORDER BY e.id",
        params![],
        |row| Ok(Finding::Unexplained { entry: row.get(0)? }),
    )?;
    let wrong = db.query(
        "SELECT r.id, r.state FROM funds_requests r
         LEFT JOIN funds_entries p ON p.reference = r.id AND p.kind IN ('allocated', 'spent')
         LEFT JOIN funds_entries b ON b.reference = r.id AND b.kind = 'reversed'
         WHERE NOT CASE r.state
             WHEN 'approved' THEN p.amount IS NOT NULL AND p.amount = r.amount
                 AND p.debit = r.share AND b.id IS NULL
             WHEN 'reversed' THEN p.amount IS NOT NULL AND b.amount IS NOT NULL
                 AND p.amount = r.amount AND b.amount = r.amount AND b.credit = r.share
             ELSE p.id IS NULL AND b.id IS NULL END
         ORDER BY r.id",
        params![],
        |row| Ok(Finding::Request { request: row.get(0)?, state: row.get(1)? }),
    )?;
    Ok(unexplained.into_iter().chain(wrong).collect())
}
