//! SQL of visits and their lines.

use access::policy::{Columns, Reach};
use contracts::{PersonId, UnitId};
use storage::{Db, Error, Row, Tx, params};

use super::{Line, Standing, Visit};
use crate::{LineId, VisitId};

const VISIT: &str = "SELECT v.id, v.area, v.unit, v.site, v.visited_on, v.token, v.made_at
     FROM outreach_visits v";
const LINE: &str =
    "SELECT id, visit, position, text, owner, due_on, standing, said, case_id, changed_at
     FROM outreach_lines";

pub fn find(db: &mut Db<'_>, id: VisitId) -> Result<Option<Visit>, Error> {
    db.query_opt(&format!("{VISIT} WHERE v.id = $1"), params![id], visit)
}

/// The visit whose site holds this token.
pub fn of_token(db: &mut Db<'_>, token: &str) -> Result<Option<Visit>, Error> {
    db.query_opt(&format!("{VISIT} WHERE v.token = $1"), params![token], visit)
}

/// Visits within reach, the newest first: in an area, by a unit, or with a line that it owns.
pub fn within(db: &mut Db<'_>, reach: &Reach, limit: usize) -> Result<Vec<Visit>, Error> {
    let unit = "v.unit IN {} OR EXISTS (SELECT 1 FROM outreach_lines l WHERE l.visit = v.id AND l.owner IN {})";
    let columns = Columns { area: Some("v.area"), unit: Some(unit), ..Columns::default() };
    let (within, mut values) = reach.sql(&columns, 1);
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let last = values.len();
    let sql = format!("{VISIT} WHERE {within} ORDER BY v.made_at DESC, v.id DESC LIMIT ${last}");
    db.query(&sql, &values, visit)
}

/// The list of a visit, in its order.
pub fn lines(db: &mut Db<'_>, id: VisitId) -> Result<Vec<Line>, Error> {
    db.query(&format!("{LINE} WHERE visit = $1 ORDER BY position"), params![id], row_line)
}

pub fn line(db: &mut Db<'_>, id: LineId) -> Result<Option<Line>, Error> {
    db.query_opt(&format!("{LINE} WHERE id = $1"), params![id], row_line)
}

pub(super) fn count(db: &mut Db<'_>, id: VisitId) -> Result<i64, Error> {
    db.query_one("SELECT COUNT(*) FROM outreach_lines WHERE visit = $1", params![id], |row| {
        row.get(0)
    })
}

pub(super) fn insert(tx: &mut Tx<'_>, visit: &Visit, by: PersonId) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO outreach_visits (id, area, unit, site, visited_on, token, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            visit.id,
            visit.area.as_str(),
            visit.unit,
            visit.site.as_str(),
            visit.visited_on.to_string(),
            visit.token.as_str(),
            by,
            visit.made_at,
        ],
    )?;
    Ok(())
}

pub(super) fn insert_line(tx: &mut Tx<'_>, line: &Line) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO outreach_lines (id, visit, position, text, owner, due_on, standing, said,
             case_id, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9)",
        params![
            line.id,
            line.visit,
            line.position,
            line.text.as_str(),
            line.owner,
            line.due_on.to_string(),
            line.standing.as_str(),
            line.said.as_str(),
            line.changed_at,
        ],
    )?;
    Ok(())
}

/// Writes what became of a line, and that it did.
pub(super) fn step(
    tx: &mut Tx<'_>,
    line: &Line,
    by: PersonId,
    unit: Option<UnitId>,
) -> Result<(), Error> {
    let case = match line.standing {
        Standing::Case(id) => Some(id),
        _ => None,
    };
    let (standing, said) = (line.standing.as_str(), line.said.as_str());
    tx.execute(
        "UPDATE outreach_lines SET standing = $2, said = $3, case_id = $4, changed_at = $5
         WHERE id = $1",
        params![line.id, standing, said, case, line.changed_at],
    )?;
    tx.execute(
        "INSERT INTO outreach_steps (line, at, actor, unit, standing, said)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![line.id, line.changed_at, by, unit, standing, said],
    )?;
    Ok(())
}

fn visit(row: &Row<'_>) -> Result<Visit, Error> {
    Ok(Visit {
        id: row.get(0)?,
        area: row.parse(1)?,
        unit: row.get(2)?,
        site: row.get(3)?,
        visited_on: row.parse(4)?,
        token: row.get(5)?,
        made_at: row.get(6)?,
    })
}

fn row_line(row: &Row<'_>) -> Result<Line, Error> {
    let standing: String = row.get(6)?;
    let standing = match (standing.as_str(), row.get(8)?) {
        ("open", _) => Standing::Open,
        ("done", _) => Standing::Done,
        ("declined", _) => Standing::Declined,
        ("case", Some(case)) => Standing::Case(case),
        _ => return Err(Error::Corrupt(format!("no line stands at {standing:?}"))),
    };
    Ok(Line {
        id: row.get(0)?,
        visit: row.get(1)?,
        position: row.get(2)?,
        text: row.get(3)?,
        owner: row.get(4)?,
        due_on: row.parse(5)?,
        standing,
        said: row.get(7)?,
        changed_at: row.get(9)?,
    })
}
