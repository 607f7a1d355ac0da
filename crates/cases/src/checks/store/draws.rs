//! Draws: what was announced, drawn, found.

use contracts::CaseId;
use kernel::{AreaCode, Timestamp};
use storage::{Db, Error, Row, Tx, params};

use crate::checks::{DrawId, lot::Seed};

/// A draw as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    pub id: DrawId,
    pub area: AreaCode,
    /// Cases closed from here
    pub from: Timestamp,
    /// to here.
    pub to: Timestamp,
    /// `2026-11` for the program's own; `None` for what somebody asked for.
    pub month: Option<String>,
    /// How many are to be drawn.
    pub size: i64,
    /// What an auditor added to the seed.
    pub words: String,
    pub nonce: Seed,
    pub seed: Seed,
    pub announced_at: Timestamp,
    pub drawn_at: Option<Timestamp>,
    /// How many lay in the urn, and how many were drawn.
    pub population: Option<i64>,
    pub drawn: Option<i64>,
    /// Of what lay in the urn.
    pub digest: Option<[u8; 32]>,
    /// When it ends with the answers there are.
    pub close_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
}

impl Draw {
    /// A draw yet to be filled in, with randomness of its own.
    pub(in crate::checks) fn blank(tx: &Tx<'_>) -> Self {
        let now = tx.now();
        Self {
            id: tx.id(),
            area: AreaCode::NATION,
            from: now,
            to: now,
            month: None,
            size: 0,
            words: String::new(),
            nonce: tx.moment().bytes(),
            seed: [0; 32],
            announced_at: now,
            drawn_at: None,
            population: None,
            drawn: None,
            digest: None,
            close_at: None,
            closed_at: None,
        }
    }

    fn read(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            area: row.parse(1)?,
            from: row.get(2)?,
            to: row.get(3)?,
            month: row.get(4)?,
            size: row.get(5)?,
            words: row.get(6)?,
            nonce: row.get(7)?,
            seed: row.get(8)?,
            announced_at: row.get(9)?,
            drawn_at: row.get(10)?,
            population: row.get(11)?,
            drawn: row.get(12)?,
            digest: row.get(13)?,
            close_at: row.get(14)?,
            closed_at: row.get(15)?,
        })
    }
}

const DRAW: &str = "SELECT id, area, from_at, to_at, month, size, words, nonce, seed, announced_at,
    drawn_at, population, drawn, digest, close_at, closed_at FROM cases_draws";

pub fn draw(db: &mut Db<'_>, id: DrawId) -> Result<Option<Draw>, Error> {
    db.query_opt(&format!("{DRAW} WHERE id = $1"), params![id], Draw::read)
}

/// Draws in these areas and below, newest first.
pub fn draws(db: &mut Db<'_>, areas: &[AreaCode], limit: usize) -> Result<Vec<Draw>, Error> {
    let sql = format!("{DRAW} ORDER BY announced_at DESC, id DESC LIMIT $1");
    let mut all = db.query(&sql, params![limit], Draw::read)?;
    all.retain(|draw| areas.iter().any(|area| area.contains(&draw.area)));
    Ok(all)
}

pub fn has_month(db: &mut Db<'_>, area: &AreaCode, month: &str) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM cases_draws WHERE area = $1 AND month = $2";
    Ok(db.query_opt(sql, params![area.as_str(), month], |_| Ok(()))?.is_some())
}

pub fn insert(tx: &mut Tx<'_>, draw: &Draw) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO cases_draws (id, area, from_at, to_at, month, size, words, nonce, seed,
             announced_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            draw.id,
            draw.area.as_str(),
            draw.from,
            draw.to,
            draw.month.clone(),
            draw.size,
            draw.words.as_str(),
            draw.nonce,
            draw.seed,
            draw.announced_at,
        ],
    )?;
    Ok(())
}

/// Writes what became of it; what was announced stays as it is.
pub fn update(tx: &mut Tx<'_>, draw: &Draw) -> Result<(), Error> {
    tx.execute(
        "UPDATE cases_draws SET drawn_at = $2, population = $3, drawn = $4, digest = $5,
             close_at = $6, closed_at = $7
         WHERE id = $1",
        params![
            draw.id,
            draw.drawn_at,
            draw.population,
            draw.drawn,
            draw.digest,
            draw.close_at,
            draw.closed_at,
        ],
    )?;
    Ok(())
}

pub fn keep_frame(tx: &mut Tx<'_>, draw: DrawId, frame: &[CaseId]) -> Result<(), Error> {
    for (position, case) in (1_i64..).zip(frame) {
        tx.execute(
            "INSERT INTO cases_draws_frame (draw, position, case_id) VALUES ($1, $2, $3)",
            params![draw, position, *case],
        )?;
    }
    Ok(())
}

/// What lay in the urn, in its order.
pub fn frame(db: &mut Db<'_>, draw: DrawId) -> Result<Vec<CaseId>, Error> {
    db.query(
        "SELECT case_id FROM cases_draws_frame WHERE draw = $1 ORDER BY position",
        params![draw],
        |row| row.get(0),
    )
}

/// Counts of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub open: i64,
    pub solved: i64,
    pub unsolved: i64,
    pub undecided: i64,
    /// Decided, but not by all.
    pub split: i64,
}

pub fn tally(db: &mut Db<'_>, draw: DrawId) -> Result<Tally, Error> {
    const COUNT: &str =
        "CAST(COALESCE(SUM(CASE WHEN verdict = '{}' THEN 1 ELSE 0 END), 0) AS BIGINT)";
    let count = |verdict: &str| COUNT.replace("{}", verdict);
    let sql = format!(
        "SELECT {}, {}, {}, {},
             CAST(COALESCE(SUM(CASE WHEN verdict IN ('solved', 'unsolved') AND solved > 0
                 AND unsolved > 0 THEN 1 ELSE 0 END), 0) AS BIGINT)
         FROM cases_checks WHERE draw = $1",
        count("open"),
        count("solved"),
        count("unsolved"),
        count("undecided")
    );
    db.query_one(&sql, params![draw], |row| {
        Ok(Tally {
            open: row.get(0)?,
            solved: row.get(1)?,
            unsolved: row.get(2)?,
            undecided: row.get(3)?,
            split: row.get(4)?,
        })
    })
}
