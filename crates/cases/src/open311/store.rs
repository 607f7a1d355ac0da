//! What the endpoint reads of the cases.

use contracts::CaseId;
use kernel::Timestamp;
use storage::{Db, Error, Value, params};

use crate::{
    case::Case,
    state::State,
    store::{Kept, folded},
};

/// Which cases are wanted.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub from: Timestamp,
    pub to: Timestamp,
    pub matters: Vec<String>,
    /// Every state when empty.
    pub states: Vec<State>,
    pub limit: usize,
    pub offset: usize,
}

/// Public cases by the time of their report, newest first. What the worker took back is gone from
/// lists, and what was taken over from an old register was never on one.
pub(super) fn list(db: &mut Db<'_>, wanted: &Wanted) -> Result<Vec<Kept>, Error> {
    if wanted.matters.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value> = vec![wanted.from.into(), wanted.to.into()];
    let mut bind = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let matters: Vec<String> =
        wanted.matters.iter().map(|code| bind(code.as_str().into())).collect();
    let states: Vec<String> =
        wanted.states.iter().map(|state| bind(state.as_str().into())).collect();
    let states = if states.is_empty() {
        "1 = 1".into()
    } else {
        format!("state IN ({})", states.join(", "))
    };
    let (limit, offset) = (bind(wanted.limit.into()), bind(wanted.offset.into()));
    let sql = format!(
        "SELECT id, folded FROM cases_cases
         WHERE created_at >= $1 AND created_at <= $2 AND visibility <> 'private'
             AND state <> 'withdrawn' AND source NOT LIKE 'import:%'
             AND matter IN ({}) AND {states}
         ORDER BY created_at DESC, id DESC LIMIT {limit} OFFSET {offset}",
        matters.join(", ")
    );
    db.query(&sql, &values, |row| Ok(Kept { id: row.get(0)?, case: folded(row, 1)? }))
}

/// The case with this number, unless its kind is shown nowhere.
pub(super) fn by_number(db: &mut Db<'_>, number: &str) -> Result<Option<Case>, Error> {
    db.query_opt(
        "SELECT folded FROM cases_cases WHERE number = $1 AND visibility <> 'private'",
        params![number],
        |row| folded(row, 0),
    )
}

/// The cases of one sender that changed since, the longest unchanged first.
pub(super) fn of_sender(
    db: &mut Db<'_>,
    source: &str,
    from: Timestamp,
    limit: usize,
) -> Result<Vec<Kept>, Error> {
    db.query(
        "SELECT id, folded FROM cases_cases
         WHERE source = $1 AND source <> 'yilu' AND updated_at >= $2
         ORDER BY updated_at, id LIMIT $3",
        params![source, from, limit],
        |row| Ok(Kept { id: row.get(0)?, case: folded(row, 1)? }),
    )
}

/// The id of a case that this sender handed in.
pub(super) fn id_of_sender(
    db: &mut Db<'_>,
    source: &str,
    number: &str,
) -> Result<Option<CaseId>, Error> {
    db.query_opt(
        "SELECT id FROM cases_cases WHERE number = $1 AND source = $2",
        params![number, source],
        |row| row.get(0),
    )
}
