//! SQL of members and their facts.

use contracts::UnitId;
use kernel::{AreaCode, Day};
use storage::{Db, Error, Row, Tx, params, value::parsed};

use super::{Fact, Link, Member, Seat, Source, Stage, Standing, Traits, What};
use crate::{BatchId, MemberId};

const MEMBER: &str = "SELECT id, stage, stage_from, home, home_from, floating, floating_from,
     home_elsewhere, line, shift, area, facts FROM branches_members";

/// A member as known now. The path is not read; see [`facts`].
pub fn find(db: &mut Db<'_>, id: MemberId) -> Result<Option<Member>, Error> {
    db.query_opt(&format!("{MEMBER} WHERE id = $1"), params![id], member)
}

/// Everybody with a seat in a branch by either link, each once, by id.
pub fn in_branch(db: &mut Db<'_>, branch: UnitId) -> Result<Vec<Member>, Error> {
    let sql = format!("{MEMBER} WHERE home = $1 OR floating = $1 ORDER BY id");
    db.query(&sql, params![branch], member)
}

/// Everybody whose business line is one of these words, by id.
pub(crate) fn of_lines(db: &mut Db<'_>, lines: &[&str]) -> Result<Vec<Member>, Error> {
    let mut found = Vec::new();
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let sql = format!("{MEMBER} WHERE line = $1 AND line <> '' ORDER BY id");
        found.extend(db.query(&sql, params![*line], member)?);
    }
    found.sort_by_key(|member| member.id);
    found.dedup_by_key(|member| member.id);
    Ok(found)
}

/// Whether nobody has a seat in a branch.
pub(crate) fn is_empty(db: &mut Db<'_>, branch: UnitId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM branches_members WHERE home = $1 OR floating = $1 LIMIT 1";
    Ok(db.query_opt(sql, params![branch], |row| row.get::<i64>(0))?.is_none())
}

/// Everybody, by id.
pub fn all(db: &mut Db<'_>) -> Result<Vec<Member>, Error> {
    db.query(&format!("{MEMBER} ORDER BY id"), params![], member)
}

/// Members and candidates of a branch; `home` of them have their organisational relation here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Members on probation or full, each once.
    pub members: i64,
    /// Those of them who are full members.
    pub full: i64,
    /// Those of them whose home branch this is.
    pub home: i64,
    /// Those of them who are here as floating members.
    pub floating: i64,
    /// Applicants, activists and development objects.
    pub on_the_way: i64,
}

/// The figures of a branch.
pub fn count_in(db: &mut Db<'_>, branch: UnitId) -> Result<Count, Error> {
    db.query_one(
        "SELECT COUNT(CASE WHEN stage IN ('probationary', 'full') THEN 1 END),
                COUNT(CASE WHEN stage = 'full' THEN 1 END),
                COUNT(CASE WHEN stage IN ('probationary', 'full') AND home = $1 THEN 1 END),
                COUNT(CASE WHEN stage IN ('probationary', 'full') AND floating = $1 THEN 1 END),
                COUNT(CASE WHEN stage IN ('applicant', 'activist', 'candidate') THEN 1 END)
         FROM branches_members WHERE home = $1 OR floating = $1",
        params![branch],
        |row| {
            Ok(Count {
                members: row.get(0)?,
                full: row.get(1)?,
                home: row.get(2)?,
                floating: row.get(3)?,
                on_the_way: row.get(4)?,
            })
        },
    )
}

/// How many people who are or were in a branch reached each stage, in the order of [`Stage::ALL`].
pub fn funnel(db: &mut Db<'_>, branch: UnitId) -> Result<[i64; 5], Error> {
    let mut reached = [0; 5];
    for facts in histories(db, branch)? {
        for (position, stage) in Stage::ALL.into_iter().enumerate() {
            let told =
                |fact: &Fact| matches!(fact.what, What::Stage { stage: told, .. } if told == stage);
            reached[position] += i64::from(facts.iter().any(told));
        }
    }
    Ok(reached)
}

/// How many facts a member has; `None` for no member.
pub(crate) fn count(db: &mut Db<'_>, id: MemberId) -> Result<Option<i64>, Error> {
    let sql = "SELECT facts FROM branches_members WHERE id = $1";
    db.query_opt(sql, params![id], |row| row.get(0))
}

/// Every fact of a member, in the order in which they were stated.
pub fn facts(db: &mut Db<'_>, id: MemberId) -> Result<Vec<Fact>, Error> {
    db.query(
        "SELECT seq, from_day, what, source, batch, stated_by, stated_at
         FROM branches_facts WHERE member = $1 ORDER BY seq",
        params![id],
        fact,
    )
}

/// The facts of a batch that are no voids, as (member, seq).
pub(crate) fn of_batch(db: &mut Db<'_>, batch: BatchId) -> Result<Vec<(MemberId, i64)>, Error> {
    let sql = "SELECT member, seq FROM branches_facts WHERE batch = $1 ORDER BY member, seq";
    db.query(sql, params![batch], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(crate) fn insert(tx: &mut Tx<'_>, id: MemberId) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO branches_members (id, home_elsewhere, line, shift, area, facts)
         VALUES ($1, 0, '', '', '', 0)",
        params![id],
    )?;
    Ok(())
}

pub(crate) fn append(
    tx: &mut Tx<'_>,
    id: MemberId,
    fact: &Fact,
    evidence: Option<Vec<u8>>,
) -> Result<(), Error> {
    let what =
        serde_json::to_string(&fact.what).map_err(|error| Error::Refused(error.to_string()))?;
    let joined = match fact.what {
        What::Joined { branch, .. } => Some(branch),
        _ => None,
    };
    tx.put(
        "INSERT INTO branches_facts (member, seq, from_day, what, source, evidence, batch,
             branch, stated_by, stated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id,
            fact.seq,
            fact.from.to_string(),
            what,
            fact.source.as_str(),
            evidence,
            fact.batch,
            joined,
            fact.stated_by,
            fact.stated_at,
        ],
    )
}

/// Writes the cache of the fold.
pub(crate) fn cache(tx: &mut Tx<'_>, member: &Member) -> Result<(), Error> {
    let Standing { stage, home, floating, home_elsewhere, traits, .. } = &member.standing;
    let day = |seat: &Option<Seat>| seat.map(|seat| seat.from.to_string());
    tx.put(
        "UPDATE branches_members SET stage = $2, stage_from = $3, home = $4, home_from = $5,
             floating = $6, floating_from = $7, home_elsewhere = $8, line = $9, shift = $10,
             area = $11, facts = $12
         WHERE id = $1",
        params![
            member.id,
            stage.map(|(stage, _)| stage.as_str()),
            stage.map(|(_, from)| from.to_string()),
            home.map(|seat| seat.branch),
            day(home),
            floating.map(|seat| seat.branch),
            day(floating),
            *home_elsewhere,
            traits.line.as_str(),
            traits.shift.as_str(),
            traits.area.map(|area| area.as_str().to_owned()).unwrap_or_default(),
            member.facts,
        ],
    )
}

fn fact(row: &Row<'_>) -> Result<Fact, Error> {
    let (what, source): (String, String) = (row.get(2)?, row.get(3)?);
    let batch: Option<BatchId> = row.get(4)?;
    Ok(Fact {
        seq: row.get(0)?,
        from: row.parse(1)?,
        what: serde_json::from_str(&what)
            .map_err(|error| Error::Corrupt(format!("a member's fact: {error}")))?,
        source: Source::read(&source)
            .ok_or_else(|| Error::Corrupt(format!("no source is {source:?}")))?,
        batch,
        stated_by: row.get(5)?,
        stated_at: row.get(6)?,
    })
}

fn member(row: &Row<'_>) -> Result<Member, Error> {
    let day = |index| -> Result<Option<Day>, Error> {
        let text = row.get::<Option<String>>(index)?;
        text.map(|text| parsed(&text, "from_day")).transpose()
    };
    let seat = |index| -> Result<Option<Seat>, Error> {
        let branch: Option<UnitId> = row.get(index)?;
        Ok(branch.zip(day(index + 1)?).map(|(branch, from)| Seat { branch, from }))
    };
    let stage: Option<String> = row.get(1)?;
    let area: String = row.get(10)?;
    let area: Option<AreaCode> = if area.is_empty() { None } else { Some(parsed(&area, "area")?) };
    let standing = Standing {
        stage: stage.and_then(|stage| Stage::read(&stage)).zip(day(2)?),
        home: seat(3)?,
        floating: seat(5)?,
        home_elsewhere: row.get(7)?,
        traits: Traits { line: row.get(8)?, shift: row.get(9)?, area },
        path: Vec::new(),
    };
    Ok(Member { id: row.get(0)?, standing, facts: row.get(11)? })
}

/// Members who have a seat by a link, for checks and totals: the unit of each.
pub fn seats(db: &mut Db<'_>, link: Link) -> Result<Vec<(MemberId, UnitId)>, Error> {
    let column = match link {
        Link::Home => "home",
        Link::Floating => "floating",
    };
    let sql =
        format!("SELECT id, {column} FROM branches_members WHERE {column} IS NOT NULL ORDER BY id");
    db.query(&sql, params![], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The facts of everybody who ever had a seat in a branch, member by member.
pub(crate) fn histories(db: &mut Db<'_>, branch: UnitId) -> Result<Vec<Vec<Fact>>, Error> {
    let rows = db.query(
        "SELECT f.seq, f.from_day, f.what, f.source, f.batch, f.stated_by, f.stated_at, f.member
         FROM branches_facts f
         WHERE f.member IN (SELECT member FROM branches_facts WHERE branch = $1)
         ORDER BY f.member, f.seq",
        params![branch],
        |row| Ok((row.get::<MemberId>(7)?, fact(row)?)),
    )?;
    let mut found: Vec<(MemberId, Vec<Fact>)> = Vec::new();
    for (member, fact) in rows {
        match found.last_mut() {
            Some((last, facts)) if *last == member => facts.push(fact),
            _ => found.push((member, vec![fact])),
        }
    }
    Ok(found.into_iter().map(|(_, facts)| facts).collect())
}
