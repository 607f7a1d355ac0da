//! Who is concerned, who may vote, and what was said.

use contracts::PersonId;
use storage::{Db, Error, Tx, params};

use crate::collective::{CollectiveId, CommentId, fact::Side, people::NewComment, view::Comment};

/// Takes somebody among those who reported it.
pub fn enlist(tx: &mut Tx<'_>, id: CollectiveId, person: PersonId) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO cases_collective_people (matter, person, reported, since, until)
         VALUES ($1, $2, 1, $3, NULL)
         ON CONFLICT (matter, person) DO UPDATE SET reported = 1",
        params![id, person, now],
    )
}

/// False when they were among those told already.
pub fn join(tx: &mut Tx<'_>, id: CollectiveId, person: PersonId) -> Result<bool, Error> {
    let now = tx.now();
    let made = tx.execute(
        "INSERT INTO cases_collective_people (matter, person, reported, since, until)
         VALUES ($1, $2, 0, $3, NULL)
         ON CONFLICT (matter, person) DO UPDATE SET since = $3, until = NULL
             WHERE cases_collective_people.reported = 0
                 AND cases_collective_people.until IS NOT NULL",
        params![id, person, now],
    )?;
    Ok(made > 0)
}

/// False when there was nothing to take back.
pub fn leave(tx: &mut Tx<'_>, id: CollectiveId, person: PersonId) -> Result<bool, Error> {
    let now = tx.now();
    let left = tx.execute(
        "UPDATE cases_collective_people SET until = $3
         WHERE matter = $1 AND person = $2 AND reported = 0 AND until IS NULL",
        params![id, person, now],
    )?;
    Ok(left > 0)
}

/// What counts somebody among those who reported or joined.
const COUNTS: &str = "(reported = 1 OR until IS NULL)";

pub fn count(db: &mut Db<'_>, id: CollectiveId) -> Result<i64, Error> {
    let sql =
        format!("SELECT COUNT(*) FROM cases_collective_people WHERE matter = $1 AND {COUNTS}");
    db.query_one(&sql, params![id], |row| row.get(0))
}

/// Everybody who reported it or joined.
pub fn concerned(db: &mut Db<'_>, id: CollectiveId) -> Result<Vec<PersonId>, Error> {
    let sql = format!("SELECT person FROM cases_collective_people WHERE matter = $1 AND {COUNTS}");
    db.query(&sql, params![id], |row| row.get(0))
}

/// Everybody who is told of news: those and who may vote in this round.
pub fn told(db: &mut Db<'_>, id: CollectiveId, round: i64) -> Result<Vec<PersonId>, Error> {
    let sql = format!(
        "SELECT person FROM cases_collective_people WHERE matter = $1 AND {COUNTS}
         UNION SELECT person FROM cases_collective_roll WHERE matter = $1 AND round = $2
         ORDER BY person"
    );
    db.query(&sql, params![id, round], |row| row.get(0))
}

pub fn reported(db: &mut Db<'_>, id: CollectiveId, person: PersonId) -> Result<bool, Error> {
    is_there(db, id, person, "reported = 1")
}

pub fn joined(db: &mut Db<'_>, id: CollectiveId, person: PersonId) -> Result<bool, Error> {
    is_there(db, id, person, COUNTS)
}

fn is_there(
    db: &mut Db<'_>,
    id: CollectiveId,
    person: PersonId,
    condition: &str,
) -> Result<bool, Error> {
    let sql = format!(
        "SELECT 1 FROM cases_collective_people WHERE matter = $1 AND person = $2 AND {condition}"
    );
    Ok(db.query_opt(&sql, params![id, person], |_| Ok(()))?.is_some())
}

/// The numbers of open matters that somebody reported or joined, the newest first.
pub fn open_with(db: &mut Db<'_>, person: PersonId) -> Result<Vec<String>, Error> {
    let sql = format!(
        "SELECT number FROM cases_collective
         WHERE ended = 0 AND id IN
             (SELECT matter FROM cases_collective_people WHERE person = $1 AND {COUNTS})
         ORDER BY created_at DESC, id DESC"
    );
    db.query(&sql, params![person], |row| row.get(0))
}

/// Enters somebody on the roll of a round.
pub fn enrol(tx: &mut Tx<'_>, id: CollectiveId, round: i64, person: PersonId) -> Result<(), Error> {
    tx.put(
        "INSERT INTO cases_collective_roll (matter, round, person, voted) VALUES ($1, $2, $3, 0)",
        params![id, round, person],
    )
}

/// Whether somebody has voted; `None` for who may not.
pub fn on_roll(
    db: &mut Db<'_>,
    id: CollectiveId,
    round: i64,
    person: PersonId,
) -> Result<Option<bool>, Error> {
    db.query_opt(
        "SELECT voted FROM cases_collective_roll WHERE matter = $1 AND round = $2 AND person = $3",
        params![id, round, person],
        |row| row.get(0),
    )
}

/// Ticks somebody off, without a time.
pub fn tick_off(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    round: i64,
    person: PersonId,
) -> Result<(), Error> {
    tx.put(
        "UPDATE cases_collective_roll SET voted = 1
         WHERE matter = $1 AND round = $2 AND person = $3",
        params![id, round, person],
    )
}

/// How many may vote, and how many have.
pub fn turnout(db: &mut Db<'_>, id: CollectiveId, round: i64) -> Result<(i64, i64), Error> {
    db.query_one(
        "SELECT COUNT(*), CAST(COALESCE(SUM(voted), 0) AS BIGINT) FROM cases_collective_roll
         WHERE matter = $1 AND round = $2",
        params![id, round],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

pub fn has_comment(db: &mut Db<'_>, comment: CommentId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM cases_collective_comments WHERE id = $1";
    Ok(db.query_opt(sql, params![comment], |_| Ok(()))?.is_some())
}

pub fn comments_by(db: &mut Db<'_>, id: CollectiveId, person: PersonId) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM cases_collective_comments WHERE matter = $1 AND person = $2";
    db.query_one(sql, params![id, person], |row| row.get(0))
}

pub fn insert_comment(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    person: PersonId,
    new: &NewComment,
) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO cases_collective_comments (id, matter, person, side, text, at, struck)
         VALUES ($1, $2, $3, $4, $5, $6, NULL)",
        params![new.id, id, person, new.side.as_str(), new.text.as_str(), now],
    )
}

/// Whether a comment of this matter was taken out; `None` when it has no such comment.
pub fn is_struck(
    db: &mut Db<'_>,
    id: CollectiveId,
    comment: CommentId,
) -> Result<Option<bool>, Error> {
    db.query_opt(
        "SELECT CASE WHEN struck IS NULL THEN 0 ELSE 1 END FROM cases_collective_comments
         WHERE id = $1 AND matter = $2",
        params![comment, id],
        |row| row.get(0),
    )
}

pub fn strike(tx: &mut Tx<'_>, comment: CommentId, reason: &str) -> Result<(), Error> {
    let sql = "UPDATE cases_collective_comments SET struck = $2, text = '' WHERE id = $1";
    tx.put(sql, params![comment, reason])
}

/// What was said, the newest first.
pub fn comments(db: &mut Db<'_>, id: CollectiveId) -> Result<Vec<Comment>, Error> {
    const LIMIT: usize = 200;
    let rows = db.query(
        "SELECT id, side, text, at, struck FROM cases_collective_comments WHERE matter = $1
         ORDER BY at DESC, id DESC LIMIT $2",
        params![id, LIMIT],
        |row| {
            let side: String = row.get(1)?;
            Ok((row.get(0)?, side, row.get(2)?, row.get(3)?, row.get(4)?))
        },
    )?;
    let comment = |(id, side, text, at, struck): (CommentId, String, String, _, _)| {
        Some(Comment { id, side: Side::parse(&side)?, text, at, struck })
    };
    Ok(rows.into_iter().filter_map(comment).collect())
}
