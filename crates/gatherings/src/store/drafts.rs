//! SQL of drafts and their comments.

use contracts::PersonId;
use storage::{Db, Error, Row, Tx, params};

use super::{json, read};
use crate::{
    CommentId, DraftId,
    draft::{Comment, Draft, Outcome},
};

const DRAFT: &str = "SELECT id, unit, area, title, clauses, open_until, closed_at, made_at
    FROM gatherings_drafts";

/// One draft.
pub fn find(db: &mut Db<'_>, id: DraftId) -> Result<Option<Draft>, Error> {
    db.query_opt(&format!("{DRAFT} WHERE id = $1"), params![id], draft)
}

/// Drafts, the newest first.
pub fn newest(db: &mut Db<'_>, limit: usize) -> Result<Vec<Draft>, Error> {
    let sql = format!("{DRAFT} ORDER BY made_at DESC, id DESC LIMIT $1");
    db.query(&sql, params![limit], draft)
}

pub(crate) fn insert(tx: &mut Tx<'_>, draft: &Draft, by: PersonId) -> Result<(), Error> {
    tx.put(
        "INSERT INTO gatherings_drafts (id, unit, area, title, clauses, open_until, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            draft.id,
            draft.unit,
            draft.area.as_str(),
            draft.title.as_str(),
            json(&draft.clauses)?,
            draft.open_until.to_string(),
            by,
            draft.made_at,
        ],
    )
}

pub(crate) fn close(tx: &mut Tx<'_>, id: DraftId) -> Result<(), Error> {
    let now = tx.now();
    tx.put("UPDATE gatherings_drafts SET closed_at = $2 WHERE id = $1", params![id, now])
}

fn draft(row: &Row<'_>) -> Result<Draft, Error> {
    Ok(Draft {
        id: row.get(0)?,
        unit: row.get(1)?,
        area: row.parse(2)?,
        title: row.get(3)?,
        clauses: read(row, 4)?,
        open_until: row.parse(5)?,
        closed_at: row.get(6)?,
        made_at: row.get(7)?,
    })
}

/// The comments of a draft with what became of each, by clause, the oldest first.
pub fn comments(db: &mut Db<'_>, id: DraftId) -> Result<Vec<Comment>, Error> {
    db.query(
        "SELECT c.id, c.draft, c.clause, c.text, c.at, o.outcome, o.reason
         FROM gatherings_comments c LEFT JOIN gatherings_outcomes o ON o.comment = c.id
             AND o.seq = (SELECT MAX(p.seq) FROM gatherings_outcomes p WHERE p.comment = c.id)
         WHERE c.draft = $1 ORDER BY c.clause, c.at, c.id",
        params![id],
        |row| {
            let outcome: Option<String> = row.get(5)?;
            let reason: Option<String> = row.get(6)?;
            let outcome = outcome.and_then(|outcome| outcome.parse::<Outcome>().ok());
            Ok(Comment {
                id: row.get(0)?,
                draft: row.get(1)?,
                clause: row.get(2)?,
                text: row.get(3)?,
                at: row.get(4)?,
                outcome: outcome.zip(reason),
            })
        },
    )
}

/// The draft that a comment is on.
pub fn draft_of(db: &mut Db<'_>, id: CommentId) -> Result<Option<DraftId>, Error> {
    let sql = "SELECT draft FROM gatherings_comments WHERE id = $1";
    db.query_opt(sql, params![id], |row| row.get(0))
}

/// How many comments somebody made on a draft.
pub fn count_of(db: &mut Db<'_>, id: DraftId, person: PersonId) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM gatherings_comments WHERE draft = $1 AND person = $2";
    db.query_one(sql, params![id, person], |row| row.get(0))
}

/// False when there is a comment with this id already.
pub(crate) fn insert_comment(
    tx: &mut Tx<'_>,
    comment: &Comment,
    by: PersonId,
) -> Result<bool, Error> {
    let made = tx.execute(
        "INSERT INTO gatherings_comments (id, draft, clause, person, text, at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        params![comment.id, comment.draft, comment.clause, by, comment.text.as_str(), comment.at],
    )?;
    Ok(made == 1)
}

pub(crate) fn answer(
    tx: &mut Tx<'_>,
    id: CommentId,
    outcome: Outcome,
    reason: &str,
    by: PersonId,
) -> Result<(), Error> {
    let now = tx.now();
    let sql = "SELECT COUNT(*) FROM gatherings_outcomes WHERE comment = $1";
    let before: i64 = tx.query_one(sql, params![id], |row| row.get(0))?;
    tx.put(
        "INSERT INTO gatherings_outcomes (comment, seq, at, actor, outcome, reason)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, before + 1, now, by, outcome.as_str(), reason],
    )
}
