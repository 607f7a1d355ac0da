//! All SQL of the organizations.

use std::collections::BTreeMap;

use contracts::UnitId;
use kernel::Day;
use storage::{Db, Error, Row, Tx, params, value::parsed};

use crate::unit::{Details, Fact, Unit, What};

const UNIT: &str = "SELECT id, kind, area, name_zh, name_en, parent, in_charge, operator, from_day,
    until_day, uscc, industry, meets FROM organizations_units";

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

/// The open units directly under another, by id.
pub fn parts(db: &mut Db<'_>, parent: UnitId) -> Result<Vec<UnitId>, Error> {
    db.query(
        "SELECT id FROM organizations_units WHERE parent = $1 AND until_day IS NULL ORDER BY id",
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
        fact,
    )
}

/// The facts about every unit, each unit's oldest first.
pub fn all_facts(db: &mut Db<'_>) -> Result<BTreeMap<UnitId, Vec<Fact>>, Error> {
    let rows = db.query(
        "SELECT seq, from_day, what, stated_by, stated_at, unit FROM organizations_facts
         ORDER BY unit, seq",
        params![],
        |row| Ok((row.get::<UnitId>(5)?, fact(row)?)),
    )?;
    let mut found: BTreeMap<UnitId, Vec<Fact>> = BTreeMap::new();
    for (unit, fact) in rows {
        found.entry(unit).or_default().push(fact);
    }
    Ok(found)
}

fn fact(row: &Row<'_>) -> Result<Fact, Error> {
    let what = serde_json::from_str::<What>(&row.get::<String>(2)?)
        .map_err(|error| Error::Corrupt(format!("a fact about a unit: {error}")))?;
    Ok(Fact {
        seq: row.get(0)?,
        from: row.parse(1)?,
        what,
        stated_by: row.get(3)?,
        stated_at: row.get(4)?,
    })
}

/// Another open unit with this credit code.
pub fn of_uscc(db: &mut Db<'_>, uscc: &str) -> Result<Option<Unit>, Error> {
    let sql = format!("{UNIT} WHERE uscc = $1 AND until_day IS NULL");
    db.query_opt(&sql, params![uscc], unit)
}

/// The open unit of this kind, area and Chinese name.
pub fn alike(
    db: &mut Db<'_>,
    kind: &str,
    area: &kernel::AreaCode,
    name: &str,
) -> Result<Option<Unit>, Error> {
    let sql = format!(
        "{UNIT} WHERE name_zh = $1 AND area = $2 AND kind = $3 AND until_day IS NULL
         ORDER BY id LIMIT 1"
    );
    db.query_opt(&sql, params![name, area.as_str(), kind], unit)
}

/// Open units with this very name or credit code, two at most.
pub fn named(db: &mut Db<'_>, text: &str) -> Result<Vec<UnitId>, Error> {
    db.query(
        "SELECT id FROM organizations_units WHERE (name_zh = $1 OR name_en = $1 OR uscc = $1)
         AND until_day IS NULL ORDER BY id LIMIT 2",
        params![text],
        |row| row.get(0),
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
             operator, from_day, until_day, created_at, uscc, industry, meets)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, $10, $11, $12, $13)",
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
            unit.details.uscc.as_deref(),
            unit.details.industry.as_deref(),
            unit.details.meets.as_deref(),
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
        "UPDATE organizations_units SET name_zh = $2, name_en = $3, parent = $4, until_day = $5,
             kind = $6, uscc = $7, industry = $8, meets = $9
         WHERE id = $1",
        params![
            unit.id,
            &unit.name_zh,
            &unit.name_en,
            unit.parent,
            unit.until.map(|day| day.to_string()),
            &unit.kind,
            unit.details.uscc.as_deref(),
            unit.details.industry.as_deref(),
            unit.details.meets.as_deref(),
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
        details: Details { uscc: row.get(10)?, industry: row.get(11)?, meets: row.get(12)? },
        parent: row.get(5)?,
        in_charge: row.get(6)?,
        operator: row.get(7)?,
        from: row.parse(8)?,
        until: until.map(|text| parsed(&text, "until_day")).transpose()?,
    })
}
