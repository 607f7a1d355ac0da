//! All SQL of funds: single rows and writing. Lists and sums stand in [`lists`].

pub mod lists;

use contracts::{PersonId, UnitId};
use serde_json::json;
use storage::{Db, Error, Record, Row, Tx, params};

use crate::{
    Desk,
    books::Move,
    fund::{EntryId, Fund, FundId, Kind, Request, RequestId, Share, ShareId, State, Wish},
};

const FUND: &str =
    "SELECT id, title, unit, purposes, from_day, until_day, opened_at FROM funds_funds";
const SHARE: &str = "SELECT id, fund, unit, parent, depth, balance FROM funds_shares";
const REQUEST: &str = "SELECT id, fund, share, amount, receiver, purpose, voucher, text, state,
    asked_by, asked_at, decided_at, reason FROM funds_requests";

pub fn fund(db: &mut Db<'_>, id: FundId) -> Result<Option<Fund>, Error> {
    db.query_opt(&format!("{FUND} WHERE id = $1"), params![id], read_fund)
}

pub fn share(db: &mut Db<'_>, id: ShareId) -> Result<Option<Share>, Error> {
    db.query_opt(&format!("{SHARE} WHERE id = $1"), params![id], read_share)
}

/// What a unit has of a fund.
pub fn share_of(db: &mut Db<'_>, fund: FundId, unit: UnitId) -> Result<Option<Share>, Error> {
    let sql = format!("{SHARE} WHERE fund = $1 AND unit = $2");
    db.query_opt(&sql, params![fund, unit], read_share)
}

/// The shares of a fund, those nearer to its source first.
pub fn shares(db: &mut Db<'_>, fund: FundId) -> Result<Vec<Share>, Error> {
    let sql = format!("{SHARE} WHERE fund = $1 ORDER BY depth, id");
    db.query(&sql, params![fund], read_share)
}

pub fn request(db: &mut Db<'_>, id: RequestId) -> Result<Option<Request>, Error> {
    db.query_opt(&format!("{REQUEST} WHERE id = $1"), params![id], read_request)
}

/// The names of the photos of a spending's voucher.
pub fn evidence(db: &mut Db<'_>, request: RequestId) -> Result<Vec<String>, Error> {
    db.query(
        "SELECT file FROM funds_evidence WHERE request = $1 ORDER BY at, file",
        params![request],
        |row| row.get(0),
    )
}

/// Whether a voucher stands in an open or approved spending of any fund.
pub(crate) fn is_claimed(db: &mut Db<'_>, voucher: &str) -> Result<bool, Error> {
    let found = db.query_opt(
        "SELECT 1 FROM funds_requests WHERE voucher = $1 AND state IN ('asked', 'approved')",
        params![voucher],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

pub(crate) fn has_entry(db: &mut Db<'_>, kind: Kind, reference: [u8; 16]) -> Result<bool, Error> {
    let found = db.query_opt(
        "SELECT 1 FROM funds_entries WHERE kind = $1 AND reference = $2",
        params![kind.as_str(), reference],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

pub(crate) fn insert_fund(tx: &mut Tx<'_>, new: &Fund, by: PersonId) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO funds_funds (id, title, unit, purposes, from_day, until_day, opened_by, opened_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            new.id,
            &new.title,
            new.unit,
            new.purposes.join(" "),
            new.from.to_string(),
            new.until.to_string(),
            by,
            new.opened_at,
        ],
    )?;
    Ok(())
}

pub(crate) fn insert_share(tx: &mut Tx<'_>, new: &Share) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO funds_shares (id, fund, unit, parent, depth, balance)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![new.id, new.fund, new.unit, new.parent, new.depth, new.balance],
    )?;
    Ok(())
}

pub(crate) fn insert_entry(
    tx: &mut Tx<'_>,
    id: EntryId,
    fund: FundId,
    new: &Move,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO funds_entries (id, fund, kind, debit, credit, amount, reference, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, fund, new.kind.as_str(), new.debit, new.credit, new.amount, new.reference, now],
    )?;
    Ok(())
}

pub(crate) fn add(tx: &mut Tx<'_>, share: ShareId, amount: i64) -> Result<(), Error> {
    let touched = tx.execute(
        "UPDATE funds_shares SET balance = balance + $2 WHERE id = $1",
        params![share, amount],
    )?;
    if touched == 1 { Ok(()) } else { Err(Error::Corrupt(format!("no share {share}"))) }
}

pub(crate) fn insert_request(tx: &mut Tx<'_>, new: &Request) -> Result<(), Error> {
    let (kind, receiver, purpose, voucher) = match &new.wish {
        Wish::Allocation { receiver } => ("allocation", Some(*receiver), None, None),
        Wish::Spending { purpose, voucher } => {
            ("spending", None, Some(purpose.as_str()), Some(voucher.as_str()))
        }
    };
    tx.execute(
        "INSERT INTO funds_requests (id, fund, share, kind, amount, receiver, purpose, voucher, text,
             state, asked_by, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            new.id,
            new.fund,
            new.share,
            kind,
            new.amount,
            receiver,
            purpose,
            voucher,
            &new.text,
            new.state.as_str(),
            new.asked_by,
            new.asked_at,
        ],
    )?;
    Ok(())
}

/// Keeps where a request stands now, and who brought it there.
pub(crate) fn settle(tx: &mut Tx<'_>, request: &Request, by: PersonId) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE funds_requests SET state = $2, decided_by = $3, decided_at = $4, reason = $5
         WHERE id = $1",
        params![request.id, request.state.as_str(), by, now, request.reason.as_deref()],
    )?;
    Ok(())
}

pub(crate) fn insert_evidence(
    tx: &mut Tx<'_>,
    request: RequestId,
    file: &str,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO funds_evidence (request, file, at) VALUES ($1, $2, $3)",
        params![request, file, now],
    )?;
    Ok(())
}

/// Tells the journal where a request stands and which photos prove it.
pub(crate) fn record_request(
    tx: &mut Tx<'_>,
    desk: &Desk,
    fund: &Fund,
    request: &Request,
) -> Result<(), Error> {
    let evidence = evidence(tx, request.id)?;
    tx.record(Record {
        action: &format!("fund-request.{}", request.state.as_str()),
        subject_kind: "fund-request",
        subject: *request.id.as_bytes(),
        area: &desk.area(fund.unit),
        detail: json!({
            "fund": fund.id, "share": request.share, "amount": request.amount, "evidence": evidence,
        }),
    })
}

pub(crate) fn read_fund(row: &Row<'_>) -> Result<Fund, Error> {
    let purposes: String = row.get(3)?;
    Ok(Fund {
        id: row.get(0)?,
        title: row.get(1)?,
        unit: row.get(2)?,
        purposes: purposes.split_whitespace().map(str::to_owned).collect(),
        from: row.parse(4)?,
        until: row.parse(5)?,
        opened_at: row.get(6)?,
    })
}

fn read_share(row: &Row<'_>) -> Result<Share, Error> {
    Ok(Share {
        id: row.get(0)?,
        fund: row.get(1)?,
        unit: row.get(2)?,
        parent: row.get(3)?,
        depth: row.get(4)?,
        balance: row.get(5)?,
    })
}

pub(crate) fn read_request(row: &Row<'_>) -> Result<Request, Error> {
    let wish = match (row.get(4)?, row.get(5)?, row.get(6)?) {
        (Some(receiver), None, None) => Wish::Allocation { receiver },
        (None, Some(purpose), Some(voucher)) => Wish::Spending { purpose, voucher },
        _ => return Err(Error::Corrupt("a request is neither allocation nor spending".into())),
    };
    let state: String = row.get(8)?;
    let state = State::read(&state).ok_or_else(|| Error::Corrupt(format!("state {state:?}")))?;
    Ok(Request {
        id: row.get(0)?,
        fund: row.get(1)?,
        share: row.get(2)?,
        amount: row.get(3)?,
        wish,
        text: row.get(7)?,
        state,
        asked_by: row.get(9)?,
        asked_at: row.get(10)?,
        decided_at: row.get(11)?,
        reason: row.get(12)?,
    })
}
