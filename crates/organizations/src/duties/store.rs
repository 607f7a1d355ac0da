//! All SQL of duties.

use std::collections::BTreeMap;

use contracts::{PersonId, UnitId};
use kernel::Day;
use storage::{Db, Error, Row, Tx, params, value::parsed};

use super::{Duty, DutyId, NewVisit, ShownAs};

const DUTY: &str = "SELECT id, duty, unit, person, bearer, deputy, seat, shown_as, reach,
    deputy_shown_as, deputy_reach, text, from_day, until_day, ended_day FROM organizations_duties";

pub fn find(db: &mut Db<'_>, id: DutyId) -> Result<Option<Duty>, Error> {
    let found = db.query_opt(&format!("{DUTY} WHERE id = $1"), params![id], duty)?;
    let absences = absences(db)?;
    Ok(found.map(|one| with(one, &absences)))
}

/// Duties for a unit, past ones too, the newest first.
pub fn of_unit(db: &mut Db<'_>, unit: UnitId) -> Result<Vec<Duty>, Error> {
    let sql = format!("{DUTY} WHERE unit = $1 ORDER BY from_day DESC, id DESC");
    let found = db.query(&sql, params![unit], duty)?;
    let absences = absences(db)?;
    Ok(found.into_iter().map(|one| with(one, &absences)).collect())
}

/// Duties that somebody carries and nobody has ended.
pub fn of_person(db: &mut Db<'_>, person: PersonId) -> Result<Vec<Duty>, Error> {
    let sql = format!("{DUTY} WHERE person = $1 AND ended_day IS NULL ORDER BY from_day, id");
    db.query(&sql, params![person], duty)
}

/// Every duty that is not over before a day.
pub fn since(db: &mut Db<'_>, day: Day) -> Result<Vec<Duty>, Error> {
    let sql = format!(
        "{DUTY} WHERE (until_day IS NULL OR until_day > $1) AND (ended_day IS NULL OR ended_day > $1)
         ORDER BY unit, duty, from_day, id"
    );
    let found = db.query(&sql, params![day.to_string()], duty)?;
    let absences = absences(db)?;
    Ok(found.into_iter().map(|one| with(one, &absences)).collect())
}

/// How many visits of each kind from a day on to before another, over all duties of one kind.
pub fn visits(
    db: &mut Db<'_>,
    duty: &str,
    from: Day,
    until: Day,
) -> Result<BTreeMap<String, i64>, Error> {
    let rows = db.query(
        "SELECT v.kind, COUNT(*) FROM organizations_duty_visits v
         JOIN organizations_duties d ON d.id = v.duty_id
         WHERE d.duty = $1 AND v.on_day >= $2 AND v.on_day < $3 GROUP BY v.kind",
        params![duty, from.to_string(), until.to_string()],
        |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// How many visits of each kind on a day, by those who carry a duty for a unit.
pub(super) fn visits_of(
    db: &mut Db<'_>,
    unit: UnitId,
    day: Day,
) -> Result<BTreeMap<String, i64>, Error> {
    let rows = db.query(
        "SELECT v.kind, COUNT(*) FROM organizations_duty_visits v
         JOIN organizations_duties d ON d.id = v.duty_id
         WHERE d.unit = $1 AND v.on_day = $2 GROUP BY v.kind",
        params![unit, day.to_string()],
        |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

type Absences = BTreeMap<DutyId, Vec<(Day, Day)>>;

fn absences(db: &mut Db<'_>) -> Result<Absences, Error> {
    let rows = db.query(
        "SELECT duty_id, from_day, until_day FROM organizations_absences ORDER BY from_day",
        params![],
        |row| Ok((row.get::<DutyId>(0)?, (row.parse(1)?, row.parse(2)?))),
    )?;
    let mut found = Absences::new();
    for (id, days) in rows {
        found.entry(id).or_default().push(days);
    }
    Ok(found)
}

fn with(mut duty: Duty, absences: &Absences) -> Duty {
    duty.away = absences.get(&duty.id).cloned().unwrap_or_default();
    duty
}

pub(super) fn insert(tx: &mut Tx<'_>, it: &Duty) -> Result<(), Error> {
    let now = tx.now();
    let (shown, deputy) = (it.shown.as_ref(), it.deputy_shown.as_ref());
    tx.execute(
        "INSERT INTO organizations_duties (id, duty, unit, person, bearer, deputy, seat, shown_as,
             reach, deputy_shown_as, deputy_reach, text, from_day, until_day, given_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        params![
            it.id,
            &it.duty,
            it.unit,
            it.person,
            it.bearer,
            it.deputy,
            it.seat.as_deref(),
            shown.map(|shown| shown.name.as_str()),
            shown.map(|shown| shown.reach.as_str()),
            deputy.map(|shown| shown.name.as_str()),
            deputy.map(|shown| shown.reach.as_str()),
            it.text.as_deref(),
            it.from.to_string(),
            it.until.map(|day| day.to_string()),
            now,
        ],
    )?;
    Ok(())
}

pub(super) fn end(tx: &mut Tx<'_>, id: DutyId, day: Day, reason: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE organizations_duties SET ended_day = $2, ended_reason = $3 WHERE id = $1",
        params![id, day.to_string(), reason],
    )?;
    Ok(())
}

pub(super) fn away(tx: &mut Tx<'_>, id: DutyId, from: Day, until: Day) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO organizations_absences (duty_id, from_day, until_day, stated_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (duty_id, from_day) DO UPDATE SET until_day = $3, stated_at = $4",
        params![id, from.to_string(), until.to_string(), now],
    )?;
    Ok(())
}

pub(super) fn visit(tx: &mut Tx<'_>, id: DutyId, new: &NewVisit) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO organizations_duty_visits (id, duty_id, kind, on_day, note, stated_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
        params![new.id, id, &new.kind, new.on.to_string(), &new.note, now],
    )?;
    Ok(())
}

fn duty(row: &Row<'_>) -> Result<Duty, Error> {
    let day = |index: usize| {
        let text = row.get::<Option<String>>(index)?;
        text.map(|text| parsed(&text, "day")).transpose()
    };
    let shown = |index: usize| {
        let (name, reach) = (row.get::<Option<String>>(index)?, row.get(index + 1)?);
        Ok::<_, Error>(name.zip(reach).map(|(name, reach)| ShownAs { name, reach }))
    };
    Ok(Duty {
        id: row.get(0)?,
        duty: row.get(1)?,
        unit: row.get(2)?,
        person: row.get(3)?,
        bearer: row.get(4)?,
        deputy: row.get(5)?,
        seat: row.get(6)?,
        shown: shown(7)?,
        deputy_shown: shown(9)?,
        text: row.get(11)?,
        from: row.parse(12)?,
        until: day(13)?,
        ended: day(14)?,
        away: Vec::new(),
    })
}
