//! All SQL of the organizations.

use contracts::UnitId;
use kernel::Day;
use storage::{Db, Error, Row, Tx, params, value::parsed};

use crate::unit::{Fact, Unit, What};

const UNIT: &str = "SELECT id, kind, area, name_zh, name_en, parent, in_charge, operator, from_day,
    until_day FROM organizations_units";

/// Holds off everybody else who changes organizations, on every node, until this transaction ends.
pub fn hold(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.lock(b"organizations")
}

pub fn find(db: &mut Db<'_>, id: UnitId) -> Result<Option<Unit>, Error> {
    db.query_opt(&format!("{UNIT} WHERE id = $1"), params![id], unit)
}

/// Every unit that ever was, in the order of areas, then of age.
pub fn all(db: &mut Db<'_>) -> Result<Vec<Unit>, Error> {
    db.query(&format!("{UNIT} ORDER BY area, id"), params![], unit)
}

/// The unit that runs the deployment.
pub fn operator(db: &mut Db<'_>) -> Result<Option<Unit>, Error> {
    db.query_opt(&format!("{UNIT} WHERE operator = 1"), params![], unit)
}

/// Open units that serve exactly this area.
pub fn open_in(db: &mut Db<'_>, area: &kernel::AreaCode) -> Result<Vec<Unit>, Error> {
    let sql = format!("{UNIT} WHERE area = $1 AND until_day IS NULL ORDER BY id");
    db.query(&sql, params![area.as_str()], unit)
}

/// Open units directly under another.
pub fn open_under(db: &mut Db<'_>, parent: UnitId) -> Result<usize, Error> {
    db.query_one(
        "SELECT COUNT(*) FROM organizations_units WHERE parent = $1 AND until_day IS NULL",
        params![parent],
        |row| row.get(0),
    )
}

/// The facts about a unit, oldest first.
pub fn facts(db: &mut Db<'_>, id: UnitId) -> Result<Vec<Fact>, Error> {
    db.query(
        "SELECT seq, from_day, what, stated_by, stated_at FROM organizations_facts WHERE unit = $1
         ORDER BY seq",
        params![id],
        |row| {
            let what = serde_json::from_str::<What>(&row.get::<String>(2)?)
                .map_err(|error| Error::Corrupt(format!("a fact about a unit: {error}")))?;
            Ok(Fact {
                seq: row.get(0)?,
                from: row.parse(1)?,
                what,
                stated_by: row.get(3)?,
                stated_at: row.get(4)?,
            })
        },
    )
}

/// Grows with every change.
pub fn version(db: &mut Db<'_>) -> Result<i64, Error> {
    db.query_one("SELECT version FROM organizations_version WHERE one = 1", params![], |row| {
        row.get(0)
    })
}

/// Writes a new unit's row; its founding is added by [`append`].
pub fn insert(tx: &mut Tx<'_>, unit: &Unit) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO organizations_units (id, kind, area, name_zh, name_en, parent, in_charge,
             operator, from_day, until_day, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, $10)",
        params![
            unit.id,
            &unit.kind,
            unit.area.as_str(),
            &unit.name_zh,
            &unit.name_en,
            unit.parent,
            unit.in_charge,
            unit.operator,
            unit.from.to_string(),
            now,
        ],
    )?;
    Ok(())
}

/// Adds a fact and brings the row up to date with what the facts now add up to.
pub fn append(tx: &mut Tx<'_>, unit: &Unit, from: Day, what: &What) -> Result<(), Error> {
    let text = serde_json::to_string(what)
        .map_err(|error| Error::Refused(format!("a fact about a unit: {error}")))?;
    let (now, by) = (tx.now(), tx.stamp().actor);
    tx.execute(
        "INSERT INTO organizations_facts (unit, seq, from_day, what, stated_by, stated_at)
         SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5 FROM organizations_facts
         WHERE unit = $1",
        params![unit.id, from.to_string(), text, by, now],
    )?;
    tx.execute(
        "UPDATE organizations_units SET name_zh = $2, name_en = $3, parent = $4, until_day = $5
         WHERE id = $1",
        params![
            unit.id,
            &unit.name_zh,
            &unit.name_en,
            unit.parent,
            unit.until.map(|day| day.to_string()),
        ],
    )?;
    tx.execute("UPDATE organizations_version SET version = version + 1 WHERE one = 1", params![])?;
    Ok(())
}

fn unit(row: &Row<'_>) -> Result<Unit, Error> {
    let until = row.get::<Option<String>>(9)?;
    Ok(Unit {
        id: row.get(0)?,
        kind: row.get(1)?,
        area: row.parse(2)?,
        name_zh: row.get(3)?,
        name_en: row.get(4)?,
        parent: row.get(5)?,
        in_charge: row.get(6)?,
        operator: row.get(7)?,
        from: row.parse(8)?,
        until: until.map(|text| parsed(&text, "until_day")).transpose()?,
    })
}
