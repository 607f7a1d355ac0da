//! Drawn cases, and the requests to look at them.

use contracts::{AskId, CaseId, PersonId};
use kernel::Timestamp;
use storage::{Db, Error, Row, Tx, params};

use crate::checks::{CheckId, DrawId, Finding, Said};

/// A drawn case with what its checkers have said so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub id: CheckId,
    pub case: CaseId,
    pub verdict: String,
    pub solved: i64,
    pub unsolved: i64,
    /// Requests that are out.
    pub waiting: i64,
}

impl Check {
    /// Answers that count.
    pub const fn counted(&self) -> i64 {
        self.solved + self.unsolved
    }
    pub fn is_open(&self) -> bool {
        self.verdict == "open"
    }

    fn read(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            case: row.get(1)?,
            verdict: row.get(2)?,
            solved: row.get(3)?,
            unsolved: row.get(4)?,
            waiting: row.get(5)?,
        })
    }
}

const CHECK: &str = "SELECT k.id, k.case_id, k.verdict, k.solved, k.unsolved,
        (SELECT COUNT(*) FROM cases_checks_asks a WHERE a.check_id = k.id AND a.answer IS NULL
             AND a.lapsed_at IS NULL)
    FROM cases_checks k";

pub fn check(db: &mut Db<'_>, id: CheckId) -> Result<Option<Check>, Error> {
    db.query_opt(&format!("{CHECK} WHERE k.id = $1"), params![id], Check::read)
}

/// What of a draw is not decided yet, in the order of the lot.
pub fn open_checks(db: &mut Db<'_>, draw: DrawId) -> Result<Vec<Check>, Error> {
    let sql = format!("{CHECK} WHERE k.draw = $1 AND k.verdict = 'open' ORDER BY k.lot");
    db.query(&sql, params![draw], Check::read)
}

pub fn insert_check(tx: &mut Tx<'_>, draw: DrawId, lot: i64, case: CaseId) -> Result<(), Error> {
    let id: CheckId = tx.id();
    tx.execute(
        "INSERT INTO cases_checks (id, draw, lot, case_id, verdict, solved, unsolved, unsure)
         VALUES ($1, $2, $3, $4, 'open', 0, 0, 0)",
        params![id, draw, lot, case],
    )?;
    Ok(())
}

pub fn decide(tx: &mut Tx<'_>, check: CheckId, finding: Finding) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE cases_checks SET verdict = $2, decided_at = $3 WHERE id = $1",
        params![check, finding.as_str(), now],
    )?;
    Ok(())
}

/// A request as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub check: CheckId,
    pub person: PersonId,
    pub answer: Option<Said>,
    pub lapsed: bool,
}

pub fn ask(db: &mut Db<'_>, id: AskId) -> Result<Option<Request>, Error> {
    db.query_opt(
        "SELECT check_id, person, answer, lapsed_at FROM cases_checks_asks WHERE id = $1",
        params![id],
        |row| {
            let answer: Option<String> = row.get(2)?;
            Ok(Request {
                check: row.get(0)?,
                person: row.get(1)?,
                answer: answer.as_deref().and_then(Said::parse),
                lapsed: row.get::<Option<Timestamp>>(3)?.is_some(),
            })
        },
    )
}

/// The draw that a request belongs to.
pub fn draw_of(db: &mut Db<'_>, ask: AskId) -> Result<Option<DrawId>, Error> {
    db.query_opt(
        "SELECT k.draw FROM cases_checks_asks a JOIN cases_checks k ON k.id = a.check_id
         WHERE a.id = $1",
        params![ask],
        |row| row.get(0),
    )
}

pub fn insert_ask(
    tx: &mut Tx<'_>,
    check: CheckId,
    person: PersonId,
    due: Timestamp,
) -> Result<(), Error> {
    let (id, now): (AskId, _) = (tx.id(), tx.now());
    tx.execute(
        "INSERT INTO cases_checks_asks (id, check_id, person, asked_at, due_at, remark)
         VALUES ($1, $2, $3, $4, $5, '')",
        params![id, check, person, now, due],
    )?;
    Ok(())
}

/// Everybody who was ever asked about a drawn case.
pub fn asked(db: &mut Db<'_>, check: CheckId) -> Result<Vec<PersonId>, Error> {
    db.query("SELECT person FROM cases_checks_asks WHERE check_id = $1", params![check], |row| {
        row.get(0)
    })
}

/// How many requests a person has not answered yet.
pub fn open_asks(db: &mut Db<'_>, person: PersonId) -> Result<i64, Error> {
    db.query_one(
        "SELECT COUNT(*) FROM cases_checks_asks
         WHERE person = $1 AND answer IS NULL AND lapsed_at IS NULL",
        params![person],
        |row| row.get(0),
    )
}

/// Writes an answer and counts it.
pub fn keep_answer(tx: &mut Tx<'_>, ask: AskId, said: Said, remark: &str) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE cases_checks_asks SET answer = $2, remark = $3, answered_at = $4 WHERE id = $1",
        params![ask, said.as_str(), remark, now],
    )?;
    let column = said.as_str();
    tx.execute(
        &format!(
            "UPDATE cases_checks SET {column} = {column} + 1
             WHERE id = (SELECT check_id FROM cases_checks_asks WHERE id = $1)"
        ),
        params![ask],
    )?;
    Ok(())
}

const OUT: &str = "answer IS NULL AND lapsed_at IS NULL
    AND check_id IN (SELECT id FROM cases_checks WHERE draw = $1)";

/// Requests whose time is over count no more.
pub fn lapse_due(tx: &mut Tx<'_>, draw: DrawId) -> Result<(), Error> {
    let now = tx.now();
    let sql = format!("UPDATE cases_checks_asks SET lapsed_at = $2 WHERE {OUT} AND due_at <= $2");
    tx.execute(&sql, params![draw, now])?;
    Ok(())
}

/// All that are out, at the end of a draw.
pub fn lapse_all(tx: &mut Tx<'_>, draw: DrawId) -> Result<(), Error> {
    let now = tx.now();
    let sql = format!("UPDATE cases_checks_asks SET lapsed_at = $2 WHERE {OUT}");
    tx.execute(&sql, params![draw, now])?;
    Ok(())
}

/// When the next request runs out.
pub fn next_due(db: &mut Db<'_>, draw: DrawId) -> Result<Option<Timestamp>, Error> {
    let sql = format!("SELECT MIN(due_at) FROM cases_checks_asks WHERE {OUT}");
    db.query_one(&sql, params![draw], |row| row.get(0))
}
